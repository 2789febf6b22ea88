"""The clockwork: it ticks, claims what is due, lets nothing hold up anything else, and ends in order."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta, tzinfo
from pathlib import Path

import pytest

from scheduler import clockwork as module
from scheduler import sweep
from scheduler.clockwork import REMEMBERED, Clockwork
from scheduler.due import Due
from store.db.door import Store
from store.db.errors import DatabaseLocked
from store.desk import Desk
from store.history import Entry
from store.lifecycle import AuthorKind
from store.moment import DAY, HOUR, MINUTE, SECOND, Ms
from store.transaction import Transaction
from tests.bot.post import NINE, OFFICE, report, settle_in

PATIENCE = 30.0


class Hands:
    """A clock that is set by hand."""

    def __init__(self, now: Ms) -> None:
        self.at = now

    def now(self) -> Ms:
        return self.at


@pytest.fixture
def hands() -> Hands:
    return Hands(NINE)


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[Store]:
    opened = await Store.open(tmp_path / "desk.db")
    await opened.write(settle_in)
    yield opened
    await opened.close()


def by_clock(tx: Transaction) -> list[Entry]:
    """What the clock did to any ticket."""
    entries = [entry for ticket in tx.tickets.newest(limit=1_000) for entry in tx.tickets.history(ticket.id)]
    return [entry for entry in entries if entry.author.kind is AuthorKind.CLOCK]


@contextmanager
def refusing(store: Store, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Refuse one batch, as when somebody else writes for longer than the store waits; what comes after it is taken."""
    each = store.write_each

    async def locked(_fn: object, items: Sequence[object]) -> list[object]:
        monkeypatch.setattr(store, "write_each", each)
        return [DatabaseLocked("another process is writing") for _ in items]

    monkeypatch.setattr(store, "write_each", locked)
    yield
    assert store.write_each == each


def working(store: Store, hands: Hands, fired: Callable[[], None] = lambda: None) -> Clockwork:
    return Clockwork(store, OFFICE, hands.now, fired)


async def test_a_tick_fires_what_is_due_and_wakes_the_courier(store: Store, hands: Hands) -> None:
    woken: list[int] = []
    works = working(store, hands, lambda: woken.append(1))
    await store.write(report, NINE)
    assert await works.tick() == 0
    assert woken == []
    hands.at = NINE + 15 * MINUTE
    assert await works.tick() == 1
    assert woken == [1]
    assert works.ticked == hands.at
    assert [entry.data["promise"] for entry in await store.read(by_clock)] == ["review"]
    assert await works.tick() == 0


async def test_it_ticks_by_itself(store: Store, hands: Hands, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "TICK", 0.02)
    fired = asyncio.Event()
    works = working(store, hands, fired.set)
    await store.write(report, NINE)
    hands.at = NINE + HOUR
    works.start()
    assert works.running
    async with asyncio.timeout(PATIENCE):
        await fired.wait()
    await works.stop()
    assert not works.running
    assert len(await store.read(by_clock)) > 0


async def test_it_ticks_on_when_the_clock_is_set_back(
    store: Store, hands: Hands, monkeypatch: pytest.MonkeyPatch
) -> None:
    class SetBack(datetime):
        @classmethod
        def now(cls, tz: tzinfo | None = None) -> SetBack:
            return super().now(tz) - timedelta(hours=2)

    monkeypatch.setattr(module, "TICK", 0.02)
    works, ticks = working(store, hands), asyncio.Semaphore(0)

    async def tick() -> None:
        ticks.release()

    monkeypatch.setattr(works, "tick", tick)
    works.start()
    async with asyncio.timeout(PATIENCE):
        await ticks.acquire()
    for name in ("apscheduler.schedulers.base.datetime", "apscheduler.triggers.interval.datetime"):
        monkeypatch.setattr(name, SetBack)
    async with asyncio.timeout(2):
        for _ in range(5):
            await ticks.acquire()
    await works.stop()


async def test_more_than_a_batch_is_fired_in_one_tick(
    store: Store, hands: Hands, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sweep, "BATCH", 3)
    for _ in range(10):
        await store.write(report, NINE)
    hands.at = NINE + 15 * MINUTE
    assert await working(store, hands).tick() == 10
    assert len(await store.read(by_clock)) == 10


async def test_two_clockworks_on_one_database_fire_each_promise_once(
    store: Store, hands: Hands, tmp_path: Path
) -> None:
    for _ in range(40):
        await store.write(report, NINE)
    hands.at = NINE + 3 * DAY
    other = await Store.open(tmp_path / "desk.db")
    try:
        await asyncio.gather(*(working(each, hands).tick() for each in (store, other, store, other)))
    finally:
        await other.close()
    entries = await store.read(by_clock)
    fired = [(entry.ticket, entry.action, entry.data.get("promise")) for entry in entries]
    assert len(fired) == len(set(fired)) == 40 * 4


async def test_a_rule_that_fails_holds_up_no_other_and_is_tried_again(
    store: Store, hands: Hands, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    tickets = [await store.write(report, NINE) for _ in range(5)]
    sick, rule = tickets[2].id, sweep.PROMISES["due"]

    def fails(desk: Desk, due: Due) -> None:
        rule(desk, due)  # what it wrote before it failed is not kept
        if due.ticket.id == sick:
            raise ZeroDivisionError("a rule is broken")

    monkeypatch.setattr(sweep, "PROMISES", {**sweep.PROMISES, "due": fails})
    works = working(store, hands)
    hands.at = NINE + 15 * MINUTE
    with caplog.at_level(logging.ERROR):
        assert await works.tick() == 5
    assert f"timer due:review of ticket {sick} failed; tried again later" in caplog.text
    assert "ZeroDivisionError: a rule is broken" in caplog.text
    assert {entry.ticket for entry in await store.read(by_clock)} == {ticket.id for ticket in tickets} - {sick}
    assert await works.tick() == 0  # not at once, for ever
    monkeypatch.undo()
    hands.at += sweep.RETRY
    assert await works.tick() == 1
    assert {entry.ticket for entry in await store.read(by_clock)} == {ticket.id for ticket in tickets}


async def test_what_the_database_refused_is_fired_with_the_next_tick(
    store: Store, hands: Hands, monkeypatch: pytest.MonkeyPatch
) -> None:
    tickets = [await store.write(report, NINE) for _ in range(5)]
    works = working(store, hands)
    await works.tick()
    hands.at = NINE + 15 * MINUTE
    with refusing(store, monkeypatch), pytest.raises(DatabaseLocked):
        await works.tick()
    hands.at += SECOND
    assert await works.tick() == 5
    assert {entry.ticket for entry in await store.read(by_clock)} == {ticket.id for ticket in tickets}


async def test_stopping_finishes_the_batch_in_hand_and_leaves_the_rest(
    store: Store, hands: Hands, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sweep, "BATCH", 3)
    for _ in range(12):
        await store.write(report, NINE)
    hands.at = NINE + 15 * MINUTE
    stopping: list[asyncio.Task[None]] = []
    works = working(store, hands, lambda: stopping.append(asyncio.ensure_future(works.stop())))
    fired = await works.tick()
    async with asyncio.timeout(PATIENCE):
        await asyncio.gather(*stopping)
    assert fired in {3, 6}  # the batch in hand, and one more if it had begun already
    assert len(await store.read(by_clock)) == fired
    assert await working(store, hands).tick() == 12 - fired  # the next start has the rest


async def test_stopping_twice_or_before_the_start_is_nothing(store: Store, hands: Hands) -> None:
    works = working(store, hands)
    await works.stop()
    await works.stop()
    assert not works.running


async def test_events_are_forgotten_after_two_weeks_however_many(
    store: Store, hands: Hands, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sweep, "FORGOTTEN", 3)

    def arrive(tx: Transaction, number: int, at: Ms) -> bool:
        return tx.inbox.first("web", f"event{number}", at)

    for number in range(10):
        await store.write(arrive, number, NINE)
    await store.write(arrive, 99, NINE + 2)
    hands.at = NINE + REMEMBERED + 1
    await working(store, hands).tidy()
    assert [await store.write(arrive, number, hands.at) for number in (*range(10), 99)] == [True] * 10 + [False]
