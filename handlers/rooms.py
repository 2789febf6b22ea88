"""The rooms in which the team reads together: one on each channel at the most."""

from __future__ import annotations

from msgspec import structs

from store.moment import Ms
from store.office import Office
from store.people import Address, Language, Person, Role
from store.transaction import Transaction


def language(office: Office) -> Language:
    """Return what is spoken where everybody of the team reads."""
    return Language.ZH if office.playbook.country == "CN" else Language.EN


def seat(tx: Transaction, office: Office, channel: str, external: str, now: Ms) -> None:
    """Let the team's room on a channel hear of every ticket, and no other room there any more; `external` may be empty."""
    address = tx.people.at(channel, external) if external else None
    for room in tx.people.rooms():
        ours = any(each.channel == channel for each in tx.people.addresses(room.id))
        if ours and (address is None or address.person != room.id):
            tx.people.put(structs.replace(room, removed=True))
    if not external:
        return
    number = address.person if address is not None else tx.new_id()
    known = tx.people.get(number)
    if known is None or known.role is not Role.ROOM or known.removed:
        tx.people.put(Person(number, language=language(office), role=Role.ROOM, since=now))
    if address is None or address.blocked:
        tx.people.put_address(Address(address.id if address else tx.new_id(), number, channel, external, seen=now))
