"""Files that people send, fetched into the store in the background."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable

import httpx
from msgspec import structs
from telegram.error import BadRequest, TelegramError

from bot.clock import Clock
from bot.telegram import notes
from bot.telegram.api import Client
from bot.telegram.content import LARGEST
from bot.telegram.inbound import MEGABYTE, NAME, Desk
from bot.telegram.notes import Awaited
from handlers.dispatch import handle
from handlers.events import Origin, Unreadable
from store.db.door import Store
from store.files import FileRefused, Stored, Vault
from store.message import Value
from store.transaction import Transaction

logger = logging.getLogger(__name__)

AT_ONCE = 4
"""Files that are fetched at the same time."""

AGAIN = 20.0
"""Seconds after which a file that could not be fetched is tried again."""

_GONE = frozenset({400, 404, 410})


class Fetcher:
    """Fetches what is noted as awaited; a fall in between loses nothing."""

    def __init__(self, store: Store, clock: Clock, client: Client, vault: Vault, desk: Desk) -> None:
        """Fetch into a vault."""
        self._store, self._clock, self._client, self._vault, self._desk = store, clock, client, vault, desk
        self._wanted = asyncio.Event()
        self.wake = self._wanted.set
        self.said: Callable[[], None] = lambda: None
        """Called when somebody has to be told something."""

    async def run(self) -> None:
        """Fetch until cancelled."""
        async with httpx.AsyncClient(timeout=30.0, follow_redirects=False) as http:
            while True:
                self._wanted.clear()
                left = await self._round(http)
                try:
                    async with asyncio.timeout(AGAIN if left else None):
                        await self._wanted.wait()
                except TimeoutError:
                    pass

    async def _round(self, http: httpx.AsyncClient) -> bool:
        """Fetch everything that is awaited; whether something is left to be tried again."""
        try:
            awaited = await self._store.read(notes.awaited, 100)
        except Exception:
            logger.exception("telegram: the awaited files cannot be read")
            return True
        room = asyncio.Semaphore(AT_ONCE)
        results = await asyncio.gather(*(self._one(http, room, file, each) for file, each in awaited.items()))
        return not all(results)

    async def _one(self, http: httpx.AsyncClient, room: asyncio.Semaphore, file: str, awaited: Awaited) -> bool:
        async with room:
            try:
                stored = await self._fetch(http, awaited)
                await self._store.write(_keep, file, awaited, stored)
            except FileRefused as refused:
                await self._refuse(file, awaited, refused.key)
            except BadRequest as fault:
                key = "telegram-file-large" if "too big" in fault.message else "telegram-file-gone"
                await self._refuse(file, awaited, key)
            except (TelegramError, httpx.HTTPError, OSError) as fault:
                logger.info("telegram: a file is fetched later: %s", type(fault).__name__)
                return False
            except Exception:
                logger.exception("telegram: a file cannot be fetched; trying again")
                return False
        return True

    async def _fetch(self, http: httpx.AsyncClient, awaited: Awaited) -> Stored:
        found = await self._client.bot.get_file(awaited.remote.file_id)
        with self._vault.begin(awaited.remote.name) as incoming:
            async with http.stream("GET", found.file_path or "") as answer:
                if answer.status_code in _GONE:
                    raise FileRefused("telegram-file-gone")
                answer.raise_for_status()
                async for chunk in answer.aiter_bytes(65_536):
                    await asyncio.to_thread(incoming.write, chunk)
            return await asyncio.to_thread(incoming.finish)

    async def _refuse(self, file: str, awaited: Awaited, key: str) -> None:
        values: dict[str, Value] = {"megabytes": LARGEST // MEGABYTE, "link": self._desk.public_url}
        if key == "file-too-large":
            values["megabytes"] = self._vault.largest // MEGABYTE
        origin = Origin(NAME, awaited.chat, f"file:{file}")
        await self._store.write(_give_up, self._desk, file, Unreadable(origin, self._clock.now(), key, values))
        self.said()


def _keep(tx: Transaction, file: str, awaited: Awaited, stored: Stored) -> None:
    row = tx.files.get(file)
    if row is not None:
        tx.files.put(structs.replace(row, sha256=stored.sha256, name=stored.name, mime=stored.mime, size=stored.size))
    notes.fetched(tx, file, awaited.remote)


def _give_up(tx: Transaction, desk: Desk, file: str, told: Unreadable) -> None:
    notes.fetched(tx, file, None)
    handle(tx, desk.office, told)
