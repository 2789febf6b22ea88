"""How the connection to Telegram stands: said once in the log when it changes, and whenever /readyz asks."""

from __future__ import annotations

import logging

logger = logging.getLogger(__name__)

STARTING = "not connected yet"


class Standing:
    """The present trouble; empty when all is well."""

    def __init__(self) -> None:
        """Begin unconnected."""
        self.trouble = STARTING

    def __call__(self) -> str:
        """Return how it stands, for /readyz."""
        return self.trouble or "ok"

    def well(self) -> None:
        """Note that Telegram answers."""
        if self.trouble:
            logger.info("telegram: connected")
        self.trouble = ""

    def ill(self, trouble: str) -> None:
        """Note what is wrong, with how to mend it."""
        if trouble != self.trouble:
            logger.warning("telegram: %s", trouble)
        self.trouble = trouble
