"""How long to wait before another try, and for how long to go on trying."""

from __future__ import annotations

import random

from store.delivery import Kind
from store.moment import HOUR, MINUTE, SECOND, Ms

FIRST = 2 * SECOND
LONGEST = 15 * MINUTE

DOUBLINGS = 16
"""After these every pause is the longest one; the number itself would soon be too large."""

PATIENCE: dict[Kind, Ms] = {
    Kind.REPLY: 6 * HOUR,
    Kind.CARD: 6 * HOUR,
    Kind.PING: 24 * HOUR,
    Kind.NEWS: 24 * HOUR,
    Kind.PROGRESS: 24 * HOUR,
    Kind.DEADLINE: 24 * HOUR,
    Kind.RESULT: 48 * HOUR,
    Kind.SURVEY: 48 * HOUR,
}
"""How long after it was written a message is given up, by what it is for."""

TRIES = 8
"""Tries that every message gets before it is given up, however old it is (it may have waited out a quiet night)."""


def delay(attempts: int, chance: random.Random) -> Ms:
    """Return how long to wait after the given number of tries: doubling, spread by a quarter either way."""
    longest = min(FIRST << min(attempts - 1, DOUBLINGS), LONGEST)
    return round(longest * chance.uniform(0.75, 1.25))


def pause(faults: int, first: float, longest: float) -> float:
    """Return the seconds to wait after so many faults in a row, one or a year's: doubling from the first to the longest."""
    return min(first * 2.0 ** min(faults - 1, DOUBLINGS), longest)


def given_up(kind: Kind, created: Ms, attempts: int, now: Ms) -> bool:
    """Whether a message that failed again is tried no more."""
    return attempts >= TRIES and now - created >= PATIENCE[kind]
