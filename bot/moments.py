"""Moments and lengths of time as entries of the catalogue: which words, with which numbers."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from store.message import At, Lasting, MomentStyle, Term, Value
from store.moment import DAY, HOUR, MINUTE, Ms

HOURS_UP_TO = 3 * DAY
"""Shorter lengths are counted in hours: "30 h" says more of a deadline than "1 day 6 h"."""

_NEAR = {-1: "yesterday", 0: "today", 1: "tomorrow"}


def moment(at: At, now: Ms, zone: ZoneInfo) -> Term:
    """Return the words of a moment, seen from `now` in the team's time zone."""
    local = datetime.fromtimestamp(at.ms / 1000, zone)
    if at.style is MomentStyle.TIME:
        return Term("at-time", {"time": _time(local)})
    today = datetime.fromtimestamp(now / 1000, zone)
    values: dict[str, Value] = {} if at.style is MomentStyle.DATE else {"time": _time(local)}
    kind = "day" if at.style is MomentStyle.DATE else "at"
    near = _NEAR.get((local.date() - today.date()) // timedelta(days=1))
    if near is not None:
        return Term(f"{kind}-{near}", values)
    values |= {
        "weekday": Term(f"weekday-{local.isoweekday()}"),
        "month": Term(f"month-{local.month}"),
        "day": local.day,
    }
    if local.year == today.year:
        return Term(f"{kind}-date", values)
    return Term(f"{kind}-date-year", values | {"year": local.year})


def zone_name(at: Ms, zone: ZoneInfo) -> str:
    """Return what a zone is called everywhere: how far it is from UTC at a moment."""
    offset = datetime.fromtimestamp(at / 1000, zone).utcoffset() or timedelta()
    hours, minutes = divmod(abs(offset) // timedelta(minutes=1), 60)
    if not (hours or minutes):
        return "UTC"
    sign = "+" if offset > timedelta() else "−"
    return f"UTC{sign}{hours}" + (f":{minutes:02}" if minutes else "")


def lasting(length: Lasting) -> Term:
    """Return the words of a length of time: its two largest units, rounded down to the minute."""
    minutes = max(length.ms, 0) // MINUTE
    if length.ms >= HOURS_UP_TO:
        return _pair("days", minutes // (DAY // MINUTE), "hours", minutes % (DAY // MINUTE) // 60)
    if length.ms >= HOUR:
        return _pair("hours", minutes // 60, "minutes", minutes % 60)
    return Term("lasting-minutes", {"minutes": minutes}) if minutes else Term("lasting-moment")


def _pair(large: str, count: int, small: str, rest: int) -> Term:
    if not rest:
        return Term(f"lasting-{large}", {large: count})
    return Term(f"lasting-{large}-{small}", {large: count, small: rest})


def _time(local: datetime) -> str:
    return f"{local.hour:02}:{local.minute:02}"
