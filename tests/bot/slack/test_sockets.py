"""Socket Mode: acknowledged once it is kept, connected anew when Slack asks for it, and never deaf for long."""

import asyncio
import json
from pathlib import Path

import pytest

from bot.slack import sockets
from tests.bot.slack.doing import HELP, broken, effects, held, still
from tests.bot.slack.house import House, house
from tests.fakes.slack.server import Fault


async def healthy(desk: House, *, patience: float = 10.0) -> None:
    """Wait until the program says that all is well with Slack."""
    async with asyncio.timeout(patience):
        while desk.service.standing() != "ok":
            await asyncio.sleep(0.02)


async def test_an_envelope_is_acknowledged_only_after_the_commit(tmp_path: Path) -> None:
    async with house(tmp_path, sockets=True) as desk:
        with held(desk) as let_go:
            sending = asyncio.create_task(desk.slack.sockets.send("events_api", HELP, patience=20))
            done, _ = await asyncio.wait({sending}, timeout=0.3)
            assert not done
            let_go()
            assert await sending == {}
        assert len(effects(desk)["people"]) == 1


async def test_what_cannot_be_kept_is_not_acknowledged_and_done_once_when_it_comes_again(tmp_path: Path) -> None:
    async with house(tmp_path, sockets=True) as desk:
        before = await still(desk)
        with broken(desk):
            assert await desk.slack.sockets.send("events_api", HELP, patience=0.5) is None
            assert effects(desk) == before
        for envelope in ("one", "one", "two"):
            assert await desk.slack.sockets.send("events_api", HELP, envelope=envelope, patience=10) == {}
        after = await still(desk)
        assert len(after["outbox"]) == len(before["outbox"]) + 1


async def test_an_envelope_of_no_known_shape_is_acknowledged_and_passed_over(tmp_path: Path) -> None:
    async with house(tmp_path, sockets=True) as desk:
        before = await still(desk)
        for body in ({}, {"type": "event_callback"}, HELP | {"event": {"type": []}}, HELP | {"event_id": 7}):
            assert await desk.slack.sockets.send("events_api", json.loads(json.dumps(body)), patience=10) == {}
        assert await still(desk) == before


async def test_two_connections_and_a_new_one_for_each_that_slack_ends(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sockets, "LOOK", 0.2)
    async with house(tmp_path, sockets=True) as desk:
        assert len(desk.slack.sockets.open) == sockets.CONNECTIONS
        grace = desk.customer("Grace")
        for greeted in (4, 6):
            await desk.slack.sockets.refresh()
            await desk.slack.sockets.until(greeted, patience=20)
            await grace.says("/help")
        await healthy(desk)


async def test_one_of_two_goes_on_while_the_other_is_away(tmp_path: Path) -> None:
    async with house(tmp_path, sockets=True) as desk:
        grace = desk.customer("Grace")
        gone = desk.slack.sockets.open[0]
        gone.connection.transport.abort()
        async with asyncio.timeout(10):
            while gone in desk.slack.sockets.open:
                await asyncio.sleep(0.01)
        await grace.says("/help")
        await grace.sees("Report")


async def test_a_deaf_socket_is_noticed_and_replaced(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sockets, "LOOK", 0.1)
    monkeypatch.setattr(sockets, "ANSWER", 0.5)
    async with house(tmp_path, sockets=True) as desk:
        deaf = list(desk.slack.sockets.open)
        for each in deaf:
            each.deafen()
        await desk.slack.sockets.until(4, patience=30)
        for each in deaf:
            each.connection.transport.abort()
        await desk.customer("Grace").says("/help")
        await healthy(desk)


def test_a_deaf_socket_is_noticed_within_a_minute() -> None:
    assert 2 * sockets.LOOK + 2 * sockets.ANSWER <= 60


async def test_slack_that_lets_nobody_in_is_named_until_it_does(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sockets, "LOOK", 0.1)
    async with house(tmp_path, sockets=True) as desk:
        desk.slack.fail("apps.connections.open", *[Fault(error="internal_error")] * 8)
        await desk.slack.sockets.refresh()
        async with asyncio.timeout(20):
            while "Socket Mode" not in desk.service.standing():
                await asyncio.sleep(0.01)
        await healthy(desk, patience=30)


async def test_an_app_that_was_removed_is_not_well_again_because_a_socket_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sockets, "LOOK", 0.05)
    async with house(tmp_path, sockets=True) as desk:
        await healthy(desk)
        removed = HELP | {"team_id": "T0TEAM", "event_id": "Ev-9", "event": {"type": "app_uninstalled"}}
        assert await desk.slack.sockets.send("events_api", removed, patience=10) == {}
        for _ in range(20):
            assert "install it again and set AFTERCARE_SLACK_BOT_TOKEN" in desk.service.standing()
            await asyncio.sleep(0.02)
