"""What is due comes in order, and whoever takes a timer first may fire it."""

from __future__ import annotations

import asyncio

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from store.db.door import Store
from store.timers import Timer
from store.transaction import Transaction
from tests.store.db.conftest import Write

KINDS = st.dictionaries(st.sampled_from(["warn:response", "due:response", "nudge", "progress"]), st.integers(0, 9))


def test_what_is_due_comes_earliest_first(write: Write) -> None:
    def story(tx: Transaction) -> None:
        tx.timers.replace(2, {}, {"nudge": 30, "progress": 10})
        tx.timers.replace(1, {}, {"nudge": 10, "close": 31})
        assert tx.timers.due(30, 10) == [Timer(10, 1, "nudge"), Timer(10, 2, "progress"), Timer(30, 2, "nudge")]
        assert tx.timers.due(30, 1) == [tx.timers.next()] == [Timer(10, 1, "nudge")]
        assert tx.timers.due(9, 10) == []

    write(story)


def test_nothing_is_next_where_nothing_waits(write: Write) -> None:
    assert write(lambda tx: tx.timers.next()) is None


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=60)
@given(states=st.lists(KINDS, min_size=1, max_size=6))
def test_the_rows_are_what_the_ticket_has_pending(write: Write, states: list[dict[str, int]]) -> None:
    def story(tx: Transaction) -> None:
        tx.timers.replace(2, {}, {"nudge": 5})
        before: dict[str, int] = {}
        for pending in states:
            tx.timers.replace(1, before, pending)
            before = pending
            expected = sorted((due, 1, kind) for kind, due in pending.items())
            rows = tx.timers.due(10, 100)
            assert [(each.due, each.ticket, each.kind) for each in rows if each.ticket == 1] == expected
            assert [each for each in rows if each.ticket == 2] == [Timer(5, 2, "nudge")]
        tx.timers.replace(1, before, {})
        tx.timers.replace(2, {"nudge": 5}, {})
        assert tx.timers.next() is None

    write(story)


def test_a_timer_is_taken_once(write: Write) -> None:
    timer = Timer(10, 1, "nudge")

    def story(tx: Transaction) -> None:
        tx.timers.replace(1, {}, {"nudge": 10, "close": 10})
        assert tx.timers.take(timer)
        assert not tx.timers.take(timer)
        assert tx.timers.due(10, 9) == [Timer(10, 1, "close")]

    write(story)


async def test_of_many_sweeps_one_takes_it(store: Store) -> None:
    def fill(tx: Transaction) -> None:
        tx.timers.replace(1, {}, {"nudge": 10})

    def take(tx: Transaction) -> bool:
        return tx.timers.take(Timer(10, 1, "nudge"))

    await store.write(fill)
    assert sum(await asyncio.gather(*(store.write(take) for _ in range(50)))) == 1


def test_a_deferred_timer_comes_later(write: Write) -> None:
    def story(tx: Transaction) -> None:
        tx.timers.replace(1, {}, {"nudge": 10})
        tx.timers.defer(Timer(10, 1, "nudge"), 20)
        assert tx.timers.due(19, 9) == []
        assert tx.timers.next() == Timer(20, 1, "nudge")
        tx.timers.defer(Timer(11, 1, "nudge"), 5)
        assert tx.timers.next() == Timer(20, 1, "nudge"), "one that is gone does not come back"

    write(story)
