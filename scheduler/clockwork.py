"""The clockwork: ticks, and fires whatever has fallen due. The only import of APScheduler; what is due stands in rows."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Sequence
from datetime import UTC
from functools import partial

from apscheduler.schedulers.asyncio import AsyncIOScheduler

from scheduler import sweep
from store import replan
from store.db.door import Store
from store.db.errors import DatabaseError, NotADatabase
from store.moment import DAY, Ms
from store.office import Office
from store.timers import Timer
from store.transaction import Transaction

logger = logging.getLogger(__name__)

TICK = 1
"""Seconds between two looks at what is due."""

MISSED = 3
"""Ticks that did not come show that APScheduler waits for something else than the next second."""

REMEMBERED = 14 * DAY
"""How long an event's id is kept; no platform repeats one after so long."""


class Clockwork:
    """Looks every second at what is due. `fired` is called after each batch, so that the courier wakes."""

    def __init__(self, store: Store, office: Office, now: Callable[[], Ms], fired: Callable[[], None]) -> None:
        """Fire the timers of a store by a clock."""
        self._store = store
        self._office = office
        self._now = now
        self._fired = fired
        self._turn = asyncio.Lock()
        self._stopping = False
        self._followed = False
        self._scheduler = AsyncIOScheduler(timezone=UTC)
        self._beaten = True
        self._watch: asyncio.TimerHandle | None = None
        self.ticked: Ms = 0
        """When it last looked: what /readyz and the figures watch."""

    @property
    def running(self) -> bool:
        """Whether it ticks."""
        return bool(self._scheduler.running)

    def start(self) -> None:
        """Begin to tick."""
        ticking = {"max_instances": 1, "coalesce": True, "misfire_grace_time": None}
        self._scheduler.add_job(self._beat, "interval", seconds=TICK, id="tick", **ticking)
        self._scheduler.add_job(self.tidy, "interval", hours=1, id="tidy", **ticking)
        self._scheduler.start()
        self._keep_up()

    async def stop(self) -> None:
        """Stop ticking; a batch in hand is finished first, what else is due waits for the next start."""
        self._stopping = True
        if self._watch is not None:
            self._watch.cancel()
        async with self._turn:
            if self.running:
                self._scheduler.shutdown(wait=False)
                await asyncio.sleep(0)  # it does so in the event loop's next round

    def _keep_up(self) -> None:
        """Let it tick on when the clock was set back: APScheduler would wait for the moment that it had planned."""
        if not self._beaten:
            self._scheduler.reschedule_job("tick", trigger="interval", seconds=TICK)
        self._beaten = False
        self._watch = asyncio.get_running_loop().call_later(MISSED * TICK, self._keep_up)

    async def _beat(self) -> None:
        self._beaten = True
        await self.tick()

    async def tick(self) -> int:
        """Fire everything that is due now and return how much it was."""
        async with self._turn:
            if not self._followed:
                await self._follow()
            count = 0
            while not self._stopping and (batch := await self._sweep()):
                count += batch
                self.ticked = self._now()
            self.ticked = self._now()
            return count

    async def _follow(self) -> None:
        """Set the timers anew once after the start, if they were made by another playbook than this one."""
        now = self._now()
        if await self._store.read(replan.outdated, self._office, now):
            logger.info("the playbook has changed: every open promise is computed anew")
            await self._replan(now)
        self._followed = not self._stopping

    async def _replan(self, now: Ms) -> None:
        after, seen = replan.START, set[int]()
        while not self._stopping and (page := await self._store.read(replan.page, after, sweep.BATCH)):
            tickets = sorted({timer.ticket for timer in page} - seen)
            results = await self._store.write_each(partial(_redo, self._office, now), tickets)
            _unless_refused(results)
            for ticket, result in zip(tickets, results, strict=True):
                if isinstance(result, Exception):
                    logger.error("ticket %d keeps the timers of the former playbook", ticket, exc_info=result)
            seen.update(tickets)
            after, self.ticked = page[-1], self._now()
        if not self._stopping:
            await self._store.write(replan.done, self._office, now)

    async def _sweep(self) -> int:
        now = self._now()
        due = await self._store.read(sweep.due, now, sweep.BATCH)
        if not due:
            return 0
        results = await self._store.write_each(partial(_fire, self._office, now), due)
        self._fired()
        _unless_refused(results)
        for timer, result in zip(due, results, strict=True):
            if isinstance(result, Exception):
                await self._put_off(timer, result)
        return len(due)

    async def _put_off(self, timer: Timer, fault: Exception) -> None:
        logger.error("timer %s of ticket %d failed; tried again later", timer.kind, timer.ticket, exc_info=fault)
        await self._store.write(sweep.defer, timer, self._now() + sweep.RETRY)

    async def tidy(self) -> None:
        """Forget what need not be known any more, a little at a time, so that nobody waits for it."""
        before = self._now() - REMEMBERED
        while not self._stopping and await self._store.write(sweep.forget, before) == sweep.FORGOTTEN:
            pass


def _fire(office: Office, now: Ms, tx: Transaction, timer: Timer) -> bool:
    return sweep.fire(tx, office, now, timer)


def _redo(office: Office, now: Ms, tx: Transaction, ticket: int) -> None:
    replan.redo(tx, office, now, ticket)


def _unless_refused(results: Sequence[object]) -> None:
    """Raise what the database itself refused with: nothing is wrong with a timer or a ticket, and the next tick does it."""
    for result in results:
        if isinstance(result, DatabaseError) and not isinstance(result, NotADatabase):
            raise result
