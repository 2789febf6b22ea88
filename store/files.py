"""Stored files: their bytes on disk, named by their content, never unpacked, never trusted.

What is known of a file is a row (`store.transaction.StoredFile`); here are only the bytes.
"""

from __future__ import annotations

import codecs
import hashlib
import os
import re
import tempfile
from pathlib import Path
from types import TracebackType
from typing import IO

from store.moment import DAY, SECOND

LONGEST_NAME = 120
"""Characters of a file's name that are kept."""

SNIFFED = 4096
"""Bytes from the beginning that tell a file's type."""

INCOMING = ".incoming-"
"""How the names of files begin that are being taken."""

LEFT_BEHIND = DAY // SECOND
"""Seconds after which a file that was never finished is rubbish of a program that fell."""

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
    "audio/mp4": ".m4a",
    "audio/ogg": ".ogg",
    "audio/wav": ".wav",
    "audio/amr": ".amr",
    "application/pdf": ".pdf",
    "text/plain": ".txt",
}
"""Types that may be stored, and the ending they are shown with."""

SIGNATURES: tuple[tuple[re.Pattern[bytes], str], ...] = tuple(
    (re.compile(form, re.DOTALL), mime)
    for form, mime in (
        (rb"\xff\xd8\xff", "image/jpeg"),
        (rb"\x89PNG\r\n\x1a\n", "image/png"),
        (rb"GIF8[79]a", "image/gif"),
        (rb"RIFF.{4}WEBP", "image/webp"),
        (rb"RIFF.{4}WAVE", "audio/wav"),
        (rb".{4}ftyp(hei[cxms]|hev[cxms]|mif1.{4}(?!.{0,40}avif)|msf1.{4}(?!.{0,40}avis))", "image/heic"),
        (rb".{4}ftyp(isom|iso[2-9]|mp4[12]|avc1|MSNV|M4V|dash|3g[pr2])", "video/mp4"),
        (rb".{4}ftypqt  ", "video/quicktime"),
        (rb".{4}ftypM4[AB] ", "audio/mp4"),
        (rb"\x1aE\xdf\xa3.{0,60}\x42\x82.webm", "video/webm"),
        (rb"OggS\0", "audio/ogg"),
        (rb"ID3[\x02-\x04]|\xff[\xfa\xfb\xf2\xf3\xe2\xe3][^\xf0-\xff]", "audio/mpeg"),
        (rb"#!AMR(-WB)?\n", "audio/amr"),
        (rb"%PDF-[12]\.", "application/pdf"),
    )
)
"""How the bytes of each type begin."""

_MARKUP_OR_SCRIPT = (b"<", b"#!")
"""How a text begins that a browser or a system would run."""

_NO_TEXT = re.compile(rb"[\0-\x08\x0e-\x1a\x1c-\x1f\x7f]")
"""Control characters that no text has; colours of a terminal log begin with an escape."""

_ENCODINGS = ("utf-8", "gb18030")
"""What people's text files are written in."""


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
            with tempfile.TemporaryFile(dir=folder) as probe:
                _clear(folder, before=os.fstat(probe.fileno()).st_mtime - LEFT_BEHIND)
        except OSError as fault:
            raise FolderUnwritable(
                f"the data folder {folder} cannot be written ({fault.strerror}); give this user the "
                "right to, or name another in AFTERCARE_DATA_DIR"
            ) from fault

    def begin(self, name: str) -> Incoming:
        """Begin to take a file; use it in a `with`."""
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
        descriptor, path = tempfile.mkstemp(dir=vault.folder, prefix=INCOMING)
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
        new = not path.parent.exists()
        path.parent.mkdir(exist_ok=True)
        self._path.replace(path)
        # Only now may a row speak of the file: its name must outlast a fall of the machine as its bytes do.
        _settle(path.parent)
        if new:
            _settle(self._vault.folder)
        return Stored(sha256, mime, safe_name(self._name, mime), self._size)


def _settle(folder: Path) -> None:
    """Bring what a folder lists to the disk."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _clear(folder: Path, *, before: float) -> None:
    """Remove what was left half written, unless another process may still be writing it."""
    for path in folder.glob(f"{INCOMING}*"):
        if _written(path) < before:
            path.unlink(missing_ok=True)


def _written(path: Path) -> float:
    try:
        return path.stat().st_mtime
    except FileNotFoundError:
        return float("inf")


def kind_of(head: bytes) -> str | None:
    """Return the type that a file's first bytes show, when it may be stored; the sender's word does not count."""
    known = next((mime for form, mime in SIGNATURES if form.match(head)), None)
    return known or ("text/plain" if _is_text(head) else None)


def _is_text(head: bytes) -> bool:
    bare = head.removeprefix(codecs.BOM_UTF8)
    if bare.lstrip().startswith(_MARKUP_OR_SCRIPT) or _NO_TEXT.search(bare):
        return False
    return any(_reads(bare, encoding) for encoding in _ENCODINGS)


def _reads(head: bytes, encoding: str) -> bool:
    """Whether bytes are text of an encoding; the end of the sample may cut a character in two."""
    try:
        codecs.getincrementaldecoder(encoding)().decode(head)
    except UnicodeDecodeError:
        return False
    return True


def safe_name(name: str, mime: str) -> str:
    """Return a name that can be shown and saved: no folders, no control characters, the ending of its type."""
    base = name.replace("\\", "/").rsplit("/", 1)[-1]
    stem = "".join(each for each in base if each.isprintable() and each not in '<>:"|?*').strip(" .")
    ending = TYPES[mime]
    stem = stem.removesuffix(Path(stem).suffix) if Path(stem).suffix else stem
    return f"{stem[: LONGEST_NAME - len(ending)] or 'file'}{ending}"
