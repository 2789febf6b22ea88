"""What the demo serves beside the phones: its state, its clock, and what it tells the page that watches."""

import json
import signal
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest
from starlette.routing import BaseRoute
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import InvalidStatus

from bot.clock import SystemClock
from bot.demo import FURTHEST, LONGEST_PUSH, beginning
from store.moment import DAY, HOUR, MINUTE
from store.people import Language
from tests.bot import program
from tests.demo_house import DemoHouse, showing
from tests.web_client import PATIENCE, Browser
from tests.web_server import serving
from tests.world import FAULT, at, in_, office

WEDNESDAY = at("2026-11-25 09:30")
State = dict[str, Any]


class Visitor(httpx.AsyncClient):
    """Somebody who looks at the demo page."""

    def __init__(self, url: str, language: str = "en", **headers: str) -> None:
        ours = {"origin": url, "x-aftercare": "1", "accept-language": language}
        super().__init__(base_url=url, headers={**ours, **headers}, timeout=PATIENCE, trust_env=False)

    async def state(self, language: str = "en") -> State:
        return dict((await self.get("/demo/state", params={"lang": language})).raise_for_status().json())

    async def push(self, **push: int | str) -> State:
        return dict((await self.post("/demo/clock?lang=en", json=push)).raise_for_status().json())


@asynccontextmanager
async def demo(
    folder: Path,
) -> AsyncIterator[tuple[DemoHouse, Visitor]]:
    async with showing(folder, WEDNESDAY) as house, Visitor(house.url) as visitor:
        yield house, visitor


async def report(house: DemoHouse) -> None:
    """Report a fault as the customer."""
    answers = {step: in_(Language.EN, str(answer)) for step, answer in FAULT.items()}
    async with Browser(house.phone("customer")) as browser, browser.chat() as chat:
        await chat.submit("report", answers)
        await chat.hears("We have your report")


async def hears(socket: ClientConnection, op: str) -> State:
    """Return the next thing of a kind that the page is told."""
    while True:
        said: State = json.loads(await socket.recv())
        if said["op"] == op:
            return said


def watching(url: str, **options: Any) -> connect:
    """Watch a program as the demo page does."""
    address = url.replace("http", "ws", 1) + "/demo/watch?lang=en"
    return connect(address, **{"origin": url, "proxy": None, "open_timeout": PATIENCE, **options})


# The page and its people


async def test_the_page_is_guarded_and_names_nothing_from_elsewhere(tmp_path: Path) -> None:
    async with demo(tmp_path) as (_, visitor):
        page = await visitor.get("/")
        assert "script-src 'self'" in page.headers["content-security-policy"]
        assert "frame-ancestors 'none'" in page.headers["content-security-policy"]
        assert page.headers["x-content-type-options"] == "nosniff"
        assert "://" not in page.text
        assert "style=" not in page.text
        for file in ("demo.js", "demo/clock.js", "demo/stage.css", "demo/printer.svg"):
            assert (await visitor.get(f"/static/{file}")).status_code == 200


@pytest.mark.parametrize(
    ("language", "name"), [("zh-CN,zh;q=0.9", "李明"), ("en-GB,en;q=0.9", "Li Ming"), ("", "Li Ming")]
)
async def test_who_comes_first_decides_what_language_the_phones_begin_in(
    language: str, name: str, tmp_path: Path
) -> None:
    async with showing(tmp_path, WEDNESDAY) as house, Visitor(house.url, language) as first:
        await first.get("/")
        async with Visitor(house.url, "en" if name == "李明" else "zh") as second:
            await second.get("/")
        for language_of_the_page in ("zh", "en"):
            state = await first.state(language_of_the_page)
            assert state["phones"]["agent"] == {"name": name, "language": "zh" if name == "李明" else "en"}
            assert state["phones"]["customer"]["name"] == ""


async def test_each_phone_is_its_persons_in_every_browser(tmp_path: Path) -> None:
    async with demo(tmp_path) as (house, _):
        for name, role in (("customer", "customer"), ("agent", "agent"), ("supervisor", "supervisor")):
            async with Browser(house.phone(name)) as one, Browser(house.phone(name)) as other:
                assert one.me["me"]["role"] == role
                assert one.cookie == other.cookie


async def test_nothing_has_happened_at_first(tmp_path: Path) -> None:
    async with demo(tmp_path) as (_, visitor):
        state = await visitor.state()
        assert 0 <= state["clock"] - WEDNESDAY < MINUTE
        assert (state["zone"], state["next"], state["tickets"]) == ("Asia/Shanghai", None, [])
        assert state["walking"] is False


async def test_the_page_gets_its_own_words_and_no_others(tmp_path: Path) -> None:
    async with demo(tmp_path) as (_, visitor):
        for language, words in (("zh", "三部手机"), ("en", "Three phones")):
            strings = (await visitor.get("/demo/strings", params={"lang": language})).json()
            assert words in strings["demo-line"]
            assert [key for key in strings if not key.startswith("demo-")] == []


@pytest.mark.parametrize(
    ("now", "begins"),
    [
        ("2026-11-25 16:40", "2026-11-25 09:30"),
        ("2026-11-25 00:00", "2026-11-25 09:30"),
        ("2026-11-28 12:00", "2026-11-30 09:30"),
        ("2026-10-01 08:00", "2026-10-08 09:30"),
        ("2026-10-10 08:00", "2026-10-10 09:30"),
    ],
    ids=["a working day", "its midnight", "a weekend", "a holiday", "a make-up day"],
)
def test_the_demo_begins_early_on_the_working_day_at_hand(now: str, begins: str) -> None:
    assert beginning(office(), at(now)) == at(begins)


# The clock


async def test_the_clock_moves_on_by_what_it_is_pushed(tmp_path: Path) -> None:
    async with demo(tmp_path) as (_, visitor):
        for length in (HOUR, DAY, FURTHEST):
            before = (await visitor.state())["clock"]
            assert 0 <= (await visitor.push(advance=length))["clock"] - before - length < MINUTE


async def test_what_falls_due_on_the_way_happens_at_its_own_moment(tmp_path: Path) -> None:
    async with demo(tmp_path) as (house, visitor):
        await report(house)
        following = (await visitor.state())["next"]
        assert following["label"] == "Falls due: Supervisor’s review"
        assert following["number"] == "FB20261125001"

        state = await visitor.push(to="next")
        assert 0 <= state["clock"] - following["at"] < MINUTE
        assert state["tickets"][0]["timeline"][-1]["action"] == "escalate"

        state = await visitor.push(advance=DAY)
        moments = [entry["at"] for entry in state["tickets"][0]["timeline"]]
        assert moments == sorted(moments)
        assert len({moment // HOUR for moment in moments}) > 5
        assert all(entry["late"] == "" for entry in state["tickets"][0]["timeline"])
        assert state["clock"] < state["next"]["at"]


async def test_without_a_promise_the_clock_stays(tmp_path: Path) -> None:
    async with demo(tmp_path) as (_, visitor):
        before = await visitor.state()
        assert (await visitor.push(to="next"))["clock"] - before["clock"] < MINUTE


NO_PUSH = (
    b"",
    b"{",
    b"[]",
    b"null",
    b"{}",
    b'{"advance": 0}',
    b'{"advance": -3600000}',
    b'{"advance": 1.5}',
    b'{"advance": "3600000"}',
    b'{"advance": true}',
    b'{"advance": 99999999999999999999999}',
    json.dumps({"advance": FURTHEST + 1}).encode(),
    b'{"to": "yesterday"}',
    b'{"to": "next", "advance": 3600000}',
    b'{"advance": 3600000, "back": true}',
    b'\xff{"advance": 3600000}',
    json.dumps({"advance": HOUR, "to": " " * LONGEST_PUSH}).encode(),
    b"[" * LONGEST_PUSH,
    b"[" * 100_000,
)


async def test_a_push_that_is_none_is_refused_and_moves_nothing(tmp_path: Path) -> None:
    async with demo(tmp_path) as (_, visitor):
        answers = {body[:40]: (await visitor.post("/demo/clock", content=body)).status_code for body in NO_PUSH}
        assert {body: status for body, status in answers.items() if status != 400} == {}
        assert 0 <= (await visitor.state())["clock"] - WEDNESDAY < MINUTE


async def test_only_our_own_page_pushes_the_clock(tmp_path: Path) -> None:
    async with demo(tmp_path) as (house, visitor):
        for headers in (
            {"origin": "https://elsewhere.example"},
            {"origin": "null"},
            {"origin": ""},
            {"x-aftercare": ""},
        ):
            async with Visitor(house.url, **headers) as stranger:
                assert (await stranger.post("/demo/clock", json={"advance": HOUR})).status_code == 403
        assert (await visitor.get("/demo/clock")).status_code == 405
        assert 0 <= (await visitor.state())["clock"] - WEDNESDAY < MINUTE


# Watching


async def test_whoever_watches_is_told_at_once_what_rings_and_how_things_stand(tmp_path: Path) -> None:
    async with demo(tmp_path) as (house, visitor), watching(house.url) as socket:
        assert (await hears(socket, "state"))["state"]["tickets"] == []
        await report(house)
        rung = {(await hears(socket, "heard"))["phone"] for _ in range(3)}
        assert rung == {"customer", "agent", "supervisor"}
        state = (await hears(socket, "state"))["state"]
        while not state["tickets"]:
            state = (await hears(socket, "state"))["state"]
        assert state["tickets"][0]["number"] == "FB20261125001"

        await visitor.push(advance=DAY)
        while not (state["clock"] >= WEDNESDAY + DAY and not state["walking"]):
            state = (await hears(socket, "state"))["state"]
        assert {entry["action"] for entry in state["tickets"][0]["timeline"]} >= {"escalate", "warn", "nudge"}


async def test_a_phone_that_speaks_another_language_is_told(tmp_path: Path) -> None:
    async with demo(tmp_path) as (house, _), watching(house.url) as socket:
        assert (await hears(socket, "state"))["state"]["phones"]["agent"]["language"] == "en"
        async with Browser(house.phone("agent")) as agent:
            (await agent.http.post("session/language", json={"language": "zh"})).raise_for_status()
        assert (await hears(socket, "state"))["state"]["phones"]["agent"]["language"] == "zh"


async def test_nobody_watches_from_elsewhere(tmp_path: Path) -> None:
    async with demo(tmp_path) as (house, _):
        with pytest.raises(InvalidStatus, match="403"):
            async with watching(house.url, origin="https://elsewhere.example"):
                pass


# Only the demo


NEVER = ("/demo/state", "/demo/strings", "/demo/clock", "/phone/agent/", "/phone/agent/session", "/static/demo.html")


async def test_production_serves_nothing_of_it(tmp_path: Path) -> None:
    async with program.running(tmp_path) as served, Visitor(served.url) as visitor:
        for path in NEVER:
            assert (await visitor.get(path)).status_code == 404
            assert (await visitor.post(path, json={"advance": HOUR})).status_code in {404, 405}
        assert "demo" not in (await visitor.get("/")).text
        with pytest.raises(InvalidStatus):
            await watching(served.url)
        assert await served.end(signal.SIGTERM) == 0


async def test_production_has_no_route_and_no_clock_of_the_demo(tmp_path: Path) -> None:
    def path(route: BaseRoute) -> str:
        return str(getattr(route, "path", ""))

    async with serving(tmp_path) as house:
        assert [path(route) for route in house.app.routes() if path(route).startswith(("/demo", "/phone"))] == []
        assert isinstance(house.app.clock, SystemClock)


async def test_the_program_shows_it_and_ends_at_once_although_somebody_watches(tmp_path: Path) -> None:
    shown = await program.start(tmp_path, "demo", "--port", "0", "--at", "2026-09-29T09:30:00")
    try:
        assert shown.process.stdout is not None
        said = (await shown.process.stdout.readline()).decode()
        url = said.rpartition("open ")[2].strip().rstrip("/")
        async with Visitor(url) as visitor:
            assert 0 <= (await visitor.state())["clock"] - at("2026-09-29 09:30") < MINUTE
            async with watching(url) as socket:
                await hears(socket, "state")
                assert await shown.end(signal.SIGTERM) == 0
        assert list(tmp_path.iterdir()) == []
    finally:
        if shown.process.returncode is None:
            shown.process.kill()
            await shown.process.wait()
