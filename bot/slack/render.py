"""A neutral message made into what Slack shows."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from typing import Any

import msgspec
from msgspec import Struct

from bot.slack import blocks
from bot.slack.blocks import MOST, Block
from bot.texts import Reader
from store.message import At, Button, Message, MomentStyle, Value
from store.moment import SECOND

STYLES = {"primary": "primary", "danger": "danger"}

DATES = {
    MomentStyle.FULL: "{date_short_pretty} {time}",
    MomentStyle.DATE: "{date_short_pretty}",
    MomentStyle.TIME: "{time}",
}
"""How Slack shows a moment, in the zone of whoever reads."""


class Written(Struct, frozen=True):
    """One message for Slack: its blocks, and the text of notifications and screen readers."""

    text: str
    blocks: list[Block]

    @property
    def mark(self) -> str:
        """What tells it apart from what shows something else."""
        return hashlib.sha256(msgspec.json.encode([self.text, self.blocks])).hexdigest()[:16]


def written(message: Message, reader: Reader) -> list[Written]:
    """Return a message as Slack takes it; what does not fit into one follows in others, the buttons in the last."""
    laid = list(_blocks(message, reader))
    text = blocks.cut_escaped(_fallback(message, reader), MOST.fallback)
    return [Written(text, laid[at : at + MOST.message_blocks]) for at in range(0, len(laid), MOST.message_blocks)]


def rows(message_rows: tuple[tuple[Button, ...], ...], reader: Reader) -> Iterator[Block]:
    """Return rows of buttons."""
    number = 0
    for place, row in enumerate(message_rows):
        made = []
        for each in row:
            made.append(blocks.button(reader.text(each.text), each.press, number, STYLES.get(each.style.value, "")))
            number += 1
        for at in range(0, len(made), MOST.row):
            yield blocks.actions(made[at : at + MOST.row], f"row:{place}:{at}")


def value(given: Value, reader: Reader) -> str:
    """Return a value as mrkdwn: a moment in the zone of who reads, everything else as dead text."""
    said = blocks.escaped(reader.value(given))
    if isinstance(given, At):
        fallback = said.replace("|", " ")
        return f"<!date^{given.ms // SECOND}^{DATES[given.style]}|{fallback}>"
    return blocks.cut_escaped(reader.value(given), MOST.field - MOST.header - 10)


def _blocks(message: Message, reader: Reader) -> Iterator[Block]:
    if message.title is not None:
        yield blocks.header(reader.text(message.title))
    for text in message.texts:
        yield from blocks.paragraphs(reader.text(text))
    yield from blocks.facts([(reader.text(fact.label), value(fact.value, reader)) for fact in message.facts])
    if message.quote:
        yield from blocks.paragraphs(f"“{message.quote}”")
    if message.speaker and message.quote:
        yield blocks.context(f"— {message.speaker}")
    for file in message.files:
        yield blocks.context(f"📎 {file.name}")
    yield from rows(message.buttons, reader)


def _fallback(message: Message, reader: Reader) -> str:
    lines = [reader.text(message.title)] if message.title is not None else []
    lines += [reader.text(text) for text in message.texts]
    lines += [f"“{message.quote}”"] if message.quote else []
    return "\n".join(lines) or "…"


def payload(one: Written) -> dict[str, Any]:
    """Return the arguments that say a message."""
    return {"text": one.text, "blocks": one.blocks}
