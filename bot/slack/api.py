"""Slack's Web API through its own library: how it is called, and what its faults mean for a message."""

from __future__ import annotations

import asyncio
from typing import Any

import aiohttp
from slack_sdk.errors import SlackApiError, SlackClientError
from slack_sdk.web.async_client import AsyncWebClient

from bot.channel import Later, Outcome, Uncertain, Undeliverable

OFFICIAL = "https://slack.com/api"

SCOPES = ("app_mentions:read", "chat:write", "commands", "files:read", "files:write", "im:history", "im:write")
"""What the app cannot do without."""

ROOM_SCOPES = ("channels:history", "channels:read", "groups:history", "groups:read")
"""What it needs to hear the team in its channel, public or private, and who comes into it."""

ANSWER = 20
"""Seconds for an answer; the courier waits thirty."""

BUSY, BROKEN = 429, 500

GONE = frozenset(
    {
        "channel_not_found",
        "not_in_channel",
        "is_archived",
        "user_not_found",
        "user_disabled",
        "users_not_found",
        "messages_tab_disabled",
        "cannot_dm_bot",
        "restricted_action",
        "restricted_action_read_only_channel",
        "access_denied",
        "team_access_not_granted",
        "user_not_in_channel",
    }
)
"""What Slack says when this place cannot be written to any more."""

OURS = frozenset(
    {
        "account_inactive",
        "invalid_auth",
        "not_authed",
        "token_revoked",
        "token_expired",
        "missing_scope",
        "no_permission",
        "org_login_required",
        "ekm_access_denied",
        "not_allowed_token_type",
    }
)
"""What Slack says when the app itself may not write; nobody's address is at fault."""

AGAIN = frozenset(
    {
        "ratelimited",
        "rate_limited",
        "service_unavailable",
        "internal_error",
        "fatal_error",
        "request_timeout",
        "team_added_to_org",
        "message_limit_exceeded",
    }
)
"""What Slack says when it did not do it, and may do it later."""

DOUBTFUL = frozenset({"internal_error", "fatal_error", "request_timeout"})
"""Of these, what Slack says when it may have done it all the same."""


def connections() -> aiohttp.ClientSession:
    """Return the connections that clients share; the library would open one for each call. Needs the running loop."""
    return aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=ANSWER))


def client(token: str, base: str = OFFICIAL) -> AsyncWebClient:
    """Return a client that tries nothing twice by itself: the courier does that, and knows what was sent."""
    return AsyncWebClient(token=token, base_url=f"{base.rstrip('/')}/", timeout=ANSWER, retry_handlers=[])


def error_of(fault: Exception) -> str:
    """Return Slack's own name of a refusal; empty when what came back was none of Slack's answers, or nothing."""
    response: Any = getattr(fault, "response", None)
    try:
        found = response.get("error")
    except (AttributeError, ValueError):
        return ""
    return str(found or "")


def status_of(fault: SlackApiError) -> int:
    """Return the HTTP status of an answer: the library gives the raw one when its body, against its word, is no JSON."""
    response: Any = fault.response
    return int(getattr(response, "status_code", 0) or getattr(response, "status", 0))


def outcome(fault: Exception) -> Outcome:
    """Return what a fault of a call means for the message that it carried. Raises it when it is none of Slack's."""
    if isinstance(fault, SlackApiError):
        return _refused(fault)
    if isinstance(fault, aiohttp.ClientConnectorError):
        return Later("no connection to Slack")
    if isinstance(fault, aiohttp.ClientError | asyncio.TimeoutError | SlackClientError):
        return Uncertain(f"{type(fault).__name__} after it was sent")
    raise fault


def _refused(fault: SlackApiError) -> Outcome:
    status, error = status_of(fault), error_of(fault)
    if status == BUSY:
        return Later("asked to wait", _seconds(fault.response.headers.get("Retry-After", "")))
    if error in DOUBTFUL or (status >= BROKEN and not error):
        return Uncertain(error or f"HTTP {status}")
    if error in AGAIN:
        return Later(error)
    return Undeliverable(error or f"HTTP {status}", gone=error in GONE)


def _seconds(asked: str) -> float:
    return float(asked) if asked.isascii() and asked.isdigit() else 1.0
