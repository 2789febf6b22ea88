"""Messages on their way into Slack: posted page by page, changed in place, with files after them."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from typing import Any, TypeVar

from msgspec import Struct, structs
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.channel import Uncertain
from bot.memory import Recent
from bot.slack.api import BUSY, error_of, outcome, status_of
from bot.slack.blocks import sentences
from bot.slack.notes import Shown
from bot.slack.render import Written
from bot.slack.tracing import Blind, Share, Tracer, Trail, mark
from bot.texts import Reader
from store.db.door import Store
from store.delivery import SEND_AGAIN, Delivery
from store.files import Vault
from store.moment import MINUTE, Ms
from store.transaction import StoredFile, Transaction

logger = logging.getLogger(__name__)

GONE = frozenset({"message_not_found", "cant_update_message", "edit_window_closed", "channel_not_found"})
"""What Slack says of a message that cannot be changed any more."""

MOMENT, GLANCE = 5.0, 0.1
"""Seconds for which a file on its way is waited for, and between two looks."""

Result = TypeVar("Result")

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


class Errand(Struct):
    """A delivery on its way to a chat. It is `blind` once its traces were to be read there, and may not be."""

    client: AsyncWebClient
    external: str
    delivery: Delivery
    reader: Reader
    tracer: Tracer
    blind: bool = False


class Done(Struct, frozen=True):
    """How far a delivery has come: the parts that have arrived, and the last message of them.

    Unless it is `sure`, one part more may have arrived.
    """

    parts: int = 0
    shown: Shown | None = None
    sure: bool = True


class Poster:
    """Posts and changes messages. What has arrived of a delivery is not posted again when the rest is tried again."""

    def __init__(self, vault: Vault, store: Store, now: Callable[[], Ms]) -> None:
        """Post files from a vault."""
        self._vault, self._store, self._now = vault, store, now
        self._done: Recent[int, Done] = Recent()
        self._looks: Recent[int, Tracer] = Recent()

    def errand(self, client: AsyncWebClient, external: str, delivery: Delivery, reader: Reader) -> Errand:
        """Set out with a delivery; a look for it that was interrupted goes on."""
        tracer = self._looks.pop(delivery.id, None) or Tracer(client, delivery.dedupe, delivery.created)
        return Errand(client, external, delivery, reader, tracer)

    def has_begun(self, delivery: Delivery) -> bool:
        """Whether something of a delivery has arrived already, or may have."""
        return self.is_in_doubt(delivery) or self._done.get(delivery.id, Done()).parts > 0

    def is_in_doubt(self, delivery: Delivery) -> bool:
        """Whether something of a delivery may have arrived of which we do not know."""
        done = self._done.get(delivery.id)
        return delivery.uncertain if done is None else not done.sure

    def finish(self, delivery: Delivery) -> None:
        """Forget how far a delivery came: it has arrived."""
        self._done.pop(delivery.id, None)
        self._looks.pop(delivery.id, None)

    async def change(
        self, client: AsyncWebClient, shown: Shown, page: Written, delivery: Delivery | None = None
    ) -> bool:
        """Show something else in a message, a delivery perhaps; False when it cannot be changed any more."""
        metadata = mark(delivery.dedupe, "0") if delivery is not None else None
        try:
            await client.chat_update(
                channel=shown.channel, ts=shown.ts, text=page.text, blocks=page.blocks, metadata=metadata
            )
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
            if status_of(fault) == BUSY:
                raise
            logger.debug("slack: buttons stay on an old message: %s", error_of(fault))

    async def traces(self, errand: Errand, channel: str, thread: str = "") -> Trail:
        """Return what has arrived of a delivery somewhere, as far as that is in doubt.

        Where the past may not be read, it is sent again if it is of the kinds that are; else Blind is raised.
        """
        delivery = errand.delivery
        if errand.blind or not self.is_in_doubt(delivery):
            return Trail({}, [])
        self._looks.put(delivery.id, errand.tracer)
        try:
            return await errand.tracer.trail(channel, thread)
        except Blind as blind:
            if delivery.uncertain and delivery.kind not in SEND_AGAIN:
                raise
            logger.info("slack: message %d is sent again, unseen: %s", delivery.id, blind)
            errand.blind = True
            return Trail({}, [])

    async def post(
        self,
        errand: Errand,
        place: Place,
        pages: Sequence[Written],
        files: Sequence[StoredFile] = (),
        *,
        name: str = "",
    ) -> Shown:
        """Post pages, then files in the thread; return the last page, which has the buttons.

        `name` is what the parts are called that are not of what is said.
        """
        delivery = errand.delivery
        trail = await self.traces(errand, place.channel, place.thread)
        done = self._done.get(delivery.id, Done(sure=not delivery.uncertain))
        for part, page in enumerate(pages):
            if part < done.parts:
                continue
            label = f"{name}{part}"
            if (shown := trail.parts.get(label)) is not None:
                done = self._note(delivery, Done(part + 1, structs.replace(shown, text=page.text), done.sure))
            else:
                shown = await self._sent(errand, done, self._page(errand.client, place, page, delivery, label))
                done = self._note(delivery, Done(part + 1, shown))
        shown = done.shown or Shown(place.channel, "")
        if done.parts < len(pages) + len(files):
            await self._attach(errand, done, files[done.parts - len(pages) :], place.thread or shown.ts)
        return shown

    async def _attach(self, errand: Errand, done: Done, files: Sequence[StoredFile], thread: str) -> None:
        """Post files in a thread, except those that are there."""
        last = done.shown or Shown("", "")
        there = await self._shared(errand, last, thread)
        for file in files:
            stored = await self._arrived(file)
            if stored is not None and not _taken(there, stored):
                await self._sent(errand, done, self._upload(errand.client, last.channel, stored, thread))
            done = self._note(errand.delivery, structs.replace(done, parts=done.parts + 1))

    async def _shared(self, errand: Errand, last: Shown, thread: str) -> list[Share]:
        """Return the files that we have shared in a thread since the last page of a delivery.

        They carry no metadata. But nothing else is sent to a chat before the delivery has ended: these are its own.
        """
        trail = await self.traces(errand, last.channel, thread)
        return [each for each in trail.files if float(each.ts) > float(last.ts)]

    async def _sent(self, errand: Errand, done: Done, sending: Awaitable[Result]) -> Result:
        """Send a part. Until it is known how that ended, it is in doubt whether it arrived."""
        number = errand.delivery.id
        self._looks.pop(number, None)
        self._done.put(number, structs.replace(done, sure=False))
        try:
            return await sending
        except Exception as fault:
            if not isinstance(outcome(fault), Uncertain):
                self._done.put(number, structs.replace(done, sure=not errand.blind))
            raise

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

    def _note(self, delivery: Delivery, done: Done) -> Done:
        self._done.put(delivery.id, done)
        return done

    @staticmethod
    async def _page(client: AsyncWebClient, place: Place, page: Written, delivery: Delivery, label: str) -> Shown:
        posted = await client.chat_postMessage(
            text=page.text,
            blocks=page.blocks,
            unfurl_links=False,
            unfurl_media=False,
            metadata=mark(delivery.dedupe, label),
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


def _taken(there: list[Share], file: StoredFile) -> bool:
    """Whether a file is among those that are there; if so, take it away, for there may be several alike."""
    for each in there:
        if (each.title, each.size) == (file.name, file.size):
            there.remove(each)
            return True
    return False
