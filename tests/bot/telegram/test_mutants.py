"""Twenty thousand updates with something wrong about them: none stops the others."""

import asyncio
import copy
import json
import logging
import random
import time
from pathlib import Path
from typing import Any

import pytest

from bot.clock import MovableClock
from bot.memory import Memory
from bot.telegram import intake, notes
from bot.telegram.api import Client
from bot.telegram.inbound import Desk
from store.db.door import Store
from store.transaction import Transaction
from tests.fakes.telegram.server import FakeTelegram
from tests.world import office, texts

COUNT, AT_ONCE, FIRST = 20_000, 500, 10_000_000
SECONDS = 60.0
"""Of the processor: the machine may have other work."""
PEOPLE = 400

WHO = {"id": 4001, "is_bot": False, "first_name": "Eve", "language_code": "en"}
PRIVATE = {"id": 4001, "type": "private", "first_name": "Eve"}
GROUP = {"id": -100200, "type": "supergroup", "title": "Us", "is_forum": True}
MESSAGE = {"message_id": 7, "date": 1, "chat": PRIVATE, "from": WHO}
FILE = {"file_id": "f", "file_unique_id": "u", "file_size": 10, "file_name": "a.pdf", "mime_type": "application/pdf"}
KEYS = {"inline_keyboard": [[{"text": "x", "callback_data": "show:abc:"}], [{"text": "y", "url": "https://e.com"}]]}

BASES: list[dict[str, Any]] = [
    {"message": {**MESSAGE, "text": "My printer shows error 0x61"}},
    {
        "message": {
            **MESSAGE,
            "text": "/start report_LJ_1",
            "entities": [{"type": "bot_command", "offset": 0, "length": 6}],
        }
    },
    {"message": {**MESSAGE, "photo": [FILE, FILE], "caption": "see", "media_group_id": "9"}},
    {"message": {**MESSAGE, "document": FILE, "reply_to_message": {**MESSAGE, "reply_markup": KEYS}}},
    {"message": {**MESSAGE, "contact": {"phone_number": "8613800138000", "user_id": 4001, "first_name": "Eve"}}},
    {"message": {**MESSAGE, "location": {"latitude": 1.5, "longitude": 2}, "venue": {"title": "a", "address": "b"}}},
    {
        "message": {
            **MESSAGE,
            "chat": GROUP,
            "text": "/status@aftercare_bot FB20261125001",
            "is_topic_message": True,
            "message_thread_id": 5,
        }
    },
    {"message": {**MESSAGE, "chat": GROUP, "migrate_to_chat_id": -100300}},
    {"edited_message": {**MESSAGE, "text": "My printer shows error 0x62", "edit_date": 3}},
    {"callback_query": {"id": "q", "from": WHO, "data": "menu::report", "message": {**MESSAGE, "reply_markup": KEYS}}},
    {
        "callback_query": {
            "id": "q",
            "from": WHO,
            "data": "month=2026-11=answer::1.",
            "message": {**MESSAGE, "reply_markup": KEYS},
        }
    },
    {"my_chat_member": {"chat": PRIVATE, "from": WHO, "date": 1, "new_chat_member": {"status": "kicked", "user": WHO}}},
]

AS_TEXT = [json.dumps(each) for each in BASES]

JUNK: list[Any] = [
    None, True, -1, 0, 10**30, -(10**30), 1.5, float("nan"), float("inf"), "", "\0", "\ud800", "x" * 9000, "١٢٣", [], [[[[]]]], {}, {"a": {"b": []}},
    "/start join_x", "private", [{"file_id": 1}], {"id": "x"}, "answer::1.", "show:zzzzzzzzzzzzz:", "-100", {"inline_keyboard": [[None]]},
]  # fmt: skip


def mutated(chance: random.Random, number: int) -> Any:
    update = json.loads(chance.choice(AS_TEXT).replace("4001", str(4001 + number % PEOPLE)))
    for _ in range(chance.randint(1, 4)):
        spot: Any = update
        while True:
            key = chance.choice(list(spot)) if isinstance(spot, dict) else chance.randrange(len(spot))
            below = spot[key]
            if isinstance(below, dict | list) and below and chance.random() < 0.8:
                spot = below
                continue
            if chance.random() < 0.3 and isinstance(spot, dict) and len(spot) > 1:
                del spot[key]
            else:
                spot[key] = copy.deepcopy(chance.choice(JUNK))
            break
    if chance.random() < 0.02:
        return chance.choice(JUNK)
    return {"update_id": number if chance.random() < 0.99 else chance.choice(JUNK), **update}


@pytest.mark.timeout(600)
async def test_twenty_thousand_mutants(
    server: FakeTelegram,
    tmp_path: Path,
    store: Store,
    clock: MovableClock,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    monkeypatch.setattr(intake, "BETWEEN", 0.0)
    caplog.set_level(logging.CRITICAL, "bot.telegram.intake")
    chance = random.Random(20261125)
    client = Client(server.token, server.url)
    desk = Desk(office(), client.id, "aftercare_bot", "https://help.example.com")
    taking = intake.Intake(store, clock, texts(), client, Memory(), desk)
    began = time.process_time()
    for start in range(0, COUNT, AT_ONCE):
        await asyncio.gather(*(taking.take(mutated(chance, FIRST + start + each)) for each in range(AT_ONCE)))
        await taking.take({"update_id": start, "message": {**MESSAGE, "text": "/help"}})
        assert await store.write(answered, f"{client.id}:{start}"), "an ordinary update is served in between"
    assert time.process_time() - began < SECONDS
    await taking.stop()
    await client.close()
    assert taking._lanes._locks == {}
    aside = await store.read(notes.quarantined)
    assert 100 < len(aside) <= 1_000  # as many as are listed
    (body,) = (await store.read(lambda tx: tx.notes.under("telegram", "poison:", limit=1))).values()
    assert set(json.loads(body)) == {"why", "update"}
    while await store.write(notes.forget_quarantined, clock.now() + 1):
        pass
    assert await store.read(notes.quarantined) == []


def answered(tx: Transaction, event: str) -> bool:
    """Whether an event has been taken."""
    return not tx.inbox.first("telegram", event, 0)
