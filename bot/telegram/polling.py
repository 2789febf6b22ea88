"""Long polling: what was committed is confirmed by the next call's offset, and nothing else is."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Sequence

import httpx
from telegram.error import Conflict, InvalidToken, NetworkError, RetryAfter, TelegramError, TimedOut

from bot import backoff
from bot.standing import REFUSED, Standing
from bot.telegram import payload
from bot.telegram.api import Client, seconds_of
from bot.telegram.intake import Intake
from store.db.errors import DatabaseError

logger = logging.getLogger(__name__)

WAIT = 25
"""Seconds that Telegram keeps a call open when there is nothing."""

FIRST, LONGEST = 0.5, 30.0
"""Seconds to wait after the first fault, and after many."""

NAMED = 5
"""Updates that could not be taken, as many as are named."""


class Polling:
    """Asks for updates for ever."""

    def __init__(self, client: Client, intake: Intake, standing: Standing) -> None:
        """Hand what comes to an intake."""
        self._client, self._intake, self._standing = client, intake, standing
        self._offset: int | None = None
        self._faults = 0

    async def run(self) -> None:
        """Poll until cancelled; no fault ends it."""
        while True:
            try:
                # After a fault a short call: that all is well again is to be known at once.
                found = await self._client.updates(self._offset, 0 if self._standing.trouble else WAIT, payload.KINDS)
                whole = await self._take(found)
            except TelegramError as fault:
                await self._pause(trouble(fault), seconds_of(fault) if isinstance(fault, RetryAfter) else 0.0)
            except Exception as fault:
                logger.exception("telegram: polling failed")
                await self._pause(f"polling failed: {type(fault).__name__}")
            else:
                if whole:
                    self._standing.well()
                    self._faults = 0
                else:
                    await self._pause(REFUSED)

    async def _take(self, found: list[object]) -> bool:
        """Take every update; the offset moves past those that are committed. False when the store refused one."""
        lanes: dict[object, list[object]] = {}
        for raw in found:
            lanes.setdefault(payload.lane_of(raw), []).append(raw)
        refused: list[object] = []
        for result in await asyncio.gather(*map(self._in_turn, lanes.values()), return_exceptions=True):
            if isinstance(result, BaseException):
                raise result
            refused += result
        numbers = [number for raw in found if (number := payload.number_of(raw)) is not None]
        lowest = [number for raw in refused if (number := payload.number_of(raw)) is not None]
        if numbers:
            self._offset = min(lowest) if lowest else max(numbers) + 1
        return not refused

    async def _in_turn(self, lane: Sequence[object]) -> Sequence[object]:
        """Take what stays in order; return what the store refused with all that came after it, for another time."""
        for place, raw in enumerate(lane):
            try:
                await self._intake.take(raw)
            except DatabaseError:
                return lane[place:]
        return ()

    async def _pause(self, why: str, seconds: float = 0.0) -> None:
        self._standing.ill(why)
        self._faults += 1
        await asyncio.sleep(max(seconds, backoff.pause(self._faults, FIRST, LONGEST)))


def put_aside(numbers: Sequence[object]) -> str:
    """Return which updates could not be taken, the newest last; empty when there are none."""
    if not numbers:
        return ""
    named = ", ".join(map(str, numbers[-NAMED:]))
    more = "the newest: " if len(numbers) > NAMED else ""
    return f"{len(numbers)} update{'' if len(numbers) == 1 else 's'} put aside that could not be taken ({more}{named})"


def trouble(fault: TelegramError) -> str:
    """Return what is wrong in words for whoever runs the program, with the mend."""
    match fault:
        case Conflict() if "webhook" in fault.message:
            return "a webhook is set for this bot elsewhere; remove it there, or set AFTERCARE_TELEGRAM_WEBHOOK_URL"
        case Conflict():
            return "another program polls with the same token; stop it, or give each a bot of its own"
        case InvalidToken():
            return "the token was rejected; get the present one from @BotFather and set AFTERCARE_TELEGRAM_TOKEN"
        case RetryAfter():
            return "asked to wait by Telegram's flood limits"
        case TimedOut():
            return "no answer from Telegram in time; trying again"
        case NetworkError() if isinstance(fault.__cause__, httpx.HTTPError):
            return "Telegram cannot be reached; check the network, a proxy, or AFTERCARE_TELEGRAM_API; trying again"
    return f"Telegram answers: {fault.message.partition('. ')[0][:120]}; trying again"
