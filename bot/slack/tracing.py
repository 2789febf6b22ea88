"""What has arrived of a delivery, found again in Slack: every message carries the reference under which it was sent."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from msgspec import Struct
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.channel import Undeliverable
from bot.slack.api import error_of, outcome
from bot.slack.notes import Shown
from store.moment import MINUTE, SECOND, Ms

EVENT = "aftercare_message"

NO_THREAD = "thread_not_found"

MARGIN = 10 * MINUTE
"""How much earlier than it was written a message is looked for: Slack's clock may be another."""

PAGES, PAGE = 5, 200
"""How far is looked, and the messages asked for in one go. Apps outside the Marketplace get 15, and one page a minute."""


class Blind(Exception):
    """A conversation whose past may not be read; the message says why."""


class Share(Struct, frozen=True):
    """A file that we have shared: when, its title, its size in bytes."""

    ts: str
    title: str
    size: int


class Trail(Struct):
    """What a conversation or a thread holds of a delivery: its parts by their names, and every file that we shared there."""

    parts: dict[str, Shown]
    files: list[Share]
    pages: int = 0
    cursor: str = ""
    done: bool = False


def mark(reference: str, part: str) -> dict[str, Any]:
    """Return the metadata by which a message is found again."""
    return {"event_type": EVENT, "event_payload": {"reference": reference, "part": part}}


class Tracer:
    """Looks for one delivery. What was seen is kept, so that a look that Slack interrupts goes on where it was."""

    def __init__(self, client: AsyncWebClient, reference: str, created: Ms) -> None:
        """Look for what was sent under a reference, from a little before the delivery was written."""
        self._client, self._reference = client, reference
        self._oldest = (created - MARGIN) / SECOND
        self._trails: dict[tuple[str, str], Trail] = {}
        self._direct: dict[str, str] = {}
        self._us: frozenset[str] = frozenset()

    def since(self, ts: str) -> None:
        """Look further back: the delivery may have taken the place of an older message."""
        self._oldest = min(self._oldest, float(ts))

    async def trail(self, channel: str, thread: str = "") -> Trail:
        """Return what stands in a conversation, or in a thread of it. Raises Blind, or what may be over later."""
        try:
            return await self._looked(channel, thread)
        except SlackApiError as fault:
            means = outcome(fault)
            if isinstance(means, Undeliverable) and error_of(fault) != NO_THREAD:
                raise Blind(means.why) from fault
            raise

    async def _looked(self, channel: str, thread: str) -> Trail:
        if not self._us:
            me = await self._client.auth_test()
            self._us = frozenset({str(me["user_id"]), str(me.get("bot_id") or me["user_id"])})
        channel = await self._conversation(channel)
        trail = self._trails.setdefault((channel, thread), Trail({}, []))
        while not trail.done and trail.pages < PAGES:
            await self._turn(channel, thread, trail)
        return trail

    async def _conversation(self, channel: str) -> str:
        """Return the direct message with a person: its past goes by no other id."""
        if not channel.startswith(("U", "W")):
            return channel
        if channel not in self._direct:
            opened = await self._client.conversations_open(users=channel)
            self._direct[channel] = str(opened["channel"]["id"])
        return self._direct[channel]

    async def _turn(self, channel: str, thread: str, trail: Trail) -> None:
        """Read one page more."""
        asked: dict[str, Any] = {
            "channel": channel,
            "oldest": f"{self._oldest:.6f}",
            "inclusive": True,
            "include_all_metadata": True,
            "limit": PAGE,
        }
        asked |= {"cursor": trail.cursor} if trail.cursor else {}
        if thread:
            answer = await self._client.conversations_replies(ts=thread, **asked)
        else:
            answer = await self._client.conversations_history(**asked)
        for message in answer["messages"]:
            if _thread_of(message) == thread and self._is_ours(message):
                self._note(channel, message, trail)
        trail.pages += 1
        trail.cursor = str((answer.get("response_metadata") or {}).get("next_cursor") or "")
        trail.done = not trail.cursor

    def _is_ours(self, message: Mapping[str, Any]) -> bool:
        """Whether we wrote a message: what another app puts into its metadata, or calls its files, says nothing."""
        return bool(self._us & {message.get("user"), message.get("bot_id")})

    def _note(self, channel: str, message: Mapping[str, Any], trail: Trail) -> None:
        ts, metadata = str(message["ts"]), message.get("metadata") or {}
        told = metadata.get("event_payload") or {}
        if metadata.get("event_type") == EVENT and told.get("reference") == self._reference:
            trail.parts[str(told.get("part", "0"))] = Shown(channel, ts, str(message.get("text") or ""))
        for file in message.get("files") or ():
            trail.files.append(Share(ts, str(file.get("title") or ""), int(file.get("size") or 0)))


def _thread_of(message: Mapping[str, Any]) -> str:
    """Return the thread that a message answers in; none for what stands in the conversation itself."""
    thread = str(message.get("thread_ts") or "")
    return "" if thread == message["ts"] else thread
