"""A neutral message made into what Slack shows."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator

import msgspec
from msgspec import Struct

from bot.slack import blocks
from bot.slack.blocks import MOST, Block, escaped
from bot.slack.wording import Marked, Plain
from bot.texts import Reader
from store.message import Button, ButtonStyle, Message, Text

STYLES = {ButtonStyle.PRIMARY: "primary", ButtonStyle.DANGER: "danger"}

LIVE = "<!date^"
"""How a moment begins in mrkdwn."""


class Written(Struct, frozen=True):
    """One message for Slack: its blocks, and the text, as mrkdwn, of notifications and screen readers."""

    text: str
    blocks: list[Block]

    @property
    def mark(self) -> str:
        """What tells it apart from what shows something else."""
        return hashlib.sha256(msgspec.json.encode([self.text, self.blocks])).hexdigest()[:16]


def written(message: Message, reader: Reader) -> list[Written]:
    """Return a message as Slack takes it; what does not fit into one follows in others, the buttons in the last."""
    text = blocks.cut_marked(_fallback(message, Marked.of(reader)), MOST.fallback)
    return [Written(text, page) for page in _pages(_blocks(message, Plain.of(reader), Marked.of(reader)))]


def _pages(laid: Iterable[Block]) -> Iterator[list[Block]]:
    page: list[Block] = []
    room = MOST.message
    for block in laid:
        weight = blocks.weight(block)
        if page and (weight > room or len(page) == MOST.message_blocks):
            yield page
            page, room = [], MOST.message
        page.append(block)
        room -= weight
    if page:
        yield page


def rows(message_rows: tuple[tuple[Button, ...], ...], reader: Reader) -> Iterator[Block]:
    """Return rows of buttons."""
    number = 0
    for place, row in enumerate(message_rows):
        made = []
        for each in row:
            made.append(blocks.button(reader.text(each.text), each.press, number, STYLES.get(each.style, "")))
            number += 1
        for at in range(0, len(made), MOST.row):
            yield blocks.actions(made[at : at + MOST.row], f"row:{place}:{at}")


def _blocks(message: Message, plain: Reader, marked: Reader) -> Iterator[Block]:
    if message.title is not None:
        yield blocks.header(plain.text(message.title))
    for place, text in enumerate(message.texts):
        yield from _said(text, plain, marked, heads=place == 0 and message.title is None and bool(message.facts))
    yield from _facts([(marked.text(fact.label), marked.value(fact.value)) for fact in message.facts])
    if message.quote:
        yield from blocks.quote(message.quote)
    yield from blocks.contexts(
        [f"— {message.speaker}"] * bool(message.quote and message.speaker)
        + [f"📎 {file.name}" for file in message.files]
    )
    yield from rows(message.buttons, plain)


def _said(text: Text, plain: Reader, marked: Reader, *, heads: bool) -> Iterator[Block]:
    """Return a paragraph: mrkdwn where a moment is in it, for nothing else comes to life; in bold where it `heads` facts."""
    live = marked.text(text)
    if LIVE in live:
        return blocks.sentences(live)
    said = plain.text(text)
    return iter([blocks.bold(said)]) if heads else blocks.paragraphs(said)


def _facts(pairs: list[tuple[str, str]]) -> Iterator[Block]:
    return blocks.timeline(pairs) if any(LIVE in label for label, _ in pairs) else blocks.facts(pairs)


def _fallback(message: Message, marked: Reader) -> str:
    lines = [marked.text(message.title)] if message.title is not None else []
    lines += [marked.text(text) for text in message.texts]
    lines += [f"“{escaped(message.quote)}”"] if message.quote else []
    return "\n".join(lines) or "…"
