"""The commands that a chat offers, by language and role, and what the bot says of itself before a chat is begun."""

from __future__ import annotations

import asyncio
import hashlib
import logging

from telegram import BotCommand, BotCommandScopeAllGroupChats, BotCommandScopeAllPrivateChats, BotCommandScopeChat
from telegram.error import TelegramError

from bot.clock import Clock
from bot.telegram.api import Client
from bot.telegram.notes import NAME
from bot.texts import Reader, Texts
from handlers.dispatch import person_at
from store.db.door import Store
from store.message import Text
from store.people import Language
from store.transaction import Transaction

logger = logging.getLogger(__name__)

CUSTOMER = ("report", "tickets", "status", "language", "help")
TEAM = ("queue", "duty", "status", "tickets", "report", "language", "help")
GROUP = ("status", "help")

AGAIN = 60.0
"""Seconds after which what Telegram refused is tried again."""

LANGUAGES: dict[str, Language] = {"": Language.EN, "zh": Language.ZH, "en": Language.EN}
"""What somebody reads whose Telegram speaks a language; the first is for all the others."""

NOTED = "menus"


class Menus:
    """Keeps commands and descriptions as they should be; asks nothing of Telegram that it has already."""

    def __init__(self, store: Store, clock: Clock, texts: Texts, client: Client) -> None:
        """Set them through a client."""
        self._store, self._clock, self._texts, self._client = store, clock, texts, client
        self._chats: asyncio.Queue[str] = asyncio.Queue()
        self._known: dict[str, str] = {}

    def look(self, chat: str) -> None:
        """Look whether the commands of a chat are still right."""
        self._chats.put_nowait(chat)

    async def run(self) -> None:
        """Set them for everybody, then for each chat that is looked at, until cancelled."""
        while not await self._tried(self._everybody()):  # noqa: ASYNC110 - nobody tells when Telegram has recovered
            await asyncio.sleep(AGAIN)
        while True:
            chat = await self._chats.get()
            await self._tried(self._one(chat))

    async def _tried(self, work: object) -> bool:
        try:
            await work  # type: ignore[misc]
        except TelegramError as fault:
            logger.info("telegram: commands are not set: %s", fault)
            return False
        except Exception:
            logger.exception("telegram: commands are not set")
        return True

    async def _everybody(self) -> None:
        readers = {code: self._reader(language) for code, language in LANGUAGES.items()}
        wanted = _proof([_all(reader) for reader in readers.values()])
        if await self._store.read(_noted, NOTED) == wanted:
            return
        bot = self._client.bot
        for code, reader in readers.items():
            spoken = code or None
            await bot.set_my_commands(
                commands(reader, CUSTOMER), BotCommandScopeAllPrivateChats(), language_code=spoken
            )
            await bot.set_my_commands(commands(reader, GROUP), BotCommandScopeAllGroupChats(), language_code=spoken)
            await bot.set_my_description(reader.text(Text("telegram-description")), spoken)
            await bot.set_my_short_description(reader.text(Text("telegram-short-description")), spoken)
        await self._store.write(_note, NOTED, wanted)

    async def _one(self, chat: str) -> None:
        """Set the commands of one chat in its person's language and role."""
        found = await self._store.read(_standing, chat)
        if found is None or self._known.get(chat) == found:
            return
        role, _, language = found.partition(":")
        listed = commands(self._reader(Language(language)), TEAM if role == "team" else CUSTOMER)
        wanted = _proof([(each.command, each.description) for each in listed])
        if await self._store.read(_noted, f"menu:{chat}") != wanted:
            await self._client.bot.set_my_commands(listed, BotCommandScopeChat(int(chat)))
            await self._store.write(_note, f"menu:{chat}", wanted)
        self._known[chat] = found

    def _reader(self, language: Language) -> Reader:
        return self._texts.reader(language, self._clock.now())


def commands(reader: Reader, names: tuple[str, ...]) -> list[BotCommand]:
    """Return commands with what they do."""
    return [BotCommand(name, reader.text(Text(f"telegram-command-{name}"))) for name in names]


def _all(reader: Reader) -> list[str]:
    keys = [f"telegram-command-{name}" for name in (*CUSTOMER, *GROUP)]
    return [reader.text(Text(key)) for key in (*keys, "telegram-description", "telegram-short-description")]


def _proof(listed: object) -> str:
    """Return what is kept of what was set, to see that it has changed."""
    return hashlib.sha256(repr(listed).encode()).hexdigest()


def _standing(tx: Transaction, chat: str) -> str | None:
    found = person_at(tx, NAME, chat)
    return None if found is None else f"{'team' if found[0].is_team else 'customer'}:{found[0].language.value}"


def _noted(tx: Transaction, name: str) -> str | None:
    return tx.notes.get(NAME, name)


def _note(tx: Transaction, name: str, body: str) -> None:
    tx.notes.put(NAME, name, body)
