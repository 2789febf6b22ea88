"""The whole story of one ticket with everybody on Telegram, and with the customer on the web."""

from pathlib import Path

import pytest

from bot.story_script import Script, script
from store import history
from store.moment import DAY, HOUR, MINUTE
from store.people import Language, Role
from store.ticket import Status
from store.transaction import Transaction
from tests.bot.telegram.house import Desk, Person, desk, label
from tests.fakes.telegram.phone import Phone
from tests.fakes.telegram.server import FakeTelegram


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("webhook", [False, True], ids=["polling", "webhook"])
async def test_a_ticket_from_first_word_to_archive(
    server: FakeTelegram, tmp_path: Path, lang: str, webhook: bool
) -> None:
    words = script(Language(lang))
    async with desk(server, tmp_path, webhook=webhook) as house:
        agent = await house.member(words.agent, lang=lang)
        lead = await house.member(words.lead, Role.SUPERVISOR, lang=lang)
        customer = server.user(words.customer, lang)
        await report(customer, words)
        await play(house, customer, agent, lead, words)


async def play(house: Desk, customer: Person, agent: Phone, lead: Phone, words: Script) -> None:
    """Play what follows a report, to the archive, and look at what is kept of it."""
    await house.wait(5 * MINUTE)
    await press(lead, "button-review")
    await press(agent, "button-claim")
    await agent.hears("由您负责 | is yours")
    await work(house, customer, agent, words)
    await rate_low(house, customer, lead, words)
    await house.wait(2 * DAY)
    ticket = await house.ticket()
    assert ticket.status is Status.ARCHIVED
    assert [survey.stars for survey in ticket.surveys] == [2, 5]
    entries = await house.app.store.read(lambda tx: tx.tickets.history(ticket.id))
    assert history.verify(entries, seq=ticket.seq, head=ticket.head) is None
    assert await house.app.store.read(not_sent) == []


DONE = {
    "message": "已发给客户 | sent to the customer",
    "ask": "已询问 | asked",
    "resolve": "已处理完成 | marked as solved",
}
"""What a member hears once it is done."""


async def press(phone: Person, key: str) -> None:
    await phone.presses(label(phone, key))


async def report(customer: Phone, words: Script) -> None:
    """Answer everything, by pressing what can be pressed."""
    given = words.capture
    await customer.says(words.first_words)
    await customer.presses(given["category"])
    await customer.hears(label(customer, "ask-kind"))
    await customer.presses(label(customer, "kind"))
    for step in ("model", "serial_number", "purchase_date"):
        await customer.hears(label(customer, f"ask-{step.replace('_', '-')}"))
        await customer.says(given[step])
    await customer.hears(label(customer, "ask-happened-on"))
    await customer.presses("24")
    await customer.hears(label(customer, "ask-happened-at"))
    await customer.says(given["happened_at"])
    await customer.hears(label(customer, "ask-hoped"))
    await customer.says(given["hoped"])
    await customer.hears(label(customer, "ask-evidence"))
    await customer.sends_photo()
    await press(customer, "button-done")
    await customer.presses(given["urgency"])
    await customer.hears(label(customer, "ask-impact"))
    await customer.presses(label(customer, "impact"))
    await customer.hears(label(customer, "ask-name"))
    await customer.says(given["name"])
    await customer.hears(label(customer, "ask-phone"))
    await press(customer, "telegram-share-phone")
    await customer.hears(label(customer, "telegram-thanks"), label(customer, "ask-tier"))
    await customer.presses(given["tier"])
    await customer.hears(label(customer, "review-title"), "+8613800138000", words.first_words)
    await press(customer, "button-send")
    await customer.hears("FB20261125001")


async def work(house: Desk, customer: Person, agent: Phone, words: Script) -> None:
    await house.wait(10 * MINUTE)
    await tell(agent, "message", words.greeting)
    await customer.hears(words.greeting)
    await tell(agent, "ask", words.question)
    await customer.hears(words.question)
    await house.wait(2 * HOUR)
    await customer.sends_photo(words.answer)
    await agent.hears(words.answer)
    await press(agent, "button-expect")
    await agent.hears(label(agent, "ask-expect-date"))
    await agent.presses("27")
    await agent.hears(label(agent, "ask-expect-time"))
    await agent.says("16:00")
    await agent.hears(label(agent, "ask-expect-words"))
    await agent.says(words.reason)
    await customer.hears(words.reason)
    await house.wait(23 * HOUR)
    await tell(agent, "message", words.news)
    await customer.hears(words.news)
    await house.wait(20 * HOUR)
    await tell(agent, "resolve", words.result)
    await customer.hears(words.result)
    await house.wait(30 * MINUTE)


async def tell(member: Phone, verb: str, words: str) -> None:
    await press(member, f"button-{verb}")
    await member.hears(label(member, f"ask-{verb}-words"))
    await member.says(words)
    await member.hears(DONE[verb])


async def rate_low(house: Desk, customer: Person, lead: Phone, words: Script) -> None:
    await press(customer, "button-solved")
    await customer.presses("2 ★")
    await customer.presses(words.complaint["survey_reason"])
    await customer.hears(label(customer, "ask-survey-words"))
    await customer.says(words.complaint["survey_words"])
    await lead.hears(words.complaint["survey_words"])
    await house.wait(HOUR)
    await tell(lead, "message", words.apology)
    await customer.hears(words.apology)
    await house.wait(3 * HOUR)
    await tell(lead, "resolve", words.second_result)
    await customer.hears(words.second_result)
    await house.wait(HOUR)
    await press(customer, "button-solved")
    await customer.hears("已关闭 | is closed")
    await customer.presses("5 ★")
    await customer.hears(label(customer, "ask-survey-words"))
    await customer.says(words.praise)
    await customer.hears(label(customer, "survey-done"))


def not_sent(tx: Transaction) -> list[str]:
    return [f"{state}: {count}" for state, count in tx.outbox.counts().items() if count and state != "expired"]
