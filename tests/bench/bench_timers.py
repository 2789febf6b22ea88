"""What is due, fired by the clockwork: against a raw loop of the same statements, and against a job for each ticket."""

from __future__ import annotations

import asyncio
import shutil
import sqlite3
import tempfile
from collections.abc import Awaitable, Callable, Iterator, Sequence
from datetime import UTC
from pathlib import Path
from statistics import fmean
from time import perf_counter

from apscheduler.schedulers.asyncio import AsyncIOScheduler
from msgspec import structs

from scheduler import sweep
from scheduler.clockwork import Clockwork
from store.db.door import Store
from store.moment import to_utc
from store.timers import Timer
from store.transaction import Transaction
from tests.bench import due
from tests.bench.due import NOW
from tests.bench.heart import beating
from tests.bench.office import OFFICE
from tests.bench.raw import Recorder, Statement, committed, opened, replay
from tests.bench.table import Row, limit, micro, milliseconds

MANY = 100_000
FEWER = 10_000
LOOP = 1.8
EVERY = 10
"""One batch of so many is run again as bare statements."""

STALL = 0.010


def run() -> list[Row]:
    """Measure one way of firing after the other, each on its own copy of the same file."""
    with tempfile.TemporaryDirectory(prefix="aftercare-bench-") as name:
        models = due.models(Path(name))
        return [*_against_a_loop(Path(name), models), *_against_jobs(Path(name), models)]


def _against_a_loop(folder: Path, models: Sequence[due.Model]) -> Iterator[Row]:
    ours = folder / "ours.db"
    timers = due.fill(ours, models, MANY)
    copies = [folder / f"{name}.db" for name in ("recorded", "apart", "together")]
    for copy in copies:
        shutil.copy(ours, copy)
    before, _ = asyncio.run(_in_a_thread(copies))
    took, stall = asyncio.run(_with_store(ours, _tick))
    after, beside = asyncio.run(_in_a_thread(copies))
    apart, together = (fmean(both) for both in zip(before, after, strict=True))
    yield _against(f"a due timer, of {timers:,}", took / timers, "one commit each", apart, LOOP)
    yield _against("… the same", took / timers, f"one commit for {sweep.BATCH}", together)
    yield structs.replace(
        limit("… longest stall of the event loop", stall, STALL),
        floor=f"the same in a plain thread {milliseconds(beside)}",
    )


def _against(what: str, each: float, how: str, floor: float, goal: float | None = None) -> Row:
    ratio = each / floor
    row = Row(what=what, figure=micro(each), floor=f"sqlite3, {how}, {micro(floor)}", ratio=f"{ratio:.2f}")
    return row if goal is None else structs.replace(row, goal=f"<= {goal}", met=ratio <= goal)


def _against_jobs(folder: Path, models: Sequence[due.Model]) -> Iterator[Row]:
    ours, jobs = folder / "few.db", folder / "jobs.db"
    timers = due.fill(ours, models, FEWER)
    shutil.copy(ours, jobs)
    took, stall = asyncio.run(_with_store(ours, _tick))
    floor, stalled = asyncio.run(_with_store(jobs, _jobs))
    yield Row(
        what=f"a due timer, of {timers:,}", figure=micro(took / timers), floor=f"APScheduler {micro(floor / timers)}",
        ratio=f"{took / floor:.2f}",
    )  # fmt: skip
    yield Row(
        what="… longest stall of the event loop", figure=milliseconds(stall),
        floor=f"APScheduler {milliseconds(stalled)}", ratio=f"{stall / stalled:.2f}",
    )  # fmt: skip


Fire = Callable[[Store], Awaitable[object]]


async def _with_store(path: Path, fire: Fire) -> tuple[float, float]:
    """Return how many seconds firing took, and how long the event loop stood still meanwhile at the most."""
    store = await Store.open(path)
    took, stall = await beating(_timed(fire(store)))
    await store.close()
    return took, stall


async def _in_a_thread(copies: Sequence[Path]) -> tuple[tuple[float, float], float]:
    await asyncio.to_thread(list)  # there is a thread, and it is watched
    return await beating(asyncio.to_thread(_loops, *copies))


async def _timed(work: Awaitable[object]) -> float:
    started = perf_counter()
    await work
    return perf_counter() - started


async def _tick(store: Store) -> int:
    """Fire what is due as production does."""
    return await Clockwork(store, OFFICE, lambda: NOW, lambda: None).tick()


async def _jobs(store: Store) -> None:
    """Fire what is due as one job for each timer does, kept in memory: the same rule, through the same door."""
    timers = await store.read(sweep.due, NOW, MANY)
    left, done = len(timers), asyncio.Event()

    async def job(timer: Timer) -> None:
        nonlocal left
        await store.write(_fire, timer)
        left -= 1
        if left == 0:
            done.set()

    scheduler = AsyncIOScheduler(timezone=UTC, job_defaults={"misfire_grace_time": None})
    scheduler.start(paused=True)
    for timer in timers:
        scheduler.add_job(job, "date", (timer,), run_date=to_utc(timer.due))
    scheduler.resume()
    await done.wait()
    scheduler.shutdown(wait=False)


def _fire(tx: Transaction, timer: Timer) -> bool:
    return sweep.fire(tx, OFFICE, NOW, timer)


def _loops(recorded: Path, apart: Path, together: Path) -> tuple[float, float]:
    """Return the seconds that the statements of a timer take alone, one commit each and one commit a batch.

    What firing runs is taken down on one copy and run again on the others, for a batch of every few that are still due:
    what a timer costs does not depend on the others.
    """
    with opened(recorded, hurried=True) as first, opened(apart) as second, opened(together) as third:
        recorder = Recorder(first)
        timers = sweep.due(recorder.tx, NOW, MANY * 2)
        spent, fired = [0.0, 0.0], 0
        for start in range(0, len(timers), sweep.BATCH * EVERY):
            batch = [_record(first, recorder, timer) for timer in timers[start : start + sweep.BATCH]]
            spent[0] += sum(replay(second, statements) for statements in batch)
            spent[1] += replay(third, [statement for statements in batch for statement in statements])
            fired += len(batch)
    return spent[0] / fired, spent[1] / fired


def _record(connection: sqlite3.Connection, recorder: Recorder, timer: Timer) -> list[Statement]:
    with committed(connection):
        _fire(recorder.tx, timer)
    return recorder.take()
