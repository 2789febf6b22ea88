"""Who is connected: the open sockets of each address."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from typing import Any

LAG = 1000
"""Lines that may wait for a slow page before it is cut off; it connects again and misses nothing."""


class Connection:
    """One open page: a queue of what is to be sent to it; None ends it."""

    def __init__(self) -> None:
        """Begin with nothing to send."""
        self.lines: asyncio.Queue[dict[str, Any] | None] = asyncio.Queue()

    def push(self, line: dict[str, Any]) -> None:
        """Send a line, or end the connection when the page does not keep up."""
        self.lines.put_nowait(line if self.lines.qsize() < LAG else None)

    def end(self) -> None:
        """Have the page connect anew."""
        self.lines.put_nowait(None)


class Hub:
    """Open pages by address, and the order of events within a chat."""

    def __init__(self) -> None:
        """Begin with nobody connected."""
        self._open: dict[int, set[Connection]] = defaultdict(set)
        self._turns: dict[int, tuple[asyncio.Lock, int]] = {}

    def __len__(self) -> int:
        """Return how many pages are connected."""
        return sum(map(len, self._open.values()))

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

    def end(self, address: int) -> None:
        """Have every page of an address connect anew."""
        for connection in tuple(self._open.get(address, ())):
            connection.end()

    def turn(self, address: int) -> Turn:
        """Return what keeps the events of one chat in order while chats run side by side."""
        return Turn(self._turns, address)


class Turn:
    """Waits until nobody else handles an event of the same chat."""

    def __init__(self, turns: dict[int, tuple[asyncio.Lock, int]], address: int) -> None:
        """Wait in the line of an address."""
        self._turns, self._address = turns, address

    async def __aenter__(self) -> None:
        lock, users = self._turns.get(self._address, (asyncio.Lock(), 0))
        self._turns[self._address] = (lock, users + 1)
        await lock.acquire()

    async def __aexit__(self, *_fault: object) -> None:
        lock, users = self._turns[self._address]
        lock.release()
        if users == 1:
            del self._turns[self._address]
        else:
            self._turns[self._address] = (lock, users - 1)
