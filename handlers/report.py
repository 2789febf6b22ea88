"""The capture: from the first word of a report to its number."""

from __future__ import annotations

import re
from collections.abc import Mapping

from handlers.dialogue import Dialogue
from handlers.turn import Turn
from handlers.waiting import chain, find, in_front
from store import card
from store.draft import Draft
from store.message import AskKind, Text
from store.moment import Ms
from store.office import Office
from store.people import Tier
from store.playbook import Step
from store.press import Press
from store.ticket import Answer

NAME = "report"

MOST = 4
"""Reports of one chat that are begun at a time."""

LOOKED_AT = 10
"""Tickets among which is looked for the one that a form has become."""

_LINK = re.compile(r"report_([A-Za-z0-9-]{1,30})(?:_([A-Za-z0-9-]{1,30}))?")


def _steps(office: Office) -> tuple[Step, ...]:
    return office.playbook.form


def finish(turn: Turn, draft: Draft) -> None:
    """Open the ticket; the desk itself tells the customer its number and what happens next."""
    _remember(turn, draft.answers)
    turn.desk.report(turn.person, turn.as_customer(), draft.answers, draft.started)


def sent_before(turn: Turn, name: str, given: Mapping[str, Answer], started: Ms) -> bool:
    """Whether the report that a form was opened for was sent already, in the chat or on another device; if so, say it.

    What the form says besides is given back.
    """
    if name != NAME or not started or find(turn.draft, name, started) is not None:
        return False
    tickets = turn.tx.tickets.of_customer(turn.person.id, limit=LOOKED_AT)
    ticket = next((each for each in tickets if each.begun == started), None)
    if ticket is None:
        return False
    steps = (step.id for step in turn.office.playbook.form if step.kind is AskKind.TEXT)
    words = [
        each for step in steps if isinstance(each := given.get(step, ""), str) and each not in ("", ticket.words(step))
    ]
    turn.show(
        Text("report-sent", {"number": ticket.number}),
        *([Text("words-kept")] if words else []),
        quote="\n".join(words),
        buttons=card.rows(("add",) if ticket.is_open else (), ticket),
    )
    return True


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
    """Begin a report with the words, files or device that it began with.

    One that runs already goes on, unless this is clearly another one; either way the other is offered too.
    """
    known = _known(turn, seed, files, link)
    running = turn.draft if turn.draft is not None and turn.draft.dialogue == NAME else None
    if running is None or not running.answers.items() >= known.items():
        _begin(turn, seed, known, begun=bool(seed or files))
    else:
        turn.engine.ask_again(turn, Text("report-stands" if running.answers else "dialogue-resumed"))


def _begin(turn: Turn, seed: str, known: Mapping[str, Answer], *, begun: bool) -> None:
    """Begin a report; those that were begun wait, as many as can be kept. One without an answer need not."""
    if turn.draft is not None and turn.draft.dialogue == NAME and not turn.draft.answers:
        turn.uncover(turn.draft.suspended)
    reports = [draft for draft in chain(turn.draft) if draft.dialogue == NAME]
    if len(reports) >= MOST:
        turn.show(Text("report-enough"), *([Text("words-kept")] if seed else []), quote=seed)
        turn.engine.ask_again(turn, Text("dialogue-resumed"))
        return
    intro = [Text("report-begun")] if begun else []
    turn.begin(NAME, *intro, *([Text("report-waits")] if reports else []), answers=known)


def offered(running: Draft | None, draft: Draft, *, resumed: bool) -> Text | None:
    """Return what is said of a report to who fills it in, when there is another one, or could be."""
    if draft.dialogue != NAME:
        return None
    if any(each.dialogue == NAME and each.started != draft.started for each in chain(running)):
        return Text("report-waits")
    return Text("report-stands") if resumed and draft.answers else None


def _anew(turn: Turn, _press: Press) -> None:
    """Begin another report beside the one that stands."""
    _begin(turn, "", {}, begun=False)


def _other(turn: Turn, _press: Press) -> None:
    """Go on with the report that waits; the one that stands waits instead."""
    found = next((draft for draft in chain(turn.draft) if draft is not turn.draft and draft.dialogue == NAME), None)
    if found is None:
        turn.tell("press-old")
        turn.engine.ask_again(turn)
        return
    stands = turn.draft
    turn.keep(in_front(stands, found))
    waits = stands is not None and stands.dialogue == NAME
    turn.engine.ask_again(turn, Text("report-waits" if waits else "dialogue-resumed"))


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
VERBS = {"report": _report, "anew": _anew, "other": _other}
