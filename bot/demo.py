"""The demo: three phones on one page, and a clock that can be moved. Only `aftercare demo` serves this."""

from __future__ import annotations

import asyncio
import functools
import tempfile
from datetime import datetime
from pathlib import Path
from typing import Any

import click
import msgspec
from msgspec import Struct
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route, WebSocketRoute
from starlette.websockets import WebSocket

from bot import timeline
from bot.app import App, listen, serve
from bot.clock import MovableClock
from bot.pace import Pace
from bot.settings import Settings
from bot.texts import Reader
from bot.watching import Watch
from bot.web import routes as web
from bot.web import sessions
from bot.web.socket import POLICY
from bot.web.window import STATIC
from bot.wiring import open_office
from handlers import team
from store.db.door import Store
from store.message import Text
from store.moment import DAY, MINUTE, Ms, from_datetime
from store.office import Office
from store.people import Language, Role
from store.transaction import Transaction

PHONES = {"customer": Role.CUSTOMER, "agent": Role.AGENT, "supervisor": Role.SUPERVISOR}
"""The phones by the path each is mounted at, and who holds them."""

FURTHEST = 40 * DAY
"""How far one push moves the clock at the most."""

LONGEST_PUSH = 1024
"""Bytes of a push at the clock."""

INTO_THE_DAY = 30 * MINUTE
"""Working time after which the demo begins: everybody has had their tea."""

LARGEST = 1024 * 1024 * 20


class Push(Struct, forbid_unknown_fields=True):
    """A push at the clock: by a length in milliseconds, or to the next promise."""

    advance: int = 0
    to: str = ""


class Phone(Struct, frozen=True):
    """A phone of the demo: the token that seats its person, and where and who that is."""

    token: str
    address: int
    person: int


class Demo:
    """The demo's own routes, around the very routes of production."""

    def __init__(self, app: App, clock: MovableClock) -> None:
        """Show an app whose clock can be moved."""
        self._app = app
        self._clock = clock
        self._pace = Pace(app.store, clock, app.clockwork)
        self._moving, self._seating = asyncio.Lock(), asyncio.Lock()
        self._phones: dict[str, Phone] = {}
        self._watches: set[Watch] = set()

    def routes(self) -> list[BaseRoute]:
        """Return everything that the demo serves."""
        found: list[BaseRoute] = [
            Route("/", self._page),
            Route("/demo/state", self._state),
            Route("/demo/strings", self._strings),
            Route("/demo/clock", self._push, methods=["POST"]),
            WebSocketRoute("/demo/watch", self._watch),
            Route("/static/{path:path}", web.static),
        ]
        for name in PHONES:
            found.append(Route(f"/phone/{name}/session", functools.partial(self._sit, name)))
            found += web.routes(self._app.window, f"/phone/{name}/")
        return [
            *(route for route in self._app.routes() if getattr(route, "path", "") in {"/healthz", "/readyz"}),
            *found,
        ]

    async def _page(self, request: Request) -> Response:
        await self._seated(_preferred(request))
        headers = {"Content-Security-Policy": web.policy(self._app.window, framed=False), "Cache-Control": "no-cache"}
        page = await asyncio.to_thread((STATIC / "demo.html").read_bytes)
        return Response(page, media_type="text/html", headers=headers)

    async def _seated(self, language: Language) -> dict[str, Phone]:
        """Return the phones; whoever comes first decides what language they begin in."""
        async with self._seating:
            if not self._phones:
                reader = self._app.texts.reader(language, self._clock.now())
                self._phones = await self._app.store.write(_seat, self._app.office, reader)
        return self._phones

    async def _sit(self, name: str, request: Request) -> Response:
        """Seat whoever opens a phone of the demo as its person; that is what makes it a demo."""
        base, window = f"/phone/{name}/", self._app.window
        seat = await sessions.sitting(window, base, request)
        if seat is not None:
            return web.about(window, seat)
        token = (await self._seated(_preferred(request)))[name].token
        seat = await self._app.store.read(sessions.find, token)
        if seat is None:
            return JSONResponse({"error": ""}, 401)
        await self._app.store.write(sessions.note, seat.session, self._clock.now())  # a year of the demo is an evening
        response = web.about(window, seat)
        sessions.set_cookie(response, base, token, secure=False, embedded=False)
        return response

    async def _strings(self, request: Request) -> Response:
        return JSONResponse(self._app.texts.strings(_language(request.query_params.get("lang")), "demo-"))

    async def _state(self, request: Request) -> Response:
        return JSONResponse(await self._shown(_language(request.query_params.get("lang"))))

    async def _push(self, request: Request) -> Response:
        if not web.ours(self._app.window, request):
            return JSONResponse({"error": ""}, 403)
        push = await _read(request)
        if push is None:
            return JSONResponse({"error": ""}, 400)
        async with self._moving:
            self._stir()
            if push.to:
                await self._pace.to_next()
            else:
                await self._pace.to(self._clock.now() + push.advance)
        self._stir()
        return JSONResponse(await self._shown(_language(request.query_params.get("lang"))))

    async def _watch(self, socket: WebSocket) -> None:
        if not sessions.same_origin(socket, self._app.settings.public_url):
            await socket.close(POLICY)
            return
        language = _language(socket.query_params.get("lang"))
        await socket.accept()
        phones = await self._seated(language)
        watch = Watch(socket, self._app.hub, functools.partial(self._shown, language))
        self._watches.add(watch)
        try:
            await watch.run({name: phone.address for name, phone in phones.items()})
        finally:
            self._watches.discard(watch)

    def _stir(self) -> None:
        for watch in self._watches:
            watch.stir()

    async def _shown(self, language: Language) -> dict[str, Any]:
        phones, walking = await self._seated(language), self._moving.locked()
        now = self._clock.now()
        reader = self._app.texts.reader(language, now)
        shown = await self._app.store.read(timeline.state, self._app.office, reader, now)
        people = await self._app.store.read(_people, phones)
        return {**shown, "walking": walking, "phones": people}


def _language(asked: str | None) -> Language:
    return Language.EN if asked == "en" else Language.ZH


def _preferred(request: Request) -> Language:
    asked = request.query_params.get("lang") or request.headers.get("accept-language", "en")
    return Language.ZH if asked.lower().startswith("zh") else Language.EN


async def _read(request: Request) -> Push | None:
    """Return the push that a request makes; None when it makes none, or one too far or backwards."""
    body = b""
    async for chunk in request.stream():
        body += chunk
        if len(body) > LONGEST_PUSH:
            return None
    try:
        push = msgspec.json.decode(body, type=Push)
    except msgspec.DecodeError:
        return None
    return push if push == Push(to="next") or (0 < push.advance <= FURTHEST and not push.to) else None


def _seat(tx: Transaction, office: Office, reader: Reader) -> dict[str, Phone]:
    """Give each phone its person. Nothing is known of the customer; the team is at work."""
    phones = {}
    for name, role in PHONES.items():
        token = sessions.new_token()
        if role is Role.CUSTOMER:
            seat = sessions.begin(tx, token, reader.language.value, reader.now)
        else:
            called = reader.text(Text(f"demo-name-{role.value}"))
            groups = tuple(group.id for group in office.playbook.groups) if role is Role.AGENT else ()
            person = team.add(tx, office, reader.now, name=called, role=role, groups=groups, language=reader.language)
            seat = sessions.seat(tx, token, person, f"team-{person.id}", reader.now)
        phones[name] = Phone(token, seat.address.id, seat.person.id)
    return phones


def _people(tx: Transaction, phones: dict[str, Phone]) -> dict[str, dict[str, str]]:
    found = {name: tx.people.get(phone.person) for name, phone in phones.items()}
    return {
        name: {"name": person.name, "language": person.language.value}
        for name, person in found.items()
        if person is not None
    }


def beginning(office: Office, now: Ms) -> Ms:
    """Return when the demo begins: early on the working day at hand, or on the next one."""
    midnight = office.calendar.at_local(office.calendar.local_date(now), 0)
    return office.calendar.add(midnight, INTO_THE_DAY)


async def run(port: int, at: datetime | None = None) -> None:
    """Serve the demo on 127.0.0.1 with a database of its own, until stopped. `at` is where its clock begins."""
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
        office = open_office(settings.playbook)
        start = beginning(office, MovableClock().now()) if at is None else from_datetime(at.replace(tzinfo=office.zone))
        with listen(settings) as listener:
            store = await Store.open(settings.database, exclusive=True)
            try:
                clock = MovableClock(start)
                app = App(settings, clock, store)
                address = f"http://127.0.0.1:{listener.getsockname()[1]}/"
                await serve(
                    app,
                    listener,
                    routes=Demo(app, clock).routes(),
                    ready=lambda: click.echo(
                        f"Aftercare Desk, the demo: open {address}\nEnd it with Ctrl+C; nothing of it is kept."
                    ),
                )
            finally:
                await store.close()
