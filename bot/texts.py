"""Every sentence that anybody reads: the catalogues, and the reader in whose words a message is put."""

from __future__ import annotations

import functools
import logging
import re
from collections.abc import Mapping
from importlib import resources
from importlib.resources.abc import Traversable
from zoneinfo import ZoneInfo

from bot import fluent, moments
from bot.fluent import CatalogueError, Render
from store.message import At, Lasting, Named, Term, Text, Value
from store.moment import Ms
from store.people import Language

logger = logging.getLogger(__name__)

MISSING = "…"
"""Stands where an entry needs a value that it was not given."""

_RIGHT_TO_LEFT = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\U00010800-\U00010fff\U0001e800-\U0001efff]")
_ISOLATE, _POP = "\u2068", "\u2069"


class Texts:
    """The catalogues of every language, and the time zone that moments are told in."""

    def __init__(self, catalogues: Mapping[Language, Mapping[str, Render]], zone: ZoneInfo) -> None:
        """Speak from these entries, by language and key."""
        self.zone = zone
        self._catalogues = catalogues
        self._complained: set[str] = set()

    @classmethod
    def load(cls, zone: ZoneInfo) -> Texts:
        """Speak from the catalogues that come with the program. Raises CatalogueError for a broken one."""
        return cls(_shipped(), zone)

    def reader(self, language: Language, now: Ms) -> Reader:
        """Return who reads in `language` at the moment `now`."""
        return Reader(self, language, now)

    def strings(self, language: Language, *prefixes: str) -> dict[str, str]:
        """Return the entries under any prefix for a page that fills in their values itself, marked as `{$name}`."""
        return {key: render(_MARKS) for key, render in self._catalogues[language].items() if key.startswith(prefixes)}

    def find(self, key: str, language: Language) -> Render | None:
        """Return an entry. One that a language lacks is complained of once and taken from another."""
        found = self._catalogues[language].get(key)
        if found is None:
            self.complain(f"no entry {key!r} in {language.value}")
            found = next((each[key] for each in self._catalogues.values() if key in each), None)
        return found

    def complain(self, fault: str) -> None:
        """Log a fault of the catalogues, once."""
        if fault not in self._complained:
            self._complained.add(fault)
            logger.error("catalogue: %s", fault)


@functools.cache
def _shipped() -> Mapping[Language, Mapping[str, Render]]:
    """Read the catalogues that come with the program, once."""
    root = resources.files("bot") / "locales"
    return {language: read(root / language.value) for language in Language}


def read(folder: Traversable) -> dict[str, Render]:
    """Read one language's files. Raises CatalogueError when two entries have the same key."""
    places: dict[str, str] = {}
    entries = []
    for file in sorted(folder.iterdir(), key=lambda each: each.name):
        if not file.name.endswith(".ftl"):
            continue
        where = f"{folder.name}/{file.name}"
        for entry in fluent.parse(file.read_text("utf-8"), where):
            if entry.id.name in places:
                raise CatalogueError(f"{where}: {entry.id.name!r} stands in {places[entry.id.name]} already")
            places[entry.id.name] = where
            entries.append(entry)
    return fluent.compile_entries(entries)


class Reader:
    """Puts texts and values into words for one reader. Never raises: what is missing is logged and stands as "…"."""

    def __init__(self, texts: Texts, language: Language, now: Ms) -> None:
        """Read in `language` at the moment `now`, from which "today" is counted."""
        self.language = language
        self.now = now
        self.texts = texts

    def text(self, text: Text | Term) -> str:
        """Return the words of a catalogue entry with its values."""
        render = self.texts.find(text.key, self.language)
        if render is None:
            return text.key.replace("-", " ")
        return render(_Values(self, text))

    def value(self, value: Value) -> str:
        """Return a value in the reader's words. Words somebody wrote come back as they are."""
        match value:
            case str():
                return value
            case int():
                return str(value)
            case Term():
                return self.text(value)
            case At():
                return self.text(moments.moment(value, self.now, self.texts.zone))
            case Lasting():
                return self.text(moments.lasting(value))
            case Named():
                return value.label.in_(self.language.value)


class _Values:
    """The values of one text, put into words only where its entry shows them."""

    def __init__(self, reader: Reader, text: Text | Term) -> None:
        self._reader = reader
        self._text = text

    def shown(self, name: str) -> str:
        value = self._text.values.get(name)
        if value is None:
            return self._missing(name)
        words = self._reader.value(value)
        if not words.isascii() and _RIGHT_TO_LEFT.search(words):
            return f"{_ISOLATE}{words}{_POP}"
        return words

    def chosen(self, name: str) -> str | int:
        value = self._text.values.get(name)
        match value:
            case str() | int():
                return value
            case Term():
                return value.key
            case None:
                return self._missing(name)
            case _:
                return ""

    def plural(self, number: int) -> str:
        return "one" if number == 1 and self._reader.language is Language.EN else "other"

    def _missing(self, name: str) -> str:
        self._reader.texts.complain(f"{self._text.key!r} was not given {name!r}")
        return MISSING


class _Marks:
    """Shows a value as its name."""

    def shown(self, name: str) -> str:
        return f"{{${name}}}"

    def chosen(self, name: str) -> str:
        return name

    def plural(self, number: int) -> str:
        return str(number)


_MARKS = _Marks()
