"""HTTP as the fake needs it: requests with their parameters and files, and answers that may be lost on the way."""

from __future__ import annotations

import asyncio
import contextlib
import json
import re
from collections.abc import Awaitable, Callable
from email.parser import BytesHeaderParser
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from msgspec import Struct

LARGEST = 64 * 1024 * 1024


class Upload(Struct, frozen=True):
    """A file in a multipart body."""

    name: str
    content: bytes


class Request(Struct, frozen=True):
    """One request: where to, with which parameters (all as they came: text) and files."""

    path: str
    given: dict[str, str]
    files: dict[str, Upload]


class Answer(Struct, frozen=True):
    """What is answered. `lost`: the connection is cut instead."""

    status: int = 200
    body: bytes = b""
    lost: bool = False


def as_json(status: int, body: object) -> Answer:
    """Return a JSON answer."""
    return Answer(status, json.dumps(body).encode())


Serve = Callable[[Request], Awaitable[Answer]]


class Wire:
    """A listening server on a free port of 127.0.0.1."""

    def __init__(self, serve: Serve) -> None:
        """Answer through `serve`."""
        self._serve = serve
        self._server: asyncio.Server | None = None
        self._open: set[asyncio.StreamWriter] = set()
        self._closed = asyncio.Event()
        self.port = 0

    async def start(self, port: int = 0) -> None:
        """Listen."""
        self._server = await asyncio.start_server(self._connected, "127.0.0.1", port)
        self.port = self._server.sockets[0].getsockname()[1]

    async def stop(self) -> None:
        """Cut every connection and listen no more."""
        if self._server is not None:
            self._server.close()
        for writer in tuple(self._open):
            writer.transport.abort()
        await self.quiet()

    async def quiet(self) -> None:
        """Wait until no connection is open: whatever was sent through one has had its effect."""
        while self._open:
            self._closed.clear()
            await self._closed.wait()

    async def _connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._open.add(writer)
        try:
            with contextlib.suppress(asyncio.IncompleteReadError, ConnectionError):
                while (request := await _read(reader)) is not None:
                    answer = await self._serve(request)
                    if answer.lost:
                        break
                    writer.write(_head(answer) + answer.body)
                    await writer.drain()
        finally:
            self._open.discard(writer)
            writer.transport.abort()
            self._closed.set()


def _head(answer: Answer) -> bytes:
    return (
        f"HTTP/1.1 {answer.status} .\r\nContent-Type: application/json\r\nContent-Length: {len(answer.body)}\r\n\r\n"
    ).encode()


async def _read(reader: asyncio.StreamReader) -> Request | None:
    line = await reader.readline()
    if not line:
        return None
    target = line.split()[1].decode()
    headers = BytesHeaderParser().parsebytes(await reader.readuntil(b"\r\n\r\n") if line.strip() else b"")
    body = await reader.readexactly(min(int(headers.get("content-length", "0")), LARGEST))
    parts = urlsplit(target)
    given = dict(parse_qsl(parts.query, keep_blank_values=True))
    more, files = _body(headers.get("content-type", ""), body)
    return Request(parts.path, given | more, files)


def _body(kind: str, body: bytes) -> tuple[dict[str, str], dict[str, Upload]]:
    if kind.startswith("application/json"):
        return {name: _text(value) for name, value in json.loads(body or b"{}").items()}, {}
    if kind.startswith("multipart/form-data"):
        return _multipart(kind, body)
    return dict(parse_qsl(body.decode(), keep_blank_values=True)), {}


def _text(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value)


def _multipart(kind: str, body: bytes) -> tuple[dict[str, str], dict[str, Upload]]:
    found = re.search(r'boundary="?([^";]+)', kind)
    assert found is not None, kind
    given: dict[str, str] = {}
    files: dict[str, Upload] = {}
    for part in (b"\r\n" + body).split(f"\r\n--{found[1]}".encode())[1:-1]:
        head, _, content = part.removeprefix(b"\r\n").partition(b"\r\n\r\n")
        header = BytesHeaderParser().parsebytes(head + b"\r\n\r\n")
        name = str(header.get_param("name", "", "content-disposition"))
        filename = header.get_param("filename", None, "content-disposition")
        if filename is None:
            given[name] = content.decode()
        else:
            files[name] = Upload(str(filename), content)
    return given, files
