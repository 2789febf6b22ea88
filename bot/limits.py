"""How fast a channel may be sent to: the algorithm beside the table in its `Capabilities`.

Seconds here are those of the machine, never of a clock that can be moved: the limits are the platform's.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator, Sequence

from msgspec import Struct

from store.delivery import Lane

SHARE = 0.8
"""How much of a limit the normal and bulk lanes may use up; the rest is for what is pressing."""

CHATS = 4096
"""Chats remembered before those that are quiet are forgotten."""


def any_chat(_external: str) -> bool:
    """Whether a limit is for a chat: it is for all."""
    return True


class Limit(Struct, frozen=True):
    """At most `count` messages in `seconds`, in all or, with `each_chat`, to one chat of those that it is `of`."""

    count: int
    seconds: float
    each_chat: bool = False
    of: Callable[[str], bool] = any_chat
    """Whether it is for a chat, by what the platform calls that."""


class Window:
    """One limit and the moments at which its last messages left: no stretch of its length ever holds more."""

    def __init__(self, limit: Limit) -> None:
        """Begin with nothing sent."""
        self._limit = limit
        self._left: deque[float] = deque(maxlen=limit.count)

    def wait(self, lane: Lane, now: float) -> float:
        """Return the seconds until one more message of a lane may leave."""
        allowed = self._limit.count if lane <= Lane.URGENT else max(1, int(self._limit.count * SHARE))
        if len(self._left) < allowed:
            return 0.0
        return max(self._left[-allowed] + self._limit.seconds - now, 0.0)

    def note(self, now: float) -> None:
        """Note that a message leaves."""
        self._left.append(now)

    def is_quiet(self, now: float) -> bool:
        """Whether all that left is too long ago to matter."""
        return not self._left or now - self._left[-1] >= self._limit.seconds


class Limits:
    """Every limit of one channel."""

    def __init__(self, table: Sequence[Limit]) -> None:
        """Hold to a channel's table."""
        self._each_chat = tuple(limit for limit in table if limit.each_chat)
        self._all = tuple(Window(limit) for limit in table if not limit.each_chat)
        self._chats: dict[int, tuple[Window, ...]] = {}
        self._paused: dict[int, float] = {}

    def wait(self, lane: Lane, now: float) -> float:
        """Return the seconds until the channel may take one more message of a lane."""
        return max((window.wait(lane, now) for window in self._all), default=0.0)

    def wait_chat(self, chat: int, lane: Lane, now: float) -> float:
        """Return the seconds until one chat may be sent one more message of a lane."""
        waits = [window.wait(lane, now) for window in self._chats.get(chat, ())]
        if chat in self._paused:
            waits.append(self._paused[chat] - now)
        return max(waits, default=0.0)

    def note(self, chat: int, now: float, external: str = "") -> None:
        """Note that a message leaves to a chat, which the platform calls `external`."""
        self._paused.pop(chat, None)
        for window in self._all:
            window.note(now)
        if self._each_chat:
            if chat not in self._chats:
                self._make_room(now)
                self._chats[chat] = tuple(map(Window, self._of(external)))
            for window in self._chats[chat]:
                window.note(now)

    def pause(self, chat: int, until: float) -> None:
        """Send nothing to a chat until the platform's own delay is over."""
        self._paused[chat] = until

    def seconds_for(self, count: int, external: str = "") -> float:
        """Return in how many seconds so many messages leave to one chat, going steadily."""
        return max((count * limit.seconds / limit.count for limit in self._of(external)), default=0.0)

    def _of(self, external: str) -> Iterator[Limit]:
        return (limit for limit in self._each_chat if limit.of(external))

    def _make_room(self, now: float) -> None:
        if len(self._chats) >= CHATS:
            self._chats = {
                chat: windows
                for chat, windows in self._chats.items()
                if not all(window.is_quiet(now) for window in windows)
            }
