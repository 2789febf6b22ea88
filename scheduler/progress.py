"""The customer hears real news at least every 24 hours: the agent is asked for some first, then the truth is told."""

from __future__ import annotations

from scheduler.due import Due
from store.desk import Desk
from store.history import Detail
from store.lifecycle import CLOCK, Action


def nudge(desk: Desk, due: Due) -> None:
    """Ask whoever handles the ticket for news, before the customer is owed some.

    After a downtime that ran past that moment too, the customer comes first.
    """
    owed = due.overtaken("progress", desk.now)
    if owed is not None:
        progress(desk, owed)
    else:
        desk.act(due.ticket.id, Action.NUDGE, CLOCK, due.data())


def progress(desk: Desk, due: Due) -> None:
    """Tell the customer what is known for certain, and the lead that the agent is silent."""
    told: dict[str, Detail] = {"told": due.trace(desk).told}
    desk.act(due.ticket.id, Action.PROGRESS, CLOCK, due.data() | told)
