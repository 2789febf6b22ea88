"""What is closed and complete is archived once a day, at the team's archive time."""

from __future__ import annotations

from scheduler.due import Due
from store.desk import Desk
from store.lifecycle import CLOCK, Action


def archive(desk: Desk, due: Due) -> None:
    """Make a closed ticket read-only."""
    desk.act(due.ticket.id, Action.ARCHIVE, CLOCK, due.data())
