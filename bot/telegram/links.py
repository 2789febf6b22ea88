"""Links into the chat: for a sticker on a device, an invitation, a conversation that goes on here.

They name this server, not the bot: a printed code still works when the bot is another one.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from bot.channel import Door

DOOR = Door("Telegram", "/to/telegram")

PAYLOAD = re.compile(r"[A-Za-z0-9_-]{0,64}")
"""What a link may carry, says Telegram."""


def link(username: str, payload: str = "") -> str:
    """Return the address that opens the chat with a bot."""
    return f"https://t.me/{username}" + (f"?start={payload}" if payload else "")


def route(username: Callable[[], str]) -> Route:
    """Return the route that leads into the chat; until the bot is known, there is none."""

    async def lead(request: Request) -> Response:
        payload = request.query_params.get("start", "")
        if not username() or not PAYLOAD.fullmatch(payload):
            return Response(status_code=404)
        return RedirectResponse(link(username(), payload), status_code=302)

    return Route(DOOR.path, lead)
