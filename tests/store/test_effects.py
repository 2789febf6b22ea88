"""What an action changes on the ticket besides its status, and that it changes nothing else."""

from __future__ import annotations

from typing import Any

import pytest
from msgspec import structs

from store.effects import EFFECTS, changed
from store.history import Change, Detail, follow
from store.lifecycle import Action, Author, AuthorKind
from store.ticket import Priority, Status, Survey, SurveyState, Ticket

OPEN_SURVEY = Survey(asked=100)
TICKET = Ticket(
    1, "N1", 9, Status.RESOLVED, Priority.P2, "fault", 100, owner=4, resolver=4, expected=500, surveys=(OPEN_SURVEY,)
)


def after(action: Action, ticket: Ticket = TICKET, /, **data: Detail) -> dict[str, Any]:
    """The fields that an action changes, apart from what every entry changes."""
    entry = follow(1, 7, "before", Change(300, Author(AuthorKind.AGENT, 4), action, Status.ASSIGNED, data))
    found = changed(ticket, entry)
    assert (found.status, found.seq, found.head, found.changed) == (Status.ASSIGNED, 7, entry.hash, 300)
    fields = set(Ticket.__struct_fields__) - {"status", "seq", "head", "changed"}
    return {name: getattr(found, name) for name in fields if getattr(found, name) != getattr(ticket, name)}


def survey(**fields: object) -> dict[str, Any]:
    return {"surveys": (structs.replace(OPEN_SURVEY, **fields),)}


@pytest.mark.parametrize(
    ("action", "data", "expected"),
    [
        (Action.CLAIM, {"owner": 5}, {"owner": 5}),
        (Action.ASSIGN, {"owner": 5}, {"owner": 5}),
        (Action.RELEASE, {"owner": 4}, {"owner": None}),
        (Action.REVIEW, {}, {}),
        (Action.REVIEW, {"priority": 1}, {"priority": Priority.P1}),
        (Action.EXPECT, {"expected": 900}, {"expected": 900}),
        (Action.RESOLVE, {"words": "Done"}, {"result": "Done", "surveys": (OPEN_SURVEY, Survey(asked=300))}),
        (Action.CONFIRM, {}, survey(solved=True)),
        (Action.RATE, {"stars": 4}, survey(state=SurveyState.ANSWERED, stars=4)),
        (Action.REMARK, {"words": "Slow", "reasons": ("slow",)}, survey(words="Slow", reasons=("slow",))),
        (Action.SURVEY_END, {}, survey(state=SurveyState.NO_ANSWER)),
        (
            Action.DISPUTE,
            {"lead": 6},
            {"owner": None, "lead": 6, "expected": None} | survey(state=SurveyState.ANSWERED, solved=False),
        ),
        (Action.DISPUTE, {"lead": 6, "cause": "low_rating"}, {"owner": None, "lead": 6, "expected": None}),
    ],
)
def test_an_effect(action: Action, data: dict[str, Detail], expected: dict[str, Any]) -> None:
    assert after(action, **data) == expected


@pytest.mark.parametrize("action", sorted(set(Action) - set(EFFECTS)))
def test_every_other_action_changes_nothing_else(action: Action) -> None:
    assert after(action, words="x", owner=5, priority=1, stars=1, expected=900) == {}


@pytest.mark.parametrize("action", [Action.CONFIRM, Action.RATE, Action.REMARK, Action.SURVEY_END])
def test_without_a_survey_there_is_none_to_change(action: Action) -> None:
    assert after(action, structs.replace(TICKET, surveys=()), stars=1) == {}


def test_the_resolver_is_who_resolved_it_last() -> None:
    assert after(Action.RESOLVE, structs.replace(TICKET, resolver=7), words="Done")["resolver"] == 4
