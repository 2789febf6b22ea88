"""Tickets as the demo's timeline shows them: what happened, what is promised, and why it is due then."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from bot.texts import Reader
from handlers.status import line, reason, span_fact
from store import history, trace
from store.calendar import Span, SpanKind
from store.deadlines import Deadline, deadlines, explain
from store.history import Entry
from store.message import At, Lasting, Term, Text, Value
from store.moment import MINUTE, Ms, local
from store.office import Office
from store.ticket import Ticket
from store.timers import Timer
from store.transaction import Transaction

SHOWN = 5
"""Tickets that the timeline shows."""

MOST_DAYS = 40
"""Midnights that a promise's bar shows at the most."""


def state(tx: Transaction, office: Office, reader: Reader, now: Ms) -> dict[str, Any]:
    """Return the demo's state: the clock, the next promise, and the newest tickets."""
    following = tx.timers.next()
    return {
        "clock": now,
        "zone": office.zone.key,
        "next": None if following is None else _next(tx, following, reader),
        "tickets": [_ticket(tx, ticket, office, reader, now) for ticket in tx.tickets.newest(limit=SHOWN)],
    }


def _next(tx: Transaction, timer: Timer, reader: Reader) -> dict[str, Any]:
    kind, _, promise = timer.kind.partition(":")
    ticket = tx.tickets.get(timer.ticket)
    label = Text(f"demo-timer-{kind.replace('_', '-')}", {"promise": Term(f"promise-{promise}") if promise else ""})
    return {
        "at": timer.due,
        "at_text": reader.value(At(timer.due)),
        "label": reader.text(label),
        "number": ticket.number if ticket is not None else "",
    }


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
        "photos": len(ticket.files("evidence")),
        "intact": history.verify(entries, seq=ticket.seq, head=ticket.head) is None,
        "timeline": [_entry(tx, entry, reader) for entry in entries],
        "promises": [_promise(each, office, reader, now) for each in promises],
    }


def _entry(tx: Transaction, entry: Entry, reader: Reader) -> dict[str, Any]:
    late = entry.data.get("late")
    return {
        "at": entry.at,
        "author": entry.author.kind.value,
        "action": entry.action.value,
        "status": entry.status.value,
        "text": reader.text(line(tx, entry)),
        "late": reader.text(Text("demo-late", {"late": Lasting(late)})) if isinstance(late, int) else "",
    }


def _promise(deadline: Deadline, office: Office, reader: Reader, now: Ms) -> dict[str, Any]:
    minute = now - now % MINUTE
    spans = explain(deadline, minute)
    standing = _standing(deadline, now)
    return {
        "key": deadline.promise.value,
        "name": reader.text(Text(f"promise-{deadline.promise}")),
        "state": standing,
        "standing": reader.text(Text(f"demo-promise-{standing}", _measures(deadline, now))),
        "why": reader.text(reason(deadline)),
        "sum": reader.text(_sum(deadline, spans)),
        "start": deadline.start,
        "due": deadline.due,
        "met": deadline.met,
        "spans": [
            {
                "start": span.start,
                "end": span.end,
                "kind": span.kind.value,
                "text": reader.value(span_fact(span).value),
                "name": span.name.in_(reader.language) if span.name is not None else "",
            }
            for span in spans
        ],
        "days": _midnights(deadline.start, spans[-1].end if spans else deadline.start, office, reader),
    }


def _standing(deadline: Deadline, now: Ms) -> str:
    if deadline.met is not None:
        return "late" if deadline.missed(now) else "kept"
    if deadline.due is None:
        return "paused"
    return "missed" if deadline.missed(now) else "running"


def _measures(deadline: Deadline, now: Ms) -> dict[str, Value]:
    """Return when it is due, and by how much it was kept in time or not."""
    if deadline.due is None:
        return {"due": Term("paused"), "by": Term("paused")}
    end = now if deadline.met is None else deadline.met
    return {"due": At(deadline.due), "by": Lasting(abs(deadline.due - end))}


def _sum(deadline: Deadline, spans: list[Span]) -> Text:
    """Return how much of all that time was counted."""
    if deadline.due is not None:
        return Text("demo-sum", {"counted": Lasting(deadline.amount), "whole": Lasting(deadline.due - deadline.start)})
    counted = sum(span.end - span.start for span in spans if span.kind is SpanKind.COUNTED)
    return Text("demo-sum-paused", {"counted": Lasting(counted)})


def _midnights(start: Ms, end: Ms, office: Office, reader: Reader) -> list[dict[str, Any]]:
    """Return the midnights inside a stretch of time, each with the name of the day that begins."""
    day, found = local(start, office.zone).date(), []
    for _ in range(MOST_DAYS):
        day += timedelta(days=1)
        at = office.calendar.at_local(day, 0)
        if at >= end:
            break
        found.append({"at": at, "name": reader.text(Text(f"weekday-{day.isoweekday()}"))})
    return found
