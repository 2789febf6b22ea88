"""The real program, killed at random moments under load: what was acknowledged is in the store once, and nothing vanishes.

python -m tests.bot.slack.kills 100
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
from collections import Counter
from contextlib import closing
from itertools import count
from pathlib import Path
from typing import Any

import httpx
from msgspec import Struct

from tests.fakes.slack.server import BOT_TOKEN, SECRET, FakeSlack
from tests.fakes.slack.wire import signed
from tests.fakes.slack.workspace import BOT

CHATTERS = 16
PATIENCE = 120.0
"""Seconds after which a program that was started again must have caught up, however busy the machine is."""

WORDS = ("/report", "Fault", "1", "LJ-2400", "SN-1", "/skip", "/skip", "/skip", "It shows error 0x61 and stops", "/cancel")  # fmt: skip


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
    flagged: int
    doubled: int
    """Messages that arrived twice."""


class Load:
    """People who write, each event sent again until it is acknowledged, as Slack does."""

    def __init__(self, slack: FakeSlack, port: int) -> None:
        """Write to a program on a port."""
        self._slack, self._url, self._numbers = slack, f"http://127.0.0.1:{port}", count(1)
        self.acknowledged: set[str] = set()
        self.stop = asyncio.Event()

    async def talk(self, client: httpx.AsyncClient, user: str) -> None:
        """Write until it is enough."""
        chance = random.Random(user)
        while not self.stop.is_set():
            for words in WORDS:
                await self._say(client, user, words)
                await asyncio.sleep(chance.uniform(0.3, 1.0))

    async def _say(self, client: httpx.AsyncClient, user: str, words: str) -> None:
        event = f"Ev{next(self._numbers)}"
        told = {"type": "message", "channel_type": "im", "channel": self._slack.workspace.direct(user).id, "user": user,
                "team": "T0TEAM", "text": words, "ts": self._slack.workspace.ts()}  # fmt: skip
        body: dict[str, Any] = {"type": "event_callback", "team_id": "T0TEAM", "event_id": event, "event": told}
        text = json.dumps(body)
        for _ in range(40):
            headers = signed(SECRET, text) | {"Content-Type": "application/json"}
            try:
                if (await client.post(f"{self._url}/slack/events", content=text, headers=headers)).is_success:
                    self.acknowledged.add(event)
                    return
            except httpx.HTTPError:
                pass
            await asyncio.sleep(0.1)

    async def ready(self, client: httpx.AsyncClient) -> None:
        """Wait until the program serves."""
        async with asyncio.timeout(PATIENCE):
            while True:
                try:
                    await client.get(f"{self._url}/healthz")
                except httpx.HTTPError:
                    await asyncio.sleep(0.05)
                else:
                    return


async def run(kills: int, folder: Path, seed: int = 20261125) -> Figures:
    """Kill the program so often while people write, then let it catch up, and look."""
    chance = random.Random(seed)
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    slack = FakeSlack()
    async with slack.running(), httpx.AsyncClient(timeout=10, trust_env=False) as client:
        load = Load(slack, port)
        users = [slack.workspace.user(f"c{number}").id for number in range(CHATTERS)]
        talking = [asyncio.create_task(load.talk(client, user)) for user in users]
        for _ in range(kills):
            program = await _start(slack, folder, port)
            await load.ready(client)
            await asyncio.sleep(chance.uniform(0.3, 1.5))
            program.send_signal(signal.SIGKILL)
            await program.wait()
        load.stop.set()
        program = await _start(slack, folder, port)
        try:
            await asyncio.gather(*talking)
            async with asyncio.timeout(PATIENCE):
                while _rows(folder, "SELECT 1 FROM outbox WHERE state IN ('waiting', 'leased') LIMIT 1"):
                    await asyncio.sleep(0.1)
        finally:
            program.send_signal(signal.SIGTERM)
            await program.wait()
        return _figures(kills, slack, load, folder)


async def _start(slack: FakeSlack, folder: Path, port: int) -> asyncio.subprocess.Process:
    environment = {
        **os.environ,
        "AFTERCARE_DATA_DIR": str(folder),
        "AFTERCARE_PORT": str(port),
        "AFTERCARE_SLACK_BOT_TOKEN": BOT_TOKEN,
        "AFTERCARE_SLACK_SIGNING_SECRET": SECRET,
        "AFTERCARE_SLACK_API": f"{slack.url}/api",
        "AFTERCARE_LOG_LEVEL": "error",
    }
    return await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bot", "run", env=environment, cwd=Path(__file__).parents[3]
    )


def _rows(folder: Path, sql: str) -> list[tuple[Any, ...]]:
    with closing(sqlite3.connect(f"file:{folder / 'aftercare.db'}?mode=ro", uri=True)) as connection:
        return connection.execute(sql).fetchall()


def _figures(kills: int, slack: FakeSlack, load: Load, folder: Path) -> Figures:
    taken = {str(event) for (event,) in _rows(folder, "SELECT event FROM inbox")}
    rows = _rows(folder, "SELECT state, ref, uncertain FROM outbox")
    said = [each for channel in slack.workspace.channels.values() for each in channel.messages if each.user == BOT]
    there, keys = {each.ts for each in said}, Counter(each.key for each in said if each.key)
    return Figures(
        kills=kills,
        events=len(load.acknowledged),
        lost=len(load.acknowledged - taken),
        messages=len(rows),
        unsent=sum(state not in {"sent", "expired"} for state, _, _ in rows),
        missing=sum(state == "sent" and not uncertain and ref not in there for state, ref, uncertain in rows),
        flagged=sum(bool(uncertain) for _, _, uncertain in rows),
        doubled=sum(number - 1 for number in keys.values()),
    )


if __name__ == "__main__":
    with tempfile.TemporaryDirectory(prefix="aftercare-kills-") as name:
        print(asyncio.run(run(int(sys.argv[1]), Path(name))))
