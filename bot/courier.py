"""The courier: carries every message from the outbox to its channel and writes down how it ended."""

from __future__ import annotations

import asyncio
import logging
import random
from collections import Counter
from collections.abc import Callable, Mapping

from bot import backoff, outcomes
from bot.channel import Channel, Later, Outcome, Sent, Uncertain
from bot.clock import Clock
from bot.line import Line
from bot.outcomes import Begun, Claim, Parcel, Record, Returned, Rules, Tried
from bot.texts import Texts
from store.db.door import Store
from store.db.errors import DatabaseError, NotADatabase
from store.delivery import Delivery, Lane, State
from store.moment import SECOND, Ms
from store.office import Office
from store.people import Address
from store.transaction import Transaction

logger = logging.getLogger(__name__)

CLAIM = 100
"""Messages claimed in one go."""

HOLD = 100
"""Messages of one lane that are claimed and not yet ended; each lane has room of its own, so none fills another's."""

ANSWER = 30.0
"""Seconds in which a channel has to say how sending went."""

FRESH = 40 * SECOND
"""A message whose lease ends sooner than this is not sent any more, but claimed anew."""

TROUBLE = 1.0
"""Seconds to wait when the database refuses."""

TRIES = 3
"""Times that a record is tried before its message is left to its lease.

What the database itself refuses, as when the disk is full, is tried until it is taken: left to its lease, what has been
sent would be sent once more. No more than is held waits for that.
"""


class Courier:
    """Delivers the outbox through the channels. `run` it as a task; `wake` it after a commit that wrote messages."""

    def __init__(
        self,
        store: Store,
        channels: Mapping[str, Channel],
        texts: Texts,
        clock: Clock,
        office: Office,
        *,
        ended: Callable[[Delivery], None] = lambda _delivery: None,
    ) -> None:
        """Carry between `store` and `channels`; `ended` hears of every change of a delivery, for the figures."""
        self._store = store
        self._texts = texts
        self._clock = clock
        self._ended = ended
        self._rules = Rules(office, {name: channel.capabilities for name, channel in channels.items()})
        self._lines = {name: Line(channel) for name, channel in channels.items()}
        self._stir = {name: asyncio.Event() for name in channels}
        self._held: dict[int, Lane] = {}
        self._room = Counter[Lane]()
        self._records: list[tuple[Record, int]] = []
        self._waited: dict[int, asyncio.Event] = {}
        self._begun: dict[int, asyncio.Future[bool]] = {}
        self._again: dict[int, Parcel] = {}
        self._recorded = asyncio.Event()
        self._wake = asyncio.Event()
        self._sends: set[asyncio.Task[None]] = set()
        self._stopping = False
        self._chance = random.Random()  # noqa: S311 - it spreads tries, it guards nothing

    def wake(self) -> None:
        """Look into the outbox now."""
        self._wake.set()

    def stop(self) -> None:
        """Claim nothing more; `run` returns once what is on its way has ended and is written down."""
        self._stopping = True
        self._wake.set()

    async def run(self) -> None:
        """Carry until stopped. Cancelled in the middle, it leaves what is on its way to the leases."""
        async with asyncio.TaskGroup() as group:
            tasks = [group.create_task(self._pump(name, line, group)) for name, line in self._lines.items()]
            tasks.append(group.create_task(self._record()))
            await self._collect()
            await self._finish()
            for task in tasks:
                task.cancel()

    async def _collect(self) -> None:
        while not self._stopping:
            self._wake.clear()
            claimed = await self._claim()
            for parcel in claimed.parcels:
                self._take(parcel)
            for stir in self._stir.values():
                stir.set()
            if not claimed.found:
                await self._clock.wait_until(claimed.due, self._wake)

    async def _claim(self) -> Claim:
        lanes = tuple(lane for lane in Lane if self._room[lane] < HOLD)
        try:
            return await self._store.write(outcomes.claim, self._rules, self._clock.now(), lanes, CLAIM)
        except Exception:
            logger.exception("the outbox cannot be claimed; trying again")
            await asyncio.sleep(TROUBLE)
            return Claim((), 1, None)

    def _take(self, parcel: Parcel) -> None:
        delivery = parcel.delivery
        if delivery.id in self._held:
            # Its lease ran out under us, as when the clock is moved; or we gave it back a moment ago.
            self._again[delivery.id] = parcel
            return
        self._held[delivery.id] = delivery.lane
        self._room[delivery.lane] += 1
        seconds = self._lines[parcel.address.channel].put(parcel, asyncio.get_running_loop().time())
        if seconds:
            self._note(Returned(parcel, self._clock.now() + round(seconds * SECOND)))

    async def _pump(self, name: str, line: Line, group: asyncio.TaskGroup) -> None:
        """Start sending whatever may leave, as often as something may have changed."""
        stir, time = self._stir[name], asyncio.get_running_loop().time
        while True:
            picked = line.pick(time())
            if isinstance(picked, Parcel):
                self._begin(name, line, picked, group)
                continue
            stir.clear()
            try:
                async with asyncio.timeout(picked):
                    await stir.wait()
            except TimeoutError:
                pass

    def _begin(self, name: str, line: Line, parcel: Parcel, group: asyncio.TaskGroup) -> None:
        """Start sending a message; that it is on its way is written down first, along with how the last one ended."""
        now = self._clock.now()
        if self._stale(parcel, now):
            line.known(parcel.delivery.id)
            line.finished(parcel.address.id)
            self._note(Returned(parcel))
            return
        begun = None
        if not line.channel.capabilities.once:
            begun = self._begun[parcel.delivery.id] = asyncio.get_running_loop().create_future()
            self._note(Begun(parcel, now))
        task = group.create_task(self._send(name, line, parcel, begun))
        self._sends.add(task)
        task.add_done_callback(self._over)

    def _over(self, task: asyncio.Task[None]) -> None:
        """Note that a task of sending has ended; who waits for the last one is told."""
        self._sends.discard(task)
        if self._stopping:
            self._wake.set()

    async def _send(self, name: str, line: Line, parcel: Parcel, begun: asyncio.Future[bool] | None) -> None:
        chat = parcel.address.id
        try:
            recorded = begun is None or await begun
            outcome = await self._hand_over(line.channel, parcel) if recorded else Later("database")
            # The next one is picked before this is noted, so that both are written down at once.
            line.known(parcel.delivery.id)
            self._stir[name].set()
            now = self._clock.now()
            self._note(Tried(parcel, outcome, now, now + self._pause(outcome, parcel)))
            if not isinstance(outcome, Sent):
                self._hold_back(line, parcel.address, outcome)
            elif outcome.noted is not None:
                await self._written(parcel)
        finally:
            line.finished(chat)
            self._stir[name].set()

    def _stale(self, parcel: Parcel, now: Ms) -> bool:
        delivery = parcel.delivery
        return delivery.lease - now < FRESH or (delivery.expires is not None and delivery.expires <= now)

    async def _hand_over(self, channel: Channel, parcel: Parcel) -> Outcome:
        reader = self._texts.reader(parcel.language, self._clock.now())
        try:
            async with asyncio.timeout(ANSWER):
                return await channel.send(parcel.address, parcel.delivery, reader)
        except TimeoutError:
            return Uncertain(f"no answer in {ANSWER:.0f} s")
        except Exception as fault:
            logger.exception("channel %s failed with message %d", channel.name, parcel.delivery.id)
            return Later(f"{type(fault).__name__} in the channel")

    def _pause(self, outcome: Outcome, parcel: Parcel) -> Ms:
        if isinstance(outcome, Later) and outcome.seconds is not None:
            return round(outcome.seconds * SECOND)
        return backoff.delay(parcel.delivery.attempts, self._chance)

    def _hold_back(self, line: Line, address: Address, outcome: Outcome) -> None:
        """Keep the order of a chat whose message did not arrive: what waits behind it goes back to the outbox."""
        if isinstance(outcome, Later) and outcome.seconds is not None:
            line.limits.pause(address.external, asyncio.get_running_loop().time() + outcome.seconds)
        for parcel in line.withdraw(address.id):
            self._note(Returned(parcel))

    async def _written(self, parcel: Parcel) -> None:
        """Wait until it is written down how a message ended: the next one to its chat goes by what is remembered."""
        written = self._waited[parcel.delivery.id] = asyncio.Event()
        await written.wait()

    def _note(self, record: Record, tries: int = 0) -> None:
        self._records.append((record, tries))
        self._recorded.set()

    async def _record(self) -> None:
        while True:
            await self._recorded.wait()
            await self._write_records()

    async def _write_records(self) -> None:
        """Write down, many at once, how messages ended; room comes free, and what waited behind them may follow."""
        batch, self._records = self._records, []
        self._recorded.clear()
        results = await self._store.write_each(self._settle, [record for record, _ in batch])
        failed = False
        for (record, tries), result in zip(batch, results, strict=True):
            if isinstance(record, Begun):
                self._may_go(record.parcel.delivery.id, result)
                continue
            if isinstance(result, Delivery):
                self._ended(result)
            elif tries < TRIES or (isinstance(result, DatabaseError) and not isinstance(result, NotADatabase)):
                failed = True
                self._note(record, tries + 1)
                continue
            else:
                logger.error("message %d cannot be recorded: %r", record.parcel.delivery.id, result)
            again = self._again.pop(record.parcel.delivery.id, None)
            if again is not None and isinstance(result, Delivery) and result.state is State.WAITING:
                self._note(Returned(again))  # it was claimed anew before we heard that it waits
                continue
            lane = self._held.pop(record.parcel.delivery.id)
            self._room[lane] -= 1
            if (written := self._waited.pop(record.parcel.delivery.id, None)) is not None:
                written.set()
        self._wake.set()
        if failed:
            await asyncio.sleep(TROUBLE)

    def _may_go(self, delivery: int, result: Delivery | Exception) -> None:
        """Let a message go now that it is written down that it is on its way."""
        if isinstance(result, Exception):
            logger.error("the database refuses; message %d is sent later: %r", delivery, result)
        begun = self._begun.pop(delivery)
        if not begun.done():
            begun.set_result(isinstance(result, Delivery))

    def _settle(self, tx: Transaction, record: Record) -> Delivery:
        return outcomes.settle(tx, self._rules, record)

    async def _finish(self) -> None:
        """End in order: give back what was not begun, wait for what was, write everything down."""
        for line in self._lines.values():
            for parcel in line.empty():
                self._note(Returned(parcel))
        while self._sends or self._held:
            self._wake.clear()
            await self._clock.wait_until(None, self._wake)
