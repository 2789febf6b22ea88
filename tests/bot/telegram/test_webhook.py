"""The webhook: who may post, when 200 is answered, and when Telegram is told where to post."""

import asyncio
import json
from pathlib import Path
from typing import Any

import httpx
import pytest

from store.transaction import Transaction
from tests.bot.telegram.house import SECRET, desk, label
from tests.fakes.telegram.server import FakeTelegram

HEADER = "X-Telegram-Bot-Api-Secret-Token"

UPDATE: dict[str, Any] = {
    "update_id": 9,
    "message": {
        "message_id": 3,
        "date": 1,
        "chat": {"id": 77, "type": "private", "first_name": "Eve"},
        "from": {"id": 77, "is_bot": False, "first_name": "Eve"},
        "text": "/help",
    },
}


async def post(url: str, secret: str | None = None, body: bytes | None = None) -> int:
    headers = {HEADER: secret} if secret is not None else {}
    content = json.dumps(UPDATE).encode() if body is None else body
    async with httpx.AsyncClient(trust_env=False) as client:
        return (await client.post(f"{url}/telegram", headers=headers, content=content)).status_code


async def test_only_who_knows_the_secret_may_post(server: FakeTelegram, tmp_path: Path) -> None:
    async with desk(server, tmp_path, webhook=True) as house:
        assert await post(house.url) == 403
        assert await post(house.url, "") == 403
        assert await post(house.url, SECRET[:-1]) == 403
        assert await post(house.url, SECRET + "x") == 403
        assert await house.app.store.read(lambda tx: tx.people.at("telegram", "77")) is None
        assert await post(house.url, SECRET) == 200
        assert await house.app.store.read(lambda tx: tx.people.at("telegram", "77")) is not None


@pytest.mark.parametrize(
    ("body", "status"), [(b"", 400), (b"{", 400), (b"\xff", 400), (b"[" * 100_000, 400), (b" " * 2_000_000, 413)]
)
async def test_what_is_no_update_is_refused(server: FakeTelegram, tmp_path: Path, body: bytes, status: int) -> None:
    async with desk(server, tmp_path, webhook=True) as house:
        assert await post(house.url, SECRET, body) == status


async def test_200_is_answered_only_after_the_commit(server: FakeTelegram, tmp_path: Path) -> None:
    async with desk(server, tmp_path, webhook=True) as house:
        loop, held = asyncio.get_running_loop(), asyncio.Event()

        def hold(_tx: Transaction) -> None:
            asyncio.run_coroutine_threadsafe(held.wait(), loop).result(30)

        holding = asyncio.create_task(house.app.store.write(hold))
        posting = asyncio.create_task(post(house.url, SECRET))
        done, _ = await asyncio.wait({posting}, timeout=0.3)
        assert not done
        held.set()
        assert await posting == 200
        await holding


async def test_a_backlog_and_retries_are_each_done_once(server: FakeTelegram, tmp_path: Path) -> None:
    wang = server.user("Wang", "en")
    async with desk(server, tmp_path, webhook=True) as house:
        await wang.says("My printer shows error 0x61 and does not print")
        await wang.hears(label(wang, "ask-category"))
        await server.idle()
        before = len(wang.chat.messages)
        message = next(iter(wang.chat.messages.values()))
        for _ in range(3):  # as after an answer that was lost on the way
            server.updates.raw({"update_id": server.updates.next_id - 1, "message": message})
        await server.idle()
        await house.pace.settle()
        assert len(wang.chat.messages) == before


async def test_telegram_is_told_only_what_it_does_not_know(server: FakeTelegram, tmp_path: Path) -> None:
    wang = server.user("Wang", "en")
    port = 0
    for _ in range(2):
        async with desk(server, tmp_path, webhook=True, port=port) as house:
            port = int(house.url.rpartition(":")[2])
            await wang.starts()
            await wang.hears(label(wang, "menu-report"))
    assert len(server.called("setWebhook")) == 1
    async with desk(server, tmp_path, webhook=True, port=port, secret=SECRET[::-1]):
        await server.until(lambda: len(server.called("setWebhook")) == 2)
