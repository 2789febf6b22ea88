"""Another workspace installs the app: begun and finished once, kept over a restart, and gone when it is removed."""

import asyncio
import json
from collections.abc import Mapping
from http.cookies import SimpleCookie
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest

from bot.channel import Outcome, Undeliverable
from bot.settings import SettingsError, load
from bot.slack.api import ROOM_SCOPES, SCOPES
from store.delivery import Delivery, Kind, Lane
from store.message import Message, Text
from store.moment import MINUTE
from store.people import Language
from tests.bot.slack.asking import Asking, Request
from tests.bot.slack.house import House, house
from tests.fakes.slack.server import CLIENT_ID, CLIENT_SECRET

TEAM = "T1OTHER"


class Browser:
    """Somebody who installs the app with a browser of theirs."""

    def __init__(self, desk: House) -> None:
        """Sit down at a browser."""
        self._desk, self._cookies, self.link = desk, "", ""

    async def get(self, path: str, **query: str) -> httpx.Response:
        """Look at a page, with the cookies of those before it."""
        async with httpx.AsyncClient(base_url=self._desk.url) as client:
            answer = await client.get(path, params=query, headers={"Cookie": self._cookies})
        if given := answer.headers.get("set-cookie"):
            self._cookies = "; ".join(f"{name}={each.value}" for name, each in SimpleCookie(given).items())
        return answer

    async def begins(self) -> Mapping[str, list[str]]:
        """Begin an installation, and return what Slack is asked for."""
        page = await self.get("/slack/install")
        self.link = next(part for part in page.text.split('"') if "oauth/v2/authorize" in part)
        return parse_qs(urlsplit(self.link.replace("&amp;", "&")).query)

    async def comes_back(self, state: str, code: str) -> int:
        """Come back from Slack, where it was agreed to."""
        return (await self.get("/slack/oauth_redirect", state=state, code=code)).status_code


def report(team: str, event: str) -> Request:
    """Return what somebody of a workspace says."""
    return Request(
        json.dumps(
            {
                "type": "event_callback",
                "team_id": team,
                "event_id": event,
                "event": {"type": "message", "channel_type": "im", "user": "U9", "text": "/help", "ts": "1.1", "channel": "D1"},
                "authorizations": [{"team_id": team, "user_id": "U1BOT", "is_bot": True}],
            }
        )
    )  # fmt: skip


async def connected(desk: House) -> None:
    """Wait until the program knows which workspace is its own."""
    async with asyncio.timeout(15):
        while desk.service.standing() != "ok":
            await asyncio.sleep(0.01)


async def said(desk: House, external: str) -> Outcome:
    """Say something to a chat."""
    address = await desk.app.store.read(lambda tx: tx.people.at("slack", external))
    assert address is not None
    message = Message(texts=(Text("said-by-playbook", {"words": "Hello"}),))
    delivery = Delivery(1, address.person, address.id, Lane.NORMAL, Kind.NEWS, message, "hello", 0)
    return await desk.service.channel.send(address, delivery, desk.app.texts.reader(Language.EN, desk.clock.now()))


async def installed(desk: House) -> Browser:
    """Install the app in another workspace."""
    browser = Browser(desk)
    await connected(desk)
    desk.slack.api.codes["a-code"] = TEAM
    asked = await browser.begins()
    assert await browser.comes_back(asked["state"][0], "a-code") == 200
    return browser


async def test_a_workspace_is_installed_served_and_removed(tmp_path: Path) -> None:
    async with house(tmp_path, oauth=True) as desk:
        await connected(desk)
        browser = Browser(desk)
        asked = await browser.begins()
        assert asked["client_id"] == [CLIENT_ID]
        assert asked["redirect_uri"] == [f"{desk.url}/slack/oauth_redirect"]
        assert set(asked["scope"][0].split(",")) == {*SCOPES, *ROOM_SCOPES}
        assert desk.service.client_of(TEAM) is None
        await installed(desk)
        client = desk.service.client_of(TEAM)
        assert client is not None
        assert client.token == f"xoxb-of-{TEAM}"
        asking = Asking(desk)
        assert await asking.send(report(TEAM, "Ev-1")) == 200
        assert await desk.app.store.read(lambda tx: tx.people.at("slack", f"{TEAM}/U9")) is not None
        gone: dict[str, Any] = {"type": "event_callback", "team_id": TEAM, "event_id": "Ev-2"}
        assert await asking.send(Request(json.dumps(gone | {"event": {"type": "app_uninstalled"}}))) == 200
        assert desk.service.client_of(TEAM) is None
        assert desk.service.standing() == "ok"
        assert await said(desk, f"{TEAM}/U9") == Undeliverable("the workspace has removed the app")


async def test_an_installation_outlives_the_program(tmp_path: Path) -> None:
    async with house(tmp_path, oauth=True) as desk:
        await installed(desk)
    async with house(tmp_path, oauth=True) as desk:
        await desk.customer("Grace").says("/help")
        client = desk.service.client_of(TEAM)
        assert client is not None
        assert client.token == f"xoxb-of-{TEAM}"


async def test_an_installation_is_finished_once_in_time_and_by_who_began_it(tmp_path: Path) -> None:
    async with house(tmp_path, oauth=True) as desk:
        browser = await installed(desk)
        state = (await browser.begins())["state"][0]
        desk.slack.api.codes |= {f"code-{number}": TEAM for number in range(5)}
        assert await Browser(desk).comes_back(state, "code-0") == 400, "another browser"
        assert await browser.comes_back(state, "code-0") == 200
        assert await browser.comes_back(state, "code-1") == 400, "a second time"
        await browser.begins()
        assert await browser.comes_back("forged", "code-1") == 400
        late = (await browser.begins())["state"][0]
        await desk.wait(11 * MINUTE)
        assert await browser.comes_back(late, "code-2") == 401, "too late"
        refused = (await browser.begins())["state"][0]
        assert await browser.comes_back(refused, "no-such-code") >= 400


async def test_without_a_client_id_nothing_can_be_installed(tmp_path: Path) -> None:
    async with house(tmp_path) as desk:
        assert (await Browser(desk).get("/slack/install")).status_code == 404


def test_the_id_and_the_secret_belong_together() -> None:
    with pytest.raises(SettingsError, match="AFTERCARE_SLACK_CLIENT_ID and _CLIENT_SECRET belong together"):
        load(environment={"AFTERCARE_SLACK_CLIENT_SECRET": CLIENT_SECRET})
