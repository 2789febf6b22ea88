"""A neutral message put into Telegram's HTML: everything escaped, and cut at line ends where it is too long."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator

from msgspec import Struct

from bot.texts import Reader
from store.message import Message, Text

LONGEST = 4096
"""UTF-16 units that a message may have."""

NOTHING = "…"
"""Stands where nothing would be seen."""

_SURROGATES = re.compile("[\ud800-\udfff]")
_INVISIBLE = re.compile(r"[\s\u00ad\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\u2800\ufe00-\ufe0f\ufeff\x00-\x1f]*")


class Line(Struct, frozen=True):
    """One line: a part in bold, then the rest. `quoted` lines stand in a block quotation, `small` ones in italics."""

    text: str
    bold: str = ""
    quoted: bool = False
    small: bool = False

    @property
    def html(self) -> str:
        """The line as Telegram reads it."""
        start = f"<b>{_escaped(self.bold)}</b>" if self.bold else ""
        text = _escaped(self.text)
        return start + (f"<i>{text}</i>" if self.small and text else text)

    @property
    def length(self) -> int:
        """What Telegram counts of the line, with its end."""
        return units(self.bold) + units(self.text) + 1


def units(text: str) -> int:
    """Return the length of a text as Telegram counts it."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2


def sound(text: str) -> str:
    """Return a text without halves of characters, which no platform takes."""
    return text if text.isascii() else _SURROGATES.sub("\ufffd", text)


def is_seen(text: str) -> bool:
    """Whether anything of a text can be seen."""
    return _INVISIBLE.fullmatch(text) is None


def bare(page: str) -> str:
    """Return a page without its markup."""
    return html.unescape(re.sub(r"</?[a-z]+>", "", page))


def _escaped(text: str) -> str:
    return html.escape(sound(text), quote=False)


def pages(lines: list[Line], longest: int = LONGEST) -> list[str]:
    """Return lines as messages, none longer than allowed, each with whole entities."""
    found = [_page(page) for page in _pages(lines, longest)]
    return found or [NOTHING]


def lines(message: Message, reader: Reader) -> list[Line]:
    """Return the lines of a message."""
    return list(_lines(message, reader))


def _lines(message: Message, reader: Reader) -> Iterator[Line]:
    if message.title is not None:
        yield Line("", reader.text(message.title).replace("\n", " "))
    for text in message.texts:
        yield from _apart(reader.text(text))
    for fact in message.facts:
        first, *more = reader.value(fact.value).split("\n")
        yield Line(f": {first}", reader.text(fact.label))
        yield from map(Line, more)
    if message.quote:
        yield from (Line(line, quoted=True) for line in message.quote.split("\n"))
    if message.quote and message.speaker:
        yield Line(f"— {message.speaker}")
    if message.ask is not None and message.ask.of > 1:
        step = Text("telegram-step", {"step": message.ask.step, "of": message.ask.of})
        yield Line(reader.text(step), small=True)


def _apart(text: str) -> Iterator[Line]:
    yield from map(Line, text.split("\n"))


def _pages(given: list[Line], longest: int) -> Iterator[list[Line]]:
    page: list[Line] = []
    size = 0
    for line in (part for each in given for part in _cut(each, longest)):
        if page and size + line.length > longest:
            yield page
            page, size = [], 0
        page.append(line)
        size += line.length
    if page:
        yield page


def _cut(line: Line, longest: int) -> Iterator[Line]:
    """Cut a line that fits on no page, at a blank where there is one."""
    room = longest - 1 - units(line.bold)
    if room <= 0:
        yield from _cut(Line(f"{line.bold}{line.text}", quoted=line.quoted), longest)
        return
    text = line.text
    bold = line.bold
    while units(text) > room:
        head = _head(text, room)
        yield Line(head, bold, quoted=line.quoted, small=line.small)
        text, bold, room = text[len(head) :], "", longest - 1
    yield Line(text, bold, quoted=line.quoted, small=line.small)


def _head(text: str, room: int) -> str:
    """Return the longest beginning that fits, whole words if possible."""
    head = text[:room]
    while units(head) > room:
        head = head[: len(head) - max(1, (units(head) - room) // 2)]
    blank = head.rfind(" ")
    return head[: blank + 1] if blank > len(head) // 2 else head


def _page(given: list[Line]) -> str:
    """Return one message; lines of a quotation that stand together share one."""
    parts: list[str] = []
    quoted = False
    for line in given:
        if line.quoted and not quoted:
            parts.append("<blockquote>" + line.html)
        elif quoted and not line.quoted:
            parts[-1] += "</blockquote>"
            parts.append(line.html)
        else:
            parts.append(line.html)
        quoted = line.quoted
    if quoted:
        parts[-1] += "</blockquote>"
    page = "\n".join(parts)
    return page if any(is_seen(line.bold + line.text) for line in given) else NOTHING
