"""After a start with another playbook, every open promise follows it before anything fires."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from scheduler import sweep
from scheduler.clockwork import Clockwork
from store import replan
from store.db.door import Store
from store.db.errors import DatabaseLocked
from store.lifecycle import AuthorKind
from store.moment import HOUR, MINUTE, Ms
from store.office import Office
from store.transaction import Transaction
from tests.bot.post import NINE, report, settle_in
from tests.scheduler.test_clockwork import refusing
from tests.store.room import OFFICE, office

FASTER = office(('p2 = { within = "2h", counted = "working" }', 'p2 = { within = "20m", counted = "working" }'))
COUNT = 25


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[Store]:
    opened = await Store.open(tmp_path / "desk.db")
    await opened.write(settle_in)
    yield opened
    await opened.close()


async def started(store: Store, house: Office, now: Ms) -> Clockwork:
    """A program that starts at a moment and looks once at what is due."""
    clockwork = Clockwork(store, house, lambda: now, lambda: None)
    await clockwork.tick()
    return clockwork


def due(tx: Transaction) -> set[Ms]:
    return {timer.due for timer in tx.timers.due(2**62, 10_000) if timer.kind == "due:response"}


def alarms(tx: Transaction) -> list[str]:
    tickets = tx.tickets.newest(limit=COUNT)
    return [
        entry.action.value
        for ticket in tickets
        for entry in tx.tickets.history(ticket.id)
        if entry.author.kind is AuthorKind.CLOCK
    ]


async def test_every_promise_moves_before_anything_fires(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sweep, "BATCH", 7)
    for _ in range(COUNT):
        await store.write(report, NINE)
    await started(store, OFFICE, NINE)
    assert await store.read(due) == {NINE + 2 * HOUR}
    await started(store, FASTER, NINE + 10 * MINUTE)
    assert await store.read(due) == {NINE + 20 * MINUTE}
    assert await store.read(alarms) == []


async def test_a_promise_made_longer_does_not_fire_by_the_old_one(store: Store) -> None:
    await store.write(report, NINE)
    await started(store, FASTER, NINE)
    await started(store, OFFICE, NINE + 21 * MINUTE)
    assert await store.read(alarms) == ["escalate"]  # the review, which both promise in a quarter of an hour


async def test_the_same_playbook_is_looked_at_and_left_alone(store: Store, caplog: pytest.LogCaptureFixture) -> None:
    await store.write(report, NINE)
    with caplog.at_level(logging.INFO):
        await started(store, OFFICE, NINE)
        await started(store, OFFICE, NINE + MINUTE)
    assert [record.message for record in caplog.records if "playbook has changed" in record.message] == [
        "the playbook has changed: every open promise is computed anew"
    ]


async def test_promises_that_the_database_refused_to_move_are_moved_with_the_next_tick(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    for _ in range(3):
        await store.write(report, NINE)
    await started(store, OFFICE, NINE)
    clockwork = Clockwork(store, FASTER, lambda: NINE + 10 * MINUTE, lambda: None)
    with refusing(store, monkeypatch), pytest.raises(DatabaseLocked):
        await clockwork.tick()
    await clockwork.tick()
    assert await store.read(due) == {NINE + 20 * MINUTE}


async def test_one_ticket_that_cannot_be_reckoned_holds_up_no_other(
    store: Store, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken = (await store.write(report, NINE)).id
    await store.write(report, NINE)
    await started(store, OFFICE, NINE)
    redo = replan.redo

    def faulty(tx: Transaction, house: Office, now: Ms, ticket: int) -> None:
        if ticket == broken:
            raise ValueError(ticket)
        redo(tx, house, now, ticket)

    monkeypatch.setattr(replan, "redo", faulty)
    await started(store, FASTER, NINE)
    assert await store.read(due) == {NINE + 2 * HOUR, NINE + 20 * MINUTE}
    assert [record.levelname for record in caplog.records] == ["ERROR"]
    assert not await store.read(replan.outdated, FASTER, NINE)
