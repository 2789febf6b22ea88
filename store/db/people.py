"""Rows of people: persons, their addresses, invitations."""

from __future__ import annotations

from functools import lru_cache

import msgspec

from store.db.chats import decode_draft
from store.db.queries import Row, Sql
from store.draft import Seat
from store.moment import Ms
from store.people import Address, Invitation, Person, Role

_encode = msgspec.json.Encoder().encode
_person = msgspec.json.Decoder(Person).decode


class PeopleRows:
    """Persons and their addresses."""

    def __init__(self, sql: Sql) -> None:
        self._sql = sql

    def get(self, person: int) -> Person | None:
        """Return a person."""
        row = self._sql.one("person_get", {"id": person})
        return _person(row[0]) if row else None

    def put(self, person: Person) -> None:
        """Keep a person."""
        self._sql.run("person_put", {"id": person.id, "role": person.role.value, "body": _encode(person).decode()})

    def team(self) -> list[Person]:
        """Return everyone who works tickets, in the order in which they joined."""
        return [each for each in self._everyone() if each.is_team]

    def rooms(self) -> list[Person]:
        """Return the rooms of the team."""
        return [each for each in self._everyone() if each.role is Role.ROOM]

    def _everyone(self) -> tuple[Person, ...]:
        return _present(tuple(row[0] for row in self._sql.all("people_team")))

    def address(self, address: int) -> Address | None:
        """Return an address."""
        row = self._sql.one("address_get", {"id": address})
        return _address(row) if row else None

    def at(self, channel: str, external: str) -> Address | None:
        """Return the address that a channel knows."""
        row = self._sql.one("address_at", {"channel": channel, "external": external})
        return _address(row) if row else None

    def seat(self, channel: str, external: str) -> Seat | None:
        """Return the address that a channel knows, with who sits there and the conversation that they are in."""
        row = self._sql.one("seat_at", {"channel": channel, "external": external})
        if row is None:
            return None
        *address, person, draft, awaited = row
        return Seat(
            _address(tuple(address)),
            _person(person) if person else None,
            decode_draft(draft) if draft else None,
            bool(awaited),
        )

    def addresses(self, person: int) -> list[Address]:
        """Return a person's addresses, the one seen last first."""
        addresses = [_address(row) for row in self._sql.all("addresses_of", {"person": person})]
        return sorted(addresses, key=lambda each: (-each.seen, each.id))

    def put_address(self, address: Address) -> None:
        """Keep an address."""
        values: dict[str, object] = msgspec.structs.asdict(address) | {"blocked": int(address.blocked)}
        if self._sql.run("address_seen", values) == 0:
            self._sql.run("address_put", values)

    def invite(self, invitation: Invitation) -> None:
        """Keep an invitation."""
        self._sql.run(
            "invitation_put",
            {"code_hash": invitation.code_hash, "person": invitation.person, "expires": invitation.expires},
        )

    def take_invitation(self, code_hash: str, now: Ms) -> Invitation | None:
        """Use up an invitation."""
        row = self._sql.one("invitation_take", {"code_hash": code_hash})
        invitation = Invitation(*row) if row else None
        return invitation if invitation is not None and invitation.expires > now else None


@lru_cache(maxsize=4)
def _present(bodies: tuple[str, ...]) -> tuple[Person, ...]:
    """Return those who were not removed, in order: every change of a ticket asks, and the answer seldom changes."""
    everyone = map(_person, bodies)
    return tuple(sorted((each for each in everyone if not each.removed), key=lambda each: (each.since, each.id)))


def _address(row: Row) -> Address:
    number, person, channel, external, seen, blocked = row
    return Address(number, person, channel, external, seen, bool(blocked))
