"""Timers follow the playbook: a changed one moves every promise, once, and nothing else."""

from __future__ import annotations

import pytest
from msgspec import structs

from store import replan
from store.lifecycle import Action
from store.moment import DAY, HOUR
from tests.store.room import AGENT, CUSTOMER, Room, at, office

FASTER = office(('p2 = { within = "2h", counted = "working" }', 'p2 = { within = "1h", counted = "working" }'))


def follow(room: Room, *, page: int = 3) -> int:
    """Walk everything as the clockwork does; return how many tickets were looked at."""
    after, seen = replan.START, set[int]()
    while found := replan.page(room.tx, after, page):
        for ticket in {timer.ticket for timer in found} - seen:
            replan.redo(room.tx, room.office, room.now, ticket)
            seen.add(ticket)
        after = found[-1]
    replan.done(room.tx, room.office, room.now)
    return len(seen)


def outdated(room: Room) -> bool:
    return replan.outdated(room.tx, room.office, room.now)


def test_a_new_database_is_walked_once(room: Room) -> None:
    assert outdated(room)
    assert follow(room) == 0
    assert not outdated(room)
    room.now += 30 * DAY
    assert not outdated(room), "time alone changes no playbook"


def test_promises_of_another_playbook_are_computed_anew(room: Room) -> None:
    tickets = []
    for _ in range(7):
        tickets.append(room.report().id)
        room.now += HOUR
    room.act(Action.CLAIM, AGENT, owner=AGENT)
    follow(room)
    room.office = FASTER
    assert outdated(room)
    before = {ticket: room.tx.tickets.get(ticket) for ticket in tickets}
    assert follow(room) == 7
    assert not outdated(room)
    for ticket in tickets:
        found, former = room.tx.tickets.get(ticket), before[ticket]
        assert found is not None
        assert former is not None
        assert structs.replace(found, pending=former.pending) == former, "nothing but its timers has changed"
        assert found.pending["due:response"] == FASTER.calendar.add(found.opened, HOUR)
        room.id = ticket
        assert room.timers() == found.pending


def test_another_version_of_the_rules_is_followed_too(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    follow(room)
    monkeypatch.setattr(replan, "RULES", replan.RULES + 1)
    assert outdated(room)


def test_what_is_archived_is_not_touched(room: Room) -> None:
    room.report()
    room.act(Action.WITHDRAW, CUSTOMER)
    room.act(Action.ARCHIVE, None)
    follow(room)
    room.office = FASTER
    assert follow(room) == 0


def test_an_archive_time_that_moves_moves_what_waits_for_it(room: Room) -> None:
    room.report()
    room.act(Action.WITHDRAW, CUSTOMER)
    room.office = office(('at = "17:00"', 'at = "12:00"'))
    follow(room)
    assert room.timers() == {"archive": at("2026-11-24 12:00")}


def test_a_pass_that_was_broken_off_is_made_again(room: Room) -> None:
    room.report()
    follow(room)
    room.office = FASTER
    (first, *_) = replan.page(room.tx, replan.START, 1)
    replan.redo(room.tx, room.office, room.now, first.ticket)
    assert outdated(room)


def test_a_timer_without_its_ticket_stops_nothing(room: Room) -> None:
    room.tx.timers.replace(404, {}, {"nudge": 1})
    room.report()
    assert follow(room) == 2


def test_nothing_is_told_by_it(room: Room) -> None:
    room.report()
    said = room.said()
    room.office = FASTER
    follow(room)
    assert room.said() == said
