"""Order within a chat while chats run side by side."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager


class Lanes:
    """A lock for each lane that somebody is in; who comes first goes first."""

    def __init__(self) -> None:
        """Begin with all lanes free."""
        self._locks: dict[object, tuple[asyncio.Lock, int]] = {}

    def __len__(self) -> int:
        """Return how many lanes somebody is in."""
        return len(self._locks)

    @asynccontextmanager
    async def turn(self, lane: object) -> AsyncIterator[None]:
        """Wait until everybody who came before has left the lane."""
        lock, users = self._locks.get(lane, (None, 0))
        lock = lock or asyncio.Lock()
        self._locks[lane] = (lock, users + 1)
        try:
            async with lock:
                yield
        finally:
            _, users = self._locks[lane]
            if users == 1:
                del self._locks[lane]
            else:
                self._locks[lane] = (lock, users - 1)
