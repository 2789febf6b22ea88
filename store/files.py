"""Stored files: their bytes on disk, named by their content, never unpacked, never trusted.

What is known of a file is a row (`store.transaction.StoredFile`); here are only the bytes.
"""

from __future__ import annotations

import hashlib
import os
import tempfile
from pathlib import Path
from types import TracebackType
from typing import IO

import puremagic

LONGEST_NAME = 120
"""Characters of a file's name that are kept."""

SNIFFED = 4096
"""Bytes from the beginning that tell a file's type."""

TYPES: dict[str, str] = {
    "image/jpeg": ".jpg",
    "image/png": ".png",
    "image/gif": ".gif",
    "image/webp": ".webp",
    "image/heic": ".heic",
    "video/mp4": ".mp4",
    "video/quicktime": ".mov",
    "video/webm": ".webm",
    "audio/mpeg": ".mp3",
    "audio/ogg": ".ogg",
    "application/pdf": ".pdf",
    "text/plain": ".txt",
}
"""Types that may be stored, and the ending they are shown with."""


class FileRefused(Exception):
    """A file that is not taken. `key` names the catalogue entry that says why."""

    def __init__(self, key: str) -> None:
        """Refuse under a catalogue key."""
        super().__init__(key)
        self.key = key


class FolderUnwritable(Exception):
    """The data folder cannot be written; the message says how to mend it."""


class Stored:
    """What storing gave: the content's hash, its type, its size in bytes, and a safe name."""

    __slots__ = ("mime", "name", "sha256", "size")

    def __init__(self, sha256: str, mime: str, name: str, size: int) -> None:
        """Keep what is known."""
        self.sha256, self.mime, self.name, self.size = sha256, mime, name, size


class Vault:
    """A folder of files named by their SHA-256."""

    def __init__(self, folder: Path, *, largest: int) -> None:
        """Use a folder, made when needed; `largest` is in bytes. Raises FolderUnwritable."""
        self.folder = folder
        self.largest = largest
        try:
            folder.mkdir(parents=True, exist_ok=True)
            with tempfile.TemporaryFile(dir=folder):
                pass
        except OSError as fault:
            raise FolderUnwritable(
                f"the data folder {folder} cannot be written ({fault.strerror}); give this user the "
                "right to, or name another in AFTERCARE_DATA_DIR"
            ) from fault

    def begin(self, name: str) -> Incoming:
        """Begin to take a file."""
        return Incoming(self, name)

    def path(self, sha256: str) -> Path:
        """Return where a content lies."""
        return self.folder / sha256[:2] / sha256


class Incoming:
    """A file being taken, chunk by chunk; left unfinished, nothing of it stays."""

    def __init__(self, vault: Vault, name: str) -> None:
        """Take a file under the name its sender gave it."""
        self._vault = vault
        self._name = name
        self._hash = hashlib.sha256()
        self._head = b""
        self._size = 0
        descriptor, path = tempfile.mkstemp(dir=vault.folder, prefix=".incoming-")
        self._path = Path(path)
        self._out: IO[bytes] = os.fdopen(descriptor, "wb")

    def __enter__(self) -> Incoming:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._out.close()
        self._path.unlink(missing_ok=True)

    def write(self, chunk: bytes) -> None:
        """Take the next bytes. Raises FileRefused once there are too many."""
        self._size += len(chunk)
        if self._size > self._vault.largest:
            raise FileRefused("file-too-large")
        self._head += chunk[: SNIFFED - len(self._head)]
        self._hash.update(chunk)
        self._out.write(chunk)

    def finish(self) -> Stored:
        """Keep the file. Raises FileRefused for an empty one or a type that is not taken."""
        if not self._size:
            raise FileRefused("file-empty")
        mime = kind_of(self._head)
        if mime is None:
            raise FileRefused("file-type")
        self._out.flush()
        os.fsync(self._out.fileno())
        sha256 = self._hash.hexdigest()
        path = self._vault.path(sha256)
        path.parent.mkdir(exist_ok=True)
        self._path.replace(path)
        return Stored(sha256, mime, safe_name(self._name, mime), self._size)


def kind_of(head: bytes) -> str | None:
    """Return the type that a file's first bytes show, when it may be stored; the sender's word does not count."""
    try:
        found = {each.mime_type for each in puremagic.magic_string(head)}
    except puremagic.PureError:
        found = set()
    known = next((mime for mime in TYPES if mime in found), None)
    return known or ("text/plain" if not found and _is_text(head) else None)


def _is_text(head: bytes) -> bool:
    if b"\0" in head or head.lstrip()[:1] == b"<":
        return False
    try:
        head.decode("utf-8")
    except UnicodeDecodeError as fault:
        return fault.start > len(head) - 4  # a character cut in two by the end of the sample
    return True


def safe_name(name: str, mime: str) -> str:
    """Return a name that can be shown and saved: no folders, no control characters, the ending of its type."""
    base = name.replace("\\", "/").rsplit("/", 1)[-1]
    stem = "".join(each for each in base if each.isprintable() and each not in '<>:"|?*').strip(" .")
    ending = TYPES[mime]
    stem = stem.removesuffix(Path(stem).suffix) if Path(stem).suffix else stem
    return f"{stem[: LONGEST_NAME - len(ending)] or 'file'}{ending}"
