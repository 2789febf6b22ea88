"""What a message holds, in the terms of the house: words, and a file that lies at Telegram."""

from __future__ import annotations

import re

from msgspec import Struct

from bot.telegram.payload import File, Message, Shown
from bot.telegram.words import sound
from store.press import parse

LARGEST = 20 * 1024 * 1024
"""Bytes of the largest file that Telegram gives to a bot."""

_COMMAND = re.compile(r"(/[A-Za-z0-9_]{1,32})(?:@([A-Za-z0-9_]{3,40}))?(?=\s|$)")
_START = re.compile(r"/start(?:\s+([A-Za-z0-9_-]{1,64}))?\s*")


class Remote(Struct, frozen=True):
    """A file that lies at Telegram: what kind it was sent as, and what it is called there."""

    kind: str
    file_id: str
    size: int = 0
    name: str = ""
    mime: str = ""


KINDS = {
    "video": ("video.mp4", "video/mp4"),
    "animation": ("animation.mp4", "video/mp4"),
    "document": ("file", "application/octet-stream"),
    "voice": ("voice.ogg", "audio/ogg"),
    "audio": ("audio.mp3", "audio/mpeg"),
    "video_note": ("video.mp4", "video/mp4"),
}
"""Kinds of files, in the order in which they are looked for, with the name and type of one that tells none."""


def file_of(message: Message) -> Remote | None:
    """Return the file of a message; of a photo, its largest size."""
    if message.photo:
        largest = max(message.photo, key=lambda each: each.file_size)
        return Remote("photo", largest.file_id, largest.file_size, "photo.jpg", "image/jpeg")
    for kind, (name, mime) in KINDS.items():
        found: File | None = getattr(message, kind)
        if found is not None:
            return Remote(
                kind, found.file_id, found.file_size, sound(found.file_name) or name, sound(found.mime_type) or mime
            )
    return None


def typed(message: Message) -> str:
    """Return what somebody wrote: only that can be changed afterwards. A live location moves on its own."""
    return sound(message.text or message.caption)


def words_of(message: Message) -> str:
    """Return the words of a message; a contact is its phone number, a place its name and where it lies."""
    if message.contact is not None:
        return _phone(message)
    if message.location is not None:
        where = f"{message.location.latitude:.5f}, {message.location.longitude:.5f}"
        venue = message.venue
        name = f"{venue.title}, {venue.address} " if venue is not None else ""
        return sound(f"📍 {name}({where})" if name else f"📍 {where}")
    return typed(message)


def _phone(message: Message) -> str:
    """Return a shared number; one's own comes in the international form, often without its plus."""
    contact = message.contact
    if contact is None:
        return ""
    number = sound(contact.phone_number).strip()
    own = message.sender is not None and contact.user_id == message.sender.id
    return f"+{number}" if own and number[:1].isdigit() else number


def addressed(text: str, username: str) -> tuple[str, bool, bool]:
    """Return a command without the name of the bot, whether it is a command, and whether it is meant for us alone."""
    found = _COMMAND.match(text)
    if found is None:
        return text, False, False
    mine = found[2] is not None and found[2].lower() == username.lower()
    return found[1] + text[found.end() :], found[2] is None or mine, mine


def start_of(text: str) -> str | None:
    """Return what a link carried into the chat; None when the words open no chat."""
    found = _START.fullmatch(text)
    return None if found is None else found[1] or ""


def subject_of(shown: Shown | None) -> int:
    """Return the ticket that the buttons below a message are about, when they are about one."""
    if shown is None:
        return 0
    presses = (parse(button.callback_data) for row in shown.reply_markup.inline_keyboard for button in row)
    subjects = {press.subject for press in presses if press is not None and press.subject}
    return subjects.pop() if len(subjects) == 1 else 0
