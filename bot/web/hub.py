"""Who is connected: the open pages of each address, and the order of events within a chat."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from contextlib import AbstractAsyncContextManager
from typing import Any

from bot.lanes import Lanes

AGAIN = 1012
"""The close code that has a page connect again; it misses nothing."""

LAG = 200
"""Lines that may wait for a slow page before it is cut off."""

MOST_PAGES = 20
"""Pages that may show one chat at the same time."""

STIR: dict[str, Any] = {"op": "stir"}
"""A line that only has a page look into the transcript."""


class Connection:
    """One open page: the lines that wait to be sent to it, until it is ended."""

    def __init__(self) -> None:
        """Begin with nothing to send."""
        self.lines: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
        self.ended = asyncio.Event()
        self.code = AGAIN

    def push(self, line: dict[str, Any]) -> None:
        """Send a line, or end the connection when the page does not keep up."""
        if self.lines.qsize() < LAG:
            self.lines.put_nowait(line)
        else:
            self.end(AGAIN)

    def end(self, code: int) -> None:
        """End with a close code; the first one stands. What waits is not sent any more."""
        if not self.ended.is_set():
            self.code = code
            self.ended.set()


class Hub:
    """Open pages by address, and the order of events within a chat."""

    def __init__(self) -> None:
        """Begin with nobody connected."""
        self._open: dict[int, set[Connection]] = defaultdict(set)
        self._lanes = Lanes()

    def __len__(self) -> int:
        """Return how many pages are connected."""
        return sum(map(len, self._open.values()))

    def crowded(self, address: int) -> bool:
        """Whether as many pages show the chat of an address as may."""
        return len(self._open.get(address, ())) >= MOST_PAGES

    def join(self, address: int, connection: Connection) -> None:
        """Note that a page shows the chat of an address."""
        self._open[address].add(connection)

    def leave(self, address: int, connection: Connection) -> None:
        """Note that a page is gone."""
        self._open[address].discard(connection)
        if not self._open[address]:
            del self._open[address]

    def push(self, address: int, line: dict[str, Any]) -> None:
        """Send a line to every page of an address."""
        for connection in tuple(self._open.get(address, ())):
            connection.push(line)

    def end(self, address: int, code: int) -> None:
        """End every page of an address."""
        for connection in tuple(self._open.get(address, ())):
            connection.end(code)

    def turn(self, address: int) -> AbstractAsyncContextManager[None]:
        """Return what keeps the events of one chat in order while chats run side by side."""
        return self._lanes.turn(address)
