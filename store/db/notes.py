"""Rows of notes: what a channel has to remember of its platform."""

from __future__ import annotations

from store.db.queries import Sql

LAST = "\U0010ffff"
"""Sorts after every name."""


class NoteRows:
    """Notes of the channels."""

    def __init__(self, sql: Sql) -> None:
        self._sql = sql

    def get(self, channel: str, name: str) -> str | None:
        """Return a note."""
        row = self._sql.one("note_get", {"channel": channel, "name": name})
        return str(row[0]) if row else None

    def put(self, channel: str, name: str, body: str) -> None:
        """Keep a note."""
        self._sql.run("note_put", {"channel": channel, "name": name, "body": body})

    def drop(self, channel: str, name: str) -> bool:
        """Forget a note."""
        return self._sql.run("note_drop", {"channel": channel, "name": name}) == 1

    def under(self, channel: str, prefix: str, *, limit: int = 100) -> dict[str, str]:
        """Return the notes whose names begin alike."""
        rows = self._sql.all(
            "note_between", {"channel": channel, "first": prefix, "last": prefix + LAST, "limit": limit}
        )
        return {str(name): str(body) for name, body in rows}

    def count(self, channel: str, prefix: str) -> int:
        """Return how many notes have names that begin alike."""
        row = self._sql.one("note_count", {"channel": channel, "first": prefix, "last": prefix + LAST})
        return int(row[0]) if row else 0
