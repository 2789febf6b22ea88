"""A dialogue as it is walked through by thumb: back, skip, cancel, and every answer changed once more before it is sent."""

from pathlib import Path

from tests.bot.telegram.house import desk, label
from tests.bot.telegram.test_content import at_evidence
from tests.bot.telegram.test_sending import begun
from tests.fakes.telegram.phone import buttons
from tests.fakes.telegram.server import FakeTelegram


async def test_back_skip_and_cancel(server: FakeTelegram, tmp_path: Path) -> None:
    async with desk(server, tmp_path) as house:
        wang = await begun(house)
        await wang.chats(
            [
                ("[Report a problem]", "What is it about?"),
                ("[Fault]", "Which of these fits best?"),
                ("[Does not work as it should]", "Which product is it"),
                ("[Skip]", "serial number"),
                ("[Back]", "Which product is it"),
                ("LJ-2400", "serial number"),
                ("[Skip]", "When did you buy it?"),
                ("[Skip]", "On which day did it happen?"),
                ("[Cancel]", "Cancelled"),
            ]
        )
        await server.idle()
        assert await house.tickets() == []


async def test_every_answer_has_a_button_that_changes_it(server: FakeTelegram, tmp_path: Path) -> None:
    async with desk(server, tmp_path) as house:
        wang = await at_evidence(house)
        for said in ("/done", "Normal", "2", "Wang"):
            await wang.says(said)
        await wang.hears(label(wang, "ask-phone"))
        await wang.says("138 0013 8000")
        await wang.presses("New customer")
        await wang.hears(label(wang, "review-title"))
        shown = next(each for each in wang.news() if label(wang, "review-title") in each["text"])
        answers = [line.partition(":")[0] for line in shown["text"].splitlines() if ": " in line]
        labels = [button["text"] for button in buttons(shown)]
        assert [each for each in labels if "Change: " in each] == [f"Change: {answer}" for answer in answers]
        assert len(answers) == 15
        before = len(wang.chat.messages)
        await wang.chats([("[Change: Urgency]", "urgent"), ("[Low]", "Urgency: Low")])
        assert len(wang.chat.messages) == before, "one message, which changes"
        await wang.chats(
            [
                ("[Change: Description]", "what happened"),
                ("It shows error 0x62 and stops", "Description: It shows error 0x62 and stops"),
                ("[Send]", "FB20261125001"),
            ]
        )
        ticket = await house.ticket()
        assert (ticket.words("urgency"), ticket.words("description")) == ("low", "It shows error 0x62 and stops")


async def test_a_place_and_a_card_of_somebody_else_are_answers(server: FakeTelegram, tmp_path: Path) -> None:
    async with desk(server, tmp_path) as house:
        wang = await begun(house)
        for said in ("/report", "Something else"):
            await wang.says(said)
        await wang.hears(label(wang, "ask-description"))
        await wang.sends(
            location={"latitude": 31.23, "longitude": 121.47}, venue={"title": "Shop 5", "address": "West Road"}
        )
        await wang.hears(label(wang, "ask-hoped"))
        for said in ("/skip", "/skip", "Low", "Wang"):
            await wang.says(said)
        await wang.hears(label(wang, "ask-phone"))
        await wang.shares_contact("138 0013 8000", own=False)
        await wang.presses("New customer")
        await wang.hears("📍 Shop 5, West Road (31.23000, 121.47000)", "+8613800138000")
