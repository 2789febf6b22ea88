"""Pieces of Block Kit that cannot break Slack's limits: what is too long is split or cut before it leaves.

What people wrote is plain text, or escaped: a mention, a link or a command of theirs is dead text.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from msgspec import Struct

Block = dict[str, Any]


class Most(Struct, frozen=True):
    """Slack's limits: characters of a text, entries of a list."""

    message_blocks: int = 50
    view_blocks: int = 100
    fallback: int = 3_000
    section: int = 3_000
    field: int = 2_000
    fields: int = 10
    context: int = 3_000
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


def cut_escaped(text: str, most: int) -> str:
    """Return an escaped text of at most so many characters; no escape is cut in two."""
    text = cut(text, most)
    done = escaped(text)
    while len(done) > most:
        text = cut(text, len(text) - max(1, (len(done) - most) // 5))
        done = escaped(text)
    return done


def split(text: str, most: int) -> Iterator[str]:
    """Cut a long text into parts at line ends, else at blanks, else anywhere; nothing is lost."""
    while len(text) > most:
        at = max(text.rfind("\n", 1, most + 1), 0) or max(text.rfind(" ", 1, most + 1), 0) or most
        yield text[:at]
        text = text[at:].lstrip("\n ") if text[at : at + 1] in {"\n", " "} else text[at:]
    if text:
        yield text


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


def facts(pairs: Sequence[tuple[str, str]]) -> Iterator[Block]:
    """Return lines of a card, two in a row; the values are mrkdwn, escaped by who gives them."""
    for at in range(0, len(pairs), MOST.fields):
        yield {
            "type": "section",
            "fields": [
                {"type": "mrkdwn", "text": _fact(label, value), "verbatim": True}
                for label, value in pairs[at : at + MOST.fields]
            ],
        }


def _fact(label: str, value: str) -> str:
    bold = f"*{cut_escaped(label, MOST.header)}*\n"
    return bold + (value if len(bold) + len(value) <= MOST.field else cut(value, MOST.field - len(bold)))


def context(text: str) -> Block:
    """Return a small line."""
    return {"type": "context", "elements": [plain(text, MOST.context)]}


def button(text: str, press: str, number: int, style: str = "") -> Block:
    """Return a button; `press` comes back as its value."""
    body: Block = {"type": "button", "text": plain(text, MOST.button), "value": press, "action_id": f"press:{number}"}
    return body | ({"style": style} if style in {"primary", "danger"} else {})


def actions(buttons: Sequence[Block], name: str) -> Block:
    """Return a row of buttons."""
    return {"type": "actions", "block_id": name, "elements": list(buttons)}
