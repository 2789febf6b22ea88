"""The people of the story with their hands in Slack: what each does, by what their screen offers."""

from __future__ import annotations

from bot.story_script import Script
from bot.texts import MISSING
from store.message import Text
from store.moment import DAY, HOUR, MINUTE
from store.people import Language
from tests.bot.slack.house import House
from tests.fakes.slack.people import Hands
from tests.fakes.telegram.phone import PIXEL
from tests.world import WEDNESDAY, texts

KIND = {Language.EN: "Does not work as it should", Language.ZH: "功能异常"}
IMPACT = {Language.EN: "Part of it is affected", Language.ZH: "部分功能受影响"}
NUMBER = "FB20261125001"


def label(language: Language, key: str) -> str:
    """What an entry of the catalogue says in a language, in its longest part without a value."""
    return max(texts().reader(language, WEDNESDAY).text(Text(key)).split(MISSING), key=len).strip()


async def press(hands: Hands, words: Script, key: str) -> None:
    """Press the newest button of a catalogue entry."""
    await hands.presses(label(words.language, key))


async def fill(hands: Hands, words: Script, **answers: str | list[str]) -> None:
    """Fill in the open form by its steps, and send it."""
    for step, answer in answers.items():
        await hands.fills({label(words.language, f"label-{step.replace('_', '-')}"): answer})
    assert await hands.submits() == {}


async def report(customer: Hands, words: Script) -> None:
    """Say the first words, and give the rest by the form."""
    given, language = words.capture, words.language
    await customer.says(words.first_words)
    await customer.sees(label(language, "ask-category"))
    await customer.commands("report")
    photo = customer.uploads("printer.png", PIXEL, "image/png")
    await fill(
        customer,
        words,
        category=given["category"],
        urgency=given["urgency"],
        kind=KIND[language],
        model=given["model"],
        serial_number=given["serial_number"],
        purchase_date="2026-03-15",
        happened_on="2026-11-24",
        happened_at="18:00",
        hoped=given["hoped"],
        evidence=[photo],
        impact=IMPACT[language],
        name=given["name"],
        phone=given["phone"],
        tier=given["tier"],
    )
    await customer.sees(NUMBER)


async def tell(member: Hands, words: Script, verb: str, said: str) -> None:
    """Write something in a form that a button of the card opens."""
    await press(member, words, f"button-{verb}")
    await fill(member, words, **{f"{verb}_words": said})
    await member.sees(label(words.language, f"did-it-{verb}"))


async def work(house: House, customer: Hands, agent: Hands, words: Script) -> None:
    """From the first word to the result, with a question, a new time, and news on the second day."""
    await house.wait(10 * MINUTE)
    await tell(agent, words, "message", words.greeting)
    await customer.sees(words.greeting)
    await tell(agent, words, "ask", words.question)
    await customer.sees(words.question)
    await house.wait(2 * HOUR)
    await customer.shares("label.png", PIXEL, "image/png", words.answer, thread=thread(customer))
    await agent.sees(words.answer)
    await press(agent, words, "button-expect")
    await fill(agent, words, expect_date="2026-11-27", expect_time="16:00", expect_words=words.reason)
    await customer.sees(words.reason)
    await house.wait(23 * HOUR)
    await tell(agent, words, "message", words.news)
    await customer.sees(words.news)
    await house.wait(20 * HOUR)
    await tell(agent, words, "resolve", words.result)
    await customer.sees(words.result)
    await house.wait(30 * MINUTE)


async def rate_low(house: House, customer: Hands, lead: Hands, words: Script) -> None:
    """Two stars, recovery by the supervisor, and five stars at last."""
    await press(customer, words, "button-solved")
    await customer.presses(stars(words, 2))
    await fill(
        customer,
        words,
        survey_reason=words.complaint["survey_reason"],
        survey_words=words.complaint["survey_words"],
    )
    await lead.sees(words.complaint["survey_words"])
    await house.wait(HOUR)
    await tell(lead, words, "message", words.apology)
    await customer.sees(words.apology)
    await house.wait(3 * HOUR)
    await tell(lead, words, "resolve", words.second_result)
    await customer.sees(words.second_result)
    await house.wait(HOUR)
    await press(customer, words, "button-solved")
    await house.pace.settle()
    await customer.presses(stars(words, 5))
    await fill(customer, words, survey_words=words.praise)
    await customer.sees(label(words.language, "survey-done"))
    await house.wait(2 * DAY)


def stars(words: Script, count: int) -> str:
    """What the button of so many stars says."""
    return texts().reader(words.language, WEDNESDAY).text(Text("button-star", {"stars": count}))


def thread(hands: Hands) -> str:
    """The thread of the ticket in somebody's own messages."""
    (top,) = [each for each in hands.dm.messages if NUMBER in each.text and not each.thread]
    return top.ts
