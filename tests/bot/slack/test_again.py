"""What comes twice, late or into a database that takes nothing: done once, and acknowledged only when it is kept."""

import asyncio
import json
import random
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest

from store.moment import DAY
from tests.bot.slack.asking import Asking, Request, story
from tests.bot.slack.doing import HELP, broken, effects, held, still
from tests.bot.slack.house import house
from tests.bot.slack.telling import KINDS, everything, left, recording, repeat
from tests.fakes.slack.wire import OverHttp

REPLAYS, ENVELOPES = 10_000, 2_000
"""Requests, and envelopes of Socket Mode, that come again; `tests.bot.slack.soak` sends more."""


@pytest.mark.timeout(300)
@pytest.mark.parametrize(("sockets", "count"), [(False, REPLAYS), (True, ENVELOPES)], ids=["http", "sockets"])
async def test_everything_replayed_doubled_and_reordered(tmp_path: Path, *, sockets: bool, count: int) -> None:
    async with house(tmp_path, sockets=sockets, room="desk") as desk:
        recorded = recording(desk)
        await everything(desk)
        sent, before = recorded(), await left(desk)
        assert {each.kind for each in sent} == KINDS
        await repeat(sent, count, random.Random(20261125))
        after = await left(desk)
        for what, was in before.items():
            assert after[what] == was, what


async def test_what_was_seen_is_known_for_days_and_forgotten_then(tmp_path: Path) -> None:
    async with house(tmp_path) as desk:
        asking, request = Asking(desk), Request(json.dumps(HELP))
        assert await asking.send(request) == 200
        await desk.wait(13 * DAY)  # Slack tries for an hour, and a signature is good for five minutes
        await desk.app.clockwork.tidy()
        before = await still(desk)
        assert len(before["inbox"]) == 1
        assert await asking.send(request) == 200
        assert await still(desk) == before
        await desk.wait(2 * DAY)
        await desk.app.clockwork.tidy()
        assert (await still(desk))["inbox"] == []


class Twice(OverHttp):
    """A wire on which everything comes twice at the same moment."""

    async def event(self, body: dict[str, Any]) -> bool:
        return all(await asyncio.gather(super().event(body), super().event(body)))

    async def ask(self, kind: str, body: dict[str, Any]) -> Any:
        first, _ = await asyncio.gather(super().ask(kind, body), super().ask(kind, body))
        return first


async def test_a_story_in_which_everything_comes_twice(tmp_path: Path) -> None:
    told = []
    for name in ("once", "twice"):
        folder = tmp_path / name
        folder.mkdir()
        async with house(folder) as desk:
            if name == "twice":
                assert isinstance(desk.out.wire, OverHttp)
                desk.out.wire.__class__ = Twice
            await story(desk)
            done = await still(desk)
            told.append({table: len(rows) for table, rows in done.items()})
    assert told[0] == told[1]


async def test_a_database_that_takes_nothing(tmp_path: Path) -> None:
    async with house(tmp_path) as desk:
        asking, request = Asking(desk), Request(json.dumps(HELP))
        before = await still(desk)
        with broken(desk):
            for _ in range(2):
                assert await asking.send(request) == 500
            assert effects(desk) == before
        for attempt in (1, 2):
            assert await asking.send(request, more={"X-Slack-Retry-Num": str(attempt)}) == 200
        after = await still(desk)
        assert len(after["outbox"]) == len(before["outbox"]) + 1


@pytest.mark.parametrize("what", ["event", "command", "press"])
async def test_200_only_after_the_commit(tmp_path: Path, what: str) -> None:
    async with house(tmp_path) as desk:
        grace = desk.customer("Grace")
        await grace.says("/menu")
        await grace.sees("Report")
        does: dict[str, Callable[[], Awaitable[object]]] = {
            "event": lambda: grace.says("/help"),
            "command": lambda: grace.commands("help"),
            "press": lambda: grace.presses("Report"),
        }
        with held(desk) as let_go:
            asking = asyncio.ensure_future(does[what]())
            done, _ = await asyncio.wait({asking}, timeout=0.3)
            assert not done
            let_go()
            await asyncio.wait_for(asking, 10)
