"""Ids that are made by us, so that a record is known before the database has seen it."""

from __future__ import annotations

import secrets
import time
from threading import Lock

COUNTER = 20
"""Bits below the milliseconds."""


class Ids:
    """Gives ids that grow: a moment and, within it, a place that begins anywhere, so that two processes hardly meet."""

    def __init__(self) -> None:
        """Begin after everything that was given before now."""
        self._place = secrets.randbits(COUNTER)
        self._last = 0
        self._lock = Lock()

    def new(self) -> int:
        """Return a new id: above all that this process gave, below 2^63."""
        # The real time, not the team's moved one: an id only has to be new, also after a demo's clock was set back.
        moment = time.time_ns() // 1_000_000
        with self._lock:
            self._last = max(self._last + 1, (moment << COUNTER) | self._place)
            return self._last


IDS = Ids()
"""The process's own; every connection gives from it."""
