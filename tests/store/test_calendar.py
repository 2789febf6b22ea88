"""Working time is what a slow look at the clock on the wall counts, minute by minute, in every zone."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from store.calendar import WALL_CLOCK, Break, Calendar, SpanKind, SpecialDay, counting, elapsed, explain
from store.hours import WEEKDAYS, Hours
from store.label import Label
from store.moment import DAY, HOUR, MINUTE, Ms, local
from tests.store.room import at
from tests.store.zones import LENGTHS, NAMES, ZONES, hours, moments, special

OFFICE_HOURS = Hours.parse({day: ["09:00-12:00", "13:00-18:00"] for day in ("mon", "tue", "wed", "thu", "fri")})
BERLIN = ZoneInfo("Europe/Berlin")


def calendar(
    zone: str = "Asia/Shanghai", worked: Hours = OFFICE_HOURS, days: Mapping[date, SpecialDay] | None = None
) -> Calendar:
    return Calendar(zone, worked, (days or {}).get)


def slow(zone: str, worked: Hours, days: Mapping[date, SpecialDay], start: Ms, end: Ms) -> Iterator[Ms]:
    """Every minute between two that is worked: the latest time that the wall has shown lies in an interval."""
    place, shown = ZoneInfo(zone), datetime.min  # noqa: DTZ901 - times of the wall have no zone
    for moment in range(start - 26 * HOUR, end, MINUTE):
        shown = max(shown, local(moment, place).replace(tzinfo=None))
        day = days.get(shown.date())
        rested = () if day is not None and day.kind == "holiday" else worked.make_up
        intervals = worked.week[shown.weekday()] if day is None else rested
        minute = shown.hour * 60 + shown.minute
        if moment >= start and any(opens <= minute < closes for opens, closes in intervals):
            yield moment


@settings(max_examples=60, deadline=None)
@given(data=st.data(), zone=st.sampled_from(ZONES), worked=hours(), days=special())
def test_it_counts_what_the_wall_shows(
    data: st.DataObject, zone: str, worked: Hours, days: dict[date, SpecialDay]
) -> None:
    start = data.draw(moments(zone)) // MINUTE * MINUTE
    end = start + data.draw(st.integers(0, 50 * 60)) * MINUTE
    made = calendar(zone, worked, days)
    counted = list(slow(zone, worked, days, start, end))
    assert made.between(start, end) == len(counted) * MINUTE
    spans = list(made.spans(start, end))
    inside = [span for span in spans if span.kind is SpanKind.COUNTED]
    assert [moment for span in inside for moment in range(span.start, span.end, MINUTE)] == counted
    for number, moment in enumerate(counted):
        assert made.add(start, number * MINUTE + 1) == moment + 1
        assert made.is_open(moment)


@settings(max_examples=80, deadline=None)
@given(data=st.data(), zone=st.sampled_from(ZONES), worked=hours(), days=special(), amount=LENGTHS)
def test_what_is_added_has_passed_and_not_a_moment_later(
    data: st.DataObject, zone: str, worked: Hours, days: dict[date, SpecialDay], amount: int
) -> None:
    made, start = calendar(zone, worked, days), data.draw(moments(zone))
    due = made.add(start, amount)
    assert made.between(start, due) == amount
    assert made.between(start, due - 1) == amount - 1
    assert made.add(start, 0) == start


@settings(max_examples=80, deadline=None)
@given(data=st.data(), zone=st.sampled_from(ZONES), worked=hours(), days=special())
def test_spans_follow_each_other_and_have_their_names(
    data: st.DataObject, zone: str, worked: Hours, days: dict[date, SpecialDay]
) -> None:
    start = data.draw(moments(zone))
    end = start + data.draw(st.integers(1, 20 * DAY))
    spans = list(calendar(zone, worked, days).spans(start, end))
    assert [span.start for span in spans] == [start, *(span.end for span in spans[:-1])]
    assert spans[-1].end == end
    for before, after in pairwise(spans):
        assert (before.kind, before.name) != (after.kind, after.name)
    for span in spans:
        assert span.start < span.end
        assert (span.name in NAMES) == (span.kind is SpanKind.HOLIDAY)


def named(made: Calendar, start: str, end: str) -> list[tuple[str, int]]:
    return [
        (span.name.en if span.name else span.kind.value, (span.end - span.start) // HOUR)
        for span in made.spans(at(start), at(end))
    ]


def test_a_weekend_a_lunch_and_a_night_are_told_apart() -> None:
    assert named(calendar(), "2026-11-27 11:00", "2026-11-30 10:00") == [
        ("counted", 1),
        ("closed_hours", 1),
        ("counted", 5),
        ("closed_hours", 6),
        ("weekend", 48),
        ("closed_hours", 9),
        ("counted", 1),
    ]


def test_a_holiday_has_its_name_and_a_make_up_day_is_worked() -> None:
    days = {
        date(2026, 2, 14): SpecialDay.of(closed=False, name=Label("调休上班", "Make-up working day")),
        date(2026, 2, 16): SpecialDay.of(closed=True, name=Label("春节", "Spring Festival")),
    }
    made = calendar(days=days)
    assert made.between(at("2026-02-14 00:00"), at("2026-02-15 00:00")) == 8 * HOUR
    assert named(made, "2026-02-14 17:00", "2026-02-17 10:00") == [
        ("counted", 1),
        ("closed_hours", 6),
        ("weekend", 24),
        ("Spring Festival", 24),
        ("closed_hours", 9),
        ("counted", 1),
    ]


@pytest.mark.parametrize(("day", "length"), [("2026-03-28", 24), ("2026-03-29", 23), ("2026-10-25", 25)])
def test_a_day_with_a_clock_change_is_as_long_as_it_is(day: str, length: int) -> None:
    always = Hours.parse({each: ["00:00-24:00"] for each in WEEKDAYS})
    made = calendar("Europe/Berlin", always)
    start = at(f"{day} 00:00", BERLIN)
    assert made.at_local(date.fromisoformat(day), 24 * 60) - start == length * HOUR
    assert made.between(start, start + length * HOUR) == length * HOUR


def test_an_interval_that_the_clocks_cut_short_overlaps_no_other() -> None:
    nights = Hours.parse({"sun": ["01:30-02:30", "03:15-04:00"]})
    made = calendar("Europe/Berlin", nights)
    start, end = at("2026-03-29 00:00", BERLIN), at("2026-03-29 12:00", BERLIN)
    assert made.between(start, end) == 75 * MINUTE  # 01:30 to the change, and 03:15 to 04:00


def test_years_later_is_still_found() -> None:
    rarely = Hours.parse({"mon": ["09:00-10:00"]})
    due = calendar(worked=rarely).add(at("2026-01-05 09:00"), 520 * HOUR)
    assert due == at("2035-12-17 10:00")


def test_a_calendar_that_never_opens_says_so() -> None:
    closed = SpecialDay.of(closed=True, name=Label("", ""))
    with pytest.raises(ValueError, match="no working hours within many years; look at its holidays"):
        Calendar("Asia/Shanghai", OFFICE_HOURS, lambda _day: closed).add(0, 1)


def test_the_clock_counts_everything() -> None:
    assert WALL_CLOCK.add(5, 7) == 12
    assert WALL_CLOCK.between(5, 12) == 7
    assert WALL_CLOCK.between(12, 5) == 0
    assert [span.kind for span in WALL_CLOCK.spans(5, 12)] == [SpanKind.COUNTED]
    assert list(WALL_CLOCK.spans(5, 5)) == []


BREAKS = st.lists(st.integers(0, 400), max_size=8).map(
    lambda cuts: [Break(start, end, "why") for start, end in zip(sorted(cuts)[::2], sorted(cuts)[1::2], strict=False)]
)


@given(start=st.integers(0, 300), amount=st.integers(0, 300), breaks=BREAKS, lasting=st.none() | st.integers(0, 600))
def test_a_break_counts_for_nothing(start: int, amount: int, breaks: list[Break], lasting: int | None) -> None:
    if lasting is not None:
        breaks = [*breaks, Break(max(lasting, breaks[-1].end or 0) if breaks else lasting, None, "still")]
    moment, left = start, amount
    while left and moment < 2_000:  # the slow way: tick by tick
        left -= not any(each.start <= moment and (each.end is None or moment < each.end) for each in breaks)
        moment += 1
    due = counting(start, amount, breaks, WALL_CLOCK)
    assert due == (None if left else moment)
    if due is not None:
        assert elapsed(start, due, breaks, WALL_CLOCK) == amount


def test_a_break_overrides_what_the_calendar_says() -> None:
    pause = Break(at("2026-11-27 17:00"), at("2026-11-30 10:00"), "awaiting_customer")
    spans = explain(at("2026-11-27 16:00"), at("2026-11-30 11:00"), [pause], calendar())
    assert [(span.kind.value, span.reason) for span in spans] == [
        ("counted", ""),
        ("paused", "awaiting_customer"),
        ("counted", ""),
    ]
