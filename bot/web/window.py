"""What the web's routes share: the store, the office, the words, and who is connected."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from msgspec import Struct

from bot.clock import Clock
from bot.settings import Settings
from bot.texts import Texts
from bot.web.hub import Hub
from store.db.door import Store
from store.files import Vault
from store.office import Office

STATIC = Path(__file__).parent / "static"


class Window(Struct, frozen=True):
    """Everything a route may touch. `wake` is called after a commit that may have written messages."""

    store: Store
    office: Office
    texts: Texts
    clock: Clock
    hub: Hub
    vault: Vault
    settings: Settings
    wake: Callable[[], None]
