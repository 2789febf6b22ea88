"""What `aftercare check` looks at: each thing that must be right before the program can serve."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from msgspec import Struct

from bot import platforms
from bot.app import PortTaken, listen
from bot.channel import Misfit
from bot.settings import Settings
from bot.wiring import open_office
from store.db.door import Store
from store.db.errors import DatabaseError, DatabaseLocked
from store.db.place import hold
from store.files import FolderUnwritable, Vault
from store.playbook import PlaybookError
from store.transaction import Transaction


class Result(Struct, frozen=True):
    """How one thing stands, and what to say of it."""

    name: str
    ok: bool
    said: str = ""


async def everything(settings: Settings) -> list[Result]:
    """Check everything, also after something is wrong."""
    found = [Result("settings", ok=True)]
    for name, look in (*_OWN, *platforms.checks(settings)):
        found.append(await _checked(name, look, settings))
    return found


async def _checked(name: str, look: Callable[[Settings], Awaitable[str]], settings: Settings) -> Result:
    try:
        return Result(name, ok=True, said=await look(settings))
    except (PlaybookError, FolderUnwritable, DatabaseError, PortTaken, Misfit) as fault:
        return Result(name, ok=False, said=str(fault))


async def _playbook(settings: Settings) -> str:
    return open_office(settings.playbook).playbook.title.en


async def _folder(settings: Settings) -> str:
    return str(Vault(settings.data_dir / "files", largest=settings.max_file).folder)


async def _database(settings: Settings) -> str:
    store = await Store.open(settings.database)
    try:
        members = await store.read(_team_size)
    finally:
        await store.close()
    return f"{settings.database}, {members} in the team" + ("" if members else "; add somebody: aftercare team add")


async def _port(settings: Settings) -> str:
    try:
        with listen(settings):
            return f"{settings.host}:{settings.port} is free"
    except PortTaken:
        if _serving(settings):
            return f"{settings.host}:{settings.port} is taken by Aftercare Desk itself, which is running"
        raise


def _serving(settings: Settings) -> bool:
    """Whether the program is running on this database."""
    try:
        hold(settings.database).close()
    except DatabaseError as fault:
        return isinstance(fault, DatabaseLocked)
    return False


def _team_size(tx: Transaction) -> int:
    return len(tx.people.team())


_OWN: tuple[tuple[str, platforms.Look], ...] = (
    ("playbook", _playbook),
    ("data folder", _folder),
    ("database", _database),
    ("port", _port),
)
