"""A neutral message: what is said to somebody, before any channel or language gives it a form.

A message names catalogue entries and carries values; it holds no sentence. The courier's channel turns it into
words of the reader's language and into the shapes of its platform.
"""

from __future__ import annotations

from enum import StrEnum

from msgspec import Struct

from store.label import Label
from store.moment import Ms


class Term(Struct, frozen=True, tag="term", omit_defaults=True):
    """A value that is itself a catalogue entry, such as the name of a status."""

    key: str
    values: dict[str, Value] = {}


class MomentStyle(StrEnum):
    """How much of a moment a reader needs."""

    FULL = "full"
    DATE = "date"
    TIME = "time"


class At(Struct, frozen=True, tag="at", omit_defaults=True):
    """A moment in UTC milliseconds, shown in the team's time zone and the reader's language."""

    ms: Ms
    style: MomentStyle = MomentStyle.FULL


class Lasting(Struct, frozen=True, tag="lasting"):
    """A length of time in milliseconds, shown in the reader's words ("2 h 30 min")."""

    ms: int


class Named(Struct, frozen=True, tag="named"):
    """A name that the playbook gives in both languages, such as a category."""

    label: Label


Value = str | int | Term | At | Lasting | Named


class Text(Struct, frozen=True, omit_defaults=True):
    """One catalogue entry with its values."""

    key: str
    values: dict[str, Value] = {}


class ButtonStyle(StrEnum):
    """Weight of a button; a channel without colours ignores it."""

    PLAIN = "plain"
    PRIMARY = "primary"
    DANGER = "danger"


class Button(Struct, frozen=True, omit_defaults=True):
    """A button. `press` is the short id that comes back: at most 64 bytes of ASCII, never trusted."""

    text: Text
    press: str
    style: ButtonStyle = ButtonStyle.PLAIN


class Fact(Struct, frozen=True):
    """One line of a card: what it is, and its value."""

    label: Text
    value: Value


class FileRef(Struct, frozen=True):
    """A stored file as a message shows it. `id` opens it, `size` is in bytes."""

    id: str
    name: str
    mime: str
    size: int


class AskKind(StrEnum):
    """What kind of answer the bot waits for, so that a channel can offer the fitting control."""

    CHOICE = "choice"
    TEXT = "text"
    DATE = "date"
    TIME = "time"
    NUMBER = "number"
    PHONE = "phone"
    FILES = "files"
    YES_NO = "yes_no"
    STARS = "stars"
    REVIEW = "review"


class Ask(Struct, frozen=True, omit_defaults=True):
    """The question that a message ends with. `step` and `of` count the questions (from 1) for a progress bar.

    `press`, followed by an answer, is what a button of the channel's own sends, such as a day of a calendar.
    """

    kind: AskKind
    step: int = 0
    of: int = 0
    press: str = ""


class Message(Struct, frozen=True, omit_defaults=True):
    """What is said to one person.

    `title` heads a card, `texts` are paragraphs, `facts` the lines of a card, `quote` the verbatim words of `speaker`.
    A message with a `slot` replaces the former one of that slot where the channel can edit what it sent.
    """

    texts: tuple[Text, ...] = ()
    title: Text | None = None
    facts: tuple[Fact, ...] = ()
    quote: str = ""
    speaker: str = ""
    buttons: tuple[tuple[Button, ...], ...] = ()
    files: tuple[FileRef, ...] = ()
    ask: Ask | None = None
    slot: str = ""
