"""Migrations go forward, whole, once."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from store.db.door import Store
from store.db.errors import ChangedMigration, NewerSchema
from store.db.migrate import Migration, migrate, shipped
from store.db.sqlite import connect

FIRST = Migration(1, "first", "CREATE TABLE one (id {{id}} PRIMARY KEY, words TEXT);\n")
SECOND = Migration(2, "second", "-- More.\nALTER TABLE one ADD COLUMN more TEXT;\nUPDATE one SET more = words;\n")
BROKEN = Migration(3, "broken", "CREATE TABLE three (id {{id}});\nALTER TABLE nothing ADD COLUMN more TEXT;\n")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "desk.db"


@pytest.fixture
def connection(path: Path) -> Iterator[sqlite3.Connection]:
    opened = connect(path, patience=1)
    yield opened
    opened.close()


def _book(connection: sqlite3.Connection) -> list[tuple[int, str]]:
    return connection.execute("SELECT version, name FROM schema_migrations ORDER BY version").fetchall()


def _tables(connection: sqlite3.Connection) -> set[str]:
    return {row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}


def test_each_is_applied_once_and_in_order(connection: sqlite3.Connection, path: Path) -> None:
    assert migrate(connection, path, [SECOND, FIRST]) == ["first", "second"]
    assert migrate(connection, path, [FIRST, SECOND]) == []
    assert _book(connection) == [(1, "first"), (2, "second")]


def test_a_later_version_of_the_program_adds_its_own_to_what_is_there(
    connection: sqlite3.Connection, path: Path
) -> None:
    migrate(connection, path, [FIRST])
    connection.execute("INSERT INTO one (words) VALUES ('kept')")
    assert migrate(connection, path, [FIRST, SECOND]) == ["second"]
    assert connection.execute("SELECT words, more FROM one").fetchall() == [("kept", "kept")]


def test_the_book_tells_when(connection: sqlite3.Connection, path: Path) -> None:
    migrate(connection, path, [FIRST])
    ((applied_at, now),) = connection.execute(
        "SELECT applied_at, CAST(strftime('%s', 'now') AS INTEGER) * 1000 FROM schema_migrations"
    )
    assert abs(now - applied_at) < 60_000


def test_a_broken_one_leaves_everything_as_it_was(connection: sqlite3.Connection, path: Path) -> None:
    migrate(connection, path, [FIRST])
    with pytest.raises(sqlite3.OperationalError, match="nothing"):
        migrate(connection, path, [FIRST, SECOND, BROKEN])
    assert _book(connection) == [(1, "first")]
    assert _tables(connection) == {"schema_migrations", "one"}
    assert not connection.in_transaction
    assert migrate(connection, path, [FIRST, SECOND]) == ["second"]


def test_backwards_is_refused_with_the_file_and_the_mend(connection: sqlite3.Connection, path: Path) -> None:
    migrate(connection, path, [FIRST, SECOND])
    with pytest.raises(
        NewerSchema, match=rf"{path} was written by a newer version .*0002_second.*install that version"
    ):
        migrate(connection, path, [FIRST])
    assert _book(connection) == [(1, "first"), (2, "second")]


def test_an_edited_one_is_refused(connection: sqlite3.Connection, path: Path) -> None:
    migrate(connection, path, [FIRST])
    edited = Migration(1, "first", FIRST.source + "-- only a comment\n")
    with pytest.raises(ChangedMigration, match=rf"{path} has migration 0001_first in another form"):
        migrate(connection, path, [edited, SECOND])
    assert _book(connection) == [(1, "first")]


def test_statements_end_where_sqlite_says(connection: sqlite3.Connection, path: Path) -> None:
    source = (
        "CREATE TABLE one (words TEXT DEFAULT 'a; b'); -- one; and only one\n"
        "CREATE TRIGGER again AFTER INSERT ON one BEGIN\n"
        "    UPDATE one SET words = 'x;'; DELETE FROM one WHERE words = ';';\n"
        "END;\n"
        "CREATE TABLE two (id INTEGER)"  # and the last needs no semicolon
    )
    migrate(connection, path, [Migration(1, "first", source)])
    assert _tables(connection) == {"schema_migrations", "one", "two"}


def test_a_token_that_the_dialect_does_not_know_is_an_error(connection: sqlite3.Connection, path: Path) -> None:
    with pytest.raises(KeyError, match="whatever"):
        migrate(connection, path, [Migration(1, "first", "CREATE TABLE one (id {{whatever}});")])
    assert _tables(connection) == set()


def test_what_ships_is_numbered_without_gaps() -> None:
    assert [each.version for each in shipped()] == list(range(1, len(shipped()) + 1))


async def test_a_store_is_migrated_on_opening_and_refuses_a_newer_file(path: Path) -> None:
    store = await Store.open(path)
    await store.close()
    connection = connect(path, patience=1)
    assert _book(connection) == [(each.version, each.name) for each in shipped()]
    connection.execute("INSERT INTO schema_migrations VALUES (9000, 'from_the_future', '', 0)")
    connection.close()
    before = path.read_bytes()
    with pytest.raises(NewerSchema, match="9000_from_the_future"):
        await Store.open(path)
    assert path.read_bytes() == before
