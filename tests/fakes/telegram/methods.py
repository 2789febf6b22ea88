"""What each method of the Bot API does to the state."""

from __future__ import annotations

import json

from tests.fakes.telegram import forum, rules
from tests.fakes.telegram.calls import LARGEST, TOO_OLD, Call, Method, Methods, seen
from tests.fakes.telegram.entities import Formatted
from tests.fakes.telegram.faults import Refusal
from tests.fakes.telegram.state import Blob, Json


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
    message.update(changed | {"edit_date": int(api.state.now()), "rev": api.state.next_id()})
    return seen(message)


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


RIGHTS = [
    "can_be_edited",
    "is_anonymous",
    "can_manage_chat",
    "can_delete_messages",
    "can_manage_video_chats",
    "can_restrict_members",
    "can_promote_members",
    "can_change_info",
    "can_invite_users",
    "can_post_stories",
    "can_edit_stories",
    "can_delete_stories",
    "can_manage_topics",
    "can_pin_messages",
]


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
    "pinChatMessage": forum.pin,
    "createForumTopic": forum.create_topic,
    "editForumTopic": forum.edit_topic,
    "closeForumTopic": forum.close(closed=True),
    "reopenForumTopic": forum.close(closed=False),
    "deleteForumTopic": forum.delete_topic,
}
