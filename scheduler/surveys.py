"""The survey is repeated once and ends by itself, as "no answer" and never as satisfied."""

from __future__ import annotations

from scheduler.due import Due
from store.desk import Desk
from store.lifecycle import CLOCK, Action


def remind(desk: Desk, due: Due) -> None:
    """Ask once more."""
    desk.act(due.ticket.id, Action.SURVEY_REMIND, CLOCK, due.data())


def end(desk: Desk, due: Due) -> None:
    """End the survey without an answer, and close the ticket with it."""
    desk.act(due.ticket.id, Action.SURVEY_END, CLOCK, due.data())
