"""Whatever is put comes back the same: any record, whatever people write into it."""

from __future__ import annotations

from typing import Any

import msgspec
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from store.delivery import Delivery, State
from store.draft import Draft
from store.history import Entry
from store.people import Address, Invitation, Person
from store.ticket import Ticket
from store.transaction import Session, StoredFile, Transaction
from tests.store.db.conftest import Write
from tests.store.db.records import NUMBERS, WORDS, of, records

# The database outlives the examples: every one brings its own keys, or replaces what an earlier one left.
in_one_database = settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow], deadline=None, max_examples=60
)

_fresh = iter(range(1, 2**31))


def _with_id(record: Any, **fields: object) -> Any:
    return msgspec.structs.replace(record, id=next(_fresh), **fields)


@in_one_database
@given(person=of(Person), again=of(Person))
def test_a_person(write: Write, person: Person, again: Person) -> None:
    again = msgspec.structs.replace(again, id=person.id)

    def story(tx: Transaction) -> None:
        tx.people.put(person)
        assert tx.people.get(person.id) == person
        tx.people.put(again)
        assert tx.people.get(person.id) == again
        team = [each for each in tx.people.team() if each.id == person.id]
        assert team == ([again] if again.is_team else [])

    write(story)


@in_one_database
@given(address=of(Address), again=of(Address))
def test_an_address(write: Write, address: Address, again: Address) -> None:
    address = _with_id(address, external=f"{address.external}{next(_fresh)}")
    again = msgspec.structs.replace(again, id=address.id, external=f"{again.external}{next(_fresh)}")

    def story(tx: Transaction) -> None:
        tx.people.put_address(address)
        assert tx.people.address(address.id) == address
        assert tx.people.at(address.channel, address.external) == address
        tx.people.put_address(again)
        assert tx.people.at(again.channel, again.external) == again
        assert again in tx.people.addresses(again.person)

    write(story)


@in_one_database
@given(ticket=of(Ticket), again=of(Ticket))
def test_a_ticket(write: Write, ticket: Ticket, again: Ticket) -> None:
    ticket = _with_id(ticket, number=f"{ticket.number}{next(_fresh)}", owner=ticket.owner or None)
    again = msgspec.structs.replace(again, id=ticket.id, number=ticket.number, opened=ticket.opened)
    quiet = msgspec.structs.replace(ticket, title=again.title, answers=again.answers)

    def story(tx: Transaction) -> None:
        tx.tickets.put(ticket, new=True)
        assert tx.tickets.get(ticket.id) == ticket
        tx.tickets.put(quiet)
        assert tx.tickets.get(ticket.id) == quiet
        tx.tickets.put(again)
        assert tx.tickets.numbered(ticket.number) == again
        assert again in tx.tickets.of_customer(again.customer)

    write(story)


@in_one_database
@given(entry=of(Entry))
def test_an_entry(write: Write, entry: Entry) -> None:
    entry = msgspec.structs.replace(entry, ticket=next(_fresh))

    def story(tx: Transaction) -> list[Entry]:
        tx.tickets.append(entry)
        return tx.tickets.history(entry.ticket)

    assert write(story) == [entry]


@in_one_database
@given(delivery=of(Delivery), again=of(Delivery))
def test_a_delivery(write: Write, delivery: Delivery, again: Delivery) -> None:
    delivery = _with_id(delivery, dedupe=f"{delivery.dedupe}{next(_fresh)}")
    kept = ("id", "person", "lane", "kind", "message", "dedupe", "created", "ticket", "late")
    again = msgspec.structs.replace(again, **{name: getattr(delivery, name) for name in kept})

    def story(tx: Transaction) -> None:
        assert tx.outbox.add(delivery)
        assert tx.outbox.get(delivery.id) == delivery
        assert not tx.outbox.add(_with_id(delivery))
        tx.outbox.put(again)
        assert tx.outbox.get(delivery.id) == again
        if again.ticket:
            assert again in tx.outbox.of_ticket(again.ticket)
        if again.state not in {State.SENT, State.WAITING, State.LEASED}:
            assert again in tx.outbox.in_state(again.state, limit=1_000)

    write(story)


@in_one_database
@given(draft=of(Draft), again=of(Draft))
def test_a_draft(write: Write, draft: Draft, again: Draft) -> None:
    again = msgspec.structs.replace(again, address=draft.address)

    def story(tx: Transaction) -> None:
        for each in (draft, again):
            tx.drafts.put(each)
            assert tx.drafts.get(draft.address) == each
        tx.drafts.drop(draft.address)
        assert tx.drafts.get(draft.address) is None

    write(story)


@in_one_database
@given(file=of(StoredFile), again=of(StoredFile), ticket=NUMBERS)
def test_a_file(write: Write, file: StoredFile, again: StoredFile, ticket: int) -> None:
    again = msgspec.structs.replace(again, id=file.id)

    def story(tx: Transaction) -> None:
        for each in (file, again):
            tx.files.put(each)
            assert tx.files.get(file.id) == each
        tx.files.attach([file.id], ticket)
        assert tx.files.get(file.id) == msgspec.structs.replace(again, ticket=ticket)

    write(story)


@in_one_database
@given(session=of(Session), again=of(Session))
def test_a_session(write: Write, session: Session, again: Session) -> None:
    again = msgspec.structs.replace(again, token_hash=session.token_hash)

    def story(tx: Transaction) -> None:
        for each in (session, again):
            tx.sessions.put(each)
            assert tx.sessions.get(session.token_hash) == each
        tx.sessions.drop(session.token_hash)
        assert tx.sessions.get(session.token_hash) is None

    write(story)


@in_one_database
@given(invitation=records(Invitation, expires=st.integers(1, 2**62)))
def test_an_invitation(write: Write, invitation: Invitation) -> None:
    invitation = msgspec.structs.replace(invitation, code_hash=f"{invitation.code_hash}{next(_fresh)}")

    def story(tx: Transaction) -> None:
        tx.people.invite(invitation)
        assert tx.people.take_invitation(invitation.code_hash, invitation.expires - 1) == invitation
        assert tx.people.take_invitation(invitation.code_hash, invitation.expires - 1) is None

    write(story)


@in_one_database
@given(source=WORDS, at=NUMBERS, body=of(dict[str, str | int]))
def test_a_line_of_a_transcript(write: Write, source: str, at: int, body: dict[str, object]) -> None:
    address = next(_fresh)
    told = msgspec.json.encode(body)

    def story(tx: Transaction) -> None:
        assert tx.feed.append(address, source, at, told) == 1
        (item,) = tx.feed.since(address, 0)
        assert (item.address, item.seq, item.source, item.at, item.body) == (address, 1, source, at, told)

    write(story)
