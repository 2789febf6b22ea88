"""What this channel has to remember beyond a restart, under names of its own."""

from __future__ import annotations

import itertools
import json

import msgspec
from msgspec import Struct

from bot.telegram.content import Remote
from bot.telegram.payload import Message
from store.moment import DAY, SECOND, Ms
from store.transaction import Transaction

NAME = "telegram"

LISTED = 1_000
"""Notes that are looked at in one go."""

ASIDE_FOR = 14 * DAY
"""How long an update that could not be taken is kept for whoever mends it."""

WORDS_FOR = 3 * DAY
"""How long words are remembered: two days they may be changed, and for a day Telegram keeps what is not fetched."""

WORDS = 50_000
"""Messages of which the words are remembered."""

_encode = msgspec.json.Encoder().encode
_PART = msgspec.json.Decoder(Message).decode


class Shown(Struct, frozen=True, omit_defaults=True):
    """The message that shows a slot, and whether it still has buttons."""

    message: int
    buttons: bool = False


class Awaited(Struct, frozen=True):
    """A file that is to be fetched, and the chat that it came from."""

    remote: Remote
    chat: str


_SHOWN = msgspec.json.Decoder(Shown).decode
_AWAITED = msgspec.json.Decoder(Awaited).decode
_REMOTE = msgspec.json.Decoder(Remote).decode
_PRESSES = msgspec.json.Decoder(dict[str, str]).decode


# Slots: which message shows what


def shown(tx: Transaction, chat: str, slot: str) -> Shown | None:
    """Return the message that shows a slot of a chat."""
    body = tx.notes.get(NAME, f"slot:{chat}:{slot}")
    return None if body is None else _SHOWN(body)


def show(tx: Transaction, chat: str, slot: str, message: Shown | None) -> None:
    """Note which message shows a slot; None for none any more."""
    _put(tx, f"slot:{chat}:{slot}", message)


# The keyboard that shares a phone number


def presses(tx: Transaction, chat: str) -> dict[str, str] | None:
    """Return what the labels of a chat's open keyboard press; None when none is open."""
    body = tx.notes.get(NAME, f"keys:{chat}")
    return None if body is None else _PRESSES(body)


def pressed(tx: Transaction, chat: str, words: str) -> str:
    """Return what a label of the open keyboard presses; empty for words that are none."""
    return (presses(tx, chat) or {}).get(words, "")


def open_keys(tx: Transaction, chat: str, labels: dict[str, str] | None) -> None:
    """Note the keyboard that is open in a chat; None for none any more."""
    _put(tx, f"keys:{chat}", labels)


# Albums, part by part


def park(tx: Transaction, chat: int, group: str, number: int, part: Message) -> None:
    """Keep a part of an album until the rest has come."""
    tx.notes.put(NAME, f"part:{chat}:{group}:{number:020}", _encode(part).decode())


def parked(tx: Transaction, chat: int) -> list[list[tuple[int, Message]]]:
    """Take out the parts that have waited in a chat, by album, each with the number of its update."""
    found = tx.notes.under(NAME, f"part:{chat}:", limit=1_000)
    for name in found:
        tx.notes.drop(NAME, name)
    parts = [(name.split(":")[2], int(name.rsplit(":", 1)[1]), _PART(body)) for name, body in found.items()]
    albums = itertools.groupby(sorted(parts, key=lambda each: each[:2]), key=lambda each: each[0])
    return sorted([[(number, part) for _, number, part in album] for _, album in albums], key=lambda each: each[0][0])


def chats_with_parts(tx: Transaction) -> set[int]:
    """Return the chats in which parts of an album wait."""
    return {int(name.split(":")[1]) for name in tx.notes.under(NAME, "part:", limit=10_000)}


# Files


def await_file(tx: Transaction, file: str, remote: Remote, chat: str) -> None:
    """Note that the bytes of a file are to be fetched."""
    _put(tx, f"file:{file}", Awaited(remote, chat))


def awaited(tx: Transaction, limit: int) -> dict[str, Awaited]:
    """Return the files whose bytes are to be fetched, by their ids."""
    found = tx.notes.under(NAME, "file:", limit=limit)
    return {name.removeprefix("file:"): _AWAITED(body) for name, body in found.items()}


def fetched(tx: Transaction, file: str, remote: Remote | None) -> None:
    """Note that a file needs no fetching any more; at Telegram it is still called what it was."""
    tx.notes.drop(NAME, f"file:{file}")
    _put(tx, f"sent:{file}", remote)


def remote(tx: Transaction, file: str) -> Remote | None:
    """Return what a file is called at Telegram, when it lies there."""
    body = tx.notes.get(NAME, f"sent:{file}")
    if body is not None:
        return _REMOTE(body)
    waiting = tx.notes.get(NAME, f"file:{file}")
    return None if waiting is None else _AWAITED(waiting).remote


# Words that may still be changed


def note_words(tx: Transaction, message: Message, words: str) -> None:
    """Remember what a message said; what is known of it already stands: it came before, and may have been changed since."""
    if words and said(tx, message) is None:
        tx.notes.put(NAME, _words(message), words)


def changed_words(tx: Transaction, message: Message, words: str) -> str:
    """Remember what a message says now, and return what it said before; empty when that is not known any more."""
    before = said(tx, message)
    tx.notes.put(NAME, _words(message), words)
    return before or ""


def said(tx: Transaction, message: Message) -> str | None:
    """Return what a message said last."""
    return tx.notes.get(NAME, _words(message))


def forget_words(tx: Transaction, before: Ms) -> bool:
    """Drop the words of messages from before a moment, and the oldest of too many. Whether there may be more."""
    over = tx.notes.count(NAME, "said:") - WORDS
    found = list(tx.notes.under(NAME, "said:", limit=LISTED))
    old = [name for place, name in enumerate(found) if place < over or name < f"said:{before // SECOND:012}"]
    for name in old:
        tx.notes.drop(NAME, name)
    return len(old) == LISTED


def _words(message: Message) -> str:
    """Return the name of a message's words: it begins with when it was sent, so that the oldest stand in front."""
    return f"said:{message.date:012}:{message.chat.id}:{message.message_id}"


# What the bot is called


def username(tx: Transaction, bot: str) -> str:
    """Return what a bot was called last; empty for one that is new."""
    return tx.notes.get(NAME, f"username:{bot}") or ""


def call(tx: Transaction, bot: str, username: str) -> None:
    """Note what a bot is called."""
    if tx.notes.get(NAME, f"username:{bot}") != username:
        tx.notes.put(NAME, f"username:{bot}", username)


# Groups that have become others, and updates that could not be taken


def moved(tx: Transaction, old: int, new: int) -> None:
    """Note that a group goes by another number."""
    tx.notes.put(NAME, f"moved:{old}", str(new))


def present(tx: Transaction, chat: int) -> int:
    """Return the number that a group goes by now."""
    for _ in range(8):
        body = tx.notes.get(NAME, f"moved:{chat}")
        if body is None:
            break
        chat = int(body)
    return chat


def quarantine(tx: Transaction, number: int, why: str, raw: object, now: Ms) -> None:
    """Keep an update that cannot be taken, for whoever mends it."""
    try:
        body = json.dumps({"why": why, "update": raw}, default=repr)
    except (ValueError, RecursionError):
        body = json.dumps({"why": why, "update": ascii(type(raw))})
    tx.notes.put(NAME, f"poison:{now:015}:{number}", body)


def quarantine_parts(tx: Transaction, chat: int, why: str, now: Ms) -> list[str]:
    """Keep the parts of a chat's albums that cannot be taken as such updates are kept; return their numbers."""
    numbers: list[str] = []
    for name, body in tx.notes.under(NAME, f"part:{chat}:", limit=LISTED).items():
        number = int(name.rsplit(":", 1)[1])
        tx.notes.drop(NAME, name)
        quarantine(tx, number, why, body, now)
        numbers.append(f"{number}")
    return numbers


def quarantined(tx: Transaction) -> list[str]:
    """Return the numbers of the updates that could not be taken, the oldest first."""
    return [name.rsplit(":", 1)[1] for name in tx.notes.under(NAME, "poison:", limit=LISTED)]


def forget_quarantined(tx: Transaction, before: Ms) -> bool:
    """Drop updates that were put aside before a moment: what people wrote is in them. Whether there may be more."""
    old = [name for name in tx.notes.under(NAME, "poison:", limit=LISTED) if name < f"poison:{before:015}"]
    for name in old:
        tx.notes.drop(NAME, name)
    return len(old) == LISTED


def _put(tx: Transaction, name: str, body: object) -> None:
    if body is None:
        tx.notes.drop(NAME, name)
    else:
        tx.notes.put(NAME, name, _encode(body).decode())
