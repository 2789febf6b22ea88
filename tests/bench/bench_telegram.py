"""Updates of Telegram, durable, against python-telegram-bot's own ConversationHandler: in memory, and pickled each time.

All three take the same updates as they come from getUpdates, parse them, move the same conversation on and write an
answer; nobody sends it. Ours is committed to disk before the next update of its chat.
"""

from __future__ import annotations

import asyncio
import itertools
import json
import tempfile
from collections.abc import Callable, Coroutine, Iterator
from itertools import count
from pathlib import Path
from time import perf_counter
from typing import Any

from telegram import InlineKeyboardButton, InlineKeyboardMarkup, Update
from telegram.ext import Application, ContextTypes, ConversationHandler, MessageHandler, PicklePersistence, filters
from telegram.request import BaseRequest

from bot.clock import SystemClock
from bot.memory import Memory
from bot.telegram.api import Client
from bot.telegram.inbound import Desk
from bot.telegram.intake import Intake
from bot.texts import Texts
from bot.wiring import open_office
from store.db.door import Store
from tests.bench.table import Row, rate

SECONDS = 2.0
ROUNDS = 3
CHATS, MANY = 64, 500

SAID = (
    "/report", "Fault", "1", "LJ-2400", "SN-88231177", "2026-03-15", "2026-11-20", "14:00",
    "It shows error 0x61 as soon as it is switched on and prints nothing", "Printing again by Friday", "/cancel",
)  # fmt: skip
"""One conversation: everything up to the photos, then called off."""

TOKEN = "7000001:" + "f" * 35

Raw = dict[str, Any]
Take = Callable[[Raw], Coroutine[Any, Any, object]]


def updates(chat: int, numbers: Iterator[int]) -> Iterator[Raw]:
    """Return what one person says, for ever, as getUpdates brings it."""
    who = {"id": chat, "is_bot": False, "first_name": "Wang", "language_code": "en"}
    while True:
        for words in SAID:
            number = next(numbers)
            message: Raw = {
                "message_id": number,
                "date": 1_790_000_000,
                "chat": {"id": chat, "type": "private", "first_name": "Wang"},
                "from": who,
                "text": words,
            }
            if words.startswith("/"):
                message["entities"] = [{"type": "bot_command", "offset": 0, "length": len(words)}]
            yield {"update_id": number, "message": message}


async def measured(take: Take, chats: int, seconds: float) -> float:
    """Return updates a second: every chat says one thing after the other, all of them at once."""
    numbers, until, began = count(1), perf_counter() + seconds, perf_counter()

    async def chat(number: int) -> int:
        done = 0
        for raw in updates(number, numbers):
            await take(raw)
            done += 1
            if perf_counter() > until:
                break
        return done

    done = sum(await asyncio.gather(*(chat(1000 + number) for number in range(chats))))
    return done / (perf_counter() - began)


async def ours(folder: Path) -> float:
    """Measure the intake on a store on disk."""
    store, office = await Store.open(folder / "ours.db"), open_office("after-sales")
    client = Client(TOKEN)
    desk = Desk(office, client.id, "aftercare_bot", "https://help.example.com")
    intake = Intake(store, SystemClock(), Texts.load(office.zone), client, Memory(), desk)
    try:
        return await measured(intake.take, CHATS, SECONDS)
    finally:
        await intake.stop()
        await client.close()
        await store.close()


class Nowhere(BaseRequest):
    """A request that goes nowhere and is answered like a sent message."""

    _SENT = json.dumps(
        {"ok": True, "result": {"message_id": 1, "date": 1, "chat": {"id": 1, "type": "private"}, "text": "x"}}
    ).encode()
    _ME = json.dumps({"ok": True, "result": {"id": 7_000_001, "is_bot": True, "first_name": "Bench"}}).encode()

    @property
    def read_timeout(self) -> float | None:
        """No time is needed."""
        return 1.0

    async def initialize(self) -> None:
        """Begin."""

    async def shutdown(self) -> None:
        """End."""

    async def do_request(self, url: str, *_args: object, **_named: object) -> tuple[int, bytes]:
        """Answer at once."""
        return 200, self._ME if url.endswith("getMe") else self._SENT


def conversation(*, persistent: bool) -> ConversationHandler[ContextTypes.DEFAULT_TYPE]:
    """Return the same conversation: a state for each question, the answers kept, an answer with buttons."""
    keyboard = InlineKeyboardMarkup(
        [[InlineKeyboardButton("Skip", callback_data="s"), InlineKeyboardButton("Back", callback_data="b")]]
    )

    def step(number: int) -> Callable[[Update, ContextTypes.DEFAULT_TYPE], Coroutine[Any, Any, int]]:
        async def said(update: Update, context: ContextTypes.DEFAULT_TYPE) -> int:
            if update.message is not None and context.user_data is not None:
                context.user_data[str(number)] = update.message.text
                await update.message.reply_text(f"Question {number}?", reply_markup=keyboard)
            return number + 1 if number + 1 < len(SAID) else ConversationHandler.END

        return said

    states = {number: [MessageHandler(filters.TEXT, step(number))] for number in range(1, len(SAID))}
    return ConversationHandler(
        entry_points=[MessageHandler(filters.Regex("^/report"), step(0))],
        states=states,  # type: ignore[arg-type]
        fallbacks=[],
        name="report",
        persistent=persistent,
    )


async def theirs(folder: Path | None, chats: int, seconds: float) -> float:
    """Measure the library: parsing, then its conversation; with a folder, pickled at every update."""
    builder = Application.builder().token(TOKEN).request(Nowhere()).get_updates_request(Nowhere())
    if folder is not None:
        builder = builder.persistence(PicklePersistence(folder / "theirs.pickle", on_flush=False))
    app = builder.build()
    app.add_handler(conversation(persistent=folder is not None))
    await app.initialize()

    if folder is not None:  # everybody is in the middle of a capture: that is what is pickled
        for each in range(chats):
            for raw in itertools.islice(updates(1000 + each, count(1)), len(SAID) - 1):
                await app.process_update(Update.de_json(raw, app.bot))
        await app.update_persistence()

    async def take(raw: Raw) -> None:
        update = Update.de_json(raw, app.bot)
        await app.process_update(update)
        if folder is not None:
            await app.update_persistence()

    try:
        return await measured(take, chats, seconds)
    finally:
        await app.shutdown()


async def filled(folder: Path) -> float:
    """Measure the pickled conversation with so many chats in its file."""
    return await theirs(folder, MANY, SECONDS)


def run() -> list[Row]:
    """Measure in turns, so that the machine's moods fall on all alike, and keep the best of each."""
    durable, memory, pickled = [], [], []
    for _ in range(ROUNDS):
        with tempfile.TemporaryDirectory(prefix="aftercare-bench-") as name:
            folder = Path(name)
            durable.append(asyncio.run(ours(folder)))
            memory.append(asyncio.run(theirs(None, CHATS, SECONDS)))
            pickled.append(asyncio.run(filled(folder)))
    return [
        _against(f"Telegram, {CHATS} chats, durable", max(durable), "in memory", max(memory), 0.7),
        _against("Telegram, durable", max(durable), f"pickled, {MANY} chats", max(pickled), 25),
    ]


def _against(what: str, figure: float, name: str, floor: float, goal: float) -> Row:
    ratio = figure / floor
    return Row(what=what, figure=rate(figure), floor=f"{name} {rate(floor)}", ratio=f"{ratio:.2f}",
               goal=f">= {goal}", met=ratio >= goal)  # fmt: skip
