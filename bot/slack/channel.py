"""Slack as a channel: a person's direct message, in which each ticket is one thread with its card on top."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from typing import Any

from msgspec import Struct, structs
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.channel import Capabilities, Later, Outcome, Sent
from bot.limits import Limit
from bot.memory import Memory, Recent
from bot.slack import notes, payload
from bot.slack.api import error_of, outcome
from bot.slack.blocks import paragraphs
from bot.slack.notes import NAME, Shown
from bot.slack.render import Written, written
from bot.texts import Reader
from store.db.door import Store
from store.delivery import Delivery, Kind
from store.files import Vault
from store.message import FileRef
from store.people import Address
from store.transaction import StoredFile, Transaction

logger = logging.getLogger(__name__)

CAPABILITIES = Capabilities(
    edits=True,
    forms=True,
    file_bytes=1024 * 1024 * 1024,
    limits=(Limit(4, 4.0, each_chat=True), Limit(40, 2.0)),
    parallel=16,
)
"""Slack's own: one message a second to a channel with short bursts, and some twenty a second in all."""

STEP = "step"
"""The slot of the question that stands."""

GONE = frozenset({"message_not_found", "cant_update_message", "edit_window_closed", "channel_not_found"})
"""What Slack says of a message that cannot be changed any more."""

EVENT = "aftercare_message"


class Before(Struct, frozen=True):
    """What a chat shows before a message is sent: the message of its slot, the ticket's thread, a question past."""

    shown: Shown | None
    root: Shown | None
    stale: Shown | None
    files: tuple[StoredFile, ...]


class SlackChannel:
    """Sends and changes messages. `client_of` gives the client of a workspace, None when it has let us go."""

    def __init__(
        self,
        client_of: Callable[[str], AsyncWebClient | None],
        store: Store,
        vault: Vault,
        memory: Memory[str, str],
        home: Callable[[str], None],
    ) -> None:
        """Send through workspaces' clients; `home` hears whose Home may have changed."""
        self._client_of, self._store, self._vault, self._memory, self._home = client_of, store, vault, memory, home
        self._progress: Recent[int, int] = Recent()

    @property
    def name(self) -> str:
        """The channel's name."""
        return NAME

    @property
    def capabilities(self) -> Capabilities:
        """What Slack can show."""
        return CAPABILITIES

    async def send(self, address: Address, delivery: Delivery, reader: Reader) -> Outcome:
        """Send a message, or put it in the place of the one it follows."""
        team, where = payload.place(address.external)
        client = self._client_of(team)
        if client is None:
            return Later("the workspace is not connected")
        try:
            ts = await self._deliver(client, address.external, where, delivery, reader)
        except Exception as fault:  # noqa: BLE001 - `outcome` raises what is none of Slack's
            return outcome(fault)
        self._progress.pop(delivery.id, None)
        self._home(address.external)
        return Sent(ref=ts)

    async def _deliver(
        self, client: AsyncWebClient, external: str, where: str, delivery: Delivery, reader: Reader
    ) -> str:
        message = delivery.message
        before = await self._store.read(_before, external, delivery)
        pages = written(message, reader)
        card = message.slot not in {"", STEP}
        if before.shown is not None and len(pages) == 1 and (card or self._at_hand(external, before.shown)):
            changed = await self._change(client, before.shown, pages[0])
            if changed and (delivery.kind is Kind.CARD or not card):
                await self._store.write(_after, external, delivery, _shown(before.shown, pages[0]), before)
                return before.shown.ts
            if changed:  # what is new about a card is said in its thread
                pages = written(structs.replace(message, title=None, facts=(), buttons=()), reader)
        if before.stale is not None:
            await self._strip(client, before.stale)
        return await self._post(client, external, where, delivery, pages, before)

    def _at_hand(self, external: str, shown: Shown) -> bool:
        return self._memory.is_at_hand(external, shown.ts)

    async def _change(self, client: AsyncWebClient, shown: Shown, page: Written) -> bool:
        try:
            await client.chat_update(channel=shown.channel, ts=shown.ts, text=page.text, blocks=page.blocks)
        except SlackApiError as fault:
            if error_of(fault) in GONE:
                return False
            raise
        return True

    async def _strip(self, client: AsyncWebClient, shown: Shown) -> None:
        """Take the buttons off a question that is past; it matters to nobody when that fails."""
        try:
            await client.chat_update(
                channel=shown.channel, ts=shown.ts, text=shown.text, blocks=list(paragraphs(shown.text))
            )
        except SlackApiError as fault:
            logger.debug("slack: buttons stay on an old message: %s", error_of(fault))

    async def _post(
        self,
        client: AsyncWebClient,
        external: str,
        where: str,
        delivery: Delivery,
        pages: Sequence[Written],
        before: Before,
    ) -> str:
        done, shown = self._progress.get(delivery.id, 0), Shown(where, "")
        thread = {"thread_ts": before.root.ts, "reply_broadcast": True} if before.root is not None else {}
        for part, page in enumerate(pages):
            if part >= done:
                shown = await self._one(client, before.root.channel if before.root else where, page, delivery, thread)
                self._progress.put(delivery.id, part + 1)
                self._memory.message(external, shown.ts)
        for part, file in enumerate(before.files, start=len(pages)):
            if part >= done:
                await self._upload(client, shown.channel, file, before.root.ts if before.root else shown.ts)
                self._progress.put(delivery.id, part + 1)
        await self._store.write(_after, external, delivery, shown, before)
        return shown.ts

    @staticmethod
    async def _one(
        client: AsyncWebClient, channel: str, page: Written, delivery: Delivery, thread: dict[str, Any]
    ) -> Shown:
        posted = await client.chat_postMessage(
            channel=channel,
            text=page.text,
            blocks=page.blocks,
            unfurl_links=False,
            unfurl_media=False,
            metadata={"event_type": EVENT, "event_payload": {"reference": delivery.dedupe}},
            **thread,
        )
        return Shown(str(posted["channel"]), str(posted["ts"]), page.text)

    async def _upload(self, client: AsyncWebClient, channel: str, file: StoredFile, thread: str) -> None:
        await client.files_upload_v2(
            channel=channel,
            file=str(self._vault.path(file.sha256)),
            filename=file.name,
            title=file.name,
            thread_ts=thread,
            request_file_info=False,
        )


def _shown(shown: Shown, page: Written) -> Shown:
    return Shown(shown.channel, shown.ts, page.text)


def _before(tx: Transaction, external: str, delivery: Delivery) -> Before:
    message = delivery.message
    shown = notes.shown(tx, external, message.slot) if message.slot else None
    root = notes.root(tx, external, delivery.ticket) if delivery.ticket else None
    stale = None
    if message.slot != STEP and (step := notes.shown(tx, external, STEP)) is not None:
        address = tx.people.at(NAME, external)
        stale = step if address is not None and tx.drafts.get(address.id) is None else None
    elif message.slot == STEP:
        stale = shown
    return Before(shown, root, stale, _files(tx, message.files))


def _files(tx: Transaction, refs: Sequence[FileRef]) -> tuple[StoredFile, ...]:
    found = (tx.files.get(ref.id) for ref in refs)
    return tuple(file for file in found if file is not None and file.sha256)


def _after(tx: Transaction, external: str, delivery: Delivery, shown: Shown, before: Before) -> None:
    """Note what the chat shows now, and which thread is the ticket's."""
    slot = delivery.message.slot
    if before.stale is not None and slot != STEP:
        notes.hide(tx, external, STEP)
    if slot and shown.ts and (slot == STEP or before.shown is None or delivery.kind is Kind.CARD):
        notes.show(tx, external, slot, shown)
    if delivery.ticket and before.root is None and slot != STEP and shown.ts:
        notes.take_root(tx, external, delivery.ticket, shown)
