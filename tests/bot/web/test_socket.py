"""The socket of a page: nothing is lost, nothing comes twice, and nobody brings it down."""

import asyncio
import json
import random
import sqlite3
from pathlib import Path
from typing import Any

import pytest
from websockets.exceptions import ConnectionClosed, InvalidStatus

from bot.web.channel import WebChannel
from bot.web.hub import AGAIN, MOST_PAGES
from store.delivery import Delivery, Kind, Lane
from store.message import Message
from store.people import Language
from store.transaction import Transaction
from tests.bot.post import NINE
from tests.web_client import Browser, Chat, Line
from tests.web_server import House, serving

pytestmark = pytest.mark.asyncio(loop_scope="module")


# Who may connect


@pytest.mark.parametrize(
    "origin", [None, "", "null", "http://evil.example", "http://127.0.0.1", "http://127.0.0.1:1", "file://"]
)
async def test_a_page_of_another_site_gets_no_socket(browser: Browser, origin: str | None) -> None:
    with pytest.raises(InvalidStatus) as refused:
        async with browser.socket(origin=origin):
            pass
    assert refused.value.response.status_code == 403


async def test_as_many_pages_of_a_chat_as_anybody_opens_and_no_more(browser: Browser) -> None:
    pages = [await browser.socket() for _ in range(MOST_PAGES)]
    for page in pages:
        await page.recv()
    one_more = await browser.socket()
    await one_more.wait_closed()
    assert one_more.close_code == 1013
    await pages[0].close()
    async with browser.chat() as chat:
        assert chat.ready
    for page in pages:
        await page.close()


# Nothing lost, nothing twice


@pytest.mark.parametrize("since", ["", "-1", "0", "abc", "1e3", "٣", "9" * 15, "9" * 40, "%00", "0x10"])
async def test_a_page_that_counts_wrong_is_shown_everything(browser: Browser, since: str) -> None:
    async with browser.chat() as chat:
        await chat.talk(("hello", "What can I do for you?"))
    async with browser.socket(f"?since={since}") as socket:
        again = Chat(socket)
        await again.until(lambda: again.ready)
        assert again.transcript() == chat.transcript()
        await again.leave()


async def test_a_page_that_comes_back_is_shown_what_it_missed(browser: Browser) -> None:
    async with browser.chat() as chat:
        await chat.talk(("hello", "What can I do for you?"))
    async with browser.chat() as other:
        await other.talk(("menu", "What can I do for you?"), ("help", "nothing you say is lost"))
        async with browser.chat(chat.last) as back:
            assert list(back.lines) == list(range(chat.last + 1, other.last + 1))
            await other.talk(("menu", "What can I do for you?"))
            await back.hears("What can I do for you?")


async def test_whenever_a_page_goes_and_comes_it_has_every_line_once(browser: Browser) -> None:
    chance, shown, last = random.Random(11), [], 0
    async with browser.chat() as writer:
        talking = asyncio.create_task(writer.talk(*[("menu", "What can I do for you?")] * 25))
        while not talking.done():
            async with browser.chat(last) as reader:
                await asyncio.wait([talking], timeout=chance.random() * 0.05)
            shown += list(reader.lines)
            last = reader.last
        await talking
        async with browser.chat(last) as reader:
            shown += list(reader.lines)
        assert shown == list(writer.lines)
    assert len(shown) == 50


async def test_a_page_with_no_line_is_shown_the_last_thousand(house: House, browser: Browser) -> None:
    async with browser.chat() as chat:
        await chat.talk(("hello", "What can I do for you?"))
    address = house.newest_chat()

    def fill(tx: Transaction) -> None:
        for number in range(1498):
            line = {"kind": "mine", "at": NINE, "id": f"x{number}", "text": str(number), "files": []}
            tx.feed.append(address, f"in:x{number}", NINE, json.dumps(line).encode())

    await house.app.store.write(fill)
    async with browser.chat(500) as everything, browser.socket() as socket:
        lines = [json.loads(await socket.recv()) for _ in range(1001)]
    assert [line["seq"] for line in lines[:-1]] == list(everything.lines) == list(range(501, 1501))
    assert lines[-1]["op"] == "ready"


async def test_two_pages_show_the_same(browser: Browser) -> None:
    async with browser.chat() as one, browser.chat() as two:
        for said, page in (("hello", one), ("menu", two), ("help", one), ("report", two)):
            await page.say(said)
        for page in (one, two):
            await page.hears("What is it about?")
        assert one.transcript() == two.transcript()


async def test_a_page_that_reads_nothing_is_cut_off_and_misses_nothing(house: House, browser: Browser) -> None:
    channel, reader = WebChannel(house.app.store, house.app.hub), house.app.texts.reader(Language.EN, NINE)
    pages = len(house.app.hub)
    async with browser.chat() as chat:
        await chat.say("hello")
        number = house.newest_chat()
        address = await house.app.store.read(lambda tx: tx.people.address(number))
        assert address is not None
        stuck = await browser.socket("?since=0", max_queue=1, compression=None)
        await chat.until(lambda: len(house.app.hub) == pages + 2)
        for sent in range(700):
            message = Message(quote=f"{sent} {'x' * 40_000}")
            delivery = Delivery(10**6 + sent, address.person, number, Lane.NORMAL, Kind.NEWS, message, str(sent), NINE)
            await channel.send(address, delivery, reader)
            if len(house.app.hub) == pages + 1:
                break
        assert len(house.app.hub) == pages + 1, "the stuck page is still carried"
        await chat.hears(f"{sent} x")
        got = []
        try:
            async for text in stuck:
                got += [line["seq"]] if (line := json.loads(text))["op"] == "item" else []
        except ConnectionClosed:
            pass
        assert stuck.close_code in {1012, 1006}  # told, or hung up on
        assert got == list(range(1, got[-1] + 1))
        assert got[-1] < chat.last
        async with browser.chat(got[-1]) as back:
            assert list(back.lines) == list(range(got[-1] + 1, chat.last + 1))


async def test_a_line_that_overtakes_another_is_shown_after_it(house: House, browser: Browser) -> None:
    async with browser.chat() as chat:
        await chat.talk(("hello", "What can I do for you?"))
        address = house.newest_chat()
        lines: list[Line] = [
            {"kind": "mine", "at": NINE, "id": each, "text": each, "files": []} for each in ("first", "second")
        ]

        def write(tx: Transaction) -> list[int | None]:
            return [tx.feed.append(address, str(line["id"]), NINE, json.dumps(line).encode()) for line in lines]

        first, second = await house.app.store.write(write)
        house.app.hub.push(address, {"op": "item", "seq": second, **lines[1]})
        house.app.hub.push(address, {"op": "item", "seq": first, **lines[0]})
        await chat.talk(("menu", "What can I do for you?"))
        assert chat.said("mine") == ["hello", "first", "second", "menu"]


async def test_a_frame_in_hand_is_finished_although_its_page_is_ended(house: House, browser: Browser) -> None:
    async with browser.chat() as chat:
        await chat.talk(("hello", "What can I do for you?"))
        address, other = house.newest_chat(), sqlite3.connect(house.app.store.path, isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        await chat.socket.send(json.dumps({"op": "say", "id": "in-hand", "text": "help"}))
        async with asyncio.timeout(20):
            while not len(house.app.hub._lanes):
                await asyncio.sleep(0.01)
        house.app.hub.end(address, AGAIN)
        await asyncio.sleep(0)
        other.execute("COMMIT")
        other.close()
        await chat.socket.wait_closed()
    async with browser.chat(after=chat) as back:
        await back.hears("nothing you say is lost")
        assert back.said("mine") == ["hello", "help"]


async def test_chats_go_side_by_side_and_each_stays_in_order(house: House) -> None:
    browsers = [Browser(house.url) for _ in range(12)]

    async def rush(browser: Browser) -> list[str]:
        async with browser, browser.chat() as chat:
            sent = [f"courier number {number} says thanks" for number in range(25)]
            for number, text in enumerate(sent):
                await chat.socket.send(json.dumps({"op": "say", "id": f"r{number}", "text": text}))
            await chat.until(lambda: len(chat.said("mine")) == len(sent))
            assert chat.said("mine") == sent
            return sent

    assert len(await asyncio.gather(*map(rush, browsers))) == 12


async def test_a_frame_whose_page_is_gone_at_once_is_handled_and_answered(browser: Browser) -> None:
    for number in range(5):
        socket = await browser.socket()
        await socket.send(json.dumps({"op": "say", "id": f"gone{number}", "text": "menu"}))
        socket.transport.abort()
    async with browser.chat() as chat:
        await chat.until(lambda: len(chat.said("message")) == len(chat.said("mine")))
        await chat.say("help")
        assert set(chat.said("mine")) <= {"menu", "help"}


async def test_how_far_somebody_read_is_known_on_every_page(house: House, browser: Browser) -> None:
    async def seen() -> int:
        async with browser.socket() as socket:
            async for text in socket:
                if (line := json.loads(text))["op"] == "ready":
                    return int(line["seen"])
        raise AssertionError

    async with browser.chat() as chat:
        await chat.talk(("hello", "What can I do for you?"))
        for told, known in ((1, 1), (10**9, 2), (1, 2)):
            await chat.socket.send(json.dumps({"op": "seen", "seq": told}))
            await chat.send(op="form", name="report")
            assert await seen() == known


async def test_pages_are_told_when_the_program_stops(tmp_path: Path) -> None:
    async with serving(tmp_path) as house, Browser(house.url) as browser:
        pages: list[Any] = [await browser.socket() for _ in range(3)]
        for page in pages:
            await page.recv()
        leaving = asyncio.gather(*(page.wait_closed() for page in pages))
    await leaving
    assert {page.close_code for page in pages} == {1012}
