"""The demo, served on a free port inside the test, with its clock at a moment."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from msgspec import Struct

from bot.app import App, listen, serve
from bot.clock import MovableClock
from bot.demo import Demo
from store.db.door import Store
from store.moment import Ms
from tests.web_server import settings


class DemoHouse(Struct):
    """A served demo: where it is reached, what it is made of, and its clock."""

    url: str
    app: App
    clock: MovableClock

    def phone(self, name: str) -> str:
        """Where a phone is reached."""
        return f"{self.url}/phone/{name}"


@asynccontextmanager
async def showing(folder: Path, start: Ms) -> AsyncIterator[DemoHouse]:
    """Serve the demo until left, then stop in order."""
    chosen, stop = settings(folder), asyncio.Event()
    with listen(chosen) as listener:
        store = await Store.open(chosen.database, exclusive=True)
        try:
            clock = MovableClock(start)
            app = App(chosen, clock, store)
            served = asyncio.create_task(serve(app, listener, routes=Demo(app, clock).routes(), stop=stop))
            try:
                yield DemoHouse(f"http://127.0.0.1:{listener.getsockname()[1]}", app, clock)
            finally:
                stop.set()
                await served
        finally:
            await store.close()
