"""The story: one ticket from first word to archive, in process, on a moved clock, with the whole conversation printed.

The same store, handlers, clockwork and courier as in production; only the phones are paper.
"""

from __future__ import annotations

import asyncio
import itertools
import tempfile
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from msgspec import Struct

from bot.channel import Capabilities, Outcome, Sent
from bot.clock import MovableClock
from bot.courier import Courier
from bot.pace import Pace
from bot.story_script import Script, script
from bot.texts import Reader, Texts
from bot.wiring import open_office
from handlers import team
from handlers.dispatch import handle
from handlers.events import Chose, Event, Origin, Said
from scheduler.clockwork import Clockwork
from store import history, trace
from store.db.door import Store
from store.deadlines import Promise, deadlines
from store.delivery import Delivery, State
from store.draft import Draft
from store.files import Vault
from store.message import Message
from store.moment import DAY, HOUR, MINUTE, Ms, from_datetime, local
from store.office import Office
from store.people import Address, Language, Person, Role
from store.press import parse
from store.ticket import Status, Ticket
from store.transaction import StoredFile, Transaction

PAPER = "paper"
"""The story's own channel."""

FIRST = (2026, 11, 24, 9, 30)
"""When the story begins, in the team's time: a Tuesday morning."""

FALSE_STEPS = 200
"""Answers after which a capture that does not end is given up."""

PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010806000000 1f15c4890000000d49444154789c6360000002000001"
    "e221bc330000000049454e44ae426082".replace(" ", "")
)
"""A photo, as small as one can be."""


class StoryBroken(Exception):
    """The story could not go on; the message says where."""


class Phone(Struct):
    """Somebody's phone on paper: who holds it, and the messages it shows."""

    name: str
    address: Address
    shown: list[Message]


class Paper:
    """A channel that prints."""

    def __init__(self, write: Callable[[str], None], zone_clock: Callable[[], str]) -> None:
        """Print lines through `write`, each headed by the time."""
        self.phones: dict[int, Phone] = {}
        self._write = write
        self._time = zone_clock

    @property
    def name(self) -> str:
        """The channel's name."""
        return PAPER

    @property
    def capabilities(self) -> Capabilities:
        """Paper takes everything, and nothing twice."""
        return Capabilities(edits=False, forms=False, file_bytes=1 << 30, once=True)

    async def send(self, address: Address, delivery: Delivery, reader: Reader) -> Outcome:
        """Print a message on its phone."""
        phone = self.phones[address.id]
        phone.shown.append(delivery.message)
        self._write(f"\n{self._time()}  bot → {phone.name}\n{on_paper(delivery.message, reader)}")
        return Sent(ref=str(delivery.id))

    def say(self, phone: Phone, words: str) -> None:
        """Print what somebody says."""
        self._write(f"\n{self._time()}  {phone.name}\n    » {words}")


def on_paper(message: Message, reader: Reader) -> str:
    """Return a message as lines of text."""
    lines = [f"    ┌ {reader.text(message.title)}"] if message.title else []
    lines += [f"    {line}" for text in message.texts for line in reader.text(text).splitlines()]
    lines += [f"      {reader.text(fact.label)}: {reader.value(fact.value)}" for fact in message.facts]
    if message.quote:
        lines.append(f"    “{message.quote}”" + (f" — {message.speaker}" if message.speaker else ""))
    lines += [f"    📎 {file.name}" for file in message.files]
    lines += ["    " + "  ".join(f"[{reader.text(button.text)}]" for button in row) for row in message.buttons]
    return "\n".join(lines)


class Stage:
    """The story's house, and the hands that play it."""

    def __init__(self, office: Office, store: Store, folder: Path, words: Script, write: Callable[[str], None]) -> None:
        """Set the stage in a folder."""
        self.office, self.store, self.words = office, store, words
        self.clock = MovableClock(from_datetime(datetime(*FIRST, tzinfo=office.zone)))
        self.paper = Paper(write, self._time)
        texts = Texts.load(office.zone)
        self.courier = Courier(store, {PAPER: self.paper}, texts, self.clock, office)
        self.clockwork = Clockwork(store, office, self.clock.now, self.courier.wake)
        self.pace = Pace(store, self.clock, self.clockwork)
        self.vault = Vault(folder / "files", largest=1 << 20)
        self._events = itertools.count(1)
        self._write = write

    def _time(self) -> str:
        return local(self.clock.now(), self.office.zone).strftime("%m-%d %a %H:%M")

    async def phone(self, name: str, role: Role, language: Language, groups: tuple[str, ...] = ()) -> Phone:
        """Give somebody a phone."""
        address = await self.store.write(_seat, self.office, self.clock.now(), name, role, language, groups)
        phone = self.paper.phones[address.id] = Phone(name, address, [])
        return phone

    async def say(self, phone: Phone, words: str, *, photo: bool = False) -> None:
        """Say something, perhaps with a photo."""
        files = (await self._photo(phone),) if photo else ()
        self.paper.say(phone, words or "📷")
        await self._happen(Said(self._origin(phone), self.clock.now(), words, files))

    async def press(self, phone: Phone, verb: str, arg: str | None = None) -> None:
        """Press the newest button of a verb that the phone shows."""
        for message in reversed(phone.shown):
            for button in itertools.chain.from_iterable(message.buttons):
                found = parse(button.press)
                if found is not None and found.verb == verb and arg in {None, found.arg, found.arg.partition(".")[2]}:
                    reader = Texts.load(self.office.zone).reader(self.words.language, self.clock.now())
                    self.paper.say(phone, f"[{reader.text(button.text)}]")
                    await self._happen(Chose(self._origin(phone), self.clock.now(), button.press))
                    return
        raise StoryBroken(f"{phone.name} has no button to {verb} {arg or ''}")

    async def answer_all(self, phone: Phone, answers: dict[str, str]) -> None:
        """Answer question after question until the conversation has none."""
        for _ in range(FALSE_STEPS):
            draft = await self.store.read(_draft, phone.address.id)
            if draft is None:
                return
            answer = answers.get(draft.at, "")
            if draft.at == "review":
                await self.press(phone, "send")
            elif answer == "📷":
                await (self.press(phone, "done") if draft.answers.get(draft.at) else self.say(phone, "", photo=True))
            elif answer:
                await self.say(phone, answer)
            else:
                await self.press(phone, "skip")
        raise StoryBroken(f"{phone.name}'s conversation does not end")

    async def wait(self, length: Ms) -> None:
        """Let time pass."""
        await self.pace.to(self.clock.now() + length)

    async def ticket(self) -> Ticket:
        """Return the story's ticket."""
        tickets = await self.store.read(_newest)
        if not tickets:
            raise StoryBroken("no ticket was opened")
        return tickets[0]

    def _origin(self, phone: Phone) -> Origin:
        return Origin(PAPER, phone.address.external, str(next(self._events)))

    async def _happen(self, event: Event) -> None:
        await self.store.write(handle, self.office, event)
        self.courier.wake()
        await self.pace.settle()

    async def _photo(self, phone: Phone) -> str:
        with self.vault.begin("printer.png") as incoming:
            incoming.write(PIXEL)
            stored = incoming.finish()
        file = StoredFile(
            f"photo{next(self._events)}",
            stored.sha256,
            stored.name,
            stored.mime,
            stored.size,
            phone.address.person,
            self.clock.now(),
        )
        await self.store.write(_keep_file, file)
        return file.id


def _seat(
    tx: Transaction, office: Office, now: Ms, name: str, role: Role, language: Language, groups: tuple[str, ...]
) -> Address:
    if role is Role.CUSTOMER:
        person = Person(tx.new_id(), language=language, since=now)
        tx.people.put(person)
    else:
        person = team.add(tx, office, now, name=name, role=role, groups=groups, language=language)
    address = Address(tx.new_id(), person.id, PAPER, name, seen=now)
    tx.people.put_address(address)
    return address


def _keep_file(tx: Transaction, file: StoredFile) -> None:
    tx.files.put(file)


def _draft(tx: Transaction, address: int) -> Draft | None:
    return tx.drafts.get(address)


def _newest(tx: Transaction) -> list[Ticket]:
    return tx.tickets.newest(limit=1)


async def tell(playbook: str, language: Language, write: Callable[[str], None] = print) -> list[str]:
    """Play the story, print it, and return every promise that was not kept."""
    words = script(language)
    with tempfile.TemporaryDirectory(prefix="aftercare-story-") as folder:
        store = await Store.open(Path(folder) / "story.db")
        try:
            stage = Stage(open_office(playbook), store, Path(folder), words, write)
            async with asyncio.TaskGroup() as group:
                group.create_task(stage.courier.run())
                try:
                    await _play(stage, words)
                    broken = await store.read(_broken, stage.office, (await stage.ticket()).id, stage.clock.now())
                finally:
                    stage.courier.stop()
        finally:
            await store.close()
    return broken


async def _play(stage: Stage, words: Script) -> None:
    customer = await stage.phone(words.customer, Role.CUSTOMER, words.language)
    agent = await stage.phone(words.agent, Role.AGENT, words.language, ("technical",))
    lead = await stage.phone(words.lead, Role.SUPERVISOR, words.language)
    await stage.say(customer, words.first_words)
    await stage.answer_all(customer, words.capture)
    await stage.wait(5 * MINUTE)
    await stage.press(lead, "review")
    await stage.press(agent, "claim")
    await _work(stage, words, customer, agent)
    await stage.press(customer, "solved")
    await stage.press(customer, "rate", "2")
    await stage.answer_all(customer, words.complaint)
    await stage.wait(HOUR)
    await stage.press(lead, "message")
    await stage.answer_all(lead, {"message_words": words.apology})
    await stage.wait(3 * HOUR)
    await stage.press(lead, "resolve")
    await stage.answer_all(lead, {"resolve_words": words.second_result})
    await stage.wait(HOUR)
    await stage.press(customer, "solved")
    await stage.press(customer, "rate", "5")
    await stage.answer_all(customer, {"survey_words": words.praise})
    await stage.wait(DAY)


async def _work(stage: Stage, words: Script, customer: Phone, agent: Phone) -> None:
    await stage.wait(10 * MINUTE)
    await stage.press(agent, "message")
    await stage.answer_all(agent, {"message_words": words.greeting})
    await stage.press(agent, "ask")
    await stage.answer_all(agent, {"ask_words": words.question})
    await stage.wait(2 * HOUR)
    await stage.say(customer, words.answer, photo=True)
    await stage.press(agent, "expect")
    day = stage.office.calendar.local_date(stage.clock.now() + 2 * DAY).isoformat()
    await stage.answer_all(agent, {"expect_date": day, "expect_time": "16:00", "expect_words": words.reason})
    await stage.wait(23 * HOUR)  # the agent is asked for news on the way
    await stage.press(agent, "message")
    await stage.answer_all(agent, {"message_words": words.news})
    await stage.wait(20 * HOUR)
    await stage.press(agent, "resolve")
    await stage.answer_all(agent, {"resolve_words": words.result})
    await stage.wait(30 * MINUTE)


def _broken(tx: Transaction, office: Office, ticket_id: int, now: Ms) -> list[str]:
    """Return what was promised and not kept, from the whole history and the outbox."""
    ticket = tx.tickets.get(ticket_id)
    if ticket is None:
        return ["the ticket is gone"]
    entries = tx.tickets.history(ticket_id)
    broken = [
        f"{deadline.promise} was due at {deadline.due}, met at {deadline.met}"
        for end in _ends(entries)
        for deadline in deadlines(_as_of(ticket, entries[end - 1]), trace.read(entries[:end]), office)
        if deadline.missed(entries[end - 1].at) and deadline.promise is not Promise.PROGRESS
    ]
    broken += [
        f"{entry.action} at {entry.at}: {entry.data}"
        for entry in entries
        if entry.action in {"escalate", "progress", "release", "unreachable"}
    ]
    if (flaw := history.verify(entries, seq=ticket.seq, head=ticket.head)) is not None:
        broken.append(f"the history is broken at {flaw.seq}: {flaw.what}")
    if ticket.status is not Status.ARCHIVED:
        broken.append(f"it ends as {ticket.status} instead of archived at {now}")
    broken += [
        f"a message of kind {row.kind} ended as {row.state}"
        for row in tx.outbox.of_ticket(ticket_id)
        if row.state not in {State.SENT, State.EXPIRED}
    ]
    return broken


def _ends(entries: list[history.Entry]) -> list[int]:
    """Return where each handling of the ticket ends, as lengths of the history."""
    reopened = [place for place, entry in enumerate(entries) if entry.status is Status.REOPENED]
    return [*reopened[:1], len(entries)]


def _as_of(ticket: Ticket, entry: history.Entry) -> Ticket:
    return (
        ticket
        if entry.status is ticket.status
        else Ticket(
            ticket.id, ticket.number, ticket.customer, entry.status, ticket.priority, ticket.category, ticket.opened
        )
    )
