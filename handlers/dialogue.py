"""A dialogue is a table of steps with conditions as data. `askable` is the only traversal.

Telegram asks it step by step, Slack and the web may draw it as one form: both come from here, so both give the
same ticket.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from msgspec import Struct

from handlers.turn import Turn
from store.draft import Draft
from store.office import Office
from store.playbook import Step
from store.ticket import Answer


class Dialogue(Struct, frozen=True):
    """A capture: its name, its steps, and what is done when all are answered.

    `steps` gives the table under an office and for a draft (the reasons of a survey depend on nothing else).
    `finish` is called once, with the draft complete; it replies. `review` shows everything before that.
    """

    name: str
    steps: Callable[[Office], tuple[Step, ...]]
    finish: Callable[[Turn, Draft], None]
    review: bool = False


def askable(steps: tuple[Step, ...], answers: Mapping[str, Answer]) -> tuple[Step, ...]:
    """Return the steps whose conditions the answers meet, in order.

    A step counts only when the steps its condition names are askable themselves: answers that a change of mind
    closed off open nothing.
    """
    open_steps: list[Step] = []
    asked: set[str] = set()
    for step in steps:
        if all(name in asked and answers.get(name) in wanted for name, wanted in step.when.items()):
            open_steps.append(step)
            asked.add(step.id)
    return tuple(open_steps)
