"""The whole story of one ticket with everybody in Slack, over HTTP and over Socket Mode, in both languages."""

from pathlib import Path

import pytest

from bot.story_script import script
from store import history
from store.moment import MINUTE
from store.people import Language, Role
from store.ticket import Status
from store.transaction import Transaction
from tests.bot.slack.acting import label, press, rate_low, report, work
from tests.bot.slack.house import house


@pytest.mark.parametrize("lang", list(Language))
@pytest.mark.parametrize("sockets", [False, True], ids=["http", "sockets"])
async def test_a_ticket_from_first_word_to_archive(tmp_path: Path, lang: Language, sockets: bool) -> None:
    words = script(lang)
    async with house(tmp_path, sockets=sockets) as desk:
        agent = await desk.member(words.agent, language=lang)
        lead = await desk.member(words.lead, Role.SUPERVISOR, lang)
        customer = desk.customer(words.customer)
        await report(customer, words)
        await desk.wait(5 * MINUTE)
        await press(lead, words, "button-review")
        await press(agent, words, "button-claim")
        await agent.sees(label(lang, "claimed-by-you"))
        await work(desk, customer, agent, words)
        await rate_low(desk, customer, lead, words)
        ticket = await desk.ticket()
        assert ticket.status is Status.ARCHIVED
        assert [survey.stars for survey in ticket.surveys] == [2, 5]
        assert ticket.words("description") == words.first_words
        assert len(ticket.evidence) == 1
        entries = await desk.app.store.read(lambda tx: tx.tickets.history(ticket.id))
        assert history.verify(entries, seq=ticket.seq, head=ticket.head) is None
        assert await desk.app.store.read(not_sent) == []


def not_sent(tx: Transaction) -> list[str]:
    return [f"{state}: {count}" for state, count in tx.outbox.counts().items() if count and state != "expired"]
