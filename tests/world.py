"""A small world for stories: the real store in memory, a movable moment, and persons who chat.

What is said and what is answered are plain words. Words for both languages stand side by side, `"谢谢 | Thank you"`;
each chat takes those of its person. `"[取消 | Cancel]"` presses the button of that label among those last shown.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Concatenate, ParamSpec, TypeVar

from msgspec import Struct, structs

from bot.texts import Reader, Texts
from bot.wiring import open_office
from handlers.dispatch import handle
from handlers.events import Chose, Corrected, Event, Opened, Origin, Said, Submitted
from scheduler import sweep
from store.db.migrate import migrate
from store.db.rows import SqlTransaction
from store.db.sqlite import connect
from store.delivery import Delivery
from store.history import Entry
from store.message import Button, Message
from store.moment import Ms, from_datetime, local
from store.notices import CHANGED
from store.office import Office
from store.people import Address, Language, Person, Role
from store.ticket import Answer, Ticket
from store.transaction import StoredFile, Transaction

P = ParamSpec("P")
T = TypeVar("T")

CHANNEL = "test"
BETWEEN = " | "


@cache
def office(playbook: str = "after-sales") -> Office:
    return open_office(playbook)


@cache
def texts() -> Texts:
    return Texts.load(office().zone)


def at(text: str) -> Ms:
    """The moment of `2026-11-25 10:00` in the team's zone."""
    return from_datetime(datetime.fromisoformat(text).replace(tzinfo=office().zone))


WEDNESDAY = at("2026-11-25 10:00")
"""When a world begins, unless told otherwise: an ordinary working morning."""


def in_(language: Language, words: str) -> str:
    """What stands in a language in `"中文 | English"`; words for both stand alone."""
    zh, bar, en = words.partition(BETWEEN)
    return en if bar and language is Language.EN else zh


class Files(Struct, frozen=True):
    """Files that are sent, perhaps with words."""

    count: int = 1
    text: str = ""


class Form(Struct, frozen=True):
    """A whole form that is sent."""

    dialogue: str
    answers: Mapping[str, Answer]


class Press(Struct, frozen=True):
    """A button's id that is sent as it is: old, forged, or somebody else's."""

    press: str


class Open(Struct, frozen=True):
    """A chat that is opened, perhaps by a link."""

    payload: str = ""


class Exactly(Struct, frozen=True):
    """The whole text of the answer, its buttons left out."""

    words: str


class Not(Struct, frozen=True):
    """Words that the answer must not hold."""

    words: str


class Correct(Struct, frozen=True):
    """Words that are changed after they were said."""

    before: str
    text: str


Saying = str | Files | Form | Press | Open | Correct
Expected = str | Exactly | Not
Pair = tuple[Saying, Expected | Sequence[Expected]]


class World:
    """A house with its clock standing at `now`, and everyone who was let in."""

    def __init__(self, language: Language = Language.ZH, now: Ms = WEDNESDAY, playbook: str = "after-sales") -> None:
        self.language = language
        self.now = now
        self.office = office(playbook)
        self.connection = connect(Path(":memory:"), patience=1)
        migrate(self.connection, Path(":memory:"))
        self.tx = SqlTransaction(self.connection)
        self._events = itertools.count(1)

    def close(self) -> None:
        self.connection.close()

    def do(self, fn: Callable[Concatenate[Transaction, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Run a function in a transaction of its own."""
        self.connection.execute("BEGIN IMMEDIATE")
        try:
            result = fn(self.tx, *args, **kwargs)
            self.connection.execute("COMMIT")
        finally:
            if self.connection.in_transaction:
                self.connection.execute("ROLLBACK")
        return result

    def event(self) -> str:
        """A platform's id of an event."""
        return f"e{next(self._events)}"

    # Who lives here

    def customer(self, name: str = "", language: Language | None = None) -> Chat:
        """Somebody who writes in for the first time."""
        return self.move_in(Person(self.tx.new_id(), name, language or self.language, since=self.now))

    def agent(self, name: str, *groups: str) -> Chat:
        person = Person(self.tx.new_id(), name, self.language, Role.AGENT, groups=groups or ("technical",))
        return self.move_in(person)

    def lead(self, name: str) -> Chat:
        return self.move_in(Person(self.tx.new_id(), name, self.language, Role.SUPERVISOR))

    def move_in(self, person: Person) -> Chat:
        address = Address(self.tx.new_id(), person.id, CHANNEL, f"chat{person.id}", seen=self.now)

        def settle(tx: Transaction) -> None:
            tx.people.put(person)
            tx.people.put_address(address)

        self.do(settle)
        return Chat(self, address.external)

    # Time

    def wait(self, length: Ms) -> None:
        """Let time pass; what falls due on the way fires at its moment."""
        end = self.now + length
        while (timer := self.tx.timers.next()) is not None and timer.due <= end:
            self.now = max(self.now, timer.due)
            self.do(sweep.fire, self.office, self.now, timer)
        self.now = end

    def until(self, text: str) -> None:
        """Let time pass until `2026-11-25 18:00`."""
        self.wait(at(text) - self.now)

    @property
    def today(self) -> str:
        return local(self.now, self.office.zone).date().isoformat()

    # What is kept

    def tickets(self) -> list[Ticket]:
        """Every ticket, in the order in which they came."""
        return self.tx.tickets.newest()[::-1]

    @property
    def ticket(self) -> Ticket:
        """The only ticket."""
        (ticket,) = self.tickets()
        return ticket

    def history(self) -> list[Entry]:
        """What happened to the only ticket."""
        return self.tx.tickets.history(self.ticket.id)

    def everything(self) -> dict[str, list[tuple[object, ...]]]:
        """Every row of every table."""
        tables = [row[0] for row in self.connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        return {table: self.connection.execute(f"SELECT * FROM {table} ORDER BY 1, 2").fetchall() for table in tables}  # noqa: S608 - names of our own tables


class Chat:
    """One person's chat: what they say, and what they hear."""

    def __init__(self, world: World, external: str, *, language: Language | None = None) -> None:
        """`language` is for somebody who is not known yet."""
        self.world = world
        self.external = external
        self.last: Event | None = None
        self._language = language or world.language
        self._heard = 0
        self._told: list[str] = []

    @property
    def address(self) -> Address:
        found = self.world.tx.people.at(CHANNEL, self.external)
        assert found is not None, "nobody has written from here yet"
        return found

    @property
    def person(self) -> Person:
        found = self.world.tx.people.get(self.address.person)
        assert found is not None
        return found

    @property
    def language(self) -> Language:
        known = self.world.tx.people.at(CHANNEL, self.external)
        return self._language if known is None else self.person.language

    @property
    def reader(self) -> Reader:
        return texts().reader(self.language, self.world.now)

    def chat(self, *pairs: Pair) -> None:
        """Say one thing after the other, and hear the answer to each."""
        for said, answered in pairs:
            self.say(said)
            self.hears(*((answered,) if isinstance(answered, str | Exactly | Not) else answered))

    def hears(self, *expected: Expected) -> str:
        """Hear what came since last time; all of it is expected to hold these words. Nothing is heard as ""."""
        words = "\n\n".join(_words(delivery.message, self.reader) for delivery in self.news())
        self._told.append(f"{self._name}  ← {words or '(nothing)'}")
        for each in expected:
            assert self._fits(each, words), f"expected: {each}\n\n" + "\n".join(self._told[-12:])
        return words

    def say(self, said: Saying) -> None:
        """Say something. What has not been heard yet is passed over."""
        self.news()
        self._told.append(f"{self._name}  » {said}")
        self.send(self._event(said))

    def finishes(self, **answers: str) -> None:
        """Answer whatever is still asked in a report, as in `FAULT` unless told otherwise, and send it."""
        while (draft := self.world.tx.drafts.get(self.address.id)) is not None and draft.at != "review":
            self.say(str({**FAULT, **answers}.get(draft.at, "跳过 | skip")))
        self.chat(("提交 | Send", "收到 | We have your report"))

    def presses(self, press: str, *expected: Expected) -> None:
        """Press a button by its id: an old one, a forged one, somebody else's."""
        self.say(Press(press))
        self.hears(*expected)

    def send(self, event: Event) -> None:
        """Have an event arrive, for the first time or again."""
        self.last = event
        self.world.do(handle, self.world.office, event)

    def again(self) -> None:
        """Have the last event arrive once more."""
        assert self.last is not None
        self.send(self.last)

    def all(self, after: int = 0) -> list[Delivery]:
        """Everything that was ever written to this chat, in order; or what was after a delivery."""
        rows = self.world.connection.execute(
            "SELECT id FROM outbox WHERE person = ? AND id > ? ORDER BY id", (self.person.id, after)
        )
        found = (self.world.tx.outbox.get(row[0]) for row in rows.fetchall())
        return [each for each in found if each is not None]

    def news(self) -> list[Delivery]:
        """What came since last time, but for cards that were brought up to date in silence."""
        new = self.all(self._heard) if self._known else []
        if new:
            self._heard = new[-1].id
        return [each for each in new if not _is_in_place(each)]

    def words(self) -> str:
        """Everything that was ever said to this chat."""
        return "\n\n".join(_words(delivery.message, self.reader) for delivery in self.all())

    def button(self, label: str) -> str:
        """The id of the button of a label, on the newest message that has one. `"FB20261125001 …"` is a beginning."""
        wanted = in_(self.language, label)
        for delivery in reversed(self.all()):
            for button in buttons(delivery.message):
                words = self.reader.text(button.text)
                if words == wanted or (wanted.endswith("…") and words.startswith(wanted[:-1])):
                    return button.press
        raise AssertionError(f"there is no button [{wanted}]:\n\n" + "\n".join(self._told[-12:]))

    def files(self, count: int) -> tuple[str, ...]:
        """Upload photos, and return their ids."""
        return tuple(self._file(f"photo-{self.world.event()}") for _ in range(count))

    def _file(self, name: str) -> str:
        stored = StoredFile(name, f"{name:0>64}", f"{name}.png", "image/png", 70, self.person.id, self.world.now)
        self.world.do(lambda tx: tx.files.put(stored))
        return stored.id

    def _event(self, said: Saying) -> Event:
        origin = Origin(CHANNEL, self.external, self.world.event(), language=self._language.value)
        now = self.world.now
        match said:
            case str():
                words = in_(self.language, said)
                if said.startswith("[") and said.endswith("]"):
                    return Chose(origin, now, self.button(said[1:-1]))
                return Said(origin, now, words)
            case Files():
                return Said(origin, now, in_(self.language, said.text), self.files(said.count))
            case Form():
                return Submitted(origin, now, said.dialogue, self._spoken(said.answers))
            case Press():
                return Chose(origin, now, said.press)
            case Open():
                return Opened(origin, now, said.payload)
            case Correct():
                return Corrected(origin, now, in_(self.language, said.text), in_(self.language, said.before))

    def _spoken(self, answers: Mapping[str, Answer]) -> dict[str, Answer]:
        return {
            step: in_(self.language, answer) if isinstance(answer, str) else answer for step, answer in answers.items()
        }

    def _fits(self, expected: Expected, words: str) -> bool:
        match expected:
            case str():
                wanted = in_(self.language, expected)
                return wanted in words if wanted else not words
            case Exactly():
                return in_(self.language, expected.words) == _without_buttons(words)
            case Not():
                return in_(self.language, expected.words) not in words

    @property
    def _known(self) -> bool:
        return self.world.tx.people.at(CHANNEL, self.external) is not None

    @property
    def _name(self) -> str:
        return (self.person.name if self._known else "") or self.external


def _is_in_place(delivery: Delivery) -> bool:
    return delivery.kind is CHANGED.kind and [text.key for text in delivery.message.texts] == [CHANGED.key]


def buttons(message: Message) -> Iterator[Button]:
    return itertools.chain.from_iterable(message.buttons)


def _words(message: Message, reader: Reader) -> str:
    lines = [reader.text(message.title)] if message.title else []
    lines += [reader.text(text) for text in message.texts]
    lines += [f"{reader.text(fact.label)}: {reader.value(fact.value)}" for fact in message.facts]
    if message.quote:
        lines.append(f"“{message.quote}”" + (f" — {message.speaker}" if message.speaker else ""))
    lines += [f"📎 {file.name}" for file in message.files]
    lines += [" ".join(f"[{reader.text(button.text)}]" for button in row) for row in message.buttons]
    return "\n".join(lines)


def _without_buttons(words: str) -> str:
    return "\n".join(line for line in words.splitlines() if not line.startswith("["))


FAULT: Mapping[str, Answer] = {
    "category": "功能故障 | Fault",
    "kind": "1",
    "model": "LJ-2400",
    "serial_number": "SN-88231177",
    "purchase_date": "2026-03-15",
    "happened_on": "昨天 | yesterday",
    "happened_at": "18:00",
    "description": "一开机就显示错误 0x61，什么都打印不出来。 | It shows error 0x61 as soon as it is switched on.",
    "hoped": "周五之前能正常打印 | Printing again by Friday",
    "urgency": "一般 | Normal",
    "impact": "2",
    "name": "王芳 | Wang Fang",
    "phone": "138 0013 8000",
    "tier": "老客户 | Returning customer",
}
"""A whole report of a fault, as a form."""


def report(chat: Chat, **changes: Answer) -> Ticket:
    """Report a fault in one go, and hear the answer."""
    before = {ticket.id for ticket in chat.world.tickets()}
    chat.say(Form("report", {**FAULT, **changes}))
    chat.hears("收到 | We have your report")
    (ticket,) = (ticket for ticket in chat.world.tickets() if ticket.id not in before)
    return ticket


def change(chat: Chat, **changes: object) -> None:
    """Change what is known of a person."""
    chat.world.do(lambda tx: tx.people.put(structs.replace(chat.person, **changes)))
