"""One call of the Bot API, and what every method needs: the chat, the message, the topic, the file that it names."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

from tests.fakes.telegram import rules
from tests.fakes.telegram.faults import Refusal
from tests.fakes.telegram.state import Blob, Chat, Json, State
from tests.fakes.telegram.wire import Upload

TOO_OLD = "query is too old and response timeout expired or query ID is invalid"
GENERAL = 1
"""The general topic, which no message may name."""

LARGEST = 20 * 1024 * 1024


class Call:
    """One call with everything it came with."""

    def __init__(self, given: dict[str, str], files: dict[str, Upload]) -> None:
        self.given, self.files = given, files


Method = Callable[["Methods", Call], Any]


class Methods:
    """The methods that send and change messages and ask for things."""

    def __init__(self, state: State, flood: rules.Flood, table: dict[str, Method]) -> None:
        self.state, self.flood, self.table = state, flood, table

    def call(self, name: str, call: Call) -> Any:
        """Do what a method does. Raises Refusal."""
        values = list(call.given.values())
        loose = [file for file in call.files if not any(f"attach://{file}" in value for value in values)]
        rules.check_names(name, call.given | dict.fromkeys(loose))
        return self.table[name](self, call)

    def chat(self, call: Call) -> Chat:
        """Return the chat that a call names, if the bot may write there."""
        chat = self.state.chats.get(rules.whole(call.given, "chat_id"))
        if chat is None or (chat.kind == "private" and not chat.started):
            raise Refusal("chat not found")
        if chat.migrated:
            raise Refusal(
                "group chat was upgraded to a supergroup chat", parameters={"migrate_to_chat_id": chat.migrated}
            )
        if chat.blocked:
            words = (
                "bot was blocked by the user" if chat.kind == "private" else "bot was kicked from the supergroup chat"
            )
            raise Refusal(words, 403)
        return chat

    def message(self, call: Call) -> Json:
        """Return the bot's own message that is to be changed."""
        found = self.chat(call).messages.get(rules.whole(call.given, "message_id"))
        if found is None:
            raise Refusal("message to edit not found")
        markup = found.get("reply_markup", {})
        if not found["from"]["is_bot"] or "keyboard" in markup or "remove_keyboard" in markup:
            raise Refusal("message can't be edited", ours=True)
        return found

    def thread(self, chat: Chat, call: Call) -> Json:
        """Return what tells the topic of a new message."""
        if "message_thread_id" not in call.given:
            return {}
        number = rules.whole(call.given, "message_thread_id")
        if number == GENERAL:
            raise Refusal("message thread not found", ours=True)
        topic = chat.topics.get(number)
        if topic is None:
            raise Refusal("message thread not found")
        return {"message_thread_id": number, "is_topic_message": True}

    def say(self, call: Call, body: Json) -> Json:
        """Put a message of the bot's into a chat."""
        chat = self.chat(call)
        self.flood.check(chat.id, time.monotonic())
        markup = rules.keyboard(call.given, private=chat.kind == "private")
        thread = self.thread(chat, call)
        message = self.state.keep(chat, {"from": self.state.me, **thread, **body})
        if markup is not None:
            message["reply_markup"] = markup
            if "keyboard" in markup:
                chat.keyboard = markup
            elif "remove_keyboard" in markup:
                chat.keyboard = None
        message |= {"silent": call.given.get("disable_notification") == "true", "rev": self.state.next_id()}
        return seen(message)

    def upload(self, call: Call, value: str | None, name: str) -> tuple[str, Blob]:
        """Return the file that a parameter names: one Telegram has, or one that comes with the call."""
        part = call.files.get(value.removeprefix("attach://") if value else name)
        if part is not None:
            if not part.content:
                raise Refusal("file must be non-empty", ours=True)
            blob = Blob(part.name, part.content)
            return self.state.take_file(blob), blob
        if value is None or value not in self.state.files:
            raise Refusal("wrong file identifier/HTTP URL specified", ours=True)
        return value, self.state.files[value]


def seen(message: Json) -> Json:
    """A message as the bot gets it back: reply keyboards are not part of it."""
    markup = message.get("reply_markup", {})
    hidden = {"silent", "rev"} | ({"reply_markup"} if "inline_keyboard" not in markup else set())
    return {name: value for name, value in message.items() if name not in hidden}
