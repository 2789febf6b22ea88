"""Each side on the channel it likes: a customer on the web, the team on Telegram, and photos both ways."""

from pathlib import Path

import pytest

from bot.story_script import Script, script
from store.delivery import State
from store.people import Language, Role
from tests.bot.telegram.house import desk, label
from tests.bot.telegram.test_story import play, press
from tests.fakes.telegram.faults import Fault
from tests.fakes.telegram.phone import BETWEEN, PIXEL
from tests.fakes.telegram.server import FakeTelegram
from tests.web_client import FAULT, Browser, Chat, words

STAR = " ★"
"""Ends the label of a rating on Telegram; the page draws the stars itself, and says how many were touched."""


class Visitor:
    """Somebody at the page, who reads and writes there as others do on a phone."""

    def __init__(self, browser: Browser, chat: Chat, language: str) -> None:
        self.browser, self.chat, self.person = browser, chat, {"language_code": language}
        self._mark = 0

    def in_(self, both: str) -> str:
        zh, bar, en = both.partition(BETWEEN)
        return en if bar and self.person["language_code"] != "zh" else zh

    async def says(self, said: str, *files: str) -> None:
        self._mark = self.chat.last
        await self.chat.say(said, *files)

    async def sends_photo(self, caption: str = "") -> None:
        await self.says(caption, await self.browser.upload(PIXEL))

    async def presses(self, wanted: str) -> None:
        label = self.in_(wanted)
        await self.says(label.removesuffix(STAR) if label.endswith(STAR) else f"[{label}]")

    async def hears(self, *wanted: str) -> None:
        await self.chat.until(lambda: all(self.in_(each) in self._news() for each in wanted), f"{wanted}")

    def _news(self) -> str:
        return "\n".join(words(line) for number, line in self.chat.lines.items() if number > self._mark)


@pytest.mark.parametrize("lang", ["zh", "en"])
async def test_a_ticket_from_first_word_to_archive(server: FakeTelegram, tmp_path: Path, lang: str) -> None:
    """The whole story with the customer at the page, and the team on Telegram."""
    said = script(Language(lang))
    async with desk(server, tmp_path) as house:
        agent = await house.member(said.agent, lang=lang)
        lead = await house.member(said.lead, Role.SUPERVISOR, lang=lang)
        async with Browser(house.url, language=lang) as browser, browser.chat() as chat:
            customer = Visitor(browser, chat, lang)
            await report(customer, said)
            await agent.hears(said.first_words, "📎 photo")
            await play(house, customer, agent, lead, said)


async def report(customer: Visitor, said: Script) -> None:
    """Answer everything in the words of the story; what happened was said first."""
    await customer.says(said.first_words)
    for step, answer in said.capture.items():
        if step == "description":
            continue
        await customer.hears(label(customer, f"ask-{step.replace('_', '-')}"))
        if step == "evidence":
            await customer.sends_photo()
            await press(customer, "button-done")
        else:
            await customer.says(answer)
    await customer.hears(label(customer, "review-title"), said.first_words)
    await press(customer, "button-send")
    await customer.hears("FB20261125001")


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


async def test_photos_come_together_and_papers_after_them(server: FakeTelegram, tmp_path: Path) -> None:
    async with desk(server, tmp_path) as house:
        agent = await house.member("Tom", lang="en")
        async with Browser(house.url) as browser, browser.chat() as customer:
            files = [await browser.upload(PIXEL + bytes([number]), f"{number}.png") for number in range(3)]
            files.append(await browser.upload(b"%PDF-1.4 proof", "proof.pdf"))
            await customer.submit("report", {**FAULT, "evidence": files})
            await customer.hears("FB20261125001")
            await agent.hears("FB20261125001", "📎 document")
        albums = [each["media_group_id"] for each in agent.chat.messages.values() if "photo" in each]
        assert len(albums) == 3
        assert len(set(albums)) == 1, "one album"
        (paper,) = [each["document"] for each in agent.chat.messages.values() if "document" in each]
        assert server.state.files[paper["file_id"]].content == b"%PDF-1.4 proof"
        assert paper["file_name"] == "proof.pdf"


@pytest.mark.parametrize("count", [1, 3], ids=["one", "album"])
@pytest.mark.parametrize("why", ["wrong file identifier/HTTP URL specified", "PHOTO_INVALID_DIMENSIONS"])
async def test_photos_that_are_not_taken_as_such_go_as_documents(
    server: FakeTelegram, tmp_path: Path, why: str, count: int
) -> None:
    async with desk(server, tmp_path) as house:
        agent = await house.member("Tom", lang="en")
        async with Browser(house.url) as browser, browser.chat() as customer:
            files = [await browser.upload(PIXEL + bytes([number]), f"{number}.png") for number in range(count)]
            for method in ("sendPhoto", "sendMediaGroup"):
                server.faults.add(method, Fault(400, f"Bad Request: {why}"))
            await customer.submit("report", {**FAULT, "evidence": files})
            await customer.hears("FB20261125001")
            await agent.hears("FB20261125001", "📎 document")
            await house.pace.settle()
        papers = [each["document"] for each in agent.chat.messages.values() if "document" in each]
        assert [server.state.files[each["file_id"]].content for each in papers] == [
            PIXEL + bytes([number]) for number in range(count)
        ]
        assert await house.app.store.read(lambda tx: tx.outbox.in_state(State.UNDELIVERABLE)) == []


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
    monkeypatch.setattr("bot.fetching.AGAIN", 0.05)
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
