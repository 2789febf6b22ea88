"""Somebody's hands in a Slack workspace: what a test says and presses, and what that person sees."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from tests.fakes.slack.api import replace
from tests.fakes.slack.blocks import elements, texts
from tests.fakes.slack.wire import Outgoing
from tests.fakes.slack.workspace import STACK, TEAM, Channel, Message, User, View, Workspace

LONGEST_WAIT = 15.0
"""Seconds that a person waits to see something."""


class NotSeen(AssertionError):
    """Something that should be on the screen is not; the message shows what is."""


class Hands:
    """One person. `at` is where they write: their direct message with the app, unless told otherwise."""

    def __init__(self, workspace: Workspace, out: Outgoing, user: User) -> None:
        """Sit down at somebody's screen."""
        self.workspace, self._out, self.user = workspace, out, user
        self.dm = workspace.direct(user.id)

    async def says(self, text: str, *, at: Channel | None = None, thread: str = "") -> Message:
        """Write a message."""
        where = at or self.dm
        message = self.workspace.post(where, self.user.id, text, thread=thread)
        await self._out.event(self._message(where, message), of=self.user)
        return message

    async def shares(
        self,
        name: str,
        data: bytes,
        mime: str,
        text: str = "",
        *,
        at: Channel | None = None,
        thread: str = "",
        connect: bool = False,
    ) -> None:
        """Send a file, perhaps with words; over Slack Connect, only its id is told."""
        where = at or self.dm
        file = self.uploads(name, data, mime)
        message = self.workspace.post(where, self.user.id, text, thread=thread, files=[file])
        shown = [{"id": file, "mode": "file_access", "file_access": "check_file_info"} if connect else self._file(file)]
        await self._out.event(self._message(where, message) | {"subtype": "file_share", "files": shown}, of=self.user)

    def uploads(self, name: str, data: bytes, mime: str) -> str:
        """Upload a file, to be shared or to be put into a form; return its id."""
        file = self.workspace.file(name, len(data), data, user=self.user.id)
        file.mimetype = mime
        return file.id

    def _file(self, file_id: str) -> dict[str, Any]:
        file = self.workspace.files[file_id]
        return {
            "id": file.id,
            "name": file.name,
            "mimetype": file.mimetype,
            "size": file.length,
            "url_private": f"{self._out.replies}/files/{file.id}",
            "url_private_download": f"{self._out.replies}/files/{file.id}/download",
        }

    async def edits(self, message: Message, text: str) -> None:
        """Change what was written."""
        before = message.shown()
        message.text = text
        where = self.workspace.channels[message.channel]
        await self._out.event(
            {
                "type": "message",
                "subtype": "message_changed",
                "channel": where.id,
                "channel_type": "im" if where.direct else "channel",
                "ts": self.workspace.ts(),
                "message": message.shown() | {"edited": {"user": self.user.id, "ts": self.workspace.ts()}},
                "previous_message": before,
            },
            of=self.user,
        )

    async def deletes(self, message: Message) -> None:
        """Delete what was written."""
        where = self.workspace.channels[message.channel]
        where.messages.remove(message)
        await self._out.event(
            {
                "type": "message",
                "subtype": "message_deleted",
                "channel": where.id,
                "channel_type": "im" if where.direct else "channel",
                "ts": self.workspace.ts(),
                "deleted_ts": message.ts,
                "previous_message": message.shown(),
            },
            of=self.user,
        )

    async def mentions(self, text: str, at: Channel, *, thread: str = "", team: str = TEAM) -> Message:
        """Write to the app in a channel, perhaps from another workspace that shares it."""
        message = self.workspace.post(at, self.user.id, f"<@U0BOT> {text}", thread=thread)
        body = {
            "type": "app_mention",
            "user": self.user.id,
            "text": message.text,
            "ts": message.ts,
            "channel": at.id,
            "team": team,
            "user_team": team,
        }
        await self._out.event(body | ({"thread_ts": thread} if thread else {}), of=self.user)
        return message

    async def commands(self, text: str = "", *, at: Channel | None = None) -> Any:
        """Use the slash command."""
        return await self._out.command(self.user.id, (at or self.dm).id, "/aftercare", text)

    async def opens_home(self) -> None:
        """Look at the app's Home."""
        opened = {"type": "app_home_opened", "user": self.user.id, "channel": self.dm.id, "tab": "home"}
        await self._out.event(opened, of=self.user)

    async def joins(self, channel: Channel) -> None:
        """Come into a channel."""
        channel.members.add(self.user.id)
        came = {"type": "member_joined_channel", "user": self.user.id, "channel": channel.id, "channel_type": "C"}
        await self._out.event(came | {"team": self.user.team}, of=self.user)

    async def opens_messages(self) -> None:
        """Look at the messages with the app."""
        opened = {"type": "app_home_opened", "user": self.user.id, "channel": self.dm.id, "tab": "messages"}
        await self._out.event(opened, of=self.user)

    async def takes_shortcut(self, callback: str, message: Message | None = None) -> Any:
        """Use a shortcut, the global one or that of a message."""
        body: dict[str, Any] = {"type": "shortcut", "callback_id": callback, "action_ts": self.workspace.ts()}
        if message is not None:
            body |= {
                "type": "message_action",
                "message": message.shown(),
                "message_ts": message.ts,
                "channel": {"id": message.channel, "name": self.workspace.channels[message.channel].name},
                "response_url": f"{self._out.replies}/response/0",
            }
        return await self._out.interaction(self.user.id, body)

    async def presses(self, label: str, *, within: str = "") -> Any:
        """Press the newest button of a label; `within` names words that stand in the same message or view."""
        place, block, element = await self.until(lambda: self._button(label, within), f"a button {label!r}")
        return await self._act(place, block, element, {"type": "button", "value": element.get("value", "")})

    async def fills(self, answers: Mapping[str, str | Sequence[str]]) -> None:
        """Fill in the open modal by the labels of its fields; a field that opens others tells the app at once."""
        for label, answer in answers.items():
            view, block = await self.until(lambda label=label: self._field(label), f"a field {label!r}")
            await self.puts(view, block, answer)

    async def puts(self, view: View, block: Any, answer: str | Sequence[str]) -> None:
        """Fill in one field of a modal."""
        element = block["element"]
        value = _state(element, answer)
        if element["type"] == "file_input":
            value["files"] = [self._file(each) for each in answer]
        view.values.setdefault(block["block_id"], {})[element["action_id"]] = value
        if block.get("dispatch_action"):
            await self._act(view, block, element, value)

    async def submits(self) -> dict[str, str]:
        """Send the open modal; return what is wrong with it by label, as it is shown at the fields."""
        view = self._view()
        answer = await self._out.interaction(
            self.user.id, {"type": "view_submission", "view": view.shown(), "response_urls": []}
        )
        return self._answered(view, answer or {})

    async def closes(self) -> None:
        """Close the open modal."""
        view = self.user.views.pop()
        if view.body.get("notify_on_close"):
            await self._out.interaction(
                self.user.id, {"type": "view_closed", "view": view.shown(), "is_cleared": False}
            )

    async def sees(self, *fragments: str, patience: float = LONGEST_WAIT) -> str:
        """Wait until everything named is on the screen, and return the screen."""
        await self.until(lambda: self._shows(fragments), " and ".join(map(repr, fragments)), patience)
        return self.screen()

    def _shows(self, fragments: Sequence[str]) -> bool | None:
        shown = self.screen()
        return True if all(each in shown for each in fragments) else None

    def screen(self) -> str:
        """Return everything that this person can see of the app, the newest last."""
        return "\n".join(line for _, lines in self._places() for line in lines)

    def _places(self) -> Iterator[tuple[Message | View, list[str]]]:
        """Return what can be seen, in order: messages, whispers, the Home, the modals."""
        for channel in self.workspace.channels.values():
            if self.user.id in channel.members:
                for message in channel.messages:
                    yield message, [message.text, *texts(message.blocks)]
        for whisper in self.user.whispers:
            yield whisper, [whisper.text, *texts(whisper.blocks)]
        for view in [*([self.user.home] if self.user.home else []), *self.user.views]:
            title = view.body.get("title", {}).get("text", "")
            yield view, [title, *texts(view.body["blocks"])]

    def _button(self, label: str, within: str) -> tuple[Message | View, Any, Any] | None:
        for place, lines in reversed(list(self._places())):
            if within in "\n".join(lines):
                blocks = place.body["blocks"] if isinstance(place, View) else place.blocks
                for block, element in elements(blocks):
                    if element["type"] == "button" and label in element["text"]["text"]:
                        return place, block, element
        return None

    def _view(self) -> View:
        if not self.user.views:
            raise NotSeen(f"no modal is open; on the screen:\n{self.screen()}")
        return self.user.views[-1]

    def _field(self, label: str) -> tuple[View, Any] | None:
        if not self.user.views:
            return None
        view = self.user.views[-1]
        found = (each for each in view.body["blocks"] if each["type"] == "input" and label in each["label"]["text"])
        block = next(found, None)
        return None if block is None else (view, block)

    async def _act(self, place: Message | View, block: Any, element: Any, value: dict[str, Any]) -> Any:
        action = {
            "action_id": element["action_id"],
            "block_id": block.get("block_id", "b"),
            "action_ts": self.workspace.ts(),
            **value,
        }
        body: dict[str, Any] = {"type": "block_actions", "actions": [action]}
        if isinstance(place, View):
            body |= {"view": place.shown(), "container": {"type": "view", "view_id": place.id}}
        else:
            where = self.workspace.channels[place.channel]
            body |= {
                "message": place.shown(),
                "channel": {"id": where.id, "name": where.name},
                "response_url": f"{self._out.replies}/response/0",
                "container": {"type": "message", "message_ts": place.ts, "channel_id": where.id},
            }
        return await self._out.interaction(self.user.id, body)

    def _answered(self, view: View, answer: dict[str, Any]) -> dict[str, str]:
        match answer.get("response_action"):
            case None:
                self.user.views.remove(view)
            case "errors":
                inputs = {each["block_id"]: each for each in view.body["blocks"] if each["type"] == "input"}
                return {inputs[block]["label"]["text"]: said for block, said in answer["errors"].items()}
            case "update":
                replace(view, answer["view"], self.workspace)
            case "push":
                assert len(self.user.views) < STACK
                self.user.views.append(self.workspace.view(answer["view"]))
            case "clear":
                self.user.views.clear()
            case other:
                raise AssertionError(f"response_action {other!r}")
        return {}

    def _message(self, where: Channel, message: Message) -> dict[str, Any]:
        return {
            **message.shown(),
            "channel": where.id,
            "channel_type": "im" if where.direct else "channel",
            "event_ts": message.ts,
        }

    async def until(self, find: Any, what: str, patience: float = LONGEST_WAIT) -> Any:
        """Wait until `find` finds something, and return it."""
        until = asyncio.get_running_loop().time() + patience
        while (found := find()) is None:
            if asyncio.get_running_loop().time() > until:
                raise NotSeen(f"{self.user.name} does not see {what}; on the screen:\n{self.screen()}")
            await asyncio.sleep(0.01)
        return found


def _state(element: Any, answer: str | Sequence[str]) -> dict[str, Any]:
    """Return what a filled-in element holds, as payloads carry it."""
    kind = element["type"]
    match kind:
        case "datepicker":
            return {"type": kind, "selected_date": answer}
        case "timepicker":
            return {"type": kind, "selected_time": answer}
        case "static_select" | "radio_buttons":
            option = next((each for each in element["options"] if each["text"]["text"] == answer), None)
            if option is None:
                raise NotSeen(f"no option {answer!r} among {[each['text']['text'] for each in element['options']]}")
            return {"type": kind, "selected_option": option}
        case "file_input":
            return {"type": kind, "files": [{"id": each} for each in answer]}
        case _:
            longest = element.get("max_length", 3000)
            if len(answer) > longest:
                raise NotSeen(f"only {longest} characters fit in")
            return {"type": kind, "value": answer or None}
