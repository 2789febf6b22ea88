"""A frame from the page made into an event, and into the line that shows the words of who sent it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Annotated, Any

import msgspec
from msgspec import Meta, Struct

from bot.web import render, sessions
from bot.web.channel import NAME
from bot.web.sessions import Seat
from bot.web.window import Window
from handlers import menu
from handlers.dispatch import handle
from handlers.events import Chose, Event, Opened, Origin, Said, Submitted
from handlers.words import clean
from store.message import FileRef
from store.moment import Ms
from store.people import Person
from store.press import LONGEST as LONGEST_PRESS
from store.transaction import StoredFile, Transaction

LONGEST_TEXT = 8_000
"""Characters that a message may have; the page says so before it sends."""

LONGEST_FRAME = 256 * 1024
"""Bytes of a frame; a longer one closes the socket."""

LONGEST_PAYLOAD = 100
"""Characters that a link may carry."""

MOST_FILES = 10
MOST_ANSWERS = 100
RECENT = 600
"""Lines among which the label of a pressed button is looked for: a card may be pressed days after it came."""

LOOK = 50
"""Lines that are looked through at a time."""

_SIGN_IN = re.compile(r"/(join\b|start\s+join_)", re.IGNORECASE)

Id = Annotated[str, Meta(pattern=r"\A[A-Za-z0-9_.-]{1,64}\Z")]
"""The page's own id of a frame: sent again, it happens once."""

Name = Annotated[str, Meta(max_length=64)]
Given = str | Annotated[tuple[Name, ...], Meta(max_length=MOST_ANSWERS)]
Started = Annotated[int, Meta(ge=0, lt=2**53)]
"""A moment, as far as a page can count."""

Answers = Annotated[dict[Name, Given], Meta(max_length=MOST_ANSWERS)]


class Say(Struct, tag_field="op", tag="say"):
    """Words, files, or both."""

    id: Id
    text: str = ""
    files: Annotated[tuple[Name, ...], Meta(max_length=MOST_ANSWERS)] = ()


class PressButton(Struct, tag_field="op", tag="press"):
    """A pressed button."""

    id: Id
    press: Annotated[str, Meta(max_length=LONGEST_PRESS)]


class Open(Struct, tag_field="op", tag="open"):
    """The page was opened by a link that carries something, such as the device it stands on."""

    id: Id
    payload: str = ""


class AskForm(Struct, tag_field="op", tag="form"):
    """The form of a dialogue, with the answers so far; the one that was `started` then, whatever began since."""

    id: Id
    name: Name
    answers: Answers = {}
    started: Started = 0


class SubmitForm(Struct, tag_field="op", tag="submit"):
    """A whole form, of the conversation that was `started` then."""

    id: Id
    name: Name
    answers: Answers = {}
    started: Started = 0


class Seen(Struct, tag_field="op", tag="seen"):
    """The highest line that was shown."""

    seq: Annotated[int, Meta(ge=0)]


class Ping(Struct, tag_field="op", tag="ping"):
    """A sign of life."""


Happening = Say | PressButton | SubmitForm | Open
"""Frames that are events."""

Frame = Happening | AskForm | Seen | Ping

_decode = msgspec.json.Decoder(Frame).decode


class Broken(Exception):
    """A frame that cannot be read. `id` is its id, as far as it has one."""

    def __init__(self, frame: str) -> None:
        """Find the id, so that the page learns which of its frames it was."""
        super().__init__()
        self.id = id_of(frame)


class _Named(Struct):
    id: Id = ""


def decode(frame: str) -> Frame:
    """Read a frame. Raises Broken."""
    try:
        read: Frame = _decode(frame)
    except (msgspec.DecodeError, RecursionError) as fault:
        raise Broken(frame) from fault
    return read


def id_of(frame: str) -> str:
    """Return the id of a frame, whatever else it is; empty when it has none."""
    try:
        return msgspec.json.decode(frame, type=_Named).id
    except (msgspec.DecodeError, RecursionError):
        return ""


def signs_in(frame: Happening) -> bool:
    """Whether a frame would sign its author in: on the web that is done over HTTP, where the browser gets a new token."""
    match frame:
        case Say():
            return _SIGN_IN.match(clean(frame.text)) is not None
        case Open():
            return frame.payload.startswith("join_")
        case _:
            return False


def event(frame: Happening, seat: Seat, now: Ms) -> Event:
    """Return the event that a frame is."""
    address = seat.address
    origin = Origin(NAME, address.external, f"{address.id}:{frame.id}", language=seat.person.language.value)
    match frame:
        case Say():
            return Said(origin, now, frame.text, frame.files)
        case PressButton():
            return Chose(origin, now, frame.press)
        case SubmitForm():
            return Submitted(origin, now, frame.name, frame.answers, frame.started)
        case Open():
            return Opened(origin, now, frame.payload[:LONGEST_PAYLOAD])


def take(
    tx: Transaction, window: Window, seat: Seat, frame: Happening, now: Ms, shown: int
) -> tuple[int, dict[str, Any]] | None:
    """Handle a frame, and write its words into the transcript of who sent it: one transaction.

    `shown` is the last line that its page shows. Returns the new line with its number; None when there is nothing to
    show, or the frame came before. Raises Gone.
    """
    seat = sessions.again(tx, seat, now)
    if isinstance(frame, Say):
        frame = Say(frame.id, frame.text, tuple(file.id for file in _own_files(tx, seat.person, frame.files)))
    mine = _mine(tx, window, seat, frame, now, shown)
    if not mine:
        handle(tx, window.office, event(frame, seat, now))
        return None
    line = {"kind": "mine", "at": now, "id": frame.id, **mine}
    seq = tx.feed.append(seat.address.id, f"in:{frame.id}", now, json.dumps(line, ensure_ascii=False).encode())
    if seq is None:
        return None
    handle(tx, window.office, event(frame, seat, now))
    return seq, line


def _own_files(tx: Transaction, person: Person, ids: tuple[str, ...]) -> Iterator[StoredFile]:
    """Leave out files that somebody else sent: an id is no right."""
    for each in dict.fromkeys(ids):
        file = tx.files.get(each)
        if file is not None and file.person == person.id:
            yield file


def _mine(tx: Transaction, window: Window, seat: Seat, frame: Happening, now: Ms, shown: int) -> dict[str, Any]:
    match frame:
        case Say():
            text = clean(frame.text)
            files = [
                render.file(FileRef(file.id, file.name, file.mime, file.size))
                for file in _own_files(tx, seat.person, frame.files)
            ]
            return {"text": text, "files": files} if text or files else {}
        case PressButton():
            label = _label(tx, seat.address.id, frame.press, shown) or _menu_label(
                window, seat.person, frame.press, now
            )
            return {"text": label, "files": [], "press": frame.press} if label else {}
        case SubmitForm() | Open():
            return {}


def _label(tx: Transaction, address: int, press: str, shown: int) -> str:
    """Return what stands on a button that the page shows."""
    for last in range(shown, max(0, shown - RECENT), -LOOK):
        for line in reversed(tx.feed.since(address, max(0, last - LOOK), limit=min(last, LOOK))):
            if press.encode() in line.body:
                for button in _buttons(json.loads(line.body)):
                    if button["press"] == press:
                        return button["text"]
    return ""


def _buttons(line: dict[str, Any]) -> Iterator[dict[str, str]]:
    for row in line.get("buttons", ()):
        yield from row


def _menu_label(window: Window, person: Person, press: str, now: Ms) -> str:
    """Return what stands on a button that the page offers at any time."""
    reader = window.texts.reader(person.language, now)
    buttons = (button for row in menu.buttons(person) for button in row)
    return next((reader.text(button.text) for button in buttons if button.press == press), "")
