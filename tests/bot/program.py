"""The program itself, as a process of its own, in a folder of its own."""

from __future__ import annotations

import asyncio
import json
import os
import re
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from msgspec import Struct

PATIENCE = 60.0
"""Seconds after which a program will not do it any more, however busy the machine is."""

Line = dict[str, Any]


class Program(Struct):
    """A running program: its process, where it is reached, and the lines of its log so far."""

    process: asyncio.subprocess.Process
    lines: list[Line]
    url: str = ""

    async def line(self) -> Line | None:
        """Wait for the next line of the log; None when there is no more."""
        assert self.process.stderr is not None
        async with asyncio.timeout(PATIENCE):
            text = await self.process.stderr.readline()
        if not text:
            return None
        self.lines.append(json.loads(text))
        return self.lines[-1]

    async def end(self, by: signal.Signals | None = None) -> int:
        """Wait for the end, perhaps told to, and return its code."""
        if by is not None:
            self.process.send_signal(by)
        while await self.line() is not None:
            pass
        async with asyncio.timeout(PATIENCE):
            return await self.process.wait()


def clean_environment(**settings: str) -> dict[str, str]:
    """Return the environment without any setting but these."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("AFTERCARE_")}
    return {**kept, "PYTHONPATH": str(Path(__file__).parents[2]), **settings}


async def start(folder: Path, *words: str, **settings: str) -> Program:
    """Start `aftercare` in a folder."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bot", *words),
        cwd=folder,
        env=clean_environment(**settings),
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    return Program(process, [])


@asynccontextmanager
async def running(folder: Path, **settings: str) -> AsyncIterator[Program]:
    """Serve on a free port until left; a program that was not ended by then is killed."""
    program = await start(folder, "run", **{"AFTERCARE_PORT": "0", **settings})
    try:
        while not program.url:
            line = await program.line()
            assert line is not None, program.lines
            found = re.match(r"serving on (http://\S+\d)", line["said"])
            program.url = found[1] if found else ""
        yield program
    finally:
        if program.process.returncode is None:
            program.process.kill()
            await program.process.wait()
