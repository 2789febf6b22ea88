"""A page as a browser has it: it connects again when the program is gone, and sends again what was not confirmed."""

from __future__ import annotations

import asyncio

from tests.web_client import Browser, Chat, Cut


class Page:
    """A chat that outlives the program."""

    def __init__(self, browser: Browser) -> None:
        """Show the chat of a browser."""
        self._browser = browser
        self._chat: Chat | None = None
        self._changed = asyncio.Condition()
        self._up = asyncio.Event()
        self._free = asyncio.Event()
        self._free.set()
        self.sent = 0

    def serve(self, url: str) -> None:
        """Say where the program is from now on; nowhere when it is gone."""
        if url:
            self._browser.move(url)
            self._up.set()
            self._free.set()
        else:
            self._up.clear()

    @property
    def chat(self) -> Chat:
        """What the page shows."""
        assert self._chat is not None, "the page was never open"
        return self._chat

    async def talk(self, *pairs: tuple[str, str]) -> None:
        """Say one thing after the other, and hear what is expected after each, however often the program falls."""
        for said, expected in pairs:
            await self._do(said, expected)

    async def sends(self, count: int) -> None:
        """Wait until so many frames have left; the next one leaves once the page is served again."""
        async with self._changed:
            await self._changed.wait_for(lambda: self.sent >= count)
            self._free.clear()

    async def hears(self, expected: str) -> None:
        """Wait for a sentence, however often the program falls."""
        while True:
            try:
                chat = await self._open()
                await chat.hears(expected)
            except Cut:
                continue
            return

    async def leave(self) -> None:
        """Close the page."""
        await self.chat.leave()

    async def _do(self, said: str, expected: str) -> None:
        frame = None
        while True:
            try:
                await self._free.wait()
                chat = await self._open()
                frame = frame or await chat.frame(said)
                async with self._changed:
                    self.sent += 1
                    self._changed.notify_all()
                answer = await chat.send(**frame)
                assert answer["op"] == "done", answer
                await chat.hears(expected)
            except Cut:
                continue
            return

    async def _open(self) -> Chat:
        if self._chat is None or self._chat.closed is not None:
            await self._up.wait()
            if self._chat is not None:
                await self._chat.leave()
            if not self._browser.me:
                await self._browser.open()
            self._chat = await self._browser.connect(after=self._chat)
        return self._chat
