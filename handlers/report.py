"""The capture: from the first word of a report to its number."""

from __future__ import annotations

import re
from collections.abc import Mapping

from handlers.dialogue import Dialogue
from handlers.turn import Turn
from store.draft import Draft
from store.message import Text
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
            changes[step.profile] = answer
    if "tier" in changes:
        changes["tier"] = next((tier for tier in Tier if tier == changes["tier"]), turn.person.tier)
    if changes and not turn.person.is_team:
        turn.change_person(**changes)


def start(turn: Turn, *, seed: str = "", files: tuple[str, ...] = (), link: str = "") -> None:
    """Begin a report with the words, files or device that it began with; one that runs already goes on."""
    known = _known(turn, seed, files, link)
    if turn.draft is not None and turn.draft.dialogue == NAME and known.items() <= turn.draft.answers.items():
        turn.engine.ask_again(turn, Text("dialogue-resumed"))
    else:
        turn.begin(NAME, *([Text("report-begun")] if seed or files else []), answers=known)


def _known(turn: Turn, seed: str, files: tuple[str, ...], link: str) -> dict[str, Answer]:
    """Return the answers that a beginning already gives. What is too much for its step is said, and not kept."""
    known: dict[str, Answer] = {}
    longest, most = turn.office.steps["description"].longest, _most_files(turn.office)
    if len(seed) > longest:
        turn.tell("fault-too-long", limit=longest, length=len(seed))
    elif seed:
        known["description"] = seed
    if len(files) > most:
        turn.tell("files-full", limit=most)
    if files:
        known["evidence"] = files[:most]
    if found := _LINK.fullmatch(link):
        known["model"] = found[1]
        known |= {"serial_number": found[2]} if found[2] else {}
    return known


def _most_files(office: Office) -> int:
    return office.steps["evidence"].longest if "evidence" in office.steps else 0


def _report(turn: Turn, _press: Press) -> None:
    start(turn)


DIALOGUES = (Dialogue(NAME, _steps, finish, review=True, rest="description"),)
VERBS = {"report": _report}
