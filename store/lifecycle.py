"""The life of a ticket as a table: status and action give the next status, who may do it and what it needs.

This table is the only place that says what may follow what. The README's diagram is drawn from it.
"""

from __future__ import annotations

from enum import StrEnum

from msgspec import Struct

from store.ticket import OPEN, WAITING, Status


class AuthorKind(StrEnum):
    """Who changes a ticket."""

    CUSTOMER = "customer"
    AGENT = "agent"
    SUPERVISOR = "supervisor"
    CLOCK = "clock"


class Author(Struct, frozen=True):
    """The one author of a change; `person` is None for the clock."""

    kind: AuthorKind
    person: int | None = None


CLOCK = Author(AuthorKind.CLOCK)


class Action(StrEnum):
    """Everything that can happen to a ticket."""

    REPORT = "report"
    REVIEW = "review"
    ACCEPT = "accept"
    ASSIGN = "assign"
    CLAIM = "claim"
    RELEASE = "release"
    MESSAGE = "message"
    NOTE = "note"
    ASK = "ask"
    PROPOSE = "propose"
    CONSENT = "consent"
    OBJECT = "object"
    EXPECT = "expect"
    ADD = "add"
    URGE = "urge"
    RESOLVE = "resolve"
    CONFIRM = "confirm"
    DISPUTE = "dispute"
    RATE = "rate"
    REMARK = "remark"
    WITHDRAW = "withdraw"
    CLOSE = "close"
    MERGE = "merge"
    ARCHIVE = "archive"
    WARN = "warn"
    ESCALATE = "escalate"
    NUDGE = "nudge"
    PROGRESS = "progress"
    REMIND = "remind"
    SURVEY_REMIND = "survey_remind"
    SURVEY_END = "survey_end"
    UNREACHABLE = "unreachable"


CUSTOMER = frozenset({AuthorKind.CUSTOMER})
TEAM = frozenset({AuthorKind.AGENT, AuthorKind.SUPERVISOR})
LEADS = frozenset({AuthorKind.SUPERVISOR})
TIME = frozenset({AuthorKind.CLOCK})

UNOWNED = frozenset({Status.NEW, Status.ACCEPTED, Status.REOPENED})
HANDLED = frozenset({Status.ASSIGNED, Status.IN_PROGRESS, Status.REOPENED})
OWNED = frozenset({Status.ASSIGNED, Status.IN_PROGRESS}) | WAITING
DONE = frozenset({Status.RESOLVED, Status.CLOSED})
LIVE = OPEN | DONE


NEEDS_ANSWER = frozenset({Action.ASK, Action.PROPOSE})
"""What the customer has to answer."""


class Rule(Struct, frozen=True):
    """One row: in any of `given`, `action` by one of `who` leads to `to` (None: the status stays).

    `needs` are the data a change must carry, one of several where a bar stands between. `owner_only` rows are for the ticket's owner, its lead or a supervisor.
    """

    action: Action
    given: frozenset[Status]
    to: Status | None
    who: frozenset[AuthorKind]
    needs: tuple[str, ...] = ()
    owner_only: bool = False


TABLE: tuple[Rule, ...] = (
    # Intake
    Rule(Action.REPORT, frozenset(), Status.NEW, CUSTOMER | TEAM, ("category", "answers")),
    Rule(Action.REVIEW, OPEN, None, LEADS),
    Rule(Action.ACCEPT, frozenset({Status.NEW}), Status.ACCEPTED, TEAM),
    Rule(Action.CLAIM, UNOWNED, Status.ASSIGNED, TEAM, ("owner",)),
    Rule(Action.ASSIGN, UNOWNED | HANDLED, Status.ASSIGNED, LEADS, ("owner",)),
    Rule(Action.RELEASE, OWNED, Status.ACCEPTED, TEAM | TIME, owner_only=True),
    # Work
    Rule(Action.MESSAGE, HANDLED, Status.IN_PROGRESS, TEAM, ("words|files",), owner_only=True),
    Rule(Action.MESSAGE, WAITING | DONE, None, TEAM, ("words|files",), owner_only=True),
    Rule(Action.NOTE, LIVE, None, TEAM, ("words|files",)),
    Rule(Action.ASK, HANDLED, Status.AWAITING_CUSTOMER, TEAM, ("words",), owner_only=True),
    Rule(Action.PROPOSE, HANDLED, Status.AWAITING_CONSENT, TEAM, ("words",), owner_only=True),
    Rule(Action.CONSENT, frozenset({Status.AWAITING_CONSENT}), Status.IN_PROGRESS, CUSTOMER),
    Rule(Action.OBJECT, frozenset({Status.AWAITING_CONSENT}), Status.IN_PROGRESS, CUSTOMER, ("words",)),
    Rule(Action.EXPECT, HANDLED, Status.IN_PROGRESS, TEAM, ("expected", "words"), owner_only=True),
    Rule(Action.EXPECT, WAITING, None, TEAM, ("expected", "words"), owner_only=True),
    Rule(Action.RESOLVE, HANDLED | WAITING, Status.RESOLVED, TEAM, ("words",), owner_only=True),
    # The customer speaks
    Rule(Action.ADD, frozenset({Status.AWAITING_CUSTOMER}), Status.IN_PROGRESS, CUSTOMER, ("words|files",)),
    Rule(Action.ADD, LIVE - {Status.AWAITING_CUSTOMER}, None, CUSTOMER, ("words|files",)),
    Rule(Action.URGE, OPEN, None, CUSTOMER),
    Rule(Action.WITHDRAW, OPEN, Status.CANCELLED, CUSTOMER),
    Rule(Action.CONFIRM, frozenset({Status.RESOLVED}), Status.CLOSED, CUSTOMER),
    Rule(Action.DISPUTE, DONE, Status.REOPENED, CUSTOMER),
    Rule(Action.RATE, DONE, Status.CLOSED, CUSTOMER, ("stars",)),
    Rule(Action.REMARK, LIVE, None, CUSTOMER),
    # Ends
    Rule(Action.MERGE, OPEN, Status.MERGED, LEADS, ("into",)),
    Rule(Action.CLOSE, WAITING, Status.CLOSED, TIME),
    Rule(Action.ARCHIVE, frozenset({Status.CLOSED, Status.CANCELLED, Status.MERGED}), Status.ARCHIVED, TIME),
    # Time passes
    Rule(Action.WARN, OPEN, None, TIME, ("promise",)),
    Rule(Action.ESCALATE, OPEN, None, TIME | TEAM, ("promise",)),
    Rule(Action.NUDGE, OPEN, None, TIME),
    Rule(Action.PROGRESS, OPEN, None, TIME),
    Rule(Action.REMIND, WAITING, None, TIME),
    Rule(Action.SURVEY_REMIND, DONE, None, TIME),
    Rule(Action.SURVEY_END, DONE, Status.CLOSED, TIME),
    Rule(Action.UNREACHABLE, LIVE, None, TIME),
)

_BY_ACTION: dict[tuple[Action, Status], Rule] = {(rule.action, status): rule for rule in TABLE for status in rule.given}


def rule_for(action: Action, status: Status) -> Rule | None:
    """Return the row that governs an action in a status, or None when it may not happen there."""
    return _BY_ACTION.get((action, status))


def next_status(rule: Rule, status: Status) -> Status:
    """Return the status that follows."""
    return rule.to or status
