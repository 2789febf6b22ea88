"""Slack as a channel: a direct message or the team's channel, in which each ticket is one thread, its card on top."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from msgspec import Struct, structs
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.channel import Capabilities, Later, Outcome, Sent, Uncertain, Undeliverable
from bot.limits import Limit
from bot.memory import Memory
from bot.slack import notes, payload
from bot.slack.api import error_of, outcome
from bot.slack.cards import Cards
from bot.slack.notes import NAME, Shown
from bot.slack.posting import Errand, OnItsWay, Place, Poster
from bot.slack.render import written
from bot.slack.tracing import NO_THREAD, Blind
from bot.texts import Reader
from handlers.dispatch import person_at
from store.db.door import Store
from store.delivery import Delivery, Kind
from store.files import Vault
from store.message import FileRef, Message, Text
from store.moment import Ms
from store.notices import CHANGED
from store.people import Address
from store.press import parse
from store.transaction import StoredFile, Transaction

CAPABILITIES = Capabilities(
    edits=True,
    forms=True,
    file_bytes=1024 * 1024 * 1024,
    limits=(Limit(4, 4.0, each_chat=True, chat=payload.channel_of), Limit(40, 2.0)),
    parallel=16,
    traces=True,
)
"""Slack's own: one message a second to a channel with short bursts, and some twenty a second in all."""

STEP = "step"
"""The slot of the question that stands."""

HEAD = "card"
"""What the parts are called that only head a thread, with what is said below them."""

INTERRUPTED = "interrupted while sending"


class Before(Struct, frozen=True):
    """What a chat shows before a message is sent: the message of its slot, and a question past.

    Of a ticket: the top of its thread, and the card that belongs there now.
    """

    shown: Shown | None
    stale: Shown | None
    files: tuple[StoredFile, ...]
    root: Shown | None = None
    card: Message | None = None
    seq: int = 0
    """The change of the ticket up to which the card tells."""


class SlackChannel:
    """Sends and changes messages. `client_of` gives the client of a workspace, None when it has let us go."""

    def __init__(
        self,
        client_of: Callable[[str], AsyncWebClient | None],
        store: Store,
        vault: Vault,
        memory: Memory[str, str],
        home: Callable[[str], None],
        now: Callable[[], Ms],
        cards: Cards,
    ) -> None:
        """Send through workspaces' clients; `home` hears whose Home may have changed, `cards` of which ticket."""
        self._client_of, self._store, self._memory, self._home = client_of, store, memory, home
        self._cards = cards
        self.settled: Callable[[], bool] = lambda: True
        """Says whether it is known already which workspaces there are."""
        self._poster = Poster(vault, store, now)

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
        client = self._client_of(payload.place(address.external)[0])
        if client is None:
            known = self.settled()
            return Undeliverable("the workspace has removed the app") if known else Later("not connected yet")
        errand = self._poster.errand(client, address.external, delivery, reader)
        try:
            sent = await self._deliver(errand)
        except Blind:
            return Uncertain(INTERRUPTED, blind=True)
        except OnItsWay:
            return self._failed(errand, Later("a file is still on its way"))
        except Exception as fault:  # noqa: BLE001 - `outcome` raises what is none of Slack's
            return self._failed(errand, outcome(fault))
        self._poster.finish(delivery)
        self._home(address.external)
        return sent

    def _failed(self, errand: Errand, means: Outcome) -> Outcome:
        match means:
            case Later():
                return structs.replace(means, begun=self._poster.has_begun(errand.delivery))
            case Uncertain():
                return structs.replace(means, blind=errand.blind)
        return means

    async def _deliver(self, errand: Errand) -> Sent:
        if not errand.delivery.ticket:
            return await self._anew(errand)
        async with self._cards.turn(errand.external, errand.delivery.ticket):
            return await self._anew(errand)

    async def _anew(self, errand: Errand) -> Sent:
        external, delivery = errand.external, errand.delivery
        before = await self._store.read(_before, external, delivery, self._cards)
        if before.card is None:
            return await self._say(errand, before)
        try:
            return await self._in_thread(errand, before, before.card)
        except SlackApiError as fault:
            if error_of(fault) != NO_THREAD:
                raise
        await self._store.write(notes.forget_root, external, delivery.ticket)
        before = structs.replace(before, root=None)
        return await self._in_thread(errand, before, before.card or delivery.message)

    # A conversation

    async def _say(self, errand: Errand, before: Before) -> Sent:
        """Say something; a question takes the place of the one before it while that is before the reader's eyes."""
        pages, place = written(errand.delivery.message, errand.reader), _place(errand.external)
        shown = before.shown
        if shown is not None:
            errand.tracer.since(shown.ts)
        there = (await self._poster.traces(errand, place.channel, place.thread)).parts
        if shown is not None and len(pages) == 1 and self._in_place(errand, shown):
            if await self._poster.change(errand.client, shown, pages[0], errand.delivery):
                return _said(errand, before, structs.replace(shown, text=pages[0].text))
        elif before.stale is not None and before.stale.ts not in {each.ts for each in there.values()}:
            await self._poster.strip(errand.client, before.stale)
        shown = await self._poster.post(errand, place, pages, before.files)
        self._memory.message(errand.external, shown.ts)
        return _said(errand, before, shown)

    def _in_place(self, errand: Errand, shown: Shown) -> bool:
        delivery = errand.delivery
        if delivery.kind is not Kind.REPLY or delivery.message.files or self._poster.has_begun(delivery):
            return False  # what is changed in place does not ring
        return self._memory.is_at_hand(errand.external, shown.ts)

    # A ticket

    async def _in_thread(self, errand: Errand, before: Before, card: Message) -> Sent:
        """Show a change of a ticket: on the card on top of its thread, and below it unless nothing is to be said."""
        message, root, told = errand.delivery.message, before.root, errand.delivery.kind is not Kind.CARD
        line = structs.replace(message, title=None, facts=(), buttons=()) if message.slot else message
        if before.stale is not None:
            await self._poster.strip(errand.client, before.stale)
        top = card if told else structs.replace(card, texts=_more(message))
        if root is not None and not await self._renew(errand, before, root, top):
            root = None
        fresh = None
        if root is None:
            root, told = await self._begin(errand, before, top, line if told else None)
            fresh = None if told else root
        elif told:
            line = _beside(line, card)
        last = root
        if told:
            room = not payload.is_person(payload.place(errand.external)[1])
            place = Place(root.channel, root.ts, loud=not room)
            files = before.files if line.files else ()
            last = await self._poster.post(errand, place, written(line, errand.reader), files)
        self._memory.message(errand.external, last.ts)
        return _sent(errand, before, last, root=fresh)

    async def _renew(self, errand: Errand, before: Before, root: Shown, top: Message) -> bool:
        """Bring the card on top up to date; False when it is gone."""
        page = written(top, errand.reader)[-1]
        if root.mark == page.mark:
            return True
        external, ticket = errand.external, errand.delivery.ticket
        if not await self._poster.change(errand.client, root, page):
            await self._store.write(notes.forget_root, external, ticket)
            return False
        root = structs.replace(root, text=page.text, mark=page.mark, seq=before.seq)
        await self._store.write(notes.take_root, external, ticket, root)
        return True

    async def _begin(self, errand: Errand, before: Before, top: Message, line: Message | None) -> tuple[Shown, bool]:
        """Begin a ticket's thread with its card; return it, and whether the line is still to be said below it.

        It is said on the card when that offers everything that the line would.
        """
        place = _place(errand.external)
        there = (await self._poster.traces(errand, place.channel, place.thread)).parts
        alone = all(part.startswith(HEAD) for part in there) if there else line is not None and not _holds(top, line)
        if line is not None and not alone:
            quote = line.quote or top.quote
            top = structs.replace(top, texts=line.texts, quote=quote, speaker=line.speaker, files=line.files)
        pages = written(top, errand.reader)
        files = before.files if line is not None and not alone else ()
        shown = await self._poster.post(errand, place, pages, files, name=HEAD if alone else "")
        root = structs.replace(shown, mark=pages[-1].mark, seq=before.seq)
        if alone:
            await self._store.write(notes.take_root, errand.external, errand.delivery.ticket, root)
            self._poster.finish(errand.delivery)
        return root, alone


def _said(errand: Errand, before: Before, shown: Shown) -> Sent:
    return _sent(errand, before, shown, asked=shown if errand.delivery.message.slot == STEP else None)


def _sent(
    errand: Errand, before: Before, last: Shown, *, asked: Shown | None = None, root: Shown | None = None
) -> Sent:
    """Return that a delivery has arrived, and what is to be noted of it: the question that it asks, its thread's top."""
    noted = partial(_after, errand=errand, before=before, asked=asked, root=root)
    needed = asked is not None or root is not None or before.stale is not None
    return Sent(last.ts, noted if needed else None, certain=not errand.blind)


def _place(external: str) -> Place:
    channel, _, thread = payload.place(external)[1].partition("/")
    return Place(channel, thread)


def _beside(line: Message, card: Message) -> Message:
    """Return a line without the report's own words and files: they are on the card above it."""
    if line.speaker or line.quote != card.quote:
        return line
    return structs.replace(line, quote="", files=())


def _more(message: Message) -> tuple[Text, ...]:
    """Return what a card is to say beyond how the ticket stands, which it shows."""
    return tuple(text for text in message.texts if text.key != CHANGED.key)


def _holds(card: Message, line: Message) -> bool:
    """Whether a card offers everything that a line below it would."""
    offered = {button.press for row in card.buttons for button in row}
    presses = {button.press for row in line.buttons for button in row} - offered
    return all((press := parse(each)) is not None and press.verb == "show" for each in presses)


def _before(tx: Transaction, external: str, delivery: Delivery, cards: Cards) -> Before:
    slot, files = delivery.message.slot, _files(tx, delivery.message.files)
    stale = step = notes.shown(tx, external, STEP)
    found = person_at(tx, NAME, external)
    if slot != STEP:
        past = step is not None and found is not None and tx.drafts.get(found[1].id) is None
        stale = step if past else None
    drawn = cards.drawn(tx, external, delivery.ticket) if delivery.ticket else None
    if drawn is None:
        return Before(step if slot == STEP else None, stale, files)
    return Before(None, stale, files, notes.root(tx, external, delivery.ticket), drawn.card, drawn.seq)


def _files(tx: Transaction, refs: Sequence[FileRef]) -> tuple[StoredFile, ...]:
    found = (tx.files.get(ref.id) for ref in refs)
    return tuple(file for file in found if file is not None)


def _after(tx: Transaction, errand: Errand, before: Before, asked: Shown | None, root: Shown | None) -> None:
    """Note what the chat shows now."""
    if root is not None:
        notes.take_root(tx, errand.external, errand.delivery.ticket, root)
    if asked is not None:
        notes.show(tx, errand.external, STEP, asked)
    elif before.stale is not None:
        notes.hide(tx, errand.external, STEP)
