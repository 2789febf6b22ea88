"""The story: one ticket from first word to archive, in process, on a moved clock, with the whole conversation printed.

The same store, handlers, clockwork and courier as in production; only the phones are paper.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

from bot import verdict
from bot.paper import Phone
from bot.stage import Stage, StoryBroken, staged
from bot.story_script import Script, script
from bot.wiring import open_office
from store.message import Text
from store.moment import HOUR, MINUTE
from store.people import Language, Role


async def tell(playbook: str, language: Language, write: Callable[[str], None] = print) -> bool:
    """Play the story, write it line by line with what was not kept of it, and return whether every promise was kept."""
    office, words = open_office(playbook), script(language)
    with tempfile.TemporaryDirectory(prefix="aftercare-story-") as folder:
        async with staged(office, Path(folder), words, write) as stage:
            stuck: list[Text] = []
            try:
                await play(stage, words)
            except StoryBroken as fault:
                stuck.append(fault.text)
            broken = stuck + await stage.store.read(verdict.of_all, office, stage.clock.now())
            _conclude(stage, broken)
    return not broken


def _conclude(stage: Stage, broken: list[Text]) -> None:
    reader = stage.reader
    stage.write("", *(f"✗ {reader.text(text)}" for text in broken))
    stage.write(reader.text(Text("story-broken", {"count": len(broken)}) if broken else Text("story-kept")))


async def play(stage: Stage, words: Script) -> None:
    """Play the whole case. Raises StoryBroken where it cannot go on."""
    customer = await stage.phone(words.customer, Role.CUSTOMER)
    agent = await stage.phone(words.agent, Role.AGENT)
    lead = await stage.phone(words.lead, Role.SUPERVISOR)
    await stage.say(customer, words.first_words)
    await stage.answer(customer, words.capture)
    await stage.wait(5 * MINUTE)
    await stage.press(lead, "review")
    await stage.press(agent, "claim")
    await _work(stage, words, customer, agent)
    await stage.press(customer, "solved")
    await stage.press(customer, "rate", "2")
    await stage.answer(customer, words.complaint)
    await _call_back(stage, words, lead)
    await stage.press(customer, "solved")
    await stage.press(customer, "rate", "5")
    await stage.answer(customer, {"survey_words": words.praise})
    await stage.pace.to(stage.office.next_archive(stage.clock.now()) + 5 * MINUTE)
    await stage.say(customer, (await stage.ticket()).number)
    await stage.press(customer, "history")


async def _work(stage: Stage, words: Script, customer: Phone, agent: Phone) -> None:
    await stage.wait(10 * MINUTE)
    await stage.press(agent, "message")
    await stage.answer(agent, {"message_words": words.greeting})
    await stage.press(agent, "ask")
    await stage.answer(agent, {"ask_words": words.question})
    await stage.wait(2 * HOUR)
    await stage.say(customer, words.answer, photo=True)
    await stage.press(agent, "expect")
    day = stage.office.calendar.local_date(stage.clock.now()) + timedelta(days=2)
    await stage.answer(agent, {"expect_date": day.isoformat(), "expect_time": "16:00", "expect_words": words.reason})
    await stage.until("10:30", days=1)  # the agent is asked for news on the way, and again the next morning
    await stage.press(agent, "message")
    await stage.answer(agent, {"message_words": words.news})
    await stage.until("10:15", days=1)
    await stage.press(agent, "resolve")
    await stage.answer(agent, {"resolve_words": words.result})
    await stage.wait(45 * MINUTE)


async def _call_back(stage: Stage, words: Script, lead: Phone) -> None:
    await stage.wait(30 * MINUTE)
    await stage.press(lead, "message")
    await stage.answer(lead, {"message_words": words.apology})
    await stage.until("15:30")
    await stage.press(lead, "resolve")
    await stage.answer(lead, {"resolve_words": words.second_result})
    await stage.wait(40 * MINUTE)
