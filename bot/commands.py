"""What the program's commands do, behind the command line."""

from __future__ import annotations

import gc
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from bot.app import App, listen, serve
from bot.clock import SystemClock
from bot.settings import Settings
from bot.wiring import open_office
from handlers import team
from store.db.door import Store
from store.moment import Ms
from store.office import Office
from store.people import Language, Person, Role
from store.transaction import Transaction

logger = logging.getLogger(__name__)

YOUNG = 20_000
"""New objects after which the garbage collector looks through them: a millisecond's work."""


async def run(settings: Settings) -> None:
    """Serve until stopped."""
    with listen(settings) as listener:
        store = await Store.open(settings.database, exclusive=True)
        try:
            host, port = listener.getsockname()[:2]
            app = App(settings.listening_on(port), SystemClock(), store)
            url = app.settings.public_url
            keep_for_good()
            await serve(app, listener, ready=lambda: logger.info("serving on http://%s:%d, for %s", host, port, url))
        finally:
            await store.close()


def keep_for_good() -> None:
    """Have the garbage collector pass over what is loaded by now, and look less often through what is new.

    Looking through what is loaded stops everything for 15 ms. New objects are looked through at every 700th, which sixty
    requests in hand reach again and again: a twentieth of all that they cost, for nothing that they leave behind.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(YOUNG)


async def migrate(settings: Settings) -> str:
    """Bring the database up to this version and say where it lies."""
    async with _store(settings):
        return f"{settings.database} is at this version."


async def add(settings: Settings, name: str, role: Role, groups: tuple[str, ...], language: Language) -> str:
    """Add a member and return what to tell them."""
    office = open_office(settings.playbook)
    async with _store(settings) as store:
        code = await store.write(_add, office, SystemClock().now(), name, role, groups, language)
    return _invitation(settings, name, code)


async def members(settings: Settings) -> list[str]:
    """Return a line for each member."""
    async with _store(settings) as store:
        people = await store.read(_members)
    lines = [
        f"{person.name}\t{person.role}\t{', '.join(person.groups) or '-'}\t"
        f"{'on duty' if person.on_duty else 'off duty'}"
        for person in people
    ]
    return lines or ["Nobody is in the team yet. Add somebody: aftercare team add NAME --group technical"]


async def invite(settings: Settings, name: str) -> str:
    """Make a new invitation and return what to tell the member."""
    async with _store(settings) as store:
        code = await store.write(_invite, name, SystemClock().now())
    return _invitation(settings, name, code)


async def remove(settings: Settings, name: str) -> str:
    """Take a member out of the team; what they had in hand goes back to its groups."""
    office = open_office(settings.playbook)
    async with _store(settings) as store:
        released = await store.write(_remove, office, SystemClock().now(), name)
    back = f" {released} of their tickets went back to their groups." if released else ""
    return f"{name} is not in the team any more.{back}"


@asynccontextmanager
async def _store(settings: Settings) -> AsyncIterator[Store]:
    store = await Store.open(settings.database)
    try:
        yield store
    finally:
        await store.close()


def _invitation(settings: Settings, name: str, code: str) -> str:
    if settings.open_port:
        return f"{name} writes to the bot, within 7 days: /join {code}\nSet AFTERCARE_PUBLIC_URL to get a link as well."
    return (
        f"{name} signs in once, within 7 days, at\n    {settings.public_url}/#invite={code}\n"
        f"or writes to the bot: /join {code}"
    )


def _add(
    tx: Transaction, office: Office, now: Ms, name: str, role: Role, groups: tuple[str, ...], language: Language
) -> str:
    return team.invite(tx, team.add(tx, office, now, name=name, role=role, groups=groups, language=language), now)


def _members(tx: Transaction) -> list[Person]:
    return tx.people.team()


def _invite(tx: Transaction, name: str, now: Ms) -> str:
    return team.invite(tx, team.find(tx, name), now)


def _remove(tx: Transaction, office: Office, now: Ms, name: str) -> int:
    return team.remove(tx, office, now, team.find(tx, name))
