"""Due timers, claimed and fired: one plain function of a transaction each."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from scheduler import answers, archive, deadlines_watch, progress, surveys
from scheduler.due import Due
from store.desk import Desk
from store.moment import MINUTE, Ms
from store.office import Office
from store.timers import Timer
from store.transaction import Transaction

BATCH = 200
"""Timers fired in one go: enough company for a group commit, short enough to let customers in between."""

FORGOTTEN = 1_000
"""Ids of events that are dropped in one transaction."""

RETRY = 5 * MINUTE
"""A timer whose rule failed is tried again after this."""

PROMISES: Mapping[str, Callable[[Desk, Due], None]] = {
    "warn": deadlines_watch.warn,
    "due": deadlines_watch.slip,
    "nudge": progress.nudge,
    "progress": progress.progress,
    "remind": answers.remind,
    "close": answers.close,
    "survey_remind": surveys.remind,
    "survey_end": surveys.end,
    "archive": archive.archive,
}
"""The first word of a timer's name, and the rule it fires."""


def fire(tx: Transaction, office: Office, now: Ms, timer: Timer) -> bool:
    """Fire one due timer; False when another sweep was faster or the ticket no longer waits for it."""
    if not tx.timers.take(timer):
        return False
    ticket = tx.tickets.get(timer.ticket)
    if ticket is None or ticket.pending.get(timer.kind, timer.due + 1) > timer.due:
        return False
    rule = PROMISES[timer.kind.partition(":")[0]]
    rule(Desk(tx, office, now), Due(timer, ticket, now - timer.due))
    return True


def due(tx: Transaction, now: Ms, limit: int) -> list[Timer]:
    """Return what is due, the earliest first."""
    return tx.timers.due(now, limit)


def defer(tx: Transaction, timer: Timer, until: Ms) -> None:
    """Put off a timer whose rule failed, so that it holds up no other."""
    tx.timers.defer(timer, until)


def forget(tx: Transaction, before: Ms) -> int:
    """Drop some of the ids of events that no platform repeats any more; return how many, less when none are left."""
    return tx.inbox.forget(before, limit=FORGOTTEN)
