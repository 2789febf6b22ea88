"""The platforms that settings ask for. Each is loaded only when it is configured: its library costs start and memory."""

from __future__ import annotations

from collections.abc import Callable, Coroutine, Iterator
from typing import Any, Protocol

from bot.channel import Service
from bot.clock import Clock
from bot.settings import Settings
from bot.texts import Texts
from store.db.door import Store
from store.files import Vault
from store.office import Office

Look = Callable[[Settings], Coroutine[Any, Any, str]]
"""Says how a platform stands. Raises `bot.channel.Misfit` with the mend when it cannot be used as it is set up."""


class Make(Protocol):
    """Wires a platform into the house."""

    def __call__(
        self, settings: Settings, store: Store, office: Office, texts: Texts, clock: Clock, vault: Vault
    ) -> Service:
        """Return the platform's service."""
        ...


def services(settings: Settings) -> Iterator[Make]:
    """Return what makes the service of each platform that is configured."""
    if settings.telegram.token:
        from bot.telegram.service import Telegram  # noqa: PLC0415 - see above

        yield Telegram
    if settings.slack.wanted:
        from bot.slack.service import Slack  # noqa: PLC0415 - see above

        yield Slack


def checks(settings: Settings) -> Iterator[tuple[str, Look]]:
    """Return what looks at each platform that is configured, with its name."""
    if settings.telegram.token:
        from bot.telegram import check as telegram  # noqa: PLC0415 - see above

        yield "telegram", lambda given: telegram.look(given.telegram, given.database)
    if settings.slack.wanted:
        from bot.slack import check as slack  # noqa: PLC0415 - see above

        yield "slack", lambda given: slack.look(given.slack, given.database, given.public_url)
