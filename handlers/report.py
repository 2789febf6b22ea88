"""The capture: from the first word of a report to its number."""

from __future__ import annotations

import re
from collections.abc import Mapping

from handlers.dialogue import Dialogue
from handlers.turn import Turn
from handlers.words import is_vague
from store.draft import Draft
from store.office import Office
from store.people import Tier
from store.playbook import Step
from store.press import Press
from store.ticket import Answer

NAME = "report"

_LINK = re.compile(r"report_([A-Za-z0-9-]{1,30})(?:_([A-Za-z0-9-]{1,30}))?")


def _steps(office: Office) -> tuple[Step, ...]:
    return office.playbook.form


def finish(turn: Turn, draft: Draft) -> None:
    """Open the ticket; the desk itself tells the customer its number and what happens next."""
    _remember(turn, draft.answers)
    turn.desk.report(turn.person, turn.as_customer(), draft.answers)


def _remember(turn: Turn, answers: Mapping[str, Answer]) -> None:
    """Keep in the contact's profile what the next report need not ask again."""
    changes: dict[str, object] = {}
    for step in turn.office.playbook.form:
        answer = answers.get(step.id)
        if step.profile and isinstance(answer, str) and answer:
            changes[step.profile] = Tier(answer) if step.profile == "tier" else answer
    if changes and not turn.person.is_team:
        turn.change_person(**changes)


def start(turn: Turn, *, seed: str = "", files: tuple[str, ...] = (), link: str = "") -> None:
    """Begin a report, with the words, files or device that it began with."""
    answers: dict[str, Answer] = {}
    if seed and not is_vague(seed):
        answers["description"] = seed
    if files:
        answers["evidence"] = files
    if found := _LINK.fullmatch(link):
        answers["model"] = found[1]
        if found[2]:
            answers["serial_number"] = found[2]
    turn.begin(NAME, answers=answers)


def _report(turn: Turn, _press: Press) -> None:
    start(turn)


DIALOGUES = (Dialogue(NAME, _steps, finish, review=True),)
VERBS = {"report": _report}
