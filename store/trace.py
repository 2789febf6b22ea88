"""What a ticket's history says, read once: when things were promised, kept, paused and told.

Nothing here is counted along the way: every moment is rebuilt from the history, so that a correction or a changed
playbook shows at once.
"""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct

from store.history import Entry
from store.lifecycle import Action, AuthorKind
from store.moment import Ms
from store.ticket import WAITING, Status

NEWS = frozenset({Action.MESSAGE, Action.ASK, Action.PROPOSE, Action.EXPECT, Action.RESOLVE})
"""What the team does that the customer hears as real news."""

_TRIAGE = frozenset({Action.REVIEW, Action.CLAIM, Action.ASSIGN, Action.ACCEPT})
_ACCEPTING = frozenset({Action.ACCEPT, Action.CLAIM, Action.ASSIGN})


TO_CUSTOMERS = frozenset({"response", "opinion", "resolution"})
"""Promises whose slip the customer is told of, with what is known for certain."""


def slip_is_told(entry: Entry) -> bool:
    """Whether the customer is told of a slipped promise: once, however many levels are brought in."""
    return entry.data.get("promise") in TO_CUSTOMERS and entry.data.get("level") == 1


class Pause(Struct):
    """A stretch in which the customer had to answer; `end` is None while it lasts. `reason` is the status's name."""

    start: Ms
    end: Ms | None
    reason: str


class Trace(Struct):
    """The moments that deadlines hang on; None for what has not happened."""

    opened: Ms = 0
    """When this handling began: the report, or the reopening."""
    handling: int = 1
    triaged: Ms | None = None
    accepted: Ms | None = None
    assigned: Ms | None = None
    contacted: Ms | None = None
    """First news by the team since the assignment."""
    responded: Ms | None = None
    """First news by the team since this handling began."""
    recovered: Ms | None = None
    """First news since the reopening by a supervisor who is not the one that failed."""
    failed: int | None = None
    """Who resolved what the customer did not accept; None while there is nobody else to lead."""
    news: Ms | None = None
    """Last news by the team since this handling began."""
    resolved: Ms | None = None
    resolver: int | None = None
    closed: Ms | None = None
    asked: Ms | None = None
    """When the customer was last asked a question that is still open."""
    reminded: Ms | None = None
    """When the customer was reminded of it."""
    told: Ms = 0
    """When the customer last heard something true, from the team or from the clock."""
    nudged: bool = False
    """Whether the owner was asked for news since the customer was last told."""
    urged: Ms | None = None
    surveyed: Ms | None = None
    """When the customer was last asked about the result."""
    survey_reminded: Ms | None = None
    pauses: list[Pause] = []
    warned: set[str] = set()
    escalated: dict[str, list[Ms]] = {}


def read(entries: Sequence[Entry]) -> Trace:
    """Rebuild the trace of a ticket from its whole history."""
    trace = Trace(pauses=[], warned=set(), escalated={})
    before: Status | None = None
    for entry in entries:
        _take(trace, entry, before)
        before = entry.status
    return trace


def _take(trace: Trace, entry: Entry, before: Status | None) -> None:
    if entry.status is not before:
        _pause(trace, entry)
    if entry.author.kind is AuthorKind.CLOCK:
        _by_clock(trace, entry)
    elif entry.action in NEWS:
        _news(trace, entry)
    _turn(trace, entry, before)


def _pause(trace: Trace, entry: Entry) -> None:
    if trace.pauses and trace.pauses[-1].end is None:
        trace.pauses[-1].end = entry.at
        trace.asked, trace.told = None, entry.at
    if entry.status in WAITING:
        trace.pauses.append(Pause(entry.at, None, entry.status.value))
        trace.asked, trace.reminded = entry.at, None


def _news(trace: Trace, entry: Entry) -> None:
    trace.told, trace.news, trace.nudged = entry.at, entry.at, False
    trace.responded = trace.responded or entry.at
    if trace.assigned is not None:
        trace.contacted = trace.contacted or entry.at
    if trace.handling > 1 and entry.author.kind is AuthorKind.SUPERVISOR and entry.author.person != trace.failed:
        trace.recovered = trace.recovered or entry.at
    if entry.action is Action.RESOLVE:
        trace.resolved, trace.resolver = entry.at, entry.author.person
        trace.surveyed, trace.survey_reminded = entry.at, None


def _by_clock(trace: Trace, entry: Entry) -> None:
    promise = str(entry.data.get("promise", ""))
    match entry.action:
        case Action.WARN:
            trace.warned.add(promise)
        case Action.ESCALATE:
            trace.escalated.setdefault(promise, []).append(entry.at)
            if slip_is_told(entry):
                trace.told, trace.nudged = entry.at, False
        case Action.NUDGE:
            trace.nudged = True
        case Action.PROGRESS:
            trace.told, trace.nudged = entry.at, False
        case Action.REMIND:
            trace.reminded = trace.told = entry.at
        case Action.SURVEY_REMIND:
            trace.survey_reminded = entry.at
        case _:
            pass


def _turn(trace: Trace, entry: Entry, before: Status | None) -> None:
    if entry.action is Action.REPORT:
        trace.opened = trace.told = entry.at
    if entry.status is Status.REOPENED and before is not Status.REOPENED:
        _reopen(trace, entry)
    if entry.action in _TRIAGE:
        trace.triaged = trace.triaged or entry.at
    if entry.action in _ACCEPTING:
        trace.accepted = trace.accepted or entry.at
    if entry.action in {Action.CLAIM, Action.ASSIGN}:
        trace.assigned, trace.contacted = entry.at, None
        trace.escalated.pop("contact", None)
    if entry.action is Action.RELEASE:
        trace.assigned = trace.contacted = None
    if entry.action is Action.CONFIRM:
        trace.surveyed = entry.at
    if entry.action is Action.URGE:
        trace.urged = entry.at
    if entry.status is Status.CLOSED and before is not Status.CLOSED:
        trace.closed = entry.at


def _reopen(trace: Trace, entry: Entry) -> None:
    trace.opened, trace.told, trace.handling = entry.at, entry.at, trace.handling + 1
    trace.triaged = trace.accepted = entry.at
    trace.failed = trace.resolver if entry.data.get("lead") is not None else None
    trace.assigned = trace.contacted = trace.responded = trace.recovered = trace.news = None
    trace.resolved = trace.closed = None
    trace.pauses, trace.warned, trace.escalated = [], set(), {}
    trace.nudged = False
