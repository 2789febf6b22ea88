"""Polling: what was committed is confirmed, nothing else; and no fault of Telegram's ends it."""

import asyncio
import logging
import time
from itertools import pairwise
from pathlib import Path

import httpx
import pytest

from bot.telegram import api, inbound, polling, service
from bot.telegram.payload import Update
from store.db.errors import DatabaseLocked
from store.moment import Ms
from store.transaction import Transaction
from tests.bot.telegram.house import Desk, desk, held, label
from tests.fakes.telegram.faults import Fault
from tests.fakes.telegram.server import FakeTelegram


def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Wait less between two tries; what is tried stays the same."""
    for module in (polling, service):
        monkeypatch.setattr(module, "FIRST", 0.02)


async def readyz(house: Desk) -> dict[str, str]:
    async with httpx.AsyncClient(trust_env=False) as client:
        return dict((await client.get(f"{house.url}/readyz")).json())


@pytest.mark.parametrize(
    ("fault", "said"),
    [
        (Fault(500), "Telegram answers: Internal Server Error"),
        (Fault(502, body=b"<html>Bad Gateway</html>"), "Telegram answers: Bad Gateway"),
        (Fault(409, "Conflict: terminated by other getUpdates request"), "another program polls with the same token"),
        (Fault(401, "Unauthorized"), "the token was rejected"),
        (Fault(429, "Too Many Requests", {"retry_after": 1}), "asked to wait"),
        (Fault(reset=True), "cannot be reached"),
        (Fault(504, slow=2.0), "no answer from Telegram in time"),
        (Fault(body=b"no json"), "Telegram answers: Invalid server response"),
    ],
    ids=["500", "502", "409", "401", "429", "reset", "timeout", "junk"],
)
async def test_a_fault_is_survived_and_said_once(
    server: FakeTelegram,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    fault: Fault,
    said: str,
) -> None:
    quick(monkeypatch)
    caplog.set_level(logging.INFO, "bot.standing")
    async with desk(server, tmp_path) as house:
        wang = server.user("Wang", "en")
        await wang.starts()
        await wang.hears("What can I do for you?")
        assert (await readyz(house))["telegram"] == "ok"
        caplog.clear()
        if fault.slow:
            monkeypatch.setattr(polling, "WAIT", 1)
            monkeypatch.setattr(api, "ANSWER", fault.slow / 4)
        server.faults.always["getUpdates"] = fault
        await wang.says("/help")
        await server.until(lambda: said in house.telegram.standing())
        assert said in (await readyz(house))["telegram"]
        server.faults.always.clear()
        await wang.hears("Report")
        await server.until(lambda: house.telegram.standing() == "ok")
    ours = [record for record in caplog.records if record.name.startswith("bot.")]
    told = [record.getMessage() for record in ours if record.levelno >= logging.WARNING]
    assert len(told) == 1
    assert said in told[0]
    assert "telegram: connected" in caplog.messages


async def test_pauses_between_tries_grow_and_never_end(
    server: FakeTelegram, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    quick(monkeypatch)
    monkeypatch.setattr(polling, "LONGEST", 0.16)
    async with desk(server, tmp_path) as house:
        wang = server.user("Wang", "en")
        await wang.starts()
        await wang.hears("What can I do for you?")
        tries, standing, told = house.telegram.polling, house.telegram.connection, list[float]()
        say = standing.ill

        def noted(trouble: str) -> None:
            told.append(time.monotonic())
            say(trouble)

        monkeypatch.setattr(standing, "ill", noted)
        server.faults.always["getUpdates"] = Fault(500)
        await wang.says("/help")
        await server.until(lambda: len(told) > 6)
        pauses = [later - earlier for earlier, later in pairwise(told[:7])]
        assert all(pause > least for pause, least in zip(pauses, (0.02, 0.04, 0.08, 0.16, 0.16, 0.16), strict=True))
        tries._faults = 5_000  # an outage of a day and a half
        await server.until(lambda: tries._faults > 5_001)
        server.faults.always.clear()
        await wang.hears("Report")


async def test_a_database_that_takes_nothing_ends_no_connecting(
    server: FakeTelegram, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    quick(monkeypatch)
    server.faults.always["getMe"] = Fault(500)  # Telegram cannot be had when the program starts
    async with desk(server, tmp_path, patience=0.1) as house:
        await server.until(lambda: "Internal Server Error" in house.telegram.standing())
        with held(house):
            server.faults.always.clear()
            await server.until(lambda: "database" in house.telegram.standing())
        wang = server.user("Wang", "en")
        await wang.starts()
        await wang.hears("What can I do for you?")
        await server.until(lambda: house.telegram.standing() == "ok")


async def test_no_token_is_ever_logged(
    server: FakeTelegram, tmp_path: Path, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    quick(monkeypatch)
    caplog.set_level(logging.INFO)
    async with desk(server, tmp_path):
        server.faults.add("getMe", Fault(500), Fault(reset=True))
        server.faults.add("getUpdates", Fault(401, "Unauthorized"), Fault(500))
        wang = server.user("Wang", "en")
        await wang.starts()
        await wang.hears("What can I do for you?")
    logged = [record.getMessage() for record in caplog.records if not record.name.startswith("httpx")]
    assert [line for line in logged if server.token.partition(":")[2] in line] == []


async def test_two_programs_with_one_token_both_find_out(
    server: FakeTelegram, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    quick(monkeypatch)
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    async with desk(server, tmp_path / "a") as first, desk(server, tmp_path / "b") as second:
        desks = (first, second)
        await server.until(lambda: any("another program" in each.telegram.standing() for each in desks))


async def test_a_webhook_that_was_set_before_is_removed(server: FakeTelegram, tmp_path: Path) -> None:
    server.updates.webhook = {"url": "https://old.example.com/hook"}
    async with desk(server, tmp_path):
        wang = server.user("Wang", "en")
        await wang.starts()
        await wang.hears("What can I do for you?")
    assert len(server.called("deleteWebhook")) == 1


async def test_an_update_is_confirmed_only_when_it_is_committed(server: FakeTelegram, tmp_path: Path) -> None:
    async with desk(server, tmp_path) as house:
        wang = server.user("Wang", "en")
        await wang.starts()
        await wang.hears("What can I do for you?")
        held = asyncio.Event()

        def hold(_tx: Transaction) -> None:
            asyncio.run_coroutine_threadsafe(held.wait(), loop).result(30)

        loop = asyncio.get_running_loop()
        holding = asyncio.create_task(house.app.store.write(hold))
        await wang.says("/help")
        number = server.updates.next_id - 1
        await asyncio.sleep(0.2)  # the writer is held: whatever time passes, nothing may be confirmed
        assert number not in server.updates.confirmed
        held.set()
        await holding
        await server.until(lambda: number in server.updates.confirmed)


async def test_what_came_before_is_done_once(server: FakeTelegram, tmp_path: Path) -> None:
    async with desk(server, tmp_path) as house:
        wang = server.user("Wang", "en")
        await wang.says("My printer shows error 0x61 and does not print")
        await wang.hears("What is it about?")
        again = {"update_id": server.updates.next_id - 1, "message": next(iter(wang.chat.messages.values()))}
        before = len(wang.chat.messages)
        server.updates.raw(again)
        await server.idle()
        await house.pace.settle()
        assert len(wang.chat.messages) == before


async def test_what_comes_out_of_order_is_each_done_once(server: FakeTelegram, tmp_path: Path) -> None:
    async with desk(server, tmp_path) as house:
        wang, li = server.user("Wang", "en"), server.user("Li", "en")
        await wang.starts()
        await wang.hears("What can I do for you?")
        server.updates.allow([])  # they are handed out below
        first, second = server.updates.next_id, server.updates.next_id + 1
        for each in (li, wang):
            await each.says("/help")
        said = [next(reversed(each.chat.messages.values())) for each in (li, wang)]
        server.updates.raw({"update_id": second, "message": said[1]})
        server.updates.raw({"update_id": first, "message": said[0]})
        await server.until(lambda: {first, second} <= set(server.updates.confirmed))
        for each in (li, wang):
            await each.hears("Report")
        await house.pace.settle()
        assert [len(each.news()) for each in (li, wang)] == [1, 1]


async def test_the_order_of_a_chat_is_kept_when_the_database_refuses_one(
    server: FakeTelegram, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    take, tried, taken = inbound.take, list[str](), list[str]()

    def locked_at_first(tx: Transaction, desk: inbound.Desk, update: Update, now: Ms, *, album: bool) -> inbound.Taken:
        said = update.message.text if update.message is not None else ""
        tried.append(said)
        if said == "one" and tried.count(said) <= 2:  # with its second try, the others have come as well
            raise DatabaseLocked("another process is writing")
        done = take(tx, desk, update, now, album=album)
        taken.append(said)
        return done

    quick(monkeypatch)
    async with desk(server, tmp_path) as house:
        wang = server.user("Wang", "en")
        await wang.starts()
        await wang.hears("What can I do for you?")
        monkeypatch.setattr(inbound, "take", locked_at_first)
        server.updates.allow([])  # they are handed out below, in one answer
        first = server.updates.next_id
        for words in ("one", "two", "three"):
            await wang.says(words)
        said = list(wang.chat.messages.values())[-3:]
        for place, message in enumerate(said):
            server.updates.raw({"update_id": first + place, "message": message})
        await server.until(lambda: first + 2 in server.updates.confirmed)
        assert list(dict.fromkeys(taken)) == ["one", "two", "three"]
        await house.pace.settle()


async def test_the_order_of_a_chat_is_kept(server: FakeTelegram, tmp_path: Path) -> None:
    async with desk(server, tmp_path) as house:
        wang = server.user("Wang", "en")
        await wang.says("/report")
        for words in (
            "Fault",
            "1",
            "LJ-2400",
            "SN-1",
            "2026-03-15",
            "yesterday",
            "14:00",
            "It shows error 0x61 and stops",
        ):
            await wang.says(words)
        await wang.hears(label(wang, "ask-hoped"))
        draft = await house.app.store.read(lambda tx: tx.drafts.get(tx.people.at("telegram", str(wang.id)).id))  # type: ignore[union-attr]
        assert draft is not None
        assert draft.answers["model"] == "LJ-2400"
        assert draft.answers["serial_number"] == "SN-1"
