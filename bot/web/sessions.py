"""Sessions: a browser's cookie and the address it stands for. Only the hash of a token is ever kept."""

from __future__ import annotations

import hashlib
import secrets
from urllib.parse import urlsplit

from msgspec import Struct
from starlette.requests import HTTPConnection
from starlette.responses import Response

from bot.web.channel import NAME
from bot.web.window import Window
from store.moment import DAY, HOUR, SECOND, Ms
from store.people import Address, Language, Person
from store.transaction import Session, Transaction

LASTS = 400 * DAY
"""How long a session outlives its last visit: a customer who returns next year finds their tickets."""

NOTED = HOUR
"""How often it is noted that a session is alive."""


class Seat(Struct, frozen=True):
    """Who sits at a browser."""

    session: Session
    address: Address
    person: Person


class Gone(Exception):
    """Nobody sits there any more: the session ended, or its person was taken out of the team."""


def cookie_name(base: str, *, secure: bool) -> str:
    """Return the cookie of a page mounted at `base`; pages mounted apart sit apart.

    The prefix has browsers refuse a cookie that another host of the same domain would plant.
    """
    prefix = "__Host-" if secure and base == "/" else ""
    return prefix + "aftercare" + base.strip("/").replace("/", "_")


def hash_of(token: str) -> str:
    """Return what is kept of a token."""
    return hashlib.sha256(token.encode()).hexdigest()


def find(tx: Transaction, token: str, now: Ms = 0) -> Seat | None:
    """Return who sits at a browser with this token. Without a moment, no session is too old."""
    return _sitting(tx, hash_of(token), now) if token else None


async def sitting(window: Window, base: str, connection: HTTPConnection) -> Seat | None:
    """Return who sits at the browser that asks."""
    token = token_of(connection, base, secure=window.settings.secure)
    return await window.store.read(find, token, window.clock.now())


def again(tx: Transaction, seat: Seat, now: Ms) -> Seat:
    """Return a seat as it is now. Raises Gone."""
    found = _sitting(tx, seat.session.token_hash, now)
    if found is None:
        raise Gone
    return found


def _sitting(tx: Transaction, token_hash: str, now: Ms) -> Seat | None:
    session = tx.sessions.get(token_hash)
    if session is None or now - session.seen > LASTS:
        return None
    address = tx.people.address(session.address)
    person = tx.people.get(address.person) if address is not None else None
    if address is None or person is None or person.removed:
        return None
    return Seat(session, address, person)


def stale(session: Session, now: Ms) -> bool:
    """Whether it should be noted that a session is alive."""
    return now - session.seen > NOTED


def note(tx: Transaction, session: Session, now: Ms) -> None:
    """Note that a session is alive, unless it ended meanwhile."""
    if tx.sessions.get(session.token_hash) is not None:
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


def token_of(connection: HTTPConnection, base: str, *, secure: bool = False) -> str:
    """Return the token that a request carries; empty when it carries none."""
    return connection.cookies.get(cookie_name(base, secure=secure), "")


def set_cookie(response: Response, base: str, token: str, *, secure: bool, embedded: bool) -> None:
    """Give the browser its token: for this page only, unreadable to scripts, never sent by other sites.

    A page that others embed needs a cookie that works inside their frame; it is kept apart for each of them.
    """
    site = "None; Partitioned" if embedded and secure else "Strict"
    parts = [
        f"{cookie_name(base, secure=secure)}={token}",
        f"Path={base}",
        f"Max-Age={LASTS // SECOND}",
        "HttpOnly",
        f"SameSite={site}",
    ]
    response.raw_headers.append((b"set-cookie", "; ".join(parts + ["Secure"] * secure).encode("latin-1")))


def same_origin(connection: HTTPConnection, public_url: str) -> bool:
    """Whether a request that changes something comes from our own page.

    That is the page at the public address, or at the address that the request itself was sent to.
    """
    public, host = _origin(public_url), connection.headers.get("host", "")
    schemes = ("https",) if public.startswith("https:") else ("https", "http")
    ours = {public, *(_origin(f"{scheme}://{host}") for scheme in schemes if host)}
    return connection.headers.get("origin") in ours


def _origin(url: str) -> str:
    """Return the origin of an address as browsers write it."""
    parts = urlsplit(url.lower())
    return f"{parts.scheme}://{parts.netloc.removesuffix(':443' if parts.scheme == 'https' else ':80')}"


def from_elsewhere(connection: HTTPConnection) -> bool:
    """Whether another site had the browser ask.

    Such a request comes without the cookie; answering it with a new one would lose the browser its session.
    """
    return connection.headers.get("sec-fetch-site", "same-origin") not in {"same-origin", "none"}
