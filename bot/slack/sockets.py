"""Socket Mode: two connections, and a watchdog that notices one which has gone deaf."""

from __future__ import annotations

import asyncio
import json
import logging
from typing import Any

from slack_bolt.adapter.socket_mode.async_internals import run_async_bolt_app
from slack_bolt.app.async_app import AsyncApp
from slack_sdk.socket_mode.async_client import AsyncBaseSocketModeClient
from slack_sdk.socket_mode.request import SocketModeRequest
from slack_sdk.socket_mode.response import SocketModeResponse
from slack_sdk.socket_mode.websockets import SocketModeClient
from slack_sdk.web.async_client import AsyncWebClient

from bot.slack.shape import is_sound
from bot.standing import Standing

logger = logging.getLogger(__name__)

CONNECTIONS = 2
"""One goes on while Slack has the other connect anew."""

OK = 200
"""What Bolt answers to what was taken."""

LOOK = 10.0
"""Seconds between two looks at the connections."""

ANSWER = 10.0
"""Seconds in which Slack has to say hello, or to answer a ping; so a deaf socket is noticed within thirty."""


class Sockets:
    """Keeps the connections; what comes over them goes through Bolt."""

    def __init__(self, app: AsyncApp, token: str, client: AsyncWebClient, standing: Standing) -> None:
        """Connect with an app token."""
        self._app, self._token, self._client, self._standing = app, token, client, standing
        self._sockets: list[Socket] = []

    async def run(self) -> None:
        """Stay connected until cancelled."""
        self._sockets = [Socket(self._app, self._token, self._client) for _ in range(CONNECTIONS)]
        try:
            while True:
                results = await asyncio.gather(*(socket.look_after() for socket in self._sockets))
                if all(results):
                    self._standing.ill(results[0])
                else:
                    self._standing.well()
                await asyncio.sleep(LOOK)
        finally:
            await asyncio.gather(*(socket.close() for socket in self._sockets), return_exceptions=True)


class Socket:
    """One connection, replaced whenever it does not prove that it hears."""

    def __init__(self, app: AsyncApp, token: str, client: AsyncWebClient) -> None:
        """Use the library's client; it must be made inside the event loop."""
        self._app = app
        self._client = SocketModeClient(app_token=token, web_client=client)
        self._client.message_listeners.append(self._heard)
        self._client.socket_mode_request_listeners.append(self._happened)
        self._hello = asyncio.Event()
        self._session: Any = None

    async def look_after(self) -> str:
        """Connect, or see whether the connection still hears; return what is wrong, empty when nothing is."""
        try:
            if self._client.current_session is None or not await self._hears():
                self._hello.clear()
                await self._client.connect_to_new_endpoint(force=True)
                async with asyncio.timeout(ANSWER):
                    await self._hello.wait()
        except Exception as fault:  # noqa: BLE001 - whatever it is, it is said, and tried again
            return f"Socket Mode: {type(fault).__name__}: {str(fault)[:120]}"
        return ""

    async def close(self) -> None:
        """End the connection."""
        await self._client.close()  # type: ignore[no-untyped-call] # the library has no type for it

    async def _hears(self) -> bool:
        session = self._client.current_session
        if session is None or not await self._client.is_connected() or not self._hello.is_set():
            return False
        try:
            async with asyncio.timeout(ANSWER):
                await (await session.ping())
        except Exception as fault:  # noqa: BLE001 - closed or deaf, it is replaced
            logger.warning("slack: a socket has gone deaf (%s); connecting anew", type(fault).__name__)
            return False
        return True

    async def _heard(self, _client: AsyncBaseSocketModeClient, message: dict[str, Any], _raw: str | None) -> None:
        if message.get("type") == "hello":
            self._hello.set()

    async def _happened(self, client: AsyncBaseSocketModeClient, request: SocketModeRequest) -> None:
        """Acknowledge an envelope once it is committed; one that failed is not, and Slack sends it again."""
        if not is_sound(request.payload):
            logger.warning("slack: an envelope of no known shape is passed over")
            await client.send_socket_mode_response(SocketModeResponse(request.envelope_id))
            return
        answer = await run_async_bolt_app(self._app, request)
        if answer.status != OK:
            logger.error("slack: an envelope was not taken (%d); Slack sends an event again", answer.status)
            return
        await client.send_socket_mode_response(SocketModeResponse(request.envelope_id, _payload(answer.body)))


def _payload(body: str | None) -> Any:
    if not body:
        return None
    return json.loads(body) if body.startswith("{") else {"text": body}
