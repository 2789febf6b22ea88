"""Events are seen once, conversations are kept, transcripts are numbered without gaps."""

from __future__ import annotations

import asyncio

from store.db.door import Store
from store.draft import Draft
from store.transaction import Session, StoredFile, Transaction
from tests.store.db.conftest import Write


def test_an_event_is_new_once_on_each_channel(write: Write) -> None:
    def story(tx: Transaction) -> None:
        assert [tx.inbox.first("web", "e1", at) for at in (1, 2)] == [True, False]
        assert tx.inbox.first("mail", "e1", 1)
        assert tx.inbox.first("web", "e2", 1)

    write(story)


async def test_of_the_same_event_at_once_one_is_new(store: Store) -> None:
    def first(tx: Transaction) -> bool:
        return tx.inbox.first("web", "e1", 1)

    assert sum(await asyncio.gather(*(store.write(first) for _ in range(50)))) == 1


def test_old_events_are_forgotten_bit_by_bit_the_oldest_first(write: Write) -> None:
    def story(tx: Transaction) -> None:
        for at in range(10):
            tx.inbox.first("web", f"e{at}", at)
        assert tx.inbox.forget(8, limit=5) == 5
        assert [tx.inbox.first("web", f"e{at}", 99) for at in (0, 5)] == [True, False]
        assert tx.inbox.forget(8, limit=5) == 3
        assert tx.inbox.forget(8) == 0
        assert not tx.inbox.first("web", "e8", 99)

    write(story)


def test_a_draft_is_kept_until_it_is_dropped(write: Write) -> None:
    inner = Draft(7, "survey", started=1, answers={"stars": "2"})
    outer = Draft(7, "add", started=2, at="words", turn=3, suspended=inner)

    def story(tx: Transaction) -> None:
        assert tx.drafts.get(7) is None
        tx.drafts.put(inner)
        tx.drafts.put(outer)
        assert tx.drafts.get(7) == outer
        assert tx.drafts.get(8) is None
        tx.drafts.drop(7)
        assert tx.drafts.get(7) is None

    write(story)


def test_files_are_attached_to_a_ticket(write: Write) -> None:
    files = [StoredFile(f"f{number}", "sha", "a.png", "image/png", 1, 9, 1) for number in range(3)]

    def story(tx: Transaction) -> None:
        for file in files:
            tx.files.put(file)
        tx.files.attach(["f0", "f2", "unknown"], 5)
        tx.files.attach([], 6)
        found = [tx.files.get(file.id) for file in files]
        assert [file.ticket for file in found if file] == [5, 0, 5]
        assert tx.files.get("unknown") is None

    write(story)


def test_a_transcript_is_numbered_from_one_without_gaps(write: Write) -> None:
    def story(tx: Transaction) -> None:
        said = [tx.feed.append(7, source, 1, b"{}") for source in ("a", "b", "a", "c")]
        assert said == [1, 2, None, 3]
        assert tx.feed.append(8, "a", 1, b"{}") == 1
        assert [(item.seq, item.source) for item in tx.feed.since(7, 1)] == [(2, "b"), (3, "c")]
        assert [item.seq for item in tx.feed.since(7, 0, limit=2)] == [1, 2]
        assert tx.feed.since(9, 0) == []

    write(story)


def test_what_was_shown_only_grows(write: Write) -> None:
    def story(tx: Transaction) -> None:
        assert tx.feed.shown(7) == 0
        for seq, highest in ((3, 3), (2, 3), (5, 5)):
            tx.feed.seen(7, seq)
            assert tx.feed.shown(7) == highest

    write(story)


def test_a_session_is_kept_by_the_hash_of_its_token(write: Write) -> None:
    session = Session("hash", 7, created=1, seen=2)

    def story(tx: Transaction) -> None:
        tx.sessions.put(session)
        tx.sessions.put(Session("hash", 7, created=1, seen=9))
        assert tx.sessions.get("hash") == Session("hash", 7, created=1, seen=9)
        assert tx.sessions.get("other") is None
        tx.sessions.drop("hash")
        assert tx.sessions.get("hash") is None

    write(story)
