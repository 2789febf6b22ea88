"""What stands where: a ticket's card on top of its thread, questions in their place, nothing twice after a fault."""

from pathlib import Path

import pytest

from store.moment import MINUTE
from store.people import Language, Role
from tests.bot.slack.acting import label
from tests.bot.slack.house import house
from tests.bot.slack.test_team_channel import REPORT, reported
from tests.fakes.slack.api import Arguments, SlackError
from tests.fakes.slack.blocks import elements, texts
from tests.fakes.slack.people import Hands
from tests.fakes.slack.server import Fault
from tests.fakes.slack.workspace import Message
from tests.fakes.telegram.phone import PIXEL

NUMBER = "FB20261125001"


def tops(hands: Hands) -> list[Message]:
    return [
        each for each in hands.dm.messages if each.blocks and each.blocks[0]["type"] == "header" and not each.thread
    ]


async def on_top(hands: Hands, words: str) -> None:
    """Wait until the card of the only ticket says something."""
    await hands.until(lambda: words in shown(tops(hands)[0]) or None, f"{words!r} on the card")


def lines(hands: Hands, words: str) -> list[Message]:
    return [each for each in hands.dm.messages if words in shown(each)]


def shown(message: Message) -> str:
    return "\n".join([message.text, *texts(message.blocks)])


def buttons(message: Message) -> list[str]:
    return [element["text"]["text"] for _, element in elements(message.blocks) if element["type"] == "button"]


async def test_the_card_on_top_is_as_the_ticket_stands(tmp_path: Path) -> None:
    async with house(tmp_path) as desk:
        tom, ann, grace = await desk.member("Tom"), await desk.member("Ann"), await reported(desk)
        await tom.presses("I’ll take it")
        await grace.sees("Tom now takes care")
        await desk.pace.settle()
        for hands in (tom, ann):
            (card,) = tops(hands)
            assert "I’ll take it" not in buttons(card)
            assert "Tom" in shown(card)
        (card,) = tops(grace)
        assert "Assigned" in shown(card)
        (told,) = lines(grace, "Tom now takes care")
        assert told.thread == card.ts
        assert told.text.startswith("Tom now takes care")


async def test_a_card_follows_what_is_not_told_to_its_reader(tmp_path: Path) -> None:
    async with house(tmp_path) as desk:
        lead, tom = await desk.member("Anna", Role.SUPERVISOR), await desk.member("Tom")
        grace = await reported(desk)
        await tom.presses("I’ll take it")
        await grace.sees("Tom now takes care")
        await tom.presses("Ask the customer")
        await tom.fills({"Question": "Which lamp blinks?"})
        assert await tom.submits() == {}
        await grace.sees("Which lamp blinks?")
        await on_top(grace, "Waiting for the customer’s answer")
        await grace.says("The red one", thread=tops(grace)[0].ts)
        await tom.sees("The red one")
        await on_top(grace, "In progress")
        await lead.presses("Check", within=NUMBER)
        await lead.presses("P1")
        await on_top(grace, "P1 (high)")


@pytest.mark.parametrize("error", ["ratelimited", "internal_error"])
async def test_a_card_that_slack_does_not_take_is_drawn_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, error: str
) -> None:
    monkeypatch.setattr("bot.slack.cards.AGAIN", 0.1)
    async with house(tmp_path) as desk:
        lead, grace = await desk.member("Anna", Role.SUPERVISOR), await reported(desk)
        await lead.presses("Check", within=NUMBER)
        await desk.pace.settle()
        card, call, refused = tops(grace)[0], desk.slack.api.call, [error]

        def once(method: str, given: Arguments, place: str) -> Arguments:
            if method == "chat.update" and given["ts"] == card.ts and refused:
                raise SlackError(refused.pop())
            return call(method, given, place)

        monkeypatch.setattr(desk.slack.api, "call", once)
        await lead.presses("P1")
        await on_top(grace, "P1 (high)")
        assert refused == []


async def test_what_was_reported_stands_on_the_card_and_is_not_said_again_below(tmp_path: Path) -> None:
    async with house(tmp_path) as desk:
        tom, grace = await desk.member("Tom"), desk.customer("Grace")
        await grace.commands("report")
        photo = grace.uploads("printer.png", PIXEL, "image/png")
        await grace.fills({"Category": "Fault", "Urgency": "Normal"})
        await grace.fills({**REPORT, "Photos and files": [photo]})
        assert await grace.submits() == {}
        await tom.sees(NUMBER, "📎 printer.png")
        await grace.presses("Please hurry")
        await tom.sees("Urged by")
        await desk.fetched()
        await desk.pace.settle()
        (line,) = lines(tom, "Urged by")
        assert line.thread == tops(tom)[0].ts
        assert "error 0x61" not in shown(line)
        assert "error 0x61" in shown(tops(tom)[0])
        assert len([each for each in tom.dm.messages if each.files]) == 1


async def test_a_customers_card_that_somebody_deleted_is_posted_anew(tmp_path: Path) -> None:
    async with house(tmp_path) as desk:
        tom, grace = await desk.member("Tom"), await reported(desk)
        await desk.pace.settle()
        grace.dm.messages.clear()
        await tom.presses("I’ll take it")
        await grace.sees("Tom now takes care", "Assigned")
        await desk.pace.settle()
        assert len(tops(grace)) == 1
        await tom.presses("Write to the customer")
        await tom.fills({"Message": "It is repaired"})
        assert await tom.submits() == {}
        await grace.sees("It is repaired")
        (line,) = lines(grace, "It is repaired")
        assert line.thread == tops(grace)[0].ts


@pytest.mark.parametrize("method", ["chat.postMessage", "chat.update", "files.getUploadURLExternal"])
async def test_what_has_arrived_is_not_said_again_when_the_rest_has_to_wait(tmp_path: Path, method: str) -> None:
    async with house(tmp_path) as desk:
        tom, grace = await desk.member("Tom"), await reported(desk)
        await tom.presses("I’ll take it")
        await grace.sees("Tom now takes care")
        await desk.pace.settle()
        await tom.presses("Ask the customer")
        photo = tom.uploads("fan.png", PIXEL, "image/png")
        await tom.fills({"Question": "Is it this fan?", "Files": [photo]})
        desk.slack.fail(method, Fault(status=429, retry_after=3), Fault(status=429, retry_after=3))
        assert await tom.submits() == {}
        await desk.fetched()
        await desk.wait(MINUTE)
        await grace.sees("Is it this fan?")
        assert len(lines(grace, "Is it this fan?")) == 1
        assert len([each for each in grace.dm.messages if each.files]) == 1
        assert len(tops(grace)) == len(tops(tom)) == 1
        assert label(Language.EN, "status-awaiting-customer") in shown(tops(grace)[0])


async def test_a_question_takes_the_place_of_the_one_before_while_it_is_at_hand(tmp_path: Path) -> None:
    async with house(tmp_path) as desk:
        grace = desk.customer("Grace")
        await grace.says("My printer shows error 0x61 and does not print")
        await grace.presses("Fault")
        await grace.sees("Which of these fits best?")
        assert len(lines(grace, "What is it about?")) == 0
        await grace.says("1")
        await grace.sees("Which product is it?")
        (old,) = lines(grace, "Which of these fits best?")
        assert buttons(old) == []
        assert [block["text"] for block in old.blocks] == [{"type": "mrkdwn", "text": old.text, "verbatim": True}]
        assert "Skip" in buttons(lines(grace, "Which product is it?")[0])


async def test_a_finished_form_leaves_no_question_behind(tmp_path: Path) -> None:
    async with house(tmp_path) as desk:
        grace = desk.customer("Grace")
        await grace.commands("report")
        await grace.sees("What is it about?")
        await desk.pace.settle()
        await grace.fills({"Category": "Fault", "Urgency": "Normal"})
        await grace.fills(REPORT)
        assert await grace.submits() == {}
        await grace.sees(NUMBER)
        await desk.pace.settle()
        (question,) = [each for each in grace.dm.messages if "What is it about?" in each.text]
        assert buttons(question) == []
