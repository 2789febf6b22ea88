"""How soon a fresh program replies, and how much memory it keeps when nobody is there."""

from __future__ import annotations

import asyncio
import tempfile
from pathlib import Path
from statistics import median
from time import perf_counter

import psutil
from msgspec import Struct

from tests.bench.table import Row
from tests.bot.program import PATIENCE, running, start
from tests.web_client import Browser

ROUNDS = 5
SOON = 1.5
SETTLE = 3.0
"""Seconds after the first customer has left until memory is looked at."""

MEBIBYTE = 1024 * 1024
IDLE = 85


class Visit(Struct, frozen=True):
    """A program's first customer: the seconds until they had a reply, and the program's memory after they left."""

    replied: float
    resident: int
    own: int


def run() -> list[Row]:
    """Start as often as wanted on one database, and keep the middle."""
    with tempfile.TemporaryDirectory(prefix="aftercare-bench-") as name:
        visits = asyncio.run(_visits(Path(name)))
    replied = median(visit.replied for visit in visits)
    resident, own = (median(getattr(visit, each) for visit in visits) / MEBIBYTE for each in ("resident", "own"))
    return [
        Row(what="start to first reply", figure=f"{replied:.2f} s", goal=f"<= {SOON} s", met=replied <= SOON),
        Row(
            what=f"memory, {SETTLE:.0f} s after the last page left",
            figure=f"{resident:.1f} MiB", floor=f"{own:.1f} MiB its own", goal=f"<= {IDLE} MiB", met=resident <= IDLE,
        ),
    ]  # fmt: skip


async def _visits(folder: Path) -> list[Visit]:
    """Make the database first, and with it the compiled modules that a program which ran before has."""
    compiled = {"PYTHONDONTWRITEBYTECODE": "", "PYTHONPYCACHEPREFIX": str(folder / "compiled")}
    migrating = await start(folder, "migrate", **compiled)
    async with asyncio.timeout(PATIENCE):
        await migrating.process.communicate()
    return [await _visit(folder, compiled) for _ in range(ROUNDS)]


async def _visit(folder: Path, environment: dict[str, str]) -> Visit:
    began = perf_counter()
    async with running(folder, **environment) as program:
        async with Browser(program.url) as browser, browser.chat() as chat:
            await chat.send(op="say", text="My printer shows error 0x61")
            await chat.until(lambda: "message" in {line["kind"] for line in chat.lines.values()})
            replied = perf_counter() - began
        await asyncio.sleep(SETTLE)
        memory = psutil.Process(program.process.pid).memory_full_info()
    return Visit(replied, memory.rss, memory.uss)
