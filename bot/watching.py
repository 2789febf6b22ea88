"""The demo page watches: whatever arrives on a phone is told to it at once, and how things stand when they changed."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from starlette.websockets import WebSocket, WebSocketDisconnect

from bot.web.hub import Connection, Hub

LOOK = 2.0
"""Seconds after which the page is looked after although no phone heard anything: an archive is silent."""

GATHER = 0.05
"""Seconds in which what arrives together is gathered into one look."""

State = dict[str, Any]


class Ear(Connection):
    """What a phone hears, overheard."""

    def __init__(self, phone: str, heard: asyncio.Queue[tuple[str, State]]) -> None:
        """Pass on what `phone` hears."""
        super().__init__()
        self._phone, self._heard = phone, heard

    def push(self, line: State) -> None:
        """Pass a line on."""
        self._heard.put_nowait((self._phone, line))

    def end(self, code: int) -> None:
        """Nothing ends: the page stays although a phone connects anew."""


class Watch:
    """One open demo page."""

    def __init__(self, socket: WebSocket, hub: Hub, look: Callable[[], Awaitable[State]]) -> None:
        """Tell a page what the phones of a hub hear, and what `look` sees."""
        self._socket, self._hub, self._look = socket, hub, look
        self._heard: asyncio.Queue[tuple[str, State]] = asyncio.Queue()
        self._told: State = {}

    def stir(self) -> None:
        """Look now."""
        self._heard.put_nowait(("", {}))

    async def run(self, phones: Mapping[str, int]) -> None:
        """Watch phones, by name and address, until the page goes."""
        ears = {address: Ear(phone, self._heard) for phone, address in phones.items()}
        for address, ear in ears.items():
            self._hub.join(address, ear)
        tasks = {asyncio.create_task(self._tell()), asyncio.create_task(self._until_gone())}
        try:
            await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for address, ear in ears.items():
                self._hub.leave(address, ear)
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

    async def _until_gone(self) -> None:
        while True:
            await self._socket.receive_text()

    async def _tell(self) -> None:
        while True:
            state = await self._look()
            if _still(state) != self._told:
                self._told = _still(state)
                await self._send({"op": "state", "state": state})
            await self._listen()

    async def _listen(self) -> None:
        try:
            async with asyncio.timeout(LOOK):
                phone, line = await self._heard.get()
        except TimeoutError:
            return
        await self._pass_on(phone, line)
        await asyncio.sleep(GATHER)
        while not self._heard.empty():
            await self._pass_on(*self._heard.get_nowait())

    async def _pass_on(self, phone: str, line: State) -> None:
        if line.get("kind") == "message":
            await self._send({"op": "heard", "phone": phone, "ring": line["ring"]})

    async def _send(self, what: State) -> None:
        try:
            await self._socket.send_text(json.dumps(what, ensure_ascii=False))
        except RuntimeError as fault:  # what starlette raises when the other side is gone already
            raise WebSocketDisconnect from fault


def _still(state: State) -> State:
    """Return what does not change by itself."""
    return {name: value for name, value in state.items() if name != "clock"}
