"""A heart that beats in the event loop: how long the loop stands still while something else is done."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Awaitable
from pathlib import Path
from time import perf_counter
from typing import TypeVar

T = TypeVar("T")

BEAT = 0.001
NANO = 1e-9


class Waits:
    """How long each of our threads has waited for a processor that others had, as Linux counts it (elsewhere: never)."""

    def __init__(self) -> None:
        """Watch the threads that there are."""
        self._files = [path.open("rb", buffering=0) for path in Path("/proc/self/task").glob("*/schedstat")]

    def read(self) -> list[float]:
        """Return the seconds so far, thread by thread."""
        return [int(os.pread(file.fileno(), 64, 0).split()[1]) * NANO for file in self._files]

    def close(self) -> None:
        """Watch no more."""
        for file in self._files:
            file.close()


async def beating(work: Awaitable[T]) -> tuple[T, float]:
    """Return what some work returns, and how many seconds the event loop stood still meanwhile at the most.

    Whatever our threads waited for a processor is the machine's doing: on a quiet one it is nothing.
    """
    stalls: list[float] = []
    waits = Waits()
    heart = asyncio.create_task(_beat(waits, stalls))
    await asyncio.sleep(BEAT * 10)
    stalls.clear()
    try:
        result = await work
    finally:
        heart.cancel()
        waits.close()
    return result, max(stalls)


async def _beat(waits: Waits, stalls: list[float]) -> None:
    before = waits.read()
    while True:
        began = perf_counter()
        await asyncio.sleep(BEAT)
        late = perf_counter() - began - BEAT
        waited = waits.read()
        others = sum(waited) - sum(before)
        stalls.append(max(late - others, 0.0))
        before = waited
