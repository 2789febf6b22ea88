"""Tickets are found by what is searched, their histories only grow, and their numbers never repeat."""

from __future__ import annotations

import asyncio
import sqlite3

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec import structs

from store import history
from store.db.door import Store
from store.history import Change
from store.lifecycle import CLOCK, Action, Author, AuthorKind
from store.ticket import ENDED, OPEN, Priority, Status, Ticket
from store.transaction import Transaction
from tests.store.db.conftest import Write

REFUSED = (sqlite3.IntegrityError,)
"""What each database raises when a key is taken."""

BLANK = Ticket(1, "N1", 9, Status.NEW, Priority.P2, "fault", 100)

LIVE = tuple(set(Status) - ENDED)


def ticket(number: int, **fields: object) -> Ticket:
    return structs.replace(BLANK, id=number, number=f"N{number}", **fields)


def keep(tx: Transaction, *tickets: Ticket) -> None:
    for each in tickets:
        tx.tickets.put(each, new=True)


def ids(tickets: list[Ticket]) -> list[int]:
    return [each.id for each in tickets]


def test_a_ticket_is_found_by_id_and_by_number(write: Write) -> None:
    def story(tx: Transaction) -> None:
        keep(tx, ticket(1), ticket(2))
        assert tx.tickets.get(2) == tx.tickets.numbered("N2") == ticket(2)
        assert tx.tickets.get(3) is None
        assert tx.tickets.numbered("n2") is None

    write(story)


def test_a_number_is_given_once(write: Write) -> None:
    def story(tx: Transaction) -> None:
        keep(tx, ticket(1), structs.replace(ticket(2), number="N1"))

    with pytest.raises(REFUSED):
        write(story)
    assert write(lambda tx: tx.tickets.newest()) == []


def test_a_customer_s_tickets_come_newest_first(write: Write) -> None:
    def story(tx: Transaction) -> None:
        keep(tx, *(ticket(number, customer=number % 2) for number in range(1, 8)))
        assert ids(tx.tickets.of_customer(1)) == [7, 5, 3, 1]
        assert ids(tx.tickets.of_customer(1, limit=2)) == [7, 5]
        assert ids(tx.tickets.newest(limit=3)) == [7, 6, 5]
        tx.tickets.put(ticket(7, customer=0))
        assert ids(tx.tickets.of_customer(1)) == [5, 3, 1]

    write(story)


def test_the_queue_is_most_pressing_then_oldest_first(write: Write) -> None:
    def story(tx: Transaction) -> None:
        keep(
            tx,
            ticket(1, priority=Priority.P3, opened=1),
            ticket(2, priority=Priority.P1, opened=9),
            ticket(3, priority=Priority.P1, opened=8, status=Status.REOPENED),
            ticket(4, priority=Priority.P2, opened=7),
            ticket(5, priority=Priority.P1, opened=6, status=Status.RESOLVED),
        )
        assert ids(tx.tickets.queue(tuple(OPEN))) == [3, 2, 4, 1]
        assert ids(tx.tickets.queue((Status.NEW, Status.NEW), limit=2)) == [2, 4]
        assert ids(tx.tickets.queue((Status.RESOLVED,))) == [5]
        tx.tickets.put(ticket(2, priority=Priority.P1, opened=9, status=Status.ASSIGNED))
        assert ids(tx.tickets.queue((Status.NEW,))) == [4, 1]

    write(story)


@pytest.mark.parametrize("status", sorted(ENDED))
def test_what_has_ended_is_in_no_queue(write: Write, status: Status) -> None:
    def story(tx: Transaction) -> None:
        keep(tx, ticket(1, owner=4))
        tx.tickets.put(ticket(1, owner=4, status=status))
        assert tx.tickets.queue(tuple(Status)) == tx.tickets.owned(4, tuple(Status)) == []
        assert ids(tx.tickets.of_customer(9)) == [1]

    write(story)


def test_who_owns_or_leads_a_ticket_has_it_once(write: Write) -> None:
    def story(tx: Transaction) -> None:
        keep(
            tx,
            ticket(1, owner=4, opened=3),
            ticket(2, lead=4, opened=2),
            ticket(3, owner=4, lead=4, opened=1),
            ticket(4, owner=5),
            ticket(5),
        )
        assert ids(tx.tickets.owned(4, (Status.NEW,))) == [3, 2, 1]
        assert ids(tx.tickets.owned(4, (Status.NEW,), limit=2)) == [3, 2]
        assert tx.tickets.owned(4, (Status.CLOSED,)) == tx.tickets.owned(0, (Status.NEW,)) == []
        tx.tickets.put(ticket(1, owner=5))
        assert ids(tx.tickets.owned(4, (Status.NEW,))) == [3, 2]
        assert ids(tx.tickets.owned(5, (Status.NEW,))) == [1, 4]

    write(story)


PEOPLE = st.sampled_from([None, 4, 5])
CHANGES = st.builds(
    lambda number, status, priority, owner, lead: ticket(
        number, status=status, priority=priority, owner=owner, lead=lead, opened=number % 3
    ),
    st.integers(1, 6),
    st.sampled_from(Status),
    st.sampled_from(Priority),
    PEOPLE,
    PEOPLE,
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=60)
@given(changes=st.lists(CHANGES, max_size=15), statuses=st.sets(st.sampled_from(LIVE)), limit=st.integers(1, 4))
def test_queues_show_the_tickets_as_they_stand(
    write: Write, changes: list[Ticket], statuses: set[Status], limit: int
) -> None:
    latest = {each.id: each for each in changes}

    def story(tx: Transaction) -> None:
        for each in changes:
            tx.tickets.put(each, new=tx.tickets.get(each.id) is None)
        inside = sorted(
            (each for each in latest.values() if each.status in statuses),
            key=lambda each: (each.priority, each.opened, each.id),
        )
        assert tx.tickets.queue(tuple(statuses), limit=limit) == inside[:limit]
        mine = [each for each in inside if 4 in {each.owner, each.lead}]
        assert tx.tickets.owned(4, tuple(statuses), limit=limit) == mine[:limit]
        raise LookupError  # the next example begins with nothing

    with pytest.raises(LookupError):
        write(story)


def test_a_history_comes_back_whole_and_proves_itself(write: Write) -> None:
    def story(tx: Transaction) -> None:
        head = ""
        for seq in range(1, 30):
            author = CLOCK if seq % 2 else Author(AuthorKind.AGENT, 4)
            data: dict[str, history.Detail] = {"words": "不好用", "files": ("a", "b"), "late": None, "solved": True}
            entry = history.follow(1, seq, head, Change(100 + seq, author, Action.NOTE, Status.NEW, data))
            tx.tickets.append(entry)
            head = entry.hash
        entries = tx.tickets.history(1)
        assert len(entries) == 29
        assert history.verify(entries, seq=29, head=head) is None
        assert tx.tickets.history(2) == []

    write(story)


def test_an_entry_is_never_replaced(write: Write) -> None:
    entry = history.follow(1, 1, "", Change(1, CLOCK, Action.REPORT, Status.NEW))
    other = history.follow(1, 1, "", Change(2, CLOCK, Action.REPORT, Status.NEW))
    write(lambda tx: tx.tickets.append(entry))
    with pytest.raises(REFUSED):
        write(lambda tx: tx.tickets.append(other))
    assert write(lambda tx: tx.tickets.history(1)) == [entry]


async def test_serials_have_no_gap_and_no_double_under_concurrency(store: Store) -> None:
    def give(tx: Transaction, period: str) -> int:
        return tx.tickets.next_serial(period, 1001)

    given = await asyncio.gather(*(store.write(give, f"2026-{number % 2}") for number in range(400)))
    assert sorted(given[::2]) == sorted(given[1::2]) == list(range(1001, 1201))


def test_a_serial_whose_event_failed_is_given_again(write: Write) -> None:
    def fails(tx: Transaction) -> None:
        tx.tickets.next_serial("2026")
        raise LookupError

    assert write(lambda tx: tx.tickets.next_serial("2026")) == 1
    with pytest.raises(LookupError):
        write(fails)
    assert write(lambda tx: tx.tickets.next_serial("2026")) == 2
