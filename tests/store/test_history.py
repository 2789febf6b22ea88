"""A history proves itself: whatever is changed, removed, put elsewhere or cut off shows."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from hypothesis import assume, given
from hypothesis import strategies as st
from msgspec import structs

from store.history import Change, Entry, Flaw, follow, proof, verify
from store.lifecycle import CLOCK, Action, Author, AuthorKind
from store.ticket import Status
from tests.store.db.records import of

CHANGES = st.lists(of(Change), min_size=1, max_size=6)


def chain(changes: Sequence[Change], ticket: int = 7) -> list[Entry]:
    entries: list[Entry] = []
    for seq, change in enumerate(changes, start=1):
        entries.append(follow(ticket, seq, entries[-1].hash if entries else "", change))
    return entries


def look(entries: Sequence[Entry], whole: Sequence[Entry]) -> Flaw | None:
    return verify(entries, seq=len(whole), head=whole[-1].hash)


@given(changes=CHANGES)
def test_what_was_recorded_proves_itself(changes: list[Change]) -> None:
    entries = chain(changes)
    assert look(entries, entries) is None
    assert [Change(each.at, each.author, each.action, each.status, each.data) for each in entries] == changes


def test_nothing_was_recorded_yet() -> None:
    assert verify([], seq=0, head="") is None


@given(changes=CHANGES, other=of(Entry), data=st.data())
def test_a_change_of_any_field_shows_at_its_place(changes: list[Change], other: Entry, data: st.DataObject) -> None:
    entries = chain(changes)
    place = data.draw(st.integers(0, len(entries) - 1))
    name = data.draw(st.sampled_from(Entry.__struct_fields__))
    forged = structs.replace(entries[place], **{name: getattr(other, name)})
    assume(forged != entries[place])
    flaw = look([*entries[:place], forged, *entries[place + 1 :]], entries)
    assert flaw is not None
    assert flaw.seq == place + 1


@given(changes=CHANGES, data=st.data())
def test_a_change_with_its_hash_made_anew_shows_at_the_next(changes: list[Change], data: st.DataObject) -> None:
    entries = chain(changes)
    place = data.draw(st.integers(0, len(entries) - 1))
    forged = structs.replace(entries[place], at=entries[place].at + 1, hash="")
    forged = structs.replace(forged, hash=proof(forged))
    flaw = look([*entries[:place], forged, *entries[place + 1 :]], entries)
    last = place == len(entries) - 1
    assert flaw == (
        Flaw(len(entries), "not the end that the ticket records")
        if last
        else Flaw(place + 2, "not chained to the entry before")
    )


@given(changes=CHANGES, data=st.data())
def test_a_removed_entry_shows(changes: list[Change], data: st.DataObject) -> None:
    entries = chain(changes)
    place = data.draw(st.integers(0, len(entries) - 1))
    flaw = look(entries[:place] + entries[place + 1 :], entries)
    last = place == len(entries) - 1
    assert flaw == Flaw(place + 1, "cut short" if last else "missing or out of order")


@given(changes=CHANGES, data=st.data())
def test_another_order_shows(changes: list[Change], data: st.DataObject) -> None:
    entries = chain(changes)
    mixed = data.draw(st.permutations(entries))
    assume(mixed != entries)
    first = next(place for place, entry in enumerate(mixed, start=1) if entry.seq != place)
    assert look(mixed, entries) == Flaw(first, "missing or out of order")


@given(changes=CHANGES)
def test_an_entry_that_the_ticket_does_not_know_shows(changes: list[Change]) -> None:
    entries = chain(changes)
    assert look(entries, entries[:-1] or [structs.replace(entries[0], hash="")]) is not None


@given(changes=CHANGES)
def test_the_history_of_another_ticket_shows(changes: list[Change]) -> None:
    assert look(chain(changes, ticket=8), chain(changes)) is not None


def test_the_proof_never_changes() -> None:
    """Histories are kept for years: the same entry must give the same hash in every version of the program."""
    data: dict[str, Any] = {"words": "不好用", "files": ("a", "b"), "level": 2, "late": None, "solved": True}
    change = Change(1_795_489_200_000, Author(AuthorKind.AGENT, 4), Action.NOTE, Status.NEW, data)
    first = follow(1, 1, "", change)
    second = follow(1, 2, first.hash, Change(1_795_489_260_000, CLOCK, Action.NUDGE, Status.NEW))
    assert [first.hash[:16], second.hash[:16]] == ["f0ecf12af9f35d3b", "5f0bf965b64bca0f"]
    swapped = structs.replace(change, data=dict(reversed(data.items())))
    assert follow(1, 1, "", swapped).hash == first.hash
