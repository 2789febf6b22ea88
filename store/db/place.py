"""Where a database lies: its setting, its folder, and the lock that keeps a second server off."""

from __future__ import annotations

import fcntl
import os
from pathlib import Path
from typing import IO

from store.db.errors import DatabaseLocked, DatabaseUnwritable

_OWNER_ONLY = 0o600
_SCHEME = "sqlite:///"


def database_path(setting: str) -> Path:
    """Return the file that AFTERCARE_DATABASE names. Raises ValueError for what is no SQLite file."""
    path = setting.strip().removeprefix(_SCHEME)
    if not path or "://" in path or path.startswith(("sqlite:", "file:", ":memory:")):
        raise ValueError(f"AFTERCARE_DATABASE is {setting!r}; write {_SCHEME}folder/aftercare.db or a plain path")
    return Path(path).expanduser()


def prepare(path: Path) -> None:
    """Make the folder and an empty file that only its owner may read: it will hold names and phone numbers.

    Raises DatabaseUnwritable.
    """
    if path.is_dir():
        raise DatabaseUnwritable(f"{path} is a folder; name a file in AFTERCARE_DATABASE")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as fault:
        raise DatabaseUnwritable(
            f"the folder {path.parent} cannot be made ({fault.strerror}); make it, or name another in AFTERCARE_DATABASE"
        ) from fault
    try:
        os.close(os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, _OWNER_ONLY))
    except OSError as fault:
        raise DatabaseUnwritable(
            f"{path} cannot be written ({fault.strerror}); give this user the right to write it and its folder, "
            "or name another file in AFTERCARE_DATABASE"
        ) from fault


def hold(path: Path) -> IO[bytes]:
    """Take the lock beside a database, for as long as the returned file is open; kill -9 releases it too.

    Raises DatabaseLocked when another process has it, and DatabaseUnwritable.
    """
    try:
        lock = path.with_name(path.name + ".lock").open("a+b", buffering=0)
    except OSError as fault:
        raise DatabaseUnwritable(
            f"{path.parent} cannot be written ({fault.strerror}); give this user the right to, or name another folder "
            "in AFTERCARE_DATABASE"
        ) from fault
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as fault:
        lock.seek(0)
        holder = lock.read(20).decode("ascii", "replace").strip() or "unknown"
        lock.close()
        raise DatabaseLocked(
            f"another Aftercare Desk (process {holder}) is running on {path}; stop it, or name another file in "
            "AFTERCARE_DATABASE"
        ) from fault
    lock.truncate(0)
    lock.write(str(os.getpid()).encode())
    return lock
