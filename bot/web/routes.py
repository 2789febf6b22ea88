"""The routes of the chat page, mounted at `/` in production and once for each phone in the demo."""

from __future__ import annotations

import functools
import hashlib
import html
import mimetypes
import re
from collections.abc import Awaitable, Callable
from pathlib import Path

import msgspec
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Route, WebSocketRoute
from starlette.websockets import WebSocket

from bot.bodies import body_of, language_of
from bot.web import render, sessions, signing, socket, standing, uploads
from bot.web.inbound import LONGEST_TEXT, MOST_FILES
from bot.web.sessions import Seat
from bot.web.window import STATIC, Window
from handlers import menu, moving
from store.files import TYPES
from store.message import Named, Text
from store.people import Language

Handler = Callable[[Request], Awaitable[Response]]
WithSeat = Callable[[Window, Seat, Request], Awaitable[Response]]

LARGEST_JSON = 64 * 1024

_MARK = re.compile(r"\{\{([a-z-]+)\}\}")
"""Where the page names one of its words."""


def policy(window: Window, *, framed: bool = True) -> str:
    """Return the content security policy of the pages: nothing from elsewhere, nothing inline."""
    frames = " ".join(("'self'", *window.settings.embed_origins)) if framed else "'none'"
    return (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob: data:; "
        "media-src 'self' blob:; connect-src 'self'; font-src 'self'; manifest-src 'self'; frame-src 'self'; "
        f"base-uri 'none'; form-action 'none'; frame-ancestors {frames}"
    )


def routes(window: Window, base: str = "/") -> list[BaseRoute]:
    """Return the routes of a page mounted at `base`, which ends with a slash."""
    seated = functools.partial(_seated, window, base)
    found: list[BaseRoute] = [
        Route(base, functools.partial(_page, window)),
        Route(f"{base}session", functools.partial(_session, window, base)),
        Route(f"{base}session/language", seated(_language), methods=["POST"]),
        Route(f"{base}session/invite", functools.partial(_invite, window, base), methods=["POST"]),
        Route(f"{base}session/move", seated(_move), methods=["POST"]),
        Route(f"{base}files", seated(uploads.upload), methods=["POST"]),
        Route(f"{base}files/{{file}}", seated(_download)),
        Route(f"{base}static/{{path:path}}", static),
        WebSocketRoute(f"{base}ws", functools.partial(_socket, window, base)),
    ]
    if base == "/":
        found += [
            Route("/widget.js", functools.partial(_widget, window)),
            Route("/favicon.ico", lambda _request: RedirectResponse("/static/favicon.svg")),
        ]
    return found


async def _page(window: Window, request: Request) -> Response:
    """Serve the page with its first words in the reader's language; a script brings the others."""
    words = window.texts.strings(language_of(request), "page-")
    page = _MARK.sub(lambda mark: html.escape(words.get(mark[1], "")), _read(STATIC / "page.html").decode())
    headers = {"Content-Security-Policy": policy(window), "Cache-Control": "no-cache", "Vary": "Accept-Language"}
    return Response(page, media_type="text/html", headers=headers)


async def _socket(window: Window, base: str, connection: WebSocket) -> None:
    await socket.serve(window, base, connection)


def _seated(window: Window, base: str, handler: WithSeat) -> Handler:
    """Let a request through to who sits at the browser; one that changes something must come from our own page."""

    async def answer(request: Request) -> Response:
        if request.method == "POST" and not ours(window, request):
            return JSONResponse({"error": ""}, 403)
        seat = await sessions.sitting(window, base, request)
        return JSONResponse({"error": ""}, 401) if seat is None else await handler(window, seat, request)

    return answer


def ours(window: Window, request: Request) -> bool:
    """Whether a request that changes something comes from a page of ours."""
    return request.headers.get("x-aftercare") == "1" and sessions.same_origin(request, window.settings.public_url)


async def _session(window: Window, base: str, request: Request) -> Response:
    """Say who sits there; somebody new gets a seat, and a session that goes on lasts longer."""
    seat, now = await sessions.sitting(window, base, request), window.clock.now()
    if seat is None:
        if sessions.from_elsewhere(request):
            return JSONResponse({"error": ""}, 403)
        token = sessions.new_token()
        seat = await window.store.write(sessions.begin, token, language_of(request), now)
    elif sessions.stale(seat.session, now):
        token = sessions.token_of(request, base, secure=window.settings.secure)
        await window.store.write(sessions.note, seat.session, now)
    else:
        return about(window, seat)
    return _with_cookie(window, base, token, about(window, seat))


def _with_cookie(window: Window, base: str, token: str, response: Response) -> Response:
    sessions.set_cookie(
        response, base, token, secure=window.settings.secure, embedded=bool(window.settings.embed_origins)
    )
    return response


def about(window: Window, seat: Seat) -> Response:
    """Return what a page has to know of who sits there."""
    person = seat.person
    reader = window.texts.reader(person.language, window.clock.now())
    return JSONResponse(
        {
            "title": reader.value(Named(window.office.playbook.title)),
            "zone": window.office.zone.key,
            "menu": render.rows(menu.buttons(person), reader),
            "elsewhere": []
            if person.is_team
            else [{"to": to, "name": each.title} for to, each in window.doors.items()],
            "me": {
                "name": person.name,
                "role": person.role.value,
                "language": person.language.value,
                "team": person.is_team,
            },
            "strings": window.texts.strings(person.language, "page-"),
            "limits": {"text": LONGEST_TEXT, "files": MOST_FILES, "file": window.vault.largest, "types": list(TYPES)},
        },
        headers={"Cache-Control": "no-store"},
    )


async def _body(request: Request) -> dict[str, object]:
    """Return the JSON object of a request; empty when it is none."""
    raw = await body_of(request, LARGEST_JSON)
    try:
        return msgspec.json.decode(raw or b"{}", type=dict[str, object])
    except (msgspec.DecodeError, RecursionError):
        return {}


async def _language(window: Window, seat: Seat, request: Request) -> Response:
    wanted = (await _body(request)).get("language")
    if wanted not in {"zh", "en"}:
        return JSONResponse({"error": ""}, 400)
    changed = await window.store.write(signing.change_language, seat, Language(str(wanted)))
    await standing.tell(window, changed.address.id)
    return about(window, changed)


async def _move(window: Window, seat: Seat, request: Request) -> Response:
    """Give a customer the link that goes on with this conversation in another chat; it can be used once."""
    door, now = window.doors.get(str((await _body(request)).get("to"))), window.clock.now()
    if door is None or seat.person.is_team:
        return JSONResponse({"error": ""}, 404)
    if window.limits.moves.full(seat.address.id, now):
        return JSONResponse({"error": ""}, 429)
    window.limits.moves.note(seat.address.id, now)
    payload = await window.store.write(moving.pass_for, seat.person, now)
    return JSONResponse({"link": f"{door.path}?start={payload}"}, headers={"Cache-Control": "no-store"})


async def _invite(window: Window, base: str, request: Request) -> Response:
    """Seat an invited team member; the browser gets a new token, so that one known before is worth nothing.

    Wrong codes are counted for each browser: behind a proxy, all of them may come from one address of the net.
    """
    if not ours(window, request):
        return JSONResponse({"error": ""}, 403)
    code, now = str((await _body(request)).get("code", ""))[:100], window.clock.now()
    old, token = await sessions.sitting(window, base, request), sessions.new_token()
    who = old.address.id if old is not None else request.client and request.client.host
    if window.limits.codes.full(who, now):
        return _unknown(window, request)
    seat = await window.store.write(signing.accept, code, old, token, now)
    if seat is None:
        window.limits.codes.note(who, now)
        return _unknown(window, request)
    if old is not None:
        window.hub.end(old.address.id, socket.GONE)
    window.wake()
    return _with_cookie(window, base, token, about(window, seat))


def _unknown(window: Window, request: Request) -> Response:
    reader = window.texts.reader(language_of(request), window.clock.now())
    return JSONResponse({"error": reader.text(Text("web-invitation-unknown"))}, 403)


async def _download(window: Window, seat: Seat, request: Request) -> Response:
    return await uploads.download(window, seat, request.path_params["file"])


async def static(request: Request) -> Response:
    """Serve a file of the page; the pages themselves have addresses and policies of their own."""
    path = _within(STATIC, request.path_params["path"])
    if path is None or path.suffix == ".html":
        return Response(status_code=404)
    return _asset(request, path)


def _within(folder: Path, name: str) -> Path | None:
    """Return a file of a folder, whatever its name tries; None when there is no such file."""
    try:
        path = (folder / name).resolve()
        return path if path.is_relative_to(folder) and path.is_file() else None
    except (OSError, ValueError):  # too long a name; a NUL
        return None


async def _widget(window: Window, request: Request) -> Response:
    """Serve the script that other sites include, with the words of both languages in it."""
    words = {language.value: window.texts.strings(language, "page-widget-") for language in Language}
    body = _read(STATIC / "widget.js").replace(b'"{{words}}"', msgspec.json.encode(words))
    response = _cached(request, body, "text/javascript")
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response


def _asset(request: Request, path: Path) -> Response:
    mime = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
    return _cached(request, _read(path), "text/javascript" if path.suffix == ".js" else mime)


def _cached(request: Request, body: bytes, mime: str) -> Response:
    tag = f'"{hashlib.sha256(body).hexdigest()[:16]}"'
    headers = {"ETag": tag, "Cache-Control": "no-cache"}
    if request.headers.get("if-none-match") == tag:
        return Response(status_code=304, headers=headers)
    return Response(body, media_type=mime, headers=headers)


@functools.cache
def _read(path: Path) -> bytes:
    return path.read_bytes()
