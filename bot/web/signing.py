"""Signing in: an invitation makes a browser the seat of a team member."""

from __future__ import annotations

import hashlib

from msgspec import structs

from bot.web import sessions
from bot.web.sessions import Seat
from store.moment import Ms
from store.people import Language
from store.transaction import Transaction


def accept(tx: Transaction, code: str, old: Seat | None, token: str, now: Ms) -> Seat | None:
    """Use up an invitation and seat its person under a new token; None when it is none.

    All browsers of a team member share one chat, so that a card answered on one is answered on all.
    """
    invitation = tx.people.take_invitation(hashlib.sha256(code.strip().encode()).hexdigest(), now)
    person = tx.people.get(invitation.person) if invitation is not None else None
    if person is None or person.removed:
        return None
    if old is not None:
        tx.sessions.drop(old.session.token_hash)
    return sessions.seat(tx, token, person, f"team-{person.id}", now)


def change_language(tx: Transaction, seat: Seat, language: Language) -> Seat:
    """Speak to a person in another language from now on."""
    person = structs.replace(tx.people.get(seat.person.id) or seat.person, language=language)
    tx.people.put(person)
    return Seat(seat.session, seat.address, person)
