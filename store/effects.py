"""What each action changes on the ticket besides its status, as a table of small pure functions."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from msgspec import structs

from store.history import Entry
from store.lifecycle import Action
from store.ticket import Priority, Survey, SurveyState, Ticket

Changes = dict[str, Any]
"""Fields of the ticket and their new values."""


def _owner(_ticket: Ticket, entry: Entry) -> Changes:
    return {"owner": entry.data["owner"]}


def _no_owner(_ticket: Ticket, _entry: Entry) -> Changes:
    return {"owner": None}


def _review(_ticket: Ticket, entry: Entry) -> Changes:
    priority = entry.data.get("priority")
    return {"priority": Priority(priority)} if isinstance(priority, int) else {}


def _expect(_ticket: Ticket, entry: Entry) -> Changes:
    return {"expected": entry.data["expected"]}


def _resolve(ticket: Ticket, entry: Entry) -> Changes:
    return {
        "result": entry.data["words"],
        "resolver": entry.author.person,
        "surveys": (*ticket.surveys, Survey(asked=entry.at)),
    }


def _survey(ticket: Ticket, **changes: object) -> Changes:
    if ticket.survey is None:
        return {}
    return {"surveys": (*ticket.surveys[:-1], structs.replace(ticket.survey, **changes))}


def _reopen(ticket: Ticket, entry: Entry) -> Changes:
    survey = (
        {} if entry.data.get("cause") == "low_rating" else _survey(ticket, state=SurveyState.ANSWERED, solved=False)
    )
    return survey | {"owner": None, "lead": entry.data.get("lead"), "expected": None}


def _confirm(ticket: Ticket, _entry: Entry) -> Changes:
    return _survey(ticket, solved=True)


def _rate(ticket: Ticket, entry: Entry) -> Changes:
    return _survey(ticket, state=SurveyState.ANSWERED, stars=entry.data["stars"])


def _remark(ticket: Ticket, entry: Entry) -> Changes:
    """Note what was said of a survey: of the one whose number is given, else of the latest."""
    number, reasons = entry.data.get("survey"), entry.data.get("reasons")
    latest = len(ticket.surveys)
    place = number if isinstance(number, int) and 0 < number <= latest else latest
    if not place:
        return {}
    said = structs.replace(
        ticket.surveys[place - 1],
        reasons=reasons if isinstance(reasons, tuple) else (),
        words=entry.data.get("words", ""),
    )
    return {"surveys": (*ticket.surveys[: place - 1], said, *ticket.surveys[place:])}


def _survey_end(ticket: Ticket, _entry: Entry) -> Changes:
    return _survey(ticket, state=SurveyState.NO_ANSWER)


EFFECTS: dict[Action, Callable[[Ticket, Entry], Changes]] = {
    Action.CLAIM: _owner,
    Action.ASSIGN: _owner,
    Action.RELEASE: _no_owner,
    Action.REVIEW: _review,
    Action.EXPECT: _expect,
    Action.RESOLVE: _resolve,
    Action.DISPUTE: _reopen,
    Action.CONFIRM: _confirm,
    Action.RATE: _rate,
    Action.REMARK: _remark,
    Action.SURVEY_END: _survey_end,
}


def changed(ticket: Ticket, entry: Entry) -> Ticket:
    """Return the ticket as a history entry leaves it."""
    effect = EFFECTS.get(entry.action)
    changes = effect(ticket, entry) if effect is not None else {}
    return structs.replace(ticket, status=entry.status, seq=entry.seq, head=entry.hash, changed=entry.at, **changes)
