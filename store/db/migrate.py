"""Migrations: applied in order on opening, under a lock, all of them or none, never backwards."""

from __future__ import annotations

import hashlib
import re
import sqlite3
import time
from collections.abc import Iterator, Mapping, Sequence
from importlib import resources
from pathlib import Path

from msgspec import Struct

from store.db.errors import ChangedMigration, NewerSchema, NotADatabase

SQLITE: Mapping[str, str] = {"clustered": " WITHOUT ROWID", "id": "INTEGER"}
"""What the tokens of a migration stand for in this dialect."""

_BOOK = """
CREATE TABLE schema_migrations (
    version INTEGER PRIMARY KEY, name TEXT NOT NULL, sha256 TEXT NOT NULL, applied_at INTEGER NOT NULL
)"""

_TOKEN = re.compile(r"\{\{(\w+)\}\}")


class Migration(Struct, frozen=True):
    """One step of the schema, as its file has it."""

    version: int
    name: str
    source: str

    @property
    def sha256(self) -> str:
        """The hash by which an applied migration is known."""
        return hashlib.sha256(self.source.encode()).hexdigest()


def shipped() -> list[Migration]:
    """Return the migrations of this version of the program, in order. Raises ValueError for two of one number."""
    found = sorted(_read(), key=lambda each: each.version)
    if len({each.version for each in found}) != len(found):
        raise ValueError(f"two migrations have the same number: {[each.name for each in found]}")
    return found


def _read() -> Iterator[Migration]:
    for file in resources.files(__package__).joinpath("migrations").iterdir():
        if file.name.endswith(".sql"):
            version, _, name = file.name.removesuffix(".sql").partition("_")
            yield Migration(int(version), name, file.read_text("utf-8"))


def migrate(connection: sqlite3.Connection, path: Path, migrations: Sequence[Migration] | None = None) -> list[str]:
    """Bring a database up to this version and return the names of what was applied.

    Raises NewerSchema, ChangedMigration or NotADatabase, or the fault of a broken migration, and then has changed nothing.
    """
    steps = shipped() if migrations is None else migrations
    connection.execute("BEGIN IMMEDIATE")
    try:
        there = _book(connection, path)
        _check(there, {each.version: each for each in steps}, path)
        missing = sorted((each for each in steps if each.version not in there), key=lambda each: each.version)
        for migration in missing:
            _apply(connection, migration)
        connection.execute("COMMIT")
    finally:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
    return [migration.name for migration in missing]


def _book(connection: sqlite3.Connection, path: Path) -> Mapping[int, tuple[str, str]]:
    """Return name and hash of what was applied, by number; begin the book in an empty file."""
    tables = {row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    if not tables:
        connection.execute(_BOOK)
    elif "schema_migrations" not in tables:
        raise NotADatabase(f"{path} belongs to another program; name another file in AFTERCARE_DATABASE")
    rows = connection.execute("SELECT version, name, sha256 FROM schema_migrations")
    return {version: (name, sha256) for version, name, sha256 in rows}


def _check(there: Mapping[int, tuple[str, str]], known: Mapping[int, Migration], path: Path) -> None:
    for version in sorted(there.keys() - known.keys(), reverse=True):
        raise NewerSchema(
            f"{path} was written by a newer version of Aftercare Desk (migration {version:04}_{there[version][0]}); "
            "install that version again, or restore a backup from before it"
        )
    for version, (name, sha256) in there.items():
        if known[version].sha256 != sha256:
            raise ChangedMigration(
                f"{path} has migration {version:04}_{name} in another form; install the version that wrote it, "
                "and never edit an applied migration"
            )


def _apply(connection: sqlite3.Connection, migration: Migration) -> None:
    for statement in _statements(_TOKEN.sub(lambda token: SQLITE[token[1]], migration.source)):
        connection.execute(statement)
    connection.execute(
        "INSERT INTO schema_migrations (version, name, sha256, applied_at) VALUES (?, ?, ?, ?)",
        (migration.version, migration.name, migration.sha256, time.time_ns() // 1_000_000),
    )


def _statements(source: str) -> Iterator[str]:
    """Cut a file into statements; executescript would commit behind our back."""
    gathered = ""
    for line in source.splitlines(keepends=True):
        gathered += line
        if sqlite3.complete_statement(gathered):
            yield gathered
            gathered = ""
    if gathered.strip():
        yield gathered
