"""Row ↔ record: the protocols of `store.transaction` on SQL."""

from __future__ import annotations

import os
import sqlite3
import time
from collections.abc import Iterator, Sequence

import msgspec

from store.db.outbox import OutboxRows
from store.db.queries import Row, Sql
from store.draft import Draft
from store.history import Detail, Entry
from store.lifecycle import Action, Author, AuthorKind
from store.moment import Ms
from store.people import Address, Invitation, Person
from store.ticket import Status, Ticket
from store.timers import Timer
from store.transaction import FeedItem, Session, StoredFile

_encode = msgspec.json.Encoder().encode
_person = msgspec.json.Decoder(Person).decode
_ticket = msgspec.json.Decoder(Ticket).decode
_draft = msgspec.json.Decoder(Draft).decode
_data = msgspec.json.Decoder(dict[str, Detail]).decode

_ACTIONS = {action.value: action for action in Action}
_STATUSES = {status.value: status for status in Status}
_KINDS = {kind.value: kind for kind in AuthorKind}


def _ids() -> Iterator[int]:
    """Give ids: milliseconds and a counter that begins anywhere, so that two processes hardly meet."""
    count = int.from_bytes(os.urandom(3), "big") & 0xFFFFF
    last = 0
    while True:
        count = (count + 1) & 0xFFFFF
        last = max(last + 1, (time.time_ns() // 1_000_000 << 20) | count)
        yield last


class PeopleRows:
    """Persons, addresses, invitations."""

    def __init__(self, sql: Sql) -> None:
        self._sql = sql

    def get(self, person: int) -> Person | None:
        """Return a person."""
        row = self._sql.one("person_get", id=person)
        return _person(row[0]) if row else None

    def put(self, person: Person) -> None:
        """Keep a person."""
        self._sql.run("person_put", id=person.id, role=person.role.value, body=_encode(person).decode())

    def team(self) -> list[Person]:
        """Return everyone who works tickets."""
        everyone = (_person(row[0]) for row in self._sql.all("people_team"))
        return [person for person in everyone if not person.removed]

    def address(self, address: int) -> Address | None:
        """Return an address."""
        return _address(self._sql.one("address_get", id=address))

    def at(self, channel: str, external: str) -> Address | None:
        """Return the address that a channel knows."""
        return _address(self._sql.one("address_at", channel=channel, external=external))

    def addresses(self, person: int) -> list[Address]:
        """Return a person's addresses."""
        rows = self._sql.all("addresses_of", person=person)
        return [address for row in rows if (address := _address(row)) is not None]

    def put_address(self, address: Address) -> None:
        """Keep an address."""
        self._sql.run("address_put", id=address.id, person=address.person, channel=address.channel,
                      external=address.external, seen=address.seen, blocked=int(address.blocked))

    def invite(self, invitation: Invitation) -> None:
        """Keep an invitation."""
        self._sql.run("invitation_put", code_hash=invitation.code_hash, person=invitation.person,
                      expires=invitation.expires)

    def take_invitation(self, code_hash: str, now: Ms) -> Invitation | None:
        """Use up an invitation."""
        row = self._sql.one("invitation_take", code_hash=code_hash)
        return Invitation(*row) if row and row[2] > now else None


def _address(row: Row | None) -> Address | None:
    return Address(*row[:5], blocked=bool(row[5])) if row else None


class TicketRows:
    """Tickets, histories, serials."""

    def __init__(self, sql: Sql) -> None:
        self._sql = sql

    def get(self, ticket: int) -> Ticket | None:
        """Return a ticket."""
        row = self._sql.one("ticket_get", id=ticket)
        return _ticket(row[0]) if row else None

    def numbered(self, number: str) -> Ticket | None:
        """Return a ticket by its number."""
        row = self._sql.one("ticket_numbered", number=number)
        return _ticket(row[0]) if row else None

    def put(self, ticket: Ticket, *, new: bool = False) -> None:
        """Keep a ticket."""
        changing = {"id": ticket.id, "status": ticket.status.value, "priority": ticket.priority.value,
                    "owner": ticket.owner, "lead": ticket.lead, "body": _encode(ticket).decode()}
        if new:
            self._sql.run("ticket_new", number=ticket.number, customer=ticket.customer, opened=ticket.opened,
                          **changing)
        else:
            self._sql.run("ticket_change", **changing)

    def of_customer(self, person: int, *, limit: int = 20) -> list[Ticket]:
        """Return a customer's tickets."""
        return [_ticket(row[0]) for row in self._sql.all("tickets_of_customer", customer=person, limit=limit)]

    def queue(self, statuses: Sequence[Status], *, limit: int = 50) -> list[Ticket]:
        """Return tickets in any of these statuses."""
        rows = [row for status in statuses
                for row in self._sql.all("tickets_queue", status=status.value, limit=limit)]
        return _most_pressing([_ticket(row[0]) for row in rows], limit)

    def owned(self, person: int, statuses: Sequence[Status], *, limit: int = 50) -> list[Ticket]:
        """Return the tickets that a person owns or leads."""
        rows = [row for status in statuses for name in ("tickets_owned", "tickets_led")
                for row in self._sql.all(name, person=person, status=status.value, limit=limit)]
        found = {ticket.id: ticket for ticket in (_ticket(row[0]) for row in rows)}
        return _most_pressing(list(found.values()), limit)

    def newest(self, *, limit: int = 50) -> list[Ticket]:
        """Return the tickets reported last."""
        return [_ticket(row[0]) for row in self._sql.all("tickets_newest", limit=limit)]

    def history(self, ticket: int) -> list[Entry]:
        """Return a ticket's whole history."""
        return [_entry(row) for row in self._sql.all("history_of", ticket=ticket)]

    def append(self, entry: Entry) -> None:
        """Add an entry to a history."""
        self._sql.run(
            "history_append", ticket=entry.ticket, seq=entry.seq, at=entry.at, author_kind=entry.author.kind.value,
            author=entry.author.person, action=entry.action.value, status=entry.status.value,
            data=_encode(entry.data).decode(), previous=entry.previous, hash=entry.hash,
        )

    def next_serial(self, period: str, start: int = 1) -> int:
        """Return the next serial number of a period."""
        row = self._sql.one("serial_next", period=period, start=start)
        return int(row[0]) if row else start


def _most_pressing(tickets: list[Ticket], limit: int) -> list[Ticket]:
    return sorted(tickets, key=lambda each: (each.priority, each.opened))[:limit]


def _entry(row: Row) -> Entry:
    ticket, seq, at, kind, author, action, status, data, previous, proof = row
    return Entry(ticket, seq, at, Author(_KINDS[kind], author), _ACTIONS[action], _STATUSES[status], _data(data),
                 previous, proof)


class TimerRows:
    """What is due and when."""

    def __init__(self, sql: Sql) -> None:
        self._sql = sql

    def replace(self, ticket: int, old: dict[str, Ms], new: dict[str, Ms]) -> None:
        """Make `new` stand for a ticket in place of `old`; what is in both stays untouched."""
        for kind, due in old.items():
            if new.get(kind) != due:
                self._sql.run("timer_take", due=due, ticket=ticket, kind=kind)
        for kind, due in new.items():
            if old.get(kind) != due:
                self._sql.run("timer_add", due=due, ticket=ticket, kind=kind)

    def due(self, now: Ms, limit: int) -> list[Timer]:
        """Return what is due."""
        return [Timer(*row) for row in self._sql.all("timers_due", now=now, limit=limit)]

    def next(self) -> Timer | None:
        """Return what falls due next."""
        row = self._sql.one("timers_next")
        return Timer(*row) if row else None

    def take(self, timer: Timer) -> bool:
        """Remove a timer and say whether it was still there."""
        return self._sql.run("timer_take", due=timer.due, ticket=timer.ticket, kind=timer.kind) == 1

    def defer(self, timer: Timer, due: Ms) -> None:
        """Move a timer."""
        if self.take(timer):
            self._sql.run("timer_add", due=due, ticket=timer.ticket, kind=timer.kind)


class InboxRows:
    """Events seen already."""

    def __init__(self, sql: Sql) -> None:
        self._sql = sql

    def first(self, channel: str, event: str, now: Ms) -> bool:
        """Note an event and say whether it is new."""
        return self._sql.run("inbox_first", channel=channel, event=event, at=now) == 1

    def forget(self, before: Ms) -> int:
        """Drop old events."""
        return self._sql.run("inbox_forget", before=before)


class DraftRows:
    """Conversations in progress."""

    def __init__(self, sql: Sql) -> None:
        self._sql = sql

    def get(self, address: int) -> Draft | None:
        """Return the draft of an address."""
        row = self._sql.one("draft_get", address=address)
        return _draft(row[0]) if row else None

    def put(self, draft: Draft) -> None:
        """Keep a draft."""
        self._sql.run("draft_put", address=draft.address, body=_encode(draft).decode())

    def drop(self, address: int) -> None:
        """Forget a draft."""
        self._sql.run("draft_drop", address=address)


class FileRows:
    """What is known of stored files."""

    def __init__(self, sql: Sql) -> None:
        self._sql = sql

    def put(self, file: StoredFile) -> None:
        """Keep a file's record."""
        self._sql.run("file_put", **msgspec.structs.asdict(file))

    def get(self, file: str) -> StoredFile | None:
        """Return a file's record."""
        row = self._sql.one("file_get", id=file)
        return StoredFile(*row) if row else None

    def attach(self, files: Sequence[str], ticket: int) -> None:
        """Note that files belong to a ticket."""
        for file in files:
            self._sql.run("file_attach", id=file, ticket=ticket)


class FeedRows:
    """Transcripts."""

    def __init__(self, sql: Sql) -> None:
        self._sql = sql

    def append(self, address: int, source: str, at: Ms, body: bytes) -> int | None:
        """Add a line."""
        row = self._sql.one("feed_last", address=address)
        seq = int(row[0]) + 1 if row else 1
        added = self._sql.run("feed_append", address=address, seq=seq, source=source, at=at, body=body.decode())
        return seq if added == 1 else None

    def since(self, address: int, seq: int, *, limit: int = 500) -> list[FeedItem]:
        """Return the lines after a number."""
        rows = self._sql.all("feed_since", address=address, seq=seq, limit=limit)
        return [FeedItem(*row[:4], row[4].encode()) for row in rows]

    def seen(self, address: int, seq: int) -> None:
        """Note the highest line shown."""
        self._sql.run("feed_seen", address=address, seq=seq)


class SessionRows:
    """Signed-in browsers."""

    def __init__(self, sql: Sql) -> None:
        self._sql = sql

    def put(self, session: Session) -> None:
        """Keep a session."""
        self._sql.run("session_put", **msgspec.structs.asdict(session))

    def get(self, token_hash: str) -> Session | None:
        """Return a session."""
        row = self._sql.one("session_get", token_hash=token_hash)
        return Session(*row) if row else None

    def drop(self, token_hash: str) -> None:
        """End a session."""
        self._sql.run("session_drop", token_hash=token_hash)


class SqlTransaction:
    """A transaction on one connection. Made once for it; whoever opened the transaction says when it ends."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        """Work on an open connection."""
        sql = Sql(connection)
        self._ids = _ids()
        self.people = PeopleRows(sql)
        self.tickets = TicketRows(sql)
        self.timers = TimerRows(sql)
        self.inbox = InboxRows(sql)
        self.outbox = OutboxRows(sql)
        self.drafts = DraftRows(sql)
        self.files = FileRows(sql)
        self.feed = FeedRows(sql)
        self.sessions = SessionRows(sql)

    def new_id(self) -> int:
        """Return a new id."""
        return next(self._ids)
