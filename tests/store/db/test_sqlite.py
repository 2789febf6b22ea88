"""What is particular to SQLite: its settings, and its ways to fail."""

from __future__ import annotations

import asyncio
import sqlite3
import threading
from collections import Counter
from collections.abc import AsyncIterator, Callable, Iterator
from functools import partial
from pathlib import Path
from time import monotonic

import pytest

from store.db import queries
from store.db.door import Store
from store.db.errors import DatabaseCorrupt, DatabaseLocked, DiskFull, NotADatabase
from store.db.rows import SqlTransaction
from store.db.sqlite import connect
from store.transaction import Transaction
from tests.store.db.functions import NOON, Held, count_up, kept, note, turn

PATIENCE = 0.1


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "desk.db"


@pytest.fixture
async def store(path: Path) -> AsyncIterator[Store]:
    opened = await Store.open(path, patience=PATIENCE)
    yield opened
    await opened.close()


def _asked(connection: sqlite3.Connection, name: str) -> object:
    return connection.execute(f"PRAGMA {name}").fetchone()[0]


@pytest.mark.parametrize("readonly", [False, True])
def test_a_connection_is_set_up_for_durability_and_forgetting(path: Path, readonly: bool) -> None:
    connection = connect(path, patience=2.5, readonly=readonly)
    wanted = {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "secure_delete": 1, "busy_timeout": 2500,
              "temp_store": 2, "mmap_size": 268435456, "wal_autocheckpoint": 4000, "query_only": int(readonly)}  # fmt: skip
    assert {name: _asked(connection, name) for name in wanted} == wanted
    connection.close()


async def test_the_statements_are_read_before_anybody_waits_for_one(store: Store) -> None:
    """They take long enough to read that the event loop would stand still for the first customer."""
    read = queries.statements.cache_info(), queries._placed.cache_info()
    assert await store.read(lambda tx: tx.timers.next()) is None
    assert await store.write(note, "first")
    assert (queries.statements.cache_info(), queries._placed.cache_info()) == read


async def test_an_answer_wakes_the_event_loop_once(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    loop, woken = asyncio.get_running_loop(), Counter[object]()
    wake = loop.call_soon_threadsafe

    def counted(callback: Callable[..., object], *args: object) -> asyncio.Handle:
        woken[callback] += 1
        return wake(callback, *args)

    monkeypatch.setattr(loop, "call_soon_threadsafe", counted)
    for number in range(10):
        assert await store.write(note, str(number)), "whoever comes after the thread has gone to rest wakes it"
    assert woken.total() == 10


# --- locked ------------------------------------------------------------------------------------------------------


@pytest.fixture
def other(path: Path) -> Iterator[sqlite3.Connection]:
    """Another process's connection; SQLite's locks do not care which process it is."""
    connection = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
    yield connection
    connection.close()


async def test_a_lock_is_waited_for_once_by_all_and_then_named(
    store: Store, path: Path, other: sqlite3.Connection
) -> None:
    other.execute("BEGIN IMMEDIATE")
    began = monotonic()
    outcomes = await asyncio.gather(*(store.write(note, str(n)) for n in range(100)), return_exceptions=True)
    assert monotonic() - began < 100 * PATIENCE / 4, "every function waited for the lock by itself"
    assert [type(outcome) for outcome in outcomes] == [DatabaseLocked] * 100
    assert len({id(outcome) for outcome in outcomes}) == 100
    assert str(outcomes[0]) == f"another process is writing {path}; stop it, or wait until it is done"
    other.execute("ROLLBACK")
    assert await store.write(note, "0")


async def test_a_lock_that_goes_in_time_is_not_noticed(path: Path, store: Store, other: sqlite3.Connection) -> None:
    patient = await Store.open(path, patience=30)
    other.execute("BEGIN IMMEDIATE")
    writing = asyncio.create_task(patient.write(note, "one"))
    await turn()
    other.execute("ROLLBACK")
    assert await writing
    await patient.close()


async def test_reads_go_on_under_a_lock(store: Store, other: sqlite3.Connection) -> None:
    other.execute("BEGIN IMMEDIATE")
    assert await store.read(lambda tx: tx.timers.next()) is None


async def test_a_locked_file_cannot_be_opened(store: Store, path: Path, other: sqlite3.Connection) -> None:
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(DatabaseLocked, match="another process is writing"):
        await Store.open(path, patience=0.05)


@pytest.mark.parametrize("lock", ["BEGIN EXCLUSIVE", "BEGIN; SELECT * FROM sqlite_master"])
async def test_a_new_file_that_somebody_else_is_setting_up_is_waited_for(
    path: Path, other: sqlite3.Connection, lock: str
) -> None:
    other.execute("PRAGMA user_version = 1")  # the file is there, without a write-ahead log
    for statement in lock.split("; "):
        other.execute(statement).fetchall()
    with pytest.raises(DatabaseLocked):
        await Store.open(path, patience=PATIENCE)
    opening = asyncio.create_task(Store.open(path, patience=30))
    await asyncio.to_thread(_let_it_try, other)
    await (await opening).close()


def _let_it_try(other: sqlite3.Connection) -> None:
    threading.Event().wait(0.05)
    other.execute("ROLLBACK")


# --- full --------------------------------------------------------------------------------------------------------


def _limit(connection: sqlite3.Connection, *, free: int) -> None:
    """Leave room for so many more pages, as a full disk would."""
    limit = int(str(_asked(connection, "page_count"))) + free
    connection.execute(f"PRAGMA max_page_count = {limit}").fetchall()


def _grow(tx: Transaction, name: str, size: int = 1_000_000) -> None:
    note(tx, name)
    tx.inbox.first("test", f"{name}-{'x' * size}", NOON)


async def test_a_full_disk_is_told_and_survived(store: Store, path: Path) -> None:
    writer = store._connections[0]
    await store.write(note, "before")
    await writer.whole(_limit, free=20)
    with pytest.raises(DiskFull, match=f"no room left for {path}.*what was acknowledged is kept"):
        await store.write(_grow, "big")
    assert await store.write(note, "small")
    assert await kept(store, "before")
    assert not await kept(store, "big")
    await writer.whole(_limit, free=10_000)
    await store.write(_grow, "big")
    assert await kept(store, "big")


async def test_only_the_function_that_finds_no_room_fails(store: Store) -> None:
    await store._connections[0].whole(_limit, free=40)
    async with Held(store):
        tasks = [asyncio.create_task(store.write(_grow, str(n), 1_000_000 if n == 5 else 10)) for n in range(10)]
        await turn()
    outcomes = await asyncio.gather(*tasks, return_exceptions=True)
    assert [isinstance(outcome, DiskFull) for outcome in outcomes] == [n == 5 for n in range(10)]


async def test_a_function_whose_transaction_sqlite_has_undone_does_not_count(store: Store) -> None:
    """SQLite undoes the whole transaction when the disk fails; a function that swallows that would write on alone."""

    def stubborn(tx: Transaction) -> None:
        note(tx, "first")
        assert isinstance(tx, SqlTransaction)
        tx.inbox._sql._execute("ROLLBACK")

    async with Held(store):
        tasks = [asyncio.create_task(store.write(fn)) for fn in (partial(note, event="a"), stubborn)]
        tasks.append(asyncio.create_task(store.write(note, "b")))
        await turn()
    before, outcome, after = await asyncio.gather(*tasks, return_exceptions=True)
    assert isinstance(outcome, RuntimeError)
    assert (before, after) == (True, True)
    assert [await kept(store, event) for event in ("a", "first", "b")] == [True, False, True]


# --- not ours, or damaged ----------------------------------------------------------------------------------------


async def test_a_letter_is_no_database(path: Path) -> None:
    path.write_bytes(b"Dear Sir or Madam, my machine is broken. " * 200)
    with pytest.raises(NotADatabase, match="is not a database; name another file in AFTERCARE_DATABASE"):
        await Store.open(path)


async def test_another_programs_database_is_left_alone(path: Path) -> None:
    other = sqlite3.connect(path)
    other.execute("CREATE TABLE bookmarks (url TEXT)")
    other.commit()
    with pytest.raises(NotADatabase, match="belongs to another program"):
        await Store.open(path)
    assert other.execute("SELECT name FROM sqlite_master").fetchall() == [("bookmarks",)]
    other.close()


async def test_damage_is_told(path: Path) -> None:
    store = await Store.open(path)
    for n in range(200):
        await store.write(_grow, str(n), 500)
    await store.close()
    data = bytearray(path.read_bytes())
    page = 4096
    data[page : len(data)] = b"\xa5" * (len(data) - page)
    path.write_bytes(data)
    with pytest.raises(DatabaseCorrupt, match=r"is damaged .*; restore the last backup"):
        await Store.open(path)


async def test_a_tool_beside_the_server_loses_no_count(store: Store, path: Path) -> None:
    tool = await Store.open(path, patience=30)
    server = await Store.open(path, patience=30)

    async def writer(which: Store) -> list[int]:
        return [await which.write(count_up) for _ in range(40)]

    numbers = await asyncio.gather(*(writer(which) for which in (tool, server) for _ in range(4)))
    assert sorted(number for some in numbers for number in some) == list(range(1, 321))
    await tool.close()
    await server.close()
