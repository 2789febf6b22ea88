"""Sessions: a browser's cookie and the address it stands for. Only the hash of a token is ever kept."""

from __future__ import annotations

import hashlib
import secrets

from msgspec import Struct
from starlette.datastructures import URL
from starlette.requests import HTTPConnection
from starlette.responses import Response

from bot.web.channel import NAME
from store.moment import DAY, HOUR, SECOND, Ms
from store.people import Address, Language, Person
from store.transaction import Session, Transaction

LASTS = 400 * DAY
"""How long a browser keeps its session: a customer who returns next year finds their tickets."""

NOTED = HOUR
"""How often it is noted that a session is alive."""


class Seat(Struct, frozen=True):
    """Who sits at a browser."""

    session: Session
    address: Address
    person: Person


def cookie_name(base: str) -> str:
    """Return the cookie of a page mounted at `base`; pages mounted apart sit apart."""
    return "aftercare" + base.strip("/").replace("/", "_")


def hash_of(token: str) -> str:
    """Return what is kept of a token."""
    return hashlib.sha256(token.encode()).hexdigest()


def find(tx: Transaction, token: str) -> Seat | None:
    """Return who sits at a browser with this token."""
    session = tx.sessions.get(hash_of(token)) if token else None
    address = tx.people.address(session.address) if session is not None else None
    person = tx.people.get(address.person) if address is not None else None
    if session is None or address is None or person is None or person.removed:
        return None
    return Seat(session, address, person)


def note(tx: Transaction, session: Session, now: Ms) -> None:
    """Note that a session is alive, now and then."""
    if now - session.seen > NOTED:
        tx.sessions.put(Session(session.token_hash, session.address, session.created, now))


def begin(tx: Transaction, token: str, language: str, now: Ms) -> Seat:
    """Seat somebody new: a customer of whom nothing is known."""
    person = Person(tx.new_id(), language=Language.ZH if language == "zh" else Language.EN, since=now)
    tx.people.put(person)
    return seat(tx, token, person, secrets.token_hex(16), now)


def seat(tx: Transaction, token: str, person: Person, external: str, now: Ms) -> Seat:
    """Seat a person at a browser under a new token."""
    address = tx.people.at(NAME, external) or Address(tx.new_id(), person.id, NAME, external)
    address = Address(address.id, person.id, NAME, external, seen=now)
    tx.people.put_address(address)
    session = Session(hash_of(token), address.id, now, now)
    tx.sessions.put(session)
    return Seat(session, address, person)


def new_token() -> str:
    """Return a token that cannot be guessed."""
    return secrets.token_urlsafe(32)


def token_of(connection: HTTPConnection, base: str) -> str:
    """Return the token that a request carries; empty when it carries none."""
    return connection.cookies.get(cookie_name(base), "")


def set_cookie(response: Response, base: str, token: str, *, secure: bool, embedded: bool) -> None:
    """Give the browser its token: for this page only, unreadable to scripts, never sent by other sites.

    A page that others embed needs a cookie that works inside their frame; it is kept apart for each of them.
    """
    site = "None; Partitioned" if embedded and secure else "Strict"
    parts = [
        f"{cookie_name(base)}={token}",
        f"Path={base}",
        f"Max-Age={LASTS // SECOND}",
        "HttpOnly",
        f"SameSite={site}",
    ]
    response.raw_headers.append((b"set-cookie", "; ".join(parts + ["Secure"] * secure).encode("latin-1")))


def same_origin(connection: HTTPConnection, public_url: str) -> bool:
    """Whether a request that changes something comes from our own page."""
    origin = connection.headers.get("origin", "")
    if not origin:
        return False
    ours = URL(scope=connection.scope)
    host = connection.headers.get("host", ours.netloc)
    return origin == public_url or origin in {f"http://{host}", f"https://{host}"}
