"""The real program, killed at random moments under load: what was acknowledged is in the store once, and nothing vanishes.

python -m tests.bot.slack.kills 100 [http|socket]
"""

from __future__ import annotations

import asyncio
import json
import os
import random
import signal
import socket
import sqlite3
import sys
import tempfile
from bisect import bisect
from collections import Counter
from contextlib import closing
from itertools import count
from pathlib import Path
from typing import Any, Protocol

import httpx
from msgspec import Struct

from tests.fakes.slack.server import APP_TOKEN, BOT_TOKEN, SECRET, FakeSlack
from tests.fakes.slack.socket_mode import Sockets
from tests.fakes.slack.wire import signed
from tests.fakes.slack.workspace import BOT, Message

CHATTERS = 16
SOCKETS = 2
PATIENCE = 120.0
"""Seconds after which a program that was started again must have caught up, however busy the machine is."""

WORDS = (
    *("/report", "Fault", "1", "LJ-2400", "SN-1", "/skip", "/skip", "/skip", "It shows error 0x61 and stops", "/skip"),
    *("/skip", "Normal", "1", "Grace", "+8613800138000", "1", "Send", "It smells of smoke as well", "/help", "/cancel"),
)
"""A report, with its thread; on the way, questions that take each other's place."""


class Figures(Struct):
    """What a run has shown."""

    kills: int
    events: int
    lost: int
    """Events that were acknowledged and are not in the store."""
    messages: int
    unsent: int
    """Messages that never ended."""
    missing: int
    """Messages that count as sent, are not flagged uncertain, and are not there."""
    looked: int
    """Times that Slack was asked whether something has arrived."""
    flagged: int
    """Messages of which nobody knows whether they arrived once."""
    doubled: int
    """Messages that arrived twice."""
    most: int
    """The most that one kill doubled."""

    def __str__(self) -> str:
        return (
            f"{self.kills} kills, {self.events} events, {self.messages} messages: {self.lost} events lost, "
            f"{self.unsent} messages unsent, {self.missing} missing, {self.looked} looked for, "
            f"{self.flagged} flagged uncertain, {self.doubled} doubled, {self.most} by one kill at the most"
        )


class Way(Protocol):
    """A way into the program."""

    @property
    def settings(self) -> dict[str, str]:
        """Return what the program is told of it."""
        ...

    async def ready(self) -> None:
        """Wait until a program that was started serves."""
        ...

    async def tell(self, event: dict[str, Any]) -> bool:
        """Send an event once; whether it was acknowledged."""
        ...


class OverHttp:
    """The Events API, on a port."""

    def __init__(self, client: httpx.AsyncClient, port: int) -> None:
        """Post to a program."""
        self._client, self._url = client, f"http://127.0.0.1:{port}"
        self.settings = {"AFTERCARE_SLACK_SIGNING_SECRET": SECRET}

    async def ready(self) -> None:
        """Wait until the program answers."""
        while True:
            try:
                await self._client.get(f"{self._url}/healthz")
            except httpx.HTTPError:
                await asyncio.sleep(0.05)
            else:
                return

    async def tell(self, event: dict[str, Any]) -> bool:
        """Post an event."""
        text = json.dumps(event)
        headers = signed(SECRET, text) | {"Content-Type": "application/json"}
        try:
            return (await self._client.post(f"{self._url}/slack/events", content=text, headers=headers)).is_success
        except httpx.HTTPError:
            return False


class OverSocket:
    """Socket Mode."""

    def __init__(self, sockets: Sockets) -> None:
        """Send through whatever sockets are open."""
        self._sockets, self._greeted = sockets, 0
        self.settings = {"AFTERCARE_SLACK_APP_TOKEN": APP_TOKEN}

    async def ready(self) -> None:
        """Wait until the program has opened its sockets anew."""
        await self._sockets.until(self._greeted + SOCKETS, patience=PATIENCE)
        self._greeted = self._sockets.greeted

    async def tell(self, event: dict[str, Any]) -> bool:
        """Send an event."""
        if not self._sockets.open:
            return False
        return await self._sockets.send("events_api", event, patience=1.0) is not None


class Load:
    """People who write, each event sent again until it is acknowledged, as Slack does."""

    def __init__(self, slack: FakeSlack, way: Way) -> None:
        """Write to a program."""
        self._slack, self._way, self._numbers = slack, way, count(1)
        self.acknowledged: set[str] = set()
        self.stop = asyncio.Event()

    async def talk(self, user: str) -> None:
        """Write until it is enough."""
        chance = random.Random(user)
        while not self.stop.is_set():
            for words in WORDS:
                await self._say(user, words)
                await asyncio.sleep(chance.uniform(0.3, 1.0))

    async def _say(self, user: str, words: str) -> None:
        channel, ts = self._slack.workspace.direct(user).id, self._slack.workspace.ts()
        told = {"type": "message", "channel_type": "im", "channel": channel, "user": user, "team": "T0TEAM",
                "text": words, "ts": ts}  # fmt: skip
        body = {"type": "event_callback", "team_id": "T0TEAM", "event_id": f"Ev{next(self._numbers)}", "event": told}
        for _ in range(40):
            if await self._way.tell(body):
                self.acknowledged.add(f"{ts}:{channel}")
                return
            await asyncio.sleep(0.1)


async def run(kills: int, folder: Path, seed: int = 20261125, *, sockets: bool = False) -> Figures:
    """Kill the program so often while people write, then let it catch up, and look."""
    chance = random.Random(seed)
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    slack = FakeSlack()
    async with slack.running(), httpx.AsyncClient(timeout=10, trust_env=False) as client:
        way: Way = OverSocket(slack.sockets) if sockets else OverHttp(client, port)
        load = Load(slack, way)
        users = [slack.workspace.user(f"c{number}").id for number in range(CHATTERS)]
        talking = [asyncio.create_task(load.talk(user)) for user in users]
        killed: list[str] = []
        for _ in range(kills):
            program = await _start(slack, folder, port, way)
            await asyncio.sleep(chance.uniform(0.3, 1.5))
            program.send_signal(signal.SIGKILL)
            await program.wait()
            killed.append(slack.workspace.ts())
        load.stop.set()
        program = await _start(slack, folder, port, way)
        try:
            await asyncio.gather(*talking)
            async with asyncio.timeout(PATIENCE):
                while _rows(folder, "SELECT 1 FROM outbox WHERE state IN ('waiting', 'leased') LIMIT 1"):
                    await asyncio.sleep(0.1)
        finally:
            program.send_signal(signal.SIGTERM)
            await program.wait()
        return _figures(killed, slack, load, folder)


async def _start(slack: FakeSlack, folder: Path, port: int, way: Way) -> asyncio.subprocess.Process:
    environment = {
        **os.environ,
        "AFTERCARE_DATA_DIR": str(folder),
        "AFTERCARE_PORT": str(port),
        "AFTERCARE_SLACK_BOT_TOKEN": BOT_TOKEN,
        "AFTERCARE_SLACK_API": f"{slack.url}/api",
        "AFTERCARE_LOG_LEVEL": "error",
        **way.settings,
    }
    program = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bot", "run", env=environment, cwd=Path(__file__).parents[3]
    )
    async with asyncio.timeout(PATIENCE):
        await way.ready()
    return program


def _rows(folder: Path, sql: str) -> list[tuple[Any, ...]]:
    with closing(sqlite3.connect(f"file:{folder / 'aftercare.db'}?mode=ro", uri=True)) as connection:
        return connection.execute(sql).fetchall()


def _figures(killed: list[str], slack: FakeSlack, load: Load, folder: Path) -> Figures:
    taken = {str(event) for (event,) in _rows(folder, "SELECT event FROM inbox")}
    rows = _rows(folder, "SELECT state, ref, uncertain FROM outbox")
    said = [each for channel in slack.workspace.channels.values() for each in channel.messages if each.user == BOT]
    there, twice = {each.ts for each in said}, _twice(said)
    by_kill = Counter(bisect(killed, each.ts) for each in twice)
    return Figures(
        kills=len(killed),
        events=len(load.acknowledged),
        lost=len(load.acknowledged - taken),
        messages=len(rows),
        unsent=sum(state not in {"sent", "expired"} for state, _, _ in rows),
        missing=sum(state == "sent" and not uncertain and ref not in there for state, ref, uncertain in rows),
        looked=len(slack.called("conversations.history")) + len(slack.called("conversations.replies")),
        flagged=sum(bool(uncertain) for _, _, uncertain in rows),
        doubled=len(twice),
        most=max(by_kill.values(), default=0),
    )


def _twice(said: list[Message]) -> list[Message]:
    """Return the messages that had been sent before."""
    seen: set[tuple[str, str]] = set()
    again = []
    for message in sorted(said, key=lambda each: each.ts):
        key = (message.key, message.metadata["event_payload"]["part"])
        again += [message] if key in seen else []
        seen.add(key)
    return again


if __name__ == "__main__":
    with tempfile.TemporaryDirectory(prefix="aftercare-kills-") as name:
        print(asyncio.run(run(int(sys.argv[1]), Path(name), sockets="socket" in sys.argv[2:])))
