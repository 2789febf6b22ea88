"""The short ids that buttons carry: what was pressed, on which ticket, with which choice.

They are no secret and no right: who presses is checked every time.
"""

from __future__ import annotations

import re
from functools import lru_cache

from msgspec import Struct

LONGEST = 64
"""Bytes that the narrowest platform allows."""

_FORM = re.compile(r"([a-z_]{1,20}):([0-9a-z]{0,13}):([A-Za-z0-9_.-]{0,28})", re.ASCII)
_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"


class Press(Struct, frozen=True):
    """A pressed button. `subject` is a ticket's id, or 0."""

    verb: str
    subject: int = 0
    arg: str = ""


def encode(verb: str, subject: int = 0, arg: str = "") -> str:
    """Return the id of a button."""
    return f"{verb}:{_base36(subject) if subject else ''}:{arg}"


def parse(text: str) -> Press | None:
    """Read a button's id; None for what no button of ours carries."""
    found = _FORM.fullmatch(text)
    if found is None:
        return None
    subject = int(found[2], 36) if found[2] else 0
    return Press(found[1], subject, found[3]) if subject < 2**63 else None


@lru_cache(maxsize=256)  # a card has as many buttons about one ticket
def _base36(number: int) -> str:
    digits = ""
    while number:
        number, digit = divmod(number, 36)
        digits = _DIGITS[digit] + digits
    return digits
