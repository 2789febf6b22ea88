from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Protocol

import pytest

from bot import pace as module
from bot.channel import Later
from bot.clock import MovableClock, StillClock
from bot.courier import Courier
from bot.pace import Pace
from scheduler.clockwork import Clockwork
from store.db.door import Store
from store.delivery import State
from store.history import Entry
from store.lifecycle import AuthorKind
from store.moment import DAY, HOUR, MINUTE, Ms
from store.transaction import Transaction
from tests.bot.post import AGENT, CUSTOMER, NINE, OFFICE, Post, carrying, report, row, settle_in, write


@pytest.fixture
def clock() -> StillClock:
    return StillClock(NINE)


@pytest.fixture
def post() -> Post:
    return Post()


@pytest.fixture
async def courier(store: Store, clock: MovableClock, post: Post) -> AsyncIterator[Courier]:
    await store.write(settle_in)
    async with carrying(store, clock, post) as running:
        yield running


@pytest.fixture
async def pace(store: Store, clock: MovableClock, courier: Courier) -> Pace:
    return Pace(store, clock, Clockwork(store, OFFICE, clock.now, courier.wake))


class Posted(Protocol):
    """Writes a message and returns its number."""

    async def __call__(self, address: int, **changes: object) -> int: ...


@pytest.fixture
async def posted(store: Store, courier: Courier) -> Posted:
    """Write a message and wake the courier, as whoever writes one does."""

    async def one(address: int, **changes: object) -> int:
        number = await store.write(write, address, "one", **changes)
        courier.wake()
        return number

    return one


def by_clock(tx: Transaction) -> list[Entry]:
    (ticket,) = tx.tickets.newest()
    return [entry for entry in tx.tickets.history(ticket.id) if entry.author.kind is AuthorKind.CLOCK]


def ended(tx: Transaction) -> list[tuple[Ms, Ms | None]]:
    (ticket,) = tx.tickets.newest()
    return [(max(row.created, row.not_before), row.ended) for row in tx.outbox.of_ticket(ticket.id)]


async def test_each_promise_on_the_way_fires_at_its_own_moment(
    pace: Pace, store: Store, clock: StillClock, courier: Courier
) -> None:
    ticket = await store.write(report, NINE)
    courier.wake()
    await pace.to(NINE + 3 * HOUR)
    assert clock.now() == NINE + 3 * HOUR
    fired = await store.read(by_clock)
    assert [(entry.at - NINE) // MINUTE for entry in fired] == [15, 60, 90, 120]
    assert all("late" not in entry.data for entry in fired)
    assert ticket.pending["due:review"] == fired[0].at


async def test_everything_is_delivered_at_the_moment_at_which_it_may_be(
    pace: Pace, store: Store, courier: Courier
) -> None:
    await store.write(report, NINE)
    courier.wake()
    await pace.to(NINE + 3 * DAY)
    found = await store.read(ended)
    assert len(found) > 10
    assert [(moment, end) for moment, end in found if moment != end] == []


async def test_what_waits_for_the_morning_is_delivered_in_the_morning(
    pace: Pace, store: Store, clock: StillClock, posted: Posted
) -> None:
    morning = NINE + 23 * HOUR
    number = await posted(CUSTOMER * 10, not_before=morning)
    await pace.to(NINE + 22 * HOUR)
    assert (await store.read(row, number)).state is State.WAITING
    await pace.to(NINE + DAY)
    assert (await store.read(row, number)).ended == morning
    assert clock.now() == NINE + DAY


async def test_the_next_promise_is_walked_to(pace: Pace, store: Store, clock: StillClock, courier: Courier) -> None:
    await store.write(report, NINE)
    courier.wake()
    following = await pace.to_next()
    assert following is not None
    assert (following.kind, clock.now()) == ("due:review", NINE + 15 * MINUTE)


async def test_with_nothing_promised_time_stays(pace: Pace, clock: StillClock) -> None:
    assert await pace.to_next() is None
    assert clock.now() == NINE


async def test_a_moment_that_is_past_changes_nothing(pace: Pace, clock: StillClock) -> None:
    await pace.to(NINE - DAY)
    assert clock.now() == NINE


async def test_what_cannot_be_delivered_is_left_behind(
    pace: Pace, store: Store, clock: StillClock, post: Post, posted: Posted, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "PATIENCE", 0.1)
    post.stuck.clear()
    number = await posted(AGENT * 10)
    async with asyncio.timeout(30):
        await pace.to(NINE + HOUR)
    assert clock.now() == NINE + HOUR
    assert (await store.read(row, number)).uncertain
    post.stuck.set()
    await post.until(lambda: bool(post.arrived))


async def test_tries_of_a_message_that_fails_are_passed_one_by_one(
    pace: Pace, store: Store, post: Post, posted: Posted
) -> None:
    post.answers["li"] = [Later("busy"), Later("busy")]
    number = await posted(AGENT * 10)
    await pace.to(NINE + HOUR)
    found = await store.read(row, number)
    assert (found.state, found.attempts) == (State.SENT, 3)
    assert found.ended is not None
    assert NINE < found.ended < NINE + MINUTE
