"""One message in doubt at a time: whoever falls in the middle has one, at most, that may arrive twice."""

from __future__ import annotations

PATIENCE = 1.0
"""Seconds that the others wait for one message: one that takes longer, such as a large file, holds nobody up.

While a platform answers sooner, a fall leaves one message of which nobody knows whether it arrived; of those that take
longer there may be several. The price is pace: one after the other, twelve a second leave where an answer takes 80 ms;
four at a time were forty-seven.
"""


class Gate:
    """Lets messages pass that are sent again after a fall, one after the other."""

    def __init__(self) -> None:
        """Begin open."""
        self._inside: dict[int, float] = {}

    def wait(self, now: float) -> float:
        """Return the seconds until one more may pass."""
        return max(max(self._inside.values(), default=0.0) - now, 0.0)

    def enter(self, delivery: int, now: float) -> None:
        """Note that a message is on its way from now on."""
        self._inside[delivery] = now + PATIENCE

    def leave(self, delivery: int) -> None:
        """Note that it is known how a message ended."""
        self._inside.pop(delivery, None)
