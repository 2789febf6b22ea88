"""The real program with a bot at the fake Telegram, by polling or by webhook, on a clock that is moved."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from typing import Any, Protocol

from msgspec import Struct

from bot.app import App, listen, serve
from bot.clock import MovableClock
from bot.limits import Limits
from bot.pace import Pace
from bot.settings import TelegramSettings
from bot.telegram import notes
from bot.telegram.service import Telegram
from bot.texts import MISSING
from handlers import team
from store.db.door import Store
from store.message import Text
from store.moment import SECOND, Ms
from store.people import Language, Role
from store.ticket import Ticket
from store.transaction import Transaction
from tests.fakes.telegram.phone import Phone
from tests.fakes.telegram.server import FakeTelegram
from tests.web_server import settings
from tests.world import WEDNESDAY, texts


class Person(Protocol):
    """Somebody who writes, whatever they write on."""

    person: dict[str, Any]

    def in_(self, words: str) -> str: ...
    async def says(self, words: str) -> object: ...
    async def sends_photo(self, caption: str = "") -> object: ...
    async def presses(self, label: str) -> None: ...
    async def hears(self, *wanted: str) -> None: ...


SECRET = "what-telegram-proves-itself-with"  # noqa: S105 - of no webhook anywhere


class Desk(Struct):
    """A served program with its Telegram."""

    url: str
    app: App
    server: FakeTelegram
    clock: MovableClock
    pace: Pace

    @property
    def telegram(self) -> Telegram:
        (found,) = self.app.services
        assert isinstance(found, Telegram)
        return found

    async def member(self, name: str, role: Role = Role.AGENT, lang: str = "zh") -> Phone:
        """Give somebody of the team a phone, and let them join by a link."""
        code = await self.invite(name, role, lang)
        phone = self.server.user(name, lang)
        await phone.starts(f"join_{code}")
        await phone.hears("欢迎加入 | Welcome to the team")
        return phone

    async def invite(self, name: str, role: Role = Role.AGENT, lang: str = "zh") -> str:
        """Take somebody into the team, and return the code of their invitation."""
        groups = ("technical",) if role is Role.AGENT else ()
        return await self.app.store.write(_invite, self.app, name, role, groups, Language(lang))

    async def wait(self, length: Ms) -> None:
        """Let time pass; everything that falls due on the way is said."""
        await self.server.idle()
        await self.pace.to(self.clock.now() + length)

    async def fetched(self) -> None:
        """Wait until no file is to be fetched any more."""
        async with asyncio.timeout(20):
            while await self.app.store.read(notes.awaited, 10):
                await asyncio.sleep(0.01)

    async def tickets(self) -> list[Ticket]:
        return await self.app.store.read(lambda tx: tx.tickets.newest())

    async def ticket(self) -> Ticket:
        (found,) = await self.tickets()
        return found


@contextmanager
def held(house: Desk) -> Iterator[None]:
    """Hold the database, so that it takes nothing meanwhile."""
    other = sqlite3.connect(house.app.store.path, isolation_level=None, timeout=20)
    try:
        other.execute("BEGIN IMMEDIATE")
        yield
    finally:
        other.close()


CHOICES = {
    "kind": "功能异常 | Does not work as it should",
    "impact": "部分功能受影响 | Part of it is affected",
}
"""Choices of the playbook."""


def label(phone: Person, key: str) -> str:
    """What an entry of the catalogue, as far as its first value, or a choice of the playbook says in a person's language."""
    if key in CHOICES:
        return phone.in_(CHOICES[key])
    language = Language.ZH if phone.person["language_code"] == "zh" else Language.EN
    return texts().reader(language, WEDNESDAY).text(Text(key)).partition(MISSING)[0].strip()


def _invite(tx: Transaction, app: App, name: str, role: Role, groups: tuple[str, ...], language: Language) -> str:
    now = app.clock.now()
    person = team.add(tx, app.office, now, name=name, role=role, groups=groups, language=language)
    return team.invite(tx, person, now)


@asynccontextmanager
async def desk(
    server: FakeTelegram,
    folder: Path,
    *,
    webhook: bool = False,
    limits: bool = False,
    team_chat: int = 0,
    port: int = 0,
    secret: str = SECRET,
    now: Ms = WEDNESDAY,
    patience: float = 5.0,
) -> AsyncIterator[Desk]:
    """Serve a program with a bot. Without `limits`, nothing waits for Telegram's pace.

    `patience` is for how many seconds it waits for another writer of its database.
    """
    clock, stop = MovableClock(now), asyncio.Event()
    server.state.now = lambda: clock.now() / SECOND
    with listen(settings(folder, port=port)) as listener:
        url = f"http://127.0.0.1:{listener.getsockname()[1]}"
        bot = TelegramSettings(
            server.token,
            server.url,
            f"{url}/telegram" if webhook else "",
            secret if webhook else "",
            team_chat=team_chat,
        )
        store = await Store.open(folder / "aftercare.db", exclusive=True, patience=patience)
        try:
            app = App(settings(folder, telegram=bot, public_url=url), clock, store)
            if not limits:
                app.courier._lines["telegram"].limits = Limits(())
            served = asyncio.create_task(serve(app, listener, stop=stop))
            try:
                yield Desk(url, app, server, clock, Pace(store, clock, app.clockwork))
            finally:
                stop.set()
                await served
        finally:
            await store.close()
