from __future__ import annotations

import asyncio
import signal
import socket
import sqlite3
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing, suppress
from pathlib import Path
from typing import cast

import httpx
import pytest
from msgspec import structs
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from bot import app as app_module
from bot.app import App, PartEnded, PortTaken, listen, serve
from bot.channel import Service
from bot.clock import Clock, MovableClock, SystemClock
from bot.courier import Courier
from store.db.door import Store
from store.delivery import State
from store.moment import Ms
from tests.bot.post import AGENT, NINE, Post, row, settle_in, write
from tests.bot.program import running
from tests.web_client import Browser
from tests.web_server import settings

STOPS_WITHIN = 15.0


@pytest.mark.parametrize("by", [signal.SIGTERM, signal.SIGINT])
async def test_a_signal_ends_the_program_in_order(tmp_path: Path, by: signal.Signals) -> None:
    async with running(tmp_path) as program, Browser(program.url) as browser, browser.chat() as chat:
        await chat.say("my printer shows error 0x61 and prints nothing")
        began = time.monotonic()
        assert await program.end(by) == 0  # a page that stays open holds up nothing
        assert time.monotonic() - began < STOPS_WITHIN
    said = [line["said"] for line in program.lines]
    assert said[0].startswith(f"serving on {program.url}, for {program.url}")
    assert said[1:] == ["stopping: what is in hand is finished"]
    with closing(sqlite3.connect(tmp_path / "data" / "aftercare.db")) as kept:
        assert kept.execute("SELECT COUNT(*) FROM drafts").fetchone() == (1,)  # what was said, was taken


async def test_no_word_of_a_chat_is_logged_even_when_all_is_wanted(tmp_path: Path) -> None:
    async with running(tmp_path, AFTERCARE_LOG_LEVEL="debug") as program:
        async with Browser(program.url) as browser, browser.chat() as chat:
            await chat.say("the hovercraft is full of eels")
            cookie = browser.cookie.partition("=")[2]
        assert await program.end(signal.SIGTERM) == 0
    told = repr(program.lines)
    assert "serving on" in told
    assert not any(word in told for word in ("hovercraft", cookie, "GET /", "WebSocket"))


class Stopping:
    """A program served inside the test, and the means to stop it."""

    def __init__(self, app: App, url: str, stop: asyncio.Event, served: asyncio.Task[None]) -> None:
        self.app, self.url, self.stop, self.served = app, url, stop, served


@asynccontextmanager
async def served(
    folder: Path, clock: Clock | None = None, routes: list[Route] | None = None, *channels: Post
) -> AsyncIterator[Stopping]:
    """Serve an app whose end the test itself looks at; other channels than the web's may stand in."""
    chosen, stop = settings(folder), asyncio.Event()
    with listen(chosen) as listener:
        store = await Store.open(chosen.database, exclusive=True)
        try:
            app = App(chosen, clock or SystemClock(), store)
            if channels:
                found = {channel.name: channel for channel in channels}
                app.courier = Courier(store, found, app.texts, app.clock, app.office)
            task = asyncio.create_task(serve(app, listener, routes=routes, stop=stop))
            try:
                yield Stopping(app, f"http://127.0.0.1:{listener.getsockname()[1]}", stop, task)
            finally:
                stop.set()
                with suppress(BaseExceptionGroup):
                    await task
        finally:
            await store.close()


async def test_a_request_in_hand_is_answered_before_the_end(tmp_path: Path) -> None:
    begun, go_on = asyncio.Event(), asyncio.Event()

    async def slow(_request: Request) -> Response:
        begun.set()
        await go_on.wait()
        return PlainTextResponse("done")

    async with served(tmp_path, None, [Route("/slow", slow)]) as house, httpx.AsyncClient(trust_env=False) as client:
        asking = asyncio.create_task(client.get(f"{house.url}/slow", timeout=30))
        await begun.wait()
        house.stop.set()
        while house.app.clockwork.running:
            await asyncio.sleep(0.005)
        go_on.set()
        answer = await asking
        await house.served
    assert answer.text == "done"


async def test_what_is_being_sent_ends_before_the_program(tmp_path: Path) -> None:
    post = Post()
    post.stuck.clear()
    async with served(tmp_path, MovableClock(NINE), [], post) as house:
        await house.app.store.write(settle_in)
        number = await house.app.store.write(write, AGENT * 10, "one")
        house.app.courier.wake()
        await post.until(lambda: bool(post.calls))
        house.stop.set()
        post.stuck.set()
        await house.served
        found = await house.app.store.read(row, number)
    assert found.state is State.SENT


async def test_a_channel_that_never_answers_does_not_hold_up_the_end(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(app_module, "LONGEST_STOP", 0.2)
    post = Post()
    post.stuck.clear()
    async with served(tmp_path, MovableClock(NINE), [], post) as house:
        await house.app.store.write(settle_in)
        number = await house.app.store.write(write, AGENT * 10, "one")
        house.app.courier.wake()
        await post.until(lambda: bool(post.calls))
        house.stop.set()
        async with asyncio.timeout(10):
            await house.served
        found = await house.app.store.read(row, number)
    assert found.state is State.LEASED  # it is sent when the lease has run out


class BrokenClock(MovableClock):
    """Runs for a while, then fails whoever waits on it."""

    def __init__(self, start: Ms) -> None:
        super().__init__(start)
        self.broken = False

    async def wait_until(self, moment: Ms | None, wake: asyncio.Event) -> None:
        await super().wait_until(moment, wake)
        if self.broken:
            raise OSError("the clock is broken")


async def test_a_courier_that_dies_takes_the_whole_program_with_it(tmp_path: Path) -> None:
    clock = BrokenClock(NINE)
    async with served(tmp_path, clock) as house, httpx.AsyncClient(trust_env=False) as client:
        assert (await client.get(f"{house.url}/readyz")).status_code == 200
        clock.broken = True
        house.app.courier.wake()
        with pytest.raises(ExceptionGroup) as raised:
            await house.served
        assert raised.value.subgroup(lambda fault: "the clock is broken" in str(fault))
        assert not house.app.clockwork.running


async def test_a_courier_that_ends_by_itself_takes_the_whole_program_with_it(tmp_path: Path) -> None:
    async with served(tmp_path) as house:
        house.app.courier.stop()
        with pytest.raises(ExceptionGroup) as raised:
            await house.served
        assert raised.value.subgroup(PartEnded)
        assert not house.app.clockwork.running


class Deaf:
    """A messenger that stops listening without a word."""

    async def run(self) -> None:
        """Return at once."""

    async def close(self) -> None:
        """Nothing is open."""


async def test_a_messenger_that_goes_deaf_takes_the_whole_program_with_it(tmp_path: Path) -> None:
    chosen = settings(tmp_path)
    with listen(chosen) as listener:
        store = await Store.open(chosen.database, exclusive=True)
        try:
            app = App(chosen, SystemClock(), store)
            app.services.append(cast(Service, Deaf()))
            with pytest.raises(ExceptionGroup) as raised:
                await serve(app, listener, routes=[])
        finally:
            await store.close()
    assert raised.value.subgroup(lambda fault: isinstance(fault, PartEnded) and "a messenger" in str(fault))


def test_no_reply_waits_for_the_one_before_to_be_acknowledged(tmp_path: Path) -> None:
    with listen(settings(tmp_path)) as listener, socket.create_connection(listener.getsockname()):
        accepted, _ = listener.accept()
        with accepted:
            assert accepted.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)


def test_an_address_of_the_newer_kind_is_listened_on(tmp_path: Path) -> None:
    try:
        socket.create_server(("::1", 0), family=socket.AF_INET6).close()
    except OSError:
        pytest.skip("this machine has no IPv6")
    with listen(structs.replace(settings(tmp_path), host="::1")) as listener:
        assert listener.getsockname()[0] == "::1"


@pytest.mark.parametrize(("host", "why"), [("127.0.0.1", "in use"), ("no.such.host.invalid", "")])
def test_an_address_that_cannot_be_had_is_named_with_the_mend(tmp_path: Path, host: str, why: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        taken = structs.replace(settings(tmp_path), host=host, port=other.getsockname()[1])
        with pytest.raises(PortTaken) as raised:
            listen(taken)
    assert f"{host}:{taken.port} cannot be listened on" in str(raised.value)
    assert why in str(raised.value)
    assert "AFTERCARE_PORT" in str(raised.value)
