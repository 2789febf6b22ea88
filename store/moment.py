"""Moments: integer UTC milliseconds since 1970, everywhere."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

Ms = int
"""A moment, or a length of time, in milliseconds."""

SECOND = 1_000
MINUTE = 60 * SECOND
HOUR = 60 * MINUTE
DAY = 24 * HOUR


def to_utc(moment: Ms) -> datetime:
    """Return a moment as an aware datetime in UTC."""
    return datetime.fromtimestamp(moment / 1000, UTC)


def local(moment: Ms, zone: ZoneInfo) -> datetime:
    """Return a moment as an aware datetime in a zone."""
    return datetime.fromtimestamp(moment / 1000, zone)


def from_datetime(when: datetime) -> Ms:
    """Return the moment of an aware datetime."""
    return round(when.timestamp() * 1000)
