"""The ticket: one reported need and everything done about it."""

from __future__ import annotations

from enum import IntEnum, StrEnum

from msgspec import Struct

from store.moment import Ms

Answer = str | tuple[str, ...]
"""One captured answer: words or an id, or the ids of files."""


class Status(StrEnum):
    """Where a ticket stands in its life."""

    NEW = "new"
    ACCEPTED = "accepted"
    ASSIGNED = "assigned"
    IN_PROGRESS = "in_progress"
    AWAITING_CUSTOMER = "awaiting_customer"
    AWAITING_CONSENT = "awaiting_consent"
    RESOLVED = "resolved"
    CLOSED = "closed"
    ARCHIVED = "archived"
    REOPENED = "reopened"
    CANCELLED = "cancelled"
    MERGED = "merged"


WAITING = frozenset({Status.AWAITING_CUSTOMER, Status.AWAITING_CONSENT})
"""The customer has to answer: the resolution clock stands still."""

OPEN = frozenset({Status.NEW, Status.ACCEPTED, Status.ASSIGNED, Status.IN_PROGRESS, Status.REOPENED}) | WAITING
"""The team still owes a result."""

ENDED = frozenset({Status.CANCELLED, Status.MERGED, Status.ARCHIVED})
"""Nobody owes anything any more."""


class Priority(IntEnum):
    """Derived from urgency and impact; 1 is the most pressing."""

    P1 = 1
    P2 = 2
    P3 = 3


class SurveyState(StrEnum):
    """Where a survey stands. No answer is an end of its own, never a good rating."""

    OPEN = "open"
    ANSWERED = "answered"
    NO_ANSWER = "no_answer"


class Survey(Struct, frozen=True, omit_defaults=True):
    """One satisfaction survey; a second resolution brings a second survey."""

    asked: Ms
    state: SurveyState = SurveyState.OPEN
    stars: int = 0
    reasons: tuple[str, ...] = ()
    words: str = ""
    solved: bool | None = None
    """Whether the customer says that the need is met; None while they have not said."""


class Ticket(Struct, frozen=True, omit_defaults=True):
    """A ticket as it stands now. It changes only through `store.desk`.

    `answers` is the capture by step id, `begun` when it was begun. `expected` is the moment promised to the customer. `pending` names the timer
    rows that stand for the ticket. `seq` and `head` are the number and the hash of the last history entry.
    """

    id: int
    number: str
    customer: int
    status: Status
    priority: Priority
    category: str
    opened: Ms
    group: str = ""
    owner: int | None = None
    resolver: int | None = None
    """Who resolved it last; a low rating never goes back to this person alone."""
    lead: int | None = None
    """The supervisor who leads the second handling."""
    title: str = ""
    language: str = "zh"
    answers: dict[str, Answer] = {}
    begun: Ms = 0
    expected: Ms | None = None
    result: str = ""
    surveys: tuple[Survey, ...] = ()
    pending: dict[str, Ms] = {}
    seq: int = 0
    head: str = ""
    changed: Ms = 0

    @property
    def is_open(self) -> bool:
        """Whether the team still owes a result."""
        return self.status in OPEN

    @property
    def survey(self) -> Survey | None:
        """The latest survey."""
        return self.surveys[-1] if self.surveys else None

    @property
    def evidence(self) -> tuple[str, ...]:
        """The files that came with the report."""
        return tuple(file for answer in self.answers.values() if isinstance(answer, tuple) for file in answer)

    def words(self, step: str) -> str:
        """Return the captured answer of a step that is words or an id; empty when it was not given."""
        answer = self.answers.get(step, "")
        return answer if isinstance(answer, str) else ""

    def files(self, step: str) -> tuple[str, ...]:
        """Return the captured file ids of a step."""
        answer = self.answers.get(step, ())
        return answer if isinstance(answer, tuple) else ()
