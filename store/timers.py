"""What should be pending for a ticket: every timer recomputed from the ticket, its history and the playbook.

Nothing is ever cancelled by hand. A timer's name says what falls due (`warn:response`, `due:resolution`, `nudge`, …);
once fired it leaves a history entry, and so does not come again.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from msgspec import Struct

from store import calendar
from store.deadlines import Deadline, Promise
from store.moment import Ms
from store.office import Office
from store.ticket import OPEN, WAITING, Status, SurveyState, Ticket
from store.trace import Trace


class Timer(Struct, frozen=True):
    """One due promise: a row of the timers table. `kind` is the timer's name."""

    due: Ms
    ticket: int
    kind: str


WARNED = frozenset({Promise.RESPONSE, Promise.RESOLUTION, Promise.RECOVERY})
"""Promises that warn before they fall due."""


def pending(ticket: Ticket, trace: Trace, promises: Sequence[Deadline], office: Office) -> dict[str, Ms]:
    """Return every timer that should stand for the ticket with these promises, by name."""
    return dict(_pending(ticket, trace, promises, office))


def _pending(ticket: Ticket, trace: Trace, promises: Sequence[Deadline], office: Office) -> Iterator[tuple[str, Ms]]:
    if ticket.status in OPEN:
        for deadline in promises:
            if deadline.promise is Promise.PROGRESS:
                yield from _news(deadline, trace, office)
            elif deadline.met is None:
                yield from _watch(deadline, trace, office)
        if ticket.status in WAITING:
            yield from _answer(trace, office)
    elif ticket.status in {Status.RESOLVED, Status.CLOSED} and _surveying(ticket):
        yield from _survey(ticket, trace, office)
    elif ticket.status in {Status.CLOSED, Status.CANCELLED, Status.MERGED}:
        yield "archive", office.next_archive(_complete(ticket, trace, office))


def _complete(ticket: Ticket, trace: Trace, office: Office) -> Ms:
    """Return when nothing can follow any more: whoever did not answer was told until when they may come back."""
    unanswered = ticket.status is Status.CLOSED and trace.resolved is None
    return ticket.changed + office.reopen_within if unanswered else ticket.changed


def _watch(deadline: Deadline, trace: Trace, office: Office) -> Iterator[tuple[str, Ms]]:
    if deadline.due is None:
        return
    name = deadline.promise.value
    told = trace.escalated.get(name, [])
    if not told and deadline.promise in WARNED and name not in trace.warned:
        warn = deadline.at_share(office.warn_at)
        if warn is not None:
            yield f"warn:{name}", warn
    if not told:
        yield f"due:{name}", deadline.due
    elif len(told) < office.levels and (again := _next_level(deadline, told[-1], trace, office)) is not None:
        # A review or another playbook may have made it longer: nobody is brought in before it slips again.
        yield f"due:{name}", max(again, deadline.due)


def _next_level(deadline: Deadline, told: Ms, trace: Trace, office: Office) -> Ms | None:
    """Return when silence brings in the next level; None while the customer has to answer.

    While the customer hears from the team, a result that is late is no silence.
    """
    since = max(told, trace.news or 0) if deadline.promise is Promise.RESOLUTION else told
    return calendar.counting(since, office.again, deadline.breaks, deadline.counts)


def _news(deadline: Deadline, trace: Trace, office: Office) -> Iterator[tuple[str, Ms]]:
    if deadline.due is None:
        return
    yield "progress", deadline.due
    ask = deadline.due - office.progress_ask_before
    if not trace.nudged and ask > trace.told:
        yield "nudge", ask


def _answer(trace: Trace, office: Office) -> Iterator[tuple[str, Ms]]:
    if trace.asked is None:
        return
    if trace.reminded is None:
        yield "remind", office.quiet.wait_until(trace.asked + office.answer_remind)
    end = _end(trace.asked + office.answer_close, trace.reminded, office.answer_remind)
    yield "close", office.quiet.wait_until(end)


def _end(end: Ms, reminded: Ms | None, while_to_answer: Ms) -> Ms:
    """Return when a wait ends: a reminder that came late, as after a downtime, leaves a while to answer, too."""
    return end if reminded is None else max(end, reminded + while_to_answer)


def _surveying(ticket: Ticket) -> bool:
    return ticket.survey is not None and ticket.survey.state is SurveyState.OPEN


def _survey(ticket: Ticket, trace: Trace, office: Office) -> Iterator[tuple[str, Ms]]:
    if ticket.survey is None:
        return
    end = _end(ticket.survey.asked + office.survey_end, trace.survey_reminded, office.survey_remind)
    yield "survey_end", end
    if trace.survey_reminded is None and trace.surveyed is not None:
        remind = office.quiet.wait_until(trace.surveyed + office.survey_remind)
        if remind < end:
            yield "survey_remind", remind
