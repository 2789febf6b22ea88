"""China's holidays of 2026 as the State Council announced them on 4 November 2025, and the days worked in their place."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

import pytest

from store.calendar import Calendar, Closing
from store.calendars.country import special_days
from store.moment import HOUR
from tests.store.room import at, office

CHINA = special_days("CN")

FREE = (
    ("2026-01-01", "2026-01-03", "元旦"),
    ("2026-02-15", "2026-02-23", "春节"),
    ("2026-04-04", "2026-04-06", "清明节"),
    ("2026-05-01", "2026-05-05", "劳动节"),
    ("2026-06-19", "2026-06-21", "端午节"),
    ("2026-09-25", "2026-09-27", "中秋节"),
    ("2026-10-01", "2026-10-07", "国庆节"),
)
WORKED = ("2026-01-04", "2026-02-14", "2026-02-28", "2026-05-09", "2026-09-20", "2026-10-10")


def days(first: str, last: str) -> Iterator[date]:
    start = date.fromisoformat(first)
    return (start + timedelta(days=number) for number in range((date.fromisoformat(last) - start).days + 1))


@pytest.fixture(scope="module")
def calendar() -> Calendar:
    return office(country="CN").calendar


def worked(calendar: Calendar, day: date) -> int:
    start = calendar.at_local(day, 0)
    return calendar.between(start, start + 24 * HOUR) // HOUR


def test_the_whole_year_is_as_it_was_announced(calendar: Calendar) -> None:
    free = {day for first, last, _ in FREE for day in days(first, last)}
    extra = set(map(date.fromisoformat, WORKED))
    for day in days("2026-01-01", "2026-12-31"):
        expected = 8 if day in extra or (day.weekday() < 5 and day not in free) else 0
        assert worked(calendar, day) == expected, day


@pytest.mark.parametrize(("first", "last", "name"), FREE)
def test_a_day_off_is_called_by_its_holiday(first: str, last: str, name: str) -> None:
    names = {CHINA(day).name.zh for day in days(first, last) if CHINA(day) is not None}  # type: ignore[union-attr]
    assert any(name in each for each in names)
    assert not any("调休" in each or "休息日" in each for each in names), "nobody knows a holiday by that name"


@pytest.mark.parametrize("day", WORKED)
def test_a_make_up_day_says_that_it_is_one(day: str) -> None:
    special = CHINA(date.fromisoformat(day))
    assert special is not None
    assert (special.kind, special.name.en) == (Closing.MAKE_UP, "Make-up working day")


def test_three_working_days_over_the_spring_festival() -> None:
    """From Friday the 13th: Saturday is worked, then nobody until Tuesday the 24th."""
    made = office(country="CN").calendar
    assert made.add(at("2026-02-13 10:00"), 24 * HOUR) == at("2026-02-25 10:00")


def test_the_team_s_own_days_go_first() -> None:
    made = office(
        (
            'urge_every = "4h"',
            'urge_every = "4h"\nspecial = [{ date = "2026-02-14", closed = true, name = { zh = "年会", en = "Party" } }]',
        ),
        country="CN",
    ).calendar
    assert worked(made, date(2026, 2, 14)) == 0
    assert worked(made, date(2026, 2, 28)) == 8


def test_no_country_has_no_holidays() -> None:
    assert special_days("")(date(2026, 1, 1)) is None


@pytest.mark.parametrize("country", ["XX", "China", "C"])
def test_an_unknown_country_is_told_what_to_write(country: str) -> None:
    with pytest.raises(ValueError, match=r"no holidays are known for country .*; use an ISO code such as CN"):
        special_days(country)


@pytest.mark.parametrize("country", ["cn", "DE", "US", "JP"])
def test_every_holiday_has_a_name_in_both_languages(country: str) -> None:
    found = [special for day in days("2026-01-01", "2026-12-31") if (special := special_days(country)(day))]
    assert found
    assert all(special.name.zh and special.name.en for special in found)
