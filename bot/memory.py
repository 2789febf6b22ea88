"""What is remembered of chats while the program runs. All of it may be forgotten: it only makes things nicer."""

from __future__ import annotations

from collections import OrderedDict
from typing import Generic, TypeVar

Key = TypeVar("Key")
Item = TypeVar("Item")

Chat = TypeVar("Chat")
Number = TypeVar("Number", int, str)

CHATS = 20_000
"""Chats that are remembered."""


class Recent(OrderedDict[Key, Item], Generic[Key, Item]):
    """Remembers what was put last, and forgets the rest."""

    def put(self, key: Key, item: Item) -> None:
        """Remember something."""
        self[key] = item
        self.move_to_end(key)
        if len(self) > CHATS:
            self.popitem(last=False)


class Memory(Generic[Chat, Number]):
    """The newest message of each chat, and the message whose button was pressed last.

    Chats and messages go by what the platform calls them; a later message has the larger number.
    """

    def __init__(self) -> None:
        """Begin with nothing."""
        self.last: Recent[Chat, Number] = Recent()
        self.pressed: Recent[Chat, Number] = Recent()
        self.albums: set[Chat] = set()
        """Chats of which parts of an album are waiting."""

    def message(self, chat: Chat, number: Number) -> None:
        """Note a new message."""
        last = self.last.get(chat)
        if last is None or number > last:
            self.last.put(chat, number)
            self.pressed.pop(chat, None)

    def press(self, chat: Chat, number: Number) -> None:
        """Note that a button below a message was pressed."""
        self.pressed.put(chat, number)

    def is_at_hand(self, chat: Chat, number: Number) -> bool:
        """Whether a message is before the reader's eyes: the newest, or the one whose button they just pressed."""
        return number in {self.last.get(chat), self.pressed.get(chat)}
