"""What becomes of a message when Slack refuses it, asks to wait, or does not answer."""

from pathlib import Path

import aiohttp
import pytest
from slack_sdk.web.async_client import AsyncWebClient

from bot.channel import Later, Outcome, Uncertain, Undeliverable
from bot.slack import service
from bot.slack.api import AGAIN, DOUBTFUL, GONE, OURS, client, outcome
from bot.slack.payload import channel_of
from store.delivery import State
from tests.bot.slack.house import House, house
from tests.bot.slack.sending import begun, references, sent
from tests.bot.slack.test_oauth import connected
from tests.fakes.slack.people import Hands
from tests.fakes.slack.server import BOT_TOKEN, FakeSlack, Fault


async def blocked(desk: House, hands: Hands) -> bool:
    """Whether the address counts as one that nothing reaches any more."""
    found = await desk.app.store.read(lambda tx: tx.people.at("slack", f"T0TEAM/{hands.user.id}"))
    assert found is not None
    return found.blocked


async def meanings(*faults: Fault) -> list[Outcome]:
    """Return what calls that go wrong mean for their messages."""
    async with FakeSlack().running() as slack:
        calls, grace = client(BOT_TOKEN, f"{slack.url}/api"), slack.workspace.user("Grace")
        slack.fail("chat.postMessage", *faults)
        return [await meaning(calls, grace.id) for _ in faults]


async def meaning(calls: AsyncWebClient, user: str) -> Outcome:
    """Return what a call means that goes wrong."""
    try:
        await calls.chat_postMessage(channel=user, text="x")
    except Exception as fault:  # noqa: BLE001 - `outcome` raises what is none of Slack's
        return outcome(fault)
    raise AssertionError("it went well")


async def test_each_error_that_slack_has_a_name_for() -> None:
    means: dict[str, Outcome] = {error: Undeliverable(error, gone=True) for error in GONE}
    means |= {error: Undeliverable(error, gone=False) for error in OURS | {"invalid_blocks", "msg_too_long", "new_one"}}
    means |= {error: Later(error) for error in AGAIN - DOUBTFUL}
    means |= {error: Uncertain(error) for error in DOUBTFUL}
    assert len(means) == len(GONE) + len(OURS) + 3 + len(AGAIN)
    assert await meanings(*(Fault(error=error) for error in means)) == list(means.values())


async def test_answers_that_are_none_of_slacks() -> None:
    means: list[tuple[Fault, Outcome]] = [
        (Fault(status=429, retry_after=7), Later("asked to wait", 7.0)),
        (Fault(status=429), Later("asked to wait", 1.0)),
        (Fault(status=503, body="<html>"), Uncertain("HTTP 503")),
        (Fault(status=502, body="{", kind="application/json"), Uncertain("HTTP 502")),
        (Fault(body="{", kind="application/json"), Undeliverable("HTTP 200", gone=False)),
        (Fault(status=404, body="<html>"), Undeliverable("HTTP 404", gone=False)),
        (Fault(silent=True), Uncertain("ClientPayloadError after it was sent")),
    ]
    assert await meanings(*(fault for fault, _ in means)) == [said for _, said in means]


async def test_a_connection_that_is_refused() -> None:
    with pytest.raises(aiohttp.ClientConnectorError) as caught:
        await client(BOT_TOKEN, "http://127.0.0.1:9/api").chat_postMessage(channel="U1", text="x")
    assert outcome(caught.value) == Later("no connection to Slack")


async def test_slack_asks_to_wait_and_is_obeyed(tmp_path: Path) -> None:
    async with house(tmp_path) as desk:
        grace = await begun(desk)
        began = desk.clock.now()
        desk.slack.fail("chat.postMessage", Fault(status=429, retry_after=3))
        assert (await sent(desk, grace)).state is State.SENT
        assert desk.clock.now() - began >= 3_000
        assert len(references(desk)) == 1


@pytest.mark.parametrize(
    ("error", "gone"), [("user_disabled", True), ("token_revoked", False), ("missing_scope", False)]
)
async def test_who_is_gone_is_told_apart_from_an_app_that_is_locked_out(tmp_path: Path, error: str, gone: bool) -> None:
    async with house(tmp_path) as desk:
        grace = await begun(desk)
        desk.slack.fail("chat.postMessage", Fault(error=error))
        row = await sent(desk, grace)
        assert row.state is State.UNDELIVERABLE
        assert row.error == error
        assert await blocked(desk, grace) is gone


async def test_a_change_that_is_refused_becomes_a_message_of_its_own(tmp_path: Path) -> None:
    async with house(tmp_path) as desk:
        grace = await begun(desk)
        await grace.presses("Report")
        await grace.sees("What is it about?")
        desk.slack.fail("chat.update", Fault(error="edit_window_closed"))
        await grace.presses("Fault", within="What is it about?")
        await grace.sees("Which of these fits best?")


async def test_the_connections_are_shared_and_closed(tmp_path: Path) -> None:
    async with house(tmp_path) as desk:
        await begun(desk)
        session = desk.service.workspaces.own.session
        assert session is not None
        assert not session.closed
    assert session.closed


def test_the_threads_of_a_channel_share_its_limit() -> None:
    assert channel_of("T1/C1/1700000000.000100") == channel_of("T1/C1") == "T1/C1"


BROKEN = Fault(status=502, body="{", kind="application/json")
"""An answer that calls itself JSON and is none, as a proxy in between makes it."""


@pytest.mark.parametrize(
    "fault",
    [BROKEN, Fault(status=200, body="hello", kind="text/plain"), Fault(status=200, body="[]", kind="application/json")],
    ids=["broken off", "text", "list"],
)
async def test_an_answer_that_is_none_while_we_connect_ends_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, fault: Fault
) -> None:
    monkeypatch.setattr(service, "FIRST", 0.01)
    async with house(tmp_path) as desk:
        await connected(desk)
        desk.service.workspaces._identity = {}
        desk.slack.fail("auth.test", fault)
        await desk.service._connect()
        assert desk.service.standing() == "ok"
        assert len(desk.slack.called("auth.test")) == 3


async def test_an_answer_that_is_broken_off_while_old_buttons_are_taken_away_costs_nothing(tmp_path: Path) -> None:
    async with house(tmp_path) as desk:
        grace = desk.customer("Grace")
        await grace.says("My printer shows error 0x61 and does not print")
        await grace.sees("What is it about?")
        await desk.pace.settle()
        desk.slack.fail("chat.update", BROKEN)
        await grace.says("/cancel")
        await grace.sees("Nothing was sent", patience=3)
