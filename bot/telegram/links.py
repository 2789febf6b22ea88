"""Links into the chat: for a sticker on a device, an invitation, a conversation that goes on here.

They name this server, not the bot: a printed code still works when the bot is another one.
"""

from __future__ import annotations

import html
import re
from collections.abc import Awaitable, Callable

from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route

from bot.bodies import language_of
from bot.channel import Door
from bot.texts import Reader
from store.message import Text
from store.people import Language

DOOR = Door("Telegram", "/to/telegram")

PAYLOAD = re.compile(r"[A-Za-z0-9_-]{0,64}")
"""What a link may carry, says Telegram."""

AGAIN = 5
"""Seconds after which the page that waits for the bot asks again."""

_POLICY = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
"""As everywhere, except that the page may go on by itself."""


def link(username: str, payload: str = "") -> str:
    """Return the address that opens the chat with a bot."""
    return f"https://t.me/{username}" + (f"?start={payload}" if payload else "")


def route(username: Callable[[], Awaitable[str]], reader: Callable[[Language], Reader]) -> Route:
    """Return the route that leads into the chat; who comes before the bot is known is told so, and led on afterwards."""

    async def lead(request: Request) -> Response:
        payload = request.query_params.get("start", "")
        if not PAYLOAD.fullmatch(payload):
            return Response(status_code=404)
        if name := await username():
            return RedirectResponse(link(name, payload), status_code=302)
        return _wait(reader(language_of(request)))

    return Route(DOOR.path, lead)


def _wait(reader: Reader) -> Response:
    waiting, here = (html.escape(reader.text(Text(key))) for key in ("telegram-not-yet", "telegram-web"))
    page = (
        f'<!doctype html><html lang="{reader.language.value}"><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f'<meta http-equiv="refresh" content="{AGAIN}"><title>{DOOR.title}</title>'
        f'<p>{waiting}<p><a href="/">{here}</a>'
    )
    headers = {"Retry-After": f"{AGAIN}", "Cache-Control": "no-store", "Content-Security-Policy": _POLICY}
    return HTMLResponse(page, 503, headers | {"Vary": "Accept-Language"})
