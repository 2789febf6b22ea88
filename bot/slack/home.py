"""The Home: what concerns somebody, at a glance, drawn anew when it may have changed."""

from __future__ import annotations

import asyncio
import hashlib
import logging
from collections import OrderedDict
from collections.abc import Callable, Iterator, Mapping

import aiohttp
import msgspec
from msgspec import Struct
from slack_sdk.errors import SlackClientError
from slack_sdk.web.async_client import AsyncWebClient

from bot.channel import Undeliverable
from bot.clock import Clock
from bot.lanes import Lanes
from bot.memory import Recent
from bot.slack import blocks, payload
from bot.slack.api import outcome
from bot.slack.blocks import Block
from bot.slack.notes import NAME
from bot.slack.render import written
from bot.texts import Reader, Texts
from handlers import home, rooms
from handlers.dispatch import person_at, quiet_turn
from store.db.door import Store
from store.message import Message
from store.moment import Ms
from store.office import Office
from store.people import Language
from store.transaction import Transaction

logger = logging.getLogger(__name__)

PREFIX = "home:"
"""How the names begin of what is remembered."""

CALM = 0.3
"""Seconds in which changes of one Home are gathered into one drawing."""

OTHERS = 3.0
"""Seconds in which changes are gathered that concern the Homes of the whole team."""

AGAIN = 20.0
"""Seconds after which a Home is drawn again that Slack did not take."""

AT_ONCE = 8
"""Homes that are drawn at the same time."""

KEPT = 5_000
"""Homes that are remembered: those that were looked at last."""


class Look(Struct, frozen=True):
    """How somebody looks at their Home: through which filter, and since when."""

    filter: str
    since: Ms


_encode = msgspec.json.Encoder().encode
_decode = msgspec.json.Decoder(Look).decode


class Homes:
    """Draws Homes. `look` says whose may have changed; it is drawn only for people who have opened it.

    Who has opened it, and through which filter, is remembered beyond a restart.
    """

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
        self._opened: OrderedDict[str, str] = OrderedDict()
        self._news: dict[str, Look | None] = {}
        """What is to be remembered, and of whom nothing is any more."""
        self._drawn: Recent[str, str] = Recent()
        self._lanes, self._room = Lanes(), asyncio.Semaphore(AT_ONCE)
        self._team: set[str] = set()
        self._changed: set[str] = set()
        self._wanted, self._wanted_by_team = asyncio.Event(), asyncio.Event()

    def open(self, external: str, filter_: str | None = None) -> None:
        """Note that somebody looks at their Home, through a filter, or None for that of before."""
        looked = Look(self._opened.get(external, "") if filter_ is None else filter_, self._clock.now())
        self._opened[external] = looked.filter
        self._opened.move_to_end(external)
        self._news[external] = looked
        if len(self._opened) > KEPT:
            self._news[self._opened.popitem(last=False)[0]] = None
        self._drawn.pop(external, None)
        self.look(external)

    def look(self, external: str) -> None:
        """Note that a Home may have changed, and the team's with it: they list the same tickets."""
        if external in self._opened:
            self._changed.add(external)
            self._wanted.set()
        self._wanted_by_team.set()

    async def run(self) -> None:
        """Draw until cancelled: at first what the team may have open, for time has passed."""
        looked, team = await self._store.read(_remembered)
        self._opened = OrderedDict({external: each.filter for external, each in looked.items()} | self._opened)
        self._team |= team
        self._wanted_by_team.set()
        try:
            async with asyncio.TaskGroup() as group:
                group.create_task(self._each())
                group.create_task(self._together())
        finally:
            await self._remember()

    async def _each(self) -> None:
        while True:
            await self._wanted.wait()
            await asyncio.sleep(CALM)
            self._wanted.clear()
            await self._remember()
            changed, self._changed = self._changed, set()
            await self._draw(changed)

    async def _together(self) -> None:
        while True:
            await self._wanted_by_team.wait()
            await asyncio.sleep(OTHERS)
            self._wanted_by_team.clear()
            await self._draw(self._team & self._opened.keys())

    async def _remember(self) -> None:
        news, self._news = self._news, {}
        try:
            if news:
                await self._store.write(_keep, news)
        except Exception:
            self._news = news | self._news
            logger.exception("slack: who looks at their Home cannot be remembered")

    async def _draw(self, externals: set[str]) -> None:
        """Draw Homes; those that Slack does not take now are drawn again later."""
        drawn = await asyncio.gather(*(self._one(external) for external in externals))
        failed = {external for external, done in zip(externals, drawn, strict=True) if not done}
        if failed:
            asyncio.get_running_loop().call_later(AGAIN, self._retry, failed)

    def _retry(self, failed: set[str]) -> None:
        self._changed |= failed
        self._wanted.set()

    async def _one(self, external: str) -> bool:
        """Draw a Home; whether that need not be done again."""
        async with self._room, self._lanes.turn(external):
            return await self._drawn_now(external)

    async def _drawn_now(self, external: str) -> bool:
        team, user = payload.place(external)
        client = self._client_of(team)
        if client is None:
            return True
        try:
            language, messages = await self._store.read(self._messages, external, self._opened.get(external, ""))
            view = drawn(messages, self._texts.reader(language, self._clock.now()))
            mark = hashlib.sha256(msgspec.json.encode(view)).hexdigest()
            if self._drawn.get(external) != mark:
                await client.views_publish(user_id=user, view=view)
                self._drawn.put(external, mark)
        except (SlackClientError, aiohttp.ClientError, TimeoutError) as fault:
            logger.info("slack: a Home was not drawn: %s", fault)
            return isinstance(outcome(fault), Undeliverable)
        except Exception:
            logger.exception("slack: a Home cannot be drawn")
        return True

    def _messages(self, tx: Transaction, external: str, filter_: str) -> tuple[Language, list[Message]]:
        found = person_at(tx, NAME, external)
        if found is None:
            return rooms.language(self._office), home.stranger()
        person, address = found
        (self._team.add if person.is_team else self._team.discard)(external)
        turn = quiet_turn(tx, self._office, address, person, self._clock.now())
        return person.language, home.messages(turn, filter_)


def _remembered(tx: Transaction) -> tuple[dict[str, Look], set[str]]:
    """Return who has opened their Home, who has looked last at the end, and who of them is of the team."""
    found = {
        name.removeprefix(PREFIX): _decode(body) for name, body in tx.notes.under(NAME, PREFIX, limit=KEPT).items()
    }
    people = {external: person_at(tx, NAME, external) for external in found}
    team = {external for external, seat in people.items() if seat is not None and seat[0].is_team}
    return dict(sorted(found.items(), key=lambda each: each[1].since)), team


def _keep(tx: Transaction, news: Mapping[str, Look | None]) -> None:
    for external, looked in news.items():
        if looked is None:
            tx.notes.drop(NAME, PREFIX + external)
        else:
            tx.notes.put(NAME, PREFIX + external, _encode(looked).decode())


def drawn(messages: list[Message], reader: Reader) -> Block:
    """Return messages as one Home, as many as fit whole, with a line between them; a heading belongs to what follows."""
    return {"type": "home", "blocks": blocks.fitting(_parts(messages, reader))}


def _parts(messages: list[Message], reader: Reader) -> Iterator[list[Block]]:
    headed = True
    for number, message in enumerate(messages):
        for page, each in enumerate(written(message, reader)):
            line = [] if headed else [{"type": "divider"}]
            yield [*line, *({**block, "block_id": f"{number}.{page}.{at}"} for at, block in enumerate(each.blocks))]
            headed = [block["type"] for block in each.blocks] == ["header"]
