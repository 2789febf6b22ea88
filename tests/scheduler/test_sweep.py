"""Due timers, one at a time."""

import pytest

from scheduler import sweep
from store import timers
from store.lifecycle import Action
from store.moment import MINUTE
from store.timers import Timer
from tests.scheduler.openings import reported, working
from tests.world import World, at


def test_every_timer_that_can_stand_has_its_rule() -> None:
    source = timers.__file__
    with open(source, encoding="utf-8") as lines:  # noqa: PTH123 - a module's own file
        yielded = {line.split('"')[1].partition(":")[0] for line in lines if 'yield "' in line or 'yield f"' in line}
    assert yielded == set(sweep.PROMISES)


def test_a_timer_fires_once(world: World) -> None:
    cast = reported(world)
    (timer, *_) = world.tx.timers.due(at("2026-11-25 10:15"), 10)
    world.now = timer.due
    assert world.do(sweep.fire, world.office, world.now, timer)
    assert not world.do(sweep.fire, world.office, world.now, timer)
    assert len(cast.by_clock()) == 1


def test_a_timer_that_its_ticket_no_longer_waits_for_does_nothing(world: World) -> None:
    cast = working(world)
    stale = Timer(world.now - MINUTE, cast.ticket.id, "due:response")
    world.do(lambda tx: tx.timers.replace(cast.ticket.id, {}, {stale.kind: stale.due}))
    assert not world.do(sweep.fire, world.office, world.now, stale)
    assert cast.by_clock() == []
    assert world.tx.timers.due(world.now, 10) == []


def test_a_timer_of_no_ticket_does_nothing(world: World) -> None:
    lost = Timer(world.now, 12345, "progress")
    world.do(lambda tx: tx.timers.replace(lost.ticket, {}, {lost.kind: lost.due}))
    assert not world.do(sweep.fire, world.office, world.now, lost)
    assert world.tx.timers.next() is None


def test_a_timer_that_was_put_off_fires_later(world: World) -> None:
    cast = reported(world)
    world.now = at("2026-11-25 10:15")
    (timer,) = world.tx.timers.due(world.now, 10)
    world.do(sweep.defer, timer, world.now + sweep.RETRY)
    assert world.tx.timers.due(world.now, 10) == []
    world.wait(sweep.RETRY)
    assert [entry.data["promise"] for entry in cast.by_clock(Action.ESCALATE)] == ["review"]


def test_a_timer_that_was_put_off_is_moot_once_the_promise_was_kept(world: World) -> None:
    cast = reported(world)
    world.now = at("2026-11-25 10:15")
    (timer,) = world.tx.timers.due(world.now, 10)
    world.do(sweep.defer, timer, world.now + sweep.RETRY)
    cast.li.say("[我来处理 | I’ll take it]")
    world.wait(2 * sweep.RETRY)
    assert cast.by_clock(Action.ESCALATE) == []


def test_ids_of_events_are_forgotten_a_little_at_a_time(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sweep, "FORGOTTEN", 2)
    inbox, later = world.tx.inbox, world.now + MINUTE
    assert all(inbox.first("test", f"old{number}", world.now) for number in range(5))
    assert inbox.first("test", "new", later)
    assert [sweep.forget(world.tx, later) for _ in range(4)] == [2, 2, 1, 0]
    assert not inbox.first("test", "new", later)
