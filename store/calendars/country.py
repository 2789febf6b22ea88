"""Public holidays and make-up working days of a country, as the `holidays` package knows them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from functools import lru_cache
from importlib import resources

import holidays
import msgspec
from msgspec import Struct

from store.calendar import SpecialDay
from store.label import Label

SUBSTITUTED = "Day off (substituted"
"""How the package's English names begin for a day off that a make-up day pays for: it belongs to a holiday nearby."""

NEARBY = 10
"""Days in which that holiday is found."""


class _Names(Struct, frozen=True):
    make_up: Label


_NAMES = msgspec.toml.decode(resources.files(__package__).joinpath("names.toml").read_bytes(), type=_Names)


def special_days(country: str) -> Callable[[date], SpecialDay | None]:
    """Return what tells the special day of a date in a country (ISO 3166 code; empty: none).

    Raises ValueError for a country that the package does not know.
    """
    if not country:
        return lambda _day: None
    if country.upper() not in holidays.list_supported_countries():
        raise ValueError(
            f"no holidays are known for country {country!r}; use an ISO code such as CN, or leave it empty"
        )

    @lru_cache(maxsize=16)
    def year(number: int) -> dict[date, SpecialDay]:
        return _of_year(country.upper(), number)

    return lambda day: year(day.year).get(day)


def _of_year(country: str, year: int) -> dict[date, SpecialDay]:
    zh, en = _named(country, year, "zh_CN"), _named(country, year, "en_US")
    names = {day: Label(zh.get(day) or name, name) for day, name in en.items()}
    days = {day: SpecialDay.of(closed=True, name=_own_name(day, names)) for day in names}
    for day in getattr(zh, "weekend_workdays", ()):
        if day.year == year:
            days[day] = SpecialDay.of(closed=False, name=_NAMES.make_up)
    return days


def _own_name(day: date, names: Mapping[date, Label]) -> Label:
    """Return what people call a day off: a substituted one by the holiday that it prolongs, the one before it first."""
    if not names[day].en.startswith(SUBSTITUTED):
        return names[day]
    around = [day + timedelta(days=way * far) for way in (-1, 1) for far in range(1, NEARBY)]
    found = (names[each] for each in around if each in names and not names[each].en.startswith(SUBSTITUTED))
    return next(found, names[day])


def _named(country: str, year: int, language: str) -> holidays.HolidayBase:
    languages = holidays.list_localized_countries().get(country, [])
    fallback = "en_US" if "en_US" in languages else None
    return holidays.country_holidays(country, years=year, language=language if language in languages else fallback)
