"""The real program, served on a free port inside the test: its database, courier, clockwork and routes."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from msgspec import Struct, structs

from bot.app import App, listen, serve
from bot.clock import Clock, SystemClock
from bot.settings import Settings
from handlers import team
from store.db.door import Store
from store.people import Language, Role
from store.transaction import Transaction

MEGABYTE = 1024 * 1024


class House(Struct):
    """A served program: where it is reached, and what it is made of."""

    url: str
    app: App

    async def invite(self, name: str, role: Role = Role.AGENT, *groups: str) -> str:
        """Take somebody into the team, and return the code of their invitation."""
        app = self.app

        def add(tx: Transaction) -> str:
            person = team.add(
                tx,
                app.office,
                app.clock.now(),
                name=name,
                role=role,
                groups=groups or ("technical",) * (role is Role.AGENT),
                language=Language.EN,
            )
            return team.invite(tx, person, app.clock.now())

        return await app.store.write(add)

    async def invite_again(self, name: str) -> str:
        """Return the code of another invitation of a member."""
        now = self.app.clock.now()
        return await self.app.store.write(lambda tx: team.invite(tx, team.find(tx, name), now))

    def newest_chat(self) -> int:
        """Return the address of whoever came last."""
        with sqlite3.connect(self.app.store.path) as connection:
            ((address,),) = connection.execute("SELECT MAX(id) FROM addresses").fetchall()
        connection.close()
        return int(address)

    async def dismiss(self, name: str) -> None:
        """Take somebody out of the team, as the command line does."""
        app = self.app
        await app.store.write(lambda tx: team.remove(tx, app.office, app.clock.now(), team.find(tx, name)))


def settings(folder: Path, **changes: object) -> Settings:
    """Settings of a program that keeps everything in a folder."""
    usual = Settings(
        database=folder / "aftercare.db",
        data_dir=folder,
        host="127.0.0.1",
        port=0,
        public_url="http://127.0.0.1:0",
        playbook="after-sales",
        embed_origins=(),
        max_file=MEGABYTE,
        log_level="info",
    )
    return structs.replace(usual, **changes)


@asynccontextmanager
async def serving(
    folder: Path, clock: Clock | None = None, *, patience: float = 5.0, **changes: object
) -> AsyncIterator[House]:
    """Serve until left, then stop in order. `patience` is that of the store with another writer, in seconds."""
    chosen, stop = settings(folder, **changes), asyncio.Event()
    with listen(chosen) as listener:
        store = await Store.open(chosen.database, exclusive=True, patience=patience)
        try:
            app = App(chosen, clock or SystemClock(), store)
            served = asyncio.create_task(serve(app, listener, stop=stop))
            try:
                yield House(f"http://127.0.0.1:{listener.getsockname()[1]}", app)
            finally:
                stop.set()
                await served
        finally:
            await store.close()
