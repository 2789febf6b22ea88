"""Walking a moved clock: promise by promise, each fired at its own moment, everything said before the next.

Only the demo and the story move the clock.
"""

from __future__ import annotations

import asyncio
from contextlib import suppress

from bot.clock import MovableClock
from scheduler.clockwork import Clockwork
from store.db.door import Store
from store.delivery import State
from store.moment import Ms
from store.timers import Timer
from store.transaction import Transaction

PATIENCE = 10.0
"""Seconds after which what is still on its way is left to arrive later."""

MOST = 1_000
"""Messages under way that are looked at."""


class Pace:
    """Moves a clock on, as if the time had really passed."""

    def __init__(self, store: Store, clock: MovableClock, clockwork: Clockwork) -> None:
        """Walk this clock before this clockwork."""
        self._store = store
        self._clock = clock
        self._clockwork = clockwork

    async def to(self, moment: Ms) -> None:
        """Walk to a moment: what falls due on the way happens then, and is delivered before time goes on."""
        await self._stop_at(self._clock.now())
        while (following := await self._store.read(_following, self._clock.now())) is not None and following <= moment:
            await self._stop_at(following)
        await self._stop_at(moment)

    async def to_next(self) -> Timer | None:
        """Walk to the next promise and return it; None when nothing is promised."""
        following = await self._store.read(_next)
        if following is not None:
            await self.to(following.due)
        return following

    async def _stop_at(self, moment: Ms) -> None:
        self._clock.advance_to(moment)
        await self._clockwork.tick()
        await self.settle()

    async def settle(self) -> None:
        """Wait until everything that may be sent now has been sent."""
        with suppress(TimeoutError):
            async with asyncio.timeout(PATIENCE):
                while await self._store.read(_busy, self._clock.now()):  # noqa: ASYNC110 - nobody tells when the outbox is empty
                    await asyncio.sleep(0.002)


def _next(tx: Transaction) -> Timer | None:
    return tx.timers.next()


def _following(tx: Transaction, now: Ms) -> Ms | None:
    """Return the next moment at which a promise falls due, or a message that waited for the morning may be sent."""
    timer = tx.timers.next()
    moments = (timer.due if timer is not None else None, tx.outbox.next_due(now))
    return min((moment for moment in moments if moment is not None and moment > now), default=None)


def _busy(tx: Transaction, now: Ms) -> bool:
    waiting = tx.outbox.in_state(State.WAITING, limit=MOST)
    return bool(tx.outbox.in_state(State.LEASED, limit=1)) or any(each.not_before <= now for each in waiting)
