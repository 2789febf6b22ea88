"""A card shows what its reader may know and the buttons that its reader may press."""

from __future__ import annotations

import pytest
from msgspec import structs

from store import card
from store.calendar import WALL_CLOCK
from store.card import customer_buttons, customer_facts, promise_facts, team_buttons, team_facts
from store.deadlines import Deadline, Promise
from store.lifecycle import Action, AuthorKind
from store.message import At, Button, Fact, Named, Term
from store.people import Person, Tier
from store.press import parse
from store.ticket import Priority, Status, Ticket
from tests.store.room import AGENT, CUSTOMER, LEAD, OFFICE, OTHER, PEOPLE, SECOND

TICKET = Ticket(
    1,
    "N1",
    CUSTOMER,
    Status.NEW,
    Priority.P2,
    "fault",
    100,
    title="No picture",
    answers={"model": "X1", "serial_number": "7"},
)


def person(number: int) -> Person:
    return next(each for each in PEOPLE if each.id == number)


def verbs(buttons: tuple[tuple[Button, ...], ...]) -> list[str]:
    found = [parse(button.press) for row in buttons for button in row]
    assert all(press is not None and press.subject == TICKET.id for press in found)
    return [press.verb for press in found if press is not None]


@pytest.mark.parametrize(
    ("status", "reader", "expected"),
    [
        (Status.NEW, AGENT, ["claim", "note"]),
        (Status.NEW, LEAD, ["claim", "review", "note"]),
        (Status.ASSIGNED, AGENT, ["message", "ask", "expect", "resolve", "note"]),
        (Status.ASSIGNED, SECOND, ["note"]),
        (Status.ASSIGNED, LEAD, ["review", "message", "ask", "expect", "resolve", "note"]),
        (Status.AWAITING_CUSTOMER, AGENT, ["message", "expect", "resolve", "note"]),
        (Status.RESOLVED, AGENT, ["message", "note"]),
        (Status.CLOSED, SECOND, ["note"]),
        (Status.ARCHIVED, LEAD, []),
    ],
)
def test_the_team_sees_what_it_may_do_now(status: Status, reader: int, expected: list[str]) -> None:
    ticket = structs.replace(TICKET, status=status, owner=None if status is Status.NEW else AGENT)
    assert verbs(team_buttons(ticket, person(reader))) == expected


@pytest.mark.parametrize(
    ("status", "expected"),
    [
        (Status.NEW, ["add", "urge", "withdraw"]),
        (Status.AWAITING_CONSENT, ["consent", "object", "add", "urge", "withdraw"]),
        (Status.RESOLVED, ["solved", "unsolved", "add"]),
        (Status.CLOSED, ["unsolved", "add"]),
        (Status.CANCELLED, []),
    ],
)
def test_a_customer_sees_what_they_may_do_now(status: Status, expected: list[str]) -> None:
    ticket = structs.replace(TICKET, status=status)
    assert verbs(customer_buttons(ticket, person(CUSTOMER))) == expected
    assert verbs(customer_buttons(ticket, person(OTHER))) == []


def test_buttons_stand_in_rows_and_stars_in_one_of_their_own() -> None:
    rows = card.rows(("solved", "unsolved", "add", "urge", "stars"), TICKET)
    assert [len(row) for row in rows] == [5, 3, 1]
    assert [button.press.rpartition(":")[2] for button in rows[0]] == ["0.1", "0.2", "0.3", "0.4", "0.5"]


@pytest.mark.parametrize(
    ("resolver", "lead", "may"), [(AGENT, LEAD, False), (SECOND, LEAD, True), (AGENT, None, True), (AGENT, AGENT, True)]
)
def test_who_failed_does_not_take_it_back(resolver: int, lead: int | None, *, may: bool) -> None:
    ticket = structs.replace(TICKET, status=Status.REOPENED, resolver=resolver, lead=lead)
    assert card.allowed(Action.CLAIM, ticket, person(AGENT), AuthorKind.AGENT) == may


def names(facts: tuple[Fact, ...]) -> list[str]:
    return [fact.label.key for fact in facts]


def promise(kind: Promise, due: int | None, met: int | None = None) -> Deadline:
    return Deadline(kind, 0, 10, WALL_CLOCK, (), due, met)


def test_the_next_promises_come_first_and_what_is_paused_last() -> None:
    facts = promise_facts(
        [
            promise(Promise.RESOLUTION, None),
            promise(Promise.PROGRESS, 40),
            promise(Promise.ACCEPT, 20, met=15),
            promise(Promise.CONTACT, 30),
            promise(Promise.REVIEW, 10),
            promise(Promise.RESPONSE, 50),
        ]
    )
    assert [(fact.label.key, fact.value) for fact in facts] == [
        ("promise-review", At(10)),
        ("promise-contact", At(30)),
        ("promise-progress", At(40)),
        ("promise-resolution", Term("paused")),
    ]


def test_the_customer_sees_the_promises_made_to_them_and_no_inner_ones() -> None:
    promises = [promise(each, number) for number, each in enumerate(Promise)]
    seen = names(customer_facts(TICKET, None, promises, OFFICE))
    assert not {"promise-review", "promise-accept", "fact-phone", "fact-customer"} & set(seen)
    assert "promise-contact" in seen


def test_the_team_sees_the_customer_and_the_device() -> None:
    customer = structs.replace(person(CUSTOMER), tier=Tier.ENTERPRISE)
    facts = team_facts(structs.replace(TICKET, owner=AGENT, expected=900), customer, person(AGENT), [], OFFICE)
    told = {fact.label.key: fact.value for fact in facts}
    assert (told["fact-customer"], told["fact-phone"], told["fact-owner"]) == ("Wang", "+8613800138000", "Li")
    assert (told["label-model"], told["label-serial-number"], told["fact-expected"]) == ("X1", "7", At(900))
    tier, category = told["fact-tier"], told["fact-category"]
    assert isinstance(tier, Named)
    assert isinstance(category, Named)
    assert (tier.label.en, category.label.zh) == ("Company", "功能故障")


def test_what_is_not_known_is_left_out() -> None:
    assert not {"fact-customer", "fact-owner", "label-model", "fact-expected"} & set(
        names(team_facts(structs.replace(TICKET, answers={}), None, None, [], OFFICE))
    )
    assert card.category_name(structs.replace(TICKET, category="gone"), OFFICE) == "gone"


def test_a_nameless_customer_is_a_customer() -> None:
    told = {fact.label.key: fact.value for fact in team_facts(TICKET, Person(1), None, [], OFFICE)}
    assert told["fact-customer"] == Term("the-customer")
