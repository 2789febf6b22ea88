"""What every database promises at the door."""

from __future__ import annotations

import asyncio
import random
import threading
from collections import Counter

import pytest

from store.db.door import Store
from store.db.errors import StoreClosed
from store.db.group import LARGEST
from store.transaction import Transaction
from tests.store.db.conftest import OpenAgain
from tests.store.db.functions import NOON, Held, OutOfOrder, count_up, kept, note, note_and_fail, turn


async def test_what_a_function_returns_comes_back_and_is_kept_across_a_restart(open_again: OpenAgain) -> None:
    store = await open_again()
    assert await store.write(note, "one") is True
    await store.close()
    store = await open_again()
    assert await kept(store, "one")
    await store.close()


async def test_what_a_function_raises_comes_back_and_nothing_of_it_is_kept(store: Store) -> None:
    with pytest.raises(OutOfOrder, match="two"):
        await store.write(note_and_fail, "two")
    assert not await kept(store, "two")


async def test_keyword_arguments_reach_the_function(store: Store) -> None:
    assert await store.write(count_up, period="2027") == 1
    assert await store.write(count_up, period="2027") == 2


async def test_sixty_four_writers_lose_no_count(store: Store) -> None:
    async def writer() -> list[int]:
        return [await store.write(count_up) for _ in range(20)]

    numbers = [number for some in await asyncio.gather(*(writer() for _ in range(64))) for number in some]
    assert sorted(numbers) == list(range(1, 64 * 20 + 1))


async def test_writes_run_in_the_order_in_which_they_came(store: Store) -> None:
    async with Held(store):
        tasks = [asyncio.create_task(store.write(count_up)) for _ in range(LARGEST * 2 + 7)]
        await turn()
    assert await asyncio.gather(*tasks) == list(range(1, LARGEST * 2 + 8))


@pytest.mark.parametrize("bad", [{0}, {9}, {19}, {3, 4}, {0, 19}, set(range(20)), set(range(0, 20, 2))])
async def test_a_failing_function_fails_alone(store: Store, bad: set[int]) -> None:
    async with Held(store):
        tasks = [asyncio.create_task(store.write(note_and_fail if n in bad else note, str(n))) for n in range(20)]
        await turn()
    outcomes = await asyncio.gather(*tasks, return_exceptions=True)
    assert [isinstance(outcome, OutOfOrder) for outcome in outcomes] == [n in bad for n in range(20)]
    assert [str(outcome) for outcome in outcomes if isinstance(outcome, OutOfOrder)] == [str(n) for n in sorted(bad)]
    assert [await kept(store, str(n)) for n in range(20)] == [n not in bad for n in range(20)]


async def test_no_function_runs_more_than_twice(store: Store) -> None:
    runs: Counter[int] = Counter()

    def counted(tx: Transaction, number: int) -> None:
        runs[number] += 1
        if number % 7 == 3:
            raise OutOfOrder
        assert note(tx, str(number)), "what the first run wrote was not undone"

    async with Held(store):
        tasks = [asyncio.create_task(store.write(counted, n)) for n in range(100)]
        await turn()
    outcomes = await asyncio.gather(*tasks, return_exceptions=True)
    assert sum(outcome is None for outcome in outcomes) == 86
    assert max(runs.values()) == 2


async def test_nobody_hears_of_success_before_the_commit(store: Store) -> None:
    async with Held(store) as held:
        early = asyncio.create_task(store.write(note, "early"))
        await turn()
        assert not early.done()
        assert held.task is not None
        assert not held.task.done()


@pytest.mark.parametrize("fault", [StopIteration, KeyError, asyncio.CancelledError])
async def test_even_odd_exceptions_reach_only_their_own_caller(store: Store, fault: type[BaseException]) -> None:
    def odd(_: Transaction) -> None:
        raise fault

    async with Held(store):
        tasks = [asyncio.create_task(store.write(note, "before")), asyncio.create_task(store.write(odd)),
                 asyncio.create_task(store.write(note, "after"))]  # fmt: skip
        await turn()
    before, strange, after = await asyncio.gather(*tasks, return_exceptions=True)
    assert before is True
    assert after is True
    assert isinstance(strange, RuntimeError if fault is StopIteration else fault)
    with pytest.raises(RuntimeError if fault is StopIteration else fault):
        await store.read(odd)


async def test_a_slow_group_commits_what_it_has(store: Store) -> None:
    """The first function of a group hears of its commit while a later one of the same group still runs."""
    first_heard = threading.Event()

    def slow(_: Transaction) -> None:
        threading.Event().wait(0.02)  # longer than a group may take

    def patient(_: Transaction) -> bool:
        return first_heard.wait(10)

    async with Held(store):
        first = asyncio.create_task(store.write(slow))
        first.add_done_callback(lambda _: first_heard.set())
        second = asyncio.create_task(store.write(patient))
        await turn()
    assert await second
    await first


# --- many at once ------------------------------------------------------------------------------------------------


async def test_write_each_gives_every_item_its_own_outcome(store: Store) -> None:
    def odd_ones(tx: Transaction, number: int) -> int:
        note(tx, str(number))
        if number % 100 == 50:
            raise OutOfOrder(number)
        return number

    outcomes = await store.write_each(odd_ones, range(500))
    for number, outcome in enumerate(outcomes):
        assert isinstance(outcome, OutOfOrder) if number % 100 == 50 else outcome == number
    assert not await kept(store, "150")
    assert await kept(store, "151")
    assert await store.write_each(odd_ones, []) == []


async def test_write_each_cancelled_drops_what_waits(store: Store) -> None:
    async with Held(store):
        task = asyncio.create_task(store.write_each(note, [str(n) for n in range(50)]))
        await turn()
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
    assert not any([await kept(store, str(n)) for n in range(50)])


# --- reads -------------------------------------------------------------------------------------------------------


def _serials(tx: Transaction) -> int:
    """Return how many deliveries stand in the outbox's book: something that any snapshot can tell."""
    return len(tx.timers.due(NOON, 1000))


def _add_timer(tx: Transaction, ticket: int) -> None:
    tx.timers.replace(ticket, {}, {"progress": NOON - 1})


async def test_reads_do_not_wait_for_the_writer_and_see_only_what_is_committed(store: Store) -> None:
    await store.write(_add_timer, 1)
    async with Held(store):
        waiting = asyncio.create_task(store.write(_add_timer, 2))
        await turn()
        assert await asyncio.wait_for(store.read(_serials), 5) == 1
    await waiting
    assert await store.read(_serials) == 2


async def test_a_read_sees_one_moment_from_its_first_look_to_its_last(store: Store) -> None:
    await store.write(_add_timer, 1)
    looked, go_on = threading.Event(), threading.Event()

    def look_twice(tx: Transaction) -> tuple[int, int]:
        first = _serials(tx)
        looked.set()
        assert go_on.wait(30)
        return first, _serials(tx)

    reading = asyncio.create_task(store.read(look_twice))
    assert await asyncio.to_thread(looked.wait, 30)
    await asyncio.wait_for(store.write(_add_timer, 2), 5)
    assert await asyncio.wait_for(store.read(_serials), 5) == 2, "a short read waits for a long one"
    go_on.set()
    assert await reading == (1, 1)


async def test_a_read_can_change_nothing(store: Store) -> None:
    with pytest.raises(PermissionError, match="give it to write"):
        await store.read(note, "sneaked")
    assert not await kept(store, "sneaked")


async def test_what_a_read_raises_comes_back_and_the_next_read_works(store: Store) -> None:
    def fail(tx: Transaction) -> None:
        _serials(tx)
        raise OutOfOrder

    for _ in range(9):
        with pytest.raises(OutOfOrder):
            await store.read(fail)
    assert await store.read(_serials) == 0


# --- cancellation ------------------------------------------------------------------------------------------------


async def test_a_write_cancelled_while_it_waits_never_runs(store: Store) -> None:
    async with Held(store):
        dropped = asyncio.create_task(store.write(note, "dropped"))
        stays = asyncio.create_task(store.write(note, "stays"))
        await turn()
        dropped.cancel()
        with pytest.raises(asyncio.CancelledError):
            await dropped
    assert await stays
    assert not await kept(store, "dropped")


async def test_a_write_cancelled_while_it_runs_is_committed_whole(store: Store) -> None:
    async with Held(store, "running") as held:
        assert held.task is not None
        held.task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await held.task
        held.release()
        assert await asyncio.wait_for(store.write(note, "next"), 5)
        assert await kept(store, "running")
        held.task = asyncio.create_task(store.write(note, "over"))


@pytest.mark.parametrize("seed", range(8))
async def test_cancelled_anywhere_a_function_is_kept_whole_or_not_at_all(store: Store, seed: int) -> None:
    chance = random.Random(seed)

    def both(tx: Transaction, number: int) -> int:
        note(tx, f"{number}-first")
        if number % 10 == 5:
            raise OutOfOrder
        note(tx, f"{number}-second")
        return number

    async def cancelled_some_time(number: int) -> int:
        task = asyncio.create_task(store.write(both, number))
        for _ in range(chance.randrange(12)):
            await asyncio.sleep(0)
        if chance.random() < 0.6:
            task.cancel()
        return await task

    tasks = [asyncio.create_task(cancelled_some_time(n)) for n in range(150)]
    outcomes = await asyncio.gather(*tasks, return_exceptions=True)
    for number, outcome in enumerate(outcomes):
        first, second = await kept(store, f"{number}-first"), await kept(store, f"{number}-second")
        assert first == second
        assert not (outcome == number and not first), "acknowledged, but not kept"
        assert not (isinstance(outcome, OutOfOrder) and first)


async def test_a_cancelled_read_leaves_its_connection_usable(store: Store) -> None:
    go_on = threading.Event()
    readings = [asyncio.create_task(store.read(lambda _: go_on.wait(30))) for _ in range(6)]
    await turn()
    for reading in readings:
        reading.cancel()
    await asyncio.gather(*readings, return_exceptions=True)
    go_on.set()
    assert await asyncio.gather(*(store.read(_serials) for _ in range(9))) == [0] * 9


# --- closing -----------------------------------------------------------------------------------------------------


async def test_close_finishes_what_was_accepted_and_refuses_the_rest(open_again: OpenAgain) -> None:
    store = await open_again()
    async with Held(store) as held:
        accepted = [asyncio.create_task(store.write(note, str(n))) for n in range(200)]
        await turn()
        closing = asyncio.create_task(store.close())
        await turn()
        assert not closing.done()
        with pytest.raises(StoreClosed, match="stopping"):
            await store.write(note, "late")
        with pytest.raises(StoreClosed):
            await store.read(_serials)
        with pytest.raises(StoreClosed):
            await store.write_each(note, ["late"])
        held.release()
        assert all(await asyncio.gather(*accepted))
        await closing
    store = await open_again()
    assert await kept(store, "199")
    assert not await kept(store, "late")
    await store.close()


async def test_close_waits_for_reads_in_progress(open_again: OpenAgain) -> None:
    store = await open_again()
    go_on = threading.Event()
    reading = asyncio.create_task(store.read(lambda _: go_on.wait(30)))
    await turn()
    closing = asyncio.create_task(store.close())
    await turn()
    go_on.set()
    assert await reading
    await closing


async def test_close_may_be_called_again_and_by_several(open_again: OpenAgain) -> None:
    store = await open_again()
    await store.write(note, "one")
    await asyncio.gather(store.close(), store.close(), store.close())
    await store.close()


async def test_a_close_that_was_cancelled_can_be_finished(open_again: OpenAgain) -> None:
    store = await open_again()
    async with Held(store) as held:
        closing = asyncio.create_task(store.close())
        await turn()
        closing.cancel()
        with pytest.raises(asyncio.CancelledError):
            await closing
        held.release()
        await store.close()
    store = await open_again()
    assert await kept(store, "held")
    await store.close()
