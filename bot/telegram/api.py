"""The Bot API through python-telegram-bot: how it is called, and what its faults mean for a message."""

from __future__ import annotations

import logging
import warnings
from datetime import timedelta
from typing import Any

import httpx
from telegram import Bot
from telegram.error import (
    BadRequest,
    Conflict,
    EndPointNotFound,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TelegramError,
)
from telegram.request import HTTPXRequest
from telegram.warnings import PTBDeprecationWarning, PTBUserWarning

from bot.channel import Later, Outcome, Uncertain, Undeliverable
from bot.trust import trust

OFFICIAL = "https://api.telegram.org"

PARALLEL = 64
"""Calls at the same time."""

ANSWER, WRITE, CONNECT, POOL = 20.0, 20.0, 10.0, 5.0
"""Seconds for an answer, for a file to leave, for a connection, and for a free one; the courier waits thirty."""

GONE = (
    "chat not found",
    "user is deactivated",
    "have no rights to send a message",
    "not enough rights to send text messages to the chat",
    "peer_id_invalid",
    "input_user_deactivated",
    "bot can't initiate conversation",
    "chat_write_forbidden",
)
"""What a refused call says when its chat cannot be written to any more."""

_NOT_SENT = (httpx.PoolTimeout, httpx.ConnectTimeout, httpx.ConnectError, httpx.ProxyError, httpx.UnsupportedProtocol)


class Client:
    """One bot at one Bot API server."""

    def __init__(self, token: str, base: str = OFFICIAL) -> None:
        """Call `base` with a bot's token."""
        _hush()
        self._requests = (self._request(2), self._request(PARALLEL))
        self.bot = Bot(
            token,
            base_url=f"{base}/bot",
            base_file_url=f"{base}/file/bot",
            get_updates_request=self._requests[0],
            request=self._requests[1],
        )
        self.id = token.partition(":")[0]
        """The bot's own number, also before Telegram has answered."""

    async def updates(self, offset: int | None, wait: int, kinds: tuple[str, ...]) -> list[Any]:
        """Return what waits as it came, unread; the offset confirms everything below it."""
        asked = {"timeout": wait, "limit": 100, "allowed_updates": list(kinds)}
        if offset is not None:
            asked["offset"] = offset
        found = await self.bot.do_api_request("getUpdates", api_kwargs=asked, read_timeout=wait + ANSWER)
        return found if isinstance(found, list) else []

    async def close(self) -> None:
        """Close the connections."""
        for request in self._requests:
            await request.shutdown()

    @staticmethod
    def _request(size: int) -> HTTPXRequest:
        return HTTPXRequest(
            connection_pool_size=size,
            read_timeout=ANSWER,
            write_timeout=WRITE,
            media_write_timeout=WRITE,
            connect_timeout=CONNECT,
            pool_timeout=POOL,
            httpx_kwargs={"verify": trust()},
        )


def _hush() -> None:
    """Silence two warnings of the library: ours is the raw getUpdates on purpose, and a delay is read in either form.

    Its log would say each fault again, with what Telegram sent: it is raised as well, and told in our own words.
    """
    logging.getLogger("telegram").setLevel(logging.CRITICAL)
    warnings.filterwarnings("ignore", r"Please use 'Bot\.getUpdates'", PTBUserWarning)
    warnings.filterwarnings("ignore", r".*`retry_after`", PTBDeprecationWarning)


def seconds_of(fault: RetryAfter) -> float:
    """Return how long Telegram asks to wait."""
    delay = fault.retry_after
    return delay.total_seconds() if isinstance(delay, timedelta) else float(delay)


def outcome(fault: TelegramError) -> Outcome:
    """Return what a fault of a call means for the message that it carried."""
    match fault:
        case RetryAfter():
            return Later("flood limit", seconds_of(fault))
        case Forbidden():
            return Undeliverable(_said(fault))
        case InvalidToken() | EndPointNotFound():
            return Undeliverable("the bot's token is not valid any more", gone=False)
        case BadRequest():
            return Undeliverable(_said(fault), gone=_says(fault, *GONE))
        case NetworkError():
            return _network(fault)
        case Conflict():
            return Later(_said(fault))
    return Uncertain(_said(fault))


def _network(fault: NetworkError) -> Outcome:
    """Tell what was never sent from what nobody knows about: the cause says how far it got."""
    cause = fault.__cause__
    if isinstance(cause, httpx.HTTPError):
        return Later(_said(fault)) if isinstance(cause, _NOT_SENT) else Uncertain(_said(fault))
    if isinstance(cause, Exception) and not isinstance(cause, TelegramError):
        return Uncertain(_said(fault))
    return Later(_said(fault))


def says(fault: TelegramError, *words: str) -> bool:
    """Whether a refusal says any of these words."""
    return isinstance(fault, BadRequest) and _says(fault, *words)


def _says(fault: TelegramError, *words: str) -> bool:
    told = fault.message.lower()
    return any(each in told for each in words)


def _said(fault: TelegramError) -> str:
    return fault.message[:200]
