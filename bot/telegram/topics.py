"""The team's group: each ticket is a topic, with its card pinned; the topic ends with the ticket and returns with it."""

from __future__ import annotations

import logging
from typing import Any

import msgspec
from msgspec import Struct, structs
from telegram.error import BadRequest, TelegramError

from bot.telegram.api import Client, says
from bot.telegram.notes import NAME
from store.db.door import Store
from store.transaction import Transaction

logger = logging.getLogger(__name__)

LONGEST = 128
"""Characters of a topic's name."""

DONE = "✓ "
"""What the name of a topic begins with whose ticket has ended."""

NO_TOPICS = ("not a forum", "not enough rights")
GONE = "message thread not found"
UNCHANGED = "topic_not_modified"


class Topic(Struct, frozen=True):
    """A ticket's topic; number 0 where the group has none."""

    number: int
    name: str
    closed: bool = False


_TOPIC = msgspec.json.Decoder(Topic).decode


class Topics:
    """Finds, names, closes and reopens topics."""

    def __init__(self, client: Client, store: Store) -> None:
        """Manage them through a client."""
        self._client, self._store = client, store

    async def of(self, chat: int, ticket: int, name: str) -> Topic:
        """Return a ticket's topic, made or renamed when needed."""
        name = name[:LONGEST]
        topic = await self._store.read(_of, chat, ticket)
        if topic is None:
            return await self._make(chat, ticket, name)
        if topic.number and topic.name != name and await self._changed("edit_forum_topic", chat, topic, name=name):
            topic = structs.replace(topic, name=name)
            await self._store.write(_keep, chat, ticket, topic)
        return topic

    async def forget(self, chat: int, ticket: int, slot: str) -> None:
        """Forget a topic that somebody deleted, and the card that was in it."""
        await self._store.write(_forget, chat, ticket, slot)

    async def settle(self, chat: int, ticket: int, topic: Topic, *, closed: bool) -> None:
        """Close a topic and mark its name, or open it again without the mark."""
        if not topic.number or topic.closed is closed:
            return
        name = f"{DONE}{topic.name}"[:LONGEST] if closed else topic.name
        await self._changed("edit_forum_topic", chat, topic, name=name)
        if await self._changed("close_forum_topic" if closed else "reopen_forum_topic", chat, topic):
            await self._store.write(_keep, chat, ticket, structs.replace(topic, closed=closed))

    async def pin(self, chat: int, message: int) -> None:
        """Pin a card; where that fails, it stays where it is: it is shown, and for a pin it would be shown once more."""
        try:
            await self._client.bot.pin_chat_message(chat, message, disable_notification=True)
        except TelegramError as fault:
            logger.info("telegram: a card is not pinned: %s", fault.message)

    async def _make(self, chat: int, ticket: int, name: str) -> Topic:
        try:
            made = await self._client.bot.create_forum_topic(chat, name)
            topic = Topic(made.message_thread_id, name)
        except BadRequest as fault:
            if not says(fault, *NO_TOPICS):
                raise
            logger.warning("telegram: the team's group has no topics for tickets: %s", fault.message)
            topic = Topic(0, name)
        await self._store.write(_keep, chat, ticket, topic)
        return topic

    async def _changed(self, method: str, chat: int, topic: Topic, **changes: Any) -> bool:
        """Change a topic; that it is so already is as good."""
        try:
            await getattr(self._client.bot, method)(chat, topic.number, **changes)
        except TelegramError as fault:
            if says(fault, GONE):
                raise
            if not says(fault, UNCHANGED):
                logger.info("telegram: a topic is not changed: %s", fault.message)
                return False
        return True


def ticket_in(tx: Transaction, chat: int, topic: int) -> int:
    """Return the ticket of a topic; 0 for none."""
    return int(tx.notes.get(NAME, f"thread:{chat}:{topic}") or 0)


def _of(tx: Transaction, chat: int, ticket: int) -> Topic | None:
    body = tx.notes.get(NAME, f"topic:{chat}:{ticket}")
    return None if body is None else _TOPIC(body)


def _keep(tx: Transaction, chat: int, ticket: int, topic: Topic) -> None:
    tx.notes.put(NAME, f"topic:{chat}:{ticket}", msgspec.json.encode(topic).decode())
    if topic.number:
        tx.notes.put(NAME, f"thread:{chat}:{topic.number}", str(ticket))


def _forget(tx: Transaction, chat: int, ticket: int, slot: str) -> None:
    topic = _of(tx, chat, ticket)
    tx.notes.drop(NAME, f"topic:{chat}:{ticket}")
    tx.notes.drop(NAME, f"slot:{chat}:{slot}")
    if topic is not None:
        tx.notes.drop(NAME, f"thread:{chat}:{topic.number}")
