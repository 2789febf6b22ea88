"""What the web's routes share: the store, the office, the words, and who is connected."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from msgspec import Struct, field

from bot.channel import Door
from bot.clock import Clock
from bot.settings import Settings
from bot.texts import Texts
from bot.web.hub import Hub
from bot.web.tally import Tally
from store.db.door import Store
from store.files import Vault
from store.moment import HOUR, MINUTE, SECOND
from store.office import Office

STATIC = Path(__file__).parent / "static"


class Limits(Struct, frozen=True):
    """What nobody does so often by hand: frames, files and moves of one chat, wrong invitations of one browser."""

    frames: Tally = field(default_factory=lambda: Tally(60, 10 * SECOND))
    files: Tally = field(default_factory=lambda: Tally(60, 10 * MINUTE))
    moves: Tally = field(default_factory=lambda: Tally(20, HOUR))
    codes: Tally = field(default_factory=lambda: Tally(10, HOUR))


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
    doors: Mapping[str, Door] = field(default_factory=dict)
    """The ways into other chats, by the names of their channels."""
    limits: Limits = field(default_factory=Limits)
