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
TICKS = os.sysconf("SC_CLK_TCK")
"""In a second, of what Linux counts of the host."""


class Waits:
    """How long our threads have waited for a processor, and the machine for its host, as Linux counts; elsewhere never."""

    def __init__(self) -> None:
        """Watch the threads that there are."""
        self._threads = [os.open(path, os.O_RDONLY) for path in Path("/proc/self/task").glob("*/schedstat")]
        self._machine = [os.open("/proc/stat", os.O_RDONLY)] if self._threads else []

    def read(self) -> float:
        """Return the seconds so far, of all together."""
        threads = sum(int(os.pread(file, 64, 0).split()[1]) for file in self._threads)
        stolen = sum(int(os.pread(file, 128, 0).split()[8]) for file in self._machine)
        return threads * NANO + stolen / TICKS

    def close(self) -> None:
        """Watch no more."""
        for file in (*self._threads, *self._machine):
            os.close(file)


async def beating(work: Awaitable[T]) -> tuple[T, float]:
    """Return what some work returns, and how many seconds the event loop stood still meanwhile at the most.

    Whatever was waited for a processor is the machine's doing: on a quiet one it is nothing.
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
        stalls.append(max(late - (waited - before), 0.0))
        before = waited
