"""What the rules see of a database: a transaction, as protocols. No connection, no SQL, no await.

Every method acts inside the one transaction that its event runs in; nothing is seen by anyone else before it commits.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from msgspec import Struct

from store.delivery import Delivery, Kind, Lane, State
from store.draft import Draft, Seat
from store.history import Entry
from store.moment import Ms
from store.people import Address, Invitation, Person
from store.ticket import Status, Ticket
from store.timers import Timer


class StoredFile(Struct, frozen=True):
    """What is known of a stored file. `id` names this upload; `sha256` names the bytes; `size` is in bytes."""

    id: str
    sha256: str
    name: str
    mime: str
    size: int
    person: int
    created: Ms
    ticket: int = 0


class FeedItem(Struct, frozen=True):
    """One line of a channel's own transcript of a chat, for channels that keep one. `body` is the channel's JSON."""

    address: int
    seq: int
    source: str
    at: Ms
    body: bytes


class Session(Struct, frozen=True):
    """A signed-in browser. `token_hash` is the SHA-256 of the cookie; the cookie itself is never kept."""

    token_hash: str
    address: int
    created: Ms
    seen: Ms


class People(Protocol):
    """Persons and their addresses."""

    def get(self, person: int) -> Person | None:
        """Return a person."""
        ...

    def put(self, person: Person) -> None:
        """Keep a person, new or changed."""
        ...

    def team(self) -> list[Person]:
        """Return everyone who works tickets and was not removed, in the order in which they joined."""
        ...

    def rooms(self) -> list[Person]:
        """Return the rooms of the team that are in use."""
        ...

    def address(self, address: int) -> Address | None:
        """Return an address by its id."""
        ...

    def at(self, channel: str, external: str) -> Address | None:
        """Return the address that a channel knows by `external`."""
        ...

    def seat(self, channel: str, external: str) -> Seat | None:
        """Return the address that a channel knows by `external`, with all that an event from there begins with."""
        ...

    def addresses(self, person: int) -> list[Address]:
        """Return a person's addresses, the one seen last first."""
        ...

    def put_address(self, address: Address) -> None:
        """Keep an address, new or changed."""
        ...

    def invite(self, invitation: Invitation) -> None:
        """Keep an invitation."""
        ...

    def take_invitation(self, code_hash: str, now: Ms) -> Invitation | None:
        """Use up an invitation; None when there is none, or it has expired."""
        ...


class Tickets(Protocol):
    """Tickets and their histories. Only `store.desk` calls `put` and `append`."""

    def get(self, ticket: int) -> Ticket | None:
        """Return a ticket."""
        ...

    def numbered(self, number: str) -> Ticket | None:
        """Return a ticket by the number that people quote."""
        ...

    def put(self, ticket: Ticket, *, new: bool = False) -> None:
        """Keep a ticket."""
        ...

    def of_customer(self, person: int, *, limit: int = 200) -> list[Ticket]:
        """Return a customer's tickets, the newest first.

        A company's one contact reports a lot, and an old ticket may still await their answer.
        """
        ...

    def queue(self, statuses: Sequence[Status], *, limit: int = 50) -> list[Ticket]:
        """Return tickets in any of these statuses, the most pressing and then the oldest first.

        A ticket that has ended (`store.ticket.ENDED`) is in no queue.
        """
        ...

    def owned(self, person: int, statuses: Sequence[Status], *, limit: int = 50) -> list[Ticket]:
        """Return the tickets that a person owns or leads, in any of these statuses, the most pressing first.

        As in the queue, none that has ended.
        """
        ...

    def newest(self, *, limit: int = 50) -> list[Ticket]:
        """Return the tickets reported last."""
        ...

    def history(self, ticket: int) -> list[Entry]:
        """Return a ticket's whole history in order."""
        ...

    def append(self, entry: Entry) -> None:
        """Add an entry to a history."""
        ...

    def next_serial(self, period: str, start: int = 1) -> int:
        """Return the next serial number of a period; the first is `start`."""
        ...


class Timers(Protocol):
    """What is due and when."""

    def replace(self, ticket: int, old: dict[str, Ms], new: dict[str, Ms]) -> None:
        """Make `new` stand for a ticket in place of `old`."""
        ...

    def due(self, now: Ms, limit: int) -> list[Timer]:
        """Return what is due, the earliest first."""
        ...

    def next(self) -> Timer | None:
        """Return what falls due next."""
        ...

    def after(self, timer: Timer, limit: int) -> list[Timer]:
        """Return what falls due after a timer, due already or not, in order."""
        ...

    def take(self, timer: Timer) -> bool:
        """Remove a timer and say whether it was still there: whoever removes it may fire it."""
        ...

    def defer(self, timer: Timer, due: Ms) -> None:
        """Move a timer that could not be fired."""
        ...


class Inbox(Protocol):
    """Events seen already."""

    def first(self, channel: str, event: str, now: Ms) -> bool:
        """Note an event and say whether it is new."""
        ...

    def forget(self, before: Ms, *, limit: int = 1_000) -> int:
        """Drop what is older than any platform repeats, the oldest first; return how many. Less than `limit`: done."""
        ...


class Outbox(Protocol):
    """Messages on their way."""

    def add(self, delivery: Delivery) -> bool:
        """Write a message to be sent; False when its dedupe key is there already."""
        ...

    def get(self, delivery: int) -> Delivery | None:
        """Return a delivery."""
        ...

    def claim(self, now: Ms, lease: Ms, limit: int, lanes: Sequence[Lane] = tuple(Lane)) -> list[Delivery]:
        """Lease what is to be sent now in some lanes until `lease`, the most pressing lane first, in order.

        No row is claimed while an earlier one of the same address and lane waits for another try or is leased: once
        outcomes are recorded, claim again. A claim counts as an attempt, and ends what expired before it could be sent.
        A row whose lease ran out is claimable again as it stands: it is `uncertain` only if it was marked before
        sending.
        """
        ...

    def put(self, delivery: Delivery) -> None:
        """Record where a delivery stands now. What it says, what for and in which lane never changes."""
        ...

    def next_due(self, now: Ms, lanes: Sequence[Lane] = tuple(Lane)) -> Ms | None:
        """Return when to claim next from some lanes; None when nothing waits there.

        That is now (or earlier) when something is ready, else when something may be sent, expires, or its lease runs
        out. What waits behind a message that is leased is ready when that one has ended.
        """
        ...

    def expire(self, ticket: int, kinds: Sequence[Kind], now: Ms) -> int:
        """End a ticket's waiting messages of these kinds; return how many."""
        ...

    def of_ticket(self, ticket: int) -> list[Delivery]:
        """Return everything that was said about a ticket, in order."""
        ...

    def in_state(self, state: State, *, limit: int = 100) -> list[Delivery]:
        """Return deliveries in a state, the oldest first (dead letters, for one).

        Raises ValueError for those that were sent: they are found by their ticket.
        """
        ...

    def counts(self) -> dict[str, int]:
        """Return how many there are by state, those that were sent left out."""
        ...


class Drafts(Protocol):
    """Conversations in progress, one for each address."""

    def get(self, address: int) -> Draft | None:
        """Return the draft of an address."""
        ...

    def put(self, draft: Draft) -> None:
        """Keep a draft."""
        ...

    def drop(self, address: int) -> None:
        """Forget the draft of an address."""
        ...


class Files(Protocol):
    """What is known of stored files; the bytes are in `store.files`."""

    def put(self, file: StoredFile) -> None:
        """Keep a file's record, new or changed."""
        ...

    def get(self, file: str) -> StoredFile | None:
        """Return a file's record."""
        ...

    def attach(self, files: Sequence[str], ticket: int) -> None:
        """Note that files belong to a ticket."""
        ...


class Feed(Protocol):
    """Transcripts, for channels that have no chat server of their own."""

    def append(self, address: int, source: str, at: Ms, body: bytes) -> int | None:
        """Add a line and return its number, from 1; None when this source was added before."""
        ...

    def since(self, address: int, seq: int, *, limit: int = 500) -> list[FeedItem]:
        """Return the lines after `seq`, in order."""
        ...

    def last(self, address: int) -> int:
        """Return the number of the last line; 0 before the first."""
        ...

    def seen(self, address: int, seq: int) -> None:
        """Note the highest line that the person has been shown."""
        ...

    def shown(self, address: int) -> int:
        """Return the highest line that the person has been shown; 0 before the first."""
        ...


class Sessions(Protocol):
    """Signed-in browsers."""

    def put(self, session: Session) -> None:
        """Keep a session."""
        ...

    def get(self, token_hash: str) -> Session | None:
        """Return a session."""
        ...

    def drop(self, token_hash: str) -> None:
        """End a session."""
        ...


class Notes(Protocol):
    """What a channel has to remember of its platform, or the desk of its playbook; no rule of a ticket reads it."""

    def get(self, channel: str, name: str) -> str | None:
        """Return a note."""
        ...

    def put(self, channel: str, name: str, body: str) -> None:
        """Keep a note, new or changed."""
        ...

    def drop(self, channel: str, name: str) -> bool:
        """Forget a note; False when there was none."""
        ...

    def under(self, channel: str, prefix: str, *, limit: int = 100) -> dict[str, str]:
        """Return the notes whose names begin alike, in the order of their names."""
        ...

    def count(self, channel: str, prefix: str) -> int:
        """Return how many notes have names that begin alike."""
        ...


class Transaction(Protocol):
    """Everything a rule may read and write."""

    @property
    def people(self) -> People:
        """Persons and their addresses."""
        ...

    @property
    def tickets(self) -> Tickets:
        """Tickets and their histories."""
        ...

    @property
    def timers(self) -> Timers:
        """What is due and when."""
        ...

    @property
    def inbox(self) -> Inbox:
        """Events seen already."""
        ...

    @property
    def outbox(self) -> Outbox:
        """Messages on their way."""
        ...

    @property
    def drafts(self) -> Drafts:
        """Conversations in progress."""
        ...

    @property
    def files(self) -> Files:
        """What is known of stored files."""
        ...

    @property
    def feed(self) -> Feed:
        """Transcripts."""
        ...

    @property
    def sessions(self) -> Sessions:
        """Signed-in browsers."""
        ...

    @property
    def notes(self) -> Notes:
        """What the channels remember."""
        ...

    def new_id(self) -> int:
        """Return a new id: unique, growing with time, below 2^63."""
        ...
