"""The real program with an app in the fake Slack, over HTTP or Socket Mode, on a clock that is moved."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import httpx
from msgspec import Struct

from bot.app import App, listen, serve
from bot.clock import MovableClock
from bot.limits import Limits
from bot.pace import Pace
from bot.settings import SlackSettings, TelegramSettings
from bot.slack import notes
from bot.slack.service import Slack
from handlers import team
from store.db.door import Store
from store.moment import SECOND, Ms
from store.people import Language, Role
from store.ticket import Ticket
from store.transaction import Transaction
from tests.fakes.slack.people import Hands
from tests.fakes.slack.server import APP_TOKEN, BOT_TOKEN, CLIENT_ID, CLIENT_SECRET, SECRET, FakeSlack
from tests.fakes.slack.wire import Outgoing, OverHttp, OverSocket
from tests.fakes.slack.workspace import Channel
from tests.web_server import settings
from tests.world import WEDNESDAY


class House(Struct):
    """A served program with its Slack."""

    url: str
    app: App
    slack: FakeSlack
    out: Outgoing
    clock: MovableClock
    pace: Pace

    @property
    def room(self) -> Channel:
        """The team's channel."""
        return self.slack.workspace.channels[self.service.intake.desk.team_channel]

    @property
    def service(self) -> Slack:
        (found,) = [each for each in self.app.services if isinstance(each, Slack)]
        return found

    def customer(self, name: str, **where: str) -> Hands:
        """Sit somebody down at the workspace, or at another one."""
        return Hands(self.slack.workspace, self.out, self.slack.workspace.user(name, **where))

    async def member(self, name: str, role: Role = Role.AGENT, language: Language = Language.EN, **where: str) -> Hands:
        """Sit somebody of the team down, and let them join by a code."""
        code = await self.invite(name, role, language)
        hands = self.customer(name, **where)
        await hands.commands(f"join {code}")
        await hands.sees("Welcome to the team" if language is Language.EN else "欢迎加入")
        return hands

    async def invite(self, name: str, role: Role = Role.AGENT, language: Language = Language.EN) -> str:
        """Take somebody into the team, and return their code."""
        groups = ("technical",) if role is Role.AGENT else ()
        return await self.app.store.write(_invite, self.app, name, role, groups, language)

    async def wait(self, length: Ms) -> None:
        """Let time pass; everything that falls due on the way is said."""
        await self.pace.to(self.clock.now() + length)

    async def fetched(self) -> None:
        """Wait until no file is to be fetched any more."""
        await _until(lambda: self.app.store.read(lambda tx: not notes.awaited(tx, 10)))

    async def tickets(self) -> list[Ticket]:
        return await self.app.store.read(lambda tx: tx.tickets.newest())

    async def ticket(self) -> Ticket:
        (found,) = await self.tickets()
        return found


def _invite(tx: Transaction, app: App, name: str, role: Role, groups: tuple[str, ...], language: Language) -> str:
    now = app.clock.now()
    person = team.add(tx, app.office, now, name=name, role=role, groups=groups, language=language)
    return team.invite(tx, person, now)


async def _until(holds: Callable[[], Awaitable[bool]]) -> None:
    async with asyncio.timeout(20):
        while not await holds():
            await asyncio.sleep(0.01)


@asynccontextmanager
async def house(
    folder: Path,
    *,
    sockets: bool = False,
    limits: bool = False,
    room: str = "",
    oauth: bool = False,
    alone: bool = False,
    now: Ms = WEDNESDAY,
    telegram: TelegramSettings | None = None,
) -> AsyncIterator[House]:
    """Serve a program with an app. Without `limits`, nothing waits for a platform's pace. `room` names a team channel.

    With `oauth`, workspaces install the app; it is `alone` with that when it has no bot token.
    """
    clock, stop, slack = MovableClock(now), asyncio.Event(), FakeSlack()
    slack.workspace.now = lambda: clock.now() / SECOND
    async with slack.running(), httpx.AsyncClient(timeout=10) as client:
        with listen(settings(folder)) as listener:
            url = f"http://127.0.0.1:{listener.getsockname()[1]}"
            way = {"app_token": APP_TOKEN} if sockets else {"signing_secret": SECRET}
            way |= {"client_id": CLIENT_ID, "client_secret": CLIENT_SECRET} if oauth else {}
            channel = slack.workspace.channel(room).id if room else ""
            app_settings = SlackSettings(
                "" if alone else BOT_TOKEN, api=f"{slack.url}/api", team_channel=channel, **way
            )
            store = await Store.open(folder / "aftercare.db", exclusive=True)
            try:
                others = {"telegram": telegram} if telegram is not None else {}
                app = App(settings(folder, slack=app_settings, public_url=url, **others), clock, store)
                if not limits:
                    for line in app.courier._lines.values():
                        line.limits = Limits(())
                served = asyncio.create_task(serve(app, listener, stop=stop))
                wire = OverSocket(slack.sockets) if sockets else OverHttp(client, f"{url}/slack/events", SECRET)
                if sockets:
                    await slack.sockets.until(2)
                await _until(lambda: store.read(lambda tx: bool(tx.people.rooms()) or alone or not room))
                try:
                    yield House(
                        url,
                        app,
                        slack,
                        Outgoing(slack.workspace, wire, slack.url),
                        clock,
                        Pace(store, clock, app.clockwork),
                    )
                finally:
                    stop.set()
                    await served
            finally:
                await store.close()
