"""The clocks on the wall: skipped times are the change, doubled ones the first."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from store.moment import MINUTE, from_datetime, local, to_utc, wall
from tests.store.zones import ZONES, changes


@pytest.mark.parametrize(
    ("zone", "day", "time", "shown"),
    [
        ("Asia/Shanghai", "2026-11-24", "09:30", "2026-11-24T09:30:00+08:00"),
        ("Asia/Shanghai", "2026-11-24", "24:00", "2026-11-25T00:00:00+08:00"),
        ("Europe/Berlin", "2026-03-29", "02:00", "2026-03-29T03:00:00+02:00"),
        ("Europe/Berlin", "2026-03-29", "02:30", "2026-03-29T03:00:00+02:00"),
        ("Europe/Berlin", "2026-03-29", "03:00", "2026-03-29T03:00:00+02:00"),
        ("Europe/Berlin", "2026-10-25", "02:30", "2026-10-25T02:30:00+02:00"),
        ("Europe/Berlin", "2026-10-25", "03:00", "2026-10-25T03:00:00+01:00"),
        ("Africa/Cairo", "2026-04-24", "00:00", "2026-04-24T01:00:00+03:00"),
        ("Pacific/Apia", "2011-12-30", "12:00", "2011-12-31T00:00:00+14:00"),
    ],
)
def test_a_time_is_the_first_moment_that_shows_it(zone: str, day: str, time: str, shown: str) -> None:
    hour, minute = map(int, time.split(":"))
    moment = wall(date.fromisoformat(day), hour * 60 + minute, ZoneInfo(zone))
    assert local(moment, ZoneInfo(zone)).isoformat() == shown


@settings(max_examples=60, deadline=None)
@given(data=st.data(), zone=st.sampled_from(ZONES))
def test_no_earlier_minute_shows_that_time_or_a_later_one(data: st.DataObject, zone: str) -> None:
    change = data.draw(st.sampled_from(changes(zone) or (from_datetime(datetime(2026, 5, 1, tzinfo=UTC)),)))
    place = ZoneInfo(zone)
    day = local(change, place).date()
    minute = data.draw(st.integers(0, 1440))
    wanted = datetime.combine(day, datetime.min.time()) + timedelta(minutes=minute)
    found = wall(day, minute, place)
    start = found - 4 * 60 * MINUTE
    minutes = range(start - start % MINUTE, found + MINUTE, MINUTE)
    first = next(moment for moment in minutes if local(moment, place).replace(tzinfo=None) >= wanted)
    assert found == first


def test_a_moment_is_whole_milliseconds_of_utc() -> None:
    moment = from_datetime(datetime(2026, 11, 24, 9, 0, 0, 123_000, tzinfo=ZoneInfo("Asia/Shanghai")))
    assert moment % 1000 == 123
    assert to_utc(moment).isoformat() == "2026-11-24T01:00:00.123000+00:00"
