"""What Slack sends to the app: events, commands, shortcuts and interactions, over signed HTTP or Socket Mode."""

from __future__ import annotations

import hashlib
import hmac
import json
import time
from typing import Any, Protocol
from urllib.parse import urlencode

import httpx

from tests.fakes.slack.socket_mode import Sockets
from tests.fakes.slack.workspace import APP, BOT, TEAM, User, Workspace

RETRIES = 3
"""Times that an event is sent again when it was not acknowledged."""


class Unacknowledged(AssertionError):
    """The app did not acknowledge what is never sent again."""


def signed(secret: str, body: str, *, at: int | None = None) -> dict[str, str]:
    """Return the headers with which Slack signs a request."""
    stamp = str(int(time.time()) if at is None else at)
    proof = hmac.new(secret.encode(), f"v0:{stamp}:{body}".encode(), hashlib.sha256).hexdigest()
    return {"X-Slack-Request-Timestamp": stamp, "X-Slack-Signature": f"v0={proof}"}


class Wire(Protocol):
    """One way to the app."""

    async def event(self, body: dict[str, Any]) -> bool:
        """Send an event, and again when it is not acknowledged; whether it was at last."""
        ...

    async def ask(self, kind: str, body: dict[str, Any]) -> Any:
        """Send a command or an interaction once, and return what the acknowledgement carried."""
        ...


class OverHttp:
    """Events API and interactivity by signed POST."""

    def __init__(self, client: httpx.AsyncClient, url: str, secret: str) -> None:
        """Send to an address."""
        self._client, self._url, self._secret = client, url, secret

    async def event(self, body: dict[str, Any]) -> bool:
        """Post an event; without a 2xx, Slack tries again."""
        text = json.dumps(body)
        for attempt in range(RETRIES + 1):
            headers = signed(self._secret, text) | {"Content-Type": "application/json"}
            if attempt:
                headers |= {"X-Slack-Retry-Num": str(attempt), "X-Slack-Retry-Reason": "http_error"}
            answer = await self._client.post(self._url, content=text, headers=headers)
            if answer.is_success:
                return True
        return False

    async def ask(self, kind: str, body: dict[str, Any]) -> Any:
        """Post a command or an interaction."""
        text = urlencode(body if kind == "slash_commands" else {"payload": json.dumps(body)})
        headers = signed(self._secret, text) | {"Content-Type": "application/x-www-form-urlencoded"}
        answer = await self._client.post(self._url, content=text, headers=headers)
        if not answer.is_success:
            raise Unacknowledged(f"{kind}: {answer.status_code} {answer.text[:200]}")
        return _body(answer)


class OverSocket:
    """Socket Mode."""

    def __init__(self, sockets: Sockets) -> None:
        """Send through the app's open sockets."""
        self._sockets = sockets

    async def event(self, body: dict[str, Any]) -> bool:
        """Send an event; without an acknowledgement, Slack tries again."""
        for _ in range(RETRIES + 1):
            if await self._sockets.send("events_api", body) is not None:
                return True
        return False

    async def ask(self, kind: str, body: dict[str, Any]) -> Any:
        """Send a command or an interaction."""
        answer = await self._sockets.send(kind, body)
        if answer is None:
            raise Unacknowledged(kind)
        return answer


class Outgoing:
    """Makes the payloads of everything that somebody does in the workspace."""

    def __init__(self, workspace: Workspace, wire: Wire, replies: str) -> None:
        """Send over a wire; `replies` is the address under which response_urls lie."""
        self.workspace, self.wire, self.replies = workspace, wire, replies

    async def event(self, event: dict[str, Any], *, event_id: str = "", of: User | None = None) -> None:
        """Send one event of the Events API, in the workspace of somebody."""
        team, organisation = (of.team, of.organisation or None) if of is not None else (TEAM, None)
        body = {
            "token": "verification",
            "team_id": team,
            "enterprise_id": organisation,
            "api_app_id": APP,
            "type": "event_callback",
            "event": {"event_ts": self.workspace.ts(), **event},
            "event_id": event_id or f"Ev{self.workspace.number():06}",
            "event_time": int(time.time()),
            "authorizations": [
                {
                    "enterprise_id": organisation,
                    "team_id": team,
                    "user_id": BOT,
                    "is_bot": True,
                    "is_enterprise_install": bool(organisation),
                }
            ],
            "is_ext_shared_channel": False,
        }
        if not await self.wire.event(body):
            raise Unacknowledged(f"event {event['type']}")

    async def command(self, user: str, channel: str, command: str, text: str) -> Any:
        """Send a slash command."""
        who = self.workspace.users[user]
        return await self.wire.ask(
            "slash_commands",
            {
                "token": "verification",
                "team_id": who.team,
                "team_domain": "fake",
                "channel_id": channel,
                "channel_name": "here",
                "user_id": user,
                "user_name": who.name.lower(),
                "command": command,
                "text": text,
                "api_app_id": APP,
                "is_enterprise_install": "true" if who.organisation else "false",
                **({"enterprise_id": who.organisation, "enterprise_name": "Org"} if who.organisation else {}),
                "response_url": self._response_url(),
                "trigger_id": self.workspace.trigger(user),
            },
        )

    async def interaction(self, user: str, body: dict[str, Any]) -> Any:
        """Send an interaction: a press, a submission, a closed view, a shortcut."""
        who = self.workspace.users[user]
        return await self.wire.ask(
            "interactive",
            {
                "user": {"id": user, "username": who.name.lower(), "name": who.name.lower(), "team_id": who.team},
                "team": None if who.organisation else {"id": who.team, "domain": "fake"},
                "api_app_id": APP,
                "token": "verification",
                "trigger_id": self.workspace.trigger(user),
                "is_enterprise_install": bool(who.organisation),
                "enterprise": {"id": who.organisation, "name": "Org"} if who.organisation else None,
                **body,
            },
        )

    def _response_url(self) -> str:
        return f"{self.replies}/response/{self.workspace.number()}"


def _body(answer: httpx.Response) -> Any:
    if not answer.content:
        return {}
    return answer.json() if answer.headers.get("content-type", "").startswith("application/json") else answer.text
