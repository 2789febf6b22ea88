"""Each side on the channel it likes: a customer on the web, the team on Telegram, and photos both ways."""

from pathlib import Path

import pytest

from tests.bot.telegram.house import desk, label
from tests.fakes.telegram.faults import Fault
from tests.fakes.telegram.phone import PIXEL
from tests.fakes.telegram.server import FakeTelegram
from tests.web_client import FAULT, Browser


async def test_a_customer_on_the_web_and_an_agent_on_telegram(server: FakeTelegram, tmp_path: Path) -> None:
    async with desk(server, tmp_path) as house:
        agent = await house.member("Tom", lang="en")
        async with Browser(house.url) as browser, browser.chat() as customer:
            photo = await browser.upload(PIXEL, "printer.png")
            await customer.submit("report", {**FAULT, "evidence": [photo]})
            await customer.hears("FB20261125001")
            await agent.hears("FB20261125001", "error 0x61", "📎 photo")
            await agent.presses(label(agent, "button-claim"))
            await agent.hears("is yours")
            await agent.presses(label(agent, "button-message"))
            await agent.hears(label(agent, "ask-message-words"))
            await agent.sends_photo("Is it this fan?")
            await agent.hears("sent to the customer")
            heard = await customer.hears("Is it this fan?")
            (file,) = heard["files"]
            await house.fetched()
            fetched = await browser.http.get(f"files/{file['id']}")
            assert fetched.status_code == 200
            assert fetched.content == PIXEL
            await customer.say("That is the one", await browser.upload(PIXEL + b"2", "fan.png"))
            await customer.say("[FB20261125001 · It shows error 0x61 as soon as it is switched on.]")
            await agent.hears("That is the one", "📎 photo")


async def test_a_photo_of_a_customer_is_in_the_store(server: FakeTelegram, tmp_path: Path) -> None:
    async with desk(server, tmp_path) as house:
        customer = server.user("Wang", "en")
        await customer.sends_photo("My printer shows error 0x61 and does not print")
        await customer.hears("What is it about?")
        await house.fetched()
        file = await house.app.store.read(lambda tx: tx.files.get(f"tg{server.updates.next_id - 1}-0"))
        assert file is not None
        assert (file.mime, file.size, file.name) == ("image/png", len(PIXEL), "photo.png")
        assert house.app.window.vault.path(file.sha256).read_bytes() == PIXEL


async def test_a_file_that_is_still_on_its_way_is_not_there_yet(
    server: FakeTelegram, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.telegram.files.AGAIN", 0.05)
    async with desk(server, tmp_path) as house, Browser(house.url) as browser, browser.chat() as customer:
        agent = await house.member("Tom", lang="en")
        await customer.submit("report", FAULT)
        await customer.hears("FB20261125001")
        await agent.presses(label(agent, "button-claim"))
        await agent.hears("is yours")
        await agent.presses(label(agent, "button-message"))
        await agent.hears(label(agent, "ask-message-words"))
        server.faults.always["getFile"] = Fault(500)
        await agent.sends_photo("Is it this fan?")
        (file,) = (await customer.hears("Is it this fan?"))["files"]
        assert (await browser.http.get(f"files/{file['id']}")).status_code == 404
        server.faults.always.clear()
        await house.fetched()
        assert (await browser.http.get(f"files/{file['id']}")).status_code == 200
