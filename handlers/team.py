"""The team: who is in it, invitations, and joining from a chat."""

from __future__ import annotations

import hashlib
import secrets

from msgspec import structs

from handlers.turn import Turn
from handlers.words import clean
from store.desk import Desk
from store.lifecycle import CLOCK, OWNED, Action
from store.moment import DAY, Ms
from store.notices import LEFT
from store.office import Office
from store.people import Invitation, Language, Person, Role
from store.transaction import Transaction

VALID = 7 * DAY
"""How long an invitation can be used."""


class TeamFault(ValueError):
    """A change of the team that cannot be made; the message says how to mend it."""


def add(
    tx: Transaction,
    office: Office,
    now: Ms,
    *,
    name: str,
    role: Role,
    groups: tuple[str, ...] = (),
    language: Language = Language.ZH,
) -> Person:
    """Add a member. Raises TeamFault for an unknown group, an empty name or a name that is taken."""
    name = clean(name)
    if not name:
        raise TeamFault("a member needs a name")
    if any(person.name == name for person in tx.people.team()):
        raise TeamFault(f"there is a member called {name} already; add something that tells them apart")
    known = [group.id for group in office.playbook.groups]
    for group in groups:
        if group not in known:
            raise TeamFault(f"the playbook has no group {group!r}; there are {', '.join(known)}")
    if role is Role.AGENT and not groups:
        raise TeamFault(f"an agent works in a group; name one or more of {', '.join(known)}")
    person = Person(tx.new_id(), name, language, role, groups=groups, since=now)
    tx.people.put(person)
    return person


def find(tx: Transaction, name: str) -> Person:
    """Return a member by name. Raises TeamFault."""
    person = next((each for each in tx.people.team() if each.name == name), None)
    if person is None:
        raise TeamFault(f"nobody in the team is called {name!r}; see them with: aftercare team list")
    return person


def invite(tx: Transaction, person: Person, now: Ms) -> str:
    """Make an invitation and return its code; only its hash is kept."""
    code = secrets.token_urlsafe(12)
    tx.people.invite(Invitation(hashlib.sha256(code.encode()).hexdigest(), person.id, now + VALID))
    return code


def remove(tx: Transaction, office: Office, now: Ms, person: Person) -> int:
    """Take a member out of the team; return how many tickets in their hands go back to their groups.

    What they were writing is dropped; what they did stays in the histories.
    """
    tx.people.put(structs.replace(person, removed=True, on_duty=False))
    for address in tx.people.addresses(person.id):
        tx.drafts.drop(address.id)
    desk, released = Desk(tx, office, now), 0
    # Who leads a second handling may work on it without owning it: nobody else could claim it any more.
    while owned := [each for each in tx.tickets.owned(person.id, tuple(OWNED)) if each.owner in {person.id, None}]:
        for ticket in owned:
            desk.act(ticket.id, Action.RELEASE, CLOCK, {"cause": LEFT, "owner": person.id})
        released += len(owned)
    return released


def join(turn: Turn, code: str) -> None:
    """Make this chat the invited member's."""
    invitation = turn.tx.people.take_invitation(hashlib.sha256(code.strip().encode()).hexdigest(), turn.now)
    person = turn.tx.people.get(invitation.person) if invitation is not None else None
    if person is None or person.removed:
        turn.tell("join-unknown")
        return
    turn.drop()
    turn.address = structs.replace(turn.address, person=person.id, seen=turn.now)
    turn.tx.people.put_address(turn.address)
    turn.person = person
    turn.tell("joined", name=person.name)
