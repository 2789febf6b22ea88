"""Groups: whatever fails in whatever order, what is committed is exactly what succeeded."""

from __future__ import annotations

import asyncio
import sqlite3
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from store.db.group import Job, run
from store.db.migrate import migrate
from store.db.rows import SqlTransaction
from store.db.sqlite import connect
from tests.store.db.functions import NOON, OutOfOrder


@contextmanager
def _database() -> Iterator[tuple[sqlite3.Connection, Path, list[str]]]:
    with TemporaryDirectory(prefix="aftercare-test-") as folder:
        path = Path(folder) / "desk.db"
        connection = connect(path, patience=1)
        migrate(connection, path)
        log: list[str] = []
        connection.set_trace_callback(log.append)
        yield connection, path, log
        connection.close()


@pytest.fixture(scope="module")
def loop() -> Iterator[asyncio.AbstractEventLoop]:
    """Futures want one; it never runs here."""
    made = asyncio.new_event_loop()
    yield made
    made.close()


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(fails=st.lists(st.booleans(), min_size=1, max_size=30))
def test_what_is_committed_is_what_succeeded(loop: asyncio.AbstractEventLoop, fails: list[bool]) -> None:
    runs: Counter[int] = Counter()
    order: list[int] = []

    def fn(number: int, tx: SqlTransaction) -> int:
        runs[number] += 1
        new = tx.inbox.first("test", str(number), NOON)
        assert new, "undone, but still there"
        if fails[number]:
            raise OutOfOrder(number)
        return number

    with _database() as (connection, path, log):
        jobs = [Job(partial(fn, number), loop.create_future()) for number in range(len(fails))]
        for part in run(connection, SqlTransaction(connection), jobs, path):
            assert not connection.in_transaction, "answered before its end"
            order += [jobs.index(job) for job in part]
        there = {int(row[0]) for row in connection.execute("SELECT event FROM inbox")}

    assert there == {number for number, fail in enumerate(fails) if not fail}
    assert order == list(range(len(fails))), "everyone is answered once, in order"
    assert max(runs.values()) <= 2
    assert [isinstance(job.fault, OutOfOrder) for job in jobs] == fails
    assert [job.result for job in jobs if job.fault is None] == sorted(there)
    assert log.count("COMMIT") <= sum(fails) + 1, "a failing function costs its neighbours a commit each"


def test_a_fault_that_shows_only_at_the_commit_is_its_owners(loop: asyncio.AbstractEventLoop) -> None:
    with _database() as (connection, path, _):
        connection.execute("CREATE TABLE parent (id INTEGER PRIMARY KEY)")
        connection.execute("CREATE TABLE child (id INTEGER REFERENCES parent DEFERRABLE INITIALLY DEFERRED)")

        def orphan(_: SqlTransaction) -> None:
            connection.execute("INSERT INTO child VALUES (1)")

        def fine(tx: SqlTransaction) -> bool:
            return tx.inbox.first("test", "fine", NOON)

        jobs = [Job(orphan, loop.create_future()), Job(fine, loop.create_future())]
        answered = [job for part in run(connection, SqlTransaction(connection), jobs, path) for job in part]
        assert answered == jobs
        assert isinstance(jobs[0].fault, sqlite3.IntegrityError)
        assert jobs[1].fault is None
        assert jobs[1].result is True
        assert connection.execute("SELECT count(*) FROM child").fetchone() == (0,)
