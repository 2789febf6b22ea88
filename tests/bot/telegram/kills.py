"""The real program, killed at random moments under load: what was confirmed is in the store once, and nothing vanishes.

python -m tests.bot.telegram.kills 100
"""

from __future__ import annotations

import asyncio
import os
import random
import signal
import sqlite3
import sys
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from itertools import pairwise
from pathlib import Path

from msgspec import Struct, structs

from store.delivery import SEND_AGAIN
from tests.fakes.telegram.phone import Phone
from tests.fakes.telegram.server import FakeTelegram, telegram

CHATTERS = 32
PATIENCE = 120.0
"""Seconds in which a program that was started again must have moved on, however busy the machine is."""

WORDS = (
    "/report",
    "Fault",
    "1",
    "LJ-2400",
    "SN-1",
    "/skip",
    "/skip",
    "/skip",
    "It shows error 0x61 and stops",
    "/cancel",
)


IN_DOUBT = f"SELECT id FROM outbox WHERE state = 'leased' AND uncertain AND kind IN {tuple(map(str, SEND_AGAIN))}"  # noqa: S608
"""What is on its way, and will be sent again."""

UNDER_WAY = "SELECT 1 FROM outbox WHERE state IN ('waiting', 'leased')"


class Figures(Struct):
    """What a run has shown."""

    kills: int = 0
    updates: int = 0
    lost: int = 0
    """Updates that were confirmed and are not in the store."""
    messages: int = 0
    unsent: int = 0
    """Messages that never went out and are not flagged either."""
    flagged: int = 0
    """Messages of which it is flagged that they were interrupted: they arrived once or twice, or nobody knows."""
    missing: int = 0
    """Of those flagged and not sent again, how many did not arrive."""
    doubled: int = 0
    """Messages that arrived twice; never more than are flagged."""
    doubtful: int = 0
    """The most messages that one kill left in doubt, to be sent again."""
    most: int = 0
    """The most messages of one kill that had arrived and were not written down: no kill has doubled more."""

    def __str__(self) -> str:
        return (
            f"{self.kills} kills, {self.updates} updates, {self.messages} messages: {self.lost} updates lost, "
            f"{self.unsent} messages lost unnoticed, {self.flagged} flagged uncertain (of which {self.missing} had not "
            f"arrived), {self.doubled} doubled; by one kill at most {self.doubtful} in doubt and {self.most} doubled"
        )


async def run(kills: int, folder: Path, seed: int = 20261125) -> Figures:
    """Kill the program so often while people chat, then let it catch up, and look."""
    chance = random.Random(seed)
    async with telegram() as server:
        phones = [server.user(f"c{number}", "en") for number in range(CHATTERS)]
        stop = asyncio.Event()
        talking = [asyncio.create_task(_talk(phone, stop, random.Random(phone.id))) for phone in phones]
        doubtful, doubted, strays = [], set[object](), [0]
        for _ in range(kills):
            polls = server.updates.polls
            async with _running(server, folder, signal.SIGKILL):
                async with asyncio.timeout(PATIENCE):
                    while server.updates.polls == polls:
                        await asyncio.sleep(0.02)
                await asyncio.sleep(chance.uniform(0.05, 0.8))
            await server.wire.quiet()
            found = {number for (number,) in _rows(folder, IN_DOUBT)}
            doubtful.append(len(found - doubted))  # what the kill before has left may have been claimed anew
            doubted = found
            strays.append(_arrived(server) - len(_refs(folder)))
        stop.set()
        await asyncio.gather(*talking)
        async with _running(server, folder, signal.SIGTERM):
            await _caught_up(server, folder)
        most = max(later - earlier for earlier, later in pairwise(strays))
        return structs.replace(_figures(kills, server, folder), doubtful=max(doubtful), most=most)


async def _talk(phone: Phone, stop: asyncio.Event, chance: random.Random) -> None:
    while not stop.is_set():
        for words in WORDS:
            await phone.says(words)
            await asyncio.sleep(chance.uniform(1.0, 2.5))  # as fast as Telegram lets the bot answer, and no faster


@asynccontextmanager
async def _running(server: FakeTelegram, folder: Path, end: signal.Signals) -> AsyncIterator[None]:
    """Run the program, and end it so."""
    environment = {
        **os.environ,
        "AFTERCARE_DATA_DIR": str(folder),
        "AFTERCARE_PORT": "0",
        "AFTERCARE_TELEGRAM_TOKEN": server.token,
        "AFTERCARE_TELEGRAM_API": server.url,
        "AFTERCARE_LOG_LEVEL": "error",
    }
    program = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bot", "run", env=environment, cwd=Path(__file__).parents[3]
    )
    try:
        yield
    finally:
        program.send_signal(end)
        await program.wait()


def _rows(folder: Path, sql: str) -> list[tuple[object, ...]]:
    connection = sqlite3.connect(f"file:{folder / 'aftercare.db'}?mode=ro", uri=True)
    try:
        return connection.execute(sql).fetchall()
    finally:
        connection.close()


async def _caught_up(server: FakeTelegram, folder: Path) -> None:
    """Wait until nothing is left, for as long as it becomes less."""
    before = 0
    async with asyncio.timeout(PATIENCE) as patience:
        while left := len(server.updates.waiting) + len(_rows(folder, UNDER_WAY)):
            if left != before:
                patience.reschedule(asyncio.get_running_loop().time() + PATIENCE)
            before = left
            await asyncio.sleep(0.1)


def _refs(folder: Path) -> set[str]:
    """Return what the messages are called of which it is written down that they arrived."""
    return {str(ref) for (ref,) in _rows(folder, "SELECT ref FROM outbox WHERE state = 'sent' AND ref <> ''")}


def _arrived(server: FakeTelegram) -> int:
    return sum(each["from"]["is_bot"] for chat in server.state.chats.values() for each in chat.messages.values())


def _figures(kills: int, server: FakeTelegram, folder: Path) -> Figures:
    taken = {str(event).rpartition(":")[2] for (event,) in _rows(folder, "SELECT event FROM inbox")}
    aside = {
        str(name).rpartition(":")[2] for (name,) in _rows(folder, "SELECT name FROM notes WHERE name LIKE 'poison:%'")
    }
    confirmed = {str(number) for number in server.updates.confirmed}
    sent = _rows(folder, "SELECT ref, uncertain, error FROM outbox WHERE state = 'sent'")
    other = _rows(folder, "SELECT state, error FROM outbox WHERE state <> 'sent'")
    known = len(_refs(folder))
    edited = sum(bool(ref) for ref, _, _ in sent) - known
    flagged = sum(bool(uncertain) for _, uncertain, _ in sent)
    unanswered = sum(bool(uncertain) and not ref for ref, uncertain, _ in sent)
    arrived = _arrived(server) - known
    return Figures(
        kills=kills,
        updates=len(confirmed),
        lost=len(confirmed - taken - aside),
        messages=len(sent) + len(other),
        unsent=len(other) + max(0, len(sent) - edited - known - unanswered),
        flagged=flagged,
        missing=max(0, unanswered - arrived),
        doubled=max(0, arrived - unanswered),
    )


if __name__ == "__main__":
    with tempfile.TemporaryDirectory(prefix="aftercare-kills-") as name:
        print(asyncio.run(run(int(sys.argv[1]), Path(name))))
