"""What Slack sends, read: only what is used is named, and anything may be missing."""

from __future__ import annotations

import html
import re
from collections.abc import Mapping
from typing import Any

from msgspec import Struct

Body = Mapping[str, Any]

_MARKED = re.compile(r"<([^<>|]*)(?:\|([^<>]*))?>")
_LONGEST_ID = 40


class Source(Struct, frozen=True):
    """Who did something: the workspace, the person, and how they are called there."""

    team: str
    user: str
    name: str = ""
    language: str = ""

    @property
    def external(self) -> str:
        """The chat of this person, as addresses carry it."""
        return f"{self.team}/{self.user}"


def channel_of(external: str) -> str:
    """Return the conversation that an address is in: the threads of a channel are one."""
    return "/".join(external.split("/", 2)[:2])


def place(external: str) -> tuple[str, str]:
    """Return the workspace and the person, or channel, of a chat."""
    team, _, rest = external.partition("/")
    return team, rest


def is_person(place_: str) -> bool:
    """Whether a chat is somebody's own, and no channel."""
    return place_.startswith(("U", "W", "D"))


def source(body: Body) -> Source | None:
    """Return who an interaction, a command or a shortcut comes from."""
    user = body.get("user")
    if isinstance(user, Mapping):
        return _source(installed(body) or user.get("team_id"), user.get("id"), user.get("name") or user.get("username"))
    return _source(installed(body), body.get("user_id"), body.get("user_name"))


def told(event: Body) -> Body:
    """Return the message that an event tells of: itself, or the one that was changed."""
    message = event.get("message") if event.get("subtype") == "message_changed" else event
    return message if isinstance(message, Mapping) else event


def author(body: Body, event: Body) -> Source | None:
    """Return who an event comes from; nothing for what programs do."""
    if event.get("bot_id") or event.get("subtype") == "bot_message":
        return None
    return _source(installed(body) or event.get("team"), event.get("user"), "")


def organisation(body: Body) -> str:
    """Return the organisation that something comes from; empty for a workspace of its own."""
    granted, named, team = body.get("authorizations"), body.get("enterprise"), body.get("team")
    grant = granted[0] if isinstance(granted, list) and granted and isinstance(granted[0], Mapping) else {}
    for found in (
        named.get("id") if isinstance(named, Mapping) else None,
        grant.get("enterprise_id"),
        body.get("enterprise_id"),
        team.get("enterprise_id") if isinstance(team, Mapping) else None,
    ):
        if isinstance(found, str) and found:
            return found[:_LONGEST_ID]
    return ""


def _is_whole(body: Body) -> bool:
    """Whether the app was installed in a whole organisation; a person has one chat with it then, in all workspaces."""
    granted = body.get("authorizations")
    told = granted[0] if isinstance(granted, list) and granted and isinstance(granted[0], Mapping) else body
    return told.get("is_enterprise_install") in {True, "true"}


def is_ours(body: Body, user: object) -> bool:
    """Whether somebody is the app itself."""
    granted = body.get("authorizations")
    return isinstance(granted, list) and any(
        isinstance(each, Mapping) and each.get("user_id") == user for each in granted
    )


def installed(body: Body) -> object:
    """Return the workspace that has installed the app: people of others write from channels that both share.

    Of an organisation that has it in all of its workspaces, return the organisation.
    """
    if _is_whole(body) and (whole := organisation(body)):
        return whole
    view, granted, team = body.get("view"), body.get("authorizations"), body.get("team")
    if isinstance(view, Mapping) and view.get("app_installed_team_id"):
        return view["app_installed_team_id"]
    if isinstance(granted, list) and granted and isinstance(granted[0], Mapping) and granted[0].get("team_id"):
        return granted[0]["team_id"]
    return team.get("id") if isinstance(team, Mapping) else body.get("team_id")


def _source(team: object, user: object, name: object) -> Source | None:
    if not isinstance(team, str) or not isinstance(user, str) or not 0 < len(user) <= _LONGEST_ID:
        return None
    return Source(team[:_LONGEST_ID], user, name if isinstance(name, str) else "")


def words(text: object) -> str:
    """Return a message's text as people read it: links by their address, mentions of nobody, nothing escaped."""
    return html.unescape(_MARKED.sub(_unmarked, text)).strip() if isinstance(text, str) else ""


def _unmarked(found: re.Match[str]) -> str:
    target, label = found[1], found[2] or ""
    if target.startswith(("@", "!subteam")):
        return ""
    if target.startswith(("#", "!")):
        return label or target.lstrip("!")
    if target.startswith(("mailto:", "tel:")):
        return label or target.partition(":")[2]
    return target if label in ("", target) else f"{label} ({target})"


class Shared(Struct, frozen=True):
    """A file in a message. `size` is in bytes. Of one that comes over Slack Connect only the id is told, and no `url`."""

    id: str
    name: str
    mime: str
    size: int
    url: str


def files(event: Body) -> list[Shared]:
    """Return the files of a message that can be fetched."""
    listed = event.get("files")
    found = []
    for each in listed if isinstance(listed, list) else ():
        if isinstance(each, Mapping) and each.get("mode") not in {"tombstone", "hidden_by_limit"}:
            url = each.get("url_private_download") or each.get("url_private")
            if each.get("file_access") == "check_file_info":
                url = url or ""
            if isinstance(url, str) and isinstance(each.get("id"), str):
                found.append(
                    Shared(
                        each["id"],
                        str(each.get("name") or each["id"]),
                        str(each.get("mimetype") or ""),
                        size if isinstance(size := each.get("size"), int) else 0,
                        url,
                    )
                )
    return found
