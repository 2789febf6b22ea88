"""Files that people send in Telegram, fetched through getFile."""

from __future__ import annotations

from collections.abc import Mapping

import httpx
from telegram.error import BadRequest, TelegramError

from bot.fetching import Later, into
from bot.telegram import notes
from bot.telegram.api import Client
from bot.telegram.content import LARGEST
from bot.telegram.inbound import MEGABYTE, NAME, Desk
from bot.telegram.notes import Awaited
from store.files import FileRefused, Stored, Vault
from store.message import Value
from store.transaction import Transaction

_GONE = frozenset({400, 404, 410})


class TelegramFiles:
    """Telegram's files, as `bot.fetching` fetches them."""

    channel = NAME

    def __init__(self, client: Client, desk: Desk, largest: int) -> None:
        """Fetch through a client; `largest` is the size that the store takes, in bytes."""
        self._client, self._desk, self._largest = client, desk, largest

    def awaited(self, tx: Transaction, limit: int) -> Mapping[str, Awaited]:
        """Return what is to be fetched."""
        return notes.awaited(tx, limit)

    def fetched(self, tx: Transaction, file: str, awaited: Awaited, *, kept: bool) -> None:
        """Note that a file needs no fetching any more; one that was kept can be sent on by its name at Telegram."""
        notes.fetched(tx, file, awaited.remote if kept else None)

    def chat(self, awaited: Awaited) -> str:
        """Return the chat that a file came from."""
        return awaited.chat

    def said(self, key: str) -> dict[str, Value]:
        """Return the values of the sentence that says why a file cannot be taken."""
        largest = self._largest if key == "file-too-large" else LARGEST
        return {"megabytes": largest // MEGABYTE, "link": self._desk.public_url}

    async def bytes(self, http: httpx.AsyncClient, vault: Vault, awaited: Awaited) -> Stored:
        """Fetch a file; Telegram hands out those of up to 20 MB, and not for ever."""
        try:
            found = await self._client.bot.get_file(awaited.remote.file_id)
        except BadRequest as fault:
            large = "too big" in fault.message
            raise FileRefused("telegram-file-large" if large else "telegram-file-gone") from fault
        except TelegramError as fault:
            raise Later from fault
        async with http.stream("GET", found.file_path or "") as answer:
            if answer.status_code in _GONE:
                raise FileRefused("telegram-file-gone")
            answer.raise_for_status()
            return await into(vault, awaited.remote.name, answer)
