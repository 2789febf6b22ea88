"""The shape of what Slack sends, as far as anything depends on it: what has another one goes no further."""

from __future__ import annotations

from typing import Any

import msgspec
from msgspec import UNSET, Struct, UnsetType


class Named(Struct):
    """Something with an id."""

    id: str | None = None


class Who(Struct):
    """Somebody, as interactions and some events carry them."""

    id: str | None = None
    team_id: str | None = None
    name: str | None = None
    username: str | None = None


class Shared(Struct):
    """A file."""

    id: str | None = None
    mode: str | None = None


class Written(Struct):
    """A message inside an event or an interaction."""

    user: str | Who | None = None
    team: str | Named | None = None
    text: str | None = None
    ts: str | None = None
    thread_ts: str | None = None
    bot_id: str | None = None
    files: list[Shared] | None = None
    metadata: dict[str, Any] | None = None


class Happened(Struct):
    """An event."""

    type: str
    subtype: str | None = None
    user: str | Who | None = None
    team: str | Named | None = None
    user_team: str | None = None
    bot_id: str | None = None
    channel: str | Named | None = None
    channel_type: str | None = None
    text: str | None = None
    ts: str | None = None
    event_ts: str | None = None
    thread_ts: str | None = None
    deleted_ts: str | None = None
    tab: str | None = None
    message: Written | None = None
    previous_message: Written | None = None
    files: list[Shared] | None = None
    enterprise: str | Named | None = None
    assistant_thread: dict[str, Any] | None = None
    item: dict[str, Any] | str | None = None
    metadata: dict[str, Any] | None = None


class Chosen(Struct):
    """An option."""

    value: str


class State(Struct):
    """What one field holds."""

    type: str | None = None
    value: str | None = None
    selected_date: str | None = None
    selected_time: str | None = None
    selected_option: Chosen | None = None
    files: list[Shared] | None = None


class Values(Struct):
    """What the fields hold, by block and action."""

    values: dict[str, dict[str, State]] = {}


class View(Struct):
    """A modal, or a Home."""

    id: str
    type: str
    hash: str | None = None
    callback_id: str = ""
    private_metadata: str | None = None
    app_installed_team_id: str | None = None
    team_id: str | None = None
    state: Values | None = None


class Pressed(Struct):
    """What was pressed or chosen."""

    action_id: str
    block_id: str | None = None
    type: str | None = None
    value: str | None = None
    action_ts: str | None = None


class Grant(Struct):
    """For whom the app hears of something."""

    team_id: str | None = None
    enterprise_id: str | None = None
    user_id: str | None = None
    is_enterprise_install: bool | None = None


class Sent(Struct):
    """Anything that Slack sends."""

    type: str | None = None
    token: str | None = None
    challenge: str | None = None
    team_id: str | None = None
    enterprise_id: str | None = None
    event_id: str | None = None
    event: Happened | UnsetType = UNSET
    authorizations: list[Grant] | None = None
    is_enterprise_install: bool | str | None = None
    enterprise: Named | None = None
    team: Named | None = None
    user: Who | None = None
    user_id: str | None = None
    user_name: str | None = None
    channel: Named | None = None
    channel_id: str | None = None
    command: str = ""
    text: str | None = None
    trigger_id: str | None = None
    callback_id: str = ""
    action_id: str = ""
    action_ts: str | None = None
    thread_ts: str | None = None
    response_url: str | None = None
    response_urls: list[dict[str, Any]] = []
    actions: list[Pressed] | None = None
    message: Written | None = None
    previous_message: Written | None = None
    view: View | UnsetType = UNSET
    function_data: dict[str, Any] | None = None
    assistant_thread: dict[str, Any] | None = None
    item: dict[str, Any] | str | None = None


NEEDED: dict[str, tuple[str, ...]] = {
    "event_callback": ("event", "event_id"),
    "block_actions": ("actions", "user"),
    "view_submission": ("view", "user"),
    "view_closed": ("view", "user"),
    "shortcut": ("user", "callback_id"),
    "message_action": ("user", "callback_id", "channel", "message"),
}
"""What there must be, by what it is."""

_decode = msgspec.json.Decoder(Sent).decode


def is_sound(body: str | dict[str, Any]) -> bool:
    """Whether a body, as text or already read, is of a kind that Slack sends."""
    try:
        sent = _decode(body) if isinstance(body, str) else msgspec.convert(body, Sent)
    except (ValueError, RecursionError):
        return False
    return all(getattr(sent, name) for name in NEEDED.get(sent.type or "", ()))
