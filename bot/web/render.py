"""A neutral message made into what the page draws."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from bot.texts import Reader
from store.delivery import Delivery, Kind, Lane
from store.message import Button, FileRef, Message


def item(delivery: Delivery, reader: Reader) -> dict[str, Any]:
    """Return the transcript line of a delivery, without its number."""
    message = delivery.message
    return {
        "kind": "message",
        "at": delivery.created,
        "title": reader.text(message.title) if message.title else None,
        "texts": [reader.text(text) for text in message.texts],
        "facts": [{"label": reader.text(fact.label), "value": reader.value(fact.value)} for fact in message.facts],
        "quote": message.quote,
        "speaker": message.speaker,
        "buttons": rows(message.buttons, reader),
        "files": [file(each) for each in message.files],
        "ask": _ask(message),
        "slot": message.slot,
        "ring": delivery.kind is Kind.PING and delivery.lane <= Lane.URGENT,
        "late": delivery.late,
    }


def rows(buttons: Sequence[Sequence[Button]], reader: Reader) -> list[list[dict[str, str]]]:
    """Return rows of buttons as the page draws them."""
    return [[_button(button, reader) for button in row] for row in buttons]


def _button(button: Button, reader: Reader) -> dict[str, str]:
    return {"text": reader.text(button.text), "press": button.press, "style": button.style.value}


def file(ref: FileRef) -> dict[str, Any]:
    """Return a file as the page shows it."""
    return {"id": ref.id, "name": ref.name, "mime": ref.mime, "size": ref.size}


def _ask(message: Message) -> dict[str, Any] | None:
    if message.ask is None:
        return None
    return {"kind": message.ask.kind.value, "step": message.ask.step, "of": message.ask.of}
