"""Whole captures from end to end without a network: events in, replies out through the courier, many chats at once."""

from __future__ import annotations

import asyncio
import tempfile
from collections import defaultdict
from collections.abc import Generator, Iterator
from pathlib import Path
from time import perf_counter

from bot import outcomes
from bot.channel import Capabilities, Outcome, Sent
from bot.clock import SystemClock
from bot.courier import Courier
from bot.outcomes import Rules, Tried
from bot.texts import Reader, Texts
from handlers.dispatch import handle
from handlers.events import Chose, Event, Origin, Said
from store.db.door import Store
from store.delivery import Delivery, Lane
from store.message import Message
from store.people import Address
from store.transaction import Transaction
from tests.bench.capture import FIRST_WORDS, LONGEST, answer
from tests.bench.office import OFFICE, seat_team
from tests.bench.raw import Recorder, committed, opened, replay
from tests.bench.table import Row, micro, milliseconds, rate

CHATS = 64
CAPTURES = 8
"""Captures of each chat, every one by somebody new."""

ALONE = 100
"""Captures whose statements are run again without anything else."""

NULL = "null"
CLOCK = SystemClock()

Conversation = Generator[Event, Message, None]
"""What somebody does, given what they were told."""


def conversation(external: str) -> Conversation:
    """Play one capture in a chat of its own."""
    words, press = FIRST_WORDS, ""
    for number in range(LONGEST):
        origin = Origin(NULL, external, f"{external}-{number}", language="en")
        told = yield Chose(origin, CLOCK.now(), press) if press else Said(origin, CLOCK.now(), words)
        if told.ask is None:
            return
        words, press = answer(told.ask.kind.value, (button.press for row in told.buttons for button in row))
    raise RuntimeError(f"a capture does not end: {told}")


class Nowhere:
    """A channel that delivers at once, and shows each chat what it was told."""

    name = NULL
    capabilities = Capabilities(edits=False, forms=False, file_bytes=0, once=True, parallel=CHATS)

    def __init__(self) -> None:
        self.told: defaultdict[str, asyncio.Queue[Message]] = defaultdict(asyncio.Queue)

    async def send(self, address: Address, delivery: Delivery, _reader: Reader) -> Outcome:
        self.told[address.external].put_nowait(delivery.message)
        return Sent()


def run() -> list[Row]:
    """Measure captures, then the statements of some."""
    with tempfile.TemporaryDirectory(prefix="aftercare-bench-") as name:
        folder = Path(name)
        took, captures, events = asyncio.run(_captures(folder / "ours.db"))
        floor = _floor(folder)
    return [
        Row(
            what=f"whole captures, {CHATS} chats at once", figure=rate(captures / took),
            floor=f"sqlite3 {rate(1 / floor)}", ratio=f"{captures / took * floor:.2f}",
        ),
        Row(what="… a capture", figure=milliseconds(took / captures), floor=f"sqlite3 {milliseconds(floor)}"),
        Row(what=f"… an event, of {events / captures:.0f}", figure=micro(took / events)),
    ]  # fmt: skip


async def _captures(path: Path) -> tuple[float, int, int]:
    """Return the seconds that it took, and how many captures and events it were."""
    store, nowhere = await Store.open(path), Nowhere()
    await store.write(seat_team, NULL)
    courier = Courier(store, {NULL: nowhere}, Texts.load(OFFICE.zone), CLOCK, OFFICE)
    running = asyncio.create_task(courier.run())

    async def chat(number: int) -> int:
        events = 0
        for each in range(CAPTURES):
            external = f"chat-{number}-{each}"
            talking = conversation(external)
            event: Event | None = next(talking)
            while event is not None:
                await store.write(handle, OFFICE, event)
                courier.wake()
                events += 1
                event = _next(talking, await nowhere.told[external].get())
        return events

    started = perf_counter()
    events = sum(await asyncio.gather(*(chat(number) for number in range(CHATS))))
    took = perf_counter() - started
    courier.stop()
    await running
    tickets = len(await store.read(lambda tx: tx.tickets.newest(limit=CHATS * CAPTURES + 1)))
    await store.close()
    assert tickets == CHATS * CAPTURES, f"{tickets} tickets"
    return took, tickets, events


def _next(talking: Conversation, told: Message) -> Event | None:
    try:
        return talking.send(told)
    except StopIteration:
        return None


def _floor(folder: Path) -> float:
    """Return the seconds that the statements of a capture take alone: one commit for each event and its replies."""
    with opened(folder / "recorded.db", hurried=True) as first, opened(folder / "replayed.db") as second:
        recorder = Recorder(first)
        with committed(first):
            seat_team(recorder.tx, NULL)
        replay(second, recorder.take())
        took = 0.0
        for number in range(ALONE):
            external = f"chat-{number}"
            talking = conversation(external)
            event: Event | None = next(talking)
            while event is not None:
                with committed(first):
                    handle(recorder.tx, OFFICE, event)
                    told = list(_deliver(recorder.tx, external))
                took += replay(second, recorder.take())
                event = _next(talking, told[0])
    return took / ALONE


def _deliver(tx: Transaction, external: str) -> Iterator[Message]:
    """Claim what waits and end it as sent, as the courier does; return what the chat was told."""
    rules, now = Rules(OFFICE, {NULL: Nowhere.capabilities}), CLOCK.now()
    for parcel in outcomes.claim(tx, rules, now, tuple(Lane), CHATS).parcels:
        outcomes.settle(tx, rules, Tried(parcel, Sent(), now, now))
        if parcel.address.external == external:
            yield parcel.delivery.message
