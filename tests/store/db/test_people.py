"""Persons, the addresses at which they are reached, and the codes that make them one of the team."""

from __future__ import annotations

from msgspec import structs

from store.draft import Draft, Seat
from store.people import Address, Invitation, Person, Role
from store.transaction import Transaction
from tests.store.db.conftest import Write


def test_nobody_is_found_where_nobody_was_kept(write: Write) -> None:
    def story(tx: Transaction) -> None:
        assert tx.people.get(1) is None
        assert tx.people.address(1) is None
        assert tx.people.at("web", "x") is None
        assert tx.people.seat("web", "x") is None
        assert tx.people.addresses(1) == []
        assert tx.people.team() == []

    write(story)


def test_the_team_is_everyone_but_customers_and_the_removed_in_the_order_of_joining(write: Write) -> None:
    people = [
        Person(5, role=Role.AGENT, since=30),
        Person(1, role=Role.ADMIN, since=20),
        Person(2, role=Role.SUPERVISOR, since=20),
        Person(3, role=Role.CUSTOMER, since=1),
        Person(4, role=Role.AGENT, since=2, removed=True),
    ]

    def story(tx: Transaction) -> None:
        for person in people:
            tx.people.put(person)
        assert [each.id for each in tx.people.team()] == [1, 2, 5]
        tx.people.put(structs.replace(people[3], role=Role.AGENT))
        tx.people.put(structs.replace(people[1], role=Role.CUSTOMER))
        assert [each.id for each in tx.people.team()] == [3, 2, 5]

    write(story)


def test_the_address_seen_last_comes_first(write: Write) -> None:
    first, second = Address(1, 9, "web", "a", seen=10), Address(2, 9, "mail", "a", seen=20)

    def story(tx: Transaction) -> None:
        for each in (first, second, Address(3, 8, "web", "b", seen=99)):
            tx.people.put_address(each)
        assert tx.people.addresses(9) == [second, first]
        tx.people.put_address(structs.replace(first, seen=30))
        assert [each.id for each in tx.people.addresses(9)] == [1, 2]

    write(story)


def test_an_address_can_become_another_person_s(write: Write) -> None:
    address = Address(1, 9, "web", "a")

    def story(tx: Transaction) -> None:
        tx.people.put_address(address)
        tx.people.put_address(structs.replace(address, person=10))
        assert tx.people.addresses(9) == []
        assert [each.id for each in tx.people.addresses(10)] == [1]
        tx.people.put_address(structs.replace(address, person=10, blocked=True))
        assert tx.people.address(1) == Address(1, 10, "web", "a", blocked=True)

    write(story)


def test_an_invitation_works_once(write: Write) -> None:
    invitation = Invitation("hash", 9, expires=100)

    def story(tx: Transaction) -> None:
        tx.people.invite(invitation)
        assert tx.people.take_invitation("other", 1) is None
        assert tx.people.take_invitation("hash", 1) == invitation
        assert tx.people.take_invitation("hash", 1) is None

    write(story)


def test_an_invitation_ends_with_its_time(write: Write) -> None:
    def story(tx: Transaction) -> None:
        tx.people.invite(Invitation("hash", 9, expires=100))
        assert tx.people.take_invitation("hash", 100) is None

    write(story)


def test_a_seat_is_an_address_with_who_sits_there_and_what_they_are_in(write: Write) -> None:
    address, person, draft = (
        Address(1, 9, "web", "a", seen=10),
        Person(9, name="Wang"),
        Draft(1, "report", 5, at="model"),
    )

    def story(tx: Transaction) -> None:
        tx.people.put_address(address)
        tx.people.put_address(Address(2, 8, "web", "b"))
        assert tx.people.seat("web", "a") == Seat(address, None, None)
        tx.people.put(person)
        tx.drafts.put(structs.replace(draft, address=2))
        assert tx.people.seat("web", "a") == Seat(address, person, None)
        tx.drafts.put(draft)
        assert tx.people.seat("web", "a") == Seat(address, person, draft)
        assert tx.people.seat("mail", "a") is None

    write(story)
