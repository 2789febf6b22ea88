"""Timers follow the playbook: they are set anew when they were made by another, or by other rules.

A playbook changes between two runs. What stands is walked a page at a time, so that nobody waits for it; whatever
happens to a ticket meanwhile sets its timers by the new playbook anyway.
"""

from __future__ import annotations

from collections.abc import Sequence

from store.desk import Desk
from store.moment import Ms
from store.office import Office
from store.timers import Timer
from store.transaction import Transaction

NOTE = ("desk", "playbook")
"""Where it is kept what the timers were made by."""

RULES = 2
"""Which way of reckoning made the timers; whoever changes what `store.timers` gives raises it."""

START = Timer(-1, 0, "")
"""Before every timer."""


def outdated(tx: Transaction, office: Office, now: Ms) -> bool:
    """Whether the timers were made by another playbook, other holidays or other rules."""
    return tx.notes.get(*NOTE) != _made_by(office, now)


def page(tx: Transaction, after: Timer, limit: int) -> Sequence[Timer]:
    """Return the timers that come after one. A ticket without any has ended, and nothing will fall due for it."""
    return tx.timers.after(after, limit)


def redo(tx: Transaction, office: Office, now: Ms, ticket: int) -> None:
    """Set one ticket's timers anew."""
    found = tx.tickets.get(ticket)
    if found is not None:
        Desk(tx, office, now).recompute(found)


def done(tx: Transaction, office: Office, now: Ms) -> None:
    """Note that all timers are made by this playbook."""
    tx.notes.put(*NOTE, _made_by(office, now))


def _made_by(office: Office, now: Ms) -> str:
    return f"{RULES}:{office.fingerprint(now)}"
