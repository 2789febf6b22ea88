"""Messages that are written by hand for somebody in Slack, and sent, whatever goes wrong with them."""

from __future__ import annotations

from pathlib import Path

from msgspec import structs

from store.delivery import Delivery, Kind, Lane, State
from store.files import Vault
from store.message import FileRef, Message, Text
from store.transaction import StoredFile, Transaction
from tests.bot.slack.house import House
from tests.fakes.slack.people import Hands
from tests.fakes.slack.workspace import Message as Said
from tests.fakes.telegram.phone import PIXEL

REPAIRED = "It is repaired"
NEWS = Message(texts=(Text("said-by-playbook", {"words": REPAIRED}),))


async def begun(desk: House) -> Hands:
    """Somebody who has opened the app."""
    grace = desk.customer("Grace")
    await grace.says("/help")
    await grace.sees("Report")
    await desk.pace.settle()
    return grace


def write(
    tx: Transaction, hands: Hands, kind: Kind, message: Message = NEWS, ticket: int = 0, *, uncertain: bool = False
) -> int:
    """Write a message, one perhaps that was being handed over when the program fell."""
    address = tx.people.at("slack", f"T0TEAM/{hands.user.id}")
    assert address is not None
    number = tx.new_id()
    row = Delivery(
        number, address.person, address.id, Lane.NORMAL, kind, message, f"test:{number}", address.seen, ticket
    )
    tx.outbox.add(structs.replace(row, uncertain=uncertain))
    return number


async def sent(
    desk: House,
    hands: Hands,
    kind: Kind = Kind.NEWS,
    message: Message = NEWS,
    ticket: int = 0,
    *,
    uncertain: bool = False,
) -> Delivery:
    """Send a message, and return it once it has ended, the clock moved on to its next try."""
    number = await desk.app.store.write(lambda tx: write(tx, hands, kind, message, ticket, uncertain=uncertain))
    return await ended(desk, number)


async def ended(desk: House, number: int) -> Delivery:
    """Return a message once it has ended, the clock moved on to its next try."""
    desk.app.courier.wake()
    for _ in range(200):
        row = await tried(desk, number)
        if row.state not in {State.WAITING, State.LEASED}:
            return row
        desk.clock.advance_to(row.not_before)
        desk.app.courier.wake()
    raise AssertionError("it never ended")


async def tried(desk: House, number: int) -> Delivery:
    """Return a message once it is not on its way any more."""
    await desk.pace.settle()
    row = await desk.app.store.read(lambda tx: tx.outbox.get(number))
    assert row is not None
    return row


async def fallen(desk: House, number: int) -> Delivery:
    """Let the program have fallen before it heard that a message had arrived, and send it as it does then."""
    row = await tried(desk, number)
    again = structs.replace(row, state=State.WAITING, uncertain=True, ref="", ended=None, not_before=0)
    await desk.app.store.write(lambda tx: tx.outbox.put(again))
    return await ended(desk, number)


def found(desk: House, words: str = REPAIRED) -> list[Said]:
    """Return the messages that say something, wherever they are."""
    return [
        message
        for channel in desk.slack.workspace.channels.values()
        for message in channel.messages
        if words in message.text
    ]


def references(desk: House) -> list[str]:
    """Return the references with which the message was sent."""
    return [message.key for message in found(desk)]


async def files(desk: House, folder: Path, *names: str) -> tuple[FileRef, ...]:
    """Keep files, those of one name alike, and return them as messages carry them."""
    kept, vault = [], Vault(folder / "files", largest=1_000_000)
    for place, name in enumerate(names):
        with vault.begin(name) as incoming:
            incoming.write(PIXEL + name.encode())
            stored = incoming.finish()
        row = StoredFile(f"file-{place}", stored.sha256, name, stored.mime, stored.size, 0, desk.clock.now())
        await desk.app.store.write(_keep, row)
        kept.append(FileRef(row.id, name, stored.mime, stored.size))
    return tuple(kept)


def _keep(tx: Transaction, file: StoredFile) -> None:
    tx.files.put(file)
