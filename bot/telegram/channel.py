"""Telegram as a channel: what is sent, what is edited in place, and what Telegram's answers mean."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from functools import partial

from msgspec import Struct, structs
from telegram import LinkPreviewOptions, ReplyKeyboardRemove
from telegram import Message as Sent_
from telegram.constants import ParseMode
from telegram.error import BadRequest, ChatMigrated, TelegramError

from bot.channel import Capabilities, Outcome, Sent, Uncertain
from bot.limits import Limit
from bot.memory import Memory, Recent
from bot.telegram import inbound, links, notes, words
from bot.telegram.api import Client, outcome, says
from bot.telegram.content import LARGEST
from bot.telegram.notes import Shown
from bot.telegram.render import Drawn, draw
from bot.telegram.sending import Attachments, attachments
from bot.telegram.topics import GONE, Topics
from bot.texts import Reader
from store.db.door import Store
from store.delivery import Delivery, Kind
from store.files import Vault
from store.message import Message, Text
from store.people import Address
from store.transaction import Transaction

logger = logging.getLogger(__name__)

NAME = inbound.NAME


def chat_of(external: str) -> str:
    """Return the chat of an address: the topics of a group share theirs."""
    return external.partition("/")[0]


LIMITS = (
    Limit(30, 1.0),
    Limit(5, 5.0, each_chat=True, chat=chat_of),
    Limit(10, 60.0, each_chat=True, of=lambda external: external.startswith("-"), chat=chat_of),
)
"""Telegram's own: thirty messages a second in all, one a second to a chat with short bursts, twenty a minute to a group.

A change of a ticket is up to two messages in a group, its card and what was said, so that ten of them fill the twenty.
"""

CAPABILITIES = Capabilities(edits=True, forms=False, file_bytes=LARGEST, limits=LIMITS, parallel=8, door=links.DOOR)
"""Eight at a time keep up with thirty a second; of those that are sent again after a fall, one goes at a time."""

STEP = "step"
"""The slot of the question that stands."""

UNCHANGED = "message is not modified"
NOT_THERE = ("message to edit not found", "message can't be edited", "there is no text in the message to edit")
BAD_MARKUP = "can't parse entities"

_NO_PREVIEW = LinkPreviewOptions(is_disabled=True)


class Before(Struct, frozen=True):
    """What a chat shows before a message is sent."""

    shown: Shown | None
    keys: bool
    stale: Shown | None
    """The last question, when it is answered and still has buttons."""
    attachments: Attachments


class Place(Struct, frozen=True):
    """Where a message goes: the chat, and its topic."""

    chat: int
    thread: int | None = None


class TelegramChannel:
    """Sends and edits messages in chats."""

    def __init__(self, client: Client, store: Store, vault: Vault, memory: Memory[int, int]) -> None:
        """Send through a client."""
        self._client, self._store, self._vault, self._memory = client, store, vault, memory
        self._progress: Recent[int, int] = Recent()
        self._topics = Topics(client, store)
        self.room = 0
        """The team's group, once it is known."""
        self.seat: Callable[[], Awaitable[None]] = _nothing
        """Called when the team's group has become another."""

    @property
    def name(self) -> str:
        """The channel's name."""
        return NAME

    @property
    def capabilities(self) -> Capabilities:
        """What a chat can show."""
        return CAPABILITIES

    async def send(self, address: Address, delivery: Delivery, reader: Reader) -> Outcome:
        """Send a message, or put it in the place of the one it follows."""
        try:
            return await self._deliver(address.external, delivery, reader)
        except ChatMigrated as moved:
            place = _place(address.external)
            await self._store.write(inbound.migrate, place.chat, moved.new_chat_id)
            if place.chat == self.room:
                await self.seat()
            return await self._again(str(moved.new_chat_id), delivery, reader)
        except TelegramError as fault:
            return outcome(fault)

    async def _again(self, external: str, delivery: Delivery, reader: Reader) -> Outcome:
        try:
            return await self._deliver(external, delivery, reader)
        except TelegramError as fault:
            return outcome(fault)

    async def _deliver(self, external: str, delivery: Delivery, reader: Reader) -> Outcome:
        if self.room and external == str(self.room) and delivery.ticket:
            return await self._in_room(delivery, reader)
        drawn = draw(delivery, reader)
        before = await self._store.read(_before, external, drawn)
        place = _place(external)
        number = None
        if before.shown is not None and self._in_place(place, delivery, drawn, before.shown):
            number = await self._edit(place, drawn, before.shown)
        if number is None:
            try:
                number = await self._send(place, delivery, reader, drawn, before)
            except TelegramError:
                raise
            except Exception as fault:
                # The library could not read the answer: the message has arrived, and what it is called is not known.
                logger.exception("telegram: an answer could not be read")
                return Uncertain(type(fault).__name__)
        self._progress.pop(delivery.id, None)
        return Sent(str(number), partial(_after, external=external, drawn=drawn, number=number, before=before))

    # In the team's group

    async def _in_room(self, delivery: Delivery, reader: Reader) -> Outcome:
        """Show a change of a ticket in its topic; one that somebody deleted is made anew."""
        try:
            return await self._in_topic(delivery, reader)
        except BadRequest as fault:
            if not says(fault, GONE):
                raise
        await self._topics.forget(self.room, delivery.ticket, delivery.message.slot)
        return await self._in_topic(delivery, reader)

    async def _in_topic(self, delivery: Delivery, reader: Reader) -> Outcome:
        message, room = delivery.message, str(self.room)
        name = reader.text(message.title) if message.title is not None else room
        topic = await self._topics.of(self.room, delivery.ticket, name)
        place = Place(self.room, topic.number or None)
        card = draw(structs.replace(delivery, message=structs.replace(message, texts=(), files=())), reader)
        line = draw(structs.replace(delivery, message=Message(texts=message.texts, files=message.files)), reader)
        ended = card.buttons is None
        if not ended:
            await self._topics.settle(self.room, delivery.ticket, topic, closed=False)
        before = await self._store.read(_before, room, card)
        number = await self._edit(place, card, before.shown) if before.shown is not None else None
        if number is None:
            number = await self._page(place, card.pages[0], card, card.buttons)
            await self._topics.pin(self.room, number)
        await self._store.write(_after, room, card, number, before)
        if delivery.kind is not Kind.CARD:
            await self._send(place, delivery, reader, line, await self._store.read(_before, room, line))
        if ended:
            await self._topics.settle(self.room, delivery.ticket, topic, closed=True)
        self._progress.pop(delivery.id, None)
        return Sent(ref=str(number))

    # In place

    def _in_place(self, place: Place, delivery: Delivery, drawn: Drawn, shown: Shown) -> bool:
        """Whether a message takes the place of the one before: a card that changed, or a question at hand."""
        if len(drawn.pages) > 1 or drawn.keys is not None or self._progress.get(delivery.id):
            return False
        if delivery.kind is Kind.CARD:  # its files have been shown already
            return True
        if delivery.kind is not Kind.REPLY:  # what is changed in place does not ring
            return False
        return not drawn.files and self._memory.is_at_hand(place.chat, shown.message)

    async def _edit(self, place: Place, drawn: Drawn, shown: Shown) -> int | None:
        """Change a message; None when it cannot be changed any more."""
        try:
            await self._client.bot.edit_message_text(
                drawn.pages[0],
                place.chat,
                shown.message,
                parse_mode=ParseMode.HTML,
                link_preview_options=_NO_PREVIEW,
                reply_markup=drawn.buttons,
            )
        except TelegramError as fault:
            if says(fault, *NOT_THERE):
                return None
            if not says(fault, UNCHANGED):
                raise
        return shown.message

    async def _strip(self, place: Place, shown: Shown) -> None:
        """Take the buttons off a message that is past; it matters to nobody when that fails."""
        try:
            await self._client.bot.edit_message_reply_markup(place.chat, shown.message, reply_markup=None)
        except TelegramError as fault:
            logger.debug("telegram: buttons stay on an old message: %s", fault)

    # Anew

    async def _send(self, place: Place, delivery: Delivery, reader: Reader, drawn: Drawn, before: Before) -> int:
        """Send a message; what is past loses its buttons meanwhile, so that nobody waits for that."""
        past = [old for old in (before.shown, before.stale) if old is not None and old.buttons]
        strips = asyncio.gather(*(self._strip(place, old) for old in past))
        try:
            return await self._parts(place, delivery, reader, drawn, before)
        finally:
            await strips

    async def _parts(self, place: Place, delivery: Delivery, reader: Reader, drawn: Drawn, before: Before) -> int:
        if before.keys and drawn.buttons is not None:
            await self._page(place, reader.text(Text("telegram-thanks")), drawn, ReplyKeyboardRemove())
        number = 0
        done = self._progress.get(delivery.id, 0)
        for part, page in enumerate(drawn.pages):
            if part < done:
                continue
            number = await self._page(place, page, drawn, self._markup(drawn, before, part))
            self._progress.put(delivery.id, part + 1)
        done = max(done - len(drawn.pages), 0)
        for part, send in enumerate(before.attachments.calls(self._client.bot, self._vault)):
            if part >= done:
                for message in await send(place.chat, place.thread, silent=drawn.silent):
                    self._note(place, message)
                self._progress.put(delivery.id, len(drawn.pages) + part + 1)
        return number

    @staticmethod
    def _markup(drawn: Drawn, before: Before, part: int) -> object:
        if part < len(drawn.pages) - 1:
            return None
        if drawn.keys is not None:
            return drawn.keys
        return drawn.buttons or (ReplyKeyboardRemove() if before.keys else None)

    async def _page(self, place: Place, page: str, drawn: Drawn, markup: object) -> int:
        try:
            sent = await self._text(place, page, drawn, markup, html=True)
        except TelegramError as fault:
            if not says(fault, BAD_MARKUP):
                raise
            logger.error("telegram: markup was refused, sent without it: %s", fault)  # noqa: TRY400 - it is handled
            sent = await self._text(place, words.bare(page), drawn, markup, html=False)
        self._note(place, sent)
        return sent.message_id

    async def _text(self, place: Place, text: str, drawn: Drawn, markup: object, *, html: bool) -> Sent_:
        return await self._client.bot.send_message(
            place.chat,
            text,
            parse_mode=ParseMode.HTML if html else None,
            link_preview_options=_NO_PREVIEW,
            disable_notification=drawn.silent,
            message_thread_id=place.thread,
            reply_markup=markup,  # type: ignore[arg-type]
        )

    def _note(self, place: Place, sent: Sent_) -> None:
        self._memory.message(place.chat, sent.message_id)


async def _nothing() -> None:
    """Do nothing."""


def _place(external: str) -> Place:
    chat, _, thread = external.partition("/")
    return Place(int(chat), int(thread) if thread else None)


def _before(tx: Transaction, external: str, drawn: Drawn) -> Before:
    shown = notes.shown(tx, external, drawn.slot) if drawn.slot else None
    keys = notes.presses(tx, external) is not None
    stale = None
    if drawn.slot != STEP and (step := notes.shown(tx, external, STEP)) is not None and step.buttons:
        address = tx.people.at(NAME, external)
        stale = step if address is not None and tx.drafts.get(address.id) is None else None
    return Before(shown, keys, stale, attachments(tx, drawn.files))


def _after(tx: Transaction, external: str, drawn: Drawn, number: int, before: Before) -> None:
    """Note what the chat shows now."""
    if drawn.slot and number:
        notes.show(tx, external, drawn.slot, Shown(number, drawn.buttons is not None))
    if before.stale is not None:
        notes.show(tx, external, STEP, None)
    if drawn.keys is not None:
        notes.open_keys(tx, external, drawn.presses)
    elif before.keys:
        notes.open_keys(tx, external, None)
