"""What a history says, read once: rebuilt from entries alone, so that a correction shows at once."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import structs

from store import trace
from store.history import Change, Detail, Entry, follow
from store.lifecycle import CLOCK, Action, Author, AuthorKind
from store.ticket import WAITING, Status
from store.trace import Pause, Trace, read
from tests.store.db.records import of

CUSTOMER, AGENT, LEAD = (
    Author(AuthorKind.CUSTOMER, 1),
    Author(AuthorKind.AGENT, 2),
    Author(AuthorKind.SUPERVISOR, 3),
)

Step = tuple[Action, Author, Status] | tuple[Action, Author, Status, dict[str, Detail]]


def entries(*steps: Step) -> list[Entry]:
    """A history with an entry at 0, 10, 20, …"""
    return [
        follow(1, number, "", Change((number - 1) * 10, step[1], step[0], step[2], step[3] if len(step) > 3 else {}))
        for number, step in enumerate(steps, start=1)
    ]


REPORT: Step = (Action.REPORT, CUSTOMER, Status.NEW)
CLAIM: Step = (Action.CLAIM, AGENT, Status.ASSIGNED)
MESSAGE: Step = (Action.MESSAGE, AGENT, Status.IN_PROGRESS)
ASK: Step = (Action.ASK, AGENT, Status.AWAITING_CUSTOMER)
ADD: Step = (Action.ADD, CUSTOMER, Status.IN_PROGRESS)
RESOLVE: Step = (Action.RESOLVE, AGENT, Status.RESOLVED)
DISPUTE: Step = (Action.DISPUTE, CUSTOMER, Status.REOPENED, {"lead": 3})


def test_nothing_has_happened_yet() -> None:
    assert read([]) == Trace()


def test_a_report_is_the_last_that_the_customer_heard() -> None:
    assert read(entries(REPORT)) == Trace(opened=0, told=0)


@pytest.mark.parametrize("action", sorted(trace.NEWS))
def test_news_answer_the_customer(action: Action) -> None:
    told = read(entries(REPORT, CLAIM, (action, AGENT, Status.IN_PROGRESS), (action, AGENT, Status.IN_PROGRESS)))
    assert (told.responded, told.contacted, told.told, told.news) == (20, 20, 30, 30)


@pytest.mark.parametrize("action", sorted(set(Action) - trace.NEWS - {Action.REPORT}))
def test_nothing_else_is_news(action: Action) -> None:
    told = read(entries(REPORT, CLAIM, (action, AGENT, Status.ASSIGNED)))
    assert (told.responded, told.contacted, told.told, told.news) == (None, None, 0, None)


@pytest.mark.parametrize("action", [Action.REVIEW, Action.ACCEPT, Action.CLAIM, Action.ASSIGN])
def test_whoever_takes_it_up_has_seen_to_it(action: Action) -> None:
    told = read(entries(REPORT, (action, LEAD, Status.ASSIGNED)))
    assert told.triaged == 10
    assert told.accepted == (None if action is Action.REVIEW else 10)


def test_pauses_are_rebuilt() -> None:
    plan: Step = (Action.PROPOSE, AGENT, Status.AWAITING_CONSENT)
    note: Step = (Action.NOTE, AGENT, Status.AWAITING_CUSTOMER)
    told = read(entries(REPORT, CLAIM, ASK, note, ADD, plan))
    assert told.pauses == [Pause(20, 40, "awaiting_customer"), Pause(50, None, "awaiting_consent")]
    assert (told.asked, told.told) == (50, 50)


def test_an_answer_is_the_last_that_the_customer_knows() -> None:
    told = read(entries(REPORT, CLAIM, ASK, ADD))
    assert (told.asked, told.told, told.reminded) == (None, 30, None)


def test_a_second_question_is_repeated_as_well() -> None:
    remind: Step = (Action.REMIND, CLOCK, Status.AWAITING_CUSTOMER)
    assert read(entries(REPORT, CLAIM, ASK, remind)).reminded == 30
    assert read(entries(REPORT, CLAIM, ASK, remind, ADD, ASK)).reminded is None


def test_what_the_clock_did_it_does_not_do_again() -> None:
    told = read(
        entries(
            REPORT,
            (Action.WARN, CLOCK, Status.NEW, {"promise": "response"}),
            (Action.ESCALATE, CLOCK, Status.NEW, {"promise": "response", "level": 1}),
            (Action.ESCALATE, CLOCK, Status.NEW, {"promise": "response", "level": 2}),
            (Action.NUDGE, CLOCK, Status.NEW),
        )
    )
    assert (told.warned, told.escalated, told.nudged) == ({"response"}, {"response": [20, 30]}, True)


def test_what_the_clock_said_is_known_to_the_customer() -> None:
    nudge: Step = (Action.NUDGE, CLOCK, Status.ASSIGNED)
    told = read(entries(REPORT, CLAIM, nudge, (Action.PROGRESS, CLOCK, Status.ASSIGNED)))
    assert (told.told, told.nudged, told.news) == (30, False, None)


@pytest.mark.parametrize(
    ("promise", "level", "heard"), [("response", 1, True), ("response", 2, False), ("review", 1, False)]
)
def test_an_honest_word_about_a_slipped_promise_is_news_too(promise: str, level: int, *, heard: bool) -> None:
    told = read(entries(REPORT, (Action.ESCALATE, CLOCK, Status.NEW, {"promise": promise, "level": level})))
    assert told.told == (10 if heard else 0)


def test_a_release_ends_the_first_contact_and_a_new_owner_begins_another() -> None:
    release: Step = (Action.RELEASE, CLOCK, Status.ACCEPTED, {"promise": "contact"})
    missed: Step = (Action.ESCALATE, CLOCK, Status.ASSIGNED, {"promise": "contact", "level": 1})
    assert read(entries(REPORT, CLAIM, release)).assigned is None
    told = read(entries(REPORT, CLAIM, missed, release, CLAIM))
    assert (told.assigned, told.contacted, told.escalated) == (40, None, {})


def test_a_second_handling_begins_with_nothing_kept() -> None:
    warn: Step = (Action.WARN, CLOCK, Status.ASSIGNED, {"promise": "resolution"})
    told = read(entries(REPORT, CLAIM, warn, ASK, ADD, RESOLVE, DISPUTE))
    assert told == Trace(
        opened=60,
        told=60,
        handling=2,
        triaged=60,
        accepted=60,
        failed=2,
        resolver=2,
        surveyed=50,
    )


def test_a_recovery_is_news_by_a_supervisor_who_did_not_fail() -> None:
    def news(author: Author) -> Step:
        return (Action.MESSAGE, author, Status.IN_PROGRESS)

    assert read(entries(REPORT, CLAIM, RESOLVE, DISPUTE, news(AGENT), news(LEAD))).recovered == 50
    by_lead: Step = (Action.RESOLVE, LEAD, Status.RESOLVED)
    other = Author(AuthorKind.SUPERVISOR, 4)
    again = entries(REPORT, CLAIM, by_lead, DISPUTE, news(LEAD), news(other))
    assert read(again).recovered == 50
    nobody_else = entries(
        REPORT, CLAIM, by_lead, (Action.DISPUTE, CUSTOMER, Status.REOPENED, {"lead": None}), news(LEAD)
    )
    assert read(nobody_else).recovered == 40


def test_the_customer_was_asked_about_the_result() -> None:
    assert read(entries(REPORT, CLAIM, RESOLVE)).surveyed == 20
    confirm: Step = (Action.CONFIRM, CUSTOMER, Status.CLOSED)
    told = read(entries(REPORT, CLAIM, RESOLVE, (Action.SURVEY_REMIND, CLOCK, Status.RESOLVED), confirm))
    assert (told.surveyed, told.survey_reminded, told.closed, told.resolved) == (40, 30, 40, 20)


def test_when_it_was_urged() -> None:
    assert read(entries(REPORT, (Action.URGE, CUSTOMER, Status.NEW))).urged == 10


@given(found=st.lists(of(Entry), max_size=25))
def test_any_history_can_be_read(found: Sequence[Entry]) -> None:
    moments = sorted(entry.at for entry in found)
    ordered = [structs.replace(entry, at=at) for entry, at in zip(found, moments, strict=True)]
    told = read(ordered)
    for before, after in zip(told.pauses, told.pauses[1:], strict=False):
        assert before.end is not None
        assert before.end <= after.start
    if ordered:
        waits = ordered[-1].status in WAITING
        assert (bool(told.pauses) and told.pauses[-1].end is None) == waits or told.handling > 1
