"""The Home: what concerns somebody, at a glance, drawn anew when it may have changed."""

from __future__ import annotations

import asyncio
import hashlib
import logging
from collections.abc import Callable

import aiohttp
import msgspec
from slack_sdk.errors import SlackClientError
from slack_sdk.web.async_client import AsyncWebClient

from bot.clock import Clock
from bot.memory import Recent
from bot.slack import payload
from bot.slack.blocks import MOST, Block
from bot.slack.notes import NAME
from bot.slack.render import written
from bot.texts import Reader, Texts
from handlers import home, rooms
from handlers.dispatch import person_at, quiet_turn
from store.db.door import Store
from store.message import Message
from store.office import Office
from store.people import Language
from store.transaction import Transaction

logger = logging.getLogger(__name__)

CALM = 0.3
"""Seconds in which changes of one Home are gathered into one drawing."""

OTHERS = 3.0
"""Seconds in which changes are gathered that concern the Homes of the whole team."""


class Homes:
    """Draws Homes. `look` says whose may have changed; it is drawn only for people who have opened it."""

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
        self._opened: Recent[str, str] = Recent()
        self._drawn: Recent[str, str] = Recent()
        self._team: set[str] = set()
        self._changed: set[str] = set()
        self._wanted, self._wanted_by_team = asyncio.Event(), asyncio.Event()

    def open(self, external: str, filter_: str = "") -> None:
        """Note that somebody looks at their Home, perhaps through a filter."""
        self._opened.put(external, filter_)
        self._drawn.pop(external, None)
        self.look(external)

    def look(self, external: str) -> None:
        """Note that a Home may have changed, and the team's with it: they list the same tickets."""
        if external in self._opened:
            self._changed.add(external)
            self._wanted.set()
        self._wanted_by_team.set()

    async def run(self) -> None:
        """Draw until cancelled."""
        async with asyncio.TaskGroup() as group:
            group.create_task(self._each())
            group.create_task(self._together())

    async def _each(self) -> None:
        while True:
            await self._wanted.wait()
            await asyncio.sleep(CALM)
            self._wanted.clear()
            changed, self._changed = self._changed, set()
            for external in changed:
                await self._draw(external)

    async def _together(self) -> None:
        while True:
            await self._wanted_by_team.wait()
            await asyncio.sleep(OTHERS)
            self._wanted_by_team.clear()
            for external in [each for each in self._team if each in self._opened]:
                await self._draw(external)

    async def _draw(self, external: str) -> None:
        team, user = payload.place(external)
        client = self._client_of(team)
        if client is None:
            return
        try:
            language, messages = await self._store.read(self._messages, external, self._opened.get(external, ""))
            view = drawn(messages, self._texts.reader(language, self._clock.now()))
            mark = hashlib.sha256(msgspec.json.encode(view)).hexdigest()
            if self._drawn.get(external) != mark:
                await client.views_publish(user_id=user, view=view)
                self._drawn.put(external, mark)
        except (SlackClientError, aiohttp.ClientError, TimeoutError) as fault:
            logger.info("slack: a Home was not drawn: %s", fault)
        except Exception:
            logger.exception("slack: a Home cannot be drawn")

    def _messages(self, tx: Transaction, external: str, filter_: str) -> tuple[Language, list[Message]]:
        found = person_at(tx, NAME, external)
        if found is None:
            return rooms.language(self._office), home.stranger()
        person, address = found
        (self._team.add if person.is_team else self._team.discard)(external)
        turn = quiet_turn(tx, self._office, address, person, self._clock.now())
        return person.language, home.messages(turn, filter_)


def drawn(messages: list[Message], reader: Reader) -> Block:
    """Return messages as one Home, as many as fit whole."""
    laid: list[Block] = []
    for message in messages:
        for page in written(message, reader):
            part = [{**block, "block_id": f"{len(laid)}.{place}"} for place, block in enumerate(page.blocks)]
            if len(laid) + len(part) + 1 <= MOST.view_blocks:
                laid += [*part, {"type": "divider"}]
    return {"type": "home", "blocks": laid[:-1]}
