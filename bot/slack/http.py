"""Slack over HTTP: verified before Bolt sees it, so that garbage is answered 400 or 401 and never 500."""

from __future__ import annotations

import hashlib
import hmac
import json
import logging
import time
from collections.abc import Callable, Mapping, Sequence
from urllib.parse import parse_qsl

from slack_bolt.app.async_app import AsyncApp
from slack_bolt.request.async_request import AsyncBoltRequest
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bot.bodies import body_of
from bot.slack.shape import is_sound

logger = logging.getLogger(__name__)

PATH = "/slack/events"

LARGEST = 2 * 1024 * 1024
"""Bytes of a request; a form with a full state stays far below."""

FIELDS = 100
"""Fields of a form; a command has some fifteen."""

PASSED = frozenset({"x-slack-retry-num", "x-slack-retry-reason"})
"""Headers that are handed on."""

FRESH = 300
"""Seconds for which a signature is good."""


def route(app: AsyncApp, secret: str, now: Callable[[], float] = time.time) -> Route:
    """Return the route that Slack posts everything to."""

    async def receive(request: Request) -> Response:
        body = await body_of(request, LARGEST)
        if body is None:
            return Response(status_code=413)
        headers = dict(request.headers.items())
        stamp, signature = headers.get("x-slack-request-timestamp", ""), headers.get("x-slack-signature", "")
        if not signed(secret, stamp, body, signature, now()):
            return Response(status_code=401)
        text = readable(body, headers.get("content-type", ""))
        return Response(status_code=400) if text is None else await _dispatched(app, headers, text)

    return Route(PATH, receive, methods=["POST"])


def signed(secret: str, stamp: str, body: bytes, signature: str, now: float) -> bool:
    """Whether a request carries Slack's signature, and is not an old one sent again."""
    if not (stamp.isascii() and stamp.isdigit() and len(stamp) <= len("9999999999")):
        return False
    if abs(now - int(stamp)) > FRESH:
        return False
    proof = hmac.new(secret.encode(), b"v0:" + stamp.encode() + b":" + body, hashlib.sha256).hexdigest()
    return hmac.compare_digest(f"v0={proof}".encode(), signature.encode())


def readable(body: bytes, kind: str) -> str | None:
    """Return a body as the JSON that it is or carries; None for one that nobody but a stranger would send."""
    try:
        text = body.decode()
        if kind.startswith("application/x-www-form-urlencoded"):
            fields = dict(parse_qsl(text, keep_blank_values=True, max_num_fields=FIELDS, errors="strict"))
            text = fields.get("payload") or json.dumps(fields)
    except ValueError:
        return None
    return text if is_sound(text) else None


async def _dispatched(app: AsyncApp, headers: Mapping[str, str], text: str) -> Response:
    passed: dict[str, str | Sequence[str]] = {"content-type": "application/json"}
    passed |= {name: headers[name] for name in PASSED & headers.keys() if headers[name].isascii()}
    try:
        answer = await app.async_dispatch(AsyncBoltRequest(body=text, query={}, headers=passed))
    except Exception:
        logger.exception("slack: a request was not taken; Slack sends an event again")
        return Response(status_code=500)
    return Response(answer.body or "", answer.status, answer.first_headers_without_set_cookie())
