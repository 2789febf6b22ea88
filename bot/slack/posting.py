"""Messages on their way into Slack: posted page by page, changed in place, with files after them."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from typing import Any

from msgspec import Struct
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.memory import Recent
from bot.slack.api import error_of
from bot.slack.blocks import paragraphs
from bot.slack.notes import Shown
from bot.slack.render import Written
from store.delivery import Delivery
from store.files import Vault
from store.transaction import StoredFile

logger = logging.getLogger(__name__)

GONE = frozenset({"message_not_found", "cant_update_message", "edit_window_closed", "channel_not_found"})
"""What Slack says of a message that cannot be changed any more."""

EVENT = "aftercare_message"


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

    def __init__(self, vault: Vault) -> None:
        """Post files from a vault."""
        self._vault = vault
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
        """Take the buttons off a question that is past; it matters to nobody when that fails."""
        try:
            await client.chat_update(
                channel=shown.channel, ts=shown.ts, text=shown.text, blocks=list(paragraphs(shown.text))
            )
        except SlackApiError as fault:
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
                await self._upload(client, shown.channel, file, place.thread or shown.ts)
                done = self._note(delivery, part, shown)
        return shown

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
