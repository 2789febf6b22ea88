"""Working hours of a week, and quiet hours of a day, as the playbook writes them."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

from msgspec import Struct

from store.moment import DAY_MINUTES, MINUTE, Ms, local, wall

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
MAKE_UP = "make_up"

Interval = tuple[int, int]
"""Opening and closing, in minutes of the local day."""

_CLOCK = re.compile(r"([01]?\d|2[0-4]):([0-5]\d)")


def minute_of_day(text: str) -> int:
    """Return the minutes of a time of day such as 09:30 or 24:00. Raises ValueError for anything else."""
    found = _CLOCK.fullmatch(text.strip())
    minutes = int(found[1]) * 60 + int(found[2]) if found else DAY_MINUTES + 1
    if minutes > DAY_MINUTES:
        raise ValueError(f"{text!r} is not a time of day: write it as 09:30")
    return minutes


class Hours(Struct, frozen=True):
    """When a team works: intervals for Monday to Sunday, and for a make-up working day."""

    week: tuple[tuple[Interval, ...], ...]
    make_up: tuple[Interval, ...]

    @classmethod
    def parse(cls, days: Mapping[str, Sequence[str]]) -> Hours:
        """Read hours such as `mon = ["09:00-12:00", "13:00-18:00"]`; a day left out is free.

        Raises ValueError for an unknown day, an interval that overlaps another, or a week without any hours.
        """
        unknown = sorted(days.keys() - {*WEEKDAYS, MAKE_UP})
        if unknown:
            raise ValueError(f"there is no day called {unknown[0]!r}; days are {', '.join(WEEKDAYS)} and {MAKE_UP}")
        week = tuple(_intervals(day, days.get(day, ())) for day in WEEKDAYS)
        if not any(week):
            raise ValueError("the week has no working hours at all; give at least one day an interval")
        first = next(day for day in week if day)
        return cls(week, _intervals(MAKE_UP, days[MAKE_UP]) if MAKE_UP in days else week[0] or first)

    @property
    def longest_day(self) -> int:
        """The milliseconds of the longest working day: what "one working day" means in an amount."""
        return max(sum(close - start for start, close in day) for day in self.week) * MINUTE


def _intervals(day: str, texts: Sequence[str]) -> tuple[Interval, ...]:
    intervals = sorted(_interval(day, text) for text in texts)
    for (_, close), (start, _) in pairwise(intervals):
        if start < close:
            raise ValueError(f"{day}: two intervals overlap; let one end before the other begins")
    return tuple(intervals)


def _interval(day: str, text: str) -> Interval:
    start, dash, close = text.partition("-")
    if not dash:
        raise ValueError(f"{day}: {text!r} is no interval: write it as 09:00-12:00")
    interval = minute_of_day(start), minute_of_day(close)
    if interval[0] >= interval[1]:
        raise ValueError(f"{day}: {text!r} ends before it begins; write an interval past midnight as two")
    return interval


class Quiet(Struct, frozen=True):
    """Hours of the day in which nobody is written to unasked; they may cross midnight. Equal ends mean none."""

    zone: ZoneInfo
    start: int
    end: int

    @classmethod
    def parse(cls, zone: str, start: str, end: str) -> Quiet:
        """Read quiet hours such as 22:00 to 08:00."""
        return cls(ZoneInfo(zone), minute_of_day(start) % DAY_MINUTES, minute_of_day(end) % DAY_MINUTES)

    def wait_until(self, moment: Ms) -> Ms:
        """Return the moment itself, or the end of the quiet hours it falls into."""
        around = self._around(moment)
        return moment if around is None else around[1]

    def before(self, moment: Ms) -> Ms:
        """Return the moment itself, or the last minute before the quiet hours it falls into."""
        around = self._around(moment)
        return moment if around is None else around[0] - MINUTE

    def _around(self, moment: Ms) -> tuple[Ms, Ms] | None:
        """Return when the quiet hours around a moment begin and end; None when it is in none."""
        if self.start == self.end:
            return None
        today = local(moment, self.zone).date()
        close = self.end if self.start < self.end else self.end + DAY_MINUTES
        for day in (today, today - timedelta(days=1)):
            begins, ends = wall(day, self.start, self.zone), wall(day, close, self.zone)
            if begins <= moment < ends:
                return begins, ends
        return None
