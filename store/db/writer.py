"""The one writer: what waits while its thread is busy, or is on its way under load, becomes the next group."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from store.db.group import LARGEST, Job, give_up, run
from store.db.rows import SqlTransaction
from store.db.sqlite import ThreadConnection

COMPANY = 4
"""Functions in one group that show there is load."""

LINGER = 0.005
"""Seconds for which the first of a group waits, at the most, for others that are on their way."""


class Writer:
    """Takes functions in the event loop, runs them in its connection's thread, answers in the event loop.

    No timer and no lock: company forms by itself while a group is being committed, and the thread is woken only when it
    had nothing left to do. Under load it is woken once the event loop has nobody more to bring: two threads that take
    turns at Python's lock, statement by statement, get less done than one after the other.
    """

    def __init__(self, connection: ThreadConnection, path: Path) -> None:
        """Write through an open connection, in the running event loop."""
        self._connection = connection
        self._path = path
        self._loop = asyncio.get_running_loop()
        self._waiting: deque[Job] = deque()
        self._busy = False
        self._last = 0
        self._since = 0.0
        self._idle = asyncio.Event()
        self._idle.set()

    def submit(self, functions: Sequence[Callable[[SqlTransaction], Any]]) -> list[asyncio.Future[Any]]:
        """Queue functions, in order, and return where their results will be. Cancel one to drop it while it waits."""
        jobs = [Job(fn, self._loop.create_future()) for fn in functions]
        self._waiting.extend(jobs)
        self._wake()
        return [job.future for job in jobs]

    async def drain(self) -> None:
        """Wait until nothing is waiting or running."""
        await self._idle.wait()

    def _wake(self) -> None:
        if self._busy or not self._waiting:
            return
        self._busy = True
        self._idle.clear()
        if self._last < COMPANY:
            self._connection.give(self._work)
        else:
            self._since = self._loop.time()
            self._loop.call_soon(self._gather, 0)

    def _gather(self, before: int) -> None:
        """Begin once a pass of the event loop has brought nobody more, or after a while (in the event loop)."""
        waiting = len(self._waiting)
        if waiting == before or waiting >= LARGEST or self._loop.time() - self._since > LINGER:
            self._connection.give(self._work)
        else:
            self._loop.call_soon(self._gather, waiting)

    def _work(self) -> None:
        """Run groups until nothing waits, or one was company (in the thread).

        Every group is answered by one call into the event loop.
        """
        while group := self._take():
            self._last, answered = len(group), 0
            try:
                for part in run(self._connection.raw, self._connection.transaction, group, self._path):
                    answered += len(part)
                    if answered == len(group) and (not self._waiting or answered >= COMPANY):
                        self._loop.call_soon_threadsafe(self._finish, part)
                        return
                    self._loop.call_soon_threadsafe(_settle, part)
            except BaseException as fault:  # noqa: BLE001 - nobody may wait forever, whatever it is
                give_up(group[answered:], fault, self._path)
                self._loop.call_soon_threadsafe(_settle, group[answered:])
        self._loop.call_soon_threadsafe(self._rest)

    def _take(self) -> list[Job]:
        """Take what waits and is still wanted."""
        group: list[Job] = []
        while self._waiting and len(group) < LARGEST:
            job = self._waiting.popleft()
            if not job.future.done():
                group.append(job)
        return group

    def _finish(self, part: list[Job]) -> None:
        """Answer the last ones and rest, in one call (in the event loop): each wakes it."""
        _settle(part)
        self._rest()

    def _rest(self) -> None:
        """Note that the thread has stopped looking; what came since then wakes it again (in the event loop)."""
        self._busy = False
        self._wake()
        if not self._busy:
            self._idle.set()


def _settle(part: list[Job]) -> None:
    for job in part:
        job.settle()
