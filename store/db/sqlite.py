"""SQLite: connections that live in a thread of their own and are given whole functions."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Callable
from functools import partial
from pathlib import Path
from time import monotonic, sleep
from typing import Concatenate, ParamSpec, Self, TypeVar

import aiosqlite

from store.db.errors import meaning
from store.db.rows import SqlTransaction

P = ParamSpec("P")
T = TypeVar("T")

_PRAGMAS = (
    "PRAGMA foreign_keys = ON",
    "PRAGMA synchronous = FULL",
    "PRAGMA secure_delete = ON",  # a deleted phone number leaves the pages
    "PRAGMA temp_store = MEMORY",
    "PRAGMA mmap_size = 268435456",
    "PRAGMA cache_size = -16384",
    "PRAGMA wal_autocheckpoint = 4000",
)

_A_MOMENT = 0.005

STATEMENTS = 256
"""Prepared statements kept by a connection."""


def connect(path: Path, *, patience: float, readonly: bool = False) -> sqlite3.Connection:
    """Open a connection; transactions are ours to begin and to end. Raises a DatabaseError.

    `patience` is how many seconds a statement waits for another process.
    """
    try:
        connection = sqlite3.connect(
            path, timeout=patience, isolation_level=None, check_same_thread=False, cached_statements=STATEMENTS
        )
        try:
            _log_ahead(connection, patience)
            for pragma in _PRAGMAS:
                connection.execute(pragma).close()
            if readonly:
                connection.execute("PRAGMA query_only = ON").close()
        except BaseException:
            connection.close()
            raise
    except sqlite3.Error as fault:
        raise meaning(fault, path) or fault from fault
    return connection


def _log_ahead(connection: sqlite3.Connection, patience: float) -> None:
    """Switch to write-ahead logging; SQLite itself does not wait while another process does the same to a new file."""
    until = monotonic() + patience
    while True:
        try:
            connection.execute("PRAGMA journal_mode = WAL").close()
        except sqlite3.OperationalError as fault:
            if fault.sqlite_errorname != "SQLITE_BUSY" or monotonic() > until:
                raise
            sleep(_A_MOMENT)
        else:
            return


class ThreadConnection(aiosqlite.Connection):
    """An aiosqlite connection whose thread takes whole functions: one hop each, and no half transaction.

    A statement at a time costs a hop each, and leaves a transaction open when whoever ran it is cancelled.
    """

    def __init__(self, path: Path, connector: Callable[[], sqlite3.Connection]) -> None:
        """Prepare to connect in the thread; use `opened`."""
        super().__init__(connector, iter_chunk_size=64)
        self._thread.daemon = True  # a program that ends without closing must end; a commit is whole or not at all
        self._path = path
        self.transaction: SqlTransaction
        """The transaction object of this connection."""
        self.load = 0
        """Functions given and not done."""

    @classmethod
    async def opened(cls, path: Path, *, patience: float, readonly: bool = False) -> Self:
        """Start the thread and connect in it. Raises a DatabaseError."""

        def connector() -> sqlite3.Connection:
            connection = connect(path, patience=patience, readonly=readonly)
            # Not at the first need, in the event loop: reading the statements takes 50 ms.
            thread.transaction = SqlTransaction(connection)
            return connection

        thread = cls(path, connector)
        try:
            await thread
        except BaseException:
            # aiosqlite stops the thread but does not wait: its last word would reach an event loop that is closed.
            thread._thread.join()
            raise
        return thread

    @property
    def raw(self) -> sqlite3.Connection:
        """The connection itself, for work in its thread."""
        return self._conn

    def give(self, work: Callable[[], None]) -> None:
        """Have the thread run `work`, which answers for itself."""
        self._tx.put_nowait((None, work))

    async def close(self) -> None:
        """Finish what was given, close, and wait for the thread to end."""
        await super().close()
        self._thread.join()

    async def whole(self, fn: Callable[Concatenate[sqlite3.Connection, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Run `fn(connection, *args)` in the thread and wait for it. Raises a DatabaseError for SQLite's faults."""
        done: asyncio.Future[T] = asyncio.get_running_loop().create_future()
        self.load += 1
        try:
            self._tx.put_nowait((done, partial(fn, self._conn, *args, **kwargs)))
            return await done
        except sqlite3.Error as fault:
            raise meaning(fault, self._path) or fault from fault
        finally:
            self.load -= 1


def run_snapshot(connection: sqlite3.Connection, tx: SqlTransaction, fn: Callable[[SqlTransaction], T]) -> T:
    """Run a function on a snapshot. Raises PermissionError when it wants to change something."""
    connection.execute("BEGIN")
    try:
        return fn(tx)
    except StopIteration as fault:
        raise RuntimeError("a function raised StopIteration") from fault  # a future cannot carry it
    except sqlite3.OperationalError as fault:
        if getattr(fault, "sqlite_errorname", "").startswith("SQLITE_READONLY"):
            raise PermissionError("a function given to read wanted to write; give it to write") from fault
        raise
    finally:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
