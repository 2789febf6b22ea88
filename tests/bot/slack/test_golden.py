"""Every screen in both languages, as readable JSON: what Slack is given changes only when somebody means it to.

`AFTERCARE_GOLDEN=write` writes the files anew; read the difference before it is committed.
"""

import asyncio
import json
import os
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from slack_sdk.models.blocks import Block
from slack_sdk.models.views import View

from bot.story_script import Script, script
from store.moment import MINUTE
from store.people import Language, Role
from tests.bot.slack.acting import IMPACT, KIND, NUMBER, fill, label, press, stars
from tests.bot.slack.house import House, house
from tests.fakes.slack.blocks import check_message, check_view
from tests.fakes.slack.people import Hands
from tests.fakes.slack.workspace import BOT

GOLDEN = Path(__file__).parent / "golden"

Screens = dict[str, Any]


class Camera:
    """Takes pictures of what people see."""

    def __init__(self, desk: House, language: Language) -> None:
        """Begin without any."""
        self._desk, self._language = desk, language
        self.taken: Screens = {}

    async def modal(self, name: str, hands: Hands, key: str) -> None:
        """Take the open modal once a field is in it."""
        wanted = label(self._language, key)
        found = await until(
            lambda: next(
                (each.body for each in hands.user.views if wanted in json.dumps(each.body, ensure_ascii=False)), None
            )
        )
        self.taken[name] = found

    async def home(self, name: str, hands: Hands) -> None:
        """Take somebody's Home."""
        before = hands.user.home
        await hands.opens_home()
        found = await until(lambda: hands.user.home if hands.user.home is not before else None)
        self.taken[name] = found.body

    async def message(self, name: str, hands: Hands, fragment: str) -> None:
        """Take the newest message that says something."""
        await hands.sees(fragment)
        await self._desk.pace.settle()
        said = [each for each in hands.dm.messages if each.user == BOT and fragment in _text(each.text, each.blocks)]
        self.taken[name] = {"text": said[-1].text, "blocks": said[-1].blocks}


def _text(text: str, blocks: Any) -> str:
    return text + json.dumps(blocks, ensure_ascii=False)


async def until(find: Callable[[], Any]) -> Any:
    """Wait until something is there."""
    async with asyncio.timeout(15):
        while (found := find()) is None:
            await asyncio.sleep(0.01)
    return found


async def screens(desk: House, words: Script) -> Screens:
    """Walk through one ticket and take every screen on the way."""
    language, given = words.language, words.capture
    camera = Camera(desk, language)
    agent = await desk.member(words.agent, language=language)
    lead = await desk.member(words.lead, Role.SUPERVISOR, language)
    customer = desk.customer(words.customer)
    await customer.says(words.first_words)
    await camera.message("question-category", customer, label(language, "ask-category"))
    await customer.commands("report")
    await camera.modal("capture-1-first-words", customer, "label-urgency")
    await customer.fills({label(language, "label-category"): given["category"]})
    await camera.modal("capture-2-of-a-fault", customer, "label-kind")
    await customer.fills({label(language, "label-phone"): "x"})
    camera.taken["capture-3-errors"] = await customer.submits()
    await fill(
        customer,
        words,
        urgency=given["urgency"],
        kind=KIND[language],
        model=given["model"],
        serial_number=given["serial_number"],
        purchase_date="2026-03-15",
        happened_on="2026-11-24",
        happened_at="18:00",
        hoped=given["hoped"],
        impact=IMPACT[language],
        name=given["name"],
        phone=given["phone"],
        tier=given["tier"],
    )
    await camera.message("customer-card-new", customer, NUMBER)
    await camera.home("home-customer", customer)
    await desk.wait(5 * MINUTE)
    await camera.message("supervisor-review", lead, label(language, "button-review"))
    await camera.home("home-supervisor", lead)
    await press(lead, words, "button-review")
    await camera.message("agent-card-new", agent, label(language, "button-claim"))
    await press(agent, words, "button-claim")
    await camera.message("agent-card-claimed", agent, label(language, "button-resolve"))
    await camera.home("home-agent", agent)
    await agent.commands("queue")
    await camera.message("agent-queue", agent, NUMBER)
    for verb, field in (
        ("ask", "label-ask-words"),
        ("expect", "label-expect-date"),
        ("message", "label-message-words"),
        ("resolve", "label-resolve-words"),
    ):
        await press(agent, words, f"button-{verb}")
        await camera.modal(f"agent-form-{verb}", agent, field)
        if verb != "resolve":
            await agent.closes()
            await agent.commands("cancel")
    await fill(agent, words, resolve_words=words.result)
    await camera.message("customer-result", customer, label(language, "button-solved"))
    await customer.commands("status")
    await camera.message("customer-status", customer, NUMBER)
    await desk.wait(30 * MINUTE)
    await customer.presses(label(language, "button-solved"), within=words.result)
    await desk.pace.settle()
    await camera.message("survey-stars", customer, stars(words, 5))
    await customer.presses(stars(words, 2))
    await camera.modal("survey-form", customer, "label-survey-words")
    return camera.taken


def steady(screen: Any) -> str:
    """Return a screen as readable JSON, without what differs each time."""
    text = json.dumps(screen, ensure_ascii=False, indent=2)
    text = re.sub(r'("value": ".*?:)(?:[0-9a-z]*\d[0-9a-z]*|[a-z]{11,13})(?=[.:"])', r"\1ID", text)
    text = re.sub(r"<!date\^\d+\^", "<!date^SECONDS^", text)
    text = re.sub(r"\b\d{16,20}\b", "NUMBER", text)
    return re.sub(r"NUMBER, \d{13}\b", "NUMBER, MOMENT", text) + "\n"


@pytest.mark.parametrize("language", list(Language))
async def test_every_screen(tmp_path: Path, language: Language) -> None:
    async with house(tmp_path) as desk:
        taken = await screens(desk, script(language))
    for name, screen in taken.items():
        if "type" in screen:
            check_view(screen)
            View(**screen).validate_json()
        elif "blocks" in screen:
            check_message(screen["blocks"])
            for block in Block.parse_all(screen["blocks"]):
                block.validate_json()
        file = GOLDEN / f"{language.value}-{name}.json"
        if os.environ.get("AFTERCARE_GOLDEN") == "write":
            file.parent.mkdir(exist_ok=True)
            file.write_text(steady(screen))
        assert steady(screen) == file.read_text(), f"{file.name} shows something else now"
    assert {f"{language.value}-{name}.json" for name in taken} == {
        file.name for file in GOLDEN.glob(f"{language.value}-*")
    }
