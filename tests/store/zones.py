"""Hypothesis strategies for hours, special days and moments, most of them near a change of the clocks."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo

from hypothesis import strategies as st

from store.calendar import SpecialDay
from store.hours import Hours, Interval
from store.label import Label
from store.moment import DAY, HOUR, MINUTE, Ms, from_datetime

ZONES = (
    "Asia/Shanghai",
    "Europe/Berlin",
    "America/New_York",
    "Australia/Lord_Howe",  # half an hour
    "Africa/Cairo",  # at midnight
    "America/Havana",  # at midnight, and back onto the same day
    "Asia/Kathmandu",  # 5 h 45 min
)
FIRST = datetime(2026, 1, 1, tzinfo=UTC)


@cache
def changes(zone: str) -> tuple[Ms, ...]:
    """The moments of 2026 at which a zone changes its clocks, found by looking at every half hour."""
    return tuple(_changes(ZoneInfo(zone)))


def _changes(zone: ZoneInfo) -> Iterator[Ms]:
    for step in range(365 * 48):
        moment = FIRST + timedelta(minutes=30 * step)
        if (moment - timedelta(minutes=30)).astimezone(zone).utcoffset() != moment.astimezone(zone).utcoffset():
            yield from_datetime(moment)


def moments(zone: str) -> st.SearchStrategy[Ms]:
    """Moments of 2026, to the second."""
    anywhere = st.integers(0, 360 * DAY // 1000).map(lambda second: from_datetime(FIRST) + second * 1000)
    near = [
        st.integers(-2 * DAY // 1000, DAY // 1000).map(lambda second, at=at: at + second * 1000)  # type: ignore[misc]
        for at in changes(zone)
    ]
    return st.one_of(anywhere, *near)


@st.composite
def days(draw: st.DrawFn) -> tuple[Interval, ...]:
    """Up to three intervals of one day, some of them around the hours in which clocks change."""
    times = sorted(draw(st.sets(st.integers(0, 96), max_size=6)))
    return tuple((start * 15, close * 15) for start, close in zip(times[::2], times[1::2], strict=False))


@st.composite
def hours(draw: st.DrawFn) -> Hours:
    """Hours of a week in which somebody works."""
    week = draw(st.tuples(*(days() for _ in range(7))).filter(any))
    return Hours(week, draw(days()))


NAMES = (Label("春节", "Spring Festival"), Label("公司日", "Company day"))


def special() -> st.SearchStrategy[dict[date, SpecialDay]]:
    """Holidays and make-up days of 2026."""
    day = st.integers(0, 364).map(lambda number: date(2026, 1, 1) + timedelta(days=number))
    return st.dictionaries(
        day,
        st.builds(lambda closed, name: SpecialDay.of(closed=closed, name=name), st.booleans(), st.sampled_from(NAMES)),
        max_size=40,
    )


LENGTHS = st.integers(1, 3 * DAY // MINUTE).map(lambda minutes: minutes * MINUTE) | st.integers(1, 40 * HOUR)
"""Lengths of a promise, in ms."""
