"""What each method of the Bot API does to the state."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from typing import Any

from tests.fakes.telegram import rules
from tests.fakes.telegram.entities import Formatted
from tests.fakes.telegram.faults import Refusal
from tests.fakes.telegram.state import Blob, Chat, Json, State, Topic
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

    def __init__(self, state: State, flood: rules.Flood) -> None:
        self.state, self.flood = state, flood

    def call(self, name: str, call: Call) -> Any:
        """Do what a method does. Raises Refusal."""
        rules.check_names(name, call.given | call.files)
        return METHODS[name](self, call)

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
        return _seen(message)

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


def _seen(message: Json) -> Json:
    """A message as the bot gets it back: reply keyboards are not part of it."""
    markup = message.get("reply_markup", {})
    hidden = {"silent", "rev"} | ({"reply_markup"} if "inline_keyboard" not in markup else set())
    return {name: value for name, value in message.items() if name not in hidden}


def _worded(found: Formatted, text: str, entities: str) -> Json:
    return {text: found.text} | ({entities: found.entities} if found.entities else {}) if found.text else {}


def send_message(api: Methods, call: Call) -> Json:
    return api.say(call, _worded(rules.formatted(call.given, "text", rules.TEXT), "text", "entities"))


def _captioned(call: Call) -> Json:
    return _worded(rules.formatted(call.given, "caption", rules.CAPTION), "caption", "caption_entities")


def send_photo(api: Methods, call: Call) -> Json:
    api.chat(call)
    file_id, blob = api.upload(call, call.given.get("photo"), "photo")
    if not blob.content.startswith((b"\xff\xd8", b"\x89PNG", b"RIFF", b"GIF")):
        raise Refusal("IMAGE_PROCESS_FAILED", ours=True)
    size = {"file_id": file_id, "file_unique_id": file_id[-16:], "width": 90, "height": 90, "file_size": blob.size}
    return api.say(call, {"photo": [size], **_captioned(call)})


def _document(file_id: str, blob: Blob) -> Json:
    return {
        "file_id": file_id,
        "file_unique_id": file_id[-16:],
        "file_name": blob.name,
        "mime_type": blob.mime,
        "file_size": blob.size,
    }


def send_document(api: Methods, call: Call) -> Json:
    api.chat(call)
    file_id, blob = api.upload(call, call.given.get("document"), "document")
    return api.say(call, {"document": _document(file_id, blob), **_captioned(call)})


def send_video(api: Methods, call: Call) -> Json:
    api.chat(call)
    file_id, blob = api.upload(call, call.given.get("video"), "video")
    return api.say(
        call, {"video": {**_document(file_id, blob), "width": 9, "height": 9, "duration": 1}, **_captioned(call)}
    )


def send_media_group(api: Methods, call: Call) -> list[Json]:
    media = rules.decoded(call.given, "media")
    if not isinstance(media, list) or not 2 <= len(media) <= 10:
        raise Refusal("media group must include 2-10 items", ours=True)
    kinds = {each["type"] for each in media}
    if not (kinds <= {"photo", "video"} or kinds == {"document"}):
        raise Refusal("can't mix documents with other media", ours=True)
    group, sent = str(api.state.next_id()), []
    for each in media:
        file_id, blob = api.upload(call, each["media"], "")
        size = _document(file_id, blob) | {"width": 9, "height": 9, "duration": 1}
        captioned = rules.formatted(
            {"caption": each.get("caption", ""), "parse_mode": each.get("parse_mode", "")}, "caption", rules.CAPTION
        )
        body = {each["type"]: [size] if each["type"] == "photo" else size, "media_group_id": group}
        sent.append(api.say(call, body | _worded(captioned, "caption", "caption_entities")))
    return sent


def send_chat_action(api: Methods, call: Call) -> bool:
    api.chat(call)
    if call.given.get("action") not in {"typing", "upload_photo", "upload_document"}:
        raise Refusal("wrong parameter action in request", ours=True)
    return True


NOT_MODIFIED = (
    "message is not modified: specified new message content and reply markup are exactly the same as a current "
    "content and reply markup of the message"
)


def _change(api: Methods, call: Call, message: Json, words: Json) -> Json:
    """Change a message; a keyboard that an edit leaves out is gone."""
    markup = rules.keyboard(call.given, private=message["chat"]["type"] == "private", edit=True)
    wanted = {"reply_markup": markup} if markup is not None and markup["inline_keyboard"] else {}
    changed = {name: value for name, value in message.items() if name not in {"reply_markup", *_WORDS}} | words | wanted
    if {**changed, "edit_date": 0} == {**message, "edit_date": 0}:
        raise Refusal(NOT_MODIFIED)
    message.clear()
    message.update(changed | {"edit_date": int(time.time()), "rev": api.state.next_id()})
    return _seen(message)


_WORDS = ("text", "entities", "caption", "caption_entities")


def edit_text(api: Methods, call: Call) -> Json:
    words = _worded(rules.formatted(call.given, "text", rules.TEXT), "text", "entities")
    message = api.message(call)
    if "text" not in message:
        raise Refusal("there is no text in the message to edit", ours=True)
    return _change(api, call, message, words)


def edit_caption(api: Methods, call: Call) -> Json:
    return _change(api, call, api.message(call), _captioned(call))


def edit_markup(api: Methods, call: Call) -> Json:
    message = api.message(call)
    return _change(api, call, message, {name: message[name] for name in _WORDS if name in message})


def delete_message(api: Methods, call: Call) -> bool:
    chat = api.chat(call)
    if chat.messages.pop(rules.whole(call.given, "message_id"), None) is None:
        raise Refusal("message to delete not found")
    return True


def answer_query(api: Methods, call: Call) -> bool:
    query = call.given.get("callback_query_id", "")
    if len(call.given.get("text", "")) > 200:
        raise Refusal("MESSAGE_TOO_LONG", ours=True)
    if query not in api.state.queries:
        raise Refusal(TOO_OLD)
    api.state.queries[query] = True
    return True


def get_file(api: Methods, call: Call) -> Json:
    file_id = call.given.get("file_id", "")
    blob = api.state.files.get(file_id)
    if blob is None:
        raise Refusal("wrong file_id or the file is temporarily unavailable")
    if blob.size > LARGEST:
        raise Refusal("file is too big")
    return {
        "file_id": file_id,
        "file_unique_id": file_id[-16:],
        "file_size": blob.size,
        "file_path": f"files/{file_id}",
    }


def _scope(call: Call) -> str:
    return json.dumps([rules.decoded(call.given, "scope") or {"type": "default"}, call.given.get("language_code", "")])


def set_commands(api: Methods, call: Call) -> bool:
    commands = rules.decoded(call.given, "commands")
    for each in commands:
        name = each["command"]
        if not (1 <= len(name) <= 32 and name.isascii() and name.replace("_", "a").isalnum() and name.islower()):
            raise Refusal("BOT_COMMAND_INVALID", ours=True)
        if not 1 <= len(each["description"]) <= 256:
            raise Refusal("BOT_COMMAND_DESCRIPTION_INVALID", ours=True)
    scope = rules.decoded(call.given, "scope") or {"type": "default"}
    if scope["type"] == "chat" and int(scope["chat_id"]) not in api.state.chats:
        raise Refusal("chat not found")
    api.state.commands[_scope(call)] = commands
    api.state.commands_called += 1
    return True


def get_commands(api: Methods, call: Call) -> list[Json]:
    return api.state.commands.get(_scope(call), [])


def delete_commands(api: Methods, call: Call) -> bool:
    api.state.commands.pop(_scope(call), None)
    return True


def _set_text(name: str, limit: int) -> Method:
    def change(api: Methods, call: Call) -> bool:
        text = call.given.get(name, "")
        if len(text) > limit:
            raise Refusal("text is too long", ours=True)
        api.state.texts[name, call.given.get("language_code", "")] = text
        return True

    return change


def _get_text(name: str) -> Method:
    return lambda api, call: {name: api.state.texts.get((name, call.given.get("language_code", "")), "")}


GIFTS = dict.fromkeys(
    ("unlimited_gifts", "limited_gifts", "unique_gifts", "premium_subscription", "gifts_from_channels"), False
)


def get_chat(api: Methods, call: Call) -> Json:
    return {**api.chat(call).shown(), "accent_color_id": 0, "max_reaction_count": 11, "accepted_gift_types": GIFTS}


def get_member(api: Methods, call: Call) -> Json:
    chat = api.chat(call)
    if rules.whole(call.given, "user_id") != api.state.me["id"]:
        return {"status": "member", "user": {}}
    if not chat.rights:
        return {"status": "member", "user": api.state.me}
    return {"status": "administrator", "user": api.state.me, **dict.fromkeys(RIGHTS, True)}


RIGHTS = (
    "can_be_edited is_anonymous can_manage_chat can_delete_messages can_manage_video_chats can_restrict_members "
    "can_promote_members can_change_info can_invite_users can_post_stories can_edit_stories can_delete_stories "
    "can_manage_topics can_pin_messages"
).split()


def pin(api: Methods, call: Call) -> bool:
    chat = api.chat(call)
    if not chat.rights:
        raise Refusal("not enough rights to manage pinned messages in the chat")
    number = rules.whole(call.given, "message_id")
    if number not in chat.messages:
        raise Refusal("message to pin not found")
    chat.pinned.append(number)
    return True


def _forum(api: Methods, call: Call) -> Chat:
    chat = api.chat(call)
    if not chat.forum:
        raise Refusal("the chat is not a forum")
    if not chat.rights:
        raise Refusal("not enough rights to create a topic")
    return chat


def _topic(api: Methods, call: Call) -> tuple[Chat, int, Topic]:
    chat, number = _forum(api, call), rules.whole(call.given, "message_thread_id")
    if number == GENERAL or number not in chat.topics:
        raise Refusal("message thread not found", ours=number == GENERAL)
    return chat, number, chat.topics[number]


def _topic_name(call: Call) -> str:
    name = call.given.get("name", "")
    if not 1 <= len(name) <= 128:
        raise Refusal("TOPIC_TITLE_INVALID", ours=True)
    return name


def create_topic(api: Methods, call: Call) -> Json:
    chat, name = _forum(api, call), _topic_name(call)
    number = api.state.next_message()
    chat.topics[number] = Topic(name)
    return {"message_thread_id": number, "name": name, "icon_color": 7322096}


def edit_topic(api: Methods, call: Call) -> bool:
    _, _, topic = _topic(api, call)
    name = _topic_name(call)
    if name == topic.name:
        raise Refusal("TOPIC_NOT_MODIFIED")
    topic.name = name
    return True


def _close(*, closed: bool) -> Method:
    def change(api: Methods, call: Call) -> bool:
        _, _, topic = _topic(api, call)
        if topic.closed is closed:
            raise Refusal("TOPIC_NOT_MODIFIED")
        topic.closed = closed
        return True

    return change


def delete_topic(api: Methods, call: Call) -> bool:
    chat, number, _ = _topic(api, call)
    del chat.topics[number]
    return True


METHODS: dict[str, Method] = {
    "getMe": lambda api, _call: api.state.me,
    "sendMessage": send_message,
    "sendPhoto": send_photo,
    "sendDocument": send_document,
    "sendVideo": send_video,
    "sendMediaGroup": send_media_group,
    "sendChatAction": send_chat_action,
    "editMessageText": edit_text,
    "editMessageCaption": edit_caption,
    "editMessageReplyMarkup": edit_markup,
    "deleteMessage": delete_message,
    "answerCallbackQuery": answer_query,
    "getFile": get_file,
    "setMyCommands": set_commands,
    "getMyCommands": get_commands,
    "deleteMyCommands": delete_commands,
    "setMyDescription": _set_text("description", 512),
    "setMyShortDescription": _set_text("short_description", 120),
    "getMyDescription": _get_text("description"),
    "getMyShortDescription": _get_text("short_description"),
    "getChat": get_chat,
    "getChatMember": get_member,
    "pinChatMessage": pin,
    "createForumTopic": create_topic,
    "editForumTopic": edit_topic,
    "closeForumTopic": _close(closed=True),
    "reopenForumTopic": _close(closed=False),
    "deleteForumTopic": delete_topic,
}
