"""The demo: three phones on one page, and a clock that can be moved. Only `aftercare demo` serves this."""

from __future__ import annotations

import asyncio
import functools
import tempfile
from pathlib import Path
from typing import Any

import click
import msgspec
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from bot import timeline
from bot.app import App, listen, serve
from bot.clock import MovableClock
from bot.pace import Pace
from bot.settings import Settings
from bot.web import routes as web
from bot.web import sessions
from bot.web.window import STATIC
from handlers import team
from store.db.door import Store
from store.moment import DAY, Ms
from store.office import Office
from store.people import Language, Person, Role
from store.transaction import Transaction

SEATS = ("customer", "agent", "supervisor")
"""The phones, and the path each is mounted at."""

NAMES = {"agent": "Li Ming", "supervisor": "Chen Jing"}

FURTHEST = 40 * DAY
"""How far one push moves the clock at the most."""

LARGEST = 1024 * 1024 * 20


class Mover(msgspec.Struct):
    """A push at the clock: by a length in milliseconds, or to the next promise."""

    advance: int = 0
    to: str = ""


class Demo:
    """The demo's own routes, around the very routes of production."""

    def __init__(self, app: App, clock: MovableClock) -> None:
        """Show an app whose clock can be moved."""
        self._app = app
        self._clock = clock
        self._pace = Pace(app.store, clock, app.clockwork)
        self._moving = asyncio.Lock()
        self._tokens: dict[str, str] = {}

    async def seat(self) -> None:
        """Give each phone its person."""
        for name in SEATS:
            token = self._tokens[name] = sessions.new_token()
            await self._app.store.write(_seat, self._app.office, name, token, self._clock.now())

    def routes(self) -> list[BaseRoute]:
        """Return everything that the demo serves."""
        found: list[BaseRoute] = [
            Route("/", self._page),
            Route("/demo/state", self._state),
            Route("/demo/strings", self._strings),
            Route("/demo/clock", self._push, methods=["POST"]),
            Route("/static/{path:path}", web.static),
        ]
        for name in SEATS:
            found.append(Route(f"/phone/{name}/session", functools.partial(self._sit, name)))
            found += web.routes(self._app.window, f"/phone/{name}/")
        return [
            *(route for route in self._app.routes() if getattr(route, "path", "") in {"/healthz", "/readyz"}),
            *found,
        ]

    async def _page(self, _request: Request) -> Response:
        headers = {"Content-Security-Policy": web.policy(self._app.window, framed=False), "Cache-Control": "no-cache"}
        page = await asyncio.to_thread((STATIC / "demo.html").read_bytes)
        return Response(page, media_type="text/html", headers=headers)

    async def _sit(self, name: str, request: Request) -> Response:
        """Seat whoever opens a phone of the demo as its person; that is what makes it a demo."""
        base = f"/phone/{name}/"
        token = sessions.token_of(request, base)
        seat = await self._app.store.read(sessions.find, token)
        if seat is None:
            token = self._tokens[name]
            seat = await self._app.store.read(sessions.find, token)
        if seat is None:
            return JSONResponse({"error": ""}, 401)
        response = web.about(self._app.window, seat)
        sessions.set_cookie(response, base, token, secure=False, embedded=False)
        return response

    async def _strings(self, request: Request) -> Response:
        return JSONResponse(self._app.texts.strings(_language(request), "demo-"))

    async def _state(self, request: Request) -> Response:
        return JSONResponse(await self._shown(_language(request)))

    async def _push(self, request: Request) -> Response:
        if not web.ours(self._app.window, request):
            return JSONResponse({"error": ""}, 403)
        try:
            push = msgspec.json.decode(await request.body(), type=Mover)
        except msgspec.DecodeError:
            return JSONResponse({"error": ""}, 400)
        async with self._moving:
            if push.to == "next":
                await self._pace.to_next()
            elif 0 < push.advance <= FURTHEST:
                await self._pace.to(self._clock.now() + push.advance)
        return JSONResponse(await self._shown(_language(request)))

    async def _shown(self, language: Language) -> dict[str, Any]:
        now = self._clock.now()
        reader = self._app.texts.reader(language, now)
        return await self._app.store.read(timeline.state, self._app.office, reader, now)


def _language(request: Request) -> Language:
    return Language.EN if request.query_params.get("lang") == "en" else Language.ZH


def _seat(tx: Transaction, office: Office, name: str, token: str, now: Ms) -> None:
    if name == "customer":
        sessions.begin(tx, token, "zh", now)
        return
    role = Role.AGENT if name == "agent" else Role.SUPERVISOR
    groups = tuple(group.id for group in office.playbook.groups) if role is Role.AGENT else ()
    person: Person = team.add(tx, office, now, name=NAMES[name], role=role, groups=groups)
    sessions.seat(tx, token, person, f"team-{person.id}", now)


async def run(port: int) -> None:
    """Serve the demo on 127.0.0.1 with a database of its own, until stopped."""
    with tempfile.TemporaryDirectory(prefix="aftercare-demo-") as folder:
        settings = Settings(
            Path(folder) / "demo.db",
            Path(folder),
            "127.0.0.1",
            port,
            f"http://127.0.0.1:{port}",
            "after-sales",
            (),
            LARGEST,
            "warning",
        )
        with listen(settings) as listener:
            store = await Store.open(settings.database, exclusive=True)
            try:
                clock = MovableClock()
                app = App(settings, clock, store)
                demo = Demo(app, clock)
                await demo.seat()
                at = f"http://127.0.0.1:{listener.getsockname()[1]}/"
                await serve(
                    app,
                    listener,
                    routes=demo.routes(),
                    ready=lambda: click.echo(
                        f"Aftercare Desk, the demo: open {at}\nEnd it with Ctrl+C; nothing of it is kept."
                    ),
                )
            finally:
                await store.close()
