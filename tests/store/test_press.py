"""The short ids of buttons: they fit everywhere, come back as they were, and nothing else is read as one."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from store.press import LONGEST, Press, encode, parse

VERBS = st.text("abcdefghijklmnopqrstuvwxyz_", min_size=1, max_size=20)
ARGS = st.text("abcXYZ019_.-", max_size=28)


@given(verb=VERBS, subject=st.integers(0, 2**63 - 1), arg=ARGS)
def test_a_button_comes_back_as_it_was(verb: str, subject: int, arg: str) -> None:
    press = encode(verb, subject, arg)
    assert parse(press) == Press(verb, subject, arg)
    assert len(press.encode()) <= LONGEST


@given(text=st.text(max_size=80))
def test_whatever_comes_is_a_press_or_none(text: str) -> None:
    found = parse(text)
    assert found is None or encode(found.verb, found.subject, found.arg).isascii()


@pytest.mark.parametrize(
    "text",
    [
        "",
        "claim",
        "claim:",
        "claim::x:",
        "CLAIM::",
        "claim:1:a b",
        "claim:1:星",
        "claim:Z:",
        "claim:-1:",
        "claim:zzzzzzzzzzzzz:",
        "claim::" + "a" * 29,
        "claim::\n",
    ],
)
def test_what_no_button_carries_is_none(text: str) -> None:
    assert parse(text) is None
