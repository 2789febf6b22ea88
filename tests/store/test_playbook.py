"""The model of a playbook: lengths, targets by priority, and what a step offers."""

from __future__ import annotations

import pytest

from store.message import AskKind
from store.moment import DAY, HOUR, MINUTE
from store.playbook import PlaybookError, Step, Target, Targets, amount
from store.ticket import Priority
from tests.store.room import OFFICE

PLAYBOOK = OFFICE.playbook


@pytest.mark.parametrize(
    ("text", "length"), [("15m", 15 * MINUTE), ("2h", 2 * HOUR), ("1d", DAY), ("3wd", 24 * HOUR), (" 7wd ", 56 * HOUR)]
)
def test_a_length_of_time(text: str, length: int) -> None:
    assert amount(text, working_day=8 * HOUR) == length


@pytest.mark.parametrize("text", ["", "h", "2", "2 h", "-2h", "2.5h", "2s", "2w", "1d2h", "10000m", "٢h"])
def test_what_is_no_length_is_told_how_to_write_it(text: str) -> None:
    with pytest.raises(PlaybookError, match=r"not a length of time: write 15m, 2h, 1d \(24 hours\) or 3wd"):
        amount(text, working_day=8 * HOUR)


def test_a_priority_s_own_target_goes_before_everybody_s() -> None:
    targets = Targets(every=Target("2h"), p1=Target("1h"))
    assert [targets.of(each) for each in Priority] == [Target("1h"), Target("2h"), Target("2h")]
    assert Targets(p1=Target("1h")).of(Priority.P2) is None


def test_kinds_are_those_of_the_category() -> None:
    step = Step("kind", AskKind.CHOICE, choices="kinds")
    assert [each.id for each in PLAYBOOK.choices(step, {"category": "complaint"})] == ["attitude", "slow", "useless"]
    assert PLAYBOOK.choices(step, {"category": "other"}) == PLAYBOOK.choices(step, {}) == ()


def test_lists_are_offered_by_name() -> None:
    offered = [each.id for each in PLAYBOOK.choices(Step("x", AskKind.CHOICE, choices="categories"), {})]
    assert offered == ["fault", "question", "complaint", "suggestion", "service_request", "other"]
    assert PLAYBOOK.choices(Step("x", AskKind.CHOICE, choices="reasons"), {}) == PLAYBOOK.survey.reasons
    assert PLAYBOOK.choices(Step("x", AskKind.CHOICE, choices="nothing"), {}) == ()


def test_what_is_not_there_is_none() -> None:
    assert PLAYBOOK.category("nothing") is None
    assert PLAYBOOK.group("nothing") is None
    assert PLAYBOOK.group("technical") == PLAYBOOK.groups[0]
