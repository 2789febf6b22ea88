"""The default playbook promises what the product says, in the time in which it says it."""

from __future__ import annotations

import pytest

from store.calendar import WALL_CLOCK
from store.calendars.country import special_days
from store.moment import DAY, HOUR, MINUTE
from store.office import Office
from store.ticket import Priority
from tests.store.room import OFFICE, TUESDAY, at, office

WORKING_DAY = 8 * HOUR


@pytest.mark.parametrize(
    ("promise", "priority", "length", "clock"),
    [
        *(("review", priority, 15 * MINUTE, False) for priority in Priority),
        *(("accept", priority, HOUR, False) for priority in Priority),
        ("contact", Priority.P1, 30 * MINUTE, True),
        ("contact", Priority.P2, 30 * MINUTE, False),
        ("contact", Priority.P3, 30 * MINUTE, False),
        ("response", Priority.P1, HOUR, True),
        ("response", Priority.P2, 2 * HOUR, False),
        ("response", Priority.P3, WORKING_DAY, False),
        *(("opinion", priority, DAY, True) for priority in Priority),
        ("resolution", Priority.P1, DAY, True),
        ("resolution", Priority.P2, 3 * WORKING_DAY, False),
        ("resolution", Priority.P3, 7 * WORKING_DAY, False),
        *(("recovery", priority, DAY, True) for priority in Priority),
    ],
)
def test_a_default_target(promise: str, priority: Priority, length: int, *, clock: bool) -> None:
    assert OFFICE.target(promise, priority) == (length, WALL_CLOCK if clock else OFFICE.calendar)


def test_the_other_defaults() -> None:
    assert (OFFICE.progress_every, OFFICE.progress_ask_before) == (DAY, 2 * HOUR)
    assert (OFFICE.survey_remind, OFFICE.survey_end) == (DAY, 3 * DAY)
    assert (OFFICE.warn_at, OFFICE.levels, OFFICE.playbook.survey.low, OFFICE.playbook.archive.years) == (75, 3, 2, 3)
    assert OFFICE.zone.key == "Asia/Shanghai"
    assert OFFICE.target("plan", Priority.P1) is None


@pytest.mark.parametrize(
    ("urgency", "impact", "priority"),
    [
        ("urgent", "core", 1),
        ("urgent", "part", 2),
        ("urgent", "minor", 2),
        ("urgent", "", 2),
        ("normal", "core", 2),
        ("normal", "part", 2),
        ("normal", "minor", 3),
        ("low", "", 3),
        ("low", "core", 3),
        ("", "", 2),
    ],
)
def test_the_first_rule_that_fits_gives_the_priority(urgency: str, impact: str, priority: int) -> None:
    assert OFFICE.priority({"urgency": urgency, "impact": impact, "tier": "new"}) == priority


def test_a_tier_may_count() -> None:
    house = office(('urgency = ["urgent"]\nimpact = ["core"]', 'tier = ["enterprise"]'))
    assert house.priority({"urgency": "low", "tier": "enterprise"}) == 1
    assert house.priority({"urgency": "low", "tier": "new"}) == 3


@pytest.mark.parametrize(
    ("moment", "archived"),
    [
        ("2026-11-24 16:59", "2026-11-24 17:00"),
        ("2026-11-24 17:00", "2026-11-25 17:00"),
        ("2026-11-30 23:00", "2026-12-01 17:00"),
        ("2026-12-31 17:01", "2027-01-01 17:00"),
    ],
)
def test_the_archive_is_once_a_day_at_the_team_s_time(moment: str, archived: str) -> None:
    assert OFFICE.next_archive(at(moment)) == at(archived)


def test_a_text_is_as_long_as_its_step_allows() -> None:
    limits = [OFFICE.text_limit(step) for step in ("model", "description", "evidence", "nothing")]
    assert limits == [120, 8000, 4000, 4000]


def test_a_fingerprint_changes_with_the_playbook_and_with_nothing_else() -> None:
    same = office()
    assert OFFICE.fingerprint(TUESDAY) == same.fingerprint(TUESDAY) == OFFICE.fingerprint(at("2026-01-01 00:00"))
    others = [
        office(('within = "15m"', 'within = "16m"')),
        office(('en = "Fault"', 'en = "Failure"')),
        Office(OFFICE.playbook, special_days("CN")),
    ]
    assert len({OFFICE.fingerprint(TUESDAY), *(each.fingerprint(TUESDAY) for each in others)}) == 4


def test_new_holidays_are_another_fingerprint() -> None:
    """China announces the next year's holidays in November; what was promised into it is then computed anew."""
    known = special_days("CN")
    before = Office(OFFICE.playbook, lambda day: known(day) if day.year < 2027 else None)
    assert before.fingerprint(TUESDAY) != Office(OFFICE.playbook, known).fingerprint(TUESDAY)
