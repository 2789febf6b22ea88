"""Posts requests as fast as they are answered: many people, each on a connection of their own, one thing at a time."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from functools import partial
from time import perf_counter
from urllib.parse import urlsplit

END = b"\r\n\r\n"
OK = b"HTTP/1.1 200"


class Poster(asyncio.Protocol):
    """One person's connection. A whole client library costs more than what it would measure."""

    def __init__(self, requests: Iterator[bytes], until: float) -> None:
        """Post these until it is time."""
        self._requests, self._until, self._read = requests, until, b""
        self.done = 0
        self.over: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Begin."""
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        transport.write(next(self._requests))

    def data_received(self, data: bytes) -> None:
        """Take an answer, and post the next."""
        self._read += data
        if not _is_whole(self._read):
            return
        if not self._read.startswith(OK):
            self._transport.close()
            self.over.set_exception(RuntimeError(self._read.decode("latin-1")))
            return
        self._read = b""
        self.done += 1
        if perf_counter() < self._until:
            self._transport.write(next(self._requests))
        else:
            self._transport.close()
            self.over.set_result(None)

    def connection_lost(self, _fault: Exception | None) -> None:
        """Say when the server hung up."""
        if not self.over.done():
            self.over.set_exception(ConnectionError("the server hung up"))


def _is_whole(read: bytes) -> bool:
    """Whether an answer has arrived: its head, and as many bytes as that announces."""
    head, end, body = read.partition(END)
    if not end:
        return False
    _, _, announced = head.lower().partition(b"content-length: ")
    return len(body) >= int(announced.partition(b"\r\n")[0])


def request(path: str, body: str, headers: dict[str, str]) -> bytes:
    """Return a request as it goes over the wire."""
    raw = body.encode()
    lines = [f"POST {path} HTTP/1.1", "Host: bench", f"Content-Length: {len(raw)}"]
    lines += [f"{name}: {value}" for name, value in headers.items()]
    return "\r\n".join(lines).encode() + END + raw


def _same(poster: Poster) -> Poster:
    return poster


async def rate(url: str, people: list[Iterator[bytes]], seconds: float) -> float:
    """Return answered requests a second."""
    began, where = perf_counter(), urlsplit(url)
    host, port, loop = where.hostname or "", where.port or 0, asyncio.get_running_loop()
    posters = [Poster(each, began + seconds) for each in people]
    for each in posters:
        await loop.create_connection(partial(_same, each), host, port)
    await asyncio.gather(*(each.over for each in posters))
    return sum(each.done for each in posters) / (perf_counter() - began)
