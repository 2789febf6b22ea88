"""Pins and forum topics."""

from __future__ import annotations

from tests.fakes.telegram import rules
from tests.fakes.telegram.calls import GENERAL, Call, Method, Methods
from tests.fakes.telegram.faults import Refusal
from tests.fakes.telegram.state import Chat, Json, Topic


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


def close(*, closed: bool) -> Method:
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
