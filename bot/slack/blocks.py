"""Pieces of Block Kit that cannot break Slack's limits: what is too long is split or cut before it leaves.

What people wrote is plain text, a quotation, or escaped: a mention, a link or a command of theirs is dead text.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import msgspec
from msgspec import Struct

Block = dict[str, Any]


class Most(Struct, frozen=True):
    """Slack's limits: characters of a text, entries of a list."""

    message_blocks: int = 50
    message: int = 12_000
    """Of all blocks of a message together, with what holds them; Slack says so nowhere, and refuses more."""
    view_blocks: int = 100
    view: int = 200_000
    """Bytes of all blocks of a view; Slack takes 250 KB of everything."""
    fallback: int = 3_000
    section: int = 3_000
    field: int = 2_000
    fields: int = 10
    heading: int = 400
    """Of a field, our own."""
    context: int = 2_000
    contexts: int = 10
    header: int = 150
    button: int = 75
    value: int = 2_000
    row: int = 25
    title: int = 24
    label: int = 2_000
    hint: int = 2_000
    placeholder: int = 150
    option: int = 75
    options: int = 100
    radio: int = 10
    typed: int = 3_000
    files: int = 10
    metadata: int = 3_000


MOST = Most()


_ESCAPES = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;"})


def escaped(text: str) -> str:
    """Return a text that Slack shows as it stands: no mention, link or command in it comes to life."""
    return text.translate(_ESCAPES)


def cut(text: str, most: int) -> str:
    """Return a text of at most so many characters, with an ellipsis where something is left out."""
    return text if len(text) <= most else text[: most - 1].rstrip() + "…"


def cut_marked(text: str, most: int) -> str:
    """Return mrkdwn of at most so many characters, as `cut` does; no escape and no moment is cut in two."""
    return text if len(text) <= most else text[: _whole(text, most - 1)].rstrip() + "…"


def split(text: str, most: int, *, marked: bool = False) -> Iterator[str]:
    """Cut a long text into parts at line ends, else at blanks, else anywhere; nothing is lost.

    In mrkdwn, which is `marked`, no escape and no moment is cut in two.
    """
    whole = _whole if marked else _anywhere
    while len(text) > most:
        line, blank = (whole(text, max(text.rfind(each, 1, most + 1), 0)) for each in "\n ")
        at = line or blank or whole(text, most)
        yield text[:at]
        text = text[at:].lstrip("\n ") if text[at : at + 1] in {"\n", " "} else text[at:]
    if text:
        yield text


def _whole(text: str, at: int) -> int:
    """Return the last place up to `at` where mrkdwn can be cut."""
    for opening, closing in ("<>", "&;"):
        begun = text.rfind(opening, 0, at)
        if begun >= 0 and text.find(closing, begun) >= at:
            at = begun
    return at


def _anywhere(_text: str, at: int) -> int:
    return at


def weight(part: object) -> int:
    """Return how much of a message a block takes, or a part of one: its characters, with those that hold them."""
    match part:
        case str():
            return len(part) + 3
        case dict():
            return 1 + sum(weight(name) + weight(value) for name, value in part.items())
        case list():
            return 1 + sum(weight(each) for each in part)
        case _:
            return 6


def fitting(parts: Iterable[list[Block]]) -> list[Block]:
    """Return the blocks of a view, as many parts as fit whole."""
    laid: list[Block] = []
    room = MOST.view
    for part in parts:
        size = len(msgspec.json.encode(part))
        if len(laid) + len(part) <= MOST.view_blocks and size <= room:
            laid += part
            room -= size
    return laid


def plain(text: str, most: int) -> Block:
    """Return a text object without any markup."""
    return {"type": "plain_text", "text": cut(text, most) or "…", "emoji": False}


def header(text: str) -> Block:
    """Return a heading."""
    return {"type": "header", "text": plain(text, MOST.header)}


def paragraphs(text: str) -> Iterator[Block]:
    """Return a text as sections, as many as it takes."""
    for part in split(text, MOST.section):
        yield {"type": "section", "text": plain(part, MOST.section)}


def sentences(text: str) -> Iterator[Block]:
    """Return mrkdwn as sections, as many as it takes."""
    for part in split(text, MOST.section, marked=True):
        yield {"type": "section", "text": marked(part)}


def marked(text: str) -> Block:
    """Return a text object of mrkdwn, escaped by who gives it."""
    return {"type": "mrkdwn", "text": text, "verbatim": True}


def bold(text: str) -> Block:
    """Return a line that stands out."""
    return _rich("rich_text_section", cut(text, MOST.section), {"style": {"bold": True}})


def quote(text: str) -> Iterator[Block]:
    """Return what somebody said, exactly as they did."""
    for part in split(text, MOST.section):
        yield _rich("rich_text_quote", part)


def _rich(kind: str, text: str, more: Block | None = None) -> Block:
    words = {"type": "text", "text": text or "…", **(more or {})}
    return {"type": "rich_text", "elements": [{"type": kind, "elements": [words]}]}


def facts(pairs: Sequence[tuple[str, str]]) -> Iterator[Block]:
    """Return lines of a card, two in a row, as many in a section as may be; they are mrkdwn, escaped by who gives them."""
    fields: list[Block] = []
    taken = 0
    for label, value in pairs:
        field = marked(_fact(label, value))
        if len(fields) == MOST.fields or taken + weight(field) > MOST.section:
            if fields:
                yield {"type": "section", "fields": fields}
            fields, taken = [], 0
        fields.append(field)
        taken += weight(field)
    if fields:
        yield {"type": "section", "fields": fields}


def timeline(pairs: Sequence[tuple[str, str]]) -> Iterator[Block]:
    """Return what happened when, a line each; like facts, it is mrkdwn."""
    return sentences("\n".join(f"*{label}*  {cut_marked(value, MOST.field)}" for label, value in pairs))


def _fact(label: str, value: str) -> str:
    bold = f"*{cut_marked(label, MOST.heading)}*\n"
    return bold + cut_marked(value, MOST.field - len(bold))


def contexts(texts: Sequence[str]) -> Iterator[Block]:
    """Return small lines, several in a block."""
    lines = [plain(text, MOST.context) for text in texts]
    for at in range(0, len(lines), MOST.contexts):
        yield {"type": "context", "elements": lines[at : at + MOST.contexts]}


def button(text: str, press: str, number: int, style: str = "") -> Block:
    """Return a button; `press` comes back as its value."""
    body: Block = {"type": "button", "text": plain(text, MOST.button), "value": press, "action_id": f"press:{number}"}
    return body | ({"style": style} if style in {"primary", "danger"} else {})


def actions(buttons: Sequence[Block], name: str) -> Block:
    """Return a row of buttons."""
    return {"type": "actions", "block_id": name, "elements": list(buttons)}
