"""Words that are changed after they were said: corrected where they stand, or added to the history, also after a restart."""

import asyncio
from pathlib import Path

import pytest

from bot.telegram import notes
from store.moment import DAY, HOUR
from tests.bot.telegram.house import Desk, desk, label
from tests.bot.telegram.test_content import at_evidence, reported
from tests.bot.telegram.test_sending import begun
from tests.fakes.telegram.server import FakeTelegram


async def test_a_corrected_message(server: FakeTelegram, tmp_path: Path) -> None:
    async with desk(server, tmp_path) as house:
        wang = server.user("Wang", "en")
        await wang.says("/report")
        await wang.says("Something else")
        await wang.hears(label(wang, "ask-description"))
        number = await wang.says("It shows error 0x61 and stopps")
        await wang.hears(label(wang, "ask-hoped"))
        await wang.edits(number, "It shows error 0x62 and stops")
        await wang.hears("Corrected.", label(wang, "ask-hoped"))
        for said in ("/skip", "/skip", "Low", "Wang"):
            await wang.says(said)
        await wang.hears(label(wang, "ask-phone"))
        await wang.says("138 0013 8000")
        await wang.presses("New customer")
        await wang.presses(label(wang, "button-send"))
        await wang.hears("FB20261125001")
        assert (await house.ticket()).words("description") == "It shows error 0x62 and stops"
        await wang.edits(number, "It shows error 0x63 and stops")
        await wang.hears("added to FB20261125001")
        ticket = await house.ticket()
        last = (await house.app.store.read(lambda tx: tx.tickets.history(ticket.id)))[-1]
        assert last.data["words"] == "It shows error 0x63 and stops"
        assert last.data["corrects"] == "It shows error 0x62 and stops"


async def test_words_are_corrected_after_a_restart(server: FakeTelegram, tmp_path: Path) -> None:
    wang = server.user("Wang", "en")
    async with desk(server, tmp_path):
        await wang.says("/report")
        await wang.says("Something else")
        await wang.hears(label(wang, "ask-description"))
        number = await wang.says("It shows error 0x61 and stopps")
        await wang.hears(label(wang, "ask-hoped"))
    async with desk(server, tmp_path) as house:
        await wang.edits(number, "It shows error 0x62 and stops")
        await wang.hears("Corrected.", label(wang, "ask-hoped"))
        for said in ("/skip", "/skip", "Low", "Wang"):
            await wang.says(said)
        await wang.hears(label(wang, "ask-phone"))
        await wang.says("138 0013 8000")
        await wang.presses("New customer")
        await wang.presses(label(wang, "button-send"))
        await wang.hears("FB20261125001")
    async with desk(server, tmp_path) as house:
        await wang.edits(number, "It shows error 0x63 and stops")
        await wang.hears("added to FB20261125001")
        ticket = await house.ticket()
        last = (await house.app.store.read(lambda tx: tx.tickets.history(ticket.id)))[-1]
        assert last.data["words"] == "It shows error 0x63 and stops"
        assert last.data["corrects"] == "It shows error 0x62 and stops"


async def test_a_message_that_comes_twice_does_not_undo_its_correction(server: FakeTelegram, tmp_path: Path) -> None:
    async with desk(server, tmp_path) as house:
        wang = await at_evidence(house)
        await reported(house, wang)
        await wang.says("/add")
        await wang.hears(label(wang, "ask-add-words"))
        number = await wang.says("On the thirt floor")
        first = {"update_id": server.updates.next_id - 1, "message": dict(wang.chat.messages[number])}
        await wang.hears("Added to FB20261125001")
        await wang.edits(number, "On the third floor")
        await wang.hears("added to FB20261125001")
        server.updates.raw(first)
        await wang.edits(number, "On the fourth floor")
        await wang.hears("added to FB20261125001")
        ticket = await house.ticket()
        last = (await house.app.store.read(lambda tx: tx.tickets.history(ticket.id)))[-1]
        assert last.data["corrects"] == "On the third floor"


async def test_what_stands_below_a_photo_is_corrected(server: FakeTelegram, tmp_path: Path) -> None:
    async with desk(server, tmp_path) as house:
        wang = await at_evidence(house)
        await reported(house, wang)
        await wang.says("/add")
        await wang.hears(label(wang, "ask-add-words"))
        number = await wang.sends_photo("The lable on its back")
        await wang.hears("Added to FB20261125001")
        await wang.edits(number, "The label on its back")
        await wang.hears("added to FB20261125001")


async def test_words_that_can_be_changed_no_more_are_forgotten(
    server: FakeTelegram, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with desk(server, tmp_path) as house:
        wang, li = await begun(house), await begun(house, "Li")
        await house.wait(2 * DAY)
        assert len(await kept_words(house)) == 2
        await wang.says("/help")
        await wang.hears("Report")
        await house.wait(2 * DAY)
        await until_kept(house, ["/help"])
        monkeypatch.setattr(notes, "WORDS", 2)
        for said in ("/help", "/tickets", "/help"):
            await li.says(said)
        await server.idle()
        await house.wait(HOUR)
        await until_kept(house, ["/tickets", "/help"])


async def kept_words(house: Desk) -> list[str]:
    return list((await house.app.store.read(lambda tx: tx.notes.under("telegram", "said:"))).values())


async def until_kept(house: Desk, words: list[str]) -> None:
    """Wait until these words are remembered, and no others."""
    async with asyncio.timeout(20):
        while await kept_words(house) != words:
            await asyncio.sleep(0.01)
