"""Typed answers read by their kind. What cannot be read is answered with how to write it; nothing is guessed."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal, InvalidOperation

import phonenumbers
from msgspec import Struct

from handlers.words import holds, is_one_of, plain, words
from store.message import AskKind, Text
from store.moment import Ms
from store.office import Office
from store.playbook import Choice, Step

OLDEST = date(1970, 1, 1)
STARS = 5
NOON = 12
MOST = Decimal(10) ** 15
"""More than anybody counts."""

_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})")
_DAY_FIRST = re.compile(r"(\d{1,2})-(\d{1,2})-(\d{4})")
_SHORT = re.compile(r"(\d{1,2})-(\d{1,2})")
_NAMED = re.compile(r"(?:(\d{1,2}) ?)?([a-z]{3,9})\.?(?: (\d{1,2}))?(?: (\d{4}))?")
_ORDINAL = re.compile(r"(?<=\d)(st|nd|rd|th)\b")
_TIME = re.compile(r"(\d{1,2})(?::(\d{1,2})?)?|(\d{2})(\d{2})")
_STARS = re.compile(r"([1-5]|[a-z]+|[一二两三四五]) ?(stars?|颗星|星|分)?")
_EXTENSION = re.compile(r" *(转|分机|ext\.?|x|#) *(?=\d{1,6}$)")

NIGHT = 5
"""Hour up to which "at night" means after midnight."""


class Fault(Exception):
    """An answer that cannot be taken, and the sentence that says how to mend it."""

    def __init__(self, key: str, /, **values: str | int) -> None:
        """Say it under a catalogue key."""
        super().__init__(key)
        self.text = Text(key, dict(values))


class Reading(Struct, frozen=True):
    """What reading an answer may depend on: the office, today's moment, and what the step offers."""

    office: Office
    now: Ms
    choices: tuple[Choice, ...] = ()


def read(step: Step, text: str, reading: Reading) -> str:
    """Return a typed answer in the form in which it is kept.

    Choice: the id; date: YYYY-MM-DD; time: HH:MM; phone: E.164; yes/no: yes or no. Raises Fault.
    """
    return _READERS[step.kind](step, text, reading)


def _text(step: Step, text: str, _reading: Reading) -> str:
    if not text:
        raise Fault("fault-empty")
    if len(text) > step.longest:
        raise Fault("fault-too-long", limit=step.longest, length=len(text))
    return text


def _choice(_step: Step, text: str, reading: Reading) -> str:
    wanted = plain(text)
    if wanted.isdecimal() and 1 <= int(wanted[:4]) <= len(reading.choices):
        return reading.choices[int(wanted[:4]) - 1].id
    for choice in reading.choices:
        if wanted in {choice.id.casefold(), plain(choice.label.zh), plain(choice.label.en)}:
            return choice.id
    raise Fault("fault-choice", count=len(reading.choices))


def _date(step: Step, text: str, reading: Reading) -> str:
    today = reading.office.calendar.local_date(reading.now)
    found = _spoken_date(text, today) or _written_date(text, today, past=step.past)
    if step.past and found > today:
        raise Fault("fault-date-future", date=found.isoformat())
    if found < OLDEST:
        raise Fault("fault-date")
    return found.isoformat()


_SPOKEN = {"today": 0, "yesterday": -1, "before_yesterday": -2, "tomorrow": 1, "after_tomorrow": 2}


def _spoken_date(text: str, today: date) -> date | None:
    return next((today + timedelta(days=days) for name, days in _SPOKEN.items() if is_one_of(text, name)), None)


def _written_date(text: str, today: date, *, past: bool) -> date:
    written = plain(text)
    for mark, instead in words().marks["date"].items():
        written = written.replace(mark, instead)
    bare = written.replace(" ", "").strip("-")
    try:
        if found := _ISO.fullmatch(bare) or _COMPACT.fullmatch(bare):
            return date(int(found[1]), int(found[2]), int(found[3]))
        if found := _DAY_FIRST.fullmatch(bare):
            return _day_first(int(found[1]), int(found[2]), int(found[3]))
        if found := _SHORT.fullmatch(bare):
            month, day = _month_first(int(found[1]), int(found[2]), clear=holds(text, "month"))
            return _nearest(month, day, today, past=past)
        if (named := _named_date(plain(text), today, past=past)) is not None:
            return named
    except ValueError as fault:
        raise Fault("fault-date-impossible") from fault
    raise Fault("fault-date")


def _nearest(month: int, day: int, today: date, *, past: bool) -> date:
    """Return a day without its year: the last such day where it is to be past, else the next one."""
    for year in (today.year, today.year - 1 if past else today.year + 1):
        found = date(year, month, day)
        if (found <= today) if past else (found >= today):
            return found
    return date(today.year, month, day)


def _named_date(text: str, today: date, *, past: bool) -> date | None:
    """Read 15 March 2026, March 15th and the like."""
    found = _NAMED.fullmatch(_ORDINAL.sub("", " ".join(text.replace(",", " ").split())))
    name = found[2] if found is not None else ""
    month = next((number for each, number in words().months.items() if each.startswith(name)), 0)
    if found is None or not month or (found[1] is None) == (found[3] is None):
        return None
    day = int(found[1] or found[3])
    return date(int(found[4]), month, day) if found[4] else _nearest(month, day, today, past=past)


def _month_first(first: int, second: int, *, clear: bool) -> tuple[int, int]:
    """Read 11-20 and 20-11; where both readings are possible, ask for the clear form."""
    if not clear and first <= 12 and second <= 12 and first != second:  # noqa: PLR2004 - months
        raise Fault("fault-date-ambiguous")
    return (second, first) if first > 12 else (first, second)  # noqa: PLR2004 - months


def _day_first(first: int, second: int, year: int) -> date:
    """Read 20-11-2026 and 11-20-2026; where both readings are possible, ask for the clear form."""
    if first <= 12 and second <= 12 and first != second:  # noqa: PLR2004 - months
        raise Fault("fault-date-ambiguous")
    day, month = (first, second) if second <= 12 else (second, first)  # noqa: PLR2004 - months
    return date(year, month, day)


def _time(_step: Step, text: str, _reading: Reading) -> str:
    written = unicodedata.normalize("NFKC", text).casefold()
    for part in (part for name in _DAYTIMES for part in words().parts[name]):
        written = written.replace(part, "")
    for mark, instead in words().marks["time"].items():
        written = written.replace(mark, instead)
    found = _TIME.fullmatch(written.replace(" ", ""))
    if found is None:
        raise Fault("fault-time")
    hour, minute = int(found[1] or found[3]), int(found[2] or found[4] or 0)
    for name, shift in _DAYTIMES.items():
        if holds(text, name):
            hour = shift(hour)
            break
    if hour > 23 or minute > 59:  # noqa: PLR2004 - a clock
        raise Fault("fault-time")
    return f"{hour:02}:{minute:02}"


_DAYTIMES: dict[str, Callable[[int], int]] = {
    "evening": lambda hour: hour % 12 if hour <= NIGHT or hour == NOON else hour + 12 * (hour < NOON),
    "afternoon": lambda hour: hour + 12 * (hour < NOON),
    "morning": lambda hour: hour % 12 if hour == NOON else hour,
    "about": lambda hour: hour,
}
"""What a word around an hour makes of it."""


def _number(_step: Step, text: str, _reading: Reading) -> str:
    written = plain(text).replace(",", "").replace(" ", "")
    try:
        found = Decimal(written)
    except InvalidOperation as fault:
        raise Fault("fault-number") from fault
    if not found.is_finite() or abs(found) > MOST:
        raise Fault("fault-number")
    return f"{found.normalize() + 0:f}"


def _phone(_step: Step, text: str, reading: Reading) -> str:
    written = _EXTENSION.sub(" ext ", unicodedata.normalize("NFKC", text).strip())
    if written.startswith("00"):
        written = "+" + written[2:]
    try:
        found = phonenumbers.parse(written, reading.office.playbook.phone_region)
    except phonenumbers.NumberParseException as fault:
        raise Fault("fault-phone") from fault
    if not phonenumbers.is_valid_number(found):
        raise Fault("fault-phone")
    number = phonenumbers.format_number(found, phonenumbers.PhoneNumberFormat.E164)
    return f"{number} ext. {found.extension}" if found.extension else number


def _yes_no(_step: Step, text: str, _reading: Reading) -> str:
    for answer in ("yes", "no"):
        if is_one_of(text, answer):
            return answer
    raise Fault("fault-yes-no")


def _stars(_step: Step, text: str, _reading: Reading) -> str:
    count = stars(text)
    if count is None:
        raise Fault("fault-stars")
    return str(count)


def stars(text: str) -> int | None:
    """Return how many stars a whole message gives, 1 to 5, as a figure, a word or the stars themselves."""
    drawn = text.replace("\ufe0f", "").replace(" ", "")
    if drawn and set(drawn) <= {"★", "⭐"}:
        return len(drawn) if len(drawn) <= STARS else None
    found = _STARS.fullmatch(plain(text))
    if found is None or (not found[1].isdecimal() and not found[2]):
        return None
    return int(found[1]) if found[1].isdecimal() else words().numbers.get(found[1])


def _files(_step: Step, _text: str, _reading: Reading) -> str:
    raise Fault("fault-files")


_READERS: dict[AskKind, Callable[[Step, str, Reading], str]] = {
    AskKind.TEXT: _text,
    AskKind.CHOICE: _choice,
    AskKind.DATE: _date,
    AskKind.TIME: _time,
    AskKind.NUMBER: _number,
    AskKind.PHONE: _phone,
    AskKind.YES_NO: _yes_no,
    AskKind.STARS: _stars,
    AskKind.FILES: _files,
}
