"""Slack's Web API, strictly: each method takes what Slack documents and nothing else, and refuses as Slack does."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Mapping
from typing import Any

from tests.fakes.slack import history
from tests.fakes.slack.blocks import Breach, check_message, check_view
from tests.fakes.slack.workspace import BOT, STACK, TEAM, Channel, Message, User, View, Workspace

Arguments = dict[str, Any]
Answer = dict[str, Any]

LONGEST_TEXT = 40_000
SCOPES: dict[str, str] = {
    "chat.postMessage": "chat:write",
    "chat.update": "chat:write",
    "chat.delete": "chat:write",
    "chat.postEphemeral": "chat:write",
    "conversations.open": "im:write",
    "conversations.info": "channels:read",
    "conversations.history": "channels:history",
    "conversations.replies": "channels:history",
    "users.info": "users:read",
    "files.info": "files:read",
    "files.getUploadURLExternal": "files:write",
    "files.completeUploadExternal": "files:write",
}
"""What a method needs; the rest need none. In a direct message, `channels:` is `im:`."""


HEARD: dict[str, str] = {
    "command": "commands",
    "app_mention": "app_mentions:read",
    "member_joined_channel": "channels:read",
    "member_joined_channel, private": "groups:read",
    "message.im": "im:history",
    "message.channels": "channels:history",
    "message.groups": "groups:history",
    "file_share": "files:read",
}
"""What hearing of something needs; the rest needs nothing."""


class SlackError(Exception):
    """An answer with `ok: false`."""

    def __init__(self, error: str, **more: Any) -> None:
        """Answer with an error string of Slack's."""
        super().__init__(error)
        self.error = error
        self.more = more


class Unheard(Exception):
    """A call that Slack does not know, or an argument that it does not take: the fault of who calls."""


class WebApi:
    """The methods, over a workspace. `base` and `sockets` are the addresses of the servers."""

    def __init__(self, workspace: Workspace, base: Callable[[], str], sockets: Callable[[], str]) -> None:
        """Answer for a workspace."""
        self.workspace = workspace
        self.codes: dict[str, str] = {}
        """Workspaces and organisations that are being installed, by the code that Slack hands out for it."""
        self.granting: Arguments = {}
        """What else Slack hands out, such as a token that expires."""
        self.most = history.MOST
        """Messages that a page of a conversation's past holds at the most: few, for apps outside the Marketplace."""
        self._base = base
        self._sockets = sockets
        self._place = TEAM

    def call(self, method: str, given: Arguments, place: str = TEAM) -> Answer:
        """Answer one call, made with what a workspace or an organisation gave. Raises SlackError, or Unheard for what breaks a rule of the API."""
        found = _METHODS.get(method)
        if found is None:
            raise Unheard(f"{method}: no such method here")
        takes, run = found
        if more := given.keys() - takes:
            raise Unheard(f"{method}: takes no {sorted(more)}")
        self._place = place
        try:
            return run(self, given)
        except Breach as breach:
            raise Unheard(f"{method}: {breach}") from breach

    def needs(self, method: str, given: Arguments) -> str:
        """Return the scope that a call needs; empty for none."""
        needed, channel = SCOPES.get(method, ""), self.workspace.channels.get(given.get("channel", ""))
        return needed.replace("channels:", "im:") if channel is not None and channel.direct else needed

    def auth_test(self, _given: Arguments) -> Answer:
        return {
            "url": f"{self._base()}/",
            "team": "Fake",
            "user": "aftercare",
            "team_id": self._place,
            "user_id": BOT,
            "bot_id": "B0BOT",
            **({"enterprise_id": self._place} if self._place.startswith("E") else {}),
            "is_enterprise_install": self._place.startswith("E"),
        }

    def grant(self, given: Arguments) -> Answer:
        team = self.codes.pop(given["code"], None)
        if team is None:
            raise SlackError("invalid_code")
        whole = team.startswith("E")
        return {
            "access_token": f"xoxb-of-{team}",
            "token_type": "bot",
            "scope": "chat:write,commands",
            **self.granting,
            "bot_user_id": "U1BOT",
            "app_id": "A0APP",
            "team": None if whole else {"id": team, "name": "Another"},
            "enterprise": {"id": team, "name": "Org"} if whole else None,
            "authed_user": {"id": "U1ADMIN"},
            "is_enterprise_install": whole,
        }

    def post_message(self, given: Arguments) -> Answer:
        message = self._message(given)
        channel = self._destination(given)
        thread = self._thread(channel, given)
        posted = self.workspace.post(
            channel,
            BOT,
            message.text,
            blocks=message.blocks,
            thread=thread,
            metadata=_metadata(given),
            broadcast=bool(thread) and history.is_true(given.get("reply_broadcast")),
        )
        return {"channel": channel.id, "ts": posted.ts, "message": posted.shown()}

    def update(self, given: Arguments) -> Answer:
        if "blocks" not in given:
            raise Unheard("chat.update: without blocks it is unclear what stays")
        message, channel = self._message(given), self._channel(given)
        found = channel.find(given["ts"])
        if found is None:
            raise SlackError("message_not_found")
        if found.user != BOT:
            raise SlackError("cant_update_message")
        found.text, found.blocks, found.edits = message.text, message.blocks, found.edits + 1
        if "metadata" in given:
            found.metadata = _metadata(given)
        return {"channel": channel.id, "ts": found.ts, "text": found.text, "message": found.shown()}

    def delete(self, given: Arguments) -> Answer:
        channel = self._channel(given)
        found = channel.find(given["ts"])
        if found is None:
            raise SlackError("message_not_found")
        if found.user != BOT:
            raise SlackError("cant_delete_message")
        channel.messages.remove(found)
        return {"channel": channel.id, "ts": found.ts}

    def post_ephemeral(self, given: Arguments) -> Answer:
        message, channel = self._message(given), self._channel(given)
        if given["user"] not in channel.members:
            raise SlackError("user_not_in_channel")
        self.workspace.users[given["user"]].whispers.append(message)
        return {"message_ts": message.ts}

    def permalink(self, given: Arguments) -> Answer:
        channel = self._channel(given)
        if channel.find(given["message_ts"]) is None:
            raise SlackError("message_not_found")
        ts = given["message_ts"].replace(".", "")
        return {"channel": channel.id, "permalink": f"{self._base()}/archives/{channel.id}/p{ts}"}

    def open_conversation(self, given: Arguments) -> Answer:
        user = self._user(given["users"])
        return {"channel": {"id": self.workspace.direct(user.id).id}}

    def conversation_info(self, given: Arguments) -> Answer:
        channel = self._channel(given)
        return {
            "channel": {
                "id": channel.id,
                "name": channel.name,
                "is_im": channel.direct,
                "is_archived": channel.archived,
                "is_member": BOT in channel.members,
            }
        }

    def past(self, given: Arguments) -> Answer:
        return self._read(history.past, given)

    def replies(self, given: Arguments) -> Answer:
        return self._read(history.thread, given)

    def _read(self, read: Callable[[Channel, Arguments, int], Answer], given: Arguments) -> Answer:
        try:
            answer = read(self._channel(given), given, self.most)
        except history.Refused as refused:
            raise SlackError(str(refused)) from refused
        for message in answer["messages"]:
            if "files" in message:
                message["files"] = [self.file_shown(each["id"]) for each in message["files"]]
        return answer

    def user_info(self, given: Arguments) -> Answer:
        user = self._user(given["user"])
        return {
            "user": {
                "id": user.id,
                "team_id": TEAM,
                "name": user.name.lower(),
                "real_name": user.name,
                "deleted": not user.active,
                "is_bot": user.id == BOT,
                "tz": user.zone,
                "locale": user.locale,
                "profile": {"display_name": user.name, "real_name": user.name},
            }
        }

    def open_view(self, given: Arguments) -> Answer:
        user, view = self._triggered(given), self._view(given)
        user.views[:] = [view]
        return {"view": view.shown()}

    def push_view(self, given: Arguments) -> Answer:
        user, view = self._triggered(given), self._view(given)
        if len(user.views) >= STACK:
            raise SlackError("push_limit_reached")
        user.views.append(view)
        return {"view": view.shown()}

    def update_view(self, given: Arguments) -> Answer:
        body = _json(given["view"])
        check_view(body)
        for user in self.workspace.users.values():
            for view in user.views:
                if view.id == given.get("view_id") or (
                    given.get("external_id") and view.body.get("external_id") == given["external_id"]
                ):
                    if given.get("hash", view.hash) != view.hash:
                        raise SlackError("hash_conflict")
                    replace(view, body, self.workspace)
                    return {"view": view.shown()}
        raise SlackError("not_found")

    def publish_view(self, given: Arguments) -> Answer:
        user, view = self._user(given["user_id"]), self._view(given)
        if view.body["type"] != "home":
            raise Unheard("views.publish: only a Home is published")
        if given.get("hash") and user.home is not None and given["hash"] != user.home.hash:
            raise SlackError("hash_conflict")
        user.home = view
        return {"view": view.shown()}

    def upload_url(self, given: Arguments) -> Answer:
        length = int(given["length"])
        if length <= 0:
            raise SlackError("invalid_arguments")
        file = self.workspace.file(given["filename"], length)
        return {"upload_url": f"{self._base()}/upload/{file.id}", "file_id": file.id}

    def complete_upload(self, given: Arguments) -> Answer:
        channel = self._channel({"channel": given["channel_id"]})
        listed = _json(given["files"])
        done = []
        for each in listed:
            file = self.workspace.files.get(each["id"])
            if file is None or file.data is None or len(file.data) != file.length:
                raise SlackError("file_not_found")
            file.complete, file.title = True, each.get("title") or ""
            done.append({"id": file.id, "title": file.title or file.name})
        self.workspace.post(
            channel,
            BOT,
            given.get("initial_comment") or "",
            thread=self._thread(channel, given),
            files=[each["id"] for each in done],
        )
        return {"files": done}

    def file_info(self, given: Arguments) -> Answer:
        file = self.workspace.files.get(given["file"])
        if file is None:
            raise SlackError("file_not_found")
        return {"file": self.file_shown(file.id)}

    def file_shown(self, file_id: str) -> dict[str, Any]:
        """Return a file as events and methods carry it."""
        file = self.workspace.files[file_id]
        return {
            "id": file.id,
            "name": file.name,
            "title": file.title or file.name,
            "mimetype": file.mimetype,
            "size": file.length,
            "mode": "hosted",
            "user": file.user,
            "url_private": f"{self._base()}/files/{file.id}",
            "url_private_download": f"{self._base()}/files/{file.id}/download",
        }

    def open_socket(self, _given: Arguments) -> Answer:
        return {"url": f"{self._sockets()}/{self.workspace.number()}"}

    def _message(self, given: Arguments) -> Message:
        blocks = _json(given.get("blocks") or [])
        check_message(blocks)
        text = given.get("text") or ""
        if not text:
            raise Unheard("a message needs text: notifications and screen readers have nothing else")
        if len(text) > LONGEST_TEXT:
            raise SlackError("msg_too_long")
        return Message(given.get("channel", ""), self.workspace.ts(), BOT, text, blocks=blocks)

    def _destination(self, given: Arguments) -> Channel:
        """Return where a message goes; only there the id of a person stands for the direct message with them."""
        wanted = given.get("channel", "")
        if wanted in self.workspace.users:
            return self._channel({"channel": self.workspace.direct(self._user(wanted).id).id})
        return self._channel(given)

    def _channel(self, given: Mapping[str, Any]) -> Channel:
        channel = self.workspace.channels.get(given.get("channel", ""))
        if channel is None or not channel.is_of(self._place):
            raise SlackError("channel_not_found")
        if channel.archived:
            raise SlackError("is_archived")
        if BOT not in channel.members:
            raise SlackError("not_in_channel")
        if channel.direct:
            for member in channel.members - {BOT}:
                self._user(member)
        return channel

    def _thread(self, channel: Channel, given: Arguments) -> str:
        thread = given.get("thread_ts") or ""
        if not thread:
            return ""
        parent = channel.find(thread)
        if parent is None:
            raise SlackError("thread_not_found")
        return parent.thread or parent.ts

    def _user(self, wanted: str) -> User:
        user = self.workspace.users.get(wanted)
        if user is None or not (user.id == BOT or self._place in {user.team, user.organisation}):
            raise SlackError("user_not_found")
        if not user.active:
            raise SlackError("account_inactive" if user.id == BOT else "user_disabled")
        return user

    def _triggered(self, given: Arguments) -> User:
        trigger = self.workspace.triggers.get(given["trigger_id"])
        if trigger is None:
            raise SlackError("invalid_trigger_id")
        user, until = trigger
        if time.monotonic() > until:
            raise SlackError("expired_trigger_id")
        self.workspace.triggers[given["trigger_id"]] = (user, -1.0)
        if until < 0:
            raise SlackError("exchanged_trigger_id")
        return self.workspace.users[user]

    def _view(self, given: Arguments) -> View:
        body = _json(given["view"])
        check_view(body)
        return self.workspace.view(body)


def replace(view: View, body: dict[str, Any], workspace: Workspace) -> None:
    """Show something else in a view; what was filled in stays where the same block and action stand."""
    check_view(body)
    view.body, view.hash = body, f"hash.{workspace.number()}"
    kept = {
        (block.get("block_id"), block["element"]["action_id"]) for block in body["blocks"] if block["type"] == "input"
    }
    view.values = {
        block: {action: value for action, value in actions.items() if (block, action) in kept}
        for block, actions in view.values.items()
        if any((block, action) in kept for action in actions)
    }


def _metadata(given: Arguments) -> Arguments:
    metadata: Arguments = _json(given.get("metadata") or {})
    if metadata and set(metadata) != {"event_type", "event_payload"}:
        raise Unheard("metadata is event_type and event_payload")
    return metadata


def _json(given: Any) -> Any:
    return json.loads(given) if isinstance(given, str) else given


_POST = {
    "channel",
    "text",
    "blocks",
    "thread_ts",
    "metadata",
    "unfurl_links",
    "unfurl_media",
    "mrkdwn",
    "reply_broadcast",
}
_METHODS: dict[str, tuple[set[str], Callable[[WebApi, Arguments], Answer]]] = {
    "oauth.v2.access": ({"code", "redirect_uri"}, WebApi.grant),
    "auth.test": (set(), WebApi.auth_test),
    "chat.postMessage": (_POST, WebApi.post_message),
    "chat.update": ({"channel", "ts", "text", "blocks", "metadata"}, WebApi.update),
    "chat.delete": ({"channel", "ts"}, WebApi.delete),
    "chat.postEphemeral": ({"channel", "user", "text", "blocks", "thread_ts"}, WebApi.post_ephemeral),
    "chat.getPermalink": ({"channel", "message_ts"}, WebApi.permalink),
    "conversations.open": ({"users", "return_im"}, WebApi.open_conversation),
    "conversations.info": ({"channel"}, WebApi.conversation_info),
    "conversations.history": (history.PAGES, WebApi.past),
    "conversations.replies": ({"ts", *history.PAGES}, WebApi.replies),
    "users.info": ({"user", "include_locale"}, WebApi.user_info),
    "views.open": ({"trigger_id", "view"}, WebApi.open_view),
    "views.push": ({"trigger_id", "view"}, WebApi.push_view),
    "views.update": ({"view_id", "external_id", "hash", "view"}, WebApi.update_view),
    "views.publish": ({"user_id", "hash", "view"}, WebApi.publish_view),
    "files.info": ({"file"}, WebApi.file_info),
    "files.getUploadURLExternal": ({"filename", "length", "alt_txt", "snippet_type"}, WebApi.upload_url),
    "files.completeUploadExternal": (
        {"files", "channel_id", "thread_ts", "initial_comment"},
        WebApi.complete_upload,
    ),
    "apps.connections.open": (set(), WebApi.open_socket),
}
"""Every method that is known, with what it takes."""
