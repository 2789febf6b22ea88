"""Updates on their way to the bot: kept until confirmed, handed out by long poll or posted to its webhook."""

from __future__ import annotations

import asyncio
import copy
from typing import Any

import httpx

from tests.fakes.telegram.faults import Refusal

FIRST = 500_001

KINDS = frozenset({"message", "edited_message", "callback_query", "my_chat_member", "channel_post", "message_reaction"})

Json = dict[str, Any]

RETRY = 0.05
"""Seconds after which a webhook that did not answer 200 gets the same update again (minutes, with the real one)."""


class Updates:
    """The bot's queue."""

    def __init__(self) -> None:
        self.waiting: list[Json] = []
        self.confirmed: list[int] = []
        self.webhook: Json = {}
        self.errors: list[str] = []
        self.polls = 0
        self.delivered = 0
        self.next_id = FIRST
        self._news = asyncio.Event()
        self._poller: asyncio.Event | None = None
        self._allowed: frozenset[str] = KINDS
        self._posting: asyncio.Task[None] | None = None

    def add(self, body: Json) -> int:
        """Queue an update, unless the bot does not want its kind; return its id."""
        number, self.next_id = self.next_id, self.next_id + 1
        if body.keys() & KINDS <= self._allowed:
            self.waiting.append({"update_id": number, **copy.deepcopy(body)})  # what changes later is another update
            self.stir()
        return number

    def raw(self, update: Json) -> None:
        """Queue an update exactly as it is: one that came before, or out of order."""
        self.waiting.append(update)
        self.stir()

    def stir(self) -> None:
        """Tell whoever waits that there is something."""
        self._news.set()

    def allow(self, kinds: list[str] | None) -> None:
        """Keep the kinds that the bot wants."""
        if kinds is not None:
            self._allowed = frozenset(kinds)

    async def poll(self, offset: int, limit: int, timeout: int) -> list[Json]:
        """Hand out what waits; an offset confirms everything below it."""
        if self.webhook.get("url"):
            raise Refusal(
                "can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first",
                409,
            )
        if self._poller is not None:
            self._poller.set()
        ended = self._poller = asyncio.Event()
        self.polls += 1
        try:
            self.confirmed += [each["update_id"] for each in self.waiting if each["update_id"] < offset]
            self.waiting = [each for each in self.waiting if each["update_id"] >= offset]
            await self._wait(timeout, ended)
            if ended.is_set():
                raise Refusal(
                    "terminated by other getUpdates request; make sure that only one bot instance is running", 409
                )
            return self.waiting[:limit]
        finally:
            if self._poller is ended:
                self._poller = None

    async def _wait(self, timeout: int, ended: asyncio.Event) -> None:
        until = asyncio.get_running_loop().time() + timeout
        while not self.waiting and not ended.is_set():
            left = until - asyncio.get_running_loop().time()
            if left <= 0:
                return
            self._news.clear()
            waits = {asyncio.ensure_future(self._news.wait()), asyncio.ensure_future(ended.wait())}
            _, pending = await asyncio.wait(waits, timeout=left, return_when=asyncio.FIRST_COMPLETED)
            for each in pending:
                each.cancel()

    def set_webhook(self, given: Json) -> None:
        """Post to an address from now on; an empty one ends it."""
        self.webhook = given if given.get("url") else {}
        if self._posting is not None:
            self._posting.cancel()
            self._posting = None
        if self.webhook:
            self._posting = asyncio.get_running_loop().create_task(self._post())

    def stop(self) -> None:
        """Hand out and post nothing more."""
        if self._poller is not None:
            self._poller.set()
        if self._posting is not None:
            self._posting.cancel()
            self._posting = None

    async def _post(self) -> None:
        """Post one update of each chat at a time, and again until it is answered with 200."""
        busy: set[object] = set()
        async with httpx.AsyncClient(timeout=20) as client, asyncio.TaskGroup() as group:
            while True:
                self._news.clear()
                for update in list(self.waiting):
                    if (lane := _lane(update)) not in busy:
                        busy.add(lane)
                        group.create_task(self._deliver(client, update, lane, busy))
                await self._news.wait()

    async def _deliver(self, client: httpx.AsyncClient, update: Json, lane: object, busy: set[object]) -> None:
        headers = {"X-Telegram-Bot-Api-Secret-Token": self.webhook.get("secret_token", "")}
        try:
            answer = await client.post(self.webhook["url"], json=update, headers=headers)
            status = answer.status_code
        except httpx.HTTPError as fault:
            status = 0
            self.errors.append(repr(fault))
        self.delivered += 1
        if status == 200:
            self.confirmed.append(update["update_id"])
            self.waiting = [each for each in self.waiting if each is not update]
        else:
            self.errors.append(f"Wrong response from the webhook: {status}")
            await asyncio.sleep(RETRY)
        busy.discard(lane)
        self.stir()


def _lane(update: Json) -> object:
    """What keeps updates in order: those of one person."""
    for kind in KINDS:
        body = update.get(kind)
        if isinstance(body, dict):
            who = body.get("from") or body.get("chat") or {}
            return who.get("id") if isinstance(who, dict) else None
    return update["update_id"]
