"""The socket of a page: frames in, transcript out, nothing lost in between."""

from __future__ import annotations

import asyncio
import json
import logging
from typing import Any

import msgspec
from starlette.websockets import WebSocket, WebSocketDisconnect

from bot.web import inbound, sessions, standing
from bot.web.forms import form_view
from bot.web.hub import Connection
from bot.web.inbound import AskForm, Frame, Happening, Open, Ping, PressButton, Say, Seen, SubmitForm
from bot.web.sessions import Seat
from bot.web.window import Window
from store.message import Text
from store.people import Language
from store.transaction import FeedItem, Transaction

logger = logging.getLogger(__name__)

GONE, POLICY, AGAIN = 4401, 1008, 1012
"""Close codes: no session; not our page; connect again."""

FRAMES, SECONDS = 60, 10.0
"""A page may send so many frames in so many seconds; no person does."""

DIGITS = 15
"""Digits that the number of a line may have."""

PAGE = 500
"""Lines read at a time when a page catches up."""


async def serve(window: Window, base: str, socket: WebSocket) -> None:
    """Serve one page until it goes."""
    if not sessions.same_origin(socket, window.settings.public_url):
        await socket.close(POLICY)
        return
    seat = await window.store.read(sessions.find, sessions.token_of(socket, base))
    await socket.accept()
    if seat is None:
        await socket.close(GONE)
        return
    since = socket.query_params.get("since", "0")
    known = since.isascii() and since.isdigit() and len(since) <= DIGITS
    await Page(window, socket, seat, int(since) if known else 0).run()


class Page:
    """One connected page."""

    def __init__(self, window: Window, socket: WebSocket, seat: Seat, since: int) -> None:
        """Serve `seat` from the line after `since` on."""
        self._window = window
        self._socket = socket
        self._seat = seat
        self._shown = since
        self._connection = Connection()
        self._frames: list[float] = []

    async def run(self) -> None:
        """Catch up, then carry both ways until either side ends."""
        address = self._seat.address.id
        self._window.hub.join(address, self._connection)
        try:
            await self._catch_up()
            seen = await self._window.store.read(_shown, address)
            await self._send({"op": "ready", "seq": self._shown, "seen": seen})
            await self._send(await self._window.store.read(standing.standing, address))
            talking = {asyncio.create_task(self._listen()), asyncio.create_task(self._speak())}
            _, pending = await asyncio.wait(talking, return_when=asyncio.FIRST_COMPLETED)
            for task in pending:
                task.cancel()
            await asyncio.gather(*talking, return_exceptions=True)
        except (WebSocketDisconnect, RuntimeError):  # starlette raises the second when the other side is gone already
            pass
        finally:
            self._window.hub.leave(address, self._connection)

    async def _catch_up(self) -> None:
        while lines := await self._window.store.read(_since, self._seat.address.id, self._shown):
            for line in lines:
                await self._item(line.seq, {"op": "item", "seq": line.seq, **json.loads(line.body)})
            if len(lines) < PAGE:
                return

    async def _speak(self) -> None:
        """Send what is pushed; a line that was not shown because it overtook an earlier one is read again in order."""
        while (line := await self._connection.lines.get()) is not None:
            seq = line.get("seq", 0)
            if seq > self._shown + 1:
                await self._catch_up()
            elif seq:
                await self._item(seq, line)
            else:
                await self._send(line)
        await self._socket.close(AGAIN)

    async def _item(self, seq: int, line: dict[str, Any]) -> None:
        if seq > self._shown:
            self._shown = seq
            await self._send(line)

    async def _send(self, line: dict[str, Any]) -> None:
        await self._socket.send_text(json.dumps(line, ensure_ascii=False))

    async def _listen(self) -> None:
        while True:
            text = await self._socket.receive_text()
            try:
                frame = inbound.decode(text)
            except (msgspec.DecodeError, UnicodeError):
                await self._refuse(_id_of(text), "web-frame-broken")
                continue
            await self._take(frame)

    async def _take(self, frame: Frame) -> None:
        match frame:
            case Ping():
                await self._send({"op": "pong"})
            case Seen():
                await self._window.store.write(_seen, self._seat.address.id, min(frame.seq, self._shown))
            case AskForm():
                await self._form(frame)
            case Say() | PressButton() | SubmitForm() | Open():
                await self._happen(frame)

    async def _happen(self, frame: Happening) -> None:
        key = self._why_not(frame)
        if key:
            await self._refuse(frame.id, key)
            return
        window, address = self._window, self._seat.address
        now = window.clock.now()
        happened = inbound.event(frame, address, self._seat.person.language.value, now)
        try:
            async with window.hub.turn(address.id):
                mine = await window.store.write(inbound.take, window.office, address, happened, frame, self._shown)
        except Exception:
            logger.exception("an event of the web channel failed")
            await self._refuse(frame.id, "web-try-again")
            return
        if mine is not None:
            window.hub.push(address.id, {"op": "item", "seq": mine[0], **mine[1]})
        window.wake()
        await self._send({"op": "done", "id": frame.id})
        await standing.tell(window, address.id)

    def _why_not(self, frame: Happening) -> str:
        now = asyncio.get_running_loop().time()
        self._frames = [at for at in self._frames if now - at < SECONDS]
        if len(self._frames) >= FRAMES:
            return "web-too-fast"
        self._frames.append(now)
        if not frame.id:
            return "web-frame-broken"
        if isinstance(frame, Say) and len(frame.text) > inbound.LONGEST_TEXT:
            return "web-text-too-long"
        if isinstance(frame, Say) and len(frame.files) > inbound.MOST_FILES:
            return "web-too-many-files"
        return ""

    async def _refuse(self, frame_id: str, key: str) -> None:
        here = await self._window.store.read(standing.standing, self._seat.address.id)
        reader = self._window.texts.reader(
            Language(here["language"] or self._seat.person.language), self._window.clock.now()
        )
        said = reader.text(Text(key, {"limit": inbound.LONGEST_TEXT, "files": inbound.MOST_FILES}))
        again = key in {"web-try-again", "web-too-fast"}
        await self._send({"op": "refused", "id": frame_id, "text": said, "again": again})

    async def _form(self, frame: AskForm) -> None:
        view = await self._window.store.read(form_view, self._window, self._seat.address, frame.name, frame.answers)
        if view is None:
            await self._refuse(frame.id, "web-frame-broken")
        else:
            await self._send({"op": "form", "id": frame.id, "name": frame.name, **view})


def _since(tx: Transaction, address: int, seq: int) -> list[FeedItem]:
    return tx.feed.since(address, seq, limit=PAGE)


def _shown(tx: Transaction, address: int) -> int:
    return tx.feed.shown(address)


def _seen(tx: Transaction, address: int, seq: int) -> None:
    tx.feed.seen(address, seq)


def _id_of(text: str) -> str:
    try:
        found = json.loads(text[: inbound.LONGEST_FRAME])
    except ValueError:
        return ""
    return str(found.get("id", ""))[:64] if isinstance(found, dict) else ""
