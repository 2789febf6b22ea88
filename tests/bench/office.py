"""The house of the benchmarks: the default playbook, a small team, and customers who are told apart by number."""

from __future__ import annotations

from bot.wiring import open_office
from store.lifecycle import Author, AuthorKind
from store.people import Address, Language, Person, Role
from store.transaction import Transaction

OFFICE = open_office("after-sales")

LEAD, AGENT, OTHER = 10, 11, 12
TEAM = {LEAD: Role.SUPERVISOR, AGENT: Role.AGENT, OTHER: Role.AGENT}
BY_AGENT = Author(AuthorKind.AGENT, AGENT)

FIRST = 1_000
"""The first customer; the others follow."""

ANSWERS = {
    "category": "fault", "kind": "abnormal", "model": "LX-200", "serial_number": "SN-48213",
    "description": "The machine stops after a minute, shows E-04 on its display and blinks three times.",
    "urgency": "normal", "impact": "part", "name": "Anna Fischer", "phone": "+8613800138000", "tier": "new",
}  # fmt: skip
"""A capture, by the ids of its steps."""


def customer(number: int) -> Person:
    """Return a customer of whom everything is known."""
    return Person(number, "Anna Fischer", Language.EN, phone="+8613800138000")


def seat_customer(tx: Transaction, channel: str, number: int) -> None:
    """Seat a customer."""
    _seat(tx, channel, customer(number))


def seat_team(tx: Transaction, channel: str) -> None:
    """Seat the team."""
    for number, role in TEAM.items():
        _seat(tx, channel, Person(number, f"member {number}", Language.EN, role, groups=("technical",)))


def _seat(tx: Transaction, channel: str, person: Person) -> None:
    """Keep a person, and an address of the same number."""
    tx.people.put(person)
    tx.people.put_address(Address(person.id, person.id, channel, str(person.id)))
