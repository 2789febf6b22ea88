"""How fast a channel may be sent to: the algorithm beside the table in its `Capabilities`.

Seconds here are those of the machine, never of a clock that can be moved: the limits are the platform's.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Sequence

from msgspec import Struct

from store.delivery import Lane

SHARE = 0.8
"""How much of a limit the normal and bulk lanes may use up; the rest is for what is pressing."""

CHATS = 4096
"""Chats remembered before those that are quiet are forgotten."""


def any_chat(_external: str) -> bool:
    """Whether a limit is for a chat: it is for all."""
    return True


def itself(external: str) -> str:
    """Return the chat of an address: each is one of its own."""
    return external


class Limit(Struct, frozen=True):
    """At most `count` messages in `seconds`, in all or, with `each_chat`, to one chat of those that it is `of`."""

    count: int
    seconds: float
    each_chat: bool = False
    of: Callable[[str], bool] = any_chat
    """Whether it is for an address, by what the platform calls that."""
    chat: Callable[[str], str] = itself
    """The chat that an address is in: several may be in one, such as the topics of a group."""


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
    """Every limit of one channel. Addresses go by what the platform calls them."""

    def __init__(self, table: Sequence[Limit]) -> None:
        """Hold to a channel's table."""
        self._each_chat = tuple(limit for limit in table if limit.each_chat)
        self._all = tuple(Window(limit) for limit in table if not limit.each_chat)
        self._chats: dict[tuple[int, str], Window] = {}
        """The windows of chats, by the limit's place in the table and the chat."""
        self._paused: dict[str, float] = {}

    def wait(self, lane: Lane, now: float) -> float:
        """Return the seconds until the channel may take one more message of a lane."""
        return max((window.wait(lane, now) for window in self._all), default=0.0)

    def wait_chat(self, external: str, lane: Lane, now: float) -> float:
        """Return the seconds until an address may be sent one more message of a lane."""
        keys = self._of(external)
        waits = [self._chats[key].wait(lane, now) for key in keys if key in self._chats]
        return max([*waits, self.paused_for(external, now)])

    def note(self, external: str, now: float) -> None:
        """Note that a message leaves to an address."""
        keys = self._of(external)
        for chat in _chats(external, keys):
            self._paused.pop(chat, None)
        for window in self._all:
            window.note(now)
        for key in keys:
            if key not in self._chats:
                self._make_room(now)
                self._chats[key] = Window(self._each_chat[key[0]])
            self._chats[key].note(now)

    def pause(self, external: str, until: float) -> None:
        """Send nothing to the chat of an address until the platform's own delay is over."""
        self._paused |= dict.fromkeys(_chats(external, self._of(external)), until)

    def paused_for(self, external: str, now: float) -> float:
        """Return the seconds until the platform's own delay for the chat of an address is over."""
        chats = _chats(external, self._of(external))
        return max((self._paused[chat] - now for chat in chats if chat in self._paused), default=0.0)

    def seconds_for(self, count: int, external: str) -> float:
        """Return in how many seconds so many messages leave to one address, going steadily."""
        limits = (self._each_chat[place] for place, _ in self._of(external))
        return max((count * limit.seconds / limit.count for limit in limits), default=0.0)

    def _of(self, external: str) -> list[tuple[int, str]]:
        """Return what an address is counted under."""
        return [(place, limit.chat(external)) for place, limit in enumerate(self._each_chat) if limit.of(external)]

    def _make_room(self, now: float) -> None:
        if len(self._chats) >= CHATS:
            self._chats = {key: window for key, window in self._chats.items() if not window.is_quiet(now)}


def _chats(external: str, keys: Sequence[tuple[int, str]]) -> set[str]:
    """Return every chat that an address is in; without a limit, it is one itself."""
    return {chat for _, chat in keys} or {external}
