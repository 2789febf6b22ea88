"""Telegram as the program runs it: one bot with its channel, its updates, its files and its menus."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Callable

from msgspec import structs
from starlette.routing import BaseRoute
from telegram.error import InvalidToken, TelegramError

from bot import backoff
from bot.clock import Clock
from bot.fetching import Fetcher
from bot.memory import Memory
from bot.settings import Settings
from bot.standing import REFUSED, Standing
from bot.telegram import links, notes, payload, webhook
from bot.telegram.api import OFFICIAL, Client
from bot.telegram.channel import TelegramChannel
from bot.telegram.files import TelegramFiles
from bot.telegram.inbound import Desk
from bot.telegram.intake import Intake
from bot.telegram.menus import Menus
from bot.telegram.notes import NAME
from bot.telegram.polling import FIRST, LONGEST, Polling, put_aside, trouble
from bot.texts import Reader, Texts
from handlers import rooms
from store.db.door import Store
from store.db.errors import DatabaseError
from store.delivery import Delivery
from store.files import Vault
from store.moment import HOUR
from store.office import Office
from store.people import Language
from store.transaction import Transaction

logger = logging.getLogger(__name__)

CONNECTIONS = 40
"""Updates that Telegram may post at the same time."""

MOMENT = 2.0
"""Seconds that somebody on the way to the chat waits until it is known what the bot is called."""


class Telegram:
    """Everything of the bot. `run` it as a task."""

    def __init__(
        self, settings: Settings, store: Store, office: Office, texts: Texts, clock: Clock, vault: Vault
    ) -> None:
        """Wire a bot into the house."""
        self._bot, self._store, self._clock = settings.telegram, store, clock
        self.client = Client(self._bot.token, self._bot.api or OFFICIAL)
        self.connection = Standing(NAME)
        self.memory: Memory[int, int] = Memory()
        desk = Desk(office, self.client.id, "", settings.public_url, self._bot.team_chat)
        self.channel = TelegramChannel(self.client, store, vault, self.memory)
        self.intake = Intake(store, clock, texts, self.client, self.memory, desk)
        self.fetcher = Fetcher(TelegramFiles(self.client, desk, vault.largest), store, office, clock, vault)
        self.menus = Menus(store, clock, texts, self.client)
        self.polling = Polling(self.client, self.intake, self.connection)
        self._texts, self._known = texts, asyncio.Event()
        self.intake.fetch = self.fetcher.wake
        self.intake.menu = self.menus.look
        self.intake.seat = self.channel.seat = self._seat

    def tell(self, wake: Callable[[], None]) -> None:
        """Call this after a commit that may have written messages."""
        self.intake.wake = self.fetcher.said = wake

    def heard(self, _delivery: Delivery) -> None:
        """Nothing of a ticket stands anywhere but in what was sent."""

    def routes(self) -> list[BaseRoute]:
        """Return the route of links into the chat, and the webhook's when one is configured."""
        found: list[BaseRoute] = [links.route(self._username, self._reader)]
        if self._bot.webhook_url:
            found.append(webhook.route(self._bot.webhook_url, self._bot.webhook_secret, self.intake))
        return found

    def standing(self) -> str:
        """Return how the connection stands, and which updates could not be taken.

        Those make nothing unready: each was one thing that one person did, and everybody else is served.
        """
        return "; ".join(filter(None, (self.connection(), put_aside(self.intake.aside))))

    async def run(self) -> None:
        """Serve until cancelled."""
        try:
            await self._remember()
            await self._connect()
            await self.intake.resume()
            async with asyncio.TaskGroup() as group:
                group.create_task(self.fetcher.run())
                group.create_task(self.menus.run())
                group.create_task(self._tidy())
                if not self._bot.webhook_url:
                    group.create_task(self.polling.run())
        finally:
            await self.intake.stop()

    async def _tidy(self) -> None:
        """Forget every hour what was put aside too long ago, and words that cannot be changed any more."""
        while True:
            now = self._clock.now()
            try:
                while await self._store.write(notes.forget_quarantined, now - notes.ASIDE_FOR):
                    pass
                while await self._store.write(notes.forget_words, now - notes.WORDS_FOR):
                    pass
                self.intake.aside = await self._store.read(notes.quarantined)
            except DatabaseError:
                logger.exception("telegram: what may be forgotten is kept another hour")
            await self._clock.wait_until(now + HOUR, asyncio.Event())

    async def close(self) -> None:
        """Close the connections, once nothing more is sent."""
        await self.client.close()

    async def _remember(self) -> None:
        """Take up what was known when the program ended: what the bot is called, and what was put aside."""
        self._call(await self._store.read(notes.username, self.client.id))
        self.intake.aside = await self._store.read(notes.quarantined)
        if aside := put_aside(self.intake.aside):
            logger.warning("telegram: %s", aside)

    def _call(self, username: str) -> None:
        if username:
            self.intake.desk = structs.replace(self.intake.desk, username=username)
            self._known.set()

    async def _username(self) -> str:
        """Return what the bot is called; empty when that is not known in a moment either."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(MOMENT):
                await self._known.wait()
        return self.intake.desk.username

    def _reader(self, language: Language) -> Reader:
        return self._texts.reader(language, self._clock.now())

    async def _connect(self) -> None:
        """Learn who we are and how updates come; until then, say what is wrong and try again."""
        faults = 0
        while True:
            try:
                me = await self.client.bot.get_me()
                await self._store.write(notes.call, self.client.id, me.username or "")
                self._call(me.username or "")
                await self._seat()
                await self._settle()
            except Exception as fault:  # noqa: BLE001 - whatever it is, it is said and tried again
                # The database may refuse as well: Telegram may answer hours after the start, to a disk that is full.
                self.connection.ill(_why_not(fault))
                faults += 1
                wait = LONGEST if isinstance(fault, InvalidToken) else backoff.pause(faults, FIRST, LONGEST)
                await asyncio.sleep(wait)
            else:
                if self._bot.webhook_url:
                    self.connection.well()
                return

    async def _seat(self) -> None:
        """Give the team's group its seat, under the number that it goes by now."""
        chat = await self._store.read(notes.present, self._bot.team_chat) if self._bot.team_chat else 0
        await self._store.write(rooms.seat, self.intake.desk.office, NAME, str(chat) if chat else "", self._clock.now())
        self.channel.room = chat
        self.intake.desk = structs.replace(self.intake.desk, team_chat=chat)

    async def _settle(self) -> None:
        """Have updates come the way that is configured; Telegram is told only what it does not know."""
        info = await self.client.bot.get_webhook_info()
        url, secret = self._bot.webhook_url, self._bot.webhook_secret
        if not url:
            if info.url:
                await self.client.bot.delete_webhook()
            return
        known = await self._store.read(_noted)
        proof = webhook.proof(secret)
        as_wanted = info.url == url and set(info.allowed_updates or ()) == set(payload.KINDS) and known == proof
        if not as_wanted:
            await self.client.bot.set_webhook(
                url, secret_token=secret, max_connections=CONNECTIONS, allowed_updates=list(payload.KINDS)
            )
            await self._store.write(_note, proof)


def _why_not(fault: Exception) -> str:
    """Return what keeps us from connecting, in words for whoever runs the program."""
    if isinstance(fault, TelegramError):
        return trouble(fault)
    if isinstance(fault, DatabaseError):
        return REFUSED
    logger.error("telegram: connecting failed", exc_info=fault)
    return f"connecting failed: {type(fault).__name__}; see the log; trying again"


def _noted(tx: Transaction) -> str | None:
    return tx.notes.get(NAME, "webhook")


def _note(tx: Transaction, proof: str) -> None:
    tx.notes.put(NAME, "webhook", proof)
