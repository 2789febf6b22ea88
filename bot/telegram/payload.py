"""As much of Telegram's updates as is read here, strictly: what does not fit is not guessed at."""

from __future__ import annotations

from typing import Annotated, Any

import msgspec
from msgspec import Struct


class User(Struct, frozen=True):
    """Who did something."""

    id: int
    first_name: str = ""
    last_name: str = ""
    language_code: str = ""
    is_bot: bool = False

    @property
    def name(self) -> str:
        """The name that they go by."""
        return f"{self.first_name} {self.last_name}".strip()


class Chat(Struct, frozen=True):
    """Where it happened."""

    id: int
    type: str
    title: str = ""

    @property
    def is_private(self) -> bool:
        """Whether nobody else reads along."""
        return self.type == "private"


class File(Struct, frozen=True):
    """A file that lies at Telegram."""

    file_id: str
    file_size: int = 0
    file_name: str = ""
    mime_type: str = ""


class Contact(Struct, frozen=True):
    """A card of somebody's address book."""

    phone_number: str
    user_id: int = 0


class Location(Struct, frozen=True):
    """A place on the map."""

    latitude: float
    longitude: float


class Venue(Struct, frozen=True):
    """A place with a name."""

    title: str = ""
    address: str = ""


class Button(Struct, frozen=True):
    """A button below a message."""

    text: str = ""
    callback_data: str = ""


class Keyboard(Struct, frozen=True):
    """The buttons below a message."""

    inline_keyboard: list[list[Button]] = []


class Shown(Struct, frozen=True):
    """A message that an update points at: one that was replied to, or whose button was pressed."""

    message_id: int
    chat: Chat
    message_thread_id: int = 0
    reply_markup: Keyboard = Keyboard()


class Message(Struct, frozen=True):
    """A message that somebody sent."""

    message_id: int
    chat: Chat
    date: Annotated[int, msgspec.Meta(ge=0, lt=10**12)] = 0
    """Seconds since 1970; of one that is changed, when it was first sent."""
    sender: User | None = msgspec.field(name="from", default=None)
    text: str = ""
    caption: str = ""
    media_group_id: str = ""
    message_thread_id: int = 0
    is_topic_message: bool = False
    reply_to_message: Shown | None = None
    photo: list[File] = []
    document: File | None = None
    video: File | None = None
    voice: File | None = None
    audio: File | None = None
    animation: File | None = None
    video_note: File | None = None
    contact: Contact | None = None
    location: Location | None = None
    venue: Venue | None = None
    migrate_to_chat_id: int = 0


class Query(Struct, frozen=True):
    """A pressed button."""

    id: str
    sender: User = msgspec.field(name="from")
    data: str = ""
    message: Shown | None = None


class Member(Struct, frozen=True):
    """What somebody is in a chat."""

    status: str


class Membership(Struct, frozen=True):
    """A change of what the bot is in a chat."""

    chat: Chat
    sender: User = msgspec.field(name="from")
    new_chat_member: Member


class Update(Struct, frozen=True):
    """One update."""

    update_id: int
    message: Message | None = None
    edited_message: Message | None = None
    callback_query: Query | None = None
    my_chat_member: Membership | None = None


KINDS = ("message", "edited_message", "callback_query", "my_chat_member")
"""What is asked for; Telegram sends nothing else."""

SERVICE = frozenset(
    {
        "new_chat_members", "left_chat_member", "new_chat_title", "new_chat_photo", "delete_chat_photo",
        "group_chat_created", "supergroup_chat_created", "channel_chat_created", "migrate_to_chat_id",
        "migrate_from_chat_id", "pinned_message", "message_auto_delete_timer_changed", "forum_topic_created",
        "forum_topic_edited", "forum_topic_closed", "forum_topic_reopened", "general_forum_topic_hidden",
        "general_forum_topic_unhidden", "video_chat_scheduled", "video_chat_started", "video_chat_ended",
        "video_chat_participants_invited", "write_access_allowed", "proximity_alert_triggered", "boost_added",
        "chat_background_set", "users_shared", "chat_shared", "connected_website",
    }
)  # fmt: skip
"""What a chat notes of itself: nobody said it, and nobody expects an answer."""


def read(raw: object) -> Update:
    """Read one update. Raises msgspec.ValidationError for what is none."""
    return msgspec.convert(raw, Update, strict=True)


def number_of(raw: object) -> int | None:
    """Return the number of an update, also of one that cannot be read."""
    number = raw.get("update_id") if isinstance(raw, dict) else None
    return number if isinstance(number, int) and not isinstance(number, bool) and 0 <= number < 2**62 else None


def lane_of(raw: object) -> object:
    """Return what keeps updates in order: who did it, else where, else the update itself."""
    for kind in KINDS:
        body: Any = raw.get(kind) if isinstance(raw, dict) else None
        if isinstance(body, dict):
            for place in ("from", "chat"):
                found = body.get(place)
                if isinstance(found, dict) and isinstance(found.get("id"), int):
                    return found["id"]
    return number_of(raw)


def is_service(raw: object) -> bool:
    """Whether a message is one that its chat noted of itself."""
    message = raw.get("message") if isinstance(raw, dict) else None
    return isinstance(message, dict) and not SERVICE.isdisjoint(message)
