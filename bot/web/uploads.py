"""Files in and out over HTTP."""

from __future__ import annotations

import asyncio
import logging
import secrets
from urllib.parse import quote, unquote

from starlette.requests import ClientDisconnect, Request
from starlette.responses import FileResponse, JSONResponse, Response

from bot.web.sessions import Seat
from bot.web.window import Window
from store.files import FileRefused, Incoming, Stored
from store.message import Text
from store.transaction import StoredFile, Transaction

logger = logging.getLogger(__name__)

PATIENCE = 4
"""How many times the largest size is read of a file that is too large."""

_STATUS = {"file-too-large": 413, "file-type": 415, "file-empty": 400, "web-too-fast": 429}


async def upload(window: Window, seat: Seat, request: Request) -> Response:
    """Take a file's bytes. What is not taken is answered with a sentence that says why.

    Its name comes percent-encoded in a header: an address would end in the logs of every proxy.
    """
    limit, who, now = window.limits.files, seat.address.id, window.clock.now()
    if limit.full(who, now):
        return _no(window, seat, "web-too-fast")
    limit.note(who, now)
    try:
        with window.vault.begin(unquote(request.headers.get("x-file-name", ""))) as incoming:
            stored = await _receive(request, incoming, window.vault.largest)
    except FileRefused as refused:
        return _no(window, seat, refused.key)
    except (ClientDisconnect, ValueError):
        return JSONResponse({"error": ""}, 400)
    except OSError:
        logger.exception("a file cannot be kept")
        return JSONResponse({"error": ""}, 507)
    file = StoredFile(
        secrets.token_urlsafe(12),
        stored.sha256,
        stored.name,
        stored.mime,
        stored.size,
        seat.person.id,
        now,
    )
    await window.store.write(_keep, file)
    return JSONResponse({"id": file.id, "name": file.name, "mime": file.mime, "size": file.size})


async def _receive(request: Request, incoming: Incoming, largest: int) -> Stored:
    """Keep what comes. Too large a file is read on for a while, since a browser hears no answer before it has sent it."""
    size, patience = 0, largest * PATIENCE
    if int(request.headers.get("content-length", "0")) > patience:
        raise FileRefused("file-too-large")
    async for chunk in request.stream():
        size += len(chunk)
        if size <= largest:
            await asyncio.to_thread(incoming.write, chunk)
        elif size > patience:
            break
    if size > largest:
        raise FileRefused("file-too-large")
    return await asyncio.to_thread(incoming.finish)


def _no(window: Window, seat: Seat, key: str) -> Response:
    reader = window.texts.reader(seat.person.language, window.clock.now())
    megabytes = window.vault.largest // (1024 * 1024)
    return JSONResponse({"error": reader.text(Text(key, {"megabytes": megabytes}))}, _STATUS[key])


async def download(window: Window, seat: Seat, file_id: str) -> Response:
    """Serve a file to who sent it, to the team, and to the customer whose ticket it belongs to."""
    file = await window.store.read(_readable, seat, file_id)
    if file is None or not (path := window.vault.path(file.sha256)).is_file():
        return Response(status_code=404)
    return FileResponse(
        path,
        media_type=file.mime,
        headers={
            "Content-Disposition": f"attachment; filename*=UTF-8''{quote(file.name)}",
            "X-Content-Type-Options": "nosniff",
            "Content-Security-Policy": "default-src 'none'; sandbox",
            "Cache-Control": "private, max-age=86400, immutable",
        },
    )


def _keep(tx: Transaction, file: StoredFile) -> None:
    tx.files.put(file)


def _readable(tx: Transaction, seat: Seat, file_id: str) -> StoredFile | None:
    file = tx.files.get(file_id)
    if file is None:
        return None
    ticket = tx.tickets.get(file.ticket) if file.ticket else None
    concerned = ticket is not None and ticket.customer == seat.person.id
    return file if seat.person.is_team or file.person == seat.person.id or concerned else None
