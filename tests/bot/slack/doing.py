"""What was done in a house, and a database that takes nothing or takes its time."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from typing import Any

from store.transaction import Transaction
from tests.bot.slack.house import House

EFFECTS = ("people", "addresses", "tickets", "history", "timers", "inbox", "outbox", "drafts", "files", "invitations")
"""Tables in which something would show that was done again."""

HELP: dict[str, Any] = {
    "type": "event_callback",
    "team_id": "T0TEAM",
    "event_id": "Ev-help",
    "event": {"type": "message", "channel_type": "im", "user": "U7", "text": "/help", "ts": "1.1", "channel": "D1"},
}


def effects(desk: House) -> dict[str, list[Any]]:
    """Return everything that was done, but for the time at which a message was sent."""
    with closing(sqlite3.connect(desk.app.store.path)) as sql:
        return {table: sql.execute(f"SELECT * FROM {table} ORDER BY 1, 2").fetchall() for table in EFFECTS}  # noqa: S608


async def still(desk: House) -> dict[str, list[Any]]:
    """Return everything that was done, once nothing goes on any more."""
    await desk.pace.settle()
    return effects(desk)


@contextmanager
def broken(desk: House) -> Iterator[None]:
    """Have the database refuse every event."""
    with closing(sqlite3.connect(desk.app.store.path, timeout=10, isolation_level=None)) as sql:
        sql.execute("CREATE TRIGGER broken BEFORE INSERT ON inbox BEGIN SELECT RAISE(ABORT, 'no room'); END")
        yield
        sql.execute("DROP TRIGGER broken")


@contextmanager
def held(desk: House) -> Iterator[Callable[[], None]]:
    """Keep every commit waiting until what is given is called."""
    loop, free = asyncio.get_running_loop(), asyncio.Event()

    def hold(_tx: Transaction) -> None:
        asyncio.run_coroutine_threadsafe(free.wait(), loop).result(30)

    holding = asyncio.create_task(desk.app.store.write(hold))
    try:
        yield free.set
    finally:
        free.set()
        holding.add_done_callback(lambda done: done.result())
