"""The folder of a real program: its settings, its team, its database."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from bot.clock import SystemClock
from bot.web import sessions
from bot.wiring import open_office
from handlers import team
from store.db.door import Store
from store.people import Language, Role
from store.transaction import Transaction
from tests.bot.program import Program, running


class Desk:
    """Everything of one deployment, running or not."""

    def __init__(self, folder: Path) -> None:
        """Keep everything in a folder, set by the names that a deployment uses."""
        folder.mkdir(exist_ok=True)
        self.folder = folder
        self.settings = {
            "AFTERCARE_DATABASE": f"sqlite:///{folder / 'aftercare.db'}",
            "AFTERCARE_DATA_DIR": str(folder / "data"),
            "AFTERCARE_HOST": "127.0.0.1",
        }

    @asynccontextmanager
    async def running(self) -> AsyncIterator[Program]:
        """Run the program until left."""
        async with running(self.folder, **self.settings) as program:
            yield program

    async def hire(self, name: str) -> str:
        """Take an agent into the team, and return the token of a browser that is signed in."""
        office, token, now = open_office("after-sales"), sessions.new_token(), SystemClock().now()

        def sit(tx: Transaction) -> None:
            person = team.add(tx, office, now, name=name, role=Role.AGENT, groups=("technical",), language=Language.EN)
            sessions.seat(tx, token, person, f"team-{person.id}", now)

        store = await Store.open(self.folder / "aftercare.db", exclusive=True)
        await store.write(sit)
        await store.close()
        return token

    def rows(self, statement: str) -> list[tuple[Any, ...]]:
        """What the database holds."""
        connection = sqlite3.connect(self.folder / "aftercare.db", timeout=30)
        try:
            return connection.execute(statement).fetchall()
        finally:
            connection.close()

    async def settled(self) -> None:
        """Wait until every message that may leave has arrived."""
        on_the_way = "SELECT COUNT(*) FROM outbox WHERE due IS NOT NULL AND address <> 0 AND not_before = 0"
        async with asyncio.timeout(60):
            while self.rows(on_the_way) != [(0,)]:
                await asyncio.sleep(0.05)


def faults(program: Program) -> list[dict[str, Any]]:
    """What a program complained of."""
    return [line for line in program.lines if line["level"] not in {"debug", "info"}]
