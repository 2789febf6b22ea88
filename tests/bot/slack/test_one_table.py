"""A report by a modal in Slack and one said step by step anywhere are one table: any answers give the same ticket."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from bot.settings import TelegramSettings
from store.people import Language
from tests.bot.slack.house import House, house
from tests.bot.slack.saying import InSlack, InTelegram, OnTheWeb, Place, step_by_step
from tests.fakes.slack.people import Hands
from tests.fakes.slack.workspace import View
from tests.fakes.telegram.phone import PIXEL
from tests.fakes.telegram.server import FakeTelegram, telegram
from tests.handlers.test_one_table import Plan, plans, what_counts
from tests.web_client import Browser

EXAMPLES = 5

PICKED: Mapping[str, str] = {
    "昨天": "2026-11-24",
    "yesterday": "2026-11-24",
    "2026年1月2日": "2026-01-02",
    "March 15, 2026": "2026-03-15",
    "20260808": "2026-08-08",
    "下午6点": "18:00",
    "6 pm": "18:00",
    "8点半": "08:30",
    "0915": "09:15",
}
"""What somebody picks who would have typed this."""

SPOKEN = {Language.EN: "english", Language.ZH: "chinese"}


async def by_modal(desk: House, plan: Plan, language: Language) -> None:
    """Open the form, fill in whatever shows up, and send it."""
    hands = desk.customer("Grace")
    await hands.commands(SPOKEN[language])
    await hands.commands("report")
    view: View = await hands.until(lambda: next(iter(hands.user.views), None), "a form")
    filled = set[str]()
    while fields := [each for each in view.body["blocks"] if each["block_id"] not in filled]:
        for field in fields:
            filled.add(field["block_id"])
            before, answer = view.hash, _picked(hands, field, plan)
            if answer is not None:
                await hands.puts(view, field, answer)
            if answer is not None and field.get("dispatch_action"):
                await hands.until(lambda before=before: view.hash != before or None, "a form drawn anew")
                break
    assert await hands.submits() == {}


def _picked(hands: Hands, field: dict[str, Any], plan: Plan) -> str | list[str] | None:
    """Return what somebody puts into a field who answers as planned; None for one that is left empty."""
    element, answer = field["element"], plan.answers[field["block_id"].partition(".")[0]]
    match answer:
        case int():
            return [hands.uploads(f"{number}.png", PIXEL, "image/png") for number in range(answer)]
        case str() if "options" in element:
            return str(element["options"][int(answer) - 1]["text"]["text"])
        case str() if element["type"] in {"datepicker", "timepicker"}:
            return PICKED.get(answer, answer)
        case _:
            return answer


async def everywhere(desk: House, server: FakeTelegram, plan: Plan, language: Language) -> None:
    """Report the same in every way, and compare what became of it."""
    before = {each.id for each in await desk.tickets()}
    await by_modal(desk, plan, language)
    slack = desk.customer("Wang")
    await slack.commands(SPOKEN[language])
    places: list[Place] = [InSlack(desk, slack), InTelegram(desk, server.user("Li", language.value))]
    for place in places:
        await step_by_step(place, plan, language)
    async with Browser(desk.url, language=language.value) as browser, browser.chat() as chat:
        await step_by_step(OnTheWeb(desk, browser, chat), plan, language)
    tickets = [each for each in await desk.tickets() if each.id not in before]
    first, *others = map(what_counts, tickets)
    assert len(others) == 3
    assert others == [first] * 3


def test_in_every_channel_the_same_answers_give_the_same_ticket(tmp_path: Path) -> None:
    with asyncio.Runner() as runner:
        stack = AsyncExitStack()

        async def opened() -> tuple[House, FakeTelegram]:
            server = await stack.enter_async_context(telegram())
            chats = TelegramSettings(server.token, server.url)
            return await stack.enter_async_context(house(tmp_path, telegram=chats)), server

        desk, server = runner.run(opened())

        @settings(
            max_examples=EXAMPLES,
            deadline=None,
            phases=[Phase.reuse, Phase.generate],
            suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
        )
        @given(plan=plans(), language=st.sampled_from(Language))
        def same(plan: Plan, language: Language) -> None:
            runner.run(everywhere(desk, server, plan, language))

        try:
            same()
        finally:
            runner.run(stack.aclose())
