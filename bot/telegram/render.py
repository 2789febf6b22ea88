"""A delivery made into what Telegram is sent: pages of text, buttons, and files."""

from __future__ import annotations

from datetime import datetime

from msgspec import Struct
from telegram import InlineKeyboardMarkup, ReplyKeyboardMarkup

from bot.telegram import keyboards, words
from bot.texts import Reader
from store.delivery import Delivery, Kind, Lane
from store.message import AskKind, FileRef


class Drawn(Struct, frozen=True):
    """What a delivery looks like."""

    pages: tuple[str, ...]
    buttons: InlineKeyboardMarkup | None
    keys: ReplyKeyboardMarkup | None
    """The keyboard that shares a phone number, instead of buttons."""
    presses: dict[str, str]
    """What the labels of that keyboard press."""
    files: tuple[FileRef, ...]
    slot: str
    silent: bool


def draw(delivery: Delivery, reader: Reader) -> Drawn:
    """Draw a delivery for its reader."""
    message = delivery.message
    pages = tuple(words.pages(words.lines(message, reader)))
    keys, presses = None, dict[str, str]()
    if message.ask is not None and message.ask.kind is AskKind.PHONE:
        keys, presses = keyboards.contact(message, reader)
    today = datetime.fromtimestamp(reader.now / 1000, reader.texts.zone).date()
    return Drawn(
        pages,
        None if keys is not None else keyboards.inline(message, reader, today),
        keys,
        presses,
        message.files,
        message.slot,
        delivery.kind is Kind.CARD or delivery.lane is Lane.BULK,
    )
