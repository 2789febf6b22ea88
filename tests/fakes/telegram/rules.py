"""The rules of the Bot API that a call is held to: its parameters, texts, keyboards and the pace of sending."""

from __future__ import annotations

import json
from collections import defaultdict, deque
from typing import Any

from tests.fakes.telegram.entities import EntityFault, Formatted, is_empty, parse, plain, units
from tests.fakes.telegram.faults import Refusal

TEXT, CAPTION = 4096, 1024
DATA = 64
BUTTONS, IN_ROW = 100, 8

_SEND = "chat_id message_thread_id disable_notification protect_content reply_parameters reply_markup"
_EDIT = "chat_id message_id reply_markup"
PARAMETERS: dict[str, frozenset[str]] = {
    name: frozenset(allowed.split())
    for name, allowed in {
        "getMe": "",
        "getUpdates": "offset limit timeout allowed_updates",
        "setWebhook": "url secret_token max_connections allowed_updates drop_pending_updates",
        "deleteWebhook": "drop_pending_updates",
        "getWebhookInfo": "",
        "sendMessage": f"{_SEND} text parse_mode link_preview_options",
        "sendPhoto": f"{_SEND} photo caption parse_mode",
        "sendDocument": f"{_SEND} document caption parse_mode",
        "sendVideo": f"{_SEND} video caption parse_mode",
        "sendMediaGroup": "chat_id message_thread_id disable_notification protect_content reply_parameters media",
        "sendChatAction": "chat_id message_thread_id action",
        "editMessageText": f"{_EDIT} text parse_mode link_preview_options",
        "editMessageCaption": f"{_EDIT} caption parse_mode",
        "editMessageReplyMarkup": _EDIT,
        "deleteMessage": "chat_id message_id",
        "answerCallbackQuery": "callback_query_id text show_alert",
        "getFile": "file_id",
        "setMyCommands": "commands scope language_code",
        "deleteMyCommands": "scope language_code",
        "getMyCommands": "scope language_code",
        "setMyDescription": "description language_code",
        "setMyShortDescription": "short_description language_code",
        "getMyDescription": "language_code",
        "getMyShortDescription": "language_code",
        "getChat": "chat_id",
        "getChatMember": "chat_id user_id",
        "pinChatMessage": "chat_id message_id disable_notification",
        "createForumTopic": "chat_id name",
        "editForumTopic": "chat_id message_thread_id name",
        "closeForumTopic": "chat_id message_thread_id",
        "reopenForumTopic": "chat_id message_thread_id",
        "deleteForumTopic": "chat_id message_thread_id",
    }.items()
}


def check_names(method: str, given: dict[str, Any]) -> None:
    """Refuse a method or a parameter that does not exist."""
    if method not in PARAMETERS:
        raise Refusal("method not found", 404, ours=True)
    unknown = given.keys() - PARAMETERS[method]
    if unknown:
        raise Refusal(f"{method} has no parameter {sorted(unknown)}", ours=True)


def whole(given: dict[str, str], name: str, default: int | None = None) -> int:
    """Read a whole number."""
    text = given.get(name)
    if text is None and default is not None:
        return default
    try:
        return int(text or "")
    except ValueError as fault:
        raise Refusal(f"{name} is not a number: {text!r}", ours=True) from fault


def decoded(given: dict[str, str], name: str) -> Any:
    """Read JSON; None when it is not given."""
    if name not in given:
        return None
    try:
        return json.loads(given[name])
    except ValueError as fault:
        raise Refusal(f"can't parse {name} JSON object", ours=True) from fault


def formatted(given: dict[str, str], name: str, limit: int) -> Formatted:
    """Read a text under its parse mode and hold it to its length."""
    mode = given.get("parse_mode", "")
    if mode not in {"", "HTML"}:
        raise Refusal("unsupported parse_mode", ours=True)
    try:
        found = parse(given.get(name, "")) if mode else plain(given.get(name, ""))
    except EntityFault as fault:
        raise Refusal(f"can't parse entities: {fault}", ours=True) from fault
    if is_empty(found.text) and name == "text":
        raise Refusal("message text is empty", ours=True)
    if units(found.text) > limit:
        raise Refusal("message is too long" if name == "text" else "message caption is too long", ours=True)
    return found


def keyboard(given: dict[str, str], *, private: bool, edit: bool = False) -> dict[str, Any] | None:
    """Read a keyboard of any kind."""
    found = decoded(given, "reply_markup")
    if found is None:
        return None
    if "inline_keyboard" in found:
        _inline(found["inline_keyboard"])
    elif edit:
        raise Refusal("inline keyboard expected", ours=True)
    elif "keyboard" in found:
        _reply(found["keyboard"], private=private)
    elif found.get("remove_keyboard") is not True:
        raise Refusal("can't parse reply keyboard markup JSON object", ours=True)
    return dict(found)


def _inline(rows: list[list[dict[str, Any]]]) -> None:
    if sum(map(len, rows)) > BUTTONS or any(len(row) > IN_ROW for row in rows):
        raise Refusal("reply markup is too long", ours=True)
    for button in (each for row in rows for each in row):
        if is_empty(button.get("text", "")):
            raise Refusal("inline keyboard button text must be non-empty", ours=True)
        kinds = button.keys() & {"callback_data", "url"}
        if len(kinds) != 1 or button.keys() - {"text", "callback_data", "url", "style"}:
            raise Refusal("text buttons are unallowed in the inline keyboard", ours=True)
        if "callback_data" in kinds and not 1 <= len(button["callback_data"].encode()) <= DATA:
            raise Refusal("BUTTON_DATA_INVALID", ours=True)


def _reply(rows: list[list[Any]], *, private: bool) -> None:
    for button in (each for row in rows for each in row):
        label = button if isinstance(button, str) else button.get("text", "")
        if is_empty(label):
            raise Refusal("keyboard button text must be non-empty", ours=True)
        if not isinstance(button, str) and button.get("request_contact") and not private:
            raise Refusal("phone number can be requested in private chats only", ours=True)


class Flood:
    """How fast a bot may send: 30 a second in all, one a second to a chat (a short burst is let through), 20 a minute to a group.

    Off until switched on.
    """

    def __init__(self) -> None:
        self.on = False
        self.refused = 0
        self._all: deque[float] = deque()
        self._chats: dict[int, deque[float]] = defaultdict(deque)

    def check(self, chat: int, now: float) -> None:
        """Refuse what comes too fast."""
        if not self.on:
            return
        waits = [_wait(self._all, 30, 1.0, now)]
        waits.append(_wait(self._chats[chat], 20, 60.0, now) if chat < 0 else _wait(self._chats[chat], 6, 5.0, now))
        wait = max(waits)
        if wait > 0:
            self.refused += 1
            seconds = int(wait) + 1
            raise Refusal(f"retry after {seconds}", 429, parameters={"retry_after": seconds})
        self._all.append(now)
        self._chats[chat].append(now)


def _wait(left: deque[float], count: int, seconds: float, now: float) -> float:
    while left and now - left[0] >= seconds:
        left.popleft()
    return left[0] + seconds - now if len(left) >= count else 0.0
