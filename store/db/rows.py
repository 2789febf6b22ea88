"""The protocols of `store.transaction` on SQL, put together for one connection."""

from __future__ import annotations

import sqlite3

from store.db.chats import DraftRows, FeedRows, FileRows, InboxRows, SessionRows
from store.db.ids import IDS
from store.db.notes import NoteRows
from store.db.outbox import OutboxRows
from store.db.people import PeopleRows
from store.db.queries import Sql
from store.db.tickets import TicketRows
from store.db.timers import TimerRows


class SqlTransaction:
    """A transaction on one connection. Made once for it; whoever opened the transaction says when it ends."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        """Work on an open connection."""
        sql = Sql(connection)
        self.people = PeopleRows(sql)
        self.tickets = TicketRows(sql)
        self.timers = TimerRows(sql)
        self.inbox = InboxRows(sql)
        self.outbox = OutboxRows(sql)
        self.drafts = DraftRows(sql)
        self.files = FileRows(sql)
        self.feed = FeedRows(sql)
        self.sessions = SessionRows(sql)
        self.notes = NoteRows(sql)

    def new_id(self) -> int:
        """Return a new id: unique, growing with time, below 2^63."""
        return IDS.new()
