"""Messages on their way into Slack: posted page by page, changed in place, with files after them."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Sequence
from typing import Any

from msgspec import Struct
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.memory import Recent
from bot.slack.api import BUSY, error_of
from bot.slack.blocks import sentences
from bot.slack.notes import Shown
from bot.slack.render import Written
from store.db.door import Store
from store.delivery import Delivery
from store.files import Vault
from store.moment import MINUTE, Ms
from store.transaction import StoredFile, Transaction

logger = logging.getLogger(__name__)

GONE = frozenset({"message_not_found", "cant_update_message", "edit_window_closed", "channel_not_found"})
"""What Slack says of a message that cannot be changed any more."""

EVENT = "aftercare_message"


MOMENT, GLANCE = 5.0, 0.1
"""Seconds for which a file on its way is waited for, and between two looks."""

NEVER = 10 * MINUTE
"""A file that has no bytes by then gets none; its name has been said."""


class OnItsWay(Exception):
    """A file whose bytes are not here yet."""


class Place(Struct, frozen=True):
    """Where a message goes: a channel or a person, and the thread in it; `loud` shows it in the channel as well."""

    channel: str
    thread: str = ""
    loud: bool = False

    @property
    def arguments(self) -> dict[str, Any]:
        """The place as `chat.postMessage` takes it."""
        thread = {"thread_ts": self.thread} if self.thread else {}
        return {"channel": self.channel, **thread, **({"reply_broadcast": True} if self.thread and self.loud else {})}


class Done(Struct, frozen=True):
    """How far a delivery has come: the parts that have arrived, and the last message of them."""

    parts: int = 0
    shown: Shown | None = None


class Poster:
    """Posts and changes messages. What has arrived of a delivery is not posted again when the rest is tried again."""

    def __init__(self, vault: Vault, store: Store, now: Callable[[], Ms]) -> None:
        """Post files from a vault."""
        self._vault, self._store, self._now = vault, store, now
        self._done: Recent[int, Done] = Recent()

    def has_begun(self, delivery: Delivery) -> bool:
        """Whether something of a delivery has arrived already."""
        return delivery.id in self._done

    def finish(self, delivery: Delivery) -> None:
        """Forget how far a delivery came: it has arrived."""
        self._done.pop(delivery.id, None)

    async def change(self, client: AsyncWebClient, shown: Shown, page: Written) -> bool:
        """Show something else in a message; False when it cannot be changed any more."""
        try:
            await client.chat_update(channel=shown.channel, ts=shown.ts, text=page.text, blocks=page.blocks)
        except SlackApiError as fault:
            if error_of(fault) in GONE:
                return False
            raise
        return True

    async def strip(self, client: AsyncWebClient, shown: Shown) -> None:
        """Take the buttons off a question that is past; it matters to nobody when that cannot be done."""
        try:
            await client.chat_update(
                channel=shown.channel, ts=shown.ts, text=shown.text, blocks=list(sentences(shown.text))
            )
        except SlackApiError as fault:
            if fault.response.status_code == BUSY:
                raise
            logger.debug("slack: buttons stay on an old message: %s", error_of(fault))

    async def post(
        self,
        client: AsyncWebClient,
        place: Place,
        delivery: Delivery,
        pages: Sequence[Written],
        files: Sequence[StoredFile] = (),
    ) -> Shown:
        """Post pages, then files in the thread; return the last page, which has the buttons."""
        done = self._done.get(delivery.id, Done())
        for part, page in enumerate(pages):
            if part >= done.parts:
                done = self._note(delivery, part, await self._page(client, place, page, delivery))
        shown = done.shown or Shown(place.channel, "")
        for part, file in enumerate(files, start=len(pages)):
            if part >= done.parts:
                if (stored := await self._arrived(file)) is not None:
                    await self._upload(client, shown.channel, stored, place.thread or shown.ts)
                done = self._note(delivery, part, shown)
        return shown

    async def _arrived(self, file: StoredFile) -> StoredFile | None:
        """Return a file once its bytes are here, which takes a moment when they come from a platform; None for never."""
        until = asyncio.get_running_loop().time() + MOMENT
        while not file.sha256:
            if self._now() - file.created > NEVER:
                return None
            if asyncio.get_running_loop().time() > until:
                raise OnItsWay
            await asyncio.sleep(GLANCE)
            file = await self._store.read(_again, file)
        return file

    def _note(self, delivery: Delivery, part: int, shown: Shown) -> Done:
        done = Done(part + 1, shown)
        self._done.put(delivery.id, done)
        return done

    @staticmethod
    async def _page(client: AsyncWebClient, place: Place, page: Written, delivery: Delivery) -> Shown:
        posted = await client.chat_postMessage(
            text=page.text,
            blocks=page.blocks,
            unfurl_links=False,
            unfurl_media=False,
            metadata={"event_type": EVENT, "event_payload": {"reference": delivery.dedupe}},
            **place.arguments,
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


def _again(tx: Transaction, file: StoredFile) -> StoredFile:
    return tx.files.get(file.id) or file
