"""What becomes of a message, as plain functions of a transaction: claimed, sent, put off, sent elsewhere, given up."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from msgspec import Struct, structs

from bot import backoff
from bot.channel import Capabilities, Later, Outcome, Sent, Uncertain, Undeliverable
from store.delivery import SEND_AGAIN, Delivery, Kind, Lane, State
from store.desk import Desk
from store.history import Detail
from store.lifecycle import CLOCK, Action
from store.moment import SECOND, Ms
from store.office import Office
from store.people import Address, Language
from store.ticket import ENDED, Ticket
from store.transaction import Transaction

LEASE = 60 * SECOND
"""How long a claimed message is ours; one that is neither sent nor given back by then can be claimed again."""

MOST_LEASED = 1_000
"""More messages than one courier ever holds."""

GLANCE = 20
"""Milliseconds between two claims that bring nothing, when something is due that cannot be had yet."""

SILENT = frozenset({Kind.REPLY, Kind.CARD})
"""Messages whose loss nobody needs to hear of: they answer somebody who is there, or repeat what a card shows."""


class Rules(Struct, frozen=True):
    """What the functions here go by: the office that is told, and what the channels at hand can do."""

    office: Office
    channels: Mapping[str, Capabilities]


class Parcel(Struct, frozen=True):
    """A claimed message with everything needed to send it."""

    delivery: Delivery
    address: Address
    language: Language


class Claim(Struct, frozen=True):
    """What a claim brought. `found` is how many rows it touched; `due` is when to come again if it touched none."""

    parcels: tuple[Parcel, ...]
    found: int
    due: Ms | None


class Returned(Struct, frozen=True):
    """A claimed message that was not sent; it may be claimed again from `until`."""

    parcel: Parcel
    until: Ms = 0


class Tried(Struct, frozen=True):
    """A message that was handed to its channel at `at`. `again` is when to try again, if need be."""

    parcel: Parcel
    outcome: Outcome
    at: Ms
    again: Ms


class Begun(Struct, frozen=True):
    """A message that is being handed over from `at` on: should we fall, nobody knows whether it arrived."""

    parcel: Parcel
    at: Ms


Record = Returned | Begun | Tried


def claim(tx: Transaction, rules: Rules, now: Ms, lanes: Sequence[Lane], limit: int) -> Claim:
    """Lease what may be sent now, and end what cannot be sent any more."""
    rows = tx.outbox.claim(now, now + LEASE, limit, lanes) if lanes else []
    parcels = [parcel for row in rows if (parcel := _prepare(tx, rules, row, now)) is not None]
    due = None if rows or not lanes else tx.outbox.next_due(now, lanes)
    return Claim(tuple(parcels), len(rows), due if due is None else max(due, now + GLANCE))


def take_over(tx: Transaction, now: Ms) -> int:
    """End the leases of a courier that fell: only for who knows that there is no other. Return how many there were."""
    leased = [row for row in tx.outbox.in_state(State.LEASED, limit=MOST_LEASED) if row.lease > now]
    for row in leased:
        _keep(tx, row, lease=now)
    return len(leased)


def settle(tx: Transaction, rules: Rules, record: Record) -> Delivery:
    """Record what became of a claimed message; return it as it stands now."""
    delivery = record.parcel.delivery
    if isinstance(record, Returned):
        return _keep(tx, delivery, state=State.WAITING, not_before=record.until, lease=0)
    if isinstance(record, Begun):
        return _keep(tx, delivery, uncertain=True, lease=record.at + LEASE)
    match record.outcome:
        case Sent(ref, noted, certain):
            if noted is not None:
                noted(tx)
            # One that was sent again after nobody knew keeps its flag: it may have arrived twice.
            uncertain = delivery.uncertain and not certain
            return _keep(tx, delivery, state=State.SENT, uncertain=uncertain, ref=ref, error="", ended=record.at)
        case Later(why, _, begun):
            return _put_off(tx, rules, record, why, uncertain=delivery.uncertain or begun)
        case Uncertain(why, blind):
            return _doubt(tx, rules, record, why, blind=blind)
        case Undeliverable(why, gone):
            if gone:
                _block(tx, record.parcel.address)
            return _fail(tx, rules, delivery, State.UNDELIVERABLE, record.at, why)


def dead_letters(tx: Transaction, limit: int = 100) -> list[Delivery]:
    """Return the messages that reached nobody and were not sent on elsewhere, the oldest first."""
    failed = [*tx.outbox.in_state(State.DEAD, limit=limit), *tx.outbox.in_state(State.UNDELIVERABLE, limit=limit)]
    return sorted((row for row in failed if not row.ref), key=lambda row: row.id)[:limit]


def send_again(tx: Transaction, delivery: int) -> bool:
    """Give a dead letter another chance, at whatever address its reader has now; False when there is none."""
    row = tx.outbox.get(delivery)
    if row is None or row.state not in {State.DEAD, State.UNDELIVERABLE}:
        return False
    addresses = tx.people.addresses(row.person)
    if not addresses:
        return False
    address = next((each for each in addresses if not each.blocked), addresses[0])
    if address.blocked:
        tx.people.put_address(structs.replace(address, blocked=False))
    _keep(
        tx,
        row,
        state=State.WAITING,
        address=address.id,
        attempts=0,
        not_before=0,
        lease=0,
        uncertain=False,
        ref="",
        ended=None,
    )
    return True


def _prepare(tx: Transaction, rules: Rules, row: Delivery, now: Ms) -> Parcel | None:
    address = tx.people.address(row.address)
    person = tx.people.get(address.person) if address is not None else None
    if address is None or person is None:
        _fail(tx, rules, row, State.UNDELIVERABLE, now, "no such address")
        return None
    channel = rules.channels.get(address.channel)
    if address.blocked or channel is None:
        why = "blocked" if address.blocked else f"no channel {address.channel} is running"
        _fail(tx, rules, row, State.UNDELIVERABLE, now, why)
        return None
    if row.uncertain and row.kind not in SEND_AGAIN and not (channel.once or channel.traces):
        _keep(tx, row, state=State.SENT, error="interrupted while sending", ended=now)
        return None
    return Parcel(row, address, person.language)


def _put_off(tx: Transaction, rules: Rules, record: Tried, why: str, *, uncertain: bool) -> Delivery:
    row = structs.replace(record.parcel.delivery, uncertain=uncertain)
    if backoff.given_up(row.kind, row.created, row.attempts, record.at):
        return _fail(tx, rules, row, State.DEAD, record.at, why)
    return _keep(tx, row, state=State.WAITING, not_before=record.again, lease=0, error=why)


def _doubt(tx: Transaction, rules: Rules, record: Tried, why: str, *, blind: bool) -> Delivery:
    row, channel = record.parcel.delivery, rules.channels[record.parcel.address.channel]
    if channel.once or (channel.traces and not blind):
        return _put_off(tx, rules, record, why, uncertain=row.uncertain or channel.traces)
    if row.kind in SEND_AGAIN and not row.uncertain:
        return _keep(tx, row, state=State.WAITING, not_before=record.again, lease=0, uncertain=True, error=why)
    return _keep(tx, row, state=State.SENT, uncertain=True, error=why, ended=record.at)


def _fail(tx: Transaction, rules: Rules, row: Delivery, state: State, now: Ms, why: str) -> Delivery:
    """End a message at this address; send it to another of the same person, or else tell who handles the ticket."""
    elsewhere = _send_on(tx, rules, row, now)
    if elsewhere is None:
        _warn(tx, rules, row, now, why)
    return _keep(tx, row, state=state, error=why, ref=str(elsewhere or ""), ended=now)


def _send_on(tx: Transaction, rules: Rules, row: Delivery, now: Ms) -> int | None:
    """Write the message anew for the person's next address; return the new row's id. A reply stays in its chat."""
    if row.kind is Kind.REPLY:
        return None
    tried = set(row.dedupe.split("@")[1:]) | {str(row.address)}
    for address in tx.people.addresses(row.person):
        if not address.blocked and address.channel in rules.channels and str(address.id) not in tried:
            number = tx.new_id()
            tx.outbox.add(
                structs.replace(
                    row,
                    id=number,
                    address=address.id,
                    dedupe=f"{row.dedupe}@{row.address}",
                    created=now,
                    not_before=0,
                    state=State.WAITING,
                    attempts=0,
                    lease=0,
                    uncertain=False,
                    error="",
                    ref="",
                    ended=None,
                )
            )
            return number
    return None


def _warn(tx: Transaction, rules: Rules, row: Delivery, now: Ms, why: str) -> None:
    """Tell the handlers of a ticket that its customer is out of reach, or the leads that one of the team is."""
    ticket = tx.tickets.get(row.ticket) if row.ticket else None
    if ticket is None or ticket.status in ENDED or row.kind in SILENT:
        return
    data: dict[str, Detail] = {"person": row.person, "why": why}
    if ticket.customer != row.person:
        person = tx.people.get(row.person)
        if row.kind is not Kind.PING or person is None:
            return
        data["missed"] = person.name
    if not _warned(tx, ticket, row.person):
        Desk(tx, rules.office, now).act(ticket.id, Action.UNREACHABLE, CLOCK, data)


def _warned(tx: Transaction, ticket: Ticket, person: int) -> bool:
    """Whether it was said already, and nothing was heard of the person since."""
    for entry in reversed(tx.tickets.history(ticket.id)):
        if entry.author.person == person:
            return False
        if entry.action is Action.UNREACHABLE and entry.data.get("person") == person:
            return True
    return False


def _block(tx: Transaction, address: Address) -> None:
    tx.people.put_address(structs.replace(address, blocked=True))


def _keep(tx: Transaction, row: Delivery, **changes: object) -> Delivery:
    kept = structs.replace(row, **changes)
    tx.outbox.put(kept)
    return kept
