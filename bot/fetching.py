"""Files that people send on a platform, fetched into the store in the background; a fall in between loses nothing."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Mapping
from typing import Generic, Protocol, TypeVar

import httpx
from msgspec import structs

from bot.clock import Clock
from bot.trust import trust
from handlers.dispatch import handle
from handlers.events import Origin, Unreadable
from store.db.door import Store
from store.files import FileRefused, Stored, Vault
from store.message import Value
from store.office import Office
from store.transaction import Transaction

logger = logging.getLogger(__name__)

AT_ONCE = 4
"""Files that are fetched at the same time."""

LOOKED_AT = 100
"""Files of one round."""

AGAIN = 20.0
"""Seconds after which a file that could not be fetched is tried again."""

CHUNK = 65_536

Awaited = TypeVar("Awaited")


class Later(Exception):
    """A file cannot be had now; it is tried again."""


class Source(Protocol[Awaited]):
    """A platform's files. What is awaited stands in the channel's own notes."""

    @property
    def channel(self) -> str:
        """The channel's name."""
        ...

    def awaited(self, tx: Transaction, limit: int) -> Mapping[str, Awaited]:
        """Return what is to be fetched, by the id that it has in the store."""
        ...

    def fetched(self, tx: Transaction, file: str, awaited: Awaited, *, kept: bool) -> None:
        """Note that a file needs no fetching any more: it was kept, or cannot be had."""
        ...

    def chat(self, awaited: Awaited) -> str:
        """Return the chat that a file came from."""
        ...

    def said(self, key: str) -> dict[str, Value]:
        """Return the values of the sentence that says why a file cannot be taken."""
        ...

    async def bytes(self, http: httpx.AsyncClient, vault: Vault, awaited: Awaited) -> Stored:
        """Fetch a file. Raises FileRefused for what can never be had, Later or httpx.HTTPError for what may."""
        ...


class Fetcher(Generic[Awaited]):
    """Fetches what is noted as awaited."""

    def __init__(self, source: Source[Awaited], store: Store, office: Office, clock: Clock, vault: Vault) -> None:
        """Fetch from a source into a vault."""
        self._source, self._store, self._office, self._clock, self._vault = source, store, office, clock, vault
        self._wanted = asyncio.Event()
        self.wake = self._wanted.set
        self.said: Callable[[], None] = lambda: None
        """Called when somebody has to be told something."""

    async def run(self) -> None:
        """Fetch until cancelled."""
        async with httpx.AsyncClient(timeout=30.0, follow_redirects=False, verify=trust()) as http:
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
            awaited = await self._store.read(self._source.awaited, LOOKED_AT)
        except Exception:
            logger.exception("%s: the awaited files cannot be read", self._source.channel)
            return True
        room = asyncio.Semaphore(AT_ONCE)
        results = await asyncio.gather(*(self._one(http, room, file, each) for file, each in awaited.items()))
        return not all(results)

    async def _one(self, http: httpx.AsyncClient, room: asyncio.Semaphore, file: str, awaited: Awaited) -> bool:
        async with room:
            try:
                await self._fetch(http, file, awaited)
            except (Later, httpx.HTTPError, OSError) as fault:
                logger.info("%s: a file is fetched later: %s", self._source.channel, type(fault).__name__)
                return False
            except Exception:
                logger.exception("%s: a file cannot be fetched; trying again", self._source.channel)
                return False
        return True

    async def _fetch(self, http: httpx.AsyncClient, file: str, awaited: Awaited) -> None:
        """Fetch a file and keep it, or say why it cannot be had; either may fail for now, as when the disk is full."""
        try:
            stored = await self._source.bytes(http, self._vault, awaited)
        except FileRefused as refused:
            await self._refuse(file, awaited, refused.key)
        else:
            await self._store.write(self._keep, file, awaited, stored)

    async def _refuse(self, file: str, awaited: Awaited, key: str) -> None:
        origin = Origin(self._source.channel, self._source.chat(awaited), f"file:{file}")
        told = Unreadable(origin, self._clock.now(), key, self._source.said(key))
        await self._store.write(self._give_up, file, awaited, told)
        self.said()

    def _keep(self, tx: Transaction, file: str, awaited: Awaited, stored: Stored) -> None:
        row = tx.files.get(file)
        if row is not None:
            tx.files.put(
                structs.replace(row, sha256=stored.sha256, name=stored.name, mime=stored.mime, size=stored.size)
            )
        self._source.fetched(tx, file, awaited, kept=True)

    def _give_up(self, tx: Transaction, file: str, awaited: Awaited, told: Unreadable) -> None:
        self._source.fetched(tx, file, awaited, kept=False)
        handle(tx, self._office, told)


async def into(vault: Vault, name: str, answer: httpx.Response) -> Stored:
    """Keep what an answer carries. Raises FileRefused, or httpx.HTTPError when it breaks off."""
    with vault.begin(name) as incoming:
        async for chunk in answer.aiter_bytes(CHUNK):
            await asyncio.to_thread(incoming.write, chunk)
        return await asyncio.to_thread(incoming.finish)
