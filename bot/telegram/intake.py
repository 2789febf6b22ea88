"""Updates as they come, each committed before anybody is told so: in order within a chat, chats side by side."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Coroutine
from typing import Any

from telegram.error import TelegramError

from bot.clock import Clock
from bot.lanes import Lanes
from bot.memory import Memory
from bot.telegram import inbound, keyboards, notes, payload
from bot.telegram.api import Client
from bot.telegram.inbound import Desk, Taken
from bot.telegram.payload import Query, Update
from bot.texts import Reader, Texts
from handlers.dispatch import person_at
from store.db.door import Store
from store.db.errors import DatabaseError
from store.people import Language
from store.transaction import Transaction

logger = logging.getLogger(__name__)

TRIES = 3
"""Times that an update is tried before it is put aside."""

BETWEEN = 0.1
"""Seconds between two tries."""

QUIET = 1.2
"""Seconds after its last part that an album is complete."""

SHOWN = 2_000
"""Characters of a fault that are kept with the update that caused it."""


class Intake:
    """Takes updates in, whichever way they came."""

    def __init__(
        self, store: Store, clock: Clock, texts: Texts, client: Client, memory: Memory[int, int], desk: Desk
    ) -> None:
        """Take updates for a bot's desk into a store."""
        self.desk = desk
        self._store, self._clock, self._texts, self._client, self._memory = store, clock, texts, client, memory
        self._lanes = Lanes()
        self._after: set[asyncio.Task[None]] = set()
        self._albums: dict[int, asyncio.Task[None]] = {}
        self.aside: list[str] = []
        """The numbers of the updates that could not be taken and are kept for whoever mends them."""
        self.wake: Callable[[], None] = lambda: None
        self.fetch: Callable[[], None] = lambda: None
        self.menu: Callable[[str], None] = lambda _chat: None
        self.seat: Callable[[], Coroutine[Any, Any, None]] = _nothing

    async def take(self, raw: object) -> None:
        """Commit one update, whatever it is. Raises DatabaseError when the store cannot take anything now."""
        async with self._lanes.turn(payload.lane_of(raw)):
            await self._take(raw)

    async def resume(self) -> None:
        """Take up the albums that waited when the program ended."""
        for chat in await self._store.read(notes.chats_with_parts):
            self._wait_for_album(chat)

    async def stop(self) -> None:
        """End what is still waiting or being answered."""
        tasks = [*self._after, *self._albums.values()]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _take(self, raw: object) -> None:
        fault: Exception | None = None
        for attempt in range(TRIES):
            try:
                await self._try(raw)
            except DatabaseError:
                raise
            except Exception as trouble:  # noqa: BLE001 - whatever it is, the next update is served
                fault = trouble
                await asyncio.sleep(BETWEEN * attempt)
            else:
                return
        await self._put_aside(raw, fault)

    async def _put_aside(self, raw: object, fault: Exception | None) -> None:
        number = payload.number_of(raw) or 0
        logger.error("telegram: update %d cannot be taken and is put aside: %s", number, type(fault).__name__)
        logger.debug("telegram: update %d", number, exc_info=fault)
        await self._store.write(notes.quarantine, number, repr(fault)[:SHOWN], raw, self._clock.now())
        self.aside.append(f"{number}")
        query = raw.get("callback_query") if isinstance(raw, dict) else None
        if isinstance(query, dict) and isinstance(query.get("id"), str):
            self._later(self._answer(query["id"]))

    async def _try(self, raw: object) -> None:
        update = payload.read(raw)
        if payload.number_of(raw) is None:
            raise ValueError("an update without a number")
        if payload.is_service(raw) and not (update.message and update.message.migrate_to_chat_id):
            return
        query = update.callback_query
        if query is not None and query.data.startswith(keyboards.STAY):
            self._later(self._turn(query))
            return
        taken = await self._commit(update)
        self._remember(update)
        if taken.moved:
            await self.seat()
        if query is not None:
            self._later(self._answer(query.id))
        self._follow(update, taken)

    async def _commit(self, update: Update) -> Taken:
        album = self._album_before(update)
        try:
            return await self._store.write(inbound.take, self.desk, update, self._clock.now(), album=album is not None)
        except DatabaseError:
            raise
        except Exception:
            if album is not None:
                await self._flush(album)  # where it is the album that cannot be taken, the next try is without it
            raise

    def _follow(self, update: Update, taken: Taken) -> None:
        if taken.album:
            self._wait_for_album(taken.album)
        elif update.message is not None and update.message.chat.id in self._albums:
            self._albums.pop(update.message.chat.id).cancel()
            self._memory.albums.discard(update.message.chat.id)
        if taken.files or taken.album:
            self.fetch()
        if taken.menu:
            self.menu(taken.menu)
        self.wake()

    def _album_before(self, update: Update) -> int | None:
        """Return the chat of a message before which parts of an album wait there."""
        chat = update.message.chat.id if update.message is not None else None
        return chat if chat in self._memory.albums else None

    def _remember(self, update: Update) -> None:
        said, query = update.message, update.callback_query
        if said is not None and said.chat.is_private:
            self._memory.message(said.chat.id, said.message_id)
        if query is not None and query.message is not None:
            self._memory.press(query.message.chat.id, query.message.message_id)

    # Albums

    def _wait_for_album(self, chat: int) -> None:
        """Take an album once no more parts come."""
        self._memory.albums.add(chat)
        if (waiting := self._albums.pop(chat, None)) is not None:
            waiting.cancel()
        self._albums[chat] = asyncio.create_task(self._album(chat))

    async def _album(self, chat: int) -> None:
        await asyncio.sleep(QUIET)
        async with self._lanes.turn(chat):
            del self._albums[chat]  # from here on nobody cancels it
            try:
                await self._flush(chat)
            except DatabaseError:
                logger.exception("telegram: an album cannot be taken now; its parts are kept")
                self._wait_for_album(chat)  # its sender waits for an answer, and may say nothing more to stir us
                return
        self.fetch()
        self.wake()

    async def _flush(self, chat: int) -> None:
        """Take the albums of a chat; what cannot be taken is put aside. Raises DatabaseError."""
        fault: Exception | None = None
        for attempt in range(TRIES):
            try:
                await self._store.write(inbound.flush, self.desk, chat, self._clock.now())
            except DatabaseError:
                raise
            except Exception as trouble:  # noqa: BLE001 - whatever it is, what is said next is heard
                fault = trouble
                await asyncio.sleep(BETWEEN * attempt)
            else:
                break
        else:
            logger.error("telegram: an album cannot be taken and is put aside: %s", type(fault).__name__)
            logger.debug("telegram: an album", exc_info=fault)
            self.aside += await self._store.write(notes.quarantine_parts, chat, repr(fault)[:SHOWN], self._clock.now())
        self._memory.albums.discard(chat)

    # What Telegram is told afterwards

    def _later(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(work)
        self._after.add(task)
        task.add_done_callback(self._after.discard)

    async def _answer(self, query: str) -> None:
        """Stop the little clock on a pressed button; that it is too late for that is no harm."""
        try:
            await self._client.bot.answer_callback_query(query)
        except TelegramError as fault:
            logger.debug("telegram: a pressed button was not answered: %s", fault)

    async def _turn(self, query: Query) -> None:
        """Turn the page of a calendar."""
        await self._answer(query.id)
        shown = query.message
        if shown is None or not shown.reply_markup.inline_keyboard:
            return
        reader = await self._reader(str(query.sender.id))
        markup = keyboards.turned(query.data, shown.reply_markup.inline_keyboard, reader)
        if markup is None:
            return
        self._memory.press(shown.chat.id, shown.message_id)
        try:
            await self._client.bot.edit_message_reply_markup(shown.chat.id, shown.message_id, reply_markup=markup)
        except TelegramError as fault:
            logger.debug("telegram: a calendar was not turned: %s", fault)

    async def _reader(self, external: str) -> Reader:
        language = await self._store.read(_language, external)
        return self._texts.reader(language, self._clock.now())


async def _nothing() -> None:
    """Stand where nobody has to be told."""


def _language(tx: Transaction, external: str) -> Language:
    found = person_at(tx, inbound.NAME, external)
    return found[0].language if found is not None else Language.ZH
