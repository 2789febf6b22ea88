"""The writer under load: who is on the way shares the commit, and nobody waits for ever."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest

from store.db import writer
from store.db.migrate import migrate
from store.db.rows import SqlTransaction
from store.db.sqlite import ThreadConnection
from store.db.writer import COMPANY, Writer


@pytest.fixture
async def connection(tmp_path: Path) -> AsyncIterator[ThreadConnection]:
    opened = await ThreadConnection.opened(tmp_path / "desk.db", patience=1)
    await opened.whole(migrate, tmp_path / "desk.db")
    yield opened
    await opened.close()


def number(tx: SqlTransaction) -> int:
    return tx.tickets.next_serial("2026")


async def loaded(connection: ThreadConnection) -> tuple[Writer, list[str]]:
    """Return a writer that has just had company, and the statements that it runs from now on."""
    busy, log = Writer(connection, Path("desk.db")), list[str]()
    await asyncio.gather(*busy.submit([number] * COMPANY))
    connection.raw.set_trace_callback(log.append)
    return busy, log


async def test_who_is_on_the_way_shares_the_commit(
    connection: ThreadConnection, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(writer, "LINGER", 60.0)
    busy, log = await loaded(connection)
    waiting = []
    for _ in range(5):
        waiting += busy.submit([number])
        await asyncio.sleep(0)
    assert await asyncio.gather(*waiting) == [5, 6, 7, 8, 9]
    assert log.count("COMMIT") == 1


async def test_nobody_waits_for_ever(connection: ThreadConnection, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(writer, "LINGER", 0.0)
    busy, _ = await loaded(connection)
    waiting, begun, give = list[asyncio.Future[int]](), list[int](), connection.give

    def noted(work: Callable[[], None]) -> None:
        begun.append(len(waiting))
        give(work)

    monkeypatch.setattr(connection, "give", noted)
    for _ in range(20):
        waiting += busy.submit([number])
        await asyncio.sleep(0)
    await asyncio.gather(*waiting)
    assert begun[0] < 3
