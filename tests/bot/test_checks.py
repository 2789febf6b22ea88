from __future__ import annotations

import socket
from pathlib import Path

import pytest
from msgspec import structs

from bot import checks, commands
from bot.settings import Settings
from store.db.door import Store
from store.people import Language, Role
from tests.web_server import settings


async def said(chosen: Settings) -> dict[str, tuple[bool, str]]:
    return {result.name: (result.ok, result.said) for result in await checks.everything(chosen)}


async def test_everything_is_right(tmp_path: Path) -> None:
    found = await said(settings(tmp_path))
    assert [name for name, (ok, _) in found.items() if ok] == [
        "settings",
        "playbook",
        "data folder",
        "database",
        "port",
    ]
    assert found["playbook"][1] == "After-sales service"
    assert found["database"][1].endswith("0 in the team; add somebody: aftercare team add")


async def test_the_team_is_counted(tmp_path: Path) -> None:
    chosen = settings(tmp_path)
    await commands.add(chosen, "Li Ming", Role.AGENT, ("technical",), Language.ZH)
    assert (await said(chosen))["database"] == (True, f"{chosen.database}, 1 in the team")


async def test_all_that_is_wrong_is_said_at_once_with_the_mend(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    (tmp_path / "folder").mkdir()
    with socket.create_server(("127.0.0.1", 0)) as other:
        found = await said(
            structs.replace(
                settings(tmp_path),
                playbook="no-such",
                data_dir=tmp_path / "file",
                database=tmp_path / "folder",
                port=other.getsockname()[1],
            )
        )
    assert [name for name, (ok, _) in found.items() if not ok] == ["playbook", "data folder", "database", "port"]
    assert "AFTERCARE_PLAYBOOK is 'no-such', which is neither a shipped playbook" in found["playbook"][1]
    assert "name another in AFTERCARE_DATA_DIR" in found["data folder"][1]
    assert "is a folder; name a file in AFTERCARE_DATABASE" in found["database"][1]
    assert "stop what uses it, or set AFTERCARE_PORT" in found["port"][1]


async def test_the_port_may_be_taken_by_the_program_itself(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as ours:
        chosen = structs.replace(settings(tmp_path), port=ours.getsockname()[1])
        store = await Store.open(chosen.database, exclusive=True)
        try:
            found = await said(chosen)
        finally:
            await store.close()
        assert found["port"] == (True, f"127.0.0.1:{chosen.port} is taken by Aftercare Desk itself, which is running")
        assert not (await said(chosen))["port"][0]


@pytest.mark.parametrize("name", ["", "no-such-folder/aftercare.db"])
async def test_what_is_missing_is_made(tmp_path: Path, name: str) -> None:
    chosen = structs.replace(
        settings(tmp_path), data_dir=tmp_path / "new" / "files", database=tmp_path / (name or "aftercare.db")
    )
    assert all(ok for ok, _ in (await said(chosen)).values())
    assert chosen.database.is_file()
    assert chosen.data_dir.is_dir()
