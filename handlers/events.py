"""What can come in from any channel. A channel's `inbound` makes these; nothing below knows a platform."""

from __future__ import annotations

from msgspec import Struct

from store.message import Value
from store.moment import Ms
from store.ticket import Answer


class Origin(Struct, frozen=True, omit_defaults=True):
    """Where an event comes from.

    `external` is the channel's own id of the chat, `event` the platform's id of the event (seen twice, it happens
    once). `name` and `language` are hints for somebody who is new. `public`: others read along. `room` is the room of the
    team in which it was said (a person), 0 for none: that room need not be told of it.
    """

    channel: str
    external: str
    event: str
    name: str = ""
    language: str = ""
    public: bool = False
    room: int = 0


class Said(Struct, frozen=True, omit_defaults=True):
    """Free text, files (ids of stored files), or both. `about` is the ticket whose message it replies to, if any."""

    origin: Origin
    at: Ms
    text: str = ""
    files: tuple[str, ...] = ()
    about: int = 0


class Corrected(Struct, frozen=True, omit_defaults=True):
    """Words that were said and are now others. `before` is empty when the channel does not know it any more.

    `about` is the ticket that they were said about, where that is known.
    """

    origin: Origin
    at: Ms
    text: str
    before: str = ""
    about: int = 0


class Unreadable(Struct, frozen=True, omit_defaults=True):
    """Something that the channel could not take. `key` names the catalogue entry that says so."""

    origin: Origin
    at: Ms
    key: str
    values: dict[str, Value] = {}


class Chose(Struct, frozen=True):
    """A pressed button."""

    origin: Origin
    at: Ms
    press: str


class Submitted(Struct, frozen=True):
    """A whole form at once. `started` is when the conversation began that it was drawn from, 0 where that is not known."""

    origin: Origin
    at: Ms
    dialogue: str
    answers: dict[str, Answer]
    started: Ms = 0


class Filled(Struct, frozen=True):
    """A form that was closed before it was sent, with what stands in it; `started` as of one that was sent."""

    origin: Origin
    at: Ms
    dialogue: str
    answers: dict[str, Answer]
    started: Ms = 0


class Opened(Struct, frozen=True, omit_defaults=True):
    """A chat was opened; `payload` is what a link carried, `words` what a report is to begin with."""

    origin: Origin
    at: Ms
    payload: str = ""
    words: str = ""


Event = Said | Chose | Submitted | Filled | Opened | Corrected | Unreadable
