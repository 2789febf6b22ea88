"""Socket Mode: hello, pings, envelopes that must be acknowledged, refresh, and going deaf."""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import json
from typing import Any

from websockets.asyncio.server import Server, ServerConnection, serve
from websockets.exceptions import ConnectionClosed

MOST = 10
"""Sockets that one app may hold."""

PING = 1.0
"""Seconds between the pings that say that Slack is there."""


class Socket:
    """One open socket. A `deaf` one stays open, and neither says nor hears anything any more."""

    def __init__(self, connection: ServerConnection) -> None:
        """Serve one connection."""
        self.connection = connection
        self.deaf = False

    async def send(self, body: dict[str, Any]) -> None:
        """Say something, unless deaf."""
        if not self.deaf:
            with contextlib.suppress(ConnectionClosed):
                await self.connection.send(json.dumps(body))

    def deafen(self) -> None:
        """Hear nothing more: not even the pings of the other side are answered."""
        self.deaf = True
        self.connection.transport.pause_reading()


class Sockets:
    """Every open socket of the app; each envelope goes to one of them."""

    def __init__(self) -> None:
        """Begin with none."""
        self.open: list[Socket] = []
        self.greeted = 0
        self.url = ""
        self._acks: dict[str, asyncio.Future[Any]] = {}
        self._news = asyncio.Condition()
        self._numbers = itertools.count(1)
        self._server: Server | None = None

    async def start(self) -> None:
        """Listen on 127.0.0.1."""
        self._server = await serve(self._serve, "127.0.0.1", 0, ping_interval=None, close_timeout=1)
        self.url = f"ws://127.0.0.1:{self._server.sockets[0].getsockname()[1]}"

    async def close(self) -> None:
        """Close every socket."""
        for socket in self.open:
            socket.connection.transport.abort()
        if self._server is not None:
            self._server.close()
            await self._server.wait_closed()

    async def until(self, count: int, *, patience: float = 10.0) -> None:
        """Wait until so many sockets were greeted in all."""
        async with asyncio.timeout(patience), self._news:
            await self._news.wait_for(lambda: self.greeted >= count)

    async def send(self, kind: str, payload: dict[str, Any], *, envelope: str = "", patience: float = 3.0) -> Any:
        """Send an envelope to one socket; return what its acknowledgement carried ({} for nothing), None without one."""
        envelope = envelope or f"envelope-{next(self._numbers)}"
        self._acks[envelope] = acknowledged = asyncio.get_running_loop().create_future()
        socket = self.open[next(self._numbers) % len(self.open)]
        await socket.send(
            {
                "envelope_id": envelope,
                "type": kind,
                "payload": payload,
                "accepts_response_payload": kind != "events_api",
            }
        )
        with contextlib.suppress(TimeoutError):
            return await asyncio.wait_for(acknowledged, patience)
        return None

    async def refresh(self) -> None:
        """Ask every socket to connect anew, as Slack does now and then, and close it."""
        for socket in list(self.open):
            await socket.send({"type": "disconnect", "reason": "refresh_requested", "debug_info": {"host": "fake"}})
            await socket.connection.close()

    async def _serve(self, connection: ServerConnection) -> None:
        if len(self.open) >= MOST:
            await connection.close(1008)
            return
        socket = Socket(connection)
        self.open.append(socket)
        pinging = asyncio.create_task(self._ping(socket))
        try:
            await socket.send(self._hello())
            async with self._news:
                self.greeted += 1
                self._news.notify_all()
            async for text in connection:
                self._acknowledge(text)
        except ConnectionClosed:
            pass
        finally:
            pinging.cancel()
            self.open.remove(socket)

    async def _ping(self, socket: Socket) -> None:
        with contextlib.suppress(ConnectionClosed):
            while not socket.deaf:
                await socket.connection.ping()
                await asyncio.sleep(PING)

    def _hello(self) -> dict[str, Any]:
        return {
            "type": "hello",
            "num_connections": len(self.open),
            "debug_info": {"host": "fake", "approximate_connection_time": 3600},
            "connection_info": {"app_id": "A0APP"},
        }

    def _acknowledge(self, text: str | bytes) -> None:
        answer = json.loads(text)
        waiting = self._acks.get(answer["envelope_id"])
        if waiting is not None and not waiting.done():
            waiting.set_result(answer.get("payload") or {})
