"""Telegram's HTML, as strictly as Telegram reads it: the visible text, its entities, and what it says of faults."""

from __future__ import annotations

import html
import re

from msgspec import Struct

TAGS = {
    "b": "bold",
    "strong": "bold",
    "i": "italic",
    "em": "italic",
    "u": "underline",
    "ins": "underline",
    "s": "strikethrough",
    "strike": "strikethrough",
    "del": "strikethrough",
    "tg-spoiler": "spoiler",
    "code": "code",
    "pre": "pre",
    "a": "text_link",
    "blockquote": "blockquote",
}
_TAG = re.compile(r"<(/?)([^\s>/]*)([^>]*)>")
_REFERENCE = re.compile(r"&(?:(lt|gt|amp|quot);|#(\d{1,7});|#x([0-9a-fA-F]{1,6});)")
_WORDS = re.compile(r"&?[^<&]*")
_NAMED = {"lt": "<", "gt": ">", "amp": "&", "quot": '"'}
_DROPPED = re.compile("[\u2028-\u202e\x00-\x08\x0b\x0c\x0e-\x1f\r]")
_INVISIBLE = re.compile(r"[\s\u200b-\u200f\u2060-\u206f\ufeff\u2800\u00ad\ufe00-\ufe0f\u180e]*")


class EntityFault(Exception):
    """Markup that Telegram refuses; the message is Telegram's."""


class Formatted(Struct, frozen=True):
    """A text as it is shown, and its entities (offset and length in UTF-16 units)."""

    text: str
    entities: list[dict[str, object]]


def units(text: str) -> int:
    """Return the length that Telegram counts."""
    return len(text.encode("utf-16-le")) // 2


def is_empty(text: str) -> bool:
    """Whether nothing of a text can be seen."""
    return _INVISIBLE.fullmatch(text) is not None


def plain(text: str) -> Formatted:
    """Read a text without markup."""
    return Formatted(_DROPPED.sub("", text).strip(), [])


def parse(source: str) -> Formatted:
    """Read HTML. Raises EntityFault."""
    shown, place = "", 0
    open_tags: list[tuple[str, int, str]] = []
    entities: list[dict[str, object]] = []
    while place < len(source):
        if source[place] == "<":
            place, shown = _tag(source, place, shown, open_tags, entities)
        elif found := _REFERENCE.match(source, place):
            shown += _NAMED[found[1]] if found[1] else chr(int(found[2]) if found[2] else int(found[3], 16))
            place = found.end()
        else:
            found = _WORDS.match(source, place)
            assert found is not None
            shown += found[0]
            place = found.end()
    if open_tags:
        raise EntityFault(f'Can\'t find end tag corresponding to start tag "{open_tags[-1][0]}"')
    return Formatted(_DROPPED.sub("", shown).strip(), sorted(entities, key=lambda each: str(each["offset"])))


def _tag(
    source: str, place: int, shown: str, open_tags: list[tuple[str, int, str]], entities: list[dict[str, object]]
) -> tuple[int, str]:
    offset = len(source[:place].encode())
    found = _TAG.match(source, place)
    if found is None:
        raise EntityFault(f"Unclosed start tag at byte offset {offset}")
    closing, name, rest = found[1], found[2].lower(), found[3].strip()
    if closing:
        if not open_tags:
            raise EntityFault(f"Unexpected end tag at byte offset {offset}")
        opened, start, extra = open_tags.pop()
        if name not in {"", opened}:
            raise EntityFault(f'Unmatched end tag at byte offset {offset}, expected "</{opened}>", found "</{name}>"')
        if length := units(shown) - start:
            entity: dict[str, object] = {"type": TAGS[opened], "offset": start, "length": length}
            entities.append(entity | ({"url": extra} if opened == "a" else {}))
        return found.end(), shown
    if name not in TAGS:
        raise EntityFault(f'Unsupported start tag "{name}" at byte offset {offset}')
    if name == "blockquote" and any(each[0] == "blockquote" for each in open_tags):
        raise EntityFault(f"Nested blockquote at byte offset {offset}")
    link = re.fullmatch(r'href="([^"]*)"', rest)
    if rest and not (name == "a" and link) and not (name == "blockquote" and rest == "expandable"):
        raise EntityFault(f'Unexpected attribute in tag "{name}" at byte offset {offset}')
    open_tags.append((name, units(shown), html.unescape(link[1]) if link else ""))
    return found.end(), shown
