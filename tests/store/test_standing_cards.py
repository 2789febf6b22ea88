"""Whatever happens to a ticket, whoever handles it and every room of the team have its card as it stands."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence

import pytest
from msgspec import structs

from scheduler import sweep
from store import card, trace
from store.deadlines import deadlines
from store.delivery import Delivery, Kind
from store.desk import Refused
from store.history import Change, Detail, follow
from store.lifecycle import CLOCK, Action, Author, AuthorKind, rule_for
from store.message import Button, Fact
from store.moment import DAY, HOUR
from store.notices import CHANGED
from store.people import Address, Person, Role
from store.routing import Audience, recipients
from store.ticket import Status, Ticket
from tests.store.room import AGENT, CUSTOMER, LEAD, SECOND, TEAM, TUESDAY, Room, by
from tests.store.test_desk import NEEDED, in_status

HALL = 90
"""The room in which the team reads together."""

Card = tuple[tuple[Fact, ...], tuple[tuple[Button, ...], ...]]


def settled(room: Room) -> Room:
    """A room of rules with a room of the team in it."""
    room.tx.people.put(Person(HALL, role=Role.ROOM))
    room.tx.people.put_address(Address(HALL * 10, HALL, "post", "hall", seen=TUESDAY))
    return room


def standing(room: Room, reader: int) -> Card:
    """The card as the ticket stands."""
    ticket, person = room.ticket, room.tx.people.get(reader)
    assert person is not None
    promises = deadlines(ticket, trace.read(room.history), room.office)
    customer, owner = (room.tx.people.get(each or 0) for each in (ticket.customer, ticket.owner))
    buttons = card.room_buttons(ticket) if reader == HALL else card.team_buttons(ticket, person)
    return card.team_facts(ticket, customer, owner, promises, room.office), buttons


def brought(room: Room, reader: int) -> list[Delivery]:
    """The cards that the last change brought somebody."""
    last = f"{room.id}:{room.ticket.seq}:"
    return [
        each for each in room.said() if each.person == reader and each.message.slot and each.dedupe.startswith(last)
    ]


def shown(delivery: Delivery) -> Card:
    return delivery.message.facts, delivery.message.buttons


def stand_in(room: Room, status: Status, owner: int | None) -> None:
    """Put the ticket into a status past the rules, and its history with it."""
    in_status(room, status)
    ticket = room.ticket
    entry = follow(ticket.id, ticket.seq + 1, ticket.head, Change(room.now, CLOCK, Action.NUDGE, status, {}))
    room.tx.tickets.append(entry)
    room.tx.tickets.put(structs.replace(ticket, owner=owner, seq=entry.seq, head=entry.hash))


def handlers(ticket: Ticket) -> Sequence[int]:
    return recipients(Audience.HANDLERS, ticket, TEAM)


def authors(action: Action, status: Status) -> Iterator[Author]:
    rule = rule_for(action, status)
    kinds = rule.who if rule is not None else frozenset[AuthorKind]()
    return (author for author in (by(CUSTOMER), by(AGENT), by(LEAD), CLOCK) if author.kind in kinds)


@pytest.mark.parametrize("owner", [AGENT, None])
@pytest.mark.parametrize("status", Status)
def test_every_change_of_a_card_brings_the_card(room: Room, status: Status, owner: int | None) -> None:
    settled(room).report()
    stand_in(room, status, owner)
    for action in set(Action) - {Action.REPORT}:
        for author in authors(action, status):
            room.connection.execute("BEGIN")
            before = {reader: standing(room, reader) for reader in handlers(room.ticket)}
            data: dict[str, Detail] = NEEDED | {"owner": AGENT if action is Action.ASSIGN else author.person}
            try:
                room.desk.act(room.id, action, author, data)
            except Refused:
                pass  # an agent at work on what is nobody's
            else:
                for reader in (*handlers(room.ticket), HALL):
                    cards = brought(room, reader)
                    assert len(cards) <= 1, (action, reader)
                    if cards or reader == HALL:
                        assert shown(cards[0]) == standing(room, reader), (action, reader)
                    else:
                        assert before.get(reader) == standing(room, reader), (action, reader)
            room.connection.execute("ROLLBACK")


@pytest.mark.parametrize("seed", range(8))
def test_cards_stand_as_the_ticket_does_through_a_life(room: Room, seed: int) -> None:
    chance = random.Random(seed)
    settled(room).report(urgency=chance.choice(("urgent", "normal", "low")))
    for _ in range(60):
        _live(room, chance)
        for reader in (*handlers(room.ticket), HALL):
            cards = [each for each in room.said() if each.person == reader and each.message.slot]
            assert shown(cards[-1]) == standing(room, reader), room.history[-1]


def _live(room: Room, chance: random.Random) -> None:
    """Let somebody do something, or the next timer fire."""
    timer = room.tx.timers.next()
    if timer is not None and chance.random() < 0.3:
        room.now = max(room.now, timer.due)
        sweep.fire(room.tx, room.office, room.now, timer)
        return
    room.now += chance.choice((HOUR // 6, HOUR, 5 * HOUR))
    action = chance.choice(sorted(set(Action) - {Action.REPORT, Action.MERGE, Action.ARCHIVE, Action.DISPUTE}))
    author = by(chance.choice((CUSTOMER, CUSTOMER, AGENT, SECOND, LEAD)))
    data = NEEDED | {"owner": author.person, "expected": room.now + DAY, "priority": chance.choice((1, 2, 3))}
    try:
        if action is Action.RATE:
            room.desk.rate(room.id, author, chance.randint(1, 5))
        elif action is Action.CONFIRM and chance.random() < 0.5:
            room.desk.dispute(room.id, author, {"words": "No"})
        else:
            room.desk.act(room.id, action, author, data)
    except Refused:
        pass


def test_a_card_that_is_only_brought_up_to_date_rings_nobody() -> None:
    assert (CHANGED.kind, CHANGED.quote, CHANGED.buttons) == (Kind.CARD, False, ())
