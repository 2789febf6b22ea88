"""What a request brings: its body, read as far as it may go, and the language that its browser asks for."""

from __future__ import annotations

from starlette.requests import ClientDisconnect, Request

from store.people import Language


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


def language_of(request: Request) -> Language:
    """Return the language of a page for whoever asks for it, before anything is known of them."""
    asked = request.query_params.get("lang") or request.headers.get("accept-language", "zh")
    return Language.ZH if asked.lower().startswith("zh") else Language.EN
