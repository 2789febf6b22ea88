"""Promises of the team are watched: a warning before, the next level when they slip, again while silence lasts."""

from __future__ import annotations

from scheduler.due import Due
from store.deadlines import Promise
from store.desk import Desk
from store.history import Detail
from store.lifecycle import CLOCK, Action
from store.ticket import Status


def warn(desk: Desk, due: Due) -> None:
    """Say that a promise is about to slip; when it already has, that is what is said."""
    slipped = due.overtaken(f"due:{due.promise}", desk.now)
    if slipped is not None:
        slip(desk, slipped)
    else:
        desk.act(due.ticket.id, Action.WARN, CLOCK, due.data() | {"promise": due.promise})


def slip(desk: Desk, due: Due) -> None:
    """Bring in the next level. An owner who never made contact loses the ticket to the group."""
    if due.promise == Promise.CONTACT and due.ticket.status is Status.ASSIGNED:
        desk.act(due.ticket.id, Action.RELEASE, CLOCK, due.data() | {"promise": due.promise, "owner": due.ticket.owner})
        return
    told = due.trace(desk)
    level = len(told.escalated.get(due.promise, [])) + 1
    data: dict[str, Detail] = {"promise": due.promise, "level": level, "told": told.told}
    desk.act(due.ticket.id, Action.ESCALATE, CLOCK, due.data() | data)
