"""Functions of a transaction that tell tests what was kept."""

from __future__ import annotations

import asyncio
import threading
from types import TracebackType
from typing import Self

from store.db.door import Store
from store.moment import Ms
from store.transaction import Transaction

NOON: Ms = 1_790_000_000_000


class OutOfOrder(Exception):
    """What a failing function raises."""


def note(tx: Transaction, event: str) -> bool:
    """Keep an event and say whether it was new."""
    return tx.inbox.first("test", event, NOON)


def count_up(tx: Transaction, period: str = "2026") -> int:
    """Read, add one, write."""
    return tx.tickets.next_serial(period)


def note_and_fail(tx: Transaction, event: str) -> None:
    """Keep an event, then think better of it."""
    note(tx, event)
    raise OutOfOrder(event)


async def kept(store: Store, event: str) -> bool:
    """Whether an event was committed; asks without leaving a trace."""

    def look(tx: Transaction) -> None:
        if tx.inbox.first("test", event, NOON):
            raise LookupError

    try:
        await store.write(look)
    except LookupError:
        return False
    return True


class Held:
    """Keeps the writer busy with a function, so that what comes meanwhile waits and becomes one group."""

    def __init__(self, store: Store, event: str = "held") -> None:
        self._store = store
        self._event = event
        self._started = threading.Event()
        self._go_on = threading.Event()
        self.task: asyncio.Task[bool] | None = None

    def _hold(self, tx: Transaction) -> bool:
        new = note(tx, self._event)
        self._started.set()
        assert self._go_on.wait(30)
        return new

    async def __aenter__(self) -> Self:
        self.task = asyncio.create_task(self._store.write(self._hold))
        assert await asyncio.to_thread(self._started.wait, 30)
        return self

    def release(self) -> None:
        self._go_on.set()

    async def __aexit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.release()
        assert self.task is not None
        await self.task


async def turn() -> None:
    """Let every task that can run begin to wait."""
    for _ in range(3):
        await asyncio.sleep(0)
