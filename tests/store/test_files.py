"""Files are what their bytes say, lie under their content, and are whole or not there at all."""

from __future__ import annotations

import hashlib
import os
import stat
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from store.files import (
    INCOMING,
    LEFT_BEHIND,
    SNIFFED,
    TYPES,
    FileRefused,
    FolderUnwritable,
    Stored,
    Vault,
    kind_of,
    safe_name,
)

PAD = bytes(60)
PNG = b"\x89PNG\r\n\x1a\n" + PAD


def boxed(brand: bytes, *also: bytes) -> bytes:
    """The beginning of a file of the ISO base media family."""
    return b"\0\0\0\x18ftyp" + brand + b"\0\0\2\0" + b"".join(also) + PAD


TAKEN = {
    "image/png": [PNG],
    "image/jpeg": [
        b"\xff\xd8\xff\xe0\0\x10JFIF\0" + PAD,
        b"\xff\xd8\xff\xe1\0\x10Exif\0" + PAD,
        b"\xff\xd8\xff\xdb" + PAD,
    ],
    "image/gif": [b"GIF89a" + PAD, b"GIF87a" + PAD],
    "image/webp": [b"RIFF\x24\0\0\0WEBPVP8 " + PAD],
    "image/heic": [boxed(b"heic", b"mif1", b"heic"), boxed(b"heix"), boxed(b"mif1", b"mif1", b"heic")],
    "video/mp4": [boxed(brand, b"isom") for brand in (b"isom", b"iso5", b"mp42", b"avc1", b"MSNV", b"M4V ", b"3gp4")],
    "video/quicktime": [boxed(b"qt  ", b"qt  ")],
    "video/webm": [b"\x1aE\xdf\xa3\x9fB\x86\x81\x01B\xf7\x81\x01B\xf2\x81\x04B\xf3\x81\x08B\x82\x84webmB\x87" + PAD],
    "audio/mpeg": [b"ID3\x03\0" + PAD, b"\xff\xfb\x90\x44" + PAD],
    "audio/mp4": [boxed(b"M4A ", b"mp42")],
    "audio/ogg": [b"OggS\0\2" + PAD],
    "audio/wav": [b"RIFF\x24\0\0\0WAVEfmt " + PAD],
    "audio/amr": [b"#!AMR\n" + PAD, b"#!AMR-WB\n" + PAD],
    "application/pdf": [b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n"],
    "text/plain": [
        b"No picture after power-on\r\n\tthree blinks\x1b[31m red",
        "打印机不工作了".encode(),
        "打印机不工作了".encode("gbk"),
        b"\xef\xbb\xbfwritten by Notepad",
        b'{"error": 4}',
        b"a < b",
    ],
}

REFUSED = {
    "a program for Windows": b"MZ\x90\0\3\0\0\0\4\0\0\0\xff\xff" + PAD,
    "a program for Linux": b"\x7fELF\2\1\1" + PAD,
    "a program for macOS": b"\xcf\xfa\xed\xfe\x07\0\0\x01" + PAD,
    "a class of Java": b"\xca\xfe\xba\xbe\0\0\0\x34" + PAD,
    "a script": b"#!/bin/sh\nrm -rf /",
    "a page": b"<!DOCTYPE html><html>",
    "a page after spaces": b"\n \t<html><script>",
    "a page after a mark": b"\xef\xbb\xbf <html>",
    "a comment, then a picture that runs": b"<!-- x --><svg onload=alert(1)>",
    "a drawing": b"<svg xmlns='http://www.w3.org/2000/svg'>",
    "a drawing as XML": b"<?xml version='1.0'?><svg>",
    "PHP": b"<?php",
    "an archive": b"PK\3\4\x14\0\0\0\x08\0" + PAD,
    "an office document": b"PK\3\4\x14\0\6\0\x08\0\0\0!\0" + bytes(16) + b"[Content_Types].xml",
    "an archive of another kind": b"7z\xbc\xaf\x27\x1c" + PAD,
    "a packed file": b"\x1f\x8b\x08" + PAD,
    "a picture that few can open": boxed(b"avif", b"mif1"),
    "the same, called by its family": boxed(b"mif1", b"mif1", b"avif"),
    "a film in another box": b"\x1aE\xdf\xa3\x9fB\x86\x81\x01B\xf7\x81\x01B\x82\x88matroska" + PAD,
    "an old picture": b"BM\x36\0\0\0\0\0\0\0\x36\0\0\0" + PAD,
    "a link": b"L\0\0\0\x01\x14\x02\0" + PAD,
    "text of two bytes a letter": "hello".encode("utf-16"),
    "zeros": PAD,
    "no text of any kind": b"\xe9 \xe9 \xff",
}


@pytest.fixture
def vault(tmp_path: Path) -> Vault:
    return Vault(tmp_path / "files", largest=10_000)


def keep(vault: Vault, content: bytes, name: str = "photo.png", chunk: int = 7) -> Stored:
    with vault.begin(name) as incoming:
        for at in range(0, len(content), chunk):
            incoming.write(content[at : at + chunk])
        return incoming.finish()


def lying(vault: Vault) -> list[str]:
    return sorted(str(path.relative_to(vault.folder)) for path in vault.folder.rglob("*") if path.is_file())


@pytest.mark.parametrize(("mime", "content"), [(mime, each) for mime, contents in TAKEN.items() for each in contents])
def test_a_type_is_found_from_the_bytes(vault: Vault, mime: str, content: bytes) -> None:
    stored = keep(vault, content, name="whatever.exe")
    assert (stored.mime, stored.name) == (mime, f"whatever{TYPES[mime]}")


def test_every_type_that_may_be_stored_is_tried() -> None:
    assert TAKEN.keys() == TYPES.keys()


@pytest.mark.parametrize("what", REFUSED)
def test_what_could_run_or_hide_something_is_refused(vault: Vault, what: str) -> None:
    with pytest.raises(FileRefused) as refused:
        keep(vault, REFUSED[what], name="photo.png")
    assert refused.value.key == "file-type"
    assert lying(vault) == []


@given(content=st.binary(min_size=1, max_size=300))
def test_any_bytes_are_a_known_type_or_none(content: bytes) -> None:
    assert kind_of(content) in {None, *TYPES}


@given(text=st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1).map(lambda text: "x" + text))
def test_a_long_text_may_be_cut_anywhere(text: str) -> None:
    content = (text * SNIFFED).encode()
    assert all(kind_of(content[: SNIFFED - cut]) == "text/plain" for cut in range(4))


def test_a_file_lies_under_its_content_once(vault: Vault) -> None:
    first, second = keep(vault, PNG, "one.png"), keep(vault, PNG, "two.png", chunk=1_000)
    sha256 = hashlib.sha256(PNG).hexdigest()
    assert first.sha256 == second.sha256 == sha256
    assert (first.name, second.name, first.size) == ("one.png", "two.png", len(PNG))
    assert lying(vault) == [f"{sha256[:2]}/{sha256}"]
    assert vault.path(sha256).read_bytes() == PNG


def test_nobody_else_may_read_it(vault: Vault) -> None:
    mode = vault.path(keep(vault, PNG).sha256).stat().st_mode
    assert stat.S_IMODE(mode) == 0o600


@pytest.mark.parametrize(("size", "fits"), [(10_000, True), (10_001, False)])
def test_a_file_is_as_large_as_allowed_and_not_larger(vault: Vault, size: int, *, fits: bool) -> None:
    content = PNG.ljust(size, b"\0")
    if fits:
        assert keep(vault, content, chunk=999).size == size
        return
    with pytest.raises(FileRefused) as refused:
        keep(vault, content, chunk=999)
    assert refused.value.key == "file-too-large"
    assert lying(vault) == []


def test_an_empty_file_is_refused(vault: Vault) -> None:
    with pytest.raises(FileRefused) as refused:
        keep(vault, b"")
    assert refused.value.key == "file-empty"
    assert lying(vault) == []


def test_what_is_broken_off_leaves_nothing(vault: Vault) -> None:
    def broken() -> None:
        with vault.begin("photo.png") as incoming:
            incoming.write(PNG)
            assert len(lying(vault)) == 1
            raise ConnectionResetError

    with pytest.raises(ConnectionResetError):
        broken()
    assert lying(vault) == []


def test_what_a_fallen_program_left_is_removed_by_the_next_but_not_what_is_being_written(vault: Vault) -> None:
    old, young = vault.folder / f"{INCOMING}old", vault.folder / f"{INCOMING}young"
    sha256 = keep(vault, PNG).sha256
    for path, age in ((old, LEFT_BEHIND + 60), (young, LEFT_BEHIND - 60), (vault.path(sha256), 10 * LEFT_BEHIND)):
        path.touch()
        then = path.stat().st_mtime - age
        os.utime(path, (then, then))
    Vault(vault.folder, largest=1)
    assert lying(vault) == sorted([young.name, f"{sha256[:2]}/{sha256}"])


def test_bytes_then_name_then_folder_come_to_the_disk(vault: Vault, monkeypatch: pytest.MonkeyPatch) -> None:
    """A row may speak of a file only once a fall of the machine cannot take it."""
    told: list[str] = []
    fsync, replace = os.fsync, Path.replace

    def noted_fsync(descriptor: int) -> None:
        told.append("folder" if stat.S_ISDIR(os.fstat(descriptor).st_mode) else "bytes")
        fsync(descriptor)

    def noted_replace(path: Path, target: Path) -> Path:
        told.append("name")
        return replace(path, target)

    monkeypatch.setattr(os, "fsync", noted_fsync)
    monkeypatch.setattr(Path, "replace", noted_replace)
    keep(vault, PNG)
    assert told == ["bytes", "name", "folder", "folder"]
    told.clear()
    keep(vault, PNG)
    assert told == ["bytes", "name", "folder"]


def _a_file(folder: Path) -> None:
    folder.write_text("in the way")


def _under_a_file(folder: Path) -> None:
    folder.parent.joinpath("wall").write_text("in the way")
    folder.symlink_to(folder.parent / "wall" / "files")


@pytest.mark.parametrize("spoil", [_a_file, _under_a_file])
def test_a_folder_that_cannot_be_written_is_told_with_the_mend(tmp_path: Path, spoil: Callable[[Path], None]) -> None:
    folder = tmp_path / "files"
    spoil(folder)
    with pytest.raises(FolderUnwritable, match=rf"the data folder {folder} cannot be written .*AFTERCARE_DATA_DIR"):
        Vault(folder, largest=1)


@pytest.mark.parametrize(
    ("name", "mime", "safe"),
    [
        ("photo.png", "image/png", "photo.png"),
        ("photo.PNG", "image/png", "photo.png"),
        ("invoice.pdf.exe", "application/pdf", "invoice.pdf.pdf"),
        ("../../etc/passwd", "text/plain", "passwd.txt"),
        ("C:\\Users\\Wang\\照片.jpg", "image/jpeg", "照片.jpg"),
        ("", "image/png", "file.png"),
        ("...", "image/png", "file.png"),
        (".png", "image/png", "png.png"),
        ("a\0b\r\nc\u202egnp.exe", "image/png", "abcgnp.png"),
        ('<img src="x">|?*:.png', "image/png", "img src=x.png"),
        ("长" * 500 + ".png", "image/png", "长" * 116 + ".png"),
        ("smile 😀.png", "image/png", "smile 😀.png"),
    ],
)
def test_a_name_can_be_shown_and_saved(name: str, mime: str, safe: str) -> None:
    assert safe_name(name, mime) == safe


@given(name=st.text(max_size=300), mime=st.sampled_from(sorted(TYPES)))
def test_any_name_becomes_a_safe_one(name: str, mime: str) -> None:
    safe = safe_name(name, mime)
    assert safe.isprintable()
    assert not set(safe) & set('/\\<>:"|?*')
    assert not safe.startswith(".")
    assert safe.endswith(TYPES[mime])
    assert len(safe) <= 120
