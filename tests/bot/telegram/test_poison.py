"""An update that cannot be taken is put aside after three tries, and the next one is served at once."""

import asyncio
import time
from pathlib import Path
from typing import Any

import httpx
import pytest

from bot.settings import TelegramSettings
from bot.telegram import inbound, notes, payload
from bot.telegram.check import look
from bot.telegram.intake import TRIES
from bot.telegram.payload import Update
from bot.telegram.polling import NAMED
from store.moment import DAY
from tests.bot.telegram.house import Desk, desk
from tests.fakes.telegram.server import FakeTelegram

JUNK: list[dict[str, Any]] = [
    {"message": {"message_id": "seven", "chat": {"id": 5, "type": "private"}}},
    {"message": {"chat": {"id": 5}}},
    {"callback_query": {"id": 7, "from": {"id": 5}}},
    {"message": []},
    {"message": {"message_id": 1, "date": 1, "chat": {"id": 5, "type": "private"}, "from": {"id": "x"}, "text": "hi"}},
]


@pytest.mark.parametrize("webhook", [False, True], ids=["polling", "webhook"])
@pytest.mark.parametrize("junk", JUNK, ids=range(len(JUNK)))
async def test_poison_is_put_aside(server: FakeTelegram, tmp_path: Path, junk: dict[str, Any], webhook: bool) -> None:
    async with desk(server, tmp_path, webhook=webhook) as house:
        wang = server.user("Wang", "en")
        await wang.starts()
        await wang.hears("What can I do for you?")
        number = server.updates.next_id
        server.updates.next_id += 1
        server.updates.raw({"update_id": number, **junk})
        began = time.monotonic()
        await wang.says("/help")
        await wang.hears("Report")
        assert time.monotonic() - began < 1.0
        await server.until(lambda: number in server.updates.confirmed)
        assert await house.app.store.read(notes.quarantined) == [str(number)]


@pytest.mark.parametrize("failing", [2, 3])
async def test_what_fails_twice_is_taken_at_the_third_try(
    server: FakeTelegram, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, failing: int
) -> None:
    read, tried = payload.read, list[int]()

    def failing_at_first(raw: object) -> Update:
        update = read(raw)
        if update.message is not None and update.message.text == "/help":
            tried.append(update.message.message_id)
            if len(tried) <= failing:
                raise RuntimeError("not yet")
        return update

    async with desk(server, tmp_path) as house:
        wang = server.user("Wang", "en")
        await wang.starts()
        await wang.hears("What can I do for you?")
        monkeypatch.setattr(payload, "read", failing_at_first)
        await wang.says("/help")
        number = server.updates.next_id - 1
        await server.until(lambda: number in server.updates.confirmed)
        assert len(tried) == TRIES == 3
        assert await house.app.store.read(notes.quarantined) == ([str(number)] if failing == TRIES else [])
        if failing < TRIES:
            await wang.hears("Report")


async def test_a_bug_of_ours_is_put_aside_and_its_button_still_answered(server: FakeTelegram, tmp_path: Path) -> None:
    async with desk(server, tmp_path) as house:
        wang = server.user("Wang", "en")
        await wang.starts()
        await wang.hears("What can I do for you?")
        # A damaged row: whoever reads this draft fails.
        address = await house.app.store.read(lambda tx: tx.people.at("telegram", str(wang.id)))
        assert address is not None
        await house.app.store.write(
            lambda tx: tx.drafts._sql.run("draft_put", {"address": address.id, "body": "{"})  # type: ignore[attr-defined]
        )
        await wang.press_data("menu::report")
        number = server.updates.next_id - 1
        await server.until(lambda: number in server.updates.confirmed)
        assert await house.app.store.read(notes.quarantined) == [str(number)]
        await server.until(lambda: all(server.state.queries.values()))
        other = server.user("Li", "en")
        await other.starts()
        await other.hears("What can I do for you?")


@pytest.mark.parametrize("meanwhile", [False, True], ids=["alone", "with words behind it"])
async def test_an_album_that_cannot_be_taken_is_put_aside(
    server: FakeTelegram, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, meanwhile: bool
) -> None:
    def failing(*_: object) -> bool:
        raise RuntimeError("never")

    async with desk(server, tmp_path) as house:
        wang = server.user("Wang", "en")
        await wang.starts()
        await wang.hears("What can I do for you?")
        monkeypatch.setattr(inbound, "flush", failing)
        first = server.updates.next_id
        await wang.sends_album(2)
        await server.idle()
        if not meanwhile:
            await server.until(lambda: len(house.telegram.intake.aside) == 2)
        await wang.says("/help")
        await wang.hears("Report")
        numbers = [f"{first}", f"{first + 1}"]
        assert await house.app.store.read(notes.quarantined) == house.telegram.intake.aside == numbers
        assert await house.app.store.read(lambda tx: tx.notes.under("telegram", "part:")) == {}


async def test_what_was_put_aside_is_counted_and_forgotten(server: FakeTelegram, tmp_path: Path) -> None:
    async with desk(server, tmp_path) as house:
        for _ in range(2):
            server.updates.raw({"update_id": server.updates.next_id, **JUNK[0]})
            server.updates.next_id += 1
            await server.until(lambda: server.updates.next_id - 1 in server.updates.confirmed)
            await house.wait(8 * DAY)
        bot = TelegramSettings(server.token, server.url)
        number = server.updates.next_id - 1
        assert f"1 update put aside that could not be taken ({number})" in await look(bot, house.app.store.path)
        await house.wait(8 * DAY)
        async with asyncio.timeout(20):
            while await house.app.store.read(notes.quarantined):
                await asyncio.sleep(0.01)
        assert "put aside" not in await look(bot, house.app.store.path)
        await server.until(lambda: house.telegram.standing() == "ok")


async def test_readyz_names_what_was_put_aside_and_stays_ready(
    server: FakeTelegram, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    async with desk(server, tmp_path) as house:
        for _ in range(NAMED + 1):
            server.updates.raw({"update_id": server.updates.next_id, **JUNK[0]})
            server.updates.next_id += 1
        await server.until(lambda: server.updates.next_id - 1 in server.updates.confirmed)
        numbers = [f"{number}" for number in server.updates.confirmed[-NAMED:]]
        said = f"6 updates put aside that could not be taken (the newest: {', '.join(numbers)})"
        assert await readyz(house) == (200, f"ok; {said}")
        assert [caplog.text.count(f"update {number} cannot be taken") for number in numbers] == [1] * NAMED
    caplog.clear()
    async with desk(server, tmp_path) as house:
        await server.until(lambda: house.telegram.connection() == "ok")
        assert await readyz(house) == (200, f"ok; {said}")
        assert caplog.text.count("put aside") == 1


async def readyz(house: Desk) -> tuple[int, str]:
    """What is said of Telegram, and whether the program is ready."""
    async with httpx.AsyncClient(trust_env=False) as client:
        answer = await client.get(f"{house.url}/readyz")
    return answer.status_code, answer.json()["telegram"]


async def test_a_database_that_takes_nothing_is_no_poison(server: FakeTelegram, tmp_path: Path) -> None:
    async with desk(server, tmp_path, patience=0.5) as house:
        wang = server.user("Wang", "en")
        await wang.starts()
        await wang.hears("What can I do for you?")
        path = house.app.store.path
        process = await asyncio.create_subprocess_exec(
            "python3",
            "-c",
            "import sqlite3, sys\n"
            f"c = sqlite3.connect({str(path)!r}, isolation_level=None); c.execute('BEGIN IMMEDIATE')\n"
            "print('held', flush=True); sys.stdin.read(); c.execute('ROLLBACK')",
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
        )
        assert process.stdout is not None
        assert process.stdin is not None
        await process.stdout.readline()
        await wang.says("/help")
        number = server.updates.next_id - 1
        await server.until(lambda: "database" in house.telegram.standing())
        assert number not in server.updates.confirmed
        process.stdin.close()
        await process.wait()
        await wang.hears("Report")
        await server.until(lambda: number in server.updates.confirmed)
        assert await house.app.store.read(notes.quarantined) == []
