"""What a frame may be, and what becomes of one that is none."""

import json
import sqlite3
from pathlib import Path

import pytest
from websockets.asyncio.client import ClientConnection
from websockets.exceptions import ConnectionClosed
from websockets.frames import Frame, Opcode

from bot.clock import MovableClock
from bot.web.inbound import LONGEST_FRAME
from store.moment import SECOND
from tests.bot.post import NINE
from tests.web_client import Browser, Line
from tests.web_server import House, serving

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def answer(socket: ClientConnection, frame: str | bytes) -> Line:
    """Send something raw, and return what it is answered; {} when the socket is closed for it."""
    try:
        await socket.send(frame)
        async for text in socket:
            line: Line = json.loads(text)
            if line["op"] in {"done", "refused", "form", "pong"}:
                return line
    except ConnectionClosed:
        pass
    return {}


async def test_a_frame_sent_again_happens_once(browser: Browser) -> None:
    say = {"op": "say", "id": "same", "text": "menu"}
    async with browser.chat() as chat:
        assert (await chat.send(**say))["op"] == "done"
        assert (await chat.send(**say))["op"] == "done"
        assert (await chat.send(**{**say, "text": "something else"}))["op"] == "done"
        await chat.hears("What can I do for you?")
    async with browser.chat() as chat:
        assert (await chat.send(**say))["op"] == "done"
        await chat.talk(("help", "nothing you say is lost"))
        assert chat.said("mine") == ["menu", "help"]
        assert len(chat.said("message")) == 2


async def test_the_same_id_in_another_chat_is_another_frame(house: House, browser: Browser) -> None:
    async with Browser(house.url) as other:
        for each in (browser, other):
            async with each.chat() as chat:
                await chat.send(op="say", id="1", text="menu")
                await chat.hears("What can I do for you?")


BROKEN = [
    "",
    "x",
    "null",
    "7",
    "[]",
    "{}",
    '{"op":"say"}',
    '{"op":"nothing","id":"1"}',
    '{"op":["say"],"id":"1"}',
    '{"op":"say","id":null,"text":"x"}',
    '{"op":"say","id":1,"text":"x"}',
    '{"op":"say","id":"","text":"x"}',
    '{"op":"say","id":"a b","text":"x"}',
    '{"op":"say","id":"a\\n","text":"x"}',
    '{"op":"say","id":"a\\u0000","text":"x"}',
    '{"op":"say","id":"\\ud800","text":"x"}',
    '{"op":"say","id":"' + "i" * 65 + '","text":"x"}',
    '{"op":"say","id":"1","text":7}',
    '{"op":"say","id":"1","text":"\\ud800"}',
    '{"op":"say","id":"1","text":"x","files":"abc"}',
    '{"op":"say","id":"1","text":"x","files":[1]}',
    '{"op":"say","id":"1","text":"x","files":["f"' + ',"f"' * 100 + "]}",
    '{"op":"press","id":"1"}',
    '{"op":"press","id":"1","press":"' + "p" * 65 + '"}',
    '{"op":"submit","id":"1","name":"report","answers":[]}',
    '{"op":"submit","id":"1","name":"report","answers":{"a":7}}',
    '{"op":"submit","id":"1","name":"report","answers":{"a":{"b":"c"}}}',
    '{"op":"submit","id":"1","name":"' + "n" * 65 + '"}',
    '{"op":"form","id":"1","name":"nothing"}',
    '{"op":"form","id":"1","name":"report","answers":{"a":' + "[" * 50_000,
    '{"op":"seen","seq":-1}',
    '{"op":"seen","seq":"1"}',
    '{"op":"ping","more":' + "[" * 100_000,
    '{"op":"ping","more":' + '{"a":' * 20_000,
    "[" * 200_000,
]


async def test_what_is_no_frame_is_refused_and_the_page_goes_on(browser: Browser) -> None:
    async with browser.socket() as socket:
        for frame in BROKEN:
            refused = await answer(socket, frame)
            assert refused["op"] == "refused", frame[:100]
            assert refused["id"] in {"", "1"}
            assert (
                refused["text"]
                == "The page sent something that we could not read. Please reload it; your words are kept."
            )
            assert refused["again"] is False
        assert (await answer(socket, '{"op":"ping"}'))["op"] == "pong"
        assert (await answer(socket, '{"op":"say","id":"1","text":"menu"}'))["op"] == "done"


async def test_a_page_that_sends_bytes_is_closed(browser: Browser) -> None:
    async with browser.socket() as socket:
        assert await answer(socket, b'{"op":"ping"}') == {}
    assert socket.close_code == 1003


@pytest.mark.parametrize("fragment", ['{"op":"say","id":"1","text":"', "中"])
async def test_a_frame_that_is_too_long_closes_the_socket(browser: Browser, fragment: str) -> None:
    async with browser.socket() as socket:
        assert await answer(socket, fragment * LONGEST_FRAME) == {}
    assert socket.close_code == 1009


async def test_the_longest_frame_is_read(browser: Browser) -> None:
    frame = '{"op":"ping","id":"1"'
    async with browser.socket() as socket:
        assert (await answer(socket, frame + " " * (LONGEST_FRAME - len(frame) - 1) + "}"))["op"] == "pong"


async def test_what_is_no_utf_8_closes_the_socket(browser: Browser) -> None:
    async with browser.socket(compression=None) as socket:
        await socket.recv()
        socket.protocol.writes.append(Frame(Opcode.TEXT, b'{"op":"say","text":"\xff"}').serialize(mask=True))
        await socket.ping()
        await socket.wait_closed()
    assert socket.close_code == 1007


async def test_who_is_too_fast_waits_and_loses_nothing(tmp_path: Path) -> None:
    clock = MovableClock(NINE)
    async with (
        serving(tmp_path, clock) as house,
        Browser(house.url) as browser,
        browser.chat() as one,
        browser.chat() as two,
    ):
        answers = [await page.send(op="form", name="report") for page in (one, two) for _ in range(30)]
        assert {each["op"] for each in answers} == {"form"}
        for page in (one, two):
            refused = await page.send(op="form", name="report")
            assert (refused["op"], refused["again"]) == ("refused", True)
            assert refused["text"] == "That was a lot at once. Please wait a few seconds."
        assert (await one.send(op="say", id="later", text="still here"))["op"] == "refused"
        clock.advance(10 * SECOND)
        assert (await one.send(op="say", id="later", text="still here"))["op"] == "done"
        assert one.said("mine") == ["still here"]


async def test_an_event_that_the_database_refuses_is_refused_and_may_come_again(tmp_path: Path) -> None:
    async with serving(tmp_path, patience=0.2) as house, Browser(house.url) as browser, browser.chat() as chat:
        other = sqlite3.connect(house.app.store.path, isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        refused = await chat.send(op="say", id="again", text="menu")
        assert (refused["op"], refused["again"]) == ("refused", True)
        assert refused["text"].startswith("That did not go through.")
        other.execute("COMMIT")
        other.close()
        assert (await chat.send(op="say", id="again", text="menu"))["op"] == "done"
        await chat.hears("What can I do for you?")
        assert chat.said("mine") == ["menu"]
