import asyncio

import pytest

from bot.clock import Clock, MovableClock, StillClock, SystemClock
from store.moment import DAY, HOUR


@pytest.mark.parametrize("clock", [SystemClock(), MovableClock()])
async def test_a_wait_ends_at_its_moment(clock: Clock) -> None:
    moment = clock.now() + 20
    async with asyncio.timeout(5):
        await clock.wait_until(moment, asyncio.Event())
    assert clock.now() >= moment


@pytest.mark.parametrize("clock", [SystemClock(), MovableClock()])
async def test_a_wait_ends_when_woken(clock: Clock) -> None:
    wake = asyncio.Event()
    waiting = asyncio.ensure_future(clock.wait_until(None, wake))
    await asyncio.sleep(0)
    assert not waiting.done()
    wake.set()
    async with asyncio.timeout(5):
        await waiting


async def test_moving_the_clock_releases_who_waits_for_a_moment_passed() -> None:
    clock = MovableClock(1_000_000)
    soon, later = (
        asyncio.ensure_future(clock.wait_until(1_000_000 + length, asyncio.Event())) for length in (HOUR, DAY)
    )
    await asyncio.sleep(0)
    clock.advance(2 * HOUR)
    async with asyncio.timeout(5):
        await soon
    assert not later.done()
    later.cancel()
    assert 1_000_000 + 2 * HOUR <= clock.now() < 1_000_000 + 3 * HOUR


def test_a_clock_moves_forward_only() -> None:
    clock = MovableClock(DAY)
    with pytest.raises(ValueError, match="forward"):
        clock.advance(-1)
    clock.advance_to(HOUR)
    assert clock.now() >= DAY


def test_a_still_clock_stands_still_until_it_is_moved() -> None:
    clock = StillClock(DAY)
    assert {clock.now() for _ in range(1_000)} == {DAY}
    clock.advance(HOUR)
    assert clock.now() == DAY + HOUR


async def test_moving_a_still_clock_releases_who_waits() -> None:
    clock = StillClock(DAY)
    waiting = asyncio.ensure_future(clock.wait_until(DAY + HOUR, asyncio.Event()))
    await asyncio.sleep(0)
    clock.advance(HOUR)
    async with asyncio.timeout(5):
        await waiting
