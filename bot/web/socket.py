"""The socket of a page: frames in, transcript out, nothing lost in between."""

from __future__ import annotations

import asyncio
import json
import logging
from contextlib import suppress
from typing import Any

from starlette.websockets import WebSocket, WebSocketDisconnect, WebSocketDisconnected

from bot.web import inbound, sessions, standing
from bot.web.forms import form_view
from bot.web.hub import STIR, Connection
from bot.web.inbound import AskForm, Broken, Frame, Happening, Open, Ping, PressButton, Say, Seen, SubmitForm
from bot.web.sessions import Gone, Seat
from bot.web.window import Window
from store.message import Text
from store.people import Language
from store.transaction import FeedItem, Transaction

logger = logging.getLogger(__name__)

GONE, POLICY, UNREADABLE, FAILED, CROWDED = 4401, 1008, 1003, 1011, 1013
"""Close codes: no session; not our page; no text; our fault; too many pages of one chat. Another is `hub.AGAIN`."""

DIGITS = 15
"""Digits that the number of a line may have."""

BACKLOG = 1000
"""Lines that a page which has none is sent: the last ones. One that has some is sent everything since."""

PAGE = 500
"""Lines read at a time when a page catches up."""

CLOSING = 1.0
"""Seconds for a page to take in that it is closed; one that reads nothing is just hung up on."""

PAUSE = 0.1
"""Seconds that a page which is too fast has to wait for each frame that was refused."""


async def serve(window: Window, base: str, socket: WebSocket) -> None:
    """Serve one page until it goes."""
    if not sessions.same_origin(socket, window.settings.public_url):
        await socket.close(POLICY)
        return
    seat = await sessions.sitting(window, base, socket)
    with suppress(WebSocketDisconnect, WebSocketDisconnected):
        await socket.accept()
        if seat is None or window.hub.crowded(seat.address.id):
            await socket.close(GONE if seat is None else CROWDED)
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
        self._seen = 0
        self._language = seat.person.language
        self._connection = Connection()
        self._greeted = asyncio.Event()
        self._in_hand = asyncio.Lock()

    async def run(self) -> None:
        """Carry both ways until either side ends. A frame in hand is finished, whoever ends."""
        address, ended = self._seat.address.id, self._connection.ended
        self._window.hub.join(address, self._connection)
        tasks = [asyncio.create_task(each) for each in (self._listen(), self._speak(), ended.wait())]
        try:
            await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        finally:
            self._window.hub.leave(address, self._connection)
            async with self._in_hand:
                for task in tasks:
                    task.cancel()
            results = await asyncio.gather(*tasks, return_exceptions=True)
        await self._close(results)

    async def _close(self, results: list[Any]) -> None:
        expected = (asyncio.CancelledError, WebSocketDisconnect, WebSocketDisconnected)
        for fault in results:
            if isinstance(fault, BaseException) and not isinstance(fault, expected):
                logger.error("a page of the web channel failed", exc_info=fault)
                self._connection.end(FAILED)
        with suppress(TimeoutError, WebSocketDisconnect, WebSocketDisconnected):
            async with asyncio.timeout(CLOSING):
                await self._socket.close(self._connection.code)

    # To the page

    async def _speak(self) -> None:
        """Say where the chat stands, then send what is pushed.

        A line that was not shown because it overtook an earlier one is read again in order.
        """
        address = self._seat.address.id
        self._seen, last = await self._window.store.read(_reached, address)
        if self._shown > last:  # counted in another transcript, one that a restored database has not
            self._shown = 0
        self._shown = self._shown or max(0, last - BACKLOG)
        await self._catch_up()
        await self._send({"op": "ready", "seq": self._shown, "seen": self._seen})
        await self._send(await self._window.store.read(standing.standing, address))
        self._greeted.set()
        while True:
            line = await self._connection.lines.get()
            if line["op"] == "state":
                self._language = Language(line["language"] or self._language)
            if line is STIR or line.get("seq", 0) > self._shown + 1:
                await self._catch_up()
            elif line["op"] == "item":
                await self._item(line["seq"], line)
            else:
                await self._send(line)

    async def _catch_up(self) -> None:
        while lines := await self._window.store.read(_since, self._seat.address.id, self._shown):
            for line in lines:
                await self._item(line.seq, {"op": "item", "seq": line.seq, **json.loads(line.body)})
            if len(lines) < PAGE:
                return

    async def _item(self, seq: int, line: dict[str, Any]) -> None:
        if seq > self._shown:
            self._shown = seq
            await self._send(line)

    async def _send(self, line: dict[str, Any]) -> None:
        await self._socket.send_text(json.dumps(line, ensure_ascii=False))

    # From the page

    async def _listen(self) -> None:
        await self._greeted.wait()
        while True:
            message = await self._socket.receive()
            if message["type"] == "websocket.disconnect":
                return
            async with self._in_hand:
                await self._hear(message.get("text"))

    async def _hear(self, text: str | None) -> None:
        if text is None:
            self._connection.end(UNREADABLE)
            return
        try:
            await self._take(inbound.decode(text))
        except Broken as broken:
            await self._refuse(broken.id, "web-frame-broken")
        except Gone:
            self._connection.end(GONE)

    async def _take(self, frame: Frame) -> None:
        match frame:
            case Ping():
                await self._window.store.read(sessions.again, self._seat, self._window.clock.now())
                self._connection.push({"op": "pong"})
            case Seen():
                await self._see(min(frame.seq, self._shown))
            case AskForm() | Say() | PressButton() | SubmitForm() | Open():
                key = self._why_not(frame)
                if key:
                    await self._refuse(frame.id, key)
                elif isinstance(frame, AskForm):
                    await self._form(frame)
                else:
                    await self._happen(frame)

    async def _see(self, seq: int) -> None:
        if seq > self._seen:
            self._seen = seq
            await self._window.store.write(_seen, self._seat.address.id, seq)

    def _why_not(self, frame: Happening | AskForm) -> str:
        limit, who, now = self._window.limits.frames, self._seat.address.id, self._window.clock.now()
        if limit.full(who, now):
            return "web-too-fast"
        limit.note(who, now)
        if isinstance(frame, Say) and len(frame.text) > inbound.LONGEST_TEXT:
            return "web-text-too-long"
        if isinstance(frame, Say) and len(frame.files) > inbound.MOST_FILES:
            return "web-too-many-files"
        if not isinstance(frame, AskForm) and inbound.signs_in(frame):
            return "web-sign-in"
        return ""

    async def _refuse(self, frame_id: str, key: str) -> None:
        reader = self._window.texts.reader(self._language, self._window.clock.now())
        said = reader.text(Text(key, {"limit": inbound.LONGEST_TEXT, "files": inbound.MOST_FILES}))
        again = key in {"web-try-again", "web-too-fast"}
        self._connection.push({"op": "refused", "id": frame_id, "text": said, "again": again})
        if key != "web-try-again":
            await asyncio.sleep(PAUSE)

    async def _happen(self, frame: Happening) -> None:
        window, address = self._window, self._seat.address.id
        try:
            async with window.hub.turn(address):
                mine = await window.store.write(
                    inbound.take, window, self._seat, frame, window.clock.now(), self._shown
                )
        except Gone:
            raise
        except Exception:
            logger.exception("an event of the web channel failed")
            await self._refuse(frame.id, "web-try-again")
            return
        if mine is not None:
            window.hub.push(address, {"op": "item", "seq": mine[0], **mine[1]})
        window.wake()
        self._connection.push({"op": "done", "id": frame.id})
        await standing.tell(window, address)

    async def _form(self, frame: AskForm) -> None:
        window, now = self._window, self._window.clock.now()
        view = await window.store.read(form_view, window, self._seat, frame, now)
        if view is None:
            await self._refuse(frame.id, "web-frame-broken")
        else:
            self._connection.push({"op": "form", "id": frame.id, "name": frame.name, **view})


def _since(tx: Transaction, address: int, seq: int) -> list[FeedItem]:
    return tx.feed.since(address, seq, limit=PAGE)


def _reached(tx: Transaction, address: int) -> tuple[int, int]:
    return tx.feed.shown(address), tx.feed.last(address)


def _seen(tx: Transaction, address: int, seq: int) -> None:
    tx.feed.seen(address, seq)
