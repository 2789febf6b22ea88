"""A question to the customer is repeated once, and a ticket that nobody answers closes by itself."""

from __future__ import annotations

from scheduler.due import Due
from store.desk import Desk
from store.history import Detail
from store.lifecycle import CLOCK, NEEDS_ANSWER, Action


def remind(desk: Desk, due: Due) -> None:
    """Repeat the open question to the customer."""
    asked = next(
        (entry for entry in reversed(desk.tx.tickets.history(due.ticket.id)) if entry.action in NEEDS_ANSWER), None
    )
    question: dict[str, Detail] = {"words": asked.data.get("words", "")} if asked is not None else {}
    desk.act(due.ticket.id, Action.REMIND, CLOCK, due.data() | question)


def close(desk: Desk, due: Due) -> None:
    """Close a ticket whose customer did not answer."""
    desk.act(due.ticket.id, Action.CLOSE, CLOCK, due.data() | {"cause": "no_answer"})
