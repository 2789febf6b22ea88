"""How the connection to a platform stands: said once in the log when it changes, and whenever /readyz asks."""

from __future__ import annotations

import logging

logger = logging.getLogger(__name__)

STARTING = "not connected yet"

REFUSED = "the database takes nothing now; see its own message in the log"
"""What is wrong when the platform is well, and what it brings cannot be kept."""


class Standing:
    """The present trouble with a platform; empty when all is well."""

    def __init__(self, platform: str) -> None:
        """Begin unconnected."""
        self._platform = platform
        self.trouble = STARTING

    def __call__(self) -> str:
        """Return how it stands, for /readyz."""
        return self.trouble or "ok"

    def well(self) -> None:
        """Note that the platform answers."""
        if self.trouble:
            logger.info("%s: connected", self._platform)
        self.trouble = ""

    def ill(self, trouble: str) -> None:
        """Note what is wrong, with how to mend it."""
        if trouble != self.trouble:
            logger.warning("%s: %s", self._platform, trouble)
        self.trouble = trouble
