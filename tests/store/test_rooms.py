from __future__ import annotations

from msgspec import structs

from store.delivery import Kind
from store.lifecycle import CLOCK, Action
from store.message import Text
from store.moment import HOUR
from store.people import Address, Person, Role
from tests.store.room import AGENT, CUSTOMER, TUESDAY, Room

DESK = 70


def open_a_room(room: Room) -> None:
    """Give the team a place where it reads together."""
    room.tx.people.put(Person(DESK, role=Role.ROOM))
    room.tx.people.put_address(Address(700, DESK, "post", "desk", seen=TUESDAY))


def test_a_room_hears_every_change_once_on_the_tickets_card(room: Room) -> None:
    open_a_room(room)
    room.report()
    room.act(Action.CLAIM, AGENT, owner=AGENT)
    room.act(Action.NOTE, AGENT, words="the fuser")
    heard = [each for each in room.said() if each.person == DESK]
    assert [each.message.texts[0].key for each in heard] == ["did-report", "did-claim", "did-note"]
    assert {each.message.slot for each in heard} == {f"ticket:{room.id}"}
    assert {each.kind for each in heard} == {Kind.NEWS}
    assert all(each.message.title == heard[0].message.title and each.message.buttons for each in heard)


def test_a_room_is_none_of_the_team_and_rings_nobody(room: Room) -> None:
    open_a_room(room)
    before = [person.id for person in room.tx.people.team()]
    assert DESK not in before
    assert [person.id for person in room.tx.people.rooms()] == [DESK]
    room.report()
    assert not Person(DESK, role=Role.ROOM).is_team
    assert [each.message.texts[:1] for each in room.said() if each.person == DESK] != [(Text("ping-new"),)]


def test_a_room_that_was_closed_hears_nothing(room: Room) -> None:
    open_a_room(room)
    room.tx.people.put(structs.replace(Person(DESK, role=Role.ROOM), removed=True))
    room.report()
    assert [each for each in room.said() if each.person == DESK] == []


def test_a_card_that_can_do_nothing_more_has_no_buttons(room: Room) -> None:
    open_a_room(room)
    room.report()
    room.act(Action.WITHDRAW, CUSTOMER)
    room.act(Action.ARCHIVE, None, HOUR)
    last = [each for each in room.said() if each.person == DESK][-1]
    assert last.message.buttons == ()
    assert room.tx.tickets.history(room.id)[-1].author == CLOCK
