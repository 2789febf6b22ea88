"""Event → who is told what: a table in which nothing is said to the wrong people."""

from __future__ import annotations

import pytest

from store.card import CUSTOMER_VERBS, TEAM_VERBS
from store.delivery import Kind, Lane
from store.history import Change, Detail, follow
from store.lifecycle import CLOCK, Action, Author, AuthorKind
from store.notices import NOTICES, Notice, after
from store.routing import Audience
from store.ticket import Priority, Status, Ticket

ROWS = [(action, notice) for action, notices in NOTICES.items() for notice in notices]
TICKET = Ticket(1, "N1", 9, Status.NEW, Priority.P2, "fault", 100)

SILENT = {
    Action.NOTE,  # stays inside, and whoever needs it reads it in the history
    Action.RATE,  # answered by the dialogue; a low one is a dispute
    Action.ARCHIVE,
    Action.SURVEY_END,
    Action.MERGE,
}
"""Actions of which nobody is told."""


def test_every_action_tells_somebody_or_is_meant_not_to() -> None:
    telling = {action for action, notice in ROWS if notice.kind is not Kind.CARD}
    assert set(Action) - telling == SILENT


@pytest.mark.parametrize(("action", "notice"), ROWS)
def test_a_row_speaks_to_its_audience(action: Action, notice: Notice) -> None:
    for_customer = notice.audience is Audience.CUSTOMER
    told = notice.key.startswith(("told-", "survey-"))
    assert told == for_customer, "the words for customers and for the team are different words"
    if for_customer:
        assert not notice.card, "a card shows what only the team may know"
        assert notice.kind not in {Kind.PING, Kind.CARD}
        assert set(notice.buttons) <= {*CUSTOMER_VERBS, "stars", "show"}
    else:
        assert notice.kind in {Kind.PING, Kind.CARD, Kind.NEWS}
        assert set(notice.buttons) <= {*TEAM_VERBS, "show"}
        assert not (notice.card and notice.buttons), "a card has the buttons that its reader may press"


@pytest.mark.parametrize(("action", "notice"), ROWS)
def test_what_may_expire_or_be_sent_again_is_of_the_right_kind(action: Action, notice: Notice) -> None:
    if notice.lane is Lane.URGENT:
        assert notice.kind is Kind.PING
    if notice.key == "told-resolved":
        assert notice.kind is Kind.RESULT
    if notice.lane is Lane.BULK:
        assert notice.kind is Kind.SURVEY


def keys(action: Action, author: Author = CLOCK, /, **data: Detail) -> list[str]:
    entry = follow(1, 1, "", Change(1, author, action, TICKET.status, data))
    return [notice.key for notice in after(TICKET, entry)]


@pytest.mark.parametrize(
    ("promise", "level", "honest"),
    [("resolution", 1, True), ("response", 1, True), ("opinion", 1, True), ("resolution", 2, False), ("review", 1, False),
     ("accept", 1, False), ("contact", 1, False), ("recovery", 1, False)],
)  # fmt: skip
def test_the_customer_hears_once_that_a_promise_to_them_was_not_kept(promise: str, level: int, *, honest: bool) -> None:
    assert ("told-late" in keys(Action.ESCALATE, promise=promise, level=level)) == honest


def test_a_silent_owner_s_ticket_tells_the_lead_and_a_given_back_one_does_not() -> None:
    assert "ping-silent-owner" in keys(Action.RELEASE)
    assert "ping-silent-owner" not in keys(Action.RELEASE, Author(AuthorKind.AGENT, 2))


def test_a_low_rating_and_a_dispute_ring_with_their_own_words() -> None:
    assert "ping-low-rating" in keys(Action.DISPUTE, cause="low_rating")
    assert "ping-disputed" in keys(Action.DISPUTE)


def test_an_addition_may_be_told_in_silence() -> None:
    assert keys(Action.ADD) == ["ping-added", "card-changed"]
    assert keys(Action.ADD, quiet=True) == ["card-changed"]


@pytest.mark.parametrize(("data", "key"), [({}, "ping-unreachable"), ({"missed": "Li"}, "ping-unreachable-team")])
def test_who_is_out_of_reach_decides_who_hears_of_it(data: dict[str, Detail], key: str) -> None:
    assert keys(Action.UNREACHABLE, **data) == [key]
