"""The cards on top of customers' threads, brought up to date when a ticket changed and they were told nothing.

Those of the team come by themselves: whoever handles a ticket is sent its card with every change.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Iterable
from contextlib import AbstractAsyncContextManager

import aiohttp
from msgspec import Struct, structs
from slack_sdk.errors import SlackClientError
from slack_sdk.web.async_client import AsyncWebClient

from bot.channel import Undeliverable
from bot.clock import Clock
from bot.lanes import Lanes
from bot.slack import notes, payload
from bot.slack.api import outcome
from bot.slack.notes import NAME, Shown
from bot.slack.render import written
from bot.texts import Texts
from handlers.dispatch import person_at, quiet_turn
from handlers.status import card_of
from store.db.door import Store
from store.message import Message
from store.office import Office
from store.people import Language
from store.transaction import Transaction

logger = logging.getLogger(__name__)

CALM = 0.5
"""Seconds in which changes of one card are gathered into one drawing."""

AGAIN = 20.0
"""Seconds after which a card is drawn again that Slack did not take."""


class Drawn(Struct, frozen=True):
    """A ticket's card as its reader is to see it, and the change of the ticket up to which it tells."""

    card: Message
    seq: int
    language: Language


class Cards:
    """Draws cards anew. A thread's card is drawn by one at a time, so that none is put back to what it was."""

    def __init__(
        self,
        client_of: Callable[[str], AsyncWebClient | None],
        store: Store,
        office: Office,
        texts: Texts,
        clock: Clock,
    ) -> None:
        """Draw through workspaces' clients."""
        self._client_of, self._store, self._office, self._texts, self._clock = client_of, store, office, texts, clock
        self._lanes = Lanes()
        self._changed: set[int] = set()
        self._wanted = asyncio.Event()

    def turn(self, external: str, ticket: int) -> AbstractAsyncContextManager[None]:
        """Wait until nobody else draws a card."""
        return self._lanes.turn((external, ticket))

    def look(self, ticket: int) -> None:
        """Note that a ticket may have changed."""
        self._changed.add(ticket)
        self._wanted.set()

    async def run(self) -> None:
        """Draw until cancelled."""
        while True:
            await self._wanted.wait()
            await asyncio.sleep(CALM)
            self._wanted.clear()
            changed, self._changed = self._changed, set()
            failed: set[int] = set()
            try:
                for external, ticket in await self._store.read(_places, changed):
                    if not await self._draw(external, ticket):
                        failed.add(ticket)
            except Exception:
                logger.exception("slack: cards cannot be drawn; they are with what is said next")
            if failed:
                asyncio.get_running_loop().call_later(AGAIN, self._retry, failed)

    def _retry(self, failed: set[int]) -> None:
        self._changed |= failed
        self._wanted.set()

    async def _draw(self, external: str, ticket: int) -> bool:
        """Draw a card; whether that need not be done again."""
        client = self._client_of(payload.place(external)[0])
        async with self.turn(external, ticket):
            root, now = await self._store.read(self._both, external, ticket)
            if client is None or root is None or now is None or root.seq == now.seq:
                return True
            page = written(now.card, self._texts.reader(now.language, self._clock.now()))[-1]
            try:
                if page.mark != root.mark:
                    await client.chat_update(channel=root.channel, ts=root.ts, text=page.text, blocks=page.blocks)
            except (SlackClientError, aiohttp.ClientError, TimeoutError) as fault:
                logger.info("slack: a card was not drawn: %s", fault)
                return isinstance(outcome(fault), Undeliverable)
            root = structs.replace(root, text=page.text, mark=page.mark, seq=now.seq)
            await self._store.write(notes.take_root, external, ticket, root)
            return True

    def _both(self, tx: Transaction, external: str, ticket: int) -> tuple[Shown | None, Drawn | None]:
        return notes.root(tx, external, ticket), self.drawn(tx, external, ticket)

    def drawn(self, tx: Transaction, external: str, ticket: int) -> Drawn | None:
        """Return a ticket's card as who reads a chat is to see it now."""
        found, there = person_at(tx, NAME, external), tx.tickets.get(ticket)
        if found is None or there is None:
            return None
        person, address = found
        card = card_of(quiet_turn(tx, self._office, address, person, self._clock.now()), there)
        return Drawn(card, there.seq, person.language)


def _places(tx: Transaction, tickets: Iterable[int]) -> list[tuple[str, int]]:
    """Return the chats in which customers have the threads of their tickets."""
    found = (there for ticket in tickets if (there := tx.tickets.get(ticket)) is not None)
    chats = ((each, ticket.id) for ticket in found for each in tx.people.addresses(ticket.customer))
    return [
        (chat.external, ticket)
        for chat, ticket in chats
        if chat.channel == NAME and notes.root(tx, chat.external, ticket) is not None
    ]
