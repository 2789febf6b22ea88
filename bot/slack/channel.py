"""Slack as a channel: a direct message or the team's channel, in which each ticket is one thread, its card on top."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from msgspec import Struct, structs
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.channel import Capabilities, Later, Outcome, Sent, Undeliverable
from bot.limits import Limit
from bot.memory import Memory
from bot.slack import notes, payload
from bot.slack.api import error_of, outcome
from bot.slack.cards import Cards
from bot.slack.notes import NAME, Shown
from bot.slack.posting import OnItsWay, Place, Poster
from bot.slack.render import written
from bot.texts import Reader
from handlers.dispatch import person_at
from store.db.door import Store
from store.delivery import Delivery, Kind
from store.files import Vault
from store.message import FileRef, Message
from store.moment import Ms
from store.people import Address
from store.press import parse
from store.transaction import StoredFile, Transaction

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

NO_THREAD = "thread_not_found"


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
        try:
            ts = await self._deliver(client, address.external, delivery, reader)
        except OnItsWay:
            return Later("a file is still on its way")
        except Exception as fault:  # noqa: BLE001 - `outcome` raises what is none of Slack's
            return outcome(fault)
        self._poster.finish(delivery)
        self._home(address.external)
        if delivery.ticket:
            self._cards.look(address.external, delivery.ticket)
        return Sent(ref=ts)

    async def _deliver(self, client: AsyncWebClient, external: str, delivery: Delivery, reader: Reader) -> str:
        if not delivery.ticket:
            return await self._anew(client, external, delivery, reader)
        async with self._cards.turn(external, delivery.ticket):
            return await self._anew(client, external, delivery, reader)

    async def _anew(self, client: AsyncWebClient, external: str, delivery: Delivery, reader: Reader) -> str:
        before = await self._store.read(_before, external, delivery, self._cards)
        if before.card is None:
            return await self._say(client, external, delivery, reader, before)
        try:
            return await self._in_thread(client, external, delivery, reader, before, before.card)
        except SlackApiError as fault:
            if error_of(fault) != NO_THREAD:
                raise
        await self._store.write(notes.forget_root, external, delivery.ticket)
        before = structs.replace(before, root=None)
        return await self._in_thread(client, external, delivery, reader, before, before.card or delivery.message)

    # A conversation

    async def _say(
        self, client: AsyncWebClient, external: str, delivery: Delivery, reader: Reader, before: Before
    ) -> str:
        """Say something; a question takes the place of the one before it while that is before the reader's eyes."""
        pages = written(delivery.message, reader)
        shown = before.shown
        if shown is not None and len(pages) == 1 and self._in_place(external, delivery, shown):
            if await self._poster.change(client, shown, pages[0]):
                shown = structs.replace(shown, text=pages[0].text)
                await self._store.write(_after, external, delivery, shown, before)
                return shown.ts
        elif before.stale is not None:
            await self._poster.strip(client, before.stale)
        shown = await self._poster.post(client, _place(external), delivery, pages, before.files)
        self._memory.message(external, shown.ts)
        await self._store.write(_after, external, delivery, shown, before)
        return shown.ts

    def _in_place(self, external: str, delivery: Delivery, shown: Shown) -> bool:
        if delivery.kind is not Kind.REPLY or delivery.message.files or self._poster.has_begun(delivery):
            return False  # what is changed in place does not ring
        return self._memory.is_at_hand(external, shown.ts)

    # A ticket

    async def _in_thread(
        self,
        client: AsyncWebClient,
        external: str,
        delivery: Delivery,
        reader: Reader,
        before: Before,
        card: Message,
    ) -> str:
        """Show a change of a ticket: on the card on top of its thread, and below it unless nothing is to be said."""
        message, root, told = delivery.message, before.root, delivery.kind is not Kind.CARD
        line = structs.replace(message, title=None, facts=(), buttons=()) if message.slot else message
        if before.stale is not None:
            await self._poster.strip(client, before.stale)
        top = card if told else structs.replace(card, texts=message.texts)
        if root is not None and not await self._renew(client, external, delivery, reader, before, root, top):
            root = None
        if root is None:
            whole = told and _holds(card, line)
            if whole:
                quote = line.quote or card.quote
                top = structs.replace(card, texts=line.texts, quote=quote, speaker=line.speaker, files=line.files)
            root = await self._begin(client, external, delivery, reader, before, top, whole=whole)
            told = told and not whole
        ts = root.ts
        if told:
            room = not payload.is_person(payload.place(external)[1])
            place = Place(root.channel, root.ts, loud=not room)
            ts = (await self._poster.post(client, place, delivery, written(line, reader), before.files)).ts
        self._memory.message(external, ts)
        await self._store.write(_after, external, delivery, None, before)
        return ts

    async def _renew(
        self,
        client: AsyncWebClient,
        external: str,
        delivery: Delivery,
        reader: Reader,
        before: Before,
        root: Shown,
        top: Message,
    ) -> bool:
        """Bring the card on top up to date; False when it is gone."""
        page = written(top, reader)[-1]
        if root.mark == page.mark:
            return True
        if not await self._poster.change(client, root, page):
            await self._store.write(notes.forget_root, external, delivery.ticket)
            return False
        await self._store.write(
            notes.take_root,
            external,
            delivery.ticket,
            structs.replace(root, text=page.text, mark=page.mark, seq=before.seq),
        )
        return True

    async def _begin(
        self,
        client: AsyncWebClient,
        external: str,
        delivery: Delivery,
        reader: Reader,
        before: Before,
        top: Message,
        *,
        whole: bool,
    ) -> Shown:
        """Begin a ticket's thread with its card, on which all is said that is to be said when it is the `whole`."""
        pages = written(top, reader)
        files = before.files if whole else ()
        shown = await self._poster.post(client, _place(external), delivery, pages, files)
        root = structs.replace(shown, mark=pages[-1].mark, seq=before.seq)
        await self._store.write(notes.take_root, external, delivery.ticket, root)
        self._poster.finish(delivery)
        return root


def _place(external: str) -> Place:
    channel, _, thread = payload.place(external)[1].partition("/")
    return Place(channel, thread)


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


def _after(tx: Transaction, external: str, delivery: Delivery, shown: Shown | None, before: Before) -> None:
    """Note what the chat shows now."""
    if delivery.message.slot == STEP and shown is not None:
        notes.show(tx, external, STEP, shown)
    elif before.stale is not None:
        notes.hide(tx, external, STEP)
