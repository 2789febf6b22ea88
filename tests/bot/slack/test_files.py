"""Files that people send in Slack, while Slack or the database has troubles."""

import asyncio
from pathlib import Path

import pytest
from msgspec import structs

from tests.bot.slack.doing import broken
from tests.bot.slack.house import House, house
from tests.fakes.slack.people import Hands
from tests.fakes.slack.server import Fault
from tests.fakes.telegram.phone import PIXEL

DOWN = Fault(status=503, body="<html>We will be back soon</html>")
"""What stands before Slack's files when they are down: a page, as people see it who have to sign in."""


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.fetching.AGAIN", 0.05)


async def shared(desk: House) -> Hands:
    """Let somebody send a photo while Slack's files are down, and be heard."""
    desk.slack.fail("download", *[DOWN] * 1_000)
    grace = desk.customer("Grace")
    await grace.shares("photo.png", PIXEL, "image/png", "This is my printer")
    await unheard(desk, 3)
    return grace


async def unheard(desk: House, times: int) -> None:
    """Wait until a file was asked for a few times more."""
    faults = desk.slack.faults["download"]
    left = len(faults) - times
    async with asyncio.timeout(10):
        while len(faults) > left:
            await asyncio.sleep(0.01)


async def test_a_file_is_had_once_slack_has_its_files_again(tmp_path: Path) -> None:
    async with house(tmp_path) as desk:
        await shared(desk)
        desk.slack.faults["download"].clear()
        await desk.fetched()
        (sent,) = desk.slack.workspace.files
        kept = await desk.app.store.read(lambda tx: tx.files.get(f"sl{sent}"))
        assert kept is not None
        assert kept.sha256


async def test_what_cannot_be_noted_of_a_file_that_is_gone_is_noted_later(tmp_path: Path) -> None:
    async with house(tmp_path) as desk:
        grace = await shared(desk)
        with broken(desk):
            desk.slack.faults["download"].clear()
            desk.slack.fail("download", *[Fault(status=404, body="gone", kind="text/plain")] * 1_000)
            await unheard(desk, 3)
        await desk.fetched()
        await grace.sees("Slack does not hand me that file")


@pytest.mark.parametrize("largest", [10_000, 10], ids=["kept", "too large"])
async def test_whose_first_words_come_with_a_file_is_answered_in_their_language(tmp_path: Path, largest: int) -> None:
    async with house(tmp_path) as desk:
        desk.service.intake.desk = structs.replace(desk.service.intake.desk, largest=largest)
        grace = desk.customer("Grace")
        await grace.shares("photo.png", PIXEL, "image/png", "My printer shows error 0x61")
        await grace.sees("What is it about?")


async def test_a_file_that_comes_over_slack_connect_is_asked_for(tmp_path: Path) -> None:
    async with house(tmp_path) as desk:
        desk.slack.fail("files.info", Fault(status=429, retry_after=1))
        grace = desk.customer("Grace")
        await grace.shares("photo.png", PIXEL, "image/png", "This is my printer", connect=True)
        await desk.fetched()
        (sent,) = desk.slack.workspace.files
        kept = await desk.app.store.read(lambda tx: tx.files.get(f"sl{sent}"))
        assert kept is not None
        assert (kept.name, kept.mime, bool(kept.sha256)) == ("photo.png", "image/png", True)


async def test_a_file_over_slack_connect_that_cannot_be_had_is_told(tmp_path: Path) -> None:
    async with house(tmp_path) as desk:
        desk.slack.fail("files.info", Fault(error="file_not_found"))
        grace = desk.customer("Grace")
        await grace.shares("photo.png", PIXEL, "image/png", "This is my printer", connect=True)
        await grace.sees("Slack does not hand me that file")
