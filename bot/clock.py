"""The clock: the only place that reads the time of day. Everything else is given a moment."""

from __future__ import annotations

import asyncio
import time
from contextlib import suppress
from typing import Protocol

from store.moment import Ms

LONGEST_NAP = 60.0
"""Seconds after which a long wait looks at the clock again, in case the machine slept or its time was set."""


class Clock(Protocol):
    """Knows what time it is, and waits for a moment."""

    def now(self) -> Ms:
        """Return the present moment."""
        ...

    async def wait_until(self, moment: Ms | None, wake: asyncio.Event) -> None:
        """Wait until a moment (None: for ever) or until `wake` is set, whichever is first."""
        ...


class SystemClock:
    """The time of day."""

    def now(self) -> Ms:
        """Return the present moment."""
        return time.time_ns() // 1_000_000

    async def wait_until(self, moment: Ms | None, wake: asyncio.Event) -> None:
        """Wait until a moment (None: for ever) or until `wake` is set, whichever is first."""
        while not wake.is_set() and (moment is None or moment > self.now()):
            await _nap(wake, moment, self.now())


class MovableClock:
    """A clock that can be moved on, and walks by itself in between: for the demo, the story and tests."""

    def __init__(self, start: Ms | None = None) -> None:
        """Begin at a moment, by default the present one."""
        self._ahead = 0 if start is None else start - self._flow()
        self._moved: set[asyncio.Event] = set()

    def now(self) -> Ms:
        """Return the present moment of this clock."""
        return self._flow() + self._ahead

    def advance(self, length: Ms) -> None:
        """Move on by a length of time; whoever waits for a moment passed by goes on. Raises ValueError for less."""
        if length < 0:
            raise ValueError("a clock moves forward only")
        self._ahead += length
        for moved in self._moved:
            moved.set()

    def advance_to(self, moment: Ms) -> None:
        """Move on to a moment; one that is past changes nothing."""
        self.advance(max(moment - self.now(), 0))

    async def wait_until(self, moment: Ms | None, wake: asyncio.Event) -> None:
        """Wait until a moment (None: for ever) or until `wake` is set, whichever is first."""
        stir = asyncio.Event()
        self._moved.add(stir)
        calls = asyncio.ensure_future(_pass_on(wake, stir))
        try:
            while not wake.is_set() and (moment is None or moment > self.now()):
                stir.clear()
                await _nap(stir, moment, self.now())
        finally:
            calls.cancel()
            self._moved.discard(stir)

    def _flow(self) -> Ms:
        """Return what makes it walk by itself."""
        return _real()


class StillClock(MovableClock):
    """A clock that stands still until it is moved: whatever it times comes out the same, however slow the machine."""

    def __init__(self, start: Ms) -> None:
        """Begin at a moment."""
        super().__init__(start)

    def _flow(self) -> Ms:
        return 0


def _real() -> Ms:
    return time.time_ns() // 1_000_000


async def _nap(event: asyncio.Event, moment: Ms | None, now: Ms) -> None:
    seconds = LONGEST_NAP if moment is None else min((moment - now) / 1000, LONGEST_NAP)
    with suppress(TimeoutError):
        async with asyncio.timeout(seconds):
            await event.wait()


async def _pass_on(wake: asyncio.Event, stir: asyncio.Event) -> None:
    await wake.wait()
    stir.set()
