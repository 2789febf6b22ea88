"""Group commit: functions that wait together share one transaction, and a failing one fails alone."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path
from time import perf_counter
from typing import Any

from store.db.errors import DatabaseError, meaning
from store.db.rows import SqlTransaction

LARGEST = 128
"""Functions that share one commit at the most."""

PATIENCE = 0.008
"""Seconds after which a group commits what it has run, so that the first does not wait for a slow last."""

_BEFORE, _AFTER = -1, -2


class Job:
    """One function on its way through the writer."""

    __slots__ = ("fault", "fn", "future", "result")

    def __init__(self, fn: Callable[[SqlTransaction], Any], future: asyncio.Future[Any]) -> None:
        """Bring a function, and the future that whoever wants its result waits for."""
        self.fn = fn
        self.future = future
        self.result: Any = None
        self.fault: BaseException | None = None

    def settle(self) -> None:
        """Deliver the outcome to who waits, if they still do (in the event loop)."""
        if self.future.done():
            return
        if self.fault is None:
            self.future.set_result(self.result)
        else:
            self.future.set_exception(self.fault)


class _Undone(Exception):
    """A transaction was rolled back: by the function at `index`, _BEFORE any ran, or _AFTER all did."""

    def __init__(self, index: int, fault: BaseException) -> None:
        self.index = index
        self.fault = fault


def run(connection: sqlite3.Connection, tx: SqlTransaction, group: list[Job], path: Path) -> Iterator[list[Job]]:
    """Run a group and yield its parts, each right after its commit or its failure.

    When a function raises, all is undone; then those before it, itself, and those after it run as groups of their own.
    So no function runs more than twice, and a group with one bad function costs three commits, not one for each.
    """
    parts = [group]
    while parts:
        part = parts.pop()
        try:
            ran = _transact(connection, tx, part)
        except _Undone as undone:
            if len(part) == 1 or _is_of_the_database(undone, path):
                _blame(part, undone.fault, path)
                yield part
            else:
                parts += _apart(part, undone.index)
        else:
            if ran < len(part):
                parts.append(part[ran:])
            yield part[:ran]


def _transact(connection: sqlite3.Connection, tx: SqlTransaction, part: list[Job]) -> int:
    """Run functions in one transaction until they are done or time is up; return how many are committed."""
    at = _BEFORE
    try:
        connection.execute("BEGIN IMMEDIATE")
        enough = perf_counter() + PATIENCE
        for at, job in enumerate(part):  # noqa: B007 - whose fault it was
            job.result = job.fn(tx)
            if not connection.in_transaction:
                raise RuntimeError("a function went on after SQLite had undone its transaction")
            if perf_counter() > enough:
                break
        ran, at = at + 1, _AFTER
        connection.execute("COMMIT")
    except BaseException as fault:
        # SQLite has undone it already when the disk was full or failed.
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise _Undone(at, fault) from fault
    return ran


def _is_of_the_database(undone: _Undone, path: Path) -> bool:
    """Whether each would fail alike: nothing could begin (and trying each would wait for the lock each time), or end."""
    if undone.index == _AFTER:
        return isinstance(undone.fault, sqlite3.Error) and meaning(undone.fault, path) is not None
    return undone.index == _BEFORE


def _apart(part: list[Job], index: int) -> list[list[Job]]:
    """Cut a part at the function that failed, the last to run first; all apart when it was none in particular."""
    if index == _AFTER:
        return [[job] for job in reversed(part)]
    return [cut for cut in (part[index + 1 :], [part[index]], part[:index]) if cut]


def _blame(part: list[Job], fault: BaseException, path: Path) -> None:
    """Give everyone an exception of their own, so that no traceback grows on another's."""
    for job in part:
        if isinstance(fault, sqlite3.Error):
            job.fault = meaning(fault, path) or fault
        elif isinstance(fault, StopIteration):
            job.fault = RuntimeError("a function raised StopIteration")  # a future cannot carry it
            job.fault.__cause__ = fault
        else:
            job.fault = fault


def give_up(group: list[Job], fault: BaseException, path: Path) -> None:
    """Blame a fault of the writer itself on those of a group who have no outcome yet."""
    lost = DatabaseError(f"{path} could not be written ({fault!r}); restart the program and check the disk")
    lost.__cause__ = fault
    for job in group:
        job.fault = lost
