"""A delivery: one message on its way to one address, and how it ended. Nothing vanishes."""

from __future__ import annotations

from enum import IntEnum, StrEnum

from msgspec import Struct

from store.message import Message
from store.moment import Ms


class Lane(IntEnum):
    """How pressing a message is; a backlog in one lane never delays a higher (smaller) one."""

    REPLY = 0
    URGENT = 1
    NORMAL = 2
    BULK = 3


class Kind(StrEnum):
    """What a message is for; decides what happens when it is uncertain whether it arrived."""

    REPLY = "reply"
    PING = "ping"
    CARD = "card"
    NEWS = "news"
    PROGRESS = "progress"
    DEADLINE = "deadline"
    RESULT = "result"
    SURVEY = "survey"


SEND_AGAIN = frozenset({Kind.RESULT, Kind.DEADLINE, Kind.PING, Kind.REPLY})
"""Sent once more, with the same reference, when it is uncertain whether they arrived: without a reply, the question that
it ends with is never seen, and somebody waits for an answer that does not come."""

WHILE_OPEN = frozenset({Kind.PROGRESS, Kind.DEADLINE})
"""Pointless once the ticket is settled: those still waiting then expire."""


class State(StrEnum):
    """Where a delivery stands. The last four are its possible ends."""

    WAITING = "waiting"
    LEASED = "leased"
    SENT = "sent"
    EXPIRED = "expired"
    UNDELIVERABLE = "undeliverable"
    DEAD = "dead"


class Delivery(Struct, frozen=True, omit_defaults=True):
    """One row of the outbox.

    `dedupe` is unique: the same message is never written twice. `not_before`, `expires` and `lease` are moments;
    `address` is 0 when the person has none. `ref` is what the channel calls the sent message. `late` marks a promise
    that fired after its time.
    """

    id: int
    person: int
    address: int
    lane: Lane
    kind: Kind
    message: Message
    dedupe: str
    created: Ms
    ticket: int = 0
    not_before: Ms = 0
    expires: Ms | None = None
    state: State = State.WAITING
    attempts: int = 0
    lease: Ms = 0
    uncertain: bool = False
    late: bool = False
    error: str = ""
    ref: str = ""
    ended: Ms | None = None
