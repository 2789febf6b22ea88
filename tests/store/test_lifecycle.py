"""The table of what may follow what: whole, unambiguous, and with a way out of everywhere."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from store.lifecycle import DONE, LEADS, TABLE, TIME, Action, AuthorKind, Rule, next_status, rule_for
from store.ticket import ENDED, OPEN, WAITING, Status


def test_every_action_has_its_rows_and_no_pair_has_two() -> None:
    pairs = [(rule.action, status) for rule in TABLE for status in rule.given]
    assert len(pairs) == len(set(pairs))
    assert {rule.action for rule in TABLE} == set(Action)


def test_every_status_is_open_done_or_ended() -> None:
    assert set(Status) == OPEN | DONE | ENDED
    assert not OPEN & DONE
    assert not (OPEN | DONE) & ENDED
    assert WAITING < OPEN


@pytest.mark.parametrize("status", Status)
@pytest.mark.parametrize("action", Action)
def test_a_pair_is_in_the_table_or_may_not_happen(action: Action, status: Status) -> None:
    rows = [rule for rule in TABLE if rule.action is action and status in rule.given]
    assert rule_for(action, status) == (rows[0] if rows else None)
    for rule in rows:
        assert next_status(rule, status) == (rule.to or status)


@pytest.mark.parametrize("status", sorted(ENDED))
def test_what_has_ended_is_only_archived(status: Status) -> None:
    allowed = {action for action in Action if rule_for(action, status)}
    assert allowed == (set() if status is Status.ARCHIVED else {Action.ARCHIVE})


def reachable(status: Status, rows: tuple[Rule, ...] = TABLE) -> set[Status]:
    found, new = set[Status](), {status}
    while new:
        found |= new
        new = {rule.to for rule in rows if rule.to and rule.given & new} - found
    return found


@pytest.mark.parametrize("status", Status)
def test_every_ticket_can_come_to_the_archive(status: Status) -> None:
    assert Status.ARCHIVED in reachable(status)


@pytest.mark.parametrize("status", Status)
def test_no_ticket_waits_for_a_person_for_ever(status: Status) -> None:
    """What waits for the customer, or for a rating, ends by the clock alone."""
    by_clock = tuple(rule for rule in TABLE if AuthorKind.CLOCK in rule.who)
    if status in WAITING | DONE:
        assert Status.ARCHIVED in reachable(status, by_clock)


def test_everything_is_reached_from_a_report() -> None:
    assert reachable(Status.NEW) == set(Status)


def starts() -> Iterator[Rule]:
    return (rule for rule in TABLE if not rule.given)


def test_a_ticket_begins_as_new() -> None:
    assert [(rule.action, rule.to) for rule in starts()] == [(Action.REPORT, Status.NEW)]


def test_a_pause_needs_a_question_to_the_customer() -> None:
    pausing = [rule for rule in TABLE if rule.to in WAITING]
    assert {rule.action for rule in pausing} == {Action.ASK, Action.PROPOSE}
    assert all("words" in rule.needs for rule in pausing)
    assert all(rule.given.isdisjoint(WAITING) for rule in pausing), "no second question before the answer"


def test_only_supervisors_review_assign_and_merge() -> None:
    assert {rule.action for rule in TABLE if rule.who == LEADS} == {Action.REVIEW, Action.ASSIGN, Action.MERGE}


def test_only_the_clock_does_what_the_clock_does() -> None:
    assert {rule.action for rule in TABLE if rule.who == TIME} == {
        Action.ARCHIVE,
        Action.CLOSE,
        Action.NUDGE,
        Action.PROGRESS,
        Action.REMIND,
        Action.SURVEY_END,
        Action.SURVEY_REMIND,
        Action.UNREACHABLE,
        Action.WARN,
    }


def test_whoever_works_a_ticket_owns_it() -> None:
    free = {rule.action for rule in TABLE if AuthorKind.AGENT in rule.who and not rule.owner_only}
    assert free == {Action.REPORT, Action.ACCEPT, Action.CLAIM, Action.NOTE, Action.ESCALATE}
