"""Where the database lies, and what is said when it cannot lie there."""

from __future__ import annotations

import asyncio
import os
import signal
import stat
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from store.db.door import Store
from store.db.errors import DatabaseError, DatabaseLocked, DatabaseUnwritable
from store.db.place import database_path
from tests.store.db.functions import note

NOBODY = 65534


@pytest.mark.parametrize(
    ("setting", "path"),
    [
        ("sqlite:///data/desk.db", "data/desk.db"),
        ("sqlite:////var/lib/desk.db", "/var/lib/desk.db"),
        ("desk.db", "desk.db"),
        (" /srv/a b/desk.db ", "/srv/a b/desk.db"),
    ],
)
def test_a_setting_names_a_file(setting: str, path: str) -> None:
    assert database_path(setting) == Path(path)


@pytest.mark.parametrize(
    "setting",
    ["", "  ", "sqlite:///", "sqlite://", "sqlite:x.db", ":memory:", "file:x.db", "mysql://h/d", "postgresql://h"],
)
def test_what_names_no_file_is_refused_by_the_settings_name(setting: str) -> None:
    with pytest.raises(ValueError, match=r"AFTERCARE_DATABASE.*sqlite:///folder"):
        database_path(setting)


async def test_folders_are_made_and_only_the_owner_may_read_the_file(tmp_path: Path) -> None:
    path = tmp_path / "new" / "folder" / "desk.db"
    store = await Store.open(path)
    await store.write(note, "one")
    kept = {each.name: stat.S_IMODE(each.stat().st_mode) & 0o077 for each in path.parent.iterdir()}
    await store.close()
    assert kept == {"desk.db": 0, "desk.db-wal": 0, "desk.db-shm": 0}


async def test_closing_folds_the_log_into_the_file(tmp_path: Path) -> None:
    store = await Store.open(tmp_path / "desk.db")
    await store.write(note, "one")
    await store.close()
    assert [each.name for each in tmp_path.iterdir()] == ["desk.db"]


async def test_a_folder_in_place_of_the_file(tmp_path: Path) -> None:
    with pytest.raises(DatabaseUnwritable, match="is a folder; name a file"):
        await Store.open(tmp_path)


async def test_a_file_in_place_of_the_folder(tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("a file")
    with pytest.raises(DatabaseUnwritable, match=f"the folder {tmp_path}/taken cannot be made"):
        await Store.open(tmp_path / "taken" / "desk.db")


_TRY = """
import asyncio, os, sys
from pathlib import Path
from store.db.door import Store
from store.db.errors import DatabaseError
if os.getuid() == 0:
    os.setuid(int(sys.argv[2]))
try:
    asyncio.run(Store.open(Path(sys.argv[1]), exclusive=len(sys.argv) > 3))
except DatabaseError as fault:
    print(type(fault).__name__, fault)
"""


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """A folder that any user may enter; pytest's own are the owner's alone."""
    with TemporaryDirectory(prefix="aftercare-test-") as name:
        folder = Path(name)
        folder.chmod(0o755)
        yield folder
        folder.chmod(0o755)


def _as_nobody(path: Path, *more: str) -> str:
    child = subprocess.run(
        [sys.executable, "-c", _TRY, str(path), str(NOBODY), *more],
        capture_output=True, text=True, timeout=60, check=False, cwd=Path.cwd(),
    )  # fmt: skip
    assert child.stderr == ""
    assert child.returncode == 0
    return child.stdout


def test_a_folder_that_may_not_be_written(open_folder: Path) -> None:
    open_folder.chmod(0o555)
    said = _as_nobody(open_folder / "desk.db")
    assert said.startswith(f"DatabaseUnwritable {open_folder}/desk.db cannot be written (Permission denied); give")
    assert _as_nobody(open_folder / "new" / "desk.db").startswith("DatabaseUnwritable the folder")
    assert _as_nobody(open_folder / "desk.db", "exclusive").startswith("DatabaseUnwritable")


def test_a_file_that_may_not_be_written(open_folder: Path) -> None:
    path = open_folder / "desk.db"
    path.touch()
    path.chmod(0o444)
    assert "desk.db cannot be written (Permission denied)" in _as_nobody(path)


def test_a_file_in_a_folder_that_takes_no_log(open_folder: Path) -> None:
    path = open_folder / "desk.db"
    path.touch()
    path.chmod(0o666)
    open_folder.chmod(0o555)
    assert _as_nobody(path).startswith("DatabaseUnwritable")


# --- one server to a file ----------------------------------------------------------------------------------------


async def test_a_second_server_is_refused_and_told_who_is_there(tmp_path: Path) -> None:
    path = tmp_path / "desk.db"
    first = await Store.open(path, exclusive=True)
    with pytest.raises(DatabaseLocked, match=rf"another Aftercare Desk \(process {os.getpid()}\) is running on"):
        await Store.open(path, exclusive=True)
    tool = await Store.open(path)
    assert await tool.write(note, "by a tool beside the server")
    await tool.close()
    await first.close()
    again = await Store.open(path, exclusive=True)
    await again.close()


_HOLD = """
import asyncio, sys
from pathlib import Path
from store.db.door import Store

async def main():
    store = await Store.open(Path(sys.argv[1]), exclusive=True)
    print("open", flush=True)
    await asyncio.sleep(20)
    await store.close()

asyncio.run(main())
"""


async def test_a_killed_server_leaves_no_lock(tmp_path: Path) -> None:
    path = tmp_path / "desk.db"
    with subprocess.Popen([sys.executable, "-c", _HOLD, str(path)], stdout=subprocess.PIPE) as child:
        assert child.stdout is not None
        try:
            assert child.stdout.readline() == b"open\n"
            with pytest.raises(DatabaseLocked, match=str(child.pid)):
                await Store.open(path, exclusive=True)
        finally:
            child.send_signal(signal.SIGKILL)
    store = await Store.open(path, exclusive=True)
    await store.close()


async def test_many_may_open_a_new_file_at_the_same_time(tmp_path: Path) -> None:
    stores = await asyncio.gather(*(Store.open(tmp_path / "desk.db") for _ in range(8)))
    news = await asyncio.gather(*(store.write(note, "the same") for store in stores))
    assert sorted(news) == [False] * 7 + [True]
    await asyncio.gather(*(store.close() for store in stores))


def test_a_failed_opening_leaves_no_thread_behind(tmp_path: Path) -> None:
    path = tmp_path / "desk.db"
    path.write_bytes(b"this is a letter, not a database. " * 100)
    before = threading.active_count()
    for _ in range(20):
        with pytest.raises(DatabaseError):
            asyncio.run(Store.open(path, exclusive=True))
    assert threading.active_count() == before


def test_a_program_that_forgets_to_close_ends(tmp_path: Path) -> None:
    script = "import asyncio, sys; from pathlib import Path; from store.db.door import Store\n"
    script += "store = asyncio.run(Store.open(Path(sys.argv[1])))"
    subprocess.run([sys.executable, "-c", script, str(tmp_path / "desk.db")], timeout=60, check=True)
