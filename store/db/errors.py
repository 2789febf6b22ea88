"""What can be wrong with a database, and how to mend it."""

from __future__ import annotations

import sqlite3
from pathlib import Path


class DatabaseError(Exception):
    """The database cannot be used; the message says why, with which file, and how to mend it."""


class DatabaseLocked(DatabaseError):
    """Another process holds the file."""


class DatabaseUnwritable(DatabaseError):
    """The file or its folder cannot be written."""


class DiskFull(DatabaseError):
    """There is no room for more."""


class DiskFailed(DatabaseError):
    """The disk would not read or write."""


class NotADatabase(DatabaseError):
    """The file is none of ours."""


class DatabaseCorrupt(NotADatabase):
    """The file is damaged."""


class NewerSchema(DatabaseError):
    """A newer version of the program has written the file."""


class ChangedMigration(DatabaseError):
    """A migration that was applied is not the one that ships."""


class StoreClosed(DatabaseError):
    """The store is closed already."""


_BUSY = "another process is writing {path}; stop it, or wait until it is done"
_NO_ROOM = "there is no room left for {path} ({why}); make room on its disk: what was acknowledged is kept"

_MEANINGS: dict[str, tuple[type[DatabaseError], str]] = {
    "SQLITE_BUSY": (DatabaseLocked, _BUSY),
    "SQLITE_LOCKED": (DatabaseLocked, _BUSY),
    "SQLITE_READONLY_DBMOVED": (
        DatabaseUnwritable,
        "{path} was moved or deleted while in use; put it back and restart",
    ),
    "SQLITE_READONLY": (DatabaseUnwritable, "{path} is read-only; give this user the right to write it and its folder"),
    "SQLITE_CANTOPEN": (DatabaseUnwritable, "{path} cannot be opened; its folder must exist and be writable"),
    "SQLITE_PERM": (DatabaseUnwritable, "{path} may not be written; give this user the right to"),
    "SQLITE_FULL": (DiskFull, _NO_ROOM),
    "SQLITE_IOERR": (DiskFailed, "{path} could not be read from or written to its disk ({why}); check the disk"),
    "SQLITE_CORRUPT": (DatabaseCorrupt, "{path} is damaged ({why}); restore the last backup"),
    "SQLITE_NOTADB": (NotADatabase, "{path} is not a database; name another file in AFTERCARE_DATABASE"),
}
"""By the beginning of SQLite's name for it; the first that fits."""


def meaning(fault: sqlite3.Error, path: Path) -> DatabaseError | None:
    """Return what a fault of SQLite means for its user; None for a fault of ours (a broken statement, say)."""
    name = getattr(fault, "sqlite_errorname", "")
    found = next((each for prefix, each in _MEANINGS.items() if name.startswith(prefix)), None)
    if found is None:
        return None
    kind, sentence = found
    told = kind(sentence.format(path=path, why=fault))
    told.__cause__ = fault
    return told
