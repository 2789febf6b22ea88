"""Rows of the chats: events seen, drafts, files, transcripts, sessions."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from store.db.queries import Sql
from store.draft import Draft
from store.moment import Ms
from store.transaction import FeedItem, Session, StoredFile

_encode = msgspec.json.Encoder().encode
decode_draft = msgspec.json.Decoder(Draft).decode


class InboxRows:
    """Events seen already."""

    def __init__(self, sql: Sql) -> None:
        self._sql = sql

    def first(self, channel: str, event: str, now: Ms) -> bool:
        """Note an event and say whether it is new."""
        return self._sql.run("inbox_first", {"channel": channel, "event": event, "at": now}) == 1

    def forget(self, before: Ms, *, limit: int = 1_000) -> int:
        """Drop old events."""
        return self._sql.run("inbox_forget", {"before": before, "limit": limit})


class DraftRows:
    """Conversations in progress."""

    def __init__(self, sql: Sql) -> None:
        self._sql = sql

    def get(self, address: int) -> Draft | None:
        """Return the draft of an address."""
        row = self._sql.one("draft_get", {"address": address})
        return decode_draft(row[0]) if row else None

    def put(self, draft: Draft) -> None:
        """Keep a draft."""
        self._sql.run("draft_put", {"address": draft.address, "body": _encode(draft).decode()})

    def drop(self, address: int) -> None:
        """Forget a draft."""
        self._sql.run("draft_drop", {"address": address})


class FileRows:
    """What is known of stored files."""

    def __init__(self, sql: Sql) -> None:
        self._sql = sql

    def put(self, file: StoredFile) -> None:
        """Keep a file's record."""
        self._sql.run("file_put", msgspec.structs.asdict(file))

    def get(self, file: str) -> StoredFile | None:
        """Return a file's record."""
        row = self._sql.one("file_get", {"id": file})
        return StoredFile(*row) if row else None

    def attach(self, files: Sequence[str], ticket: int) -> None:
        """Note that files belong to a ticket."""
        self._sql.many("file_attach", [{"id": file, "ticket": ticket} for file in files])


class FeedRows:
    """Transcripts."""

    def __init__(self, sql: Sql) -> None:
        self._sql = sql

    def append(self, address: int, source: str, at: Ms, body: bytes) -> int | None:
        """Add a line."""
        row = self._sql.one("feed_append", {"address": address, "source": source, "at": at, "body": body.decode()})
        return int(row[0]) if row else None

    def since(self, address: int, seq: int, *, limit: int = 500) -> list[FeedItem]:
        """Return the lines after a number."""
        rows = self._sql.all("feed_since", {"address": address, "seq": seq, "limit": limit})
        return [FeedItem(chat, line, source, at, body.encode()) for chat, line, source, at, body in rows]

    def last(self, address: int) -> int:
        """Return the number of the last line."""
        row = self._sql.one("feed_last", {"address": address})
        return int(row[0]) if row and row[0] is not None else 0

    def seen(self, address: int, seq: int) -> None:
        """Note the highest line shown."""
        self._sql.run("feed_seen", {"address": address, "seq": seq})

    def shown(self, address: int) -> int:
        """Return the highest line shown."""
        row = self._sql.one("feed_shown", {"address": address})
        return int(row[0]) if row else 0


class SessionRows:
    """Signed-in browsers."""

    def __init__(self, sql: Sql) -> None:
        self._sql = sql

    def put(self, session: Session) -> None:
        """Keep a session."""
        self._sql.run("session_put", msgspec.structs.asdict(session))

    def get(self, token_hash: str) -> Session | None:
        """Return a session."""
        row = self._sql.one("session_get", {"token_hash": token_hash})
        return Session(*row) if row else None

    def drop(self, token_hash: str) -> None:
        """End a session."""
        self._sql.run("session_drop", {"token_hash": token_hash})
