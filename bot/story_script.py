"""The words of the story, read from its data file."""

from __future__ import annotations

from functools import cache
from importlib import resources

import msgspec
from msgspec import Struct

from store.people import Language


class Script(Struct, frozen=True):
    """Who takes part and what they say; `capture` and `complaint` answer steps by their ids."""

    language: Language
    customer: str
    agent: str
    lead: str
    first_words: str
    capture: dict[str, str]
    greeting: str
    question: str
    answer: str
    reason: str
    news: str
    result: str
    complaint: dict[str, str]
    apology: str
    second_result: str
    praise: str


@cache
def script(language: Language) -> Script:
    """Return the story in a language."""
    source = resources.files(__package__).joinpath("stories", f"{language.value}.toml").read_bytes()
    return msgspec.toml.decode(source, type=Script)
