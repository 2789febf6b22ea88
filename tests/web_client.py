"""A browser that knows the web channel's protocol, to chat with a real server as a customer or the team would.

    async with Browser(url) as browser, browser.chat() as chat:
        await chat.talk(("my printer shows an error", "What is it about?"), ("[Fault]", "Which of these fits best?"))

`"[Fault]"` presses the button of that label on the newest message that has one.
"""

from __future__ import annotations

import asyncio
import itertools
import json
import re
import secrets
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from typing import Any
from urllib.parse import quote, urlsplit

import httpx
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, WebSocketException

PATIENCE = 30.0
"""Seconds after which an answer will not come any more, however busy the machine is."""

LONG = 16 * 1024 * 1024
"""Bytes that a line from the server may have."""

FAULT: Mapping[str, str | Sequence[str]] = {
    "category": "Fault",
    "kind": "1",
    "description": "It shows error 0x61 as soon as it is switched on.",
    "urgency": "Normal",
    "impact": "2",
    "name": "Wang Fang",
    "phone": "138 0013 8000",
    "tier": "Returning customer",
}
"""A whole report of a fault, as a form."""

Line = dict[str, Any]

_DIGITS = re.compile(r"\d+")


class Cut(Exception):
    """The server is gone, or closed the socket."""


class Browser:
    """A browser at an address: its cookies, and the chats that it opens."""

    def __init__(self, at: str, *, language: str = "en") -> None:
        """Go to the page at an address, such as http://127.0.0.1:8080 or http://127.0.0.1:8080/phone/agent."""
        self.me: Line = {}
        self.http = httpx.AsyncClient(
            headers={"x-aftercare": "1", "accept-language": language}, timeout=PATIENCE, trust_env=False
        )
        self.move(at)

    async def __aenter__(self) -> Browser:
        await self.open()
        return self

    async def __aexit__(self, *_fault: object) -> None:
        await self.http.aclose()

    async def open(self) -> None:
        """Open the page: from now on the browser has a session. Raises Cut when nobody serves it."""
        try:
            self.me = (await self.http.get("session")).raise_for_status().json()
        except httpx.TransportError as fault:
            raise Cut from fault

    def move(self, at: str) -> None:
        """Go to where the server is now; the cookies stay."""
        self.at = at.rstrip("/")
        self.origin = "{0.scheme}://{0.netloc}".format(urlsplit(self.at))
        self.http.base_url = httpx.URL(f"{self.at}/")
        self.http.headers["origin"] = self.origin

    async def sign_in(self, code: str) -> None:
        """Take up an invitation."""
        self.me = (await self.http.post("session/invite", json={"code": code})).raise_for_status().json()

    async def upload(self, data: bytes, name: str = "photo.png") -> str:
        """Send a file, and return its id."""
        answer = await self.http.post("files", headers={"x-file-name": quote(name)}, content=data)
        return str(answer.raise_for_status().json()["id"])

    @property
    def cookie(self) -> str:
        """The cookies as a header carries them."""
        return "; ".join(f"{each.name}={each.value}" for each in self.http.cookies.jar)

    def socket(self, query: str = "", **options: Any) -> connect:
        """Connect to the chat's socket as the page does, unless told otherwise."""
        options = {"origin": self.origin, "additional_headers": {"cookie": self.cookie}, "proxy": None} | options
        return connect(f"{self.at.replace('http', 'ws', 1)}/ws{query}", open_timeout=PATIENCE, max_size=LONG, **options)

    @asynccontextmanager
    async def chat(self, since: int = 0, *, after: Chat | None = None) -> AsyncIterator[Chat]:
        """Open the chat, or go on after another that was cut; it is ready once everything that was said is there."""
        chat = await self.connect(since, after=after)
        try:
            yield chat
        finally:
            await chat.leave()

    async def connect(self, since: int = 0, *, after: Chat | None = None) -> Chat:
        """Open the chat; who opened it leaves it. Raises Cut when nobody serves it."""
        since = since if after is None else after.last
        try:
            socket = await self.socket(f"?since={since}")
        except (OSError, WebSocketException) as fault:
            raise Cut from fault
        chat = Chat(socket, since, after)
        await chat.until(lambda: chat.ready)
        return chat


class Chat:
    """One open page. Its transcript has every line once and in order, or the page finds fault with it at once."""

    def __init__(self, socket: ClientConnection, since: int = 0, after: Chat | None = None) -> None:
        """Show what comes over a socket after the line `since`; what another page showed and heard is known."""
        self.socket = socket
        self.lines: dict[int, Line] = {} if after is None else after.lines
        self.state: Line = {}
        self.ready = False
        self.closed: int | None = None
        self._last: int = since
        self._heard: int = since if after is None else after._heard
        self._answers: dict[str, Line] = {}
        self._ids = (f"{secrets.token_hex(4)}-{number}" for number in itertools.count(1))
        self._news = asyncio.Event()
        self._fault: AssertionError | None = None
        self._reading = asyncio.create_task(self._read())

    async def talk(self, *pairs: tuple[str, str]) -> None:
        """Say one thing after the other, and hear what is expected after each."""
        for said, expected in pairs:
            await self.say(said)
            await self.hears(expected)

    async def say(self, words: str, *files: str) -> None:
        """Say something, with the ids of files, or press a button; return when it is taken. What came is passed over."""
        frame = await self.frame(words)
        answer = await self.send(**frame, **({"files": files} if files else {}))
        assert answer["op"] == "done", answer

    async def frame(self, words: str) -> Line:
        """The frame that says something or presses a button, not sent yet. What came is passed over."""
        frame = {"op": "say", "text": words}
        if words.startswith("[") and words.endswith("]"):
            await self.until(lambda: bool(self._found(words[1:-1])), words)
            frame = {"op": "press", "press": self.button(words[1:-1])}
        self._heard = self._last
        return {"id": next(self._ids), **frame}

    async def submit(self, form: str, answers: Mapping[str, str | Sequence[str]]) -> None:
        """Send a whole form."""
        self._heard = self._last
        answer = await self.send(op="submit", name=form, answers=answers)
        assert answer["op"] == "done", answer

    async def send(self, **frame: Any) -> Line:
        """Send a frame that gets an answer, and return it. Without an `id` it gets a new one."""
        frame = {"id": next(self._ids), **frame}
        try:
            await self.socket.send(json.dumps(frame, ensure_ascii=False))
        except ConnectionClosed as fault:
            raise Cut from fault
        await self.until(lambda: frame["id"] in self._answers)
        return self._answers.pop(frame["id"])

    async def hears(self, expected: str) -> Line:
        """Wait for a line that holds these words, beyond what was heard before, and return it."""
        await self.until(lambda: any(expected in words(line) for line in self._unheard()), expected)
        heard = next(line for line in self._unheard() if expected in words(line))
        self._heard = heard["seq"]
        return heard

    def button(self, label: str) -> str:
        """The id of the button of a label, on the newest message that has one."""
        found = self._found(label)
        assert found, f"there is no button [{label}]:\n{self.transcript()}"
        return found

    def transcript(self) -> str:
        """Everything on the page, a line each."""
        return "\n".join(
            f"{number}  {'»' if line['kind'] == 'mine' else '←'} {words(line)}" for number, line in self.lines.items()
        )

    def said(self, kind: str = "") -> list[str]:
        """The words of every line in order, or of those of a kind."""
        return [words(line) for line in self.lines.values() if kind in {"", line["kind"]}]

    def first_sentences(self) -> list[str]:
        """Who said what, line by line, without moments and numbers: what two runs of the same story have in common."""
        return [f"{line['kind']}: {_DIGITS.sub('#', words(line).partition('.')[0])}" for line in self.lines.values()]

    @property
    def last(self) -> int:
        """The number of the last line."""
        return self._last

    async def until(self, fits: Callable[[], bool], wanted: str = "") -> None:
        """Wait for what the page shows to fit."""
        try:
            async with asyncio.timeout(PATIENCE):
                while not fits():
                    if self.closed is not None:
                        raise Cut(f"closed with {self.closed}, waiting for {wanted}\n{self.transcript()}")
                    self._news.clear()
                    await self._news.wait()
                    if self._fault is not None:
                        raise self._fault
        except TimeoutError:
            raise AssertionError(f"did not come: {wanted}\n{self.transcript()}") from None

    async def leave(self) -> None:
        """Close the page."""
        await self.socket.close()
        await self._reading
        if self._fault is not None:
            raise self._fault

    def _found(self, label: str) -> str:
        for line in reversed(self.lines.values()):
            for row in line.get("buttons", ()):
                for button in row:
                    if button["text"] == label:
                        return str(button["press"])
        return ""

    def _unheard(self) -> list[Line]:
        return [line for number, line in self.lines.items() if number > self._heard]

    async def _read(self) -> None:
        try:
            async for text in self.socket:
                self._take(json.loads(text))
                self._news.set()
        except AssertionError as fault:
            self._fault = fault
        except ConnectionClosed:
            pass
        finally:
            self.closed = self.socket.close_code
            self._news.set()

    def _take(self, line: Line) -> None:
        match line["op"]:
            case "item":
                assert line["seq"] == self._last + 1, f"line {line['seq']} came after line {self._last}"
                self._last = line["seq"]
                self.lines[self._last] = line
            case "ready":
                assert line["seq"] == self._last
                self.ready = True
            case "state":
                self.state = line
            case _:
                self._answers[str(line.get("id"))] = line


def words(line: Line) -> str:
    """What a line says, its buttons left out."""
    if line["kind"] == "mine":
        return " ".join([line["text"], *(f"📎 {file['name']}" for file in line["files"])]).strip()
    parts = [line["title"] or "", *line["texts"], *(f"{fact['label']}: {fact['value']}" for fact in line["facts"])]
    return "\n".join(part for part in (*parts, line["quote"]) if part)
