from __future__ import annotations

import asyncio
import json
import re
import socket
import sqlite3
from contextlib import closing
from importlib import resources
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from bot import __main__ as program
from bot import logs
from bot.app import PortTaken
from bot.settings import SETTINGS
from handlers.team import TeamFault
from store.db.door import Store
from tests.bot.program import start


class Shell:
    """A folder in which the program is run, with settings of its own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.environment: dict[str, str | None] = {"AFTERCARE_PORT": "0"}

    def __call__(self, *words: str, code: int = 0) -> str:
        """Run `aftercare` with these words; it is expected to end with this code. Return what it said."""
        result: Result = CliRunner().invoke(program.main, words, env=self.environment)
        if result.exception is not None and not isinstance(result.exception, SystemExit):
            raise result.exception
        assert result.exit_code == code, result.output
        return result.output

    def fails(self, *words: str, **settings: str) -> str:
        """Return the one sentence with which the program gives up."""
        self.environment |= settings
        said = self(*words, code=2)
        assert said.startswith("aftercare: ")
        assert "Traceback" not in said
        return said.removeprefix("aftercare: ").rstrip()

    @property
    def database(self) -> Path:
        return self.folder / "data" / "aftercare.db"


@pytest.fixture
def aftercare(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, logs_as_before: None) -> Shell:
    for name in (setting.name for setting in SETTINGS):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.chdir(tmp_path)
    return Shell(tmp_path)


def test_help_documents_every_setting_and_names_the_playbooks(aftercare: Shell) -> None:
    said = aftercare("--help")
    lines = said.splitlines()
    for setting in SETTINGS:
        line = f"{setting.name} [{setting.default}]" if setting.default else setting.name
        assert line in [each.strip() for each in lines]
        assert " ".join(setting.about.split()) in " ".join(said.split())
    assert "Shipped playbooks: after-sales" in " ".join(said.split())


def test_every_command_says_what_it_does(aftercare: Shell) -> None:
    said = aftercare("--help")
    for command in ("run", "demo", "story", "check", "migrate", "team"):
        assert re.search(rf"^  {command} +\S+", said, re.MULTILINE), command
    said = aftercare("team", "--help")
    for command in ("add", "list", "invite", "remove"):
        assert re.search(rf"^  {command} +\S+", said, re.MULTILINE), command


def test_migrating_makes_the_database_and_doing_it_again_changes_nothing(aftercare: Shell) -> None:
    assert aftercare("migrate") == "data/aftercare.db is at this version.\n"
    with closing(sqlite3.connect(aftercare.database)) as kept:
        before = kept.execute("SELECT * FROM schema_migrations").fetchall()
        assert aftercare("migrate") == "data/aftercare.db is at this version.\n"
        assert kept.execute("SELECT * FROM schema_migrations").fetchall() == before != []


def test_a_team_is_made_in_words(aftercare: Shell) -> None:
    assert aftercare("team", "list") == (
        "Nobody is in the team yet. Add somebody: aftercare team add NAME --group technical\n"
    )
    aftercare.environment["AFTERCARE_PUBLIC_URL"] = "https://help.example.com"
    said = aftercare("team", "add", "李明", "--group", "technical", "--group", "service")
    assert re.search(r"^李明 signs in once, within 7 days, at\n    https://help.example.com/#invite=\S+\n", said)
    assert re.search(r"or writes to the bot: /join \S+$", said)
    aftercare("team", "add", "Chen Jing", "--role", "supervisor", "--lang", "en")
    assert aftercare("team", "list").splitlines() == [
        "李明\tagent\ttechnical, service\ton duty",
        "Chen Jing\tsupervisor\t-\ton duty",
    ]
    first, second = (aftercare("team", "invite", "李明") for _ in range(2))
    assert "https://help.example.com/#invite=" in first
    assert first != second
    assert aftercare("team", "remove", "李明") == "李明 is not in the team any more.\n"
    assert aftercare("team", "list").splitlines() == ["Chen Jing\tsupervisor\t-\ton duty"]
    aftercare("team", "add", "李明", "--group", "technical")  # the name is free again


def test_an_invitation_has_no_link_while_nobody_knows_the_port(aftercare: Shell) -> None:
    said = aftercare("team", "add", "Li", "--group", "technical")
    assert re.fullmatch(
        r"Li writes to the bot, within 7 days: /join \S+\nSet AFTERCARE_PUBLIC_URL to get a link as well.\n", said
    )


@pytest.mark.parametrize(
    ("words", "mend"),
    [
        (("add", "Li", "--group", "kitchen"), "the playbook has no group 'kitchen'; there are technical, service"),
        (("add", "Li"), "an agent works in a group; name one or more of technical, service"),
        (("add", " ", "--group", "technical"), "a member needs a name"),
        (("add", "Chen", "--role", "supervisor"), "there is a member called Chen already"),
        (("invite", "Nobody"), "nobody in the team is called 'Nobody'; see them with: aftercare team list"),
        (("remove", "Nobody"), "nobody in the team is called 'Nobody'; see them with: aftercare team list"),
    ],
)
def test_a_change_of_the_team_that_cannot_be_made_is_said_with_the_mend(
    aftercare: Shell, words: tuple[str, ...], mend: str
) -> None:
    aftercare("team", "add", "Chen", "--role", "supervisor")
    assert mend in aftercare.fails("team", *words)
    assert aftercare("team", "list").splitlines() == ["Chen\tsupervisor\t-\ton duty"]


def test_wrong_settings_are_all_named_at_once(aftercare: Shell) -> None:
    for command in (("run",), ("migrate",), ("team", "list")):
        said = aftercare.fails(*command, AFTERCARE_PORT="eighty", AFTERCARE_LOG_LEVEL="loud", AFTERCARE_PROT="1")
        assert said.splitlines() == [
            "these settings cannot be used:",
            "- AFTERCARE_PROT: there is no such setting; did you mean AFTERCARE_PORT?",
            "- AFTERCARE_PORT is 'eighty'; write a whole number from 0 to 65535",
            "- AFTERCARE_LOG_LEVEL is 'loud'; use one of debug, info, warning, error",
        ]


def test_check_says_how_everything_stands(aftercare: Shell) -> None:
    said = aftercare("check").splitlines()
    assert [line.partition(" - ")[0] for line in said] == [
        "settings: ok",
        "playbook: ok",
        "data folder: ok",
        "database: ok",
        "port: ok",
    ]


def test_check_says_what_is_wrong(aftercare: Shell) -> None:
    aftercare.environment["AFTERCARE_PLAYBOOK"] = "no-such"
    said = aftercare("check", code=1).splitlines()
    assert said[1].startswith("playbook: wrong - AFTERCARE_PLAYBOOK is 'no-such'")
    assert [line for line in said if "wrong" in line] == [said[1]]


def test_check_says_which_settings_are_wrong(aftercare: Shell) -> None:
    aftercare.environment["AFTERCARE_PORT"] = "eighty"
    said = aftercare("check", code=1)
    assert said == "settings: wrong\n- AFTERCARE_PORT is 'eighty'; write a whole number from 0 to 65535\n"


def test_a_port_in_use_is_named(aftercare: Shell) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = str(other.getsockname()[1])
        said = aftercare.fails("run", AFTERCARE_PORT=port)
    assert said.startswith(f"127.0.0.1:{port} cannot be listened on")
    assert not aftercare.database.exists()


def test_a_data_folder_that_cannot_be_made_is_named(aftercare: Shell) -> None:
    (aftercare.folder / "data").touch()
    said = aftercare.fails("run", AFTERCARE_DATABASE="desk.db")
    assert re.match(r"the data folder data/files cannot be written \(.+\); give this user the right to", said)


def test_a_database_that_cannot_be_made_is_named(aftercare: Shell) -> None:
    (aftercare.folder / "data").touch()
    for command in (("run",), ("migrate",), ("team", "list")):
        said = aftercare.fails(*command)
        assert said.startswith("the folder data cannot be made")
        assert said.endswith("name another in AFTERCARE_DATABASE")


def test_a_file_that_is_no_database_is_named(aftercare: Shell) -> None:
    (aftercare.folder / "desk.db").write_text("a shopping list, and not a short one\n" * 100)
    said = aftercare.fails("migrate", AFTERCARE_DATABASE="desk.db")
    assert said == "desk.db is not a database; name another file in AFTERCARE_DATABASE"


def test_a_database_of_a_newer_version_is_left_alone(aftercare: Shell) -> None:
    aftercare("migrate")
    with closing(sqlite3.connect(aftercare.database)) as kept, kept:
        kept.execute("INSERT INTO schema_migrations VALUES (9999, 'future', 'x', 0)")
    for command in (("run",), ("migrate",), ("team", "list")):
        said = aftercare.fails(*command)
        assert "was written by a newer version of Aftercare Desk (migration 9999_future)" in said
        assert "install that version again, or restore a backup" in said


def test_a_second_program_on_one_database_is_refused(aftercare: Shell) -> None:
    with asyncio.Runner() as runner:
        first = runner.run(Store.open(aftercare.database, exclusive=True))
        said = aftercare.fails("run")
        assert re.fullmatch(
            r"another Aftercare Desk \(process \d+\) is running on data/aftercare.db; stop it, or name another file in "
            r"AFTERCARE_DATABASE",
            said,
        )
        assert aftercare("team", "list")  # a look is allowed
        runner.run(first.close())


SHIPPED = resources.files("store").joinpath("playbooks", "after-sales.toml").read_text("utf-8")


@pytest.mark.parametrize(
    ("source", "mend"),
    [
        ("name = ", "playbook own.toml: "),
        ("name = 'x'", "missing required field"),
        (SHIPPED.replace('group = "technical"', 'group = "kitchen"', 1), "its group 'kitchen' is not in [[groups]]"),
        (SHIPPED.replace('within = "15m"', 'within = "soon"', 1), "'soon' is not a length of time: write 15m"),
        (SHIPPED.replace('zone = "Asia/Shanghai"', 'zone = "Mars/Olympus"'), "Mars/Olympus"),
        (SHIPPED.replace('country = "CN"', 'country = "XX"'), "no holidays are known for country 'XX'"),
        (SHIPPED.replace('at = "17:00"', 'at = "tea time"'), "'tea time' is not a time of day"),
        (SHIPPED.replace('from = "22:00"', 'from = "late"'), "'late' is not a time of day"),
        (SHIPPED.replace("{serial:03}", ""), "number 'FB{date:%Y%m%d}'"),
        ("\ufeff\0", "playbook own.toml"),
    ],
)
def test_a_broken_playbook_is_named_with_the_mend(aftercare: Shell, source: str, mend: str) -> None:
    (aftercare.folder / "own.toml").write_text(source, "utf-8")
    assert mend in aftercare.fails("run", AFTERCARE_PLAYBOOK="own.toml")
    assert mend in aftercare.fails("story", "--playbook", "own.toml")


@pytest.mark.parametrize("name", ["no-such", "no/such.toml", "~nobody-known/own.toml", "."])
def test_a_playbook_that_cannot_be_read_is_named(aftercare: Shell, name: str) -> None:
    said = aftercare.fails("run", AFTERCARE_PLAYBOOK=name)
    assert said.startswith(f"AFTERCARE_PLAYBOOK is {name!r}, which is neither a shipped playbook (after-sales")


async def _fails(*faults: Exception) -> None:
    raise ExceptionGroup("unhandled errors in a TaskGroup", [ExceptionGroup("inner", list(faults))])


def test_what_nobody_can_mend_ends_the_program_with_its_trace_and_without_what_was_said(
    aftercare: Shell, capsys: pytest.CaptureFixture[str]
) -> None:
    logs.start("info")
    with pytest.raises(SystemExit) as ended:
        program._run(lambda: _fails(OSError("13800138000 is out of reach"), TeamFault("a sentence")))
    assert ended.value.code == 1
    (line,) = capsys.readouterr().err.splitlines()
    told = json.loads(line)
    assert (told["level"], told["from"]) == ("critical", "bot.__main__")
    assert told["said"].startswith("aftercare ends: OSError('[phone] is out of reach')")
    assert "in _fails" in told["fault"]
    assert "13800138000" not in line


def test_all_that_can_be_mended_is_said_in_sentences(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        program._run(lambda: _fails(PortTaken("one"), TeamFault("two")))
    assert ended.value.code == 2
    assert capsys.readouterr().err == "aftercare: one\naftercare: two\n"


async def test_the_installed_program_ends_with_a_code_that_scripts_can_read(tmp_path: Path) -> None:
    (tmp_path / "data").touch()
    for words, code, said in ((("--help",), 0, ""), (("run",), 2, "aftercare: the folder")):
        ended = await start(tmp_path, *words, AFTERCARE_PORT="0")
        out, err = await ended.process.communicate()
        assert ended.process.returncode == code, err
        assert err.decode().startswith(said)
        assert bool(out) == (code == 0)
