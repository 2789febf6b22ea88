"""The door to the database: whole functions go in, committed results come out."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import IO, Any, Concatenate, ParamSpec, TypeVar

from store.db.errors import StoreClosed
from store.db.migrate import migrate
from store.db.place import hold, prepare
from store.db.sqlite import ThreadConnection, run_snapshot
from store.db.writer import Writer
from store.transaction import Transaction

P = ParamSpec("P")
T = TypeVar("T")
Item = TypeVar("Item")

READERS = 3
"""Reads that run at the same time; a long report must leave room for the short ones."""


class Store:
    """An open database. `write` and `read` are the whole door.

    Writes run one after another in one thread, in groups that share a commit; reads see a snapshot and wait for nobody.
    """

    def __init__(self, path: Path, lock: IO[bytes] | None) -> None:
        """Use `Store.open`."""
        self.path = path
        self._lock = lock
        self._connections: list[ThreadConnection] = []
        self._readers: list[ThreadConnection] = []
        self._writer: Writer | None = None
        self._closing = asyncio.Lock()

    @classmethod
    async def open(cls, path: Path, *, exclusive: bool = False, patience: float = 5.0) -> Store:
        """Open a database file, made and migrated when needed.

        `exclusive` keeps a second server off the same file; `patience` is how many seconds to wait for another writer.
        Raises a DatabaseError that says what is wrong and how to mend it.
        """
        prepare(path)
        store = cls(path, hold(path) if exclusive else None)
        try:
            writer = await store._connect(patience)
            await writer.whole(migrate, path)
            store._readers = [await store._connect(patience, readonly=True) for _ in range(READERS)]
        except BaseException:
            await store.close()
            raise
        store._writer = Writer(writer, path)
        return store

    async def write(self, fn: Callable[Concatenate[Transaction, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Run a function in a transaction and return what it returned, once it is committed.

        What the function raises, this raises, and nothing of it is kept. The function may be run twice, so it touches
        nothing but its transaction. Cancelled, it has run whole or will not run.
        """
        (future,) = self._open_writer().submit([lambda tx: fn(tx, *args, **kwargs)])
        result: T = await future
        return result

    async def write_each(self, fn: Callable[[Transaction, Item], T], items: Sequence[Item]) -> list[T | Exception]:
        """Run a function for every item, each as if in a transaction of its own; a failure is its own result.

        Cancelled, the items that wait are dropped.
        """
        futures = self._open_writer().submit([partial(_applied, fn, item) for item in items])
        outcomes: list[Any] = await asyncio.gather(*futures, return_exceptions=True)
        for outcome in outcomes:
            if isinstance(outcome, BaseException) and not isinstance(outcome, Exception):
                raise outcome
        return outcomes

    async def read(self, fn: Callable[Concatenate[Transaction, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Run a function on a consistent snapshot; it can change nothing (PermissionError)."""
        self._open_writer()
        reader = min(self._readers, key=lambda each: each.load)
        return await reader.whole(run_snapshot, reader.transaction, lambda tx: fn(tx, *args, **kwargs))

    async def close(self) -> None:
        """Finish what was accepted, then close; what comes later is refused with StoreClosed."""
        writer, self._writer = self._writer, None
        async with self._closing:
            if writer is not None:
                await writer.drain()
            # The writer last: whoever closes last folds the write-ahead log into the file.
            while self._connections:
                await self._connections[-1].close()
                self._connections.pop()
            if self._lock is not None:
                self._lock.close()
                self._lock = None

    async def _connect(self, patience: float, *, readonly: bool = False) -> ThreadConnection:
        connection = await ThreadConnection.opened(self.path, patience=patience, readonly=readonly)
        self._connections.append(connection)
        return connection

    def _open_writer(self) -> Writer:
        if self._writer is None:
            raise StoreClosed(f"{self.path} is closed; the program is stopping")
        return self._writer


def _applied(fn: Callable[[Transaction, Item], T], item: Item, tx: Transaction) -> T:
    return fn(tx, item)
