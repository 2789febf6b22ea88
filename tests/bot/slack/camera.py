"""Pictures of what people see in Slack, each within its limits, kept as readable JSON.

`AFTERCARE_GOLDEN=write` writes the files anew; read the difference before it is committed.
"""

import asyncio
import json
import os
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

from slack_sdk.models.blocks import Block
from slack_sdk.models.views import View

from store.people import Language
from tests.bot.slack.acting import label
from tests.bot.slack.house import House
from tests.fakes.slack.blocks import check_message, check_view
from tests.fakes.slack.people import Hands
from tests.fakes.slack.workspace import BOT, Channel, Message

GOLDEN = Path(__file__).parent / "golden"


class Camera:
    """Takes pictures of what people see; those of a journey begin with its name."""

    def __init__(self, desk: House, language: Language, journey: str) -> None:
        """Begin without any."""
        self._desk, self._language, self._journey = desk, language, journey
        self.taken: dict[str, Any] = {}

    def take(self, name: str, screen: Any) -> None:
        """Take something."""
        assert name not in self.taken
        self.taken[name] = screen

    async def modal(self, name: str, hands: Hands, key: str) -> None:
        """Take the open modal once a field is in it."""
        wanted = label(self._language, key)
        found = await until(
            lambda: next(
                (each.body for each in hands.user.views if wanted in json.dumps(each.body, ensure_ascii=False)), None
            )
        )
        self.take(name, found)

    async def closed(self, name: str, hands: Hands, key: str) -> None:
        """Take the open modal, close it, and let the conversation that it stood for end."""
        await self.modal(name, hands, key)
        await hands.closes()
        await hands.commands("cancel")

    async def home(self, name: str, hands: Hands) -> None:
        """Take somebody's Home."""
        before = hands.user.home
        await hands.opens_home()
        found = await until(lambda: hands.user.home if hands.user.home is not before else None)
        self.take(name, found.body)

    async def message(self, name: str, hands: Hands, fragment: str) -> None:
        """Take the newest message that says something."""
        await hands.sees(fragment)
        await self._desk.pace.settle()
        self.take(name, _shown([each for each in _said(hands.dm) if fragment in _text(each)][-1]))

    async def last(self, name: str, hands: Hands, at: Channel | None = None) -> None:
        """Take the newest message, once nothing more is on its way."""
        await self._desk.pace.settle()
        self.take(name, _shown(_said(at or hands.dm)[-1]))

    async def card(self, name: str, channel: Channel) -> None:
        """Take the newest card of a channel, once nothing more is on its way."""
        await self._desk.pace.settle()
        status = f"*{label(self._language, 'fact-status')}*"
        self.take(name, _shown([each for each in _said(channel) if not each.thread and status in _text(each)][-1]))

    def develop(self) -> None:
        """See that every picture is within Slack's limits, and as it was."""
        for name, screen in self.taken.items():
            _check(screen)
            file = GOLDEN / f"{self._language.value}-{self._journey}-{name}.json"
            if os.environ.get("AFTERCARE_GOLDEN") == "write":
                file.write_text(steady(screen))
            assert steady(screen) == file.read_text(), f"{file.name} shows something else now"
        kept = {file.name for file in GOLDEN.glob(f"{self._language.value}-{self._journey}-*")}
        assert kept == {f"{self._language.value}-{self._journey}-{name}.json" for name in self.taken}


def _check(screen: Any) -> None:
    if "type" in screen:
        check_view(screen)
        View(**screen).validate_json()
    elif "blocks" in screen:
        check_message(screen["blocks"])
        for block in Block.parse_all(screen["blocks"]):
            block.validate_json()


def _said(channel: Channel) -> list[Message]:
    return [each for each in channel.messages if each.user == BOT]


def _shown(message: Message) -> dict[str, Any]:
    return {"text": message.text, "blocks": message.blocks}


def _text(message: Message) -> str:
    return message.text + json.dumps(message.blocks, ensure_ascii=False)


async def until(find: Callable[[], Any]) -> Any:
    """Wait until something is there."""
    async with asyncio.timeout(15):
        while (found := find()) is None:
            await asyncio.sleep(0.01)
    return found


def steady(screen: Any) -> str:
    """Return a screen as readable JSON, without what differs each time."""
    text = json.dumps(screen, ensure_ascii=False, indent=2)
    text = re.sub(r'("value": ".*?:)(?:[0-9a-z]*\d[0-9a-z]*|[a-z]{11,13})(?=[.:"])', r"\1ID", text)
    text = re.sub(r"<!date\^\d+\^", "<!date^SECONDS^", text)
    text = re.sub(r"http://127\.0\.0\.1:\d+/archives/\w+/p\d+", "PERMALINK", text)
    text = re.sub(r"\b\d{16,20}\b", "NUMBER", text)
    return re.sub(r"NUMBER, \d{13}\b", "NUMBER, MOMENT", text) + "\n"
