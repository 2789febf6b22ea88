"""Groups, in which others read along; groups that become others; and links that open a chat."""

import asyncio
from pathlib import Path

import httpx
import pytest

from bot.telegram import service
from store.delivery import State
from tests.bot.telegram.house import desk, label
from tests.bot.telegram.test_content import at_evidence, reported
from tests.bot.telegram.test_sending import begun, ended, send
from tests.bot.web.browser import browsing, looking
from tests.fakes.telegram.faults import Fault
from tests.fakes.telegram.server import FakeTelegram
from tests.fakes.telegram.state import Topic
from tests.web_client import FAULT, Browser

PERSONAL = ("Wang", "138", "printer", "0x61", "LJ-2400")


async def test_a_group_sees_number_and_status_and_nothing_else(server: FakeTelegram, tmp_path: Path) -> None:
    group = server.group("Neighbours")
    async with desk(server, tmp_path) as house:
        wang = await at_evidence(house)
        await reported(house, wang)
        li = server.user("Li", "en")
        for said in ("/status FB20261125001", "/status@aftercare_bot FB20261125001"):
            await li.says(said, where=group)
        await server.until(lambda: group.shown().count("FB20261125001: ") == 2)
        await wang.says("/tickets@aftercare_bot", where=group)
        await group.shows("write to me in a chat of your own")
        bot = [each["text"] for each in group.chat.messages.values() if each["from"]["is_bot"]]
        assert [words for words in PERSONAL if any(words in text for text in bot)] == []
        before = len(group.chat.messages)
        for said in ("hello", "/status@other_bot FB20261125001", "/weather", "FB20261125001"):
            await li.says(said, where=group)
        await server.idle()
        await house.pace.settle()
        assert len(group.chat.messages) == before + 4
        assert len(await house.tickets()) == 1


async def test_a_topic_is_answered_where_it_was_asked(server: FakeTelegram, tmp_path: Path) -> None:
    group = server.group("Neighbours", forum=True)
    group.chat.topics |= {7: Topic("Printers"), 8: Topic("Coffee")}
    async with desk(server, tmp_path) as house:
        wang = await at_evidence(house)
        await reported(house, wang)
        await wang.says("/status FB20261125001", where=group, message_thread_id=7, is_topic_message=True)
        await group.shows("FB20261125001: ", thread=7)
        await wang.says("/help@aftercare_bot", where=group, message_thread_id=8, is_topic_message=True)
        await group.shows("write to me in a chat of your own", thread=8)
        assert "FB20261125001: " not in group.shown(8)


async def test_a_group_that_puts_the_bot_out_is_written_to_no_more(server: FakeTelegram, tmp_path: Path) -> None:
    group = server.group("Neighbours")
    async with desk(server, tmp_path) as house:
        wang = server.user("Wang", "en")
        await wang.says("/help", where=group)
        await group.shows("write to me in a chat of your own")
        for blocked in (True, False):
            await wang.blocks(blocked=blocked, where=group)
            await server.idle()
            address = await house.app.store.read(lambda tx: tx.people.at("telegram", str(group.id)))
            assert address is not None
            assert address.blocked is blocked


async def test_a_button_pressed_in_a_group_is_its_pressers(server: FakeTelegram, tmp_path: Path) -> None:
    async with desk(server, tmp_path) as house:
        wang = await at_evidence(house)
        ticket = await reported(house, wang)
        eve = await begun(house, "Eve")
        await eve.press_data(f"show:{_base36(ticket.id)}:")
        await eve.hears(label(eve, "refused-unknown"))
        await eve.press_data(f"claim:{_base36(ticket.id)}:")
        await server.idle()
        assert (await house.ticket()).owner is None


def _base36(number: int) -> str:
    digits = ""
    while number:
        number, digit = divmod(number, 36)
        digits = "0123456789abcdefghijklmnopqrstuvwxyz"[digit] + digits
    return digits


@pytest.mark.parametrize("told", [True, False], ids=["told", "found out"])
async def test_a_group_that_becomes_another(server: FakeTelegram, tmp_path: Path, told: bool) -> None:
    old, new = server.group("Neighbours"), server.group("Neighbours")
    async with desk(server, tmp_path) as house:
        li = server.user("Li", "en")
        await li.says("/help", where=old)
        await old.shows("write to me in a chat of your own")
        old.chat.migrated = new.id
        if told:
            li._send({"migrate_to_chat_id": new.id}, old)
            await server.idle()
        before = await house.app.store.read(lambda tx: tx.people.at("telegram", str(new.id if told else old.id)))
        assert before is not None
        fake = server.user("none")
        fake.person["id"] = int(before.external)
        row = await ended(house, await send(house, fake, "Still here"))
        assert row.state is State.SENT
        await new.shows("Still here")
        assert await house.app.store.read(lambda tx: tx.people.at("telegram", str(old.id))) is None


async def test_a_link_on_a_device_begins_its_report(server: FakeTelegram, tmp_path: Path) -> None:
    async with desk(server, tmp_path) as house:
        await server.until(lambda: house.telegram.standing() == "ok")
        async with httpx.AsyncClient(trust_env=False) as client:
            led = await client.get(f"{house.url}/to/telegram?start=report_LJ-2400_SN-77")
            assert led.headers["location"] == "https://t.me/aftercare_bot?start=report_LJ-2400_SN-77"
            assert (await client.get(f"{house.url}/to/telegram?start=a/b")).status_code == 404
        wang = server.user("Wang", "en")
        await wang.starts("report_LJ-2400_SN-77")
        await wang.presses("Fault")
        await wang.presses("Does not work as it should")
        await wang.hears(label(wang, "ask-purchase-date"))


async def test_a_link_waits_until_the_bot_is_known(
    server: FakeTelegram, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(service, "MOMENT", 0.1)
    monkeypatch.setattr(service, "LONGEST", 0.1)
    server.faults.always["getMe"] = Fault(502)
    async with (
        desk(server, tmp_path) as house,
        httpx.AsyncClient(base_url=house.url, trust_env=False, timeout=30) as client,
    ):
        for lang, said, here in (
            ("zh-CN", "正在连接 Telegram", "也可以直接在网页上反馈"),
            ("en", "We are just connecting to Telegram", "Report it here instead"),
        ):
            told = await client.get("/to/telegram?start=report_LJ-2400", headers={"accept-language": lang})
            assert (told.status_code, told.headers["retry-after"]) == (503, "5")
            assert said in told.text
            assert f'<a href="/">{here}' in told.text
            assert 'http-equiv="refresh" content="5"' in told.text
        monkeypatch.setattr(service, "MOMENT", 15.0)
        waiting = asyncio.create_task(client.get("/to/telegram?start=report_LJ-2400"))
        server.faults.always.clear()
        assert (await waiting).headers["location"] == "https://t.me/aftercare_bot?start=report_LJ-2400"
    server.faults.always["getMe"] = Fault(reset=True)
    async with (
        desk(server, tmp_path) as house,
        httpx.AsyncClient(base_url=house.url, trust_env=False, timeout=30) as client,
    ):
        led = await client.get("/to/telegram")
        assert led.headers["location"] == "https://t.me/aftercare_bot", "what it was called before is enough"


async def test_a_conversation_of_the_web_goes_on_here(server: FakeTelegram, tmp_path: Path) -> None:
    async with desk(server, tmp_path) as house, Browser(house.url) as browser, browser.chat() as page:
        await page.submit("report", FAULT)
        await page.hears("FB20261125001")
        await page.say("/report")
        await page.hears("What is it about?")
        await page.say("Question")
        await page.say("/move")
        offered = (await page.hears("/start move_"))["texts"][0]
        wang = server.user("Wang", "en")
        await wang.says(offered.partition(": ")[2])
        await wang.hears("What you reported before came along", "FB20261125001", label(wang, "ask-kind"))
        other = server.user("Eve", "en")
        await other.says(offered.partition(": ")[2])
        await other.hears("not valid, or has been used")


async def test_the_page_shows_the_way_here(server: FakeTelegram, tmp_path: Path) -> None:
    async with desk(server, tmp_path) as house, Browser(house.url) as browser:
        assert browser.me["elsewhere"] == [{"to": "telegram", "name": "Telegram"}]
        async with browser.chat() as page:
            await page.submit("report", FAULT)
            await page.hears("FB20261125001")
        link = (await browser.http.post("session/move", json={"to": "telegram"})).json()["link"]
        led = await browser.http.get(f"{house.url}{link}")
        address, _, payload = led.headers["location"].partition("?start=")
        assert address == "https://t.me/aftercare_bot"
        wang = server.user("Wang", "en")
        await wang.starts(payload)
        await wang.hears("What you reported before came along", "FB20261125001")
        assert (await browser.http.post("session/move", json={"to": "pigeon"})).status_code == 404
        often = [(await browser.http.post("session/move", json={"to": "telegram"})).status_code for _ in range(20)]
        assert often == [200] * 19 + [429]


async def test_somebody_goes_on_from_the_menu_of_the_page(server: FakeTelegram, tmp_path: Path) -> None:
    async with desk(server, tmp_path) as house, browsing() as chromium, looking(chromium, house.url) as screen:
        await screen.talk(("[Report a problem]", "What is it about?"), ("[Question]", "Which of these fits best?"))
        await screen.page.context.route("**/to/telegram?*", lambda route: route.fulfill(body="Telegram"))
        await screen.page.locator("#more").click()
        await screen.is_named()
        async with screen.page.expect_popup() as opening:
            await screen.page.get_by_role("button", name="Go on in Telegram").click()
        opened = await opening.value
        await opened.get_by_text("Telegram").wait_for()
        assert opened.url.startswith(f"{house.url}/to/telegram?start=move_")
        wang = server.user("Wang", "en")
        await wang.starts(opened.url.partition("?start=")[2])
        await wang.hears("What you reported before came along", label(wang, "ask-kind"))


async def test_a_team_is_shown_no_way_for_customers(server: FakeTelegram, tmp_path: Path) -> None:
    async with desk(server, tmp_path) as house, Browser(house.url) as browser:
        await browser.sign_in(await house.invite("Tom"))
        assert browser.me["elsewhere"] == []
        assert (await browser.http.post("session/move", json={"to": "telegram"})).status_code == 404


async def test_an_invitation_is_used_once(server: FakeTelegram, tmp_path: Path) -> None:
    async with desk(server, tmp_path) as house:
        agent = await house.member("Tom", lang="en")
        link = next(each["text"] for each in agent.chat.messages.values() if "join_" in each.get("text", ""))
        other = server.user("Eve", "en")
        await other.says(link)
        await other.hears(label(other, "join-unknown"))


async def test_commands_follow_language_and_role(server: FakeTelegram, tmp_path: Path) -> None:
    async with desk(server, tmp_path) as house:
        agent = await house.member("Tom", lang="en")
        scope = f'[{{"chat_id": {agent.id}, "type": "chat"}}, ""]'
        await server.until(lambda: scope in server.state.commands)
        assert {each["command"] for each in server.state.commands[scope]} > {"queue", "duty"}
        await server.until(lambda: ("short_description", "en") in server.state.texts)
        for key in ("description", "short_description"):
            said = {code: server.state.texts[key, code] for code in ("", "zh", "en")}
            assert said["en"] == said[""] == label(agent, f"telegram-{key.replace('_', '-')}")
            assert said["zh"] == label(server.user("Wang", "zh"), f"telegram-{key.replace('_', '-')}")
        for kind, names in (
            ("all_private_chats", ["report", "tickets", "status", "language", "help"]),
            ("all_group_chats", ["status", "help"]),
        ):
            zh, en = (commands_of(server, kind, code) for code in ("zh", "en"))
            assert list(zh) == list(en) == names
            assert (zh["status"], en["status"]) == ("按反馈单号查看进度", "How a report stands, by its number")
        calls = server.state.commands_called
    async with desk(server, tmp_path):
        wang = server.user("Wang", "en")
        await wang.says("/help")
        await wang.hears("Report")
        await wang.says("/language")
        scope = f'[{{"chat_id": {wang.id}, "type": "chat"}}, ""]'
        await server.until(lambda: "报告问题" in str(server.state.commands.get(scope)))
    assert server.state.commands_called <= calls + 2


def commands_of(server: FakeTelegram, kind: str, code: str) -> dict[str, str]:
    """Return the commands of a scope in a language, with what they do."""
    return {each["command"]: each["description"] for each in server.state.commands[f'[{{"type": "{kind}"}}, "{code}"]']}
