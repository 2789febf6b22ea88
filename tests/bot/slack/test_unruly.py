"""What Slack promises no order of: events that come late, doubled and overtaken make the ticket that they make in order."""

from __future__ import annotations

import asyncio
import json
import random
from pathlib import Path
from typing import Any

from store.lifecycle import Action
from store.transaction import Transaction
from tests.bot.slack.asking import Asking, Request, story
from tests.bot.slack.doing import HELP, still
from tests.bot.slack.house import House, house
from tests.bot.slack.telling import left
from tests.fakes.slack.wire import OverHttp

SEEDS = 6

LATEST = 0.3
"""Seconds that an event is under way at most."""


class Unruly(OverHttp):
    """A wire on which events take their time, some come again, and so does every interaction."""

    def __init__(self, wire: OverHttp, chance: random.Random) -> None:
        """Go where another wire goes."""
        super().__init__(wire._client, wire._url, wire._secret)
        self._chance = chance
        self._under_way: list[asyncio.Task[Any]] = []

    async def event(self, body: dict[str, Any]) -> bool:
        for _ in range(self._chance.choice((1, 2, 3))):
            self._later(super().event, body)
        return True

    async def ask(self, kind: str, body: dict[str, Any]) -> Any:
        answer = await super().ask(kind, body)
        self._later(super().ask, kind, body)
        return answer

    def _later(self, send: Any, *what: Any) -> None:
        async def sent(after: float) -> None:
            await asyncio.sleep(after)
            assert await send(*what) is not False

        self._under_way.append(asyncio.create_task(sent(self._chance.random() * LATEST)))

    async def arrived(self) -> None:
        """Wait until nothing is under way any more."""
        await asyncio.gather(*self._under_way)


def _standing(tx: Transaction) -> dict[str, Any]:
    """Return what is true in the end: of words that were corrected, the last."""
    (ticket,) = tx.tickets.newest()
    said = [entry.data for entry in tx.tickets.history(ticket.id) if entry.action is Action.ADD]
    corrected = {each.get("corrects") for each in said}
    return {
        "ticket": (ticket.number, ticket.status, ticket.category, ticket.priority, ticket.answers),
        "said": sorted(str(each["words"]) for each in said if each["words"] not in corrected),
        "files": len(ticket.evidence),
        "actions": sorted(each.action for each in tx.tickets.history(ticket.id) if each.action is not Action.ADD),
    }


async def outcome(folder: Path, chance: random.Random | None) -> tuple[dict[str, Any], int]:
    """Have the story told, by chance over an unruly wire; return what is true in the end, and how many drafts are left."""
    folder.mkdir()
    async with house(folder) as desk:
        await told(desk, chance)
        kept = await left(desk)
        return await desk.app.store.read(_standing), len(kept["drafts"])


async def told(desk: House, chance: random.Random | None) -> None:
    """Tell the story, and wait until all of it has come."""
    assert isinstance(desk.out.wire, OverHttp)
    if chance is None:
        await story(desk)
        return
    desk.out.wire = unruly = Unruly(desk.out.wire, chance)
    await story(desk)
    await unruly.arrived()


async def test_late_doubled_and_overtaken(tmp_path: Path) -> None:
    in_order = await outcome(tmp_path / "in order", None)
    for seed in range(SEEDS):
        assert await outcome(tmp_path / f"{seed}", random.Random(seed)) == in_order, seed


async def test_an_edit_that_overtakes_its_message_stands_for_it(tmp_path: Path) -> None:
    async with house(tmp_path) as desk:
        asking = Asking(desk)
        message = {"type": "message", "channel_type": "im", "channel": "D1", "user": "U7", "ts": "1.1"}
        after = {**message, "text": "My scanner is slow", "edited": {"user": "U7", "ts": "2.1"}}
        before = {**message, "text": "My scanner is"}
        changed = {**message, "subtype": "message_changed", "ts": "2.1", "message": after, "previous_message": before}
        for number, event in enumerate((changed, before, before, changed)):
            body = HELP | {"event_id": f"Ev{number % 3}", "event": event}
            assert await asking.send(Request(json.dumps(body))) == 200
        drafts = (await still(desk))["drafts"]
        assert ["My scanner is slow" in str(each) for each in drafts] == [True]
