"""Promises and the moments they fall due, rebuilt from a ticket's history and the playbook."""

from __future__ import annotations

from collections.abc import Iterator
from enum import StrEnum

from msgspec import Struct

from store import calendar
from store.calendar import Break, Counts, Span
from store.moment import Ms
from store.office import Office
from store.ticket import OPEN, WAITING, Ticket
from store.trace import Trace


class Promise(StrEnum):
    """What the team owes; the playbook's targets carry these names."""

    REVIEW = "review"
    ACCEPT = "accept"
    CONTACT = "contact"
    RESPONSE = "response"
    OPINION = "opinion"
    RESOLUTION = "resolution"
    RECOVERY = "recovery"
    PROGRESS = "progress"


class Deadline(Struct, frozen=True):
    """One promise: counted from `start`, `amount` ms of `counts` time outside its `breaks`.

    `due` is None while a pause lasts. `met` is when it was kept, None while it runs.
    """

    promise: Promise
    start: Ms
    amount: int
    counts: Counts
    breaks: tuple[Break, ...]
    due: Ms | None
    met: Ms | None = None

    def missed(self, now: Ms) -> bool:
        """Whether it was kept late, or is late by now."""
        return self.due is not None and (self.met if self.met is not None else now) > self.due

    def at_share(self, percent: int) -> Ms | None:
        """Return the moment at which a share of the amount is used up; None when a pause lasts before it."""
        return calendar.counting(self.start, self.amount * percent // 100, self.breaks, self.counts)


def explain(deadline: Deadline, until: Ms | None = None) -> list[Span]:
    """Say why it is due then: spans that follow each other from the start to the due moment.

    The counted ones add up to the promised amount exactly. For a paused deadline the spans reach to `until`.
    """
    end = deadline.due if deadline.due is not None else max(until or deadline.start, deadline.start)
    return calendar.explain(deadline.start, end, deadline.breaks, deadline.counts)


def deadlines(ticket: Ticket, trace: Trace, office: Office) -> list[Deadline]:
    """Return every promise made in the ticket's present handling, kept ones included."""
    return list(_deadlines(ticket, trace, office))


def _deadlines(ticket: Ticket, trace: Trace, office: Office) -> Iterator[Deadline]:
    second = trace.handling > 1
    done = trace.resolved
    if not second:
        yield from _promise(Promise.REVIEW, ticket, office, trace.opened, trace.triaged or done)
        yield from _promise(Promise.ACCEPT, ticket, office, trace.opened, trace.accepted or done)
        yield from _promise(Promise.RESPONSE, ticket, office, trace.opened, trace.responded)
        category = office.playbook.category(ticket.category)
        if category is not None and category.opinion:
            yield from _promise(Promise.OPINION, ticket, office, trace.opened, trace.responded)
    else:
        yield from _promise(Promise.RECOVERY, ticket, office, trace.opened, trace.recovered)
    if trace.assigned is not None:
        yield from _promise(Promise.CONTACT, ticket, office, trace.assigned, trace.contacted)
    yield from _promise(Promise.RESOLUTION, ticket, office, trace.opened, done, _breaks(trace))
    if ticket.status in OPEN and ticket.status not in WAITING:
        yield progress(trace, office)


def _promise(
    promise: Promise, ticket: Ticket, office: Office, start: Ms, met: Ms | None, breaks: tuple[Break, ...] = ()
) -> Iterator[Deadline]:
    target = office.target(promise, ticket.priority)
    if target is None:
        return
    length, counts = target
    due = calendar.counting(start, length, breaks, counts)
    yield Deadline(promise, start, length, counts, breaks, due, met)


def _breaks(trace: Trace) -> tuple[Break, ...]:
    return tuple(Break(pause.start, pause.end, pause.reason) for pause in trace.pauses)


def progress(trace: Trace, office: Office) -> Deadline:
    """Return when the customer must hear news again.

    A moment inside the quiet hours is brought forward to their beginning: the promise is "at least every".
    """
    due = office.quiet.before(trace.told + office.progress_every)
    due = due if due > trace.told else trace.told + office.progress_every
    return Deadline(Promise.PROGRESS, trace.told, due - trace.told, calendar.WALL_CLOCK, (), due)
