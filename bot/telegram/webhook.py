"""The webhook: our own route, which answers 200 only when the update is committed."""

from __future__ import annotations

import hashlib
import hmac
import json
import logging
from urllib.parse import urlsplit

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bot.bodies import body_of
from bot.telegram.intake import Intake
from store.db.errors import DatabaseError

logger = logging.getLogger(__name__)

SECRET = "x-telegram-bot-api-secret-token"  # noqa: S105 - a header's name

LARGEST = 1024 * 1024
"""Bytes of an update; Telegram's own stay far below."""


def route(url: str, secret: str, intake: Intake) -> Route:
    """Return the route under which Telegram posts."""

    async def receive(request: Request) -> Response:
        given = request.headers.get(SECRET, "")
        if not hmac.compare_digest(given.encode(), secret.encode()):
            return Response(status_code=403)
        body = await body_of(request, LARGEST)
        if body is None:
            return Response(status_code=413)
        try:
            update = json.loads(body)
        except (ValueError, RecursionError):
            return Response(status_code=400)
        try:
            await intake.take(update)
        except DatabaseError:
            logger.exception("telegram: an update is not taken; Telegram sends it again")
            return Response(status_code=503)
        return Response(status_code=200)

    return Route(urlsplit(url).path or "/", receive, methods=["POST"])


def proof(secret: str) -> str:
    """Return what is kept of a secret, to see that it has changed."""
    return hashlib.sha256(secret.encode()).hexdigest()
