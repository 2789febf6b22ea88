"""Tickets as the demo's timeline shows them: what happened, what is promised, and why it is due then."""

from __future__ import annotations

from typing import Any

from bot.texts import Reader
from handlers.status import line, span_fact
from store import trace
from store.deadlines import Deadline, deadlines, explain
from store.message import At, Term, Text
from store.moment import Ms
from store.office import Office
from store.ticket import Ticket
from store.transaction import Transaction

SHOWN = 5
"""Tickets that the timeline shows."""


def state(tx: Transaction, office: Office, reader: Reader, now: Ms) -> dict[str, Any]:
    """Return the demo's state: the clock, the next promise, and the newest tickets."""
    following = tx.timers.next()
    return {
        "clock": now,
        "zone": office.zone.key,
        "next": None if following is None else {"at": following.due, "label": _timer(following.kind, reader)},
        "tickets": [_ticket(tx, ticket, office, reader, now) for ticket in tx.tickets.newest(limit=SHOWN)],
    }


def _timer(kind: str, reader: Reader) -> str:
    name, _, promise = kind.partition(":")
    key = f"demo-timer-{name.replace('_', '-')}"
    return reader.text(Text(key, {"promise": Term(f"promise-{promise}") if promise else ""}))


def _ticket(tx: Transaction, ticket: Ticket, office: Office, reader: Reader, now: Ms) -> dict[str, Any]:
    entries = tx.tickets.history(ticket.id)
    owner = tx.people.get(ticket.owner) if ticket.owner is not None else None
    promises = deadlines(ticket, trace.read(entries), office)
    return {
        "number": ticket.number,
        "title": ticket.title,
        "status": reader.text(Text(f"status-{ticket.status.value.replace('_', '-')}")),
        "status_key": ticket.status.value,
        "priority": reader.text(Text(f"priority-{ticket.priority.value}")),
        "owner": owner.name if owner is not None else "",
        "timeline": [
            {
                "at": entry.at,
                "author": entry.author.kind.value,
                "text": reader.text(line(tx, entry)),
                "late": "late" in entry.data,
            }
            for entry in entries
        ],
        "promises": [_promise(each, reader, now) for each in promises],
    }


def _promise(deadline: Deadline, reader: Reader, now: Ms) -> dict[str, Any]:
    spans = explain(deadline, now)
    return {
        "name": reader.text(Text(f"promise-{deadline.promise}")),
        "due": deadline.due,
        "due_text": reader.value(At(deadline.due)) if deadline.due is not None else reader.text(Term("paused")),
        "met": deadline.met,
        "state": _standing(deadline, now),
        "explained": [
            {
                "start": span.start,
                "end": span.end,
                "kind": span.kind.value,
                "text": f"{reader.text(span_fact(span).label)}: {reader.value(span_fact(span).value)}",
            }
            for span in spans
        ],
    }


def _standing(deadline: Deadline, now: Ms) -> str:
    if deadline.met is not None:
        return "late" if deadline.missed(now) else "kept"
    if deadline.due is None:
        return "paused"
    return "missed" if deadline.missed(now) else "running"
