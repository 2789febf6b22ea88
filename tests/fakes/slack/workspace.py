"""A workspace as Slack keeps it: people, channels, messages in threads, views, Homes and files."""

from __future__ import annotations

import itertools
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

BOT, APP, TEAM = "U0BOT", "A0APP", "T0TEAM"
STACK = 3
"""Modals that may lie on one another."""
TRIGGER = 3.0
"""Seconds for which a trigger opens a view."""


@dataclass
class User:
    """Somebody of the workspace."""

    id: str
    name: str
    locale: str = "en-US"
    zone: str = "Asia/Shanghai"
    active: bool = True
    team: str = TEAM
    organisation: str = ""
    """The organisation that has the app in all of its workspaces, theirs among them."""
    views: list[View] = field(default_factory=list)
    home: View | None = None
    whispers: list[Message] = field(default_factory=list)
    """Messages that only this person sees."""


@dataclass
class Message:
    """One message; `thread` is the ts of the message that it answers."""

    channel: str
    ts: str
    user: str
    text: str
    blocks: list[dict[str, Any]] = field(default_factory=list)
    thread: str = ""
    files: list[str] = field(default_factory=list)
    edits: int = 0
    metadata: dict[str, Any] = field(default_factory=dict)
    broadcast: bool = False
    """Whether an answer in a thread was shown in its channel as well."""
    app: str = ""
    """The app that wrote it, for one that is not the app under test."""

    @property
    def key(self) -> str:
        """The reference that the app gave it."""
        return str(self.metadata.get("event_payload", {}).get("reference", ""))

    def shown(self) -> dict[str, Any]:
        """Return the message as payloads carry it."""
        body: dict[str, Any] = {
            "type": "message",
            "user": self.user,
            "ts": self.ts,
            "text": self.text,
            "team": TEAM,
            "blocks": self.blocks,
        }
        if self.user == BOT:
            body |= {"bot_id": "B0BOT", "app_id": APP}
        elif self.app:
            body |= {"bot_id": f"B-{self.app}", "app_id": self.app}
        if self.thread:
            body["thread_ts"] = self.thread
        return body


@dataclass
class Channel:
    """A channel or a direct message between two."""

    id: str
    name: str
    members: set[str]
    direct: bool = False
    archived: bool = False
    team: str = TEAM
    organisation: str = ""
    messages: list[Message] = field(default_factory=list)

    def is_of(self, place: str) -> bool:
        """Whether the app sees it with what a workspace, or an organisation, gave it."""
        return place in {self.team, self.organisation}

    def find(self, ts: str) -> Message | None:
        """Return a message by its ts."""
        return next((each for each in self.messages if each.ts == ts), None)


@dataclass
class View:
    """An open modal, or a Home."""

    id: str
    body: dict[str, Any]
    hash: str
    values: dict[str, dict[str, Any]] = field(default_factory=dict)

    def shown(self) -> dict[str, Any]:
        """Return the view as payloads carry it."""
        return {
            **self.body,
            "id": self.id,
            "hash": self.hash,
            "team_id": TEAM,
            "app_id": APP,
            "bot_id": "B0BOT",
            "root_view_id": self.id,
            "state": {"values": self.state()},
        }

    def state(self) -> dict[str, dict[str, Any]]:
        """Return what stands in every field: what was filled in, else what it began with, else nothing."""
        inputs = [block for block in self.body["blocks"] if block["type"] == "input"]
        return {
            block["block_id"]: {
                action: self.values.get(block["block_id"], {}).get(action) or _initial(block["element"])
                for action in [block["element"]["action_id"]]
            }
            for block in inputs
        }


def _initial(element: dict[str, Any]) -> dict[str, Any]:
    """Return what a field holds that nobody has touched."""
    match element["type"]:
        case "static_select" | "radio_buttons":
            return {"type": element["type"], "selected_option": element.get("initial_option")}
        case "datepicker":
            return {"type": "datepicker", "selected_date": element.get("initial_date")}
        case "timepicker":
            return {"type": "timepicker", "selected_time": element.get("initial_time")}
        case "file_input":
            return {"type": "file_input", "files": []}
        case kind:
            return {"type": kind, "value": element.get("initial_value")}


@dataclass
class File:
    """A file; `data` is None while its upload has not arrived."""

    id: str
    name: str
    length: int
    data: bytes | None = None
    mimetype: str = "application/octet-stream"
    complete: bool = False
    user: str = BOT
    title: str = ""


class Workspace:
    """Everything in one workspace."""

    def __init__(self) -> None:
        """Begin with the app's own user and nobody else."""
        self.users: dict[str, User] = {BOT: User(BOT, "aftercare")}
        self.channels: dict[str, Channel] = {}
        self.files: dict[str, File] = {}
        self.triggers: dict[str, tuple[str, float]] = {}
        self.permalinks: dict[str, tuple[str, str]] = {}
        self.now: Callable[[], float] = time.time
        """Slack's clock, in seconds."""
        self._numbers = itertools.count(1)

    def number(self) -> int:
        """Return the next number."""
        return next(self._numbers)

    def ts(self) -> str:
        """Return a message's ts: unique, growing."""
        return f"{int(self.now())}.{self.number():06}"

    def user(self, name: str, *, locale: str = "en-US", team: str = TEAM, organisation: str = "") -> User:
        """Let somebody join."""
        user = User(f"U{self.number():04}", name, locale, team=team, organisation=organisation)
        self.users[user.id] = user
        return user

    def channel(self, name: str, *members: str, team: str = TEAM) -> Channel:
        """Make a channel with the app in it."""
        channel = Channel(f"C{self.number():04}", name, {BOT, *members}, team=team)
        self.channels[channel.id] = channel
        return channel

    def direct(self, user: str) -> Channel:
        """Return the direct message between the app and somebody."""
        for channel in self.channels.values():
            if channel.direct and channel.members == {BOT, user}:
                return channel
        who = self.users[user]
        channel = Channel(
            f"D{self.number():04}", "", {BOT, user}, direct=True, team=who.team, organisation=who.organisation
        )
        self.channels[channel.id] = channel
        return channel

    def post(self, channel: Channel, user: str, text: str, **rest: Any) -> Message:
        """Write a message."""
        message = Message(channel.id, self.ts(), user, text, **rest)
        channel.messages.append(message)
        return message

    def trigger(self, user: str) -> str:
        """Return a trigger that opens one view, soon."""
        trigger = f"{self.number()}.{TEAM}.trigger"
        self.triggers[trigger] = (user, time.monotonic() + TRIGGER)
        return trigger

    def file(self, name: str, length: int, data: bytes | None = None, *, user: str = BOT) -> File:
        """Make room for a file, or keep one that somebody shares."""
        file = File(f"F{self.number():04}", name, length, data, complete=data is not None, user=user)
        self.files[file.id] = file
        return file

    def view(self, body: dict[str, Any]) -> View:
        """Return a view with an id and a hash of its own."""
        return View(f"V{self.number():04}", body, f"hash.{self.number()}")
