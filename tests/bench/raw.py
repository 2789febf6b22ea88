"""SQLite without the door: databases opened by hand, and the statements of our own code, taken down to be run again."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from time import perf_counter
from typing import Any

from store.db.migrate import migrate
from store.db.rows import SqlTransaction
from store.db.sqlite import connect

Statement = tuple[str, Any, bool]
"""A statement, its values, and whether it is run once for each of many."""


@contextmanager
def opened(path: Path, *, hurried: bool = False) -> Iterator[sqlite3.Connection]:
    """Open a database with the door's own settings of the connection; `hurried` ones need not survive a power cut."""
    connection = connect(path, patience=5)
    try:
        migrate(connection, path)
        if hurried:
            connection.execute("PRAGMA synchronous = OFF")
        yield connection
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    finally:
        connection.close()


@contextmanager
def committed(connection: sqlite3.Connection) -> Iterator[None]:
    """Run what follows in one transaction."""
    connection.execute("BEGIN IMMEDIATE")
    yield
    connection.execute("COMMIT")


class Recorder:
    """A transaction whose statements are taken down."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        """Take down what the transaction `tx` runs."""
        self.tx = SqlTransaction(connection)
        self._taken: list[Statement] = []
        cursor = connection.cursor()

        def execute(text: str, values: Any) -> sqlite3.Cursor:
            self._taken.append((text, values, False))
            return cursor.execute(text, values)

        def executemany(text: str, values: Any) -> sqlite3.Cursor:
            self._taken.append((text, values, True))
            return cursor.executemany(text, values)

        sql = self.tx.inbox._sql
        vars(sql).update(_execute=execute, _executemany=executemany)

    def take(self) -> list[Statement]:
        """Return what was run since the last time."""
        taken, self._taken = self._taken, []
        return taken


def replay(connection: sqlite3.Connection, statements: Sequence[Statement]) -> float:
    """Run statements in one transaction, nothing else, and return the seconds it took."""
    cursor = connection.cursor()
    started = perf_counter()
    with committed(connection):
        for text, values, many in statements:
            if many:
                cursor.executemany(text, values)
            else:
                cursor.execute(text, values).fetchall()
    return perf_counter() - started
