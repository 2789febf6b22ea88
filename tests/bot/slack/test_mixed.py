"""Each side on the channel it likes: web and Slack, Telegram and Slack, words and files both ways."""

from pathlib import Path

from bot.settings import TelegramSettings
from store.people import Role
from tests.bot.slack.house import house
from tests.bot.slack.test_team_channel import reported
from tests.bot.slack.test_threads import on_top
from tests.fakes.telegram.phone import PIXEL
from tests.fakes.telegram.server import telegram
from tests.web_client import FAULT, Browser


async def test_a_customer_on_the_web_and_an_agent_in_slack(tmp_path: Path) -> None:
    async with house(tmp_path) as desk:
        agent = await desk.member("Tom")
        async with Browser(desk.url) as browser, browser.chat() as customer:
            photo = await browser.upload(PIXEL, "printer.png")
            await customer.submit("report", {**FAULT, "evidence": [photo]})
            await customer.hears("FB20261125001")
            await agent.sees("FB20261125001", "error 0x61", "📎 printer.png")
            await desk.pace.settle()
            assert PIXEL in [file.data for file in desk.slack.workspace.files.values()]
            await agent.presses("I’ll take it")
            await agent.sees("is yours")
            await agent.presses("Write to the customer")
            fan = agent.uploads("fan.png", PIXEL + b"2", "image/png")
            await agent.fills({"Message": "Is it this fan?", "Files": [fan]})
            assert await agent.submits() == {}
            (file,) = (await customer.hears("Is it this fan?"))["files"]
            await desk.fetched()
            fetched = await browser.http.get(f"files/{file['id']}")
            assert fetched.content == PIXEL + b"2"
            await customer.say("That is the one: <!channel> *now*")
            await customer.say("[FB20261125001 · It shows error 0x61 as soon as it is switched on.]")
            await agent.sees("That is the one: <!channel> *now*")
            assert "mrkdwn" not in str([each for each in agent.dm.messages[-1].blocks if "channel" in str(each)])


async def test_a_customer_in_slack_and_an_agent_on_the_web(tmp_path: Path) -> None:
    async with house(tmp_path) as desk, Browser(desk.url) as browser:
        code = await desk.invite("Tom")
        await browser.sign_in(code)
        async with browser.chat() as agent:
            grace = await reported(desk)
            await agent.hears("FB20261125001")
            await agent.say("[I’ll take it]")
            await agent.hears("is yours")
            await grace.sees("Tom now takes care of")
            await agent.say("[Write to the customer]")
            await agent.hears("What would you like to tell the customer?")
            await agent.say("Please switch it off", await browser.upload(PIXEL, "switch.png"))
            await agent.hears("sent to the customer")
            await grace.sees("Please switch it off", "📎 switch.png")
            (top,) = [each for each in grace.dm.messages if "FB20261125001" in each.text and not each.thread]
            await grace.shares("off.png", PIXEL + b"3", "image/png", "It is off", thread=top.ts)
            (file,) = (await agent.hears("It is off"))["files"]
            await desk.fetched()
            assert (await browser.http.get(f"files/{file['id']}")).content == PIXEL + b"3"


async def test_a_customers_card_follows_what_the_team_does_elsewhere(tmp_path: Path) -> None:
    async with house(tmp_path) as desk, Browser(desk.url) as browser:
        await browser.sign_in(await desk.invite("Anna", Role.SUPERVISOR))
        async with browser.chat() as lead:
            grace = await reported(desk)
            await lead.hears("FB20261125001")
            await on_top(grace, "P2 (medium)")
            await lead.say("[Check]")
            await lead.hears("set another priority")
            await lead.say("[Set P1]")
            await on_top(grace, "P1 (high)")
            assert not any(each.thread for each in grace.dm.messages)


async def test_a_customer_on_telegram_and_an_agent_in_slack(tmp_path: Path) -> None:
    async with telegram() as server, house(tmp_path, telegram=TelegramSettings(server.token, server.url)) as desk:
        agent, wang = await desk.member("Tom"), server.user("Wang", "en")
        await wang.says("My printer shows error 0x61 and does not print")
        for said in ("Fault", "1", "/skip", "/skip", "/skip", "/skip", "/skip", "/skip"):
            await wang.says(said)
        await wang.hears("Do you have photos")
        await wang.sends_photo()
        for said in ("/done", "Normal", "2", "Wang"):
            await wang.says(said)
        await wang.hears("best phone number")
        await wang.says("138 0013 8000")
        await wang.presses("New customer")
        await wang.presses("Send")
        await wang.hears("FB20261125001")
        await agent.sees("FB20261125001", "error 0x61")
        await agent.presses("I’ll take it")
        await agent.sees("is yours")
        await agent.presses("Ask the customer")
        await agent.fills({"Question": "Does the fan turn?"})
        assert await agent.submits() == {}
        await wang.hears("Does the fan turn?")
        await wang.sends_photo("It does")
        await agent.sees("It does", "📎 photo")
        await desk.pace.settle()
        assert sum(file.data == PIXEL and file.complete for file in desk.slack.workspace.files.values()) == 2
