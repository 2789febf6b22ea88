"""A frame from the page made into an event, and into the line that shows the words of who sent it."""

from __future__ import annotations

import json
from typing import Any

import msgspec
from msgspec import Struct

from bot.web import render
from bot.web.channel import NAME
from handlers.dispatch import handle
from handlers.events import Chose, Event, Opened, Origin, Said, Submitted
from store.message import FileRef
from store.moment import Ms
from store.office import Office
from store.people import Address
from store.ticket import Answer
from store.transaction import StoredFile, Transaction

LONGEST_TEXT = 8_000
"""Characters that a message may have; the page says so before it sends."""

LONGEST_FRAME = 256 * 1024
"""Bytes of a frame; a longer one closes the socket."""

LONGEST_PAYLOAD = 100
"""Characters that a link may carry."""

MOST_FILES = 10
RECENT = 60
"""Lines among which the label of a pressed button is looked for."""


class Say(Struct, tag_field="op", tag="say"):
    """Words, files, or both."""

    id: str
    text: str = ""
    files: tuple[str, ...] = ()


class PressButton(Struct, tag_field="op", tag="press"):
    """A pressed button."""

    id: str
    press: str


class Open(Struct, tag_field="op", tag="open"):
    """The page was opened by a link that carries something, such as the device it stands on."""

    id: str
    payload: str = ""


class AskForm(Struct, tag_field="op", tag="form"):
    """The form of a dialogue, with the answers so far."""

    id: str
    name: str
    answers: dict[str, Answer] = {}


class SubmitForm(Struct, tag_field="op", tag="submit"):
    """A whole form."""

    id: str
    name: str
    answers: dict[str, Answer] = {}


class Seen(Struct, tag_field="op", tag="seen"):
    """The highest line that was shown."""

    seq: int


class Ping(Struct, tag_field="op", tag="ping"):
    """A sign of life."""


Happening = Say | PressButton | SubmitForm | Open
"""Frames that are events."""

Frame = Happening | AskForm | Seen | Ping

decode = msgspec.json.Decoder(Frame).decode


def event(frame: Happening, address: Address, language: str, now: Ms) -> Event:
    """Return the event that a frame is. Its id is the page's own, so that a frame sent again happens once."""
    origin = Origin(NAME, address.external, f"{address.id}:{frame.id[:64]}", language=language)
    match frame:
        case Say():
            return Said(origin, now, frame.text, frame.files)
        case PressButton():
            return Chose(origin, now, frame.press)
        case SubmitForm():
            return Submitted(origin, now, frame.name, frame.answers)
        case Open():
            return Opened(origin, now, frame.payload[:LONGEST_PAYLOAD])


def take(
    tx: Transaction,
    office: Office,
    address: Address,
    happened: Event,
    frame: Happening,
    shown: int,
) -> tuple[int, dict[str, Any]] | None:
    """Handle an event, and write its words into the transcript of who sent it: one transaction.

    Returns the new line with its number; None when there is nothing to show, or the frame came before.
    """
    mine = _mine(tx, address, frame, shown)
    line = {"kind": "mine", "at": happened.at, "id": frame.id, **mine} if mine else None
    seq = None
    if line is not None:
        body = json.dumps(line, ensure_ascii=False).encode()
        seq = tx.feed.append(address.id, f"in:{frame.id[:64]}", happened.at, body)
    handle(tx, office, _own_files(tx, address, happened))
    return (seq, line) if seq is not None and line is not None else None


def _own_files(tx: Transaction, address: Address, happened: Event) -> Event:
    """Leave out files that somebody else sent: an id is no right."""
    if not isinstance(happened, Said) or not happened.files:
        return happened
    own = tuple(file.id for file in _files(tx, happened.files) if file.person == address.person)
    return Said(happened.origin, happened.at, happened.text, own)


def _files(tx: Transaction, ids: tuple[str, ...]) -> list[StoredFile]:
    return [file for each in ids[:MOST_FILES] if (file := tx.files.get(each)) is not None]


def _mine(tx: Transaction, address: Address, frame: Happening, shown: int) -> dict[str, Any]:
    match frame:
        case Say():
            files = [file for file in _files(tx, frame.files) if file.person == address.person]
            refs = [FileRef(file.id, file.name, file.mime, file.size) for file in files]
            return {"text": frame.text[:LONGEST_TEXT], "files": [render.file(ref) for ref in refs]}
        case PressButton():
            label = _label(tx, address, frame.press, shown)
            return {"text": label, "files": [], "press": frame.press} if label else {}
        case SubmitForm() | Open():
            return {}


def _label(tx: Transaction, address: Address, press: str, shown: int) -> str:
    for line in reversed(tx.feed.since(address.id, max(0, shown - RECENT))):
        if press.encode() in line.body:
            for row in json.loads(line.body).get("buttons", ()):
                for button in row:
                    if button["press"] == press:
                        return str(button["text"])
    return ""
