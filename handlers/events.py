"""What can come in from any channel. A channel's `inbound` makes these; nothing below knows a platform."""

from __future__ import annotations

from msgspec import Struct

from store.moment import Ms
from store.ticket import Answer


class Origin(Struct, frozen=True, omit_defaults=True):
    """Where an event comes from.

    `external` is the channel's own id of the chat, `event` the platform's id of the event (seen twice, it happens
    once). `name` and `language` are hints for somebody who is new.
    """

    channel: str
    external: str
    event: str
    name: str = ""
    language: str = ""


class Said(Struct, frozen=True, omit_defaults=True):
    """Free text, files (ids of stored files), or both."""

    origin: Origin
    at: Ms
    text: str = ""
    files: tuple[str, ...] = ()


class Chose(Struct, frozen=True):
    """A pressed button."""

    origin: Origin
    at: Ms
    press: str


class Submitted(Struct, frozen=True):
    """A whole form at once."""

    origin: Origin
    at: Ms
    dialogue: str
    answers: dict[str, Answer]


class Opened(Struct, frozen=True, omit_defaults=True):
    """A chat was opened; `payload` is what a link carried."""

    origin: Origin
    at: Ms
    payload: str = ""


Event = Said | Chose | Submitted | Opened
