"""Typed answers read by their kind. What cannot be read is answered with how to write it; nothing is guessed."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from datetime import date, timedelta

import phonenumbers
from msgspec import Struct

from handlers.words import holds, is_one_of, plain, words
from store.message import AskKind, Text
from store.moment import Ms
from store.office import Office
from store.playbook import Choice, Step

OLDEST = date(1970, 1, 1)
STARS = 5

_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})")
_DAY_FIRST = re.compile(r"(\d{1,2})-(\d{1,2})-(\d{4})")
_SHORT = re.compile(r"(\d{1,2})-(\d{1,2})")
_TIME = re.compile(r"(\d{1,2})(?::(\d{1,2})?)?")


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
    found = _spoken_date(text, today) or _written_date(text, today)
    if step.past and found > today:
        raise Fault("fault-date-future", date=found.isoformat())
    if found < OLDEST:
        raise Fault("fault-date")
    return found.isoformat()


def _spoken_date(text: str, today: date) -> date | None:
    for name, days in (("today", 0), ("yesterday", 1), ("before_yesterday", 2)):
        if is_one_of(text, name):
            return today - timedelta(days=days)
    return None


def _written_date(text: str, today: date) -> date:
    written = plain(text)
    for mark, instead in words().marks["date"].items():
        written = written.replace(mark, instead)
    written = written.replace(" ", "").strip("-")
    try:
        if found := _ISO.fullmatch(written) or _COMPACT.fullmatch(written):
            return date(int(found[1]), int(found[2]), int(found[3]))
        if found := _DAY_FIRST.fullmatch(written):
            return _day_first(int(found[1]), int(found[2]), int(found[3]))
        if found := _SHORT.fullmatch(written):
            this_year = date(today.year, int(found[1]), int(found[2]))
            return this_year if this_year <= today else date(today.year - 1, int(found[1]), int(found[2]))
    except ValueError as fault:
        raise Fault("fault-date-impossible") from fault
    raise Fault("fault-date")


def _day_first(first: int, second: int, year: int) -> date:
    """Read 20-11-2026 and 11-20-2026; where both readings are possible, ask for the clear form."""
    if first <= 12 and second <= 12 and first != second:  # noqa: PLR2004 - months
        raise Fault("fault-date-ambiguous")
    day, month = (first, second) if second <= 12 else (second, first)  # noqa: PLR2004 - months
    return date(year, month, day)


def _time(_step: Step, text: str, _reading: Reading) -> str:
    written = unicodedata.normalize("NFKC", text).casefold()
    afternoon, morning = holds(text, "afternoon"), holds(text, "morning")
    for part in (*words().parts["afternoon"], *words().parts["morning"]):
        written = written.replace(part, "")
    for mark, instead in words().marks["time"].items():
        written = written.replace(mark, instead)
    found = _TIME.fullmatch(written.replace(" ", ""))
    if found is None:
        raise Fault("fault-time")
    hour, minute = int(found[1]), int(found[2] or 0)
    if afternoon and hour < 12:  # noqa: PLR2004 - noon
        hour += 12
    if morning and hour == 12:  # noqa: PLR2004 - noon
        hour = 0
    if hour > 23 or minute > 59:  # noqa: PLR2004 - a clock
        raise Fault("fault-time")
    return f"{hour:02}:{minute:02}"


def _number(_step: Step, text: str, _reading: Reading) -> str:
    written = plain(text).replace(",", "").replace(" ", "")
    try:
        found = float(written)
    except ValueError as fault:
        raise Fault("fault-number") from fault
    if found != found or abs(found) > 1e15:  # noqa: PLR0124, PLR2004 - not a number; more than anybody counts
        raise Fault("fault-number")
    return f"{found:g}" if found != int(found) else str(int(found))


def _phone(_step: Step, text: str, reading: Reading) -> str:
    written = unicodedata.normalize("NFKC", text).strip()
    if written.startswith("00"):
        written = "+" + written[2:]
    try:
        found = phonenumbers.parse(written, reading.office.playbook.phone_region)
    except phonenumbers.NumberParseException as fault:
        raise Fault("fault-phone") from fault
    if not phonenumbers.is_valid_number(found):
        raise Fault("fault-phone")
    return phonenumbers.format_number(found, phonenumbers.PhoneNumberFormat.E164)


def _yes_no(_step: Step, text: str, _reading: Reading) -> str:
    for answer in ("yes", "no"):
        if is_one_of(text, answer):
            return answer
    raise Fault("fault-yes-no")


def _stars(_step: Step, text: str, _reading: Reading) -> str:
    written = plain(text)
    count = len(text) if text and set(text) <= {"★", "⭐"} else int(written) if written in set("12345") else 0
    if not 1 <= count <= STARS:
        raise Fault("fault-stars")
    return str(count)


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
