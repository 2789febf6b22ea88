"""A report said step by step, wherever somebody chats: in Slack, in Telegram, or at the page."""

from __future__ import annotations

import asyncio
import sqlite3
from contextlib import closing
from typing import Protocol

from bot.slack.blocks import escaped
from store.draft import Draft
from store.people import Language
from store.transaction import Transaction
from tests.bot.slack.acting import label
from tests.bot.slack.house import House
from tests.fakes.slack.people import Hands
from tests.fakes.telegram.phone import PIXEL, Phone
from tests.handlers.test_one_table import Plan
from tests.web_client import Browser, Chat

PATIENCE = 30.0


class Place(Protocol):
    """Where somebody chats; `channel` is what the house calls it."""

    channel: str
    desk: House

    async def says(self, words: str) -> None:
        """Say something."""
        ...

    async def shares(self) -> None:
        """Send a photo."""
        ...

    async def presses(self, button: str) -> None:
        """Press a button, once it is there."""
        ...


class InSlack:
    """A direct message with the app."""

    channel = "slack"

    def __init__(self, desk: House, hands: Hands) -> None:
        """Sit down."""
        self.desk, self._hands = desk, hands

    async def says(self, words: str) -> None:
        """Say something, as Slack passes it on."""
        await self._hands.says(escaped(words))

    async def shares(self) -> None:
        """Send a photo."""
        await self._hands.shares("photo.png", PIXEL, "image/png")

    async def presses(self, button: str) -> None:
        """Press a button."""
        await self._hands.presses(button)


class InTelegram:
    """A chat with the bot."""

    channel = "telegram"

    def __init__(self, desk: House, phone: Phone) -> None:
        """Take a phone."""
        self.desk, self._phone = desk, phone

    async def says(self, words: str) -> None:
        """Say something."""
        await self._phone.says(words)

    async def shares(self) -> None:
        """Send a photo."""
        await self._phone.sends_photo()

    async def presses(self, button: str) -> None:
        """Press a button."""
        await self._phone.presses(button)


class OnTheWeb:
    """The page."""

    channel = "web"

    def __init__(self, desk: House, browser: Browser, chat: Chat) -> None:
        """Open the page."""
        self.desk, self._browser, self._chat = desk, browser, chat

    async def says(self, words: str) -> None:
        """Say something."""
        await self._chat.say(words)

    async def shares(self) -> None:
        """Send a photo."""
        await self._chat.say("", await self._browser.upload(PIXEL))

    async def presses(self, button: str) -> None:
        """Press a button."""
        await self._chat.say(f"[{button}]")


async def step_by_step(place: Place, plan: Plan, language: Language) -> None:
    """Answer question after question as planned, and send the report."""
    known = len(await place.desk.tickets())
    await place.says("report" if language is Language.EN else "报修")
    draft = await _after(place, None)
    while draft is not None:
        answer = "" if draft.at == "review" else plan.answers[draft.at]
        match answer:
            case "":
                await place.presses(label(language, "button-send"))
            case None:
                await place.says("skip")
            case int() if len(draft.files(draft.at)) < answer:
                await place.shares()
            case int():
                await place.says("done")
            case str():
                await place.says(answer)
        draft = await _after(place, draft)
    assert len(await place.desk.tickets()) == known + 1


async def _after(place: Place, before: Draft | None) -> Draft | None:
    """Wait until the conversation has gone on and the next question is there, and return where it stands; None at its end."""
    async with asyncio.timeout(PATIENCE):
        while True:
            draft = await place.desk.app.store.read(_draft, _newest(place))
            if (draft.turn if draft is not None else 0) != (before.turn if before is not None else 0):
                await place.desk.pace.settle()
                return draft
            await asyncio.sleep(0.005)


def _draft(tx: Transaction, chat: int) -> Draft | None:
    return tx.drafts.get(chat)


def _newest(place: Place) -> int:
    """Return the chat of the channel that was begun last."""
    with closing(sqlite3.connect(place.desk.app.store.path)) as sql:
        found = sql.execute("SELECT MAX(id) FROM addresses WHERE channel = ?", (place.channel,)).fetchone()
    return int(found[0] or 0)
