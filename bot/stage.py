"""The stage on which the story is played: the house of production on a clock that is moved, and hands that play it."""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from pathlib import Path

from bot.clock import StillClock
from bot.courier import Courier
from bot.pace import Pace
from bot.paper import PAPER, Paper, Phone
from bot.story_script import Script
from bot.texts import Reader, Texts
from handlers import team
from handlers.dispatch import handle
from handlers.events import Chose, Event, Origin, Said
from scheduler.clockwork import Clockwork
from store.db.door import Store
from store.draft import Draft
from store.files import Vault
from store.hours import minute_of_day
from store.message import AskKind, Button, Text
from store.moment import Ms, from_datetime
from store.office import Office
from store.people import Address, Language, Person, Role
from store.press import Press, parse
from store.ticket import Ticket
from store.transaction import StoredFile, Transaction

FIRST = (2026, 11, 24, 9, 30)
"""When the story begins, in the team's time: a Tuesday morning."""

FALSE_STEPS = 200
"""Answers after which a conversation that does not end is given up."""

PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010806000000"
    "1f15c4890000000d49444154789c6360000002000001e221bc330000000049454e44ae426082"
)
"""A photo, as small as one can be."""

PHOTO = "📷"
"""Stands for a photo in the story's words."""

ANYTHING: Mapping[AskKind, str] = {
    AskKind.TEXT: "…",
    AskKind.CHOICE: "1",
    AskKind.DATE: "2026-11-24",
    AskKind.TIME: "9:00",
    AskKind.NUMBER: "1",
    AskKind.YES_NO: "yes",
    AskKind.STARS: "5",
}
"""What is answered to a question of a team's own that the story has no words for."""


class StoryBroken(Exception):
    """The story cannot go on; `text` says where."""

    def __init__(self, text: Text) -> None:
        """Say where under a catalogue key."""
        super().__init__(text.key)
        self.text = text


class Stage:
    """The story's house, and the hands that play it."""

    def __init__(self, office: Office, store: Store, folder: Path, words: Script, write: Callable[[str], None]) -> None:
        """Set the stage in a folder; what is said is written line by line."""
        self.office, self.store, self.words = office, store, words
        self.clock = StillClock(from_datetime(datetime(*FIRST, tzinfo=office.zone)))
        self.paper = Paper()
        self.texts = Texts.load(office.zone)
        self.courier = Courier(store, {PAPER: self.paper}, self.texts, self.clock, office)
        self.clockwork = Clockwork(store, office, self.clock.now, self.courier.wake)
        self.pace = Pace(store, self.clock, self.clockwork)
        self.vault = Vault(folder / "files", largest=1 << 20)
        self._events, self._photos = itertools.count(1), itertools.count(1)
        self._write = write

    @property
    def reader(self) -> Reader:
        """Whoever reads the story, now."""
        return self.texts.reader(self.words.language, self.clock.now())

    async def phone(self, name: str, role: Role) -> Phone:
        """Give somebody a phone; an agent works in every group, so that whatever is reported rings there."""
        address = await self.store.write(_seat, self.office, self.clock.now(), name, role, self.words.language)
        phone = self.paper.phones[address.id] = Phone(name, address, [])
        return phone

    async def say(self, phone: Phone, words: str, *, photo: bool = False) -> None:
        """Say something, perhaps with a photo."""
        files = [await self._photo(phone)] if photo else []
        self.paper.say(phone, self.reader, words, *(file.name for file in files))
        await self._happen(Said(self._origin(phone), self.clock.now(), words, tuple(file.id for file in files)))

    async def press(self, phone: Phone, verb: str, arg: str = "") -> None:
        """Press the newest button of a verb that the phone shows. Raises StoryBroken when it shows none."""
        for button, found in _buttons(phone):
            if found.verb == verb and arg in {"", found.arg, found.arg.partition(".")[2]}:
                self.paper.say(phone, self.reader, f"[{self.reader.text(button.text)}]")
                await self._happen(Chose(self._origin(phone), self.clock.now(), button.press))
                return
        raise StoryBroken(Text("broken-button", {"name": phone.name, "verb": verb}))

    async def answer(self, phone: Phone, answers: Mapping[str, str]) -> None:
        """Answer question after question until the conversation has none. Raises StoryBroken when it does not end."""
        tried: set[str] = set()
        for _ in range(FALSE_STEPS):
            draft = await self.store.read(_draft, phone.address.id)
            if draft is None:
                return
            words = answers.get(draft.at, "") if draft.at not in tried else ""
            if words == PHOTO:
                await (self.press(phone, "done") if draft.answers.get(draft.at) else self.say(phone, "", photo=True))
                continue
            tried.add(draft.at)
            await self._answer(phone, draft, words)
        raise StoryBroken(Text("broken-endless", {"name": phone.name}))

    async def _answer(self, phone: Phone, draft: Draft, words: str) -> None:
        verbs = {found.verb for _, found in _buttons(phone, newest=True)}
        asked = phone.shown[-1].ask if phone.shown else None
        if words:
            await self.say(phone, words)
        elif draft.at == "review":
            await self.press(phone, "send")
        elif "skip" in verbs or asked is None or asked.kind not in ANYTHING:
            await self.press(phone, "skip")
        else:
            await self.say(phone, ANYTHING[asked.kind])

    async def wait(self, length: Ms) -> None:
        """Let time pass."""
        await self._walk(self.clock.now() + length)

    async def until(self, time: str, *, days: int = 0) -> None:
        """Let time pass until a time of day, today or days later."""
        day = self.office.calendar.local_date(self.clock.now()) + timedelta(days=days)
        await self._walk(self.office.calendar.at_local(day, minute_of_day(time)))

    async def ticket(self) -> Ticket:
        """Return the story's ticket."""
        (ticket,) = await self.store.read(_newest)
        return ticket

    def write(self, *lines: str) -> None:
        """Write what is on paper, then these lines."""
        for line in (*self.paper.taken(), *lines):
            self._write(line)

    def _origin(self, phone: Phone) -> Origin:
        return Origin(PAPER, phone.address.external, str(next(self._events)))

    async def _happen(self, event: Event) -> None:
        await self.store.write(handle, self.office, event)
        self.courier.wake()
        await self.pace.settle()
        self.write()

    async def _walk(self, moment: Ms) -> None:
        await self.pace.to(moment)
        self.write()

    async def _photo(self, phone: Phone) -> StoredFile:
        number = next(self._photos)
        with self.vault.begin(f"photo-{number}.png") as incoming:
            incoming.write(PIXEL)
            stored = incoming.finish()
        file = StoredFile(
            f"photo{number}",
            stored.sha256,
            stored.name,
            stored.mime,
            stored.size,
            phone.address.person,
            self.clock.now(),
        )
        await self.store.write(_keep_file, file)
        return file


@asynccontextmanager
async def staged(office: Office, folder: Path, words: Script, write: Callable[[str], None]) -> AsyncIterator[Stage]:
    """Set a stage up in a folder, with everything running, until it is left."""
    store = await Store.open(folder / "story.db")
    try:
        stage = Stage(office, store, folder, words, write)
        async with asyncio.TaskGroup() as group:
            group.create_task(stage.courier.run())
            try:
                yield stage
            finally:
                stage.courier.stop()
    finally:
        await store.close()


def _buttons(phone: Phone, *, newest: bool = False) -> Iterator[tuple[Button, Press]]:
    """Return the buttons that a phone shows, those of the newest message first."""
    for message in phone.shown[-1:] if newest else reversed(phone.shown):
        for button in itertools.chain.from_iterable(message.buttons):
            found = parse(button.press)
            if found is not None:
                yield button, found


def _seat(tx: Transaction, office: Office, now: Ms, name: str, role: Role, language: Language) -> Address:
    if role is Role.CUSTOMER:
        person = Person(tx.new_id(), language=language, since=now)
        tx.people.put(person)
    else:
        groups = tuple(group.id for group in office.playbook.groups) if role is Role.AGENT else ()
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
