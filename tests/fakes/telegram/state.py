"""What Telegram keeps: users, chats with their messages and topics, files, and the bot itself."""

from __future__ import annotations

import hashlib
import itertools
import time
from collections.abc import Callable
from typing import Any

from msgspec import Struct, field

BOT = 7_000_001
TOKEN = f"{BOT}:" + "f" * 35

Json = dict[str, Any]


class Blob(Struct):
    """A file that Telegram has."""

    name: str
    content: bytes
    mime: str = "application/octet-stream"
    claimed: int = 0
    """A size that is told instead of the real one."""

    @property
    def size(self) -> int:
        return self.claimed or len(self.content)


class Topic(Struct):
    """A forum topic."""

    name: str
    closed: bool = False


class Chat(Struct):
    """A chat and everything in it."""

    id: int
    kind: str
    title: str = ""
    forum: bool = False
    messages: dict[int, Json] = field(default_factory=dict)
    topics: dict[int, Topic] = field(default_factory=dict)
    pinned: list[int] = field(default_factory=list)
    keyboard: Json | None = None
    """The reply keyboard that is open."""
    blocked: bool = False
    started: bool = False
    migrated: int = 0
    rights: bool = True
    """Whether the bot may manage topics here."""
    person: Json = field(default_factory=dict)
    """The user of a private chat."""

    def shown(self) -> Json:
        """The chat as an update carries it."""
        if self.kind == "private":
            return {"id": self.id, "type": "private", "first_name": self.person["first_name"]}
        return {"id": self.id, "type": self.kind, "title": self.title} | ({"is_forum": True} if self.forum else {})


class State:
    """Everything of one Telegram."""

    def __init__(self) -> None:
        self.chats: dict[int, Chat] = {}
        self.files: dict[str, Blob] = {}
        self.queries: dict[str, bool] = {}
        """Pressed buttons, and whether the bot answered."""
        self.commands: dict[str, list[Json]] = {}
        self.texts: dict[tuple[str, str], str] = {}
        self.me: Json = {
            "id": BOT,
            "is_bot": True,
            "first_name": "Aftercare",
            "username": "aftercare_bot",
            "can_join_groups": True,
            "can_read_all_group_messages": True,
            "supports_inline_queries": False,
        }
        self.commands_called = 0
        self.now: Callable[[], float] = time.time
        """What time it is here, in seconds."""
        self._messages = itertools.count(1)
        self._ids = itertools.count(1)

    def next_message(self) -> int:
        """Return the next message's number."""
        return next(self._messages)

    def next_id(self) -> int:
        """Return any new number."""
        return next(self._ids)

    def keep(self, chat: Chat, message: Json) -> Json:
        """Put a message into a chat."""
        message = {"message_id": self.next_message(), "date": int(self.now()), "chat": chat.shown(), **message}
        chat.messages[message["message_id"]] = message
        return message

    def take_file(self, blob: Blob) -> str:
        """Keep a file and return its file_id."""
        file_id = f"F{self.next_id()}-{hashlib.sha256(blob.content).hexdigest()[:24]}"
        self.files[file_id] = blob
        return file_id
