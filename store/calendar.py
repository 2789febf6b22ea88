"""Working time: how long a promise has run, when it falls due, and why.

Hours are local wall time, lengths are real milliseconds, so a day with a clock change is as long as it is.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from typing import Protocol
from zoneinfo import ZoneInfo

from msgspec import Struct

from store.hours import Hours, Interval
from store.label import Label
from store.moment import DAY, DAY_MINUTES, Ms, local, wall

BLOCK = 64
"""Days that are laid out at a time."""

BLOCKS = 256
"""Blocks that are kept; a team's live tickets span a handful."""

HORIZON = 400
"""Blocks that a search passes without a working minute before it gives up."""


class Closing(StrEnum):
    """What makes a day special."""

    HOLIDAY = "holiday"
    MAKE_UP = "make_up"


class SpecialDay(Struct, frozen=True):
    """A public holiday, or a day worked in its place."""

    kind: Closing
    name: Label

    @classmethod
    def of(cls, *, closed: bool, name: Label) -> SpecialDay:
        """Make a day that the team closes for, or one that it works although it would rest."""
        return cls(Closing.HOLIDAY if closed else Closing.MAKE_UP, name)


class SpanKind(StrEnum):
    """What a stretch of time is to a promise."""

    COUNTED = "counted"
    PAUSED = "paused"
    CLOSED_HOURS = "closed_hours"
    WEEKEND = "weekend"
    HOLIDAY = "holiday"


class Span(Struct, frozen=True):
    """A stretch of time and what it is; a holiday has its name, a pause its reason."""

    start: Ms
    end: Ms
    kind: SpanKind
    name: Label | None = None
    reason: str = ""


class Break(Struct, frozen=True):
    """A stretch that does not count; `end` is None while it lasts."""

    start: Ms
    end: Ms | None
    reason: str = ""


class Counts(Protocol):
    """What a promise is counted in."""

    def add(self, start: Ms, amount: int) -> Ms:
        """Return the moment at which `amount` milliseconds have been counted since `start`."""
        ...

    def between(self, start: Ms, end: Ms) -> int:
        """Return the milliseconds that count between two moments."""
        ...

    def spans(self, start: Ms, end: Ms) -> Iterator[Span]:
        """Say what every stretch between two moments is, in order and without gaps."""
        ...


class WallClock(Struct, frozen=True):
    """Every minute counts."""

    def add(self, start: Ms, amount: int) -> Ms:
        """Return `amount` milliseconds later."""
        return start + amount

    def between(self, start: Ms, end: Ms) -> int:
        """Return the length."""
        return max(0, end - start)

    def spans(self, start: Ms, end: Ms) -> Iterator[Span]:
        """Everything counts."""
        if start < end:
            yield Span(start, end, SpanKind.COUNTED)


WALL_CLOCK = WallClock()


class _Block(Struct, frozen=True):
    """Days laid out: the open intervals in UTC, and how much was open before each (one more entry than intervals)."""

    starts: list[Ms]
    ends: list[Ms]
    before: list[int]


class Calendar:
    """A team's working time: weekly hours, holidays and make-up days in its zone.

    `special` gives the special day of a date, or None; it is asked for a date again and again.
    """

    def __init__(self, zone: str, hours: Hours, special: Callable[[date], SpecialDay | None]) -> None:
        """Lay out hours in a zone. Raises ZoneInfoNotFoundError for an unknown zone."""
        self.zone = ZoneInfo(zone)
        self.hours = hours
        self.special = special
        self._blocks: dict[int, _Block] = {}

    def add(self, start: Ms, amount: int) -> Ms:
        """Return the moment at which `amount` ms of working time have passed since `start`.

        Raises ValueError when the working hours never suffice.
        """
        if amount <= 0:
            return start
        number = self._number(start)
        block = self._block(number)
        wanted = amount + self._open_before(block, start)
        for _ in range(HORIZON):
            if wanted <= block.before[-1]:
                place = bisect_right(block.before, wanted - 1) - 1
                return block.starts[place] + wanted - block.before[place]
            wanted -= block.before[-1]
            number += 1
            block = self._block(number)
        raise ValueError("the calendar has no working hours within many years; look at its holidays")

    def between(self, start: Ms, end: Ms) -> int:
        """Return the milliseconds of working time between two moments."""
        if end <= start:
            return 0
        first, last = self._number(start), self._number(end)
        whole = sum(self._block(number).before[-1] for number in range(first, last))
        return whole + self._open_before(self._block(last), end) - self._open_before(self._block(first), start)

    def spans(self, start: Ms, end: Ms) -> Iterator[Span]:
        """Say what every stretch between two moments is: counted, closed hours, weekend, or a holiday by its name."""
        return _joined(self._pieces(start, end))

    def is_open(self, moment: Ms) -> bool:
        """Whether the team works at a moment."""
        return self.between(moment, moment + 1) == 1

    def local_date(self, moment: Ms) -> date:
        """Return the team's date at a moment."""
        return local(moment, self.zone).date()

    def at_local(self, day: date, minute: int) -> Ms:
        """Return the moment of a local time, in minutes of the day (0 to 1440).

        A time that a clock change skips is the moment of the change; one that happens twice is the first.
        """
        return wall(day, minute, self.zone)

    def _pieces(self, start: Ms, end: Ms) -> Iterator[Span]:
        at, day = start, self.local_date(start)
        while at < end:
            midnight = self.at_local(day, DAY_MINUTES)
            kind, name = self._closed_as(day)
            for opening, closing in self._intervals(day):
                opens, closes = self.at_local(day, opening), self.at_local(day, closing)
                yield from _piece(at, min(opens, end), kind, name)
                yield from _piece(max(at, opens), min(closes, end), SpanKind.COUNTED, None)
                at = max(at, min(closes, end))
            yield from _piece(at, min(midnight, end), kind, name)
            at, day = max(at, midnight), day + timedelta(days=1)

    def _closed_as(self, day: date) -> tuple[SpanKind, Label | None]:
        special = self.special(day)
        if special is not None and special.kind is Closing.HOLIDAY:
            return SpanKind.HOLIDAY, special.name
        return (SpanKind.CLOSED_HOURS if self._intervals(day) else SpanKind.WEEKEND), None

    def _intervals(self, day: date) -> tuple[Interval, ...]:
        special = self.special(day)
        if special is None:
            return self.hours.week[day.weekday()]
        return () if special.kind is Closing.HOLIDAY else self.hours.make_up

    def _number(self, moment: Ms) -> int:
        """Return the number of the block that a moment's UTC day lies in."""
        return moment // (DAY * BLOCK)

    def _open_before(self, block: _Block, moment: Ms) -> int:
        place = bisect_right(block.starts, moment) - 1
        if place < 0:
            return 0
        return block.before[place] + min(moment, block.ends[place]) - block.starts[place]

    def _block(self, number: int) -> _Block:
        block = self._blocks.get(number)
        if block is None:
            if len(self._blocks) >= BLOCKS:
                self._blocks.clear()
            block = self._blocks[number] = self._lay_out(number * DAY * BLOCK, (number + 1) * DAY * BLOCK)
        return block

    def _lay_out(self, start: Ms, end: Ms) -> _Block:
        starts, ends, before = [], [], [0]
        day = datetime.fromtimestamp(start / 1000, UTC).date() - timedelta(days=1)
        for offset in range(BLOCK + 2):
            today = day + timedelta(days=offset)
            for opening, closing in self._intervals(today):
                opens = max(start, self.at_local(today, opening))
                closes = min(end, self.at_local(today, closing))
                if opens < closes:
                    starts.append(opens)
                    ends.append(closes)
                    before.append(before[-1] + closes - opens)
        return _Block(starts, ends, before)


def counting(start: Ms, amount: int, breaks: Sequence[Break], counts: Counts) -> Ms | None:
    """Return when `amount` ms have been counted since `start` outside the breaks.

    None when a break that has not ended comes first. Breaks are in order and do not overlap.
    """
    at, left = start, amount
    for pause in breaks:
        if pause.end is not None and pause.end <= at:
            continue
        before = counts.between(at, max(at, pause.start))
        if before >= left:
            break
        if pause.end is None:
            return None
        left -= before
        at = pause.end
    return counts.add(at, left)


def elapsed(start: Ms, end: Ms, breaks: Sequence[Break], counts: Counts) -> int:
    """Return the milliseconds that count between two moments, outside the breaks."""
    return sum(span.end - span.start for span in explain(start, end, breaks, counts) if span.kind is SpanKind.COUNTED)


def explain(start: Ms, end: Ms, breaks: Sequence[Break], counts: Counts) -> list[Span]:
    """Say what every stretch between two moments is; a break overrides what the calendar says.

    The spans follow each other from `start` to `end`; the counted ones are what a promise has used up.
    """
    return list(_joined(_explained(start, end, breaks, counts)))


def _explained(start: Ms, end: Ms, breaks: Sequence[Break], counts: Counts) -> Iterator[Span]:
    at = start
    for pause in breaks:
        begins, ends = max(at, min(pause.start, end)), min(end if pause.end is None else pause.end, end)
        if ends <= at:
            continue
        yield from counts.spans(at, begins)
        yield from _piece(begins, ends, SpanKind.PAUSED, None, pause.reason)
        at = max(at, ends)
    yield from counts.spans(at, end)


def _piece(start: Ms, end: Ms, kind: SpanKind, name: Label | None, reason: str = "") -> Iterator[Span]:
    if start < end:
        yield Span(start, end, kind, name, reason)


def _joined(spans: Iterator[Span]) -> Iterator[Span]:
    last: Span | None = None
    for span in spans:
        if last is not None and (last.kind, last.name, last.reason) == (span.kind, span.name, span.reason):
            last = Span(last.start, span.end, last.kind, last.name, last.reason)
        else:
            if last is not None:
                yield last
            last = span
    if last is not None:
        yield last
