"""Somebody's phone: what they say, press and see in their chat with the bot, or in a group."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from tests.fakes.telegram.state import Blob, Chat, Json

if TYPE_CHECKING:
    from tests.fakes.telegram.server import FakeTelegram

BETWEEN = " | "

PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010806000000"
    "1f15c4890000000d49444154789c6360000002000001e221bc330000000049454e44ae426082"
)
"""A photo, as small as one can be."""


class Group:
    """A group that the bot is in."""

    def __init__(self, server: FakeTelegram, chat: Chat) -> None:
        self.server, self.chat = server, chat

    @property
    def id(self) -> int:
        return self.chat.id

    def shown(self, thread: int | None = None) -> str:
        """Everything that is to be read in the group, or in one of its topics."""
        return "\n\n".join(
            words(each)
            for each in self.chat.messages.values()
            if thread is None or each.get("message_thread_id") == thread
        )

    def topic(self, name: str) -> int:
        """Return the topic whose name holds these words."""
        return next(number for number, topic in self.chat.topics.items() if name in topic.name)

    async def shows(self, *wanted: str, thread: int | None = None) -> None:
        """Wait until these words are to be read."""
        await self.server.until(
            lambda: all(each in self.shown(thread) for each in wanted), lambda: f"expected {wanted} in\n{self.shown()}"
        )


class Phone:
    """One person's phone. Words may stand in both languages, "中文 | English": the person's own are taken."""

    def __init__(self, server: FakeTelegram, chat: Chat, person: Json) -> None:
        self.server, self.chat, self.person = server, chat, person
        self._mark = 0

    @property
    def id(self) -> int:
        return int(self.person["id"])

    @property
    def name(self) -> str:
        return str(self.person["first_name"])

    def in_(self, words: str) -> str:
        """Return the words in the person's language."""
        zh, bar, en = words.partition(BETWEEN)
        return en if bar and self.person["language_code"] != "zh" else zh

    # Saying

    async def says(self, words: str, *, where: Group | None = None, **more: object) -> int:
        """Send words; return the message's number."""
        words = self.in_(words)
        entities = [{"type": "bot_command", "offset": 0, "length": len(words.split()[0])}] if words[:1] == "/" else []
        return self._send({"text": words} | ({"entities": entities} if entities else {}) | more, where)

    async def starts(self, payload: str = "") -> None:
        """Open the chat, perhaps by a link."""
        await self.says(f"/start {payload}".strip())

    async def sends_photo(
        self, caption: str = "", content: bytes = PIXEL, *, where: Group | None = None, **more: object
    ) -> int:
        """Send a photo."""
        file_id = self.server.state.take_file(Blob("photo.png", content, "image/png"))
        small, large = ({"file_id": file_id, "file_unique_id": "u", "width": w, "height": w} for w in (9, 90))
        return self._send({"photo": [small, large]} | self._caption(caption) | more, where)

    async def sends_album(self, count: int, caption: str = "") -> None:
        """Send photos together; each is an update of its own."""
        group = str(self.server.state.next_id())
        for number in range(count):
            await self.sends_photo("" if number else caption, PIXEL + bytes([number]), media_group_id=group)

    async def sends_document(self, name: str, content: bytes, *, size: int = 0, kind: str = "document") -> int:
        """Send a document, or another kind of file; it may say that it is larger than it is."""
        blob = Blob(name, content, claimed=size)
        file_id = self.server.state.take_file(blob)
        return self._send(
            {kind: {"file_id": file_id, "file_unique_id": "u", "file_name": name, "file_size": blob.size}}
        )

    async def shares_contact(self, phone: str, *, own: bool = True) -> int:
        """Share a contact."""
        return self._send(
            {"contact": {"phone_number": phone, "first_name": self.name} | ({"user_id": self.id} if own else {})}
        )

    async def sends(self, *, where: Group | None = None, **body: object) -> int:
        """Send a message of any kind."""
        return self._send(body, where)

    async def edits(self, number: int, words: str, *, where: Group | None = None) -> None:
        """Change what was said, or what stands below a photo."""
        self.mark()
        message = (where.chat if where is not None else self.chat).messages[number]
        message |= {
            "text" if "text" in message else "caption": self.in_(words),
            "edit_date": int(self.server.state.now()),
        }
        self.server.updates.add({"edited_message": message})

    async def blocks(self, *, blocked: bool = True, where: Group | None = None) -> None:
        """Block the bot, or let it in again; or put it out of a group."""
        chat = where.chat if where is not None else self.chat
        chat.blocked = blocked
        before, after = ("member", "kicked") if blocked else ("kicked", "member")
        member = {"user": self.server.state.me}
        self.server.updates.add(
            {
                "my_chat_member": {
                    "chat": chat.shown(),
                    "from": self.person,
                    "date": 1,
                    "old_chat_member": member | {"status": before},
                    "new_chat_member": member | {"status": after, "until_date": 0},
                }
            }
        )

    def _caption(self, caption: str) -> Json:
        return {"caption": self.in_(caption)} if caption else {}

    def _send(self, body: dict[str, object], where: Group | None = None) -> int:
        chat = where.chat if where is not None else self.chat
        chat.started = True
        self.mark()
        message = self.server.state.keep(chat, {"from": self.person, **body})
        self.server.updates.add({"message": message})
        return int(message["message_id"])

    # Pressing

    async def presses(self, label: str, *, where: Group | None = None) -> None:
        """Press the newest button whose label holds these words; wait for it to appear."""
        label, chat = self.in_(label), where.chat if where is not None else self.chat
        await self.server.until(
            lambda: self._button(chat, label) is not None,
            lambda: f"no button [{label}] for {self.name} in\n{screen(chat)}",
        )
        found = self._button(chat, label)
        assert found is not None
        message, button = found
        if message is None:
            await (self.shares_contact("8613800138000") if button.get("request_contact") else self.says(button["text"]))
            return
        await self.press_data(button["callback_data"], message)

    async def press_data(self, data: str, message: Json | None = None) -> None:
        """Press a button that carries this, forged or not."""
        self.mark()
        query = f"q{self.server.state.next_id()}"
        self.server.state.queries[query] = False
        shown = message or {"message_id": 1, "date": 0, "chat": self.chat.shown()}
        self.server.updates.add(
            {
                "callback_query": {
                    "id": query,
                    "from": self.person,
                    "chat_instance": "1",
                    "data": data,
                    "message": {name: value for name, value in shown.items() if name not in {"silent", "rev"}},
                }
            }
        )

    def _button(self, chat: Chat, label: str) -> tuple[Json | None, Json] | None:
        if chat.keyboard is not None:
            for button in (each for row in chat.keyboard["keyboard"] for each in row):
                if label in button["text"]:
                    return None, button
        found = [
            (message, button)
            for message in sorted(chat.messages.values(), key=lambda each: -each.get("rev", 0))
            for button in buttons(message)
            if label in button["text"]
        ]
        exact = [each for each in found if each[1]["text"] == label]
        return next(iter(exact or found), None)

    # Seeing

    def mark(self) -> None:
        """What comes from now on is new."""
        self._mark = self.server.state.next_id()

    def news(self) -> list[Json]:
        """Return what the bot sent or changed since this person acted last."""
        found = [each for each in self.chat.messages.values() if each.get("rev", 0) > self._mark]
        return sorted(found, key=lambda each: int(each["rev"]))

    def sees(self, *wanted: str) -> bool:
        """Whether all of this is in what came since this person acted last."""
        shown = "\n\n".join(map(words, self.news()))
        return all(self.in_(each) in shown for each in wanted)

    async def hears(self, *wanted: str) -> None:
        """Wait until the bot has said all of this."""
        await self.server.until(
            lambda: self.sees(*wanted),
            lambda: f"{self.name} did not hear {[*map(self.in_, wanted)]}:\n{screen(self.chat)}",
        )

    async def chats(self, pairs: Sequence[tuple[str, str]]) -> None:
        """Say one thing after the other, and hear the answer to each; "[Label]" presses a button."""
        for said, answered in pairs:
            if said.startswith("["):
                await self.presses(said[1:-1].replace("] | [", BETWEEN))
            else:
                await self.says(said)
            await self.hears(answered)

    def screen(self) -> str:
        """The whole chat."""
        return screen(self.chat)


def buttons(message: Json) -> Iterator[Json]:
    """Return the inline buttons of a message."""
    for row in message.get("reply_markup", {}).get("inline_keyboard", ()):
        yield from row


def words(message: Json) -> str:
    """Return a message as it is read."""
    lines = [message.get("text") or message.get("caption") or ""]
    lines += [f"📎 {kind}" for kind in ("photo", "document", "video", "voice") if kind in message]
    lines += [
        " ".join(f"[{button['text']}]" for button in row)
        for row in message.get("reply_markup", {}).get("inline_keyboard", ())
    ]
    return "\n".join(lines)


def screen(chat: Chat) -> str:
    """Return a chat as it is read."""
    return "\n".join(
        f"{'bot' if each['from']['is_bot'] else each['from']['first_name']}: {words(each)}"
        for each in chat.messages.values()
    )
