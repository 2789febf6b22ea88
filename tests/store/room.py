"""A room for the rules: real rows in memory, one small team, a moment that is moved, and no chat around it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from importlib import resources
from pathlib import Path
from zoneinfo import ZoneInfo

from msgspec import structs

from store.calendars.country import special_days
from store.db.migrate import migrate
from store.db.rows import SqlTransaction
from store.db.sqlite import connect
from store.delivery import Delivery
from store.desk import Desk
from store.history import Detail, Entry
from store.lifecycle import CLOCK, Action, Author, AuthorKind
from store.moment import Ms, from_datetime
from store.office import Office
from store.people import Address, Language, Person, Role
from store.proofread import parse
from store.ticket import Answer, Ticket

SHANGHAI = ZoneInfo("Asia/Shanghai")
SOURCE = (resources.files("store") / "playbooks/after-sales.toml").read_bytes()


def office(*changes: tuple[str, str], country: str = "") -> Office:
    """The office of the default playbook, some of its text changed; without holidays unless a country is named."""
    source = SOURCE.decode()
    for old, new in changes:
        assert old in source, old
        source = source.replace(old, new)
    return Office(parse(source.encode(), origin="after-sales"), special_days(country))


OFFICE = office()


def at(text: str, zone: ZoneInfo = SHANGHAI) -> Ms:
    """The moment of `2026-11-25 10:00` in a zone."""
    return from_datetime(datetime.fromisoformat(text).replace(tzinfo=zone))


TUESDAY = at("2026-11-24 09:00")
"""The beginning of an ordinary working day."""

CUSTOMER, OTHER, AGENT, SECOND, LEAD, NEXT, ADMIN = range(1, 8)
PEOPLE = (
    Person(CUSTOMER, name="Wang", language=Language.EN, phone="+8613800138000"),
    Person(OTHER, name="Sun", language=Language.ZH),
    Person(AGENT, name="Li", role=Role.AGENT, groups=("technical",)),
    Person(SECOND, name="Zhou", role=Role.AGENT, groups=("technical", "service")),
    Person(LEAD, name="Zhao", role=Role.SUPERVISOR, groups=("technical",)),
    Person(NEXT, name="Qian", role=Role.SUPERVISOR),
    Person(ADMIN, name="Chen", role=Role.ADMIN, on_duty=False),
)
TEAM = tuple(person for person in PEOPLE if person.is_team)

FAULT: dict[str, Answer] = {
    "category": "fault",
    "kind": "abnormal",
    "description": "No picture after power-on",
    "urgency": "normal",
}


def by(person: int) -> Author:
    """A person as the author that they are."""
    role = next(each.role for each in PEOPLE if each.id == person)
    kind = {Role.CUSTOMER: AuthorKind.CUSTOMER, Role.AGENT: AuthorKind.AGENT}.get(role, AuthorKind.SUPERVISOR)
    return Author(kind, person)


class Room:
    """A database with everybody in it, and one ticket to work on."""

    def __init__(self, house: Office = OFFICE, now: Ms = TUESDAY, people: tuple[Person, ...] = PEOPLE) -> None:
        self.office = house
        self.now = now
        self.connection = connect(Path(":memory:"), patience=1)
        migrate(self.connection, Path(":memory:"))
        self.tx = SqlTransaction(self.connection)
        for person in people:
            self.tx.people.put(person)
            self.tx.people.put_address(Address(person.id * 10, person.id, "post", f"chat{person.id}", seen=now))
        self.id = 0

    def close(self) -> None:
        self.connection.close()

    @property
    def desk(self) -> Desk:
        return Desk(self.tx, self.office, self.now)

    @property
    def ticket(self) -> Ticket:
        ticket = self.tx.tickets.get(self.id)
        assert ticket is not None
        return ticket

    @property
    def history(self) -> list[Entry]:
        return self.tx.tickets.history(self.id)

    def report(self, *, customer: int = CUSTOMER, **answers: Answer) -> Ticket:
        """Report a fault, with some other answers."""
        person = self.tx.people.get(customer)
        assert person is not None
        ticket = self.desk.report(person, by(customer), FAULT | answers)
        self.id = ticket.id
        return ticket

    def act(self, action: Action, author: int | None, after: Ms = 0, /, **data: Detail) -> Ticket:
        """Do something to the ticket, some time after the last; `author` is None for the clock."""
        self.now += after
        return self.desk.act(self.id, action, CLOCK if author is None else by(author), data)

    def change(self, person: int, **changes: object) -> None:
        """Change somebody."""
        found = self.tx.people.get(person)
        assert found is not None
        self.tx.people.put(structs.replace(found, **changes))

    def said(self) -> list[Delivery]:
        """Everything that was written about the ticket, in order."""
        return self.tx.outbox.of_ticket(self.id)

    def told(self) -> list[tuple[int, str]]:
        """Whom the last change told what, as persons and keys."""
        last = f"{self.id}:{self.ticket.seq}:"
        return [(each.person, each.message.texts[0].key) for each in self.said() if each.dedupe.startswith(last)]

    def timers(self) -> Mapping[str, Ms]:
        """The rows that stand for the ticket."""
        return {timer.kind: timer.due for timer in self.tx.timers.due(2**62, 1_000) if timer.ticket == self.id}
