"""What this channel has to remember beyond a restart, under names of its own."""

from __future__ import annotations

import msgspec
from msgspec import Struct

from store.transaction import Transaction

NAME = "slack"


class Shown(Struct, frozen=True):
    """A message: its channel, its ts, what it says, and what tells two cards apart.

    `seq` is the change of the ticket up to which a card tells.
    """

    channel: str
    ts: str
    text: str = ""
    mark: str = ""
    seq: int = 0


class Awaited(Struct, frozen=True):
    """A file that is to be fetched: where it lies, what it is called, and whose chat it came from.

    Where it lies is asked by its `id` when there is no `url`.
    """

    url: str
    name: str
    chat: str
    id: str = ""


_encode = msgspec.json.Encoder().encode
_SHOWN = msgspec.json.Decoder(Shown).decode
_AWAITED = msgspec.json.Decoder(Awaited).decode


def shown(tx: Transaction, chat: str, slot: str) -> Shown | None:
    """Return the message that shows a slot of a chat."""
    body = tx.notes.get(NAME, f"slot:{chat}:{slot}")
    return None if body is None else _SHOWN(body)


def show(tx: Transaction, chat: str, slot: str, message: Shown) -> None:
    """Note which message shows a slot."""
    tx.notes.put(NAME, f"slot:{chat}:{slot}", _encode(message).decode())


def hide(tx: Transaction, chat: str, slot: str) -> None:
    """Note that nothing shows a slot any more."""
    tx.notes.drop(NAME, f"slot:{chat}:{slot}")


def root(tx: Transaction, chat: str, ticket: int) -> Shown | None:
    """Return the message on top of a ticket's thread in a chat."""
    return shown(tx, chat, f"root:{ticket}")


def take_root(tx: Transaction, chat: str, ticket: int, message: Shown) -> None:
    """Let a message be the top of a ticket's thread."""
    show(tx, chat, f"root:{ticket}", message)
    tx.notes.put(NAME, f"thread:{message.channel}:{message.ts}", str(ticket))


def forget_root(tx: Transaction, chat: str, ticket: int) -> None:
    """Forget the top of a ticket's thread: somebody has deleted it.

    Slack keeps the answers below it, and people may go on there: what they say is still about the ticket.
    """
    hide(tx, chat, f"root:{ticket}")


def subject(tx: Transaction, channel: str, ts: str) -> int:
    """Return the ticket whose thread a message is in; 0 for none."""
    return int(tx.notes.get(NAME, f"thread:{channel}:{ts}") or 0) if ts else 0


def await_file(tx: Transaction, file: str, awaited: Awaited) -> None:
    """Note that the bytes of a file are to be fetched."""
    tx.notes.put(NAME, f"file:{file}", _encode(awaited).decode())


def awaited(tx: Transaction, limit: int) -> dict[str, Awaited]:
    """Return the files whose bytes are to be fetched, by their ids."""
    found = tx.notes.under(NAME, "file:", limit=limit)
    return {name.removeprefix("file:"): _AWAITED(body) for name, body in found.items()}


def fetched(tx: Transaction, file: str) -> None:
    """Note that a file needs no fetching any more."""
    tx.notes.drop(NAME, f"file:{file}")
