"""Hypothesis strategies for any record, read off its type."""

from __future__ import annotations

import types
import typing
from enum import Enum
from functools import cache
from typing import Any

from hypothesis import strategies as st
from msgspec import Struct

Strategy = st.SearchStrategy[Any]

NUMBERS = st.integers(min_value=-(2**63), max_value=2**63 - 1)
"""Whatever a BIGINT holds."""

WORDS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=40)
"""Anything a person may write. No text column of PostgreSQL holds a NUL."""


def records(kind: type[Struct], **fields: Strategy) -> Strategy:
    """Return a strategy for records of a type, some fields of which may be given."""
    hints = typing.get_type_hints(kind)
    return st.builds(kind, **({name: of(hint) for name, hint in hints.items()} | fields))


@cache
def of(hint: Any) -> Strategy:
    """Return a strategy for values of a type."""
    if isinstance(hint, type) and issubclass(hint, Struct):
        return st.deferred(lambda: records(hint))
    if isinstance(hint, type) and issubclass(hint, Enum):
        return st.sampled_from(hint)
    if hint in _PLAIN:
        return _PLAIN[hint]
    inner = typing.get_args(hint)
    origin = typing.get_origin(hint)
    if origin in {types.UnionType, typing.Union}:
        return st.one_of([of(each) for each in inner])
    if origin is tuple:
        return st.lists(of(inner[0]), max_size=3).map(tuple)
    if origin is dict:
        return st.dictionaries(of(inner[0]), of(inner[1]), max_size=3)
    raise TypeError(f"no strategy for {hint!r}")


_PLAIN: dict[Any, Strategy] = {int: NUMBERS, str: WORDS, bool: st.booleans(), type(None): st.none()}
