"""kill -9 at any moment: the conversation stands where it was, nothing is asked twice, nothing is lost."""

from __future__ import annotations

import asyncio
import random
import shutil
import signal
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from bot import outcomes
from bot.clock import MovableClock
from bot.outcomes import Rules
from bot.web import inbound, sessions
from bot.web.channel import CAPABILITIES, NAME, WebChannel
from bot.web.hub import Hub
from bot.web.inbound import Say
from store.db.door import Store
from store.delivery import Lane
from store.people import Language
from tests.bot.post import NINE
from tests.web_client import Browser, Chat
from tests.web_server import serving
from tests.whole.desk import Desk, faults
from tests.whole.page import Page
from tests.whole.stories import CAPTURE, SURVEY, WORK

MOMENTS = (0.0, 0.002, 0.005, 0.01, 0.015, 0.02, 0.03, 0.05)
"""Seconds after a frame has left: before it arrives, before and after its commit, before and after the answer."""


class Falling:
    """A program that is killed while somebody chats, and started again each time."""

    def __init__(self, desk: Desk, *, kills: int, seed: int) -> None:
        self._desk = desk
        self._kills = kills
        self._chance = random.Random(seed)

    @asynccontextmanager
    async def while_(self, page: Page, frames: int) -> AsyncIterator[asyncio.Event]:
        """Fall while a page sends so many frames, and stop in order once it is left. The event: it falls no more."""
        last, over = asyncio.Event(), asyncio.Event()
        async with asyncio.TaskGroup() as group:
            group.create_task(self._live(page, frames, last, over))
            yield last
            over.set()

    async def _live(self, page: Page, frames: int, last: asyncio.Event, over: asyncio.Event) -> None:
        sent = page.sent
        for moment in sorted(self._chance.sample(range(1, frames + 1), self._kills)):
            async with self._desk.running() as program:
                page.serve(program.url)
                await page.sends(max(moment, page.sent - sent + 1) + sent)
                await asyncio.sleep(self._chance.choice(MOMENTS))
                page.serve("")
                assert await program.end(signal.SIGKILL) == -signal.SIGKILL
                assert faults(program) == []
        async with self._desk.running() as program:
            page.serve(program.url)
            last.set()
            await over.wait()
            page.serve("")
            assert await program.end(signal.SIGTERM) == 0
            assert faults(program) == []


def told(desk: Desk, chat: Chat) -> tuple[object, ...]:
    """What was said in order, what was answered, and what is kept. Messages of two lanes may come in either order."""
    lines = chat.first_sentences()
    return (
        [line for line in lines if line.startswith("mine")],
        sorted(line for line in lines if not line.startswith("mine")),
        desk.rows(
            "SELECT ticket.number, seq, action, history.status FROM history JOIN tickets AS ticket ON ticket = id"
        ),
        desk.rows("SELECT number, status, priority FROM tickets"),
        desk.rows("SELECT COUNT(*) FROM drafts"),
        desk.rows("SELECT kind, state, COUNT(*) FROM outbox GROUP BY kind, state ORDER BY kind, state"),
    )


async def work(url: str, token: str) -> None:
    """An agent takes what is there and solves it."""
    agent = Browser(url)
    agent.http.cookies.set("aftercare", token, "127.0.0.1")
    async with agent, agent.chat() as chat:
        await chat.talk(*WORK)


async def in_peace(desk: Desk, token: str) -> tuple[object, object]:
    """What is told after the capture and after the survey when nothing falls."""
    async with desk.running() as program, Browser(program.url) as browser, browser.chat() as chat:
        await chat.talk(*CAPTURE)
        await desk.settled()
        captured = told(desk, chat)
        await work(program.url, token)
        await chat.hears("Work on")
        await chat.talk(*SURVEY)
        await desk.settled()
        return captured, told(desk, chat)


async def in_war(desk: Desk, token: str) -> tuple[object, object]:
    """What is told when the program falls again and again in the capture, and then in the survey."""
    browser = Browser("http://127.0.0.1:1")
    page = Page(browser)
    async with Falling(desk, kills=5, seed=29).while_(page, len(CAPTURE)) as last:
        await page.talk(*CAPTURE)
        await last.wait()  # an agent has no page that tries again
        await desk.settled()
        captured = told(desk, page.chat)
        await work(browser.at, token)
        await page.hears("Work on")
    async with Falling(desk, kills=3, seed=31).while_(page, len(SURVEY)):
        await page.talk(*SURVEY)
        await desk.settled()
        await page.leave()
    await browser.http.aclose()
    return captured, told(desk, page.chat)


@pytest.mark.timeout(300)
async def test_a_capture_and_a_survey_go_on_where_they_were(tmp_path: Path) -> None:
    peace = Desk(tmp_path / "peace")
    token = await peace.hire("Li Ming")
    war = Desk(shutil.copytree(peace.folder, tmp_path / "war"))
    calm, wild = await in_peace(peace, token), await in_war(war, token)
    assert wild[0] == calm[0]
    assert wild[1] == calm[1]


@pytest.mark.parametrize("fell", ["after the commit", "with the answer in hand", "with the answer shown"])
async def test_between_commit_and_reply(tmp_path: Path, fell: str) -> None:
    clock = MovableClock(NINE)
    async with serving(tmp_path, clock) as house:
        browser = Browser(house.url)
        await browser.open()
        async with browser.chat() as chat:
            await chat.talk(("hello", "What can I do for you?"))
        window = house.app.window

    store = await Store.open(tmp_path / "aftercare.db", exclusive=True)
    seat = await store.read(sessions.find, browser.cookie.partition("=")[2])
    assert seat is not None
    await store.write(inbound.take, window, seat, Say("fell", "help"), clock.now(), chat.last)
    if fell != "after the commit":
        rules = Rules(window.office, {NAME: CAPABILITIES})
        claim = await store.write(outcomes.claim, rules, clock.now(), tuple(Lane), 10)
        (parcel,) = claim.parcels
        if fell == "with the answer shown":
            reader = window.texts.reader(Language.EN, clock.now())
            await WebChannel(store, Hub()).send(parcel.address, parcel.delivery, reader)
    await store.close()

    async with serving(tmp_path, clock) as house:
        browser.move(house.url)
        async with browser.chat(after=chat) as chat:
            await chat.hears("nothing you say is lost")
            assert (await chat.send(op="say", id="fell", text="help"))["op"] == "done"
            await chat.talk(("menu", "What can I do for you?"))
            assert chat.said("mine") == ["hello", "help", "menu"]
            assert len(chat.said("message")) == 3
    await browser.http.aclose()
