"""What `aftercare check` says of the app, and the manifest that creates it."""

import re
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from bot.settings import SettingsError, SlackSettings, load
from bot.slack.api import ROOM_SCOPES, SCOPES
from bot.slack.bolt import COMMAND, EVENTS, GONE, SHORTCUTS
from bot.slack.check import SlackFault, look
from tests.fakes.slack.api import HEARD
from tests.fakes.slack.api import SCOPES as NEEDED
from tests.fakes.slack.server import APP_TOKEN, BOT_TOKEN, SECRET, FakeSlack, Fault

ROOT = Path(__file__).parents[3]
SOURCE = "".join(path.read_text() for path in sorted((ROOT / "bot/slack").glob("*.py")) if path.stem != "check")

UPLOADS = ("files.getUploadURLExternal", "files.completeUploadExternal")


@pytest.fixture
async def slack() -> AsyncIterator[FakeSlack]:
    """Serve a Slack."""
    async with FakeSlack().running() as running:
        yield running


async def seen(settings: SlackSettings, folder: Path = Path()) -> str:
    """Look at an app whose database lies in a folder."""
    return await look(settings, folder / "aftercare.db", "https://help.example.com")


def app(slack: FakeSlack, **more: str) -> SlackSettings:
    """Return the settings of an app."""
    return SlackSettings(BOT_TOKEN, api=f"{slack.url}/api", **more)


async def test_a_good_app(slack: FakeSlack) -> None:
    assert await seen(app(slack, signing_secret=SECRET)) == "@aftercare in Fake, HTTP at /slack/events"
    team = slack.workspace.channel("desk")
    assert await seen(app(slack, app_token=APP_TOKEN, team_channel=team.id)) == "@aftercare in Fake, Socket Mode"


async def test_a_token_that_is_wrong(slack: FakeSlack) -> None:
    slack.revoked = True
    with pytest.raises(SlackFault, match=r"rejected \(token_revoked\); install the app again and set AFTERCARE_SLACK_"):
        await seen(app(slack))


async def test_an_app_token_that_is_wrong(slack: FakeSlack) -> None:
    slack.fail("apps.connections.open", Fault(error="not_allowed_token_type"))
    with pytest.raises(SlackFault, match=r"Socket Mode is refused \(not_allowed_token_type\).*connections:write"):
        await seen(app(slack, app_token=APP_TOKEN))


async def test_slack_that_cannot_be_reached() -> None:
    with pytest.raises(SlackFault, match=r"cannot be reached; check the network, a proxy, or AFTERCARE_SLACK_API$"):
        await seen(SlackSettings(BOT_TOKEN, api="http://127.0.0.1:9/api"))


@pytest.mark.parametrize("scope", SCOPES)
async def test_a_missing_scope_is_named(slack: FakeSlack, scope: str) -> None:
    slack.scopes -= {scope}
    with pytest.raises(SlackFault, match=f"the app lacks {scope}; add it under OAuth & Permissions"):
        await seen(app(slack))


async def test_what_the_teams_channel_lacks(slack: FakeSlack) -> None:
    team = slack.workspace.channel("desk")
    slack.scopes -= {"groups:history"}
    with pytest.raises(SlackFault, match="the app lacks groups:history"):
        await seen(app(slack, team_channel=team.id))
    assert "@aftercare" in await seen(app(slack))
    team.members.clear()
    with pytest.raises(SlackFault, match=rf"{team.id} cannot be read \(not_in_channel\); invite the app to it"):
        await seen(app(slack, team_channel=team.id))
    with pytest.raises(SlackFault, match=r"CNONE cannot be read \(channel_not_found\)"):
        await seen(app(slack, team_channel="CNONE"))


def test_the_manifest_asks_for_what_is_used_and_no_more() -> None:
    found = manifest()
    scopes = set(found["oauth_config"]["scopes"]["bot"])
    called = {
        f"{group}.{_camel(name)}"
        for group, name in re.findall(r"lient\.(auth|chat|conversations|files|users|views)_(\w+)\(", SOURCE)
    }
    if "files.uploadV2" in called:
        called = called - {"files.uploadV2"} | set(UPLOADS)
    assert called <= NEEDED.keys() | {"auth.test", "chat.getPermalink", "views.open", "views.update", "views.publish"}
    events = set(found["settings"]["event_subscriptions"]["bot_events"])
    used = {NEEDED[method] for method in called if method in NEEDED} | {
        scope for name, scope in HEARD.items() if name.partition(",")[0] in events
    }
    assert scopes == used | {HEARD["command"], HEARD["file_share"]}
    assert scopes == {*SCOPES, *ROOM_SCOPES}


def test_the_manifest_subscribes_to_what_is_listened_to() -> None:
    found = manifest()
    events = found["settings"]["event_subscriptions"]["bot_events"]
    assert {event.partition(".")[0] for event in events} == EVENTS.keys() | GONE
    shortcuts = {each["callback_id"] for each in found["features"]["shortcuts"]}
    assert shortcuts == SHORTCUTS == {"report", "report_message"}
    assert [each["command"] for each in found["features"]["slash_commands"]] == [COMMAND]
    assert found["settings"]["socket_mode_enabled"] == "true"


def test_the_manifest_with_its_comments_taken_away_is_that_of_http() -> None:
    found = manifest(http=True)
    address = "https://help.example.com/slack/events"
    assert found["settings"]["event_subscriptions"]["request_url"] == address
    assert found["settings"]["interactivity"]["request_url"] == address
    assert found["features"]["slash_commands"][0]["url"] == address
    assert found["oauth_config"]["redirect_urls"] == ["https://help.example.com/slack/oauth_redirect"]


def test_slacks_limits_of_a_manifest() -> None:
    found = manifest()
    assert len(found["display_information"]["name"]) <= 35
    assert len(found["display_information"]["description"]) <= 140
    assert all(len(each["name"]) <= 24 for each in found["features"]["shortcuts"])
    assert all(len(each["description"]) <= 150 for each in found["features"]["shortcuts"])


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("BOT_TOKEN", "hello", "begins with xoxb-"),
        ("APP_TOKEN", "hello", "begins with xapp-"),
        ("TEAM_CHANNEL", "desk", "C"),
        ("API", "ftp://x", "write an address"),
    ],
)
def test_a_wrong_setting_is_named_with_its_mend(name: str, value: str, said: str) -> None:
    with pytest.raises(SettingsError, match=said):
        load(environment={f"AFTERCARE_SLACK_{name}": value})


def manifest(*, http: bool = False) -> Any:
    """Return the manifest; with `http`, the lines that are commented out as well."""
    lines = (ROOT / "docs/slack-manifest.yaml").read_text().splitlines()
    if http:
        lines = [re.sub(r"^( +)# (( *- )?\w+:.*|  - http.*)$", r"\1\2", line) for line in lines]
    kept = [line for line in lines if line.strip() and not line.lstrip().startswith("#")]
    found, rest = _block(kept, 0)
    assert not rest
    return found


def _block(lines: list[str], depth: int) -> tuple[Any, list[str]]:
    """Read one block of the little YAML that a manifest needs: mappings, lists and plain values."""
    listed: list[Any] = []
    mapped: dict[str, Any] = {}
    while lines and _depth(lines[0]) == depth:
        line = lines[0].strip()
        if line.startswith("- "):
            if re.match(r"- \w+: ", line):
                value, lines = _block([" " * (depth + 2) + line[2:], *lines[1:]], depth + 2)
            else:
                value, lines = _plain(line[2:]), lines[1:]
            listed.append(value)
            continue
        name, _, said = line.partition(":")
        lines = lines[1:]
        if said.strip():
            mapped[name] = _plain(said)
        else:
            mapped[name], lines = _block(lines, _depth(lines[0]))
    return listed or mapped, lines


def _depth(line: str) -> int:
    return len(line) - len(line.lstrip())


def _plain(said: str) -> str:
    return said.strip().strip('"')


def _camel(name: str) -> str:
    first, *rest = name.split("_")
    return first + "".join(part.capitalize() for part in rest)
