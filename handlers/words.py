"""Words that people type: cleaned of what harms, and recognised in both languages."""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from importlib import resources

import msgspec
from msgspec import Struct

from store.people import Language

LONGEST = 8_000
"""Characters of one message; what is longer is asked for in parts."""

ENOUGH = 10
"""Letters from which a description may say something; a Chinese character weighs three."""

_HARMFUL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb]")
_EDGES = " \t\n.,!?;:~、。，！？；：～…·'\""
_HAN = re.compile(r"[\u3400-\u9fff]")


class Words(Struct, frozen=True):
    """The lists of `words.toml`: whole messages, parts of messages, and marks of dates and times."""

    commands: dict[str, tuple[str, ...]]
    sets: dict[str, frozenset[str]]
    parts: dict[str, tuple[str, ...]]
    marks: dict[str, dict[str, str]]


@cache
def words() -> Words:
    """Return the lists, read once."""
    return msgspec.toml.decode(resources.files(__package__).joinpath("words.toml").read_bytes(), type=Words)


@cache
def _commands() -> dict[str, str]:
    return {word: command for command, listed in words().commands.items() for word in listed}


def clean(text: str) -> str:
    """Return a text without control and direction characters; emoji and their joiners stay."""
    return _HARMFUL.sub("", unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))).strip()


def plain(text: str) -> str:
    """Return a text as it is compared: half-width, lower case, without punctuation around it."""
    return unicodedata.normalize("NFKC", text).casefold().strip(_EDGES)


def command(text: str) -> str | None:
    """Return the command that a whole message is, if any."""
    folded = unicodedata.normalize("NFKC", text).casefold().strip()
    return _commands().get(folded) or _commands().get(folded.strip(_EDGES) or folded)


def is_one_of(text: str, name: str) -> bool:
    """Whether a whole message is one of a set's words."""
    return plain(text) in words().sets[name]


def holds(text: str, name: str) -> bool:
    """Whether a message holds one of a list's parts."""
    folded = plain(text)
    return any(part in folded for part in words().parts[name])


def is_courtesy(text: str) -> bool:
    """Whether a message only thanks, or is nothing but signs and emoji: it starts nothing and reopens nothing."""
    return is_one_of(text, "thanks") or not any(each.isalnum() for each in text)


def is_vague(text: str) -> bool:
    """Whether a description says too little to begin with."""
    folded = plain(text)
    weight = sum(3 if _HAN.match(each) else 1 for each in folded if each.isalnum())
    return folded in words().sets["vague"] or weight < ENOUGH


def language_of(text: str, hint: str = "") -> Language:
    """Guess the language of somebody new from their first words."""
    if _HAN.search(text):
        return Language.ZH
    if any(each.isalpha() and each.isascii() for each in text):
        return Language.EN
    return Language.EN if hint and not hint.lower().startswith("zh") else Language.ZH
