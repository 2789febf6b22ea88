"""Forms in Slack: closed and taken up again, refused and sent again, with files, and everything that can be asked in one."""

import asyncio
from pathlib import Path

from store.lifecycle import Action
from store.people import Role
from tests.bot.slack.doing import held
from tests.bot.slack.house import House, house
from tests.bot.slack.test_team_channel import REPORT, reported
from tests.fakes.slack.people import Hands
from tests.fakes.slack.server import Fault
from tests.fakes.telegram.phone import PIXEL


async def begun(desk: House) -> Hands:
    """Let somebody begin a report by a form."""
    grace = desk.customer("Grace")
    await grace.commands("report")
    await grace.fills({"Category": "Fault", "Urgency": "Normal"})
    return grace


async def test_what_was_filled_in_survives_a_closed_form(tmp_path: Path) -> None:
    async with house(tmp_path) as desk:
        grace = await begun(desk)
        photo = grace.uploads("printer.png", PIXEL, "image/png")
        await grace.fills({**REPORT, "Photos and files": [photo]})
        await grace.closes()
        await grace.commands("report")
        await grace.sees("Description")
        assert await grace.submits() == {}
        await grace.sees("FB20261125001")
        ticket = await desk.ticket()
        assert ticket.words("description") == REPORT["Description"]
        assert len(ticket.evidence) == 1


async def test_a_form_that_was_closed_goes_on_step_by_step(tmp_path: Path) -> None:
    async with house(tmp_path) as desk:
        grace = await begun(desk)
        await grace.fills({"Description": REPORT["Description"]})
        await grace.closes()
        await grace.presses("Fault")
        await grace.presses("Does not work as it should")
        for label in (
            "Which product",
            "serial number",
            "did you buy",
            "On which day",
            "At about what time",
            "are you hoping",
        ):
            await grace.sees(label)
            await grace.says("skip")
        await grace.sees("Do you have photos")
        await grace.says("done")
        await grace.sees("How much does it affect you")
        assert "in your own words" not in grace.screen()


async def test_a_refused_form_is_mended_and_sent_again(tmp_path: Path) -> None:
    async with house(tmp_path) as desk:
        grace = await begun(desk)
        await grace.fills({**REPORT, "Phone": "12"})
        wrong = await grace.submits()
        assert list(wrong) == ["Phone"]
        assert await grace.submits() == wrong
        await grace.fills({"Phone": REPORT["Phone"]})
        assert await grace.submits() == {}
        await grace.sees("FB20261125001")
        assert len(await desk.tickets()) == 1


async def test_files_of_a_form_arrive(tmp_path: Path) -> None:
    async with house(tmp_path) as desk:
        agent, grace = await desk.member("Tom"), await begun(desk)
        photo = grace.uploads("printer.png", PIXEL, "image/png")
        await grace.fills({**REPORT, "Photos and files": [photo]})
        assert await grace.submits() == {}
        await agent.sees("FB20261125001", "📎 printer.png")
        await desk.fetched()
        (file,) = (await desk.ticket()).evidence
        stored = await desk.app.store.read(lambda tx: tx.files.get(file))
        assert stored is not None
        assert desk.app.window.vault.path(stored.sha256).read_bytes() == PIXEL
        await agent.presses("I’ll take it")
        await agent.sees("is yours")
        await agent.presses("Write to the customer")
        fan = agent.uploads("fan.png", PIXEL + b"2", "image/png")
        await agent.fills({"Message": "Is it this fan?", "Files": [fan]})
        assert await agent.submits() == {}
        await grace.sees("Is it this fan?", "📎 fan.png")


async def test_a_note_is_for_the_team_alone(tmp_path: Path) -> None:
    async with house(tmp_path) as desk:
        agent, grace = await desk.member("Tom"), await reported(desk)
        await agent.presses("I’ll take it")
        await agent.sees("is yours")
        await agent.presses("Internal note")
        await agent.fills({"Note": "It smells like the fuser"})
        assert await agent.submits() == {}
        await agent.sees("noted")
        await desk.pace.settle()
        assert "fuser" not in grace.screen()


async def test_a_customer_adds_withdraws_and_changes_the_language(tmp_path: Path) -> None:
    async with house(tmp_path) as desk:
        grace = await reported(desk)
        await grace.presses("Add")
        await grace.fills({"Addition": "It smells of smoke"})
        assert await grace.submits() == {}
        await grace.sees("Added to FB20261125001")
        await grace.commands("chinese")
        await grace.sees("中文")
        await grace.commands("english")
        await grace.presses("Withdraw")
        await grace.fills({"Withdraw": "Yes"})
        await grace.fills({"Reason": "It works again"})
        assert await grace.submits() == {}
        await grace.sees("withdrawn")
        ticket = await desk.ticket()
        assert not ticket.is_open
        entries = await desk.app.store.read(lambda tx: tx.tickets.history(ticket.id))
        assert [each.data.get("words") for each in entries if each.action is Action.ADD] == ["It smells of smoke"]


async def test_a_form_of_a_ticket_that_changed_meanwhile_gives_the_words_back(tmp_path: Path) -> None:
    async with house(tmp_path) as desk:
        agent, grace = await desk.member("Tom"), await reported(desk)
        await agent.presses("I’ll take it")
        await agent.sees("is yours")
        await agent.presses("Write to the customer")
        await agent.fills({"Message": "It will be here tomorrow"})
        await grace.commands("withdraw")
        await grace.fills({"Withdraw": "Yes"})
        assert await grace.submits() == {}
        await grace.sees("withdrawn")
        assert await agent.submits() == {}
        await agent.sees("“It will be here tomorrow”")


async def test_what_is_not_solved_is_said_in_a_form(tmp_path: Path) -> None:
    async with house(tmp_path) as desk:
        lead, agent = await desk.member("Anna", Role.SUPERVISOR), await desk.member("Tom")
        grace = await reported(desk)
        await agent.presses("I’ll take it")
        await agent.sees("is yours")
        await agent.presses("Solved")
        await agent.fills({"Result": "Fuser replaced"})
        assert await agent.submits() == {}
        await grace.sees("Fuser replaced")
        await grace.presses("No", within="Fuser replaced")
        await grace.fills({"What is not right": "Every page has grey streaks"})
        assert await grace.submits() == {}
        await lead.sees("grey streaks")
        ticket = await desk.ticket()
        assert ticket.is_open
        entries = await desk.app.store.read(lambda tx: tx.tickets.history(ticket.id))
        assert [each.data.get("words") for each in entries if each.action is Action.DISPUTE] == [
            "Every page has grey streaks"
        ]


async def test_a_form_that_takes_long_is_announced_and_keeps_no_acknowledgement_waiting(tmp_path: Path) -> None:
    async with house(tmp_path) as desk:
        grace = desk.customer("Grace")
        await grace.says("/menu")
        await grace.sees("Report")
        desk.slack.fail("views.open", Fault(slow=3.0))
        with held(desk) as let_go:
            pressing = asyncio.ensure_future(grace.presses("Report"))
            await grace.until(lambda: grace.user.views or None, "a view")
            assert [view.body["callback_id"] for view in grace.user.views] == ["light"]
            let_go()
            async with asyncio.timeout(1.5):
                await pressing
        await grace.fills({"Category": "Fault"})
        assert [view.body["callback_id"] for view in grace.user.views] == ["form"]
