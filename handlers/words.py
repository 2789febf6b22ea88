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

MARKS = 4
"""Combining marks on one letter; no writing needs more, and a pile of them covers what stands above."""

_HARMFUL = re.compile(
    r"[\x00-\x08\x0b-\x1f\x7f-\x9f\xad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ud800-\udfff"
    r"\ufeff\ufff9-\ufffb]"
)
_COMBINING = r"[\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff]"
_PILE = re.compile(rf"({_COMBINING}{{{MARKS}}}){_COMBINING}+")
_EDGES = " \t\n.,!?;:~、。，！？；：～…·'\"“”‘’«»"
_HAN = re.compile(r"[\u3400-\u9fff]")


class Words(Struct, frozen=True):
    """The lists of `words.toml`: whole messages, parts of messages, marks of dates and times, numbers and months."""

    commands: dict[str, tuple[str, ...]]
    sets: dict[str, frozenset[str]]
    parts: dict[str, tuple[str, ...]]
    marks: dict[str, dict[str, str]]
    numbers: dict[str, int]
    months: dict[str, int]


@cache
def words() -> Words:
    """Return the lists, read once."""
    return msgspec.toml.decode(resources.files(__package__).joinpath("words.toml").read_bytes(), type=Words)


@cache
def _commands() -> dict[str, str]:
    return {word: command for command, listed in words().commands.items() for word in listed}


def clean(text: str) -> str:
    """Return a text without control and direction characters and piles of marks; emoji and their joiners stay.

    What shows nothing at all is empty.
    """
    kept = _HARMFUL.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
    kept = _PILE.sub(r"\1", unicodedata.normalize("NFC", kept)).strip()
    return kept if any(unicodedata.category(each)[0] not in "CMZ" for each in kept) else ""


def plain(text: str) -> str:
    """Return a text as it is compared: half-width, lower case, straight apostrophes, no punctuation around it."""
    return _folded(text).strip(_EDGES)


def _folded(text: str) -> str:
    if text.isascii():
        return text.lower().strip()
    return unicodedata.normalize("NFKC", text).casefold().replace("’", "'").strip()


def command(text: str) -> str | None:
    """Return the command that a whole message is, if any."""
    folded = _folded(text)
    return _commands().get(folded) or _commands().get(folded.strip(_EDGES) or folded)


def is_one_of(text: str, name: str) -> bool:
    """Whether a whole message is one of a set's words."""
    return plain(text) in _set(name)


@cache
def _set(name: str) -> frozenset[str]:
    return frozenset(map(plain, words().sets[name]))


def holds(text: str, name: str) -> bool:
    """Whether a message holds one of a list's parts."""
    folded = plain(text)
    return any(part in folded for part in words().parts[name])


def is_courtesy(text: str) -> bool:
    """Whether a message only thanks or agrees, or is nothing but signs: it starts nothing and reopens nothing."""
    return is_thanks(text) or is_one_of(text, "agreement") or _is_signs(text)


def is_thanks(text: str) -> bool:
    """Whether a message answers no question either: it thanks, or is nothing but signs that do not nod."""
    return is_one_of(text, "thanks") or (_is_signs(text) and not holds(text, "nods"))


def _is_signs(text: str) -> bool:
    return not any(each.isalnum() for each in text)


def is_vague(text: str) -> bool:
    """Whether a description says too little to begin with."""
    folded = plain(text)
    weight = sum(map(str.isalnum, folded)) + 2 * len(_HAN.findall(folded))
    return folded in _set("vague") or weight < ENOUGH


def language_of(text: str, hint: str = "") -> Language:
    """Guess the language of somebody new from their first words."""
    if _HAN.search(text):
        return Language.ZH
    if any(each.isalpha() and each.isascii() for each in text):
        return Language.EN
    return Language.EN if hint and not hint.lower().startswith("zh") else Language.ZH
