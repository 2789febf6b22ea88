"""Going on in another chat: what was begun here, and everything reported before, moves along."""

from __future__ import annotations

import hashlib
import secrets

from msgspec import structs

from handlers import status
from handlers.turn import Turn
from handlers.waiting import brought
from store.message import Text
from store.moment import DAY, Ms
from store.people import Invitation, Person
from store.transaction import Transaction

VALID = DAY
"""How long a code for going on elsewhere can be used."""


def offer(turn: Turn) -> None:
    """Tell how to go on in another chat."""
    turn.tell("move-offer", code=f"/start {pass_for(turn.tx, turn.person, turn.now)}")


def pass_for(tx: Transaction, person: Person, now: Ms) -> str:
    """Return what opens another chat as one of this person, once."""
    code = secrets.token_urlsafe(12)
    tx.people.invite(Invitation(hashlib.sha256(code.encode()).hexdigest(), person.id, now + VALID))
    return f"move_{code}"


def arrive(turn: Turn, code: str) -> None:
    """Make this chat another one of the person who was given the code; somebody known here already stays who they are."""
    invitation = turn.tx.people.take_invitation(hashlib.sha256(code.encode()).hexdigest(), turn.now)
    person = turn.tx.people.get(invitation.person) if invitation is not None else None
    if person is None or person.removed:
        turn.tell("move-unknown")
        return
    if turn.person.id != person.id and (turn.person.is_team or turn.tx.tickets.of_customer(turn.person.id, limit=1)):
        turn.tell("move-taken")
        return
    before = [each for each in turn.tx.people.addresses(person.id) if each.id != turn.address.id]
    turn.person, turn.address = person, structs.replace(turn.address, person=person.id, seen=turn.now)
    turn.tx.people.put_address(turn.address)
    turn.tell("moved")
    if turn.tx.tickets.of_customer(person.id, limit=1):
        status.mine(turn)
    for address in before:
        draft = turn.tx.drafts.get(address.id)
        if draft is not None:
            turn.tx.drafts.drop(address.id)
            turn.keep(brought(turn.draft, draft, turn.address.id))
            turn.engine.ask_again(turn, Text("dialogue-resumed"))
            return
