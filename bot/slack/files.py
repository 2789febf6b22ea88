"""Files that people send in Slack, fetched into the store in the background with the app's own token."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from urllib.parse import urlsplit

import httpx
from msgspec import structs
from slack_sdk.web.async_client import AsyncWebClient

from bot.clock import Clock
from bot.slack import notes, payload
from bot.slack.inbound import MEGABYTE, Desk
from bot.slack.notes import NAME, Awaited
from handlers.dispatch import handle
from handlers.events import Origin, Unreadable
from store.db.door import Store
from store.files import FileRefused, Stored, Vault
from store.message import Value
from store.transaction import Transaction

logger = logging.getLogger(__name__)

AGAIN = 20.0
"""Seconds after which a file that could not be fetched is tried again."""

_GONE = frozenset({401, 403, 404, 410})


class Fetcher:
    """Fetches what is noted as awaited; a fall in between loses nothing."""

    def __init__(
        self, store: Store, clock: Clock, client_of: Callable[[str], AsyncWebClient | None], vault: Vault, desk: Desk
    ) -> None:
        """Fetch into a vault."""
        self._store, self._clock, self._client_of, self._vault, self._desk = store, clock, client_of, vault, desk
        self._wanted = asyncio.Event()
        self.wake = self._wanted.set
        self.said: Callable[[], None] = lambda: None
        """Called when somebody has to be told something."""

    async def run(self) -> None:
        """Fetch until cancelled."""
        async with httpx.AsyncClient(timeout=30.0, follow_redirects=True) as http:
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
            logger.exception("slack: the awaited files cannot be read")
            return True
        return not all([await self._one(http, file, each) for file, each in awaited.items()])

    async def _one(self, http: httpx.AsyncClient, file: str, awaited: Awaited) -> bool:
        try:
            stored = await self._fetch(http, awaited)
            await self._store.write(_keep, file, stored)
        except FileRefused as refused:
            await self._refuse(file, awaited, refused.key)
        except (httpx.HTTPError, OSError) as fault:
            logger.info("slack: a file is fetched later: %s", type(fault).__name__)
            return False
        except Exception:
            logger.exception("slack: a file cannot be fetched; trying again")
            return False
        return True

    async def _fetch(self, http: httpx.AsyncClient, awaited: Awaited) -> Stored:
        client = self._client_of(payload.place(awaited.chat)[0])
        if client is None or not is_slacks(awaited.url, client.base_url):
            raise FileRefused("slack-file-gone")
        headers = {"Authorization": f"Bearer {client.token}"}
        with self._vault.begin(awaited.name) as incoming:
            async with http.stream("GET", awaited.url, headers=headers) as answer:
                # Without the right to read it, Slack answers with the page on which people sign in.
                if answer.status_code in _GONE or answer.headers.get("content-type", "").startswith("text/html"):
                    raise FileRefused("slack-file-gone")
                answer.raise_for_status()
                async for chunk in answer.aiter_bytes(65_536):
                    await asyncio.to_thread(incoming.write, chunk)
            return await asyncio.to_thread(incoming.finish)

    async def _refuse(self, file: str, awaited: Awaited, key: str) -> None:
        values: dict[str, Value] = {"megabytes": self._vault.largest // MEGABYTE, "link": self._desk.public_url}
        told = Unreadable(Origin(NAME, awaited.chat, f"file:{file}"), self._clock.now(), key, values)
        await self._store.write(_give_up, self._desk, file, told)
        self.said()


def is_slacks(url: str, base: str) -> bool:
    """Whether an address is Slack's own: nobody else is shown the token."""
    place, ours = urlsplit(url), urlsplit(base)
    if (place.scheme, place.netloc) == (ours.scheme, ours.netloc):
        return True
    return place.scheme == "https" and (place.hostname or "").endswith(".slack.com")


def _keep(tx: Transaction, file: str, stored: Stored) -> None:
    row = tx.files.get(file)
    if row is not None:
        tx.files.put(structs.replace(row, sha256=stored.sha256, name=stored.name, mime=stored.mime, size=stored.size))
    notes.fetched(tx, file)


def _give_up(tx: Transaction, desk: Desk, file: str, told: Unreadable) -> None:
    notes.fetched(tx, file)
    handle(tx, desk.office, told)
