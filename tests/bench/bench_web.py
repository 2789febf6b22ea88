"""From a message to its reply on the web channel: the real program, real sockets, one chat and many."""

from __future__ import annotations

import asyncio
import random
import tempfile
from pathlib import Path
from time import perf_counter

from tests.bench.capture import FIRST_WORDS, LONGEST, answer
from tests.bench.table import Row, milliseconds, percentile
from tests.bot.program import Program, running
from tests.web_client import Browser, Chat, Line

ALONE = 8
"""Captures of one chat after the other."""

CHATS = 50
"""Chats at the same time, a capture each."""

PAUSE = 0.5
"""Seconds that each of them thinks before an answer, on average; a person takes ten times as long."""


def run() -> list[Row]:
    """Measure both on one program."""
    return asyncio.run(_run())


async def _run() -> list[Row]:
    with tempfile.TemporaryDirectory(prefix="aftercare-bench-") as name:
        async with running(Path(name)) as program:
            draining = asyncio.create_task(_drain(program))
            await _visit(program.url)  # the first reads the holidays, and is measured by its own benchmark
            alone = [took for _ in range(ALONE) for took in await _visit(program.url)]
            together = await asyncio.gather(*(_visit(program.url, PAUSE, number) for number in range(CHATS)))
        await draining
    many = [took for visit in together for took in visit]
    return [
        *_rows("web, message to reply, 1 chat", alone),
        *_rows(f"web, message to reply, {CHATS} chats, {CHATS / PAUSE:.0f}/s", many),
    ]


def _rows(what: str, took: list[float]) -> list[Row]:
    return [Row(what=f"{what}, p{share}", figure=milliseconds(percentile(took, share / 100))) for share in (50, 99)]


async def _drain(program: Program) -> None:
    """Read what the program logs, so that it never waits for us."""
    assert program.process.stderr is not None
    while await program.process.stderr.readline():
        pass


async def _visit(url: str, pause: float = 0.0, number: int = 0) -> list[float]:
    """Play a capture as somebody new, and return the seconds from each message to its reply."""
    took: list[float] = []
    chance = random.Random(number)
    async with Browser(url) as browser, browser.chat() as chat:
        frame = {"op": "say", "text": FIRST_WORDS}
        for _ in range(LONGEST):
            await asyncio.sleep(chance.uniform(0, 2 * pause))
            began = perf_counter()
            reply = await _reply(chat, frame)
            took.append(perf_counter() - began)
            if reply["ask"] is None:
                return took
            presses = (button["press"] for row in reply["buttons"] for button in row)
            words, press = answer(reply["ask"]["kind"], presses)
            frame = {"op": "press", "press": press} if press else {"op": "say", "text": words}
    raise RuntimeError(f"a capture does not end:\n{chat.transcript()}")


async def _reply(chat: Chat, frame: dict[str, str]) -> Line:
    """Send a frame and wait for what the house says to it; the sender's own line comes as well."""
    before = chat.last
    sending = asyncio.create_task(chat.send(**frame))

    def said() -> Line | None:
        new = (chat.lines[number] for number in range(before + 1, chat.last + 1))
        return next((line for line in new if line["kind"] == "message"), None)

    await chat.until(lambda: said() is not None)
    reply = said()
    assert reply is not None
    await sending
    return reply
