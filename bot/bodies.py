"""The body of a request, read as far as it may go."""

from __future__ import annotations

from starlette.requests import ClientDisconnect, Request


async def body_of(request: Request, largest: int) -> bytes | None:
    """Return a request's body; None when it has more than `largest` bytes, nothing when its sender is gone."""
    raw = b""
    try:
        async for chunk in request.stream():
            raw += chunk
            if len(raw) > largest:
                return None
    except ClientDisconnect:
        return b""
    return raw
