"""Event → who is told what, as a table. The words are in the catalogues, under the keys named here."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from msgspec import Struct

from store.delivery import Kind, Lane
from store.history import Entry
from store.lifecycle import Action, AuthorKind
from store.routing import Audience
from store.ticket import Priority, Ticket
from store.trace import slip_is_told

LEFT = "left"
"""The cause of a release: the owner is not in the team any more."""


class Notice(Struct, frozen=True):
    """One row: after a change, `audience` is told `key`.

    `card` shows the ticket's card below it; `quote` repeats the words of the change; `buttons` are verbs that the
    reader may press. `only` narrows when the row applies. A member of the team is not told of their own change, but
    sees the card that it changes.
    """

    audience: Audience
    key: str
    kind: Kind = Kind.NEWS
    lane: Lane = Lane.NORMAL
    card: bool = False
    quote: bool = False
    buttons: tuple[str, ...] = ()
    only: Callable[[Ticket, Entry], bool] | None = None


def _pressing(ticket: Ticket, _entry: Entry) -> bool:
    return ticket.priority is Priority.P1


def _calm(ticket: Ticket, entry: Entry) -> bool:
    return not _pressing(ticket, entry)


def _silent(ticket: Ticket, entry: Entry) -> bool:
    """Whether a ticket was taken from an owner who made no contact, and not from one who has left."""
    return _by_clock(ticket, entry) and entry.data.get("cause") != LEFT


def _by_clock(_ticket: Ticket, entry: Entry) -> bool:
    return entry.author.kind is AuthorKind.CLOCK


def _owed_result(_ticket: Ticket, entry: Entry) -> bool:
    return slip_is_told(entry)


def _not_review(_ticket: Ticket, entry: Entry) -> bool:
    return entry.data.get("promise") != "review"  # the supervisors owe it, and are brought in level by level


def _low(_ticket: Ticket, entry: Entry) -> bool:
    return entry.data.get("cause") == "low_rating"


def _not_low(ticket: Ticket, entry: Entry) -> bool:
    return not _low(ticket, entry)


def _team_missed(_ticket: Ticket, entry: Entry) -> bool:
    return "missed" in entry.data


def _customer_missed(ticket: Ticket, entry: Entry) -> bool:
    return not _team_missed(ticket, entry)


def _told(_ticket: Ticket, entry: Entry) -> bool:
    return entry.data.get("quiet") is not True


CUSTOMER, OWNER, HANDLERS, GROUP, LEADS, OWING, LEVEL, ROOM = Audience

CHANGED = Notice(HANDLERS, "card-changed", kind=Kind.CARD, card=True)
"""Whoever handles a ticket has its card as it stands, in silence. It comes last: one card of a change is enough."""

NOTICES: dict[Action, tuple[Notice, ...]] = {
    Action.REPORT: (
        Notice(CUSTOMER, "told-reported", lane=Lane.REPLY, kind=Kind.DEADLINE, buttons=("add", "show")),
        Notice(GROUP, "ping-new", kind=Kind.PING, lane=Lane.URGENT, card=True),
        Notice(LEADS, "ping-review", kind=Kind.PING, lane=Lane.URGENT, card=True, only=_pressing),
        Notice(LEADS, "ping-review", kind=Kind.PING, card=True, only=_calm),
    ),
    Action.REVIEW: (Notice(HANDLERS, "ping-reviewed", card=True),),
    Action.ACCEPT: (Notice(CUSTOMER, "told-accepted"), Notice(GROUP, "card-changed", kind=Kind.CARD, card=True)),
    Action.CLAIM: (
        Notice(CUSTOMER, "told-assigned"),
        Notice(GROUP, "card-claimed", kind=Kind.CARD, card=True),
        Notice(LEADS, "card-claimed", kind=Kind.CARD, card=True),
        CHANGED,
    ),
    Action.ASSIGN: (
        Notice(CUSTOMER, "told-assigned"),
        Notice(OWNER, "ping-assigned", kind=Kind.PING, lane=Lane.URGENT, card=True),
        Notice(GROUP, "card-claimed", kind=Kind.CARD, card=True),
    ),
    Action.RELEASE: (
        Notice(GROUP, "ping-released", kind=Kind.PING, lane=Lane.URGENT, card=True),
        Notice(LEADS, "ping-silent-owner", kind=Kind.PING, card=True, only=_silent),
    ),
    Action.MESSAGE: (Notice(CUSTOMER, "told-message", quote=True, buttons=("add",)), CHANGED),
    Action.ASK: (Notice(CUSTOMER, "told-asked", quote=True, buttons=("add",)), CHANGED),
    Action.PROPOSE: (Notice(CUSTOMER, "told-plan", quote=True, buttons=("consent", "object")), CHANGED),
    Action.CONSENT: (Notice(HANDLERS, "ping-consent", kind=Kind.PING, lane=Lane.URGENT, card=True),),
    Action.OBJECT: (Notice(HANDLERS, "ping-objection", kind=Kind.PING, lane=Lane.URGENT, card=True, quote=True),),
    Action.EXPECT: (Notice(CUSTOMER, "told-expected", quote=True, buttons=("add",)), CHANGED),
    Action.ADD: (
        Notice(
            HANDLERS,
            "ping-added",
            kind=Kind.PING,
            lane=Lane.URGENT,
            quote=True,
            buttons=("message", "show"),
            only=_told,
        ),
        CHANGED,
    ),
    Action.URGE: (Notice(HANDLERS, "ping-urged", kind=Kind.PING, lane=Lane.URGENT, quote=True, card=True),),
    Action.WITHDRAW: (
        Notice(CUSTOMER, "told-withdrawn", lane=Lane.REPLY),
        Notice(HANDLERS, "ping-withdrawn", kind=Kind.PING, card=True, quote=True),
    ),
    Action.RESOLVE: (
        Notice(CUSTOMER, "told-resolved", kind=Kind.RESULT, quote=True, buttons=("solved", "unsolved")),
        CHANGED,
    ),
    Action.CONFIRM: (
        Notice(CUSTOMER, "survey-ask", kind=Kind.SURVEY, lane=Lane.REPLY, buttons=("stars",)),
        Notice(HANDLERS, "ping-confirmed", kind=Kind.NEWS),
        CHANGED,
    ),
    Action.DISPUTE: (
        Notice(CUSTOMER, "told-recovery", kind=Kind.DEADLINE, lane=Lane.REPLY),
        Notice(LEADS, "ping-low-rating", kind=Kind.PING, lane=Lane.URGENT, card=True, only=_low),
        Notice(LEADS, "ping-disputed", kind=Kind.PING, lane=Lane.URGENT, card=True, quote=True, only=_not_low),
        Notice(GROUP, "card-changed", kind=Kind.CARD, card=True),
    ),
    Action.REMARK: (Notice(HANDLERS, "ping-remark", kind=Kind.PING, quote=True),),
    Action.CLOSE: (
        Notice(CUSTOMER, "told-closed-unanswered", buttons=("unsolved",)),
        CHANGED,
    ),
    Action.RATE: (CHANGED,),
    Action.MERGE: (CHANGED,),
    Action.ARCHIVE: (CHANGED,),
    Action.SURVEY_END: (CHANGED,),
    Action.WARN: (Notice(OWING, "ping-warn", kind=Kind.PING, lane=Lane.URGENT, card=True),),
    Action.ESCALATE: (
        Notice(LEVEL, "ping-escalated", kind=Kind.PING, lane=Lane.URGENT, card=True),
        Notice(OWING, "ping-missed", kind=Kind.PING, lane=Lane.URGENT, card=True, only=_not_review),
        Notice(CUSTOMER, "told-late", kind=Kind.DEADLINE, only=_owed_result),
    ),
    Action.NUDGE: (
        Notice(HANDLERS, "ping-news-wanted", kind=Kind.PING, lane=Lane.URGENT, buttons=("message", "expect", "show")),
    ),
    Action.PROGRESS: (
        Notice(CUSTOMER, "told-progress", kind=Kind.PROGRESS, buttons=("add",)),
        Notice(LEADS, "ping-silent", kind=Kind.PING, lane=Lane.URGENT, card=True),
        CHANGED,
    ),
    Action.REMIND: (Notice(CUSTOMER, "told-reminder", kind=Kind.PROGRESS, quote=True, buttons=("add",)),),
    Action.SURVEY_REMIND: (
        Notice(
            CUSTOMER,
            "survey-reminder",
            kind=Kind.SURVEY,
            lane=Lane.BULK,
            buttons=("solved", "unsolved"),
            only=lambda ticket, _entry: ticket.status == "resolved",
        ),
        Notice(
            CUSTOMER,
            "survey-reminder",
            kind=Kind.SURVEY,
            lane=Lane.BULK,
            buttons=("stars",),
            only=lambda ticket, _entry: ticket.status == "closed",
        ),
    ),
    Action.UNREACHABLE: (
        Notice(HANDLERS, "ping-unreachable", kind=Kind.PING, lane=Lane.URGENT, card=True, only=_customer_missed),
        Notice(LEADS, "ping-unreachable-team", kind=Kind.PING, lane=Lane.URGENT, card=True, only=_team_missed),
    ),
}


UNSAID = frozenset({Action.ACCEPT, Action.ARCHIVE, Action.NUDGE, Action.SURVEY_END})
"""Changes that a room sees on the card, and that are not worth a line."""


def in_room(entry: Entry, room: int) -> Notice:
    """Return how a room hears of a change: on the ticket's card, and in a line unless it was said there."""
    silent = entry.data.get("room") == room or entry.action in UNSAID
    key = f"did-{entry.action.value.replace('_', '-')}"
    return Notice(ROOM, key, kind=Kind.CARD if silent else Kind.NEWS, card=True)


def after(ticket: Ticket, entry: Entry) -> Iterator[Notice]:
    """Return the notices that a change brings."""
    for notice in NOTICES.get(entry.action, ()):
        if notice.only is None or notice.only(ticket, entry):
            yield notice
