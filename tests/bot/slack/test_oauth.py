"""Another workspace installs the app: begun and finished once, kept over a restart, and gone when it is removed."""

import asyncio
import json
import time
from collections.abc import Mapping
from http.cookies import SimpleCookie
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from slack_sdk.oauth.installation_store import Installation

from bot.channel import Later, Outcome, Undeliverable
from bot.settings import SettingsError, load
from bot.slack.api import ROOM_SCOPES, SCOPES, client
from bot.slack.check import SlackFault, look
from bot.slack.oauth import Installations, States, everything
from bot.slack.workspaces import Workspaces
from store.db.door import Store
from store.db.errors import DiskFull
from store.delivery import Delivery, Kind, Lane
from store.message import Message, Text
from store.moment import MINUTE
from store.people import Language
from tests.bot.slack.asking import Asking, Request
from tests.bot.slack.house import House, house
from tests.bot.slack.test_team_channel import REPORT
from tests.fakes.slack.server import CLIENT_ID, CLIENT_SECRET, Fault
from tests.fakes.telegram.phone import PIXEL

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
        while not desk.service.standing().startswith("ok"):
            await asyncio.sleep(0.01)


async def said(desk: House, external: str) -> Outcome:
    """Say something to a chat."""
    address = await desk.app.store.read(lambda tx: tx.people.at("slack", external))
    assert address is not None
    message = Message(texts=(Text("said-by-playbook", {"words": "Hello"}),))
    delivery = Delivery(1, address.person, address.id, Lane.NORMAL, Kind.NEWS, message, "hello", 0)
    return await desk.service.channel.send(address, delivery, desk.app.texts.reader(Language.EN, desk.clock.now()))


async def installed(desk: House, place: str = TEAM) -> Browser:
    """Install the app in another workspace, or in a whole organisation."""
    browser = Browser(desk)
    await connected(desk)
    desk.slack.api.codes["a-code"] = place
    asked = await browser.begins()
    assert await browser.comes_back(asked["state"][0], "a-code") == 200
    return browser


def gone(kind: str, event: str, **more: Any) -> Request:
    """Return what Slack says when a workspace has taken something back."""
    body = {"type": "event_callback", "team_id": TEAM, "event_id": event, "event": {"type": kind, **more}}
    return Request(json.dumps(body))


async def ready(desk: House) -> str:
    """Return what /readyz says of Slack."""
    async with httpx.AsyncClient() as client:
        return str((await client.get(f"{desk.url}/readyz")).json()["slack"])


async def test_a_workspace_is_installed_served_and_removed(tmp_path: Path) -> None:
    async with house(tmp_path, oauth=True) as desk:
        await connected(desk)
        browser = Browser(desk)
        asked = await browser.begins()
        assert asked["client_id"] == [CLIENT_ID]
        assert asked["redirect_uri"] == [f"{desk.url}/slack/oauth_redirect"]
        assert set(asked["scope"][0].split(",")) == {*SCOPES, *ROOM_SCOPES}
        assert desk.service.workspaces.client(TEAM) is None
        await installed(desk)
        client = desk.service.workspaces.client(TEAM)
        assert client is not None
        assert client.token == f"xoxb-of-{TEAM}"
        asking = Asking(desk)
        assert await asking.send(report(TEAM, "Ev-1")) == 200
        assert await desk.app.store.read(lambda tx: tx.people.at("slack", f"{TEAM}/U9")) is not None
        assert await asking.send(gone("app_uninstalled", "Ev-2")) == 200
        assert desk.service.workspaces.client(TEAM) is None
        assert desk.service.standing() == "ok, 1 workspace installed"
        assert await said(desk, f"{TEAM}/U9") == Undeliverable("the workspace has removed the app")


async def test_an_installation_outlives_the_program(tmp_path: Path) -> None:
    async with house(tmp_path, oauth=True) as desk:
        await installed(desk)
    async with house(tmp_path, oauth=True) as desk:
        wang = desk.customer("Wang", team=TEAM)
        await wang.says("/help")  # perhaps before it is read who has installed the app
        await wang.sees("Report")
        client = desk.service.workspaces.client(TEAM)
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


async def test_no_bot_token_is_needed(tmp_path: Path) -> None:
    async with house(tmp_path, oauth=True, alone=True) as desk:
        await connected(desk)
        assert await ready(desk) == "ok, 0 workspaces installed"
        await installed(desk)
        assert await ready(desk) == "ok, 1 workspace installed"
        wang = desk.customer("Wang", team=TEAM)
        await wang.commands("report")
        await wang.fills({"Category": "Fault", "Urgency": "Normal"})
        photo = wang.uploads("printer.png", PIXEL, "image/png")
        await wang.fills({**REPORT, "Photos and files": [photo]})
        assert await wang.submits() == {}
        await wang.sees("FB20261125001")
        await desk.fetched()
        (file,) = (await desk.ticket()).evidence
        assert await desk.app.store.read(lambda tx: bool((found := tx.files.get(file)) and found.sha256))
        await installed(desk, "T2THIRD")
        assert await ready(desk) == "ok, 2 workspaces installed"


async def test_who_comes_from_where_nobody_installed_it_is_told_where_to(tmp_path: Path) -> None:
    async with house(tmp_path, oauth=True, alone=True) as desk:
        await installed(desk)
        eve = desk.customer("Eve", team="T9NONE")
        await eve.commands("report")
        assert f"{desk.url}/slack/install" in desk.slack.replies[-1]["text"]
        assert eve.user.views == []
        assert await desk.app.store.read(lambda tx: tx.people.at("slack", f"T9NONE/{eve.user.id}")) is None


async def test_a_whole_organisation_installs_it_and_has_one_chat_with_each_of_its_people(tmp_path: Path) -> None:
    async with house(tmp_path, oauth=True, alone=True) as desk:
        await installed(desk, "E1ORG")
        assert await ready(desk) == "ok, 1 workspace installed"
        olga = desk.customer("Olga", team="T5SALES", organisation="E1ORG")
        await olga.says("/help")
        await olga.sees("Report")
        await olga.opens_home()
        await olga.commands("report")
        await olga.fills({"Category": "Fault", "Urgency": "Normal"})
        olga.user.team = "T6LAB"
        await olga.fills(REPORT)
        assert await olga.submits() == {}
        await olga.sees("FB20261125001")
        assert await desk.app.store.read(lambda tx: tx.people.at("slack", f"E1ORG/{olga.user.id}")) is not None
        told = {"team_id": "T6LAB", "enterprise_id": "E1ORG", "is_enterprise_install": True}
        body = {"type": "event_callback", "event_id": "Ev-2", "event": {"type": "app_uninstalled"}, **told}
        assert await Asking(desk).send(Request(json.dumps(body))) == 200
        assert await ready(desk) == "ok, 0 workspaces installed"
        assert await said(desk, f"E1ORG/{olga.user.id}") == Undeliverable("the workspace has removed the app")


async def test_the_store_is_one_as_slacks_library_has_them(tmp_path: Path) -> None:
    async with house(tmp_path, oauth=True, alone=True) as desk:
        await installed(desk)
        await installed(desk, "E1ORG")
        store = desk.service.workspaces.installed
        found = await store.async_find_installation(enterprise_id=None, team_id=TEAM, user_id="U1ADMIN")
        assert found is not None
        assert (found.team_id, found.bot_token, found.is_enterprise_install) == (TEAM, f"xoxb-of-{TEAM}", False)
        assert await store.async_find_installation(enterprise_id=None, team_id=TEAM, user_id="U2") is None
        whole = await store.async_find_bot(enterprise_id="E1ORG", team_id="T5SALES", is_enterprise_install=True)
        assert whole is not None
        assert (whole.enterprise_id, whole.team_id, whole.is_enterprise_install) == ("E1ORG", None, True)
        await store.async_delete_installation(enterprise_id=None, team_id=TEAM, user_id="U1ADMIN")
        assert await store.async_find_bot(enterprise_id=None, team_id=TEAM) is not None
        await store.async_delete_all(enterprise_id=None, team_id=TEAM)
        assert await store.async_find_bot(enterprise_id=None, team_id=TEAM) is None
        assert await desk.app.store.read(lambda tx: [each.place for each in everything(tx)]) == ["E1ORG"]


@pytest.mark.parametrize(
    "granted", [{"expires_in": 43_200, "refresh_token": "xoxe-1"}, {"access_token": None}], ids=["expires", "no bot"]
)
async def test_a_token_that_would_not_last_is_refused_with_the_mend(tmp_path: Path, granted: dict[str, Any]) -> None:
    async with house(tmp_path, oauth=True, alone=True) as desk:
        await connected(desk)
        desk.slack.api.codes["a-code"] = TEAM
        desk.slack.api.granting = granted
        browser = Browser(desk)
        state = (await browser.begins())["state"][0]
        page = await browser.get("/slack/oauth_redirect", state=state, code="a-code")
        assert page.status_code == 500
        assert ("switch token rotation off" if "expires_in" in granted else "bot scopes") in page.text
        assert await ready(desk) == "ok, 0 workspaces installed"


async def test_slack_that_cannot_be_reached_meanwhile(tmp_path: Path) -> None:
    async with house(tmp_path, oauth=True, alone=True) as desk:
        await connected(desk)
        browser = Browser(desk)
        state = (await browser.begins())["state"][0]
        desk.slack.fail("oauth.v2.access", Fault(silent=True))
        assert await browser.comes_back(state, "a-code") == 503


async def test_what_is_begun_and_never_finished_is_forgotten_however_much_it_is(tmp_path: Path) -> None:
    async with house(tmp_path, oauth=True) as desk:
        await connected(desk)
        states = States(desk.app.store, desk.clock)
        for _ in range(250):
            await states.async_issue()
        await desk.wait(9 * MINUTE)
        fresh = [await states.async_issue() for _ in range(3)]
        await desk.wait(2 * MINUTE)
        fresh.append(await states.async_issue())
        assert await desk.app.store.read(lambda tx: len(tx.notes.under("slack", "state:", limit=1_000))) == len(fresh)
        assert [await states.async_consume(each) for each in fresh] == [True] * 4
        assert not await states.async_consume(fresh[0])
        assert not await states.async_consume("99999999999999.forged")


async def test_only_what_is_the_apps_own_counts_when_it_is_taken_back(tmp_path: Path) -> None:
    async with house(tmp_path, oauth=True) as desk:
        await installed(desk)
        asking = Asking(desk)
        assert await asking.send(gone("tokens_revoked", "Ev-1", tokens={"oauth": ["U9"], "bot": []})) == 200
        assert await ready(desk) == "ok, 2 workspaces installed"
        for event in ("Ev-2", "Ev-3"):
            assert await asking.send(gone("tokens_revoked", event, tokens={"bot": ["U1BOT"]})) == 200
            assert await ready(desk) == "ok, 1 workspace installed"
        ours = gone("app_uninstalled", "Ev-4").body | {"team_id": "T0TEAM"}
        assert await asking.send(Request(json.dumps(ours))) == 200
        assert "install it again and set AFTERCARE_SLACK_BOT_TOKEN" in await ready(desk)


@pytest.mark.parametrize("heard", [True, False], ids=["again", "late"])
async def test_news_of_an_earlier_removal_takes_no_later_installation_away(tmp_path: Path, heard: bool) -> None:
    async with house(tmp_path, oauth=True) as desk:
        await installed(desk)
        asking, removed = Asking(desk), gone("app_uninstalled", "Ev-1")
        if heard:
            assert await asking.send(removed) == 200
            assert desk.service.workspaces.client(TEAM) is None
        else:
            removed = Request(json.dumps(removed.body | {"event_time": int(time.time()) - 60}))
        await installed(desk)
        assert await asking.send(removed) == 200
        assert desk.service.workspaces.client(TEAM) is not None
        assert await ready(desk) == "ok, 2 workspaces installed"
        later = gone("app_uninstalled", "Ev-2").body | {"event_time": int(time.time())}
        assert await asking.send(Request(json.dumps(later))) == 200
        assert desk.service.workspaces.client(TEAM) is None
        assert [each.place for each in await desk.app.store.read(everything)] == []


async def test_the_teams_channel_is_found_in_the_workspace_that_has_it(tmp_path: Path) -> None:
    async with house(tmp_path, oauth=True, alone=True, room="desk") as desk:
        async with asyncio.timeout(15):
            while "invite the app to it" not in await ready(desk):
                await asyncio.sleep(0.01)
        desk.room.team = TEAM
        desk.slack.api.codes |= {"third": "T2THIRD", "other": TEAM}
        for code in ("third", "other"):
            browser = Browser(desk)
            state = (await browser.begins())["state"][0]
            assert await browser.comes_back(state, code) == 200
        await connected(desk)
        tom = await desk.member("Tom", team=TEAM)
        desk.room.members.add(tom.user.id)
        wang = desk.customer("Wang", team="T2THIRD")
        await wang.commands("report")
        await wang.fills({"Category": "Fault", "Urgency": "Normal"})
        await wang.fills(REPORT)
        assert await wang.submits() == {}
        await desk.pace.settle()
        (top,) = [each for each in desk.room.messages if not each.thread]
        assert "FB20261125001" in top.text
        await tom.presses("我来处理")
        await tom.sees("is yours")
        await tom.says("Please switch it off", at=desk.room, thread=top.ts)
        await wang.sees("Please switch it off")
    async with house(tmp_path, oauth=True, alone=True, room="desk") as desk:
        await connected(desk)
        assert desk.slack.called("conversations.history") == [], "it is known from before"


def test_the_teams_channel_may_name_its_workspace() -> None:
    given = {
        "AFTERCARE_SLACK_CLIENT_ID": CLIENT_ID,
        "AFTERCARE_SLACK_CLIENT_SECRET": CLIENT_SECRET,
        "AFTERCARE_SLACK_SIGNING_SECRET": "s",
        "AFTERCARE_SLACK_TEAM_CHANNEL": "T1OTHER/C0123",
    }
    app = load(environment=given).slack
    assert (app.team_workspace, app.team_channel, app.wanted) == ("T1OTHER", "C0123", True)
    with pytest.raises(SettingsError, match="AFTERCARE_SLACK_CLIENT_ID needs a way in"):
        load(environment=given | {"AFTERCARE_SLACK_SIGNING_SECRET": ""})


async def test_what_is_to_be_sent_before_it_is_known_who_has_it_waits(tmp_path: Path) -> None:
    async with house(tmp_path, oauth=True) as desk:
        await installed(desk)
        assert await Asking(desk).send(report(TEAM, "Ev-1")) == 200
    async with house(tmp_path, oauth=True) as desk:
        await connected(desk)
        desk.service.workspaces = Workspaces(desk.service._app, desk.app.store)
        desk.service.channel._client_of = desk.service.workspaces.client
        assert await said(desk, f"{TEAM}/U9") == Later("not connected yet")


async def test_a_token_that_was_taken_back_while_we_were_away_keeps_no_other_workspace_waiting(tmp_path: Path) -> None:
    async with house(tmp_path, oauth=True) as desk:
        await installed(desk)
        desk.service.workspaces._identity = {}
        desk.slack.revoked = True
        async with asyncio.timeout(5):
            await desk.service._connect()
        assert "the bot token was rejected (token_revoked)" in await ready(desk)
        assert desk.service.channel.settled()
        assert desk.service.workspaces.client("T0TEAM") is None
        assert desk.service.workspaces.client(TEAM) is not None
        assert await desk.service.workspaces.authorized("", TEAM, whole=False) is not None
        assert await desk.service.workspaces.authorized("", "T0TEAM", whole=False) is None


async def test_a_database_that_refuses_the_teams_seat_ends_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.slack.service.AGAIN", 0.05)
    async with house(tmp_path, oauth=True, room="desk") as desk:
        await connected(desk)
        times = []

        def seat(*_args: object) -> None:
            times.append(1)
            if len(times) < 3:
                raise DiskFull("database or disk is full")

        monkeypatch.setattr("handlers.rooms.seat", seat)
        desk.service._moved.set()
        async with asyncio.timeout(10):
            while len(times) < 3:  # a group that fails is run once more, one by one
                await asyncio.sleep(0.01)
        grace = desk.customer("Grace")
        await grace.says("/help")
        await grace.sees("Report")


async def test_check_says_how_many_have_it_and_who_has_to_install_it_again(tmp_path: Path) -> None:
    async with house(tmp_path, oauth=True, alone=True, room="desk") as desk:
        app, database = desk.service._app, tmp_path / "other.db"
        none = f"HTTP at /slack/events, 0 workspaces installed; the first installs it at {desk.url}/slack/install"
        assert await look(app, database, desk.url) == none
        store = await Store.open(database)
        installations = Installations(store, client)
        for place in ("T2THIRD", TEAM, "E1ORG"):
            whole = place.startswith("E")
            await installations.async_save(
                Installation(
                    enterprise_id=place if whole else None,
                    team_id=None if whole else place,
                    team_name=None if whole else f"The {place}",
                    user_id="U1",
                    bot_token=f"xoxb-of-{place}",
                    bot_id="B1",
                    is_enterprise_install=whole,
                )
            )
        await store.close()
        with pytest.raises(SlackFault, match=r"3 workspaces installed; the team's channel \w+ cannot be read in any"):
            await look(app, database, desk.url)
        desk.room.team = TEAM
        assert await look(app, database, desk.url) == "HTTP at /slack/events, 3 workspaces installed"
        desk.slack.fail("auth.test", Fault(error="account_inactive"))
        with pytest.raises(SlackFault, match=r"2 workspaces.*(E1ORG|The T\w+) has to install .* \(account_inactive\)"):
            await look(app, database, desk.url)


async def test_the_teams_channel_is_found_as_soon_as_the_app_is_invited_to_it(tmp_path: Path) -> None:
    async with house(tmp_path, oauth=True, alone=True, room="desk") as desk:
        browser = Browser(desk)
        desk.slack.api.codes["a-code"] = TEAM
        asked = await browser.begins()
        assert await browser.comes_back(asked["state"][0], "a-code") == 200
        async with asyncio.timeout(15):
            while "invite the app to it" not in await ready(desk):
                await asyncio.sleep(0.01)
        desk.room.team = TEAM
        body = report(TEAM, "Ev-1").body
        body["authorizations"][0]["user_id"] = "U0BOT"
        body["event"] = {"type": "member_joined_channel", "user": "U0BOT", "channel": desk.room.id, "team": TEAM}
        assert await Asking(desk).send(Request(json.dumps(body))) == 200
        await connected(desk)
        assert desk.service.intake.desk.room == f"{TEAM}/{desk.room.id}"
