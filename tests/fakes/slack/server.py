"""The server: Slack's addresses over real HTTP and WebSocket on 127.0.0.1, with faults on demand."""

from __future__ import annotations

import asyncio
import contextlib
import socket
from base64 import b64encode
from collections import defaultdict, deque
from collections.abc import AsyncIterator, Iterator
from typing import Any
from urllib.parse import parse_qsl

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from tests.fakes.slack.api import HEARD, SCOPES, SlackError, Unheard, WebApi
from tests.fakes.slack.socket_mode import Sockets
from tests.fakes.slack.workspace import BOT, TEAM, Workspace

CLIENT_ID, CLIENT_SECRET = "1.2", "fake-client-secret"
BOT_TOKEN, APP_TOKEN, SECRET = "xoxb-fake-bot-token", "xapp-fake-app-token", "fake-signing-secret"


class Fault:
    """What goes wrong with one call: an error of Slack's, no answer after the effect, an answer that comes late, …"""

    def __init__(
        self,
        *,
        error: str = "",
        status: int = 200,
        retry_after: int = 0,
        silent: bool = False,
        slow: float = 0.0,
        body: str = "",
        kind: str = "text/html",
    ) -> None:
        """Refuse with `error`, `status` or a raw `body` before any effect; be `silent` after it; or answer `slow`."""
        self.error, self.status, self.retry_after, self.silent, self.slow = error, status, retry_after, silent, slow
        self.body, self.kind = body, kind


class FakeSlack:
    """A running Slack with one workspace. `broken` lists every call that the real one would not have understood."""

    def __init__(self) -> None:
        """Begin with an empty workspace."""
        self.workspace = Workspace()
        self.sockets = Sockets()
        self.api = WebApi(self.workspace, lambda: self.url, lambda: self.sockets.url)
        self.broken: list[str] = []
        self.calls: list[tuple[str, dict[str, Any]]] = []
        self.faults: dict[str, deque[Fault]] = defaultdict(deque)
        self.scopes = set(SCOPES.values()) | set(HEARD.values())
        self.revoked = False
        self.replies: list[dict[str, Any]] = []
        """What came to response_urls."""
        self.url = ""

    def fail(self, method: str, *faults: Fault) -> None:
        """Let the next calls of a method go wrong."""
        self.faults[method].extend(faults)

    def called(self, method: str) -> list[dict[str, Any]]:
        """Return the arguments of every call of a method."""
        return [given for name, given in self.calls if name == method]

    @contextlib.asynccontextmanager
    async def running(self) -> AsyncIterator[FakeSlack]:
        """Serve until the block ends; then nothing may have been broken."""
        listener = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{listener.getsockname()[1]}"
        server = _Quiet(
            uvicorn.Config(
                Starlette(routes=self._routes()),
                log_config=None,
                lifespan="off",
                ws="none",
                timeout_graceful_shutdown=1,
            )
        )
        await self.sockets.start()
        serving = asyncio.create_task(server.serve(sockets=[listener]))
        try:
            yield self
        finally:
            await self.sockets.close()
            server.should_exit = True
            await serving
        assert self.broken == []

    def _routes(self) -> list[Route]:
        return [
            Route("/api/{method}", self._call, methods=["GET", "POST"]),
            Route("/upload/{file}", self._upload, methods=["POST"]),
            Route("/files/{file}", self._download),
            Route("/files/{file}/download", self._download),
            Route("/response/{ticket}", self._respond, methods=["POST"]),
        ]

    async def _call(self, request: Request) -> Response:
        method = request.path_params["method"]
        given = await _arguments(request)
        token = request.headers.get("authorization", "").removeprefix("Bearer ") or str(given.pop("token", ""))
        given.pop("token", None)
        self.calls.append((method, given))
        fault = self.faults[method].popleft() if self.faults[method] else Fault()
        if fault.body:
            return Response(fault.body, fault.status, media_type=fault.kind)
        if fault.status != 200:
            headers = {"Retry-After": str(fault.retry_after)} if fault.retry_after else {}
            return JSONResponse({"ok": False, "error": "ratelimited"}, fault.status, headers)
        try:
            if fault.error:
                raise SlackError(fault.error)
            self._authorise(method, token, given)
            answer = {"ok": True, **self.api.call(method, given, place_of(token))}
        except SlackError as error:
            answer = {"ok": False, "error": error.error, **error.more}
        except Unheard as unheard:
            self.broken.append(str(unheard))
            answer = {"ok": False, "error": "invalid_arguments", "response_metadata": {"messages": [str(unheard)]}}
        return await self._answered(fault, answer)

    async def _answered(self, fault: Fault, answer: dict[str, Any]) -> Response:
        if fault.slow:
            await asyncio.sleep(fault.slow)
        if fault.silent:
            return _Hangup()
        return JSONResponse(answer, headers={"x-oauth-scopes": ",".join(sorted(self.scopes))})

    def _authorise(self, method: str, token: str, given: dict[str, Any]) -> None:
        if method == "oauth.v2.access":
            if token != f"Basic {b64encode(f'{CLIENT_ID}:{CLIENT_SECRET}'.encode()).decode()}":
                raise SlackError("bad_client_secret")
            return
        if not token:
            raise SlackError("not_authed")
        if token.startswith("xoxb-of-"):
            return
        if token != (APP_TOKEN if method == "apps.connections.open" else BOT_TOKEN):
            raise SlackError("invalid_auth")
        if self.revoked:
            raise SlackError("token_revoked")
        needed = self.api.needs(method, given)
        if needed and needed not in self.scopes:
            raise SlackError("missing_scope", needed=needed, provided=",".join(sorted(self.scopes)))

    async def _upload(self, request: Request) -> Response:
        file = self.workspace.files.get(request.path_params["file"])
        if file is None:
            return Response("not found", 404)
        file.data = await request.body()
        return Response("OK - " + str(len(file.data)))

    async def _download(self, request: Request) -> Response:
        if self.faults["download"]:
            fault = self.faults["download"].popleft()
            return Response(fault.body, fault.status, media_type=fault.kind)
        file = self.workspace.files.get(request.path_params["file"])
        if file is None or file.data is None:
            return Response(status_code=404)
        owner = self.workspace.users[file.user]
        token = request.headers.get("authorization", "").removeprefix("Bearer ")
        if not token.startswith("xoxb-") or place_of(token) not in {owner.team, owner.organisation}:
            return Response("<html>Sign in to Slack</html>", media_type="text/html")  # as the real one does
        return Response(file.data, media_type=file.mimetype)

    async def _respond(self, request: Request) -> Response:
        self.replies.append({"ticket": request.path_params["ticket"], **(await request.json())})
        return Response("ok")

    def broadcast(self) -> Iterator[str]:
        """Return everything that the app wrote, in order of writing, as text."""
        for channel in self.workspace.channels.values():
            yield from (message.text for message in channel.messages if message.user == BOT)


def place_of(token: str) -> str:
    """Return the workspace, or organisation, that a token is for."""
    return token.removeprefix("xoxb-of-") if token.startswith("xoxb-of-") else TEAM


class _Quiet(uvicorn.Server):
    """A server that leaves signals alone."""

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Capture none."""
        yield


class _Hangup(Response):
    """No answer: the connection breaks after the effect."""

    async def __call__(self, _scope: Any, _receive: Any, send: Any) -> None:
        """Begin an answer and never finish it."""
        await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"1000")]})
        await send({"type": "http.response.body", "body": b"{", "more_body": False})


async def _arguments(request: Request) -> dict[str, Any]:
    """Return what a call was given, whether in the address, as a form or as JSON."""
    given: dict[str, Any] = dict(request.query_params)
    kind = request.headers.get("content-type", "")
    if kind.startswith("application/json"):
        given |= await request.json()
    elif kind.startswith("application/x-www-form-urlencoded"):
        given |= dict(parse_qsl((await request.body()).decode(), keep_blank_values=True))
    return {name: value for name, value in given.items() if value is not None}
