"""Every statement is served by an index, in words that both databases understand, and is used."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator, Mapping
from importlib import resources
from pathlib import Path

import pytest

from store.db.migrate import migrate
from store.db.queries import Statement, statements

ALLOWED: Mapping[str, tuple[str, str]] = {
    "people_team": ("SCAN people USING INDEX people_team", "the index holds the team and nobody else"),
    "outbox_count_leased": ("SCAN outbox USING INDEX outbox_held", "the index holds what is in flight or tried again"),
    "timers_next": ("SCAN timers", "stops at the first row of the key's order"),
    "tickets_newest": ("SCAN tickets", "walks the key from its end and stops at the limit"),
}
"""What a statement's plan may say although it looks like a walk through everything, and why it is none."""

NOT_COMMON = re.compile(
    r"\b(INSERT\s+OR|REPLACE\s+INTO|IFNULL|GLOB|rowid|strftime|datetime|json\w*|GROUP_CONCAT|PRAGMA|AUTOINCREMENT|ILIKE"
    r"|SERIAL|now)\s*\(|\b(INSERT\s+OR|REPLACE\s+INTO|rowid|AUTOINCREMENT|ILIKE|UNSIGNED)\b|[\"`\[]|::|IS\s+:",
    re.IGNORECASE,
)
"""What only one of the databases understands, or each in its own way."""

NAMED = statements()


@pytest.fixture(scope="module")
def schema(tmp_path_factory: pytest.TempPathFactory) -> Iterator[sqlite3.Connection]:
    path = tmp_path_factory.mktemp("schema") / "desk.db"
    connection = sqlite3.connect(path, isolation_level=None)
    migrate(connection, path)
    yield connection
    connection.close()


def plan(connection: sqlite3.Connection, statement: Statement) -> list[str]:
    """Return the lines of a statement's plan."""
    values = dict.fromkeys(statement.parameters, 1)
    return [row[3] for row in connection.execute(f"EXPLAIN QUERY PLAN {statement.text}", values)]


def faults(lines: list[str], allowed: str = "") -> list[str]:
    """Return the lines that mean a walk through a whole table, or a sort of it."""
    return [
        line
        for line in lines
        if re.match(r"SCAN (?!CONSTANT ROW)|USE TEMP B-TREE|AUTOMATIC", line.removeprefix("USING "))
        and not (allowed and line.startswith(allowed))
    ]


@pytest.mark.parametrize("name", sorted(NAMED))
def test_an_index_serves_it(schema: sqlite3.Connection, name: str) -> None:
    lines = plan(schema, NAMED[name])
    allowed, _ = ALLOWED.get(name, ("", ""))
    assert faults(lines, allowed) == [], f"{name} walks through a whole table; give it an index, or a bound"


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("SELECT body FROM tickets WHERE body = 'x'", "SCAN tickets"),
        ("SELECT body FROM tickets WHERE customer = 1 ORDER BY opened", "USE TEMP B-TREE FOR ORDER BY"),
        ("UPDATE outbox SET lane = 1 WHERE kind = 'news'", "SCAN outbox"),
        ("DELETE FROM inbox WHERE at + 1 < 5", "SCAN inbox"),
        ("SELECT COUNT(*) FROM history", "SCAN history"),
    ],
)
def test_a_walk_through_a_table_would_be_found(schema: sqlite3.Connection, text: str, fault: str) -> None:
    (found,) = faults(plan(schema, Statement("", text, ())))
    assert found.startswith(fault)


def test_every_exception_is_still_one(schema: sqlite3.Connection) -> None:
    assert [name for name in ALLOWED if not faults(plan(schema, NAMED[name]))] == []


@pytest.mark.parametrize("name", sorted(NAMED))
def test_both_databases_understand_it(name: str) -> None:
    assert NOT_COMMON.search(NAMED[name].text) is None


@pytest.mark.parametrize(
    "text", ["INSERT OR IGNORE INTO t VALUES (1)", "WHERE owner IS :owner", 'SELECT "a"', "a::int"]
)
def test_a_dialect_would_be_found(text: str) -> None:
    assert NOT_COMMON.search(text)


def test_no_statement_changes_or_removes_history() -> None:
    changing = re.compile(
        r"\b(UPDATE|DELETE\s+FROM)\s+history\b|INTO\s+history\b.*\bDO\s+UPDATE\b", re.IGNORECASE | re.DOTALL
    )
    assert [name for name, statement in NAMED.items() if changing.search(statement.text)] == []


def test_every_statement_is_used() -> None:
    source = "".join(file.read_text("utf-8") for file in _modules())
    families = tuple(re.findall(r'f"(\w+_)\{', source))
    unused = [name for name in NAMED if f'"{name}"' not in source and not name.startswith(families)]
    assert unused == []


def _modules() -> Iterator[Path]:
    for file in resources.files("store.db").iterdir():
        if isinstance(file, Path) and file.suffix == ".py":
            yield file


def test_no_partial_index_judges_by_a_list() -> None:
    # SQLite builds the list anew for each row that it judges: ten times the price of the row.
    source = resources.files("store.db").joinpath("migrations", "0001_ground.sql").read_text("utf-8")
    partial = re.findall(r"CREATE (?:UNIQUE )?INDEX[^;]*?WHERE([^;]*);", source, re.DOTALL)
    assert partial
    assert [each for each in partial if re.search(r"\bIN\b", each)] == []
