"""Files that people send in Slack, fetched with the app's own token, which nobody but Slack is shown."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from urllib.parse import urlsplit

import aiohttp
import httpx
from msgspec import structs
from slack_sdk.errors import SlackClientError
from slack_sdk.web.async_client import AsyncWebClient

from bot.channel import Undeliverable
from bot.fetching import Later, into
from bot.slack import notes, payload
from bot.slack.api import outcome
from bot.slack.inbound import MEGABYTE, Desk
from bot.slack.notes import NAME, Awaited
from store.files import FileRefused, Stored, Vault
from store.message import Value
from store.transaction import Transaction

_GONE = frozenset({401, 403, 404, 410})


class SlackFiles:
    """Slack's files, as `bot.fetching` fetches them."""

    channel = NAME

    def __init__(self, client_of: Callable[[str], AsyncWebClient | None], desk: Desk) -> None:
        """Fetch with the token of the workspace that a file came from."""
        self._client_of, self._desk = client_of, desk

    def awaited(self, tx: Transaction, limit: int) -> Mapping[str, Awaited]:
        """Return what is to be fetched."""
        return notes.awaited(tx, limit)

    def fetched(self, tx: Transaction, file: str, _awaited: Awaited, *, kept: bool) -> None:  # noqa: ARG002 - the same
        """Note that a file needs no fetching any more."""
        notes.fetched(tx, file)

    def chat(self, awaited: Awaited) -> str:
        """Return the chat that a file came from."""
        return awaited.chat

    def said(self, _key: str) -> dict[str, Value]:
        """Return the values of the sentence that says why a file cannot be taken."""
        return {"megabytes": self._desk.largest // MEGABYTE, "link": self._desk.public_url}

    async def bytes(self, http: httpx.AsyncClient, vault: Vault, awaited: Awaited) -> Stored:
        """Fetch a file. Without the right to it, Slack answers with the page on which people sign in."""
        client = self._client_of(payload.place(awaited.chat)[0])
        if client is not None and not awaited.url:
            awaited = await self._asked(client, awaited)
        if client is None or not is_slacks(awaited.url, client.base_url):
            raise FileRefused("slack-file-gone")
        headers = {"Authorization": f"Bearer {client.token}"}
        async with http.stream("GET", awaited.url, headers=headers, follow_redirects=True) as answer:
            if answer.status_code in _GONE:
                raise FileRefused("slack-file-gone")
            answer.raise_for_status()  # before its kind is looked at: a server that is down answers with a page as well
            if answer.headers.get("content-type", "").startswith("text/html"):
                raise FileRefused("slack-file-gone")
            return await into(vault, awaited.name, answer)

    async def _asked(self, client: AsyncWebClient, awaited: Awaited) -> Awaited:
        """Return where a file lies, and what it is called. Raises FileRefused, or Later."""
        try:
            told = (await client.files_info(file=awaited.id))["file"]
        except (SlackClientError, aiohttp.ClientError, TimeoutError) as fault:
            if isinstance(outcome(fault), Undeliverable):
                raise FileRefused("slack-file-gone") from fault
            raise Later from fault
        if int(told.get("size") or 0) > self._desk.largest:
            raise FileRefused("slack-file-large")
        found = payload.files({"files": [told]})
        return structs.replace(awaited, url=found[0].url, name=found[0].name) if found else awaited


def is_slacks(url: str, base: str) -> bool:
    """Whether an address is Slack's own: nobody else is shown the token."""
    place, ours = urlsplit(url), urlsplit(base)
    if (place.scheme, place.netloc) == (ours.scheme, ours.netloc):
        return True
    return place.scheme == "https" and (place.hostname or "").endswith(".slack.com")
