"""How often something happened lately, for each of many: what rate limits go by."""

from __future__ import annotations

from collections import deque
from collections.abc import Hashable

MANY = 10_000
"""Those remembered at the most; whoever was heard of longest ago is forgotten first."""


class Tally:
    """Counts for each of many. More than `count` in any stretch of `length` is too often."""

    def __init__(self, count: int, length: float, *, many: int = MANY) -> None:
        """Begin with nothing noted. Lengths and moments are in the same unit, whichever it is."""
        self._count, self._length, self._many = count, length, many
        self._times: dict[Hashable, deque[float]] = {}

    def __len__(self) -> int:
        """Return how many are remembered."""
        return len(self._times)

    def full(self, who: Hashable, now: float) -> bool:
        """Whether once more would be too often."""
        times = self._times.get(who)
        return times is not None and len(times) == self._count and now - times[0] < self._length

    def note(self, who: Hashable, now: float) -> None:
        """Note that it happened, and forget those for whom it is long past."""
        times = self._times.pop(who, None) or deque(maxlen=self._count)
        times.append(now)
        self._times[who] = times
        while len(self._times) > self._many or self._past(next(iter(self._times)), now):
            del self._times[next(iter(self._times))]

    def _past(self, who: Hashable, now: float) -> bool:
        return now - self._times[who][-1] >= self._length
