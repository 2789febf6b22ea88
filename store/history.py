"""The history of a ticket: append-only and hash-chained, so that a changed, removed or reordered entry shows."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

import msgspec
from msgspec import Struct, structs

from store.lifecycle import Action, Author
from store.moment import Ms
from store.ticket import Status

Detail = str | int | bool | None | tuple[str, ...]
"""One recorded particular of a change."""


class Change(Struct, frozen=True):
    """What is to be recorded: the moment, the author, what was done, the status it left, and the particulars."""

    at: Ms
    author: Author
    action: Action
    status: Status
    data: dict[str, Detail] = {}


class Entry(Struct, frozen=True):
    """One recorded change: its author, its moment, what was done, the status it left, and the particulars.

    `hash` is the SHA-256 (hex) over the hash of the former entry and everything else in this one.
    """

    ticket: int
    seq: int
    at: Ms
    author: Author
    action: Action
    status: Status
    data: dict[str, Detail]
    previous: str
    hash: str


class Flaw(Struct, frozen=True):
    """A break in the chain: the number of the entry at which it shows, and what is wrong there."""

    seq: int
    what: str


_encode = msgspec.json.Encoder(order="sorted").encode


def proof(entry: Entry) -> str:
    """Return the hash that an entry must have."""
    content = (
        entry.ticket,
        entry.seq,
        entry.at,
        entry.author.kind,
        entry.author.person,
        entry.action,
        entry.status,
        entry.data,
        entry.previous,
    )
    return hashlib.sha256(_encode(content)).hexdigest()


def follow(ticket: int, seq: int, previous: str, change: Change) -> Entry:
    """Make the entry of a change, numbered `seq`, that comes after the entry whose hash is `previous`."""
    entry = Entry(ticket, seq, change.at, change.author, change.action, change.status, change.data, previous, hash="")
    return structs.replace(entry, hash=proof(entry))


def verify(entries: Sequence[Entry], *, seq: int, head: str) -> Flaw | None:
    """Return the first flaw of a ticket's whole history, or None.

    `seq` and `head` are the last entry's number and hash as the ticket itself records them, so that a history cut
    short shows as well.
    """
    previous = ""
    for expected, entry in enumerate(entries, start=1):
        if entry.seq != expected:
            return Flaw(expected, "missing or out of order")
        if entry.previous != previous:
            return Flaw(expected, "not chained to the entry before")
        if proof(entry) != entry.hash:
            return Flaw(expected, "changed")
        previous = entry.hash
    if len(entries) < seq:
        return Flaw(len(entries) + 1, "cut short")
    if len(entries) > seq or previous != head:
        return Flaw(len(entries), "not the end that the ticket records")
    return None
