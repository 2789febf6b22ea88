"""Signed requests as Slack sends them: recorded, sent again, and broken."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

import httpx
from msgspec import Struct
from starlette.applications import Starlette

from bot.slack.http import PATH
from tests.bot.slack.house import House
from tests.fakes.slack.server import SECRET
from tests.fakes.slack.wire import OverHttp, signed

JSON, FORM = "application/json", "application/x-www-form-urlencoded"


class Request(Struct, frozen=True):
    """The body of a request, and what it says it is."""

    text: str
    kind: str = JSON

    @property
    def body(self) -> dict[str, Any]:
        """What the request carries."""
        if self.kind == JSON:
            return json.loads(self.text)  # type: ignore[no-any-return] # what we wrote
        fields = dict(httpx.QueryParams(self.text))
        return json.loads(fields["payload"]) if "payload" in fields else fields

    def with_body(self, body: Any) -> Request:
        """Return the same request with another body."""
        if self.kind == JSON:
            return Request(json.dumps(body))
        if "payload=" in self.text or not isinstance(body, dict):
            return Request(urlencode({"payload": json.dumps(body)}), FORM)
        return Request(urlencode({name: _plain(value) for name, value in body.items()}, errors="surrogatepass"), FORM)


def _plain(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value)


class Asking:
    """Asks a program inside the process, without a socket in between."""

    def __init__(self, house: House) -> None:
        """Ask a house."""
        self._app = Starlette(routes=list(house.service.routes()))

    async def send(
        self, request: Request, *, secret: str = SECRET, at: int | None = None, more: Mapping[str, str] | None = None
    ) -> int:
        """Send a request, signed, and return the status."""
        sent = signed(secret, request.text, at=at) | {"Content-Type": request.kind} | dict(more or {})
        return await self.post(request.text.encode(), {name: value.encode() for name, value in sent.items()})

    async def post(self, body: bytes, headers: Mapping[str, bytes], method: str = "POST") -> int:
        """Send anything, and return the status. What the program raises is raised here."""
        scope = {
            "type": "http",
            "method": method,
            "path": PATH,
            "query_string": b"",
            "headers": [(name.lower().encode(), value) for name, value in headers.items()],
        }
        statuses: list[int] = []

        async def receive() -> dict[str, Any]:
            return {"type": "http.request", "body": body}

        async def answer(message: Mapping[str, Any]) -> None:
            if message["type"] == "http.response.start":
                statuses.append(message["status"])

        await self._app(scope, receive, answer)
        (status,) = statuses
        return status


def recorded(house: House) -> list[Request]:
    """Return a list that grows by every request which the workspace sends from now on."""
    kept: list[Request] = []

    async def keep(request: httpx.Request) -> None:
        kept.append(Request(request.content.decode(), request.headers["content-type"]))

    assert isinstance(house.out.wire, OverHttp)
    house.out.wire._client.event_hooks["request"].append(keep)
    return kept


async def story(house: House) -> None:
    """Let a few people do something of everything."""
    agent = await house.member("Tom")
    grace, wang, li = (house.customer(name) for name in ("Grace", "Wang", "Li"))
    await grace.opens_home()
    await grace.commands("help")
    await grace.takes_shortcut("report")
    await grace.fills({"Category": "Fault", "Urgency": "Normal"})
    await grace.fills(
        {
            "Kind": "Does not work as it should",
            "Description": "The printer shows error 0x61 and prints nothing.",
            "Impact": "Part of it is affected",
            "Name": "Grace Miller",
            "Phone": "+44 20 7946 0018",
            "Customer type": "Returning customer",
        }
    )
    assert await grace.submits() == {}
    await grace.sees("FB20261125001")
    await agent.presses("I’ll take it")
    await grace.sees("Tom now takes care")
    said = await grace.says("It also smells.", thread=grace.dm.messages[-1].thread)
    await grace.edits(said, "It also smells of smoke.")
    await grace.shares("photo.png", b"\x89PNG\r\n\x1a\n" + b"\0" * 64, "image/png", "This is it")
    await wang.says("My scanner is slow, it takes a minute for each page.")
    room = house.slack.workspace.channel("printers", wang.user.id)
    await wang.mentions("help", room)
    await li.takes_shortcut("report_message", said)
    await li.fills({"Category": "Fault"})
    await li.closes()
