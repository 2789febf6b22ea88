"""A strict channel of the tests' own, and a small team to send to."""

import asyncio
from collections import defaultdict
from collections.abc import AsyncIterator, Callable, Iterable, Sequence
from contextlib import asynccontextmanager
from datetime import datetime
from importlib import resources
from zoneinfo import ZoneInfo

from bot.channel import Capabilities, Channel, Outcome, Sent
from bot.clock import Clock, MovableClock
from bot.courier import Courier
from bot.limits import Limit
from bot.texts import Reader, Texts
from store.db.door import Store
from store.delivery import Delivery, Kind, Lane, State
from store.desk import Desk
from store.lifecycle import Author, AuthorKind
from store.message import Message, Text
from store.moment import Ms, from_datetime
from store.office import Office
from store.people import Address, Language, Person, Role
from store.proofread import parse
from store.ticket import Ticket
from store.transaction import Transaction

ZONE = ZoneInfo("Asia/Shanghai")
NINE = from_datetime(datetime(2026, 11, 24, 9, 0, tzinfo=ZONE))
OFFICE = Office(
    parse((resources.files("store") / "playbooks/after-sales.toml").read_bytes(), origin="after-sales"),
    lambda _day: None,
)
TEXTS = Texts.load(ZONE)

ON_ITS_WAY = 200
"""Milliseconds by which the clock may have walked on while the question whether something is due was on its way."""

CUSTOMER, AGENT, LEAD = 1, 2, 3
TEAM = (
    Person(CUSTOMER, name="Wang", language=Language.EN, phone="+8613800138000"),
    Person(AGENT, name="Li", language=Language.EN, role=Role.AGENT, groups=("technical",)),
    Person(LEAD, name="Zhao", language=Language.EN, role=Role.SUPERVISOR),
)


class Post:
    """Takes messages as a platform would, answers as it was told to, and finds fault with the courier.

    `answers` gives what to answer to the messages of a chat, in order; after that they arrive. `pace` is how many
    seconds one message takes.
    """

    def __init__(
        self,
        name: str = "post",
        *,
        limits: Sequence[Limit] = (),
        once: bool = False,
        traces: bool = False,
        parallel: int = 8,
        pace: float = 0.0,
    ) -> None:
        self.name = name
        self.capabilities = Capabilities(
            edits=False, forms=False, file_bytes=0, limits=tuple(limits), parallel=parallel, once=once, traces=traces
        )
        self.answers: dict[str, list[Outcome]] = defaultdict(list)
        self.always: Callable[[Delivery], Outcome] = lambda delivery: Sent(f"ref-{delivery.id}")
        self.arrived: list[tuple[str, str]] = []
        self.calls: list[tuple[float, str, Delivery]] = []
        self.stuck = asyncio.Event()
        self.stuck.set()
        self._pace = pace
        self._chats: set[str] = set()
        self._news = asyncio.Event()

    async def send(self, address: Address, delivery: Delivery, reader: Reader) -> Outcome:
        chat = address.external
        assert address.channel == self.name
        assert chat not in self._chats, "two messages to one chat at the same time"
        assert len(self._chats) < self.capabilities.parallel, "more at the same time than the channel can take"
        assert delivery.state is State.LEASED
        self._chats.add(chat)
        try:
            self.calls.append((asyncio.get_running_loop().time(), chat, delivery))
            self._news.set()
            words = "\n".join(reader.text(text) for text in delivery.message.texts)
            await asyncio.sleep(self._pace)
            await self.stuck.wait()
            outcome = self.answers[chat].pop(0) if self.answers[chat] else self.always(delivery)
            if isinstance(outcome, Sent):
                self.arrived.append((chat, words))
            return outcome
        finally:
            self._chats.discard(chat)
            self._news.set()

    async def until(self, fits: Callable[[], bool], seconds: float = 10.0) -> None:
        """Wait for the post to have seen something."""
        async with asyncio.timeout(seconds):
            while not fits():
                self._news.clear()
                await self._news.wait()

    def texts(self, chat: str) -> list[str]:
        return [words for where, words in self.arrived if where == chat]


@asynccontextmanager
async def carrying(store: Store, clock: Clock, *channels: Channel) -> AsyncIterator[Courier]:
    """Run a courier, and let it end in order."""
    courier = Courier(store, {channel.name: channel for channel in channels}, TEXTS, clock, OFFICE)
    async with asyncio.TaskGroup() as group:
        group.create_task(courier.run())
        yield courier
        courier.stop()


async def ended(store: Store, clock: MovableClock, *channels: Channel) -> None:
    """Carry until nothing is due any more."""
    async with carrying(store, clock, *channels), asyncio.timeout(20):
        while not await store.read(idle, clock.now()):
            await asyncio.sleep(0.005)


def idle(tx: Transaction, now: Ms) -> bool:
    due = tx.outbox.next_due(now)
    return tx.outbox.counts()["leased"] == 0 and (due is None or due > now + ON_ITS_WAY)


def settle_in(tx: Transaction, *addresses: Address) -> None:
    """Make the team and its customer, each with one address `post` unless others are given."""
    for person in TEAM:
        tx.people.put(person)
        tx.people.put_address(Address(person.id * 10, person.id, "post", person.name.lower(), seen=NINE))
    for address in addresses:
        tx.people.put_address(address)


def chats(tx: Transaction, count: int) -> None:
    """Make customers 1000, 1001, … with an address each of the same number."""
    for number in range(1000, 1000 + count):
        tx.people.put(Person(number, name=f"c{number}", language=Language.EN))
        tx.people.put_address(Address(number, number, "post", f"c{number}", seen=NINE))


def report(tx: Transaction, now: Ms) -> Ticket:
    """Report a fault; its messages wait."""
    customer = tx.people.get(CUSTOMER)
    assert customer is not None
    answers = {"category": "fault", "kind": "abnormal", "description": "No picture after power-on", "urgency": "normal"}
    return Desk(tx, OFFICE, now).report(customer, Author(AuthorKind.CUSTOMER, CUSTOMER), answers)


def write(tx: Transaction, /, address: int, words: str, **changes: object) -> int:
    """Write one message to the address of a person; a `card-changed` that says the words."""
    given: dict[str, object] = {
        "id": tx.new_id(),
        "person": address if address >= 1000 else address // 10,
        "address": address,
        "lane": Lane.NORMAL,
        "kind": Kind.NEWS,
        "message": Message(texts=(Text("card-title", {"number": words, "title": "."}),)),
        "dedupe": f"test:{address}:{words}",
        "created": NINE,
    }
    delivery = Delivery(**(given | changes))  # type: ignore[arg-type]
    assert tx.outbox.add(delivery)
    return delivery.id


def row(tx: Transaction, delivery: int) -> Delivery:
    found = tx.outbox.get(delivery)
    assert found is not None
    return found


def several(tx: Transaction, /, address: int, words: Iterable[str], **changes: object) -> list[int]:
    """Write several messages to one address, in order."""
    return [write(tx, address, each, **changes) for each in words]


def said(words: Iterable[str]) -> list[str]:
    """Return what is read of messages that `write` wrote."""
    return [f"{each} · ." for each in words]
