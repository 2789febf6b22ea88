"""Rows of tickets, their histories, and the serials of their numbers."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from store.db.queries import Row, Sql
from store.history import Detail, Entry
from store.lifecycle import Action, Author, AuthorKind
from store.ticket import Status, Ticket

NOBODY = 0
"""The owner or the lead of a ticket that has none: in SQL, unlike NULL, equal to itself."""

_encode = msgspec.json.Encoder().encode
_ticket = msgspec.json.Decoder(Ticket).decode
_data = msgspec.json.Decoder(dict[str, Detail]).decode

_ACTIONS = {action.value: action for action in Action}
_STATUSES = {status.value: status for status in Status}
_KINDS = {kind.value: kind for kind in AuthorKind}


class TicketRows:
    """Tickets and their histories."""

    def __init__(self, sql: Sql) -> None:
        self._sql = sql

    def get(self, ticket: int) -> Ticket | None:
        """Return a ticket."""
        row = self._sql.one("ticket_get", {"id": ticket})
        return _ticket(row[0]) if row else None

    def numbered(self, number: str) -> Ticket | None:
        """Return a ticket by its number."""
        row = self._sql.one("ticket_numbered", {"number": number})
        return _ticket(row[0]) if row else None

    def put(self, ticket: Ticket, *, new: bool = False) -> None:
        """Keep a ticket."""
        values: dict[str, object] = {
            "id": ticket.id,
            "customer": ticket.customer,
            "status": ticket.status.value,
            "priority": ticket.priority.value,
            "owner": ticket.owner or NOBODY,
            "lead": ticket.lead or NOBODY,
            "body": _encode(ticket).decode(),
        }
        if new:
            self._sql.run("ticket_new", {"number": ticket.number, "opened": ticket.opened, **values})
        elif self._sql.run("ticket_body", values) == 0:
            self._sql.run("ticket_change", values)

    def of_customer(self, person: int, *, limit: int = 200) -> list[Ticket]:
        """Return a customer's tickets, the newest first."""
        return [_ticket(row[0]) for row in self._sql.all("tickets_of_customer", {"customer": person, "limit": limit})]

    def queue(self, statuses: Sequence[Status], *, limit: int = 50) -> list[Ticket]:
        """Return tickets in any of these statuses."""
        return _most_pressing(
            [
                row
                for status in set(statuses)
                for row in self._sql.all("tickets_queue", {"status": status.value, "limit": limit})
            ],
            limit,
        )

    def owned(self, person: int, statuses: Sequence[Status], *, limit: int = 50) -> list[Ticket]:
        """Return the tickets that a person owns or leads."""
        return _most_pressing(
            [
                row
                for status in set(statuses)
                for name in ("tickets_owned", "tickets_led")
                for row in self._sql.all(name, {"person": person, "status": status.value, "limit": limit})
            ],
            limit,
        )

    def newest(self, *, limit: int = 50) -> list[Ticket]:
        """Return the tickets reported last."""
        return [_ticket(row[0]) for row in self._sql.all("tickets_newest", {"limit": limit})]

    def history(self, ticket: int) -> list[Entry]:
        """Return a ticket's whole history."""
        return [_entry(row) for row in self._sql.all("history_of", {"ticket": ticket})]

    def append(self, entry: Entry) -> None:
        """Add an entry to a history."""
        self._sql.run(
            "history_append",
            {
                "ticket": entry.ticket,
                "seq": entry.seq,
                "at": entry.at,
                "author_kind": entry.author.kind.value,
                "author": entry.author.person,
                "action": entry.action.value,
                "status": entry.status.value,
                "data": _encode(entry.data).decode(),
                "previous": entry.previous,
                "hash": entry.hash,
            },
        )

    def next_serial(self, period: str, start: int = 1) -> int:
        """Return the next serial number of a period."""
        row = self._sql.one("serial_next", {"period": period, "start": start})
        return int(row[0]) if row else start


def _most_pressing(rows: list[Row], limit: int) -> list[Ticket]:
    """Merge rows of priority, opened, id and body; who owns and leads a ticket finds it twice."""
    found = {row[2]: row for row in rows}
    return [_ticket(row[3]) for row in sorted(found.values(), key=lambda row: row[:3])[:limit]]


def _entry(row: Row) -> Entry:
    ticket, seq, at, kind, author, action, status, data, previous, proof = row
    by = Author(_KINDS[kind], author)
    return Entry(ticket, seq, at, by, _ACTIONS[action], _STATUSES[status], _data(data), previous, proof)
