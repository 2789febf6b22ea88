"""Forms in Slack: closed and taken up again, refused and sent again, with files, and everything that can be asked in one."""

import asyncio
from pathlib import Path

from bot.story_script import script
from store.desk import Desk
from store.lifecycle import Action, Author, AuthorKind
from store.moment import Ms
from store.office import Office
from store.people import Language, Role
from store.ticket import Status
from store.transaction import Transaction
from tests.bot.slack.acting import stars
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


async def test_a_report_that_was_begun_goes_on_or_waits_for_another_one(tmp_path: Path) -> None:
    async with house(tmp_path) as desk:
        grace = await begun(desk)
        await grace.fills({"Description": REPORT["Description"]})
        await grace.closes()
        await grace.takes_shortcut("report")
        await grace.sees("go on where we were, or begin another report")
        await grace.fills({"Phone": REPORT["Phone"]})
        await grace.presses("Begin another report")
        await grace.sees("Another report that you have begun waits")
        assert await form(grace, "Description") == ""
        await grace.fills({"Description": "The scanner by the door takes a minute for each page."})
        await grace.presses("Go on with the other one")
        assert await form(grace, "Description", REPORT["Description"]) == REPORT["Description"]
        await grace.fills({label: REPORT[label] for label in REPORT if label not in {"Description", "Phone"}})
        assert await grace.submits() == {}
        await grace.sees("FB20261125001", "go on where we were")
        assert (await desk.ticket()).words("description") == REPORT["Description"]
        await grace.commands("report")
        assert await form(grace, "Description", "The scanner by the door") != ""
        await grace.fills({"Category": "Fault", "Urgency": "Normal"})
        await grace.fills({"Kind": REPORT["Kind"], "Impact": REPORT["Impact"]})
        assert await grace.submits() == {}
        await grace.sees("FB20261125002")
        assert {each.words("description")[:11] for each in await desk.tickets()} == {"The printer", "The scanner"}


async def form(hands: Hands, label: str, holds: str = "") -> str:
    """Wait until a form is open in which a field begins with something, and return what it begins with."""

    def found() -> str | None:
        for view in hands.user.views[-1:]:
            for block in view.body["blocks"]:
                if block["type"] == "input" and label in block["label"]["text"]:
                    ours = view.values.get(block["block_id"], {}).get(block["element"]["action_id"], {})
                    value = str(ours.get("value") or block["element"].get("initial_value", ""))
                    return value if (holds in value if holds else not value) else None
        return None

    return str(await hands.until(found, f"{label!r} beginning with {holds!r}"))


async def test_a_message_is_reported_twice_and_then_another_one(tmp_path: Path) -> None:
    async with house(tmp_path) as desk:
        grace = desk.customer("Grace")
        office = desk.slack.workspace.channel("office", grace.user.id)
        printer = await grace.says("The printer by the window shows error 0x61", at=office)
        scanner = await grace.says("The scanner by the door is slow", at=office)
        for _ in range(2):
            await grace.takes_shortcut("report_message", printer)
            await form(grace, "Description", "The printer by the window")
            await grace.closes()
        await grace.takes_shortcut("report_message", scanner)
        await form(grace, "Description", "The scanner by the door")
        await grace.presses("Go on with the other one", within="Description")
        await form(grace, "Description", "The printer by the window")
        await grace.closes()
        await grace.takes_shortcut("report_message", printer)
        await form(grace, "Description", "The printer by the window")


async def test_what_is_sent_belongs_to_the_report_that_it_was_opened_for(tmp_path: Path) -> None:
    async with house(tmp_path) as desk:
        grace = await begun(desk)
        await grace.fills(REPORT)
        (printer,) = grace.user.views
        grace.user.views.clear()  # on another device
        office = desk.slack.workspace.channel("office", grace.user.id)
        message = await grace.says("The scanner by the door is slow", at=office)
        await grace.takes_shortcut("report_message", message)
        await form(grace, "Description", "The scanner by the door")
        grace.user.views.append(printer)
        assert await grace.submits() == {}
        await grace.sees("FB20261125001")
        assert (await desk.ticket()).words("description") == REPORT["Description"]
        await grace.commands("report")
        await form(grace, "Description", "The scanner by the door")


async def test_a_form_that_was_sent_from_another_device_makes_no_second_report(tmp_path: Path) -> None:
    async with house(tmp_path) as desk:
        grace = await begun(desk)
        await grace.fills(REPORT)
        (desktop,) = grace.user.views
        grace.user.views.clear()
        await grace.commands("report")  # on the telephone the same report
        await grace.fills({"Category": "Fault", "Urgency": "Normal"})
        await grace.fills(REPORT | {"Description": "The printer blinks."})
        assert await grace.submits() == {}
        await grace.sees("FB20261125001")
        grace.user.views.append(desktop)
        assert await grace.submits() == {}
        await grace.sees("You have sent this report already: it is FB20261125001", REPORT["Description"])
        assert len(await desk.tickets()) == 1
        await grace.commands("report")
        await grace.fills({"Category": "Fault", "Urgency": "Normal"})
        await grace.fills(REPORT)
        assert await grace.submits() == {}
        await grace.sees("FB20261125002")


async def test_reports_are_begun_up_to_a_number_and_no_words_are_lost(tmp_path: Path) -> None:
    async with house(tmp_path) as desk:
        grace = desk.customer("Grace")
        office = desk.slack.workspace.channel("office", grace.user.id)
        for number in range(5):
            message = await grace.says(f"Printer number {number} shows an error", at=office)
            await grace.takes_shortcut("report_message", message)
            if number < 4:
                await form(grace, "Description", f"Printer number {number}")
            grace.user.views.clear()
        await grace.sees("Several reports have been begun", "“Printer number 4 shows an error")
        await grace.says("/cancel")
        await grace.sees("go on where we were")


async def test_an_answer_opens_fields_and_another_one_closes_them(tmp_path: Path) -> None:
    async with house(tmp_path) as desk:
        grace = desk.customer("Grace")
        await grace.commands("report")
        await grace.fills({"Description": REPORT["Description"], "Category": "Fault"})
        await fields(grace, "Kind", "Model", "Serial number", "Happened on")
        assert "Impact" not in await fields(grace)
        await grace.fills({"Model": "LJ-2400", "Kind": "Does not work as it should", "Urgency": "Normal"})
        await fields(grace, "Impact")
        assert await form(grace, "Model", "LJ-2400") == "LJ-2400"
        await grace.fills({"Category": "Complaint"})
        await fields(grace, "Kind", without="Model")
        assert await form(grace, "Description", "The printer") == REPORT["Description"]
        assert next(iter(await grace.submits())) == "Kind", "what was chosen of the other category is gone"
        await grace.fills({"Category": "Fault"})
        await fields(grace, "Model")


async def fields(hands: Hands, *labels: str, without: str = "") -> list[str]:
    """Wait until a form with these fields is open, and return the labels of all."""

    def found() -> list[str] | None:
        for view in hands.user.views[-1:]:
            shown = [block["label"]["text"] for block in view.body["blocks"] if block["type"] == "input"]
            if set(labels) <= set(shown) and without not in shown:
                return shown
        return None

    return list(await hands.until(found, f"a form with {labels}, without {without!r}"))


async def test_everything_that_is_wrong_stands_at_its_field(tmp_path: Path) -> None:
    async with house(tmp_path) as desk:
        grace = await begun(desk)
        await fields(grace, "Bought on", "Impact")
        await grace.fills({"Bought on": "2027-01-01", "Phone": "12", "Description": "broken"})
        wrong = await grace.submits()
        assert list(wrong) == ["Kind", "Bought on", "Impact", "Phone", "Customer type"]
        assert "2027-01-01 is still to come" in wrong["Bought on"]
        assert "phone number" in wrong["Phone"]
        assert {wrong[label] for label in ("Kind", "Impact", "Customer type")} == {"We need this answer to help you."}
        assert await desk.tickets() == []
        await grace.fills({**REPORT, "Bought on": "2026-01-01"})
        assert await grace.submits() == {}
        await grace.sees("FB20261125001")


async def test_a_form_that_is_sent_before_its_new_fields_are_there_shows_them(tmp_path: Path) -> None:
    async with house(tmp_path) as desk:
        grace = await begun(desk)
        await fields(grace, "Kind", "Impact")
        desk.slack.fail("views.update", Fault(error="internal_error"), Fault(error="internal_error"))
        await grace.fills({"Category": "Complaint", "Urgency": "Low"})
        assert await grace.submits() == {}
        await fields(grace, "Kind", "Urgency", without="Model")
        assert next(iter(await grace.submits())) == "Kind"


async def test_an_objection_to_a_plan_is_said_in_a_form(tmp_path: Path) -> None:
    async with house(tmp_path) as desk:
        tom, grace = await desk.member("Tom"), await reported(desk)
        await tom.presses("I’ll take it")
        await tom.sees("is yours")
        await tom.presses("Write to the customer")
        await tom.fills({"Message": "I am looking into it"})
        assert await tom.submits() == {}
        await desk.app.store.write(propose, desk.app.office, desk.clock.now(), "A new fuser for 120 euros")
        desk.app.courier.wake()
        await grace.sees("A new fuser for 120 euros")
        await grace.presses("I do not agree")
        assert await fields(grace, "Objection") == ["Objection"]
        await grace.fills({"Objection": "It is under warranty"})
        assert await grace.submits() == {}
        await tom.sees("It is under warranty")
        assert await said(desk, Action.OBJECT) == ["It is under warranty"]


def propose(tx: Transaction, office: Office, now: Ms, words: str) -> None:
    """Propose a plan for the only ticket, as its owner."""
    (ticket,) = tx.tickets.newest()
    assert ticket.owner is not None
    Desk(tx, office, now).act(ticket.id, Action.PROPOSE, Author(AuthorKind.AGENT, ticket.owner), {"words": words})


async def said(desk: House, action: Action) -> list[object]:
    """The words of everything of a kind that happened to the only ticket."""
    ticket = (await desk.ticket()).id
    entries = await desk.app.store.read(lambda tx: tx.tickets.history(ticket))
    return [each.data.get("words") for each in entries if each.action is action]


async def test_five_stars_with_a_complaint_are_asked_about_in_a_form(tmp_path: Path) -> None:
    async with house(tmp_path) as desk:
        tom, grace = await desk.member("Tom"), await reported(desk)
        await tom.presses("I’ll take it")
        await tom.sees("is yours")
        await tom.presses("Solved")
        await tom.fills({"Result": "Fuser replaced"})
        assert await tom.submits() == {}
        await grace.sees("Fuser replaced")
        await grace.presses("Yes", within="Fuser replaced")
        await desk.pace.settle()
        await grace.presses(stars(script(Language.EN), 5))
        await grace.fills({"Your words": "It is still not solved"})
        assert await grace.submits() == {}
        await grace.sees("Is it really solved?")
        await grace.fills({"Really solved": "No"})
        assert await grace.submits() == {}
        assert grace.user.views == []
        await grace.sees("From now on a supervisor is in charge of it")
        assert (await desk.ticket()).status is Status.REOPENED
        assert (await said(desk, Action.DISPUTE)) == ["It is still not solved"]
