"""The routes of the chat page, mounted at `/` in production and once for each phone in the demo."""

from __future__ import annotations

import functools
import hashlib
import mimetypes
from collections.abc import Awaitable, Callable
from pathlib import Path

import msgspec
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Route, WebSocketRoute
from starlette.websockets import WebSocket

from bot.web import render, sessions, signing, socket, standing, uploads
from bot.web.inbound import LONGEST_TEXT, MOST_FILES
from bot.web.sessions import Seat
from bot.web.window import STATIC, Window
from handlers import menu
from store.files import TYPES
from store.message import Named, Text
from store.people import Language

Handler = Callable[[Request], Awaitable[Response]]
WithSeat = Callable[[Window, Seat, Request], Awaitable[Response]]

LARGEST_JSON = 64 * 1024


def policy(window: Window, *, framed: bool = True) -> str:
    """Return the content security policy of the pages: nothing from elsewhere, nothing inline."""
    frames = " ".join(("'self'", *window.settings.embed_origins)) if framed else "'none'"
    return (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob: data:; "
        "media-src 'self' blob:; connect-src 'self'; font-src 'self'; manifest-src 'self'; frame-src 'self'; "
        f"base-uri 'none'; form-action 'none'; frame-ancestors {frames}"
    )


def guarded(headers: dict[str, str]) -> dict[str, str]:
    """Return headers that every page carries, with these."""
    return {
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "no-referrer",
        "Permissions-Policy": "geolocation=(), camera=(self), microphone=()",
        **headers,
    }


def routes(window: Window, base: str = "/") -> list[BaseRoute]:
    """Return the routes of a page mounted at `base`, which ends with a slash."""
    seated = functools.partial(_seated, window, base)
    found: list[BaseRoute] = [
        Route(base, functools.partial(_page, window)),
        Route(f"{base}session", functools.partial(_session, window, base)),
        Route(f"{base}session/language", seated(_language), methods=["POST"]),
        Route(f"{base}session/invite", functools.partial(_invite, window, base), methods=["POST"]),
        Route(f"{base}files", seated(uploads.upload), methods=["POST"]),
        Route(f"{base}files/{{file}}", seated(_download)),
        Route(f"{base}static/{{path:path}}", static),
        WebSocketRoute(f"{base}ws", functools.partial(_socket, window, base)),
    ]
    if base == "/":
        found += [
            Route("/widget.js", widget),
            Route("/favicon.ico", lambda _request: RedirectResponse("/static/favicon.svg")),
        ]
    return found


async def _page(window: Window, _request: Request) -> Response:
    headers = guarded({"Content-Security-Policy": policy(window), "Cache-Control": "no-cache"})
    return Response(_read(STATIC / "page.html"), media_type="text/html", headers=headers)


async def _socket(window: Window, base: str, connection: WebSocket) -> None:
    await socket.serve(window, base, connection)


def _seated(window: Window, base: str, handler: WithSeat) -> Handler:
    """Let a request through to who sits at the browser; one that changes something must come from our own page."""

    async def answer(request: Request) -> Response:
        if request.method == "POST" and not ours(window, request):
            return JSONResponse({"error": ""}, 403)
        seat = await window.store.read(sessions.find, sessions.token_of(request, base))
        return JSONResponse({"error": ""}, 401) if seat is None else await handler(window, seat, request)

    return answer


def ours(window: Window, request: Request) -> bool:
    """Whether a request that changes something comes from a page of ours."""
    return request.headers.get("x-aftercare") == "1" and sessions.same_origin(request, window.settings.public_url)


async def _session(window: Window, base: str, request: Request) -> Response:
    token = sessions.token_of(request, base)
    seat = await window.store.read(sessions.find, token)
    if seat is not None:
        await window.store.write(sessions.note, seat.session, window.clock.now())
        return about(window, seat)
    token = sessions.new_token()
    seat = await window.store.write(sessions.begin, token, _preferred(request), window.clock.now())
    return _with_cookie(window, base, token, about(window, seat))


def _with_cookie(window: Window, base: str, token: str, response: Response) -> Response:
    sessions.set_cookie(
        response, base, token, secure=window.settings.secure, embedded=bool(window.settings.embed_origins)
    )
    return response


def _preferred(request: Request) -> str:
    asked = request.query_params.get("lang") or request.headers.get("accept-language", "zh")
    return "zh" if asked.lower().startswith("zh") else "en"


def about(window: Window, seat: Seat) -> Response:
    """Return what a page has to know of who sits there."""
    person = seat.person
    reader = window.texts.reader(person.language, window.clock.now())
    return JSONResponse(
        {
            "title": reader.value(Named(window.office.playbook.title)),
            "zone": window.office.zone.key,
            "menu": render.rows(menu.buttons(person), reader),
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
    raw = b""
    async for chunk in request.stream():
        raw += chunk
        if len(raw) > LARGEST_JSON:
            return {}
    try:
        return msgspec.json.decode(raw, type=dict[str, object])
    except msgspec.DecodeError:
        return {}


async def _language(window: Window, seat: Seat, request: Request) -> Response:
    wanted = (await _body(request)).get("language")
    if wanted not in {"zh", "en"}:
        return JSONResponse({"error": ""}, 400)
    changed = await window.store.write(signing.change_language, seat, Language(str(wanted)))
    await standing.tell(window, changed.address.id)
    return about(window, changed)


async def _invite(window: Window, base: str, request: Request) -> Response:
    """Seat an invited team member; the browser gets a new token, so that one known before is worth nothing."""
    if not ours(window, request):
        return JSONResponse({"error": ""}, 403)
    code = str((await _body(request)).get("code", ""))[:100]
    old, token = sessions.token_of(request, base), sessions.new_token()
    who = request.client.host if request.client else ""
    seat = (
        await window.store.write(signing.accept, code, old, token, window.clock.now())
        if signing.may_try(who, window.clock.now())
        else None
    )
    if seat is None:
        signing.failed(who, window.clock.now())
        reader = window.texts.reader(Language(_preferred(request)), window.clock.now())
        return JSONResponse({"error": reader.text(Text("web-invitation-unknown"))}, 403)
    window.wake()
    return _with_cookie(window, base, token, about(window, seat))


async def _download(window: Window, seat: Seat, request: Request) -> Response:
    return await uploads.download(window, seat, request.path_params["file"])


async def static(request: Request) -> Response:
    """Serve a file of the page."""
    path = (STATIC / request.path_params["path"]).resolve()
    if not path.is_relative_to(STATIC) or not path.is_file():
        return Response(status_code=404)
    return _asset(request, path)


async def widget(request: Request) -> Response:
    """Serve the script that other sites include."""
    response = _asset(request, STATIC / "widget.js")
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response


def _asset(request: Request, path: Path) -> Response:
    body = _read(path)
    tag = f'"{hashlib.sha256(body).hexdigest()[:16]}"'
    headers = guarded({"ETag": tag, "Cache-Control": "no-cache"})
    if request.headers.get("if-none-match") == tag:
        return Response(status_code=304, headers=headers)
    mime = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
    return Response(body, media_type="text/javascript" if path.suffix == ".js" else mime, headers=headers)


@functools.cache
def _read(path: Path) -> bytes:
    return path.read_bytes()
