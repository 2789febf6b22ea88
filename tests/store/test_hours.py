"""Hours as a playbook writes them, and the quiet hours in which nobody is rung."""

from __future__ import annotations

from zoneinfo import ZoneInfo

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from store.hours import Hours, Quiet, minute_of_day
from store.moment import DAY_MINUTES, HOUR, MINUTE, local
from tests.store.room import SHANGHAI, at
from tests.store.zones import ZONES, moments


@pytest.mark.parametrize(
    ("text", "minutes"), [("00:00", 0), ("9:30", 570), ("09:30", 570), (" 23:59 ", 1439), ("24:00", 1440)]
)
def test_a_time_of_day(text: str, minutes: int) -> None:
    assert minute_of_day(text) == minutes


@pytest.mark.parametrize("text", ["", "9", "9:5", "24:01", "25:00", "09:60", "-1:00", "noon", "9：30"])
def test_what_is_none_is_told_how_to_write_it(text: str) -> None:
    with pytest.raises(ValueError, match="not a time of day: write it as 09:30"):
        minute_of_day(text)


def test_a_day_has_several_intervals_in_any_order() -> None:
    hours = Hours.parse({"mon": ["13:00-18:00", "09:00-12:00"], "sat": ["22:00-24:00", "00:00-02:00"]})
    assert hours.week[0] == ((540, 720), (780, 1080))
    assert hours.week[5] == ((0, 120), (1320, 1440))
    assert hours.week[1] == ()
    assert hours.longest_day == 8 * HOUR


def test_intervals_may_touch() -> None:
    assert Hours.parse({"mon": ["09:00-12:00", "12:00-18:00"]}).longest_day == 9 * HOUR


@pytest.mark.parametrize(
    ("days", "make_up"),
    [
        ({"mon": ["09:00-17:00"], "fri": ["09:00-12:00"]}, ((540, 1020),)),
        ({"fri": ["09:00-12:00"]}, ((540, 720),)),
        ({"mon": ["09:00-17:00"], "make_up": ["10:00-12:00"]}, ((600, 720),)),
        ({"mon": ["09:00-17:00"], "make_up": []}, ()),
    ],
)
def test_a_make_up_day_is_worked_like_a_monday_unless_it_says_otherwise(
    days: dict[str, list[str]], make_up: tuple[tuple[int, int], ...]
) -> None:
    assert Hours.parse(days).make_up == make_up


@pytest.mark.parametrize(
    ("days", "fault"),
    [
        ({"monday": ["09:00-12:00"]}, "there is no day called 'monday'; days are mon, tue, .* and make_up"),
        ({}, "no working hours at all; give at least one day an interval"),
        ({"mon": []}, "no working hours at all"),
        ({"mon": ["09:00-12:00", "11:00-18:00"]}, "mon: two intervals overlap; let one end before the other begins"),
        ({"mon": ["09:00"]}, "mon: '09:00' is no interval: write it as 09:00-12:00"),
        ({"mon": ["18:00-09:00"]}, "ends before it begins; write an interval past midnight as two"),
        ({"mon": ["09:00-09:00"]}, "ends before it begins"),
        ({"mon": ["09:00-26:00"]}, "not a time of day"),
    ],
)
def test_broken_hours_are_told_how_to_mend_them(days: dict[str, list[str]], fault: str) -> None:
    with pytest.raises(ValueError, match=fault):
        Hours.parse(days)


@pytest.mark.parametrize(
    ("moment", "waits", "before"),
    [
        ("2026-11-24 21:59", "2026-11-24 21:59", "2026-11-24 21:59"),
        ("2026-11-24 22:00", "2026-11-25 08:00", "2026-11-24 21:59"),
        ("2026-11-25 03:00", "2026-11-25 08:00", "2026-11-24 21:59"),
        ("2026-11-25 07:59", "2026-11-25 08:00", "2026-11-24 21:59"),
        ("2026-11-25 08:00", "2026-11-25 08:00", "2026-11-25 08:00"),
    ],
)
def test_quiet_hours_cross_midnight(moment: str, waits: str, before: str) -> None:
    quiet = Quiet.parse("Asia/Shanghai", "22:00", "08:00")
    assert quiet.wait_until(at(moment)) == at(waits)
    assert quiet.before(at(moment)) == at(before)


def test_quiet_hours_may_lie_within_a_day_or_be_none() -> None:
    nap = Quiet.parse("Asia/Shanghai", "12:00", "14:00")
    assert nap.wait_until(at("2026-11-24 13:00")) == at("2026-11-24 14:00")
    assert nap.wait_until(at("2026-11-24 23:00")) == at("2026-11-24 23:00")
    never = Quiet.parse("Asia/Shanghai", "08:00", "08:00")
    assert never.wait_until(at("2026-11-24 08:00")) == never.before(at("2026-11-24 08:00")) == at("2026-11-24 08:00")


def test_the_doubled_hour_does_not_keep_a_message_for_a_day() -> None:
    berlin = ZoneInfo("Europe/Berlin")
    quiet = Quiet.parse("Europe/Berlin", "23:00", "02:30")
    second = at("2026-10-25 03:00", berlin) - 45 * MINUTE
    assert local(second, berlin).isoformat() == "2026-10-25T02:15:00+01:00"
    assert quiet.wait_until(second) == second  # the quiet hours ended when the clocks first showed 02:30


TIMES = st.integers(0, 1439)


@settings(max_examples=80, deadline=None)
@given(data=st.data(), zone=st.sampled_from(ZONES), start=TIMES, end=TIMES)
def test_whoever_waits_is_rung_as_soon_as_it_is_not_quiet(data: st.DataObject, zone: str, start: int, end: int) -> None:
    assume(start == end or (start - end) % DAY_MINUTES > 60)  # more than what a change of the clocks may skip
    quiet = Quiet(ZoneInfo(zone), start, end)
    moment = data.draw(moments(zone))
    until, before = quiet.wait_until(moment), quiet.before(moment)
    assert before <= moment <= until <= moment + 26 * HOUR
    assert quiet.wait_until(until) == until
    assert (before == moment) == (until == moment)
    if until > moment:
        assert quiet.wait_until(before + MINUTE) == until
        assert quiet.wait_until(until - 1) == until


def test_the_zone_is_the_team_s() -> None:
    quiet = Quiet.parse("America/New_York", "22:00", "08:00")
    assert quiet.wait_until(at("2026-11-24 12:00", SHANGHAI)) == at("2026-11-24 08:00", ZoneInfo("America/New_York"))
