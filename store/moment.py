"""Moments: integer UTC milliseconds since 1970, everywhere."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

Ms = int
"""A moment, or a length of time, in milliseconds."""

SECOND = 1_000
MINUTE = 60 * SECOND
HOUR = 60 * MINUTE
DAY = 24 * HOUR

DAY_MINUTES = DAY // MINUTE
"""The minutes of a day of 24 hours: midnight at its end, as a time of day."""


def to_utc(moment: Ms) -> datetime:
    """Return a moment as an aware datetime in UTC."""
    return datetime.fromtimestamp(moment / 1000, UTC)


def local(moment: Ms, zone: ZoneInfo) -> datetime:
    """Return a moment as an aware datetime in a zone."""
    return datetime.fromtimestamp(moment / 1000, zone)


def from_datetime(when: datetime) -> Ms:
    """Return the moment of an aware datetime."""
    return round(when.timestamp() * 1000)


@lru_cache(maxsize=4096)  # the same few days are asked for by every ticket
def wall(day: date, minute: int, zone: ZoneInfo) -> Ms:
    """Return the first moment at which a zone's clocks on the wall show a time, in minutes of the day (0 and more).

    A time that a clock change skips is the moment of the change; one that happens twice is the first.
    """
    days, minute = divmod(minute, DAY_MINUTES)
    wanted = datetime.combine(day, datetime.min.time()) + timedelta(days=days, minutes=minute)
    moment = from_datetime(wanted.replace(tzinfo=zone))
    if _shown(moment, zone) == wanted:
        return moment
    before, after = from_datetime(wanted.replace(tzinfo=zone, fold=1)), moment
    while after - before > 1:  # the change itself lies between the two readings of a skipped time
        middle = (before + after) // 2
        before, after = (before, middle) if _shown(middle, zone) >= wanted else (middle, after)
    return after


def _shown(moment: Ms, zone: ZoneInfo) -> datetime:
    return local(moment, zone).replace(tzinfo=None)
