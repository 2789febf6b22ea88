"""What a channel is to the rest of the house: a name, its capabilities as data, and a way to send."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Protocol

from msgspec import Struct
from starlette.routing import BaseRoute

from bot.limits import Limit
from bot.texts import Reader
from store.delivery import Delivery
from store.people import Address
from store.transaction import Transaction


class Door(Struct, frozen=True):
    """The way into a channel's chat: what people call it, and an address here that takes what the chat opens with."""

    title: str
    path: str


class Capabilities(Struct, frozen=True):
    """What a channel can carry; what it cannot is split, attached or left out before sending.

    `once` says that a delivery sent twice is shown once, so that it can be sent again whenever that is uncertain.
    `traces` says that it can tell after a fall whether a delivery has arrived, so that it can be sent again likewise.
    """

    edits: bool
    forms: bool
    file_bytes: int
    once: bool = False
    traces: bool = False
    limits: tuple[Limit, ...] = ()
    parallel: int = 8
    """Chats that may be sent to at the same time."""
    door: Door | None = None


class Sent(Struct, frozen=True):
    """It arrived at the platform; `ref` is what the platform calls it.

    `noted` writes what the channel has to remember of it, in the transaction that records its end; the chat's next
    message waits for that. `certain` says that it is there once, though nobody knew before whether it had arrived.
    """

    ref: str = ""
    noted: Callable[[Transaction], None] | None = None
    certain: bool = False


class Misfit(Exception):
    """A platform that cannot be used as it is set up; the message says how to mend it."""


class Later(Struct, frozen=True):
    """Not sent; try again after `seconds` (None: the courier's own back-off). When it has `begun`, a part has arrived."""

    why: str
    seconds: float | None = None
    begun: bool = False


class Undeliverable(Struct, frozen=True):
    """It can never be delivered to this address: blocked, gone, revoked.

    `gone` says that nothing else can be either, until somebody is heard from there again.
    """

    why: str
    gone: bool = True


class Uncertain(Struct, frozen=True):
    """Sent, but no answer came: nobody knows whether it arrived. `blind` says that nobody can find out either."""

    why: str
    blind: bool = False


Outcome = Sent | Later | Undeliverable | Uncertain


class Channel(Protocol):
    """One way in and out."""

    @property
    def name(self) -> str:
        """The channel's name, as addresses carry it."""
        ...

    @property
    def capabilities(self) -> Capabilities:
        """What it can carry."""
        ...

    async def send(self, address: Address, delivery: Delivery, reader: Reader) -> Outcome:
        """Send one message in the words of its reader. Never raises for what a platform may answer."""
        ...


class Service(Protocol):
    """A channel with a platform behind it, which is run beside the server."""

    @property
    def channel(self) -> Channel:
        """The way out."""
        ...

    def routes(self) -> Sequence[BaseRoute]:
        """Return the routes that the platform calls."""
        ...

    def tell(self, wake: Callable[[], None]) -> None:
        """Call this after every commit that may have written messages."""
        ...

    def heard(self, delivery: Delivery) -> None:
        """Hear how a message stands, on whichever channel: what is shown of its ticket may be old."""
        ...

    def standing(self) -> str:
        """Return "ok", or what is wrong with the connection."""
        ...

    async def run(self) -> None:
        """Take in what comes, until cancelled."""
        ...

    async def close(self) -> None:
        """Close the connections, once nothing more is sent."""
        ...
