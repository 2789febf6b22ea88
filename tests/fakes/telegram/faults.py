"""What goes wrong on demand."""

from __future__ import annotations

from collections import defaultdict, deque
from typing import Any

from msgspec import Struct


class Fault(Struct, frozen=True):
    """One call that goes wrong.

    With a `status` it is refused before it has an effect; `lost` cuts the connection after the effect, `reset` before
    it; `slow` waits so many seconds first.
    """

    status: int = 0
    description: str = "Internal Server Error"
    parameters: dict[str, Any] = {}
    lost: bool = False
    reset: bool = False
    slow: float = 0.0
    body: bytes | None = None
    """Answered as it is, instead of JSON."""


class Faults:
    """What the next calls of a method meet."""

    def __init__(self) -> None:
        self._next: dict[str, deque[Fault]] = defaultdict(deque)
        self.always: dict[str, Fault] = {}

    def add(self, method: str, *faults: Fault) -> None:
        """Let the next calls of a method go wrong, one after the other."""
        self._next[method].extend(faults)

    def take(self, method: str) -> Fault | None:
        """Return what this call meets."""
        return self._next[method].popleft() if self._next[method] else self.always.get(method)


class Refusal(Exception):
    """A call that Telegram refuses; `ours` says that the app broke a rule of the Bot API."""

    def __init__(
        self, description: str, status: int = 400, *, ours: bool = False, parameters: dict[str, Any] | None = None
    ) -> None:
        super().__init__(description)
        self.description = f"{_HEADS[status]}: {description}" if status in _HEADS else description
        self.status, self.ours, self.parameters = status, ours, parameters or {}


_HEADS = {400: "Bad Request", 403: "Forbidden", 409: "Conflict", 429: "Too Many Requests", 401: "Unauthorized"}
