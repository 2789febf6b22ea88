"""The named statements of `sql/*.sql`, and one thin way to run them. How a driver takes its rows stands only here."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from importlib import resources
from operator import itemgetter
from typing import Any

import aiosql
from msgspec import Struct

Row = tuple[Any, ...]
"""A row of a result; which columns it has stands in its statement."""

Values = Mapping[str, object]
"""The values of a statement's parameters, by name."""

NOTHING: Values = {}


class Statement(Struct, frozen=True):
    """One named statement: its file, its text in the driver's style, and the parameters that it declares."""

    file: str
    text: str
    parameters: tuple[str, ...]


@cache
def statements(driver: str = "sqlite3") -> dict[str, Statement]:
    """Return every named statement for a driver.

    The blocks are aiosql's; they are run by `Sql`, whose call costs a third of the functions that aiosql makes.
    """
    named: dict[str, Statement] = {}
    for file in sorted(resources.files(__package__).joinpath("sql").iterdir(), key=lambda each: each.name):
        queries = aiosql.from_str(file.read_text("utf-8"), driver)
        for name in queries.available_queries:
            if name.endswith("_cursor"):
                continue  # aiosql's second way to run the same statement
            if name in named:
                raise ValueError(f"two statements are named {name}: in {named[name].file} and in {file.name}")
            query = getattr(queries, name)
            named[name] = Statement(file.name, query.sql, tuple(query.parameters))
    return named


_NAME = re.compile(r":(\w+)")


@cache
def _placed() -> Mapping[str, tuple[str, Callable[[Values], tuple[object, ...]]]]:
    """Return each statement with numbers for names, and what puts its values in their order.

    The driver asks for every name and looks it up at every run: 3 µs for the six statements of an event, of some 28.
    """
    return {name: (_numbered(statement), _order(statement.parameters)) for name, statement in statements().items()}


def _numbered(statement: Statement) -> str:
    places = {name: f"?{place}" for place, name in enumerate(statement.parameters, 1)}
    return _NAME.sub(lambda found: places[found[1]], statement.text)


def _order(names: tuple[str, ...]) -> Callable[[Values], tuple[object, ...]]:
    if len(names) > 1:
        return itemgetter(*names)
    return lambda values: tuple(values[name] for name in names)  # an itemgetter of one name makes no tuple


class Sql:
    """Runs named statements on one connection, inside the transaction that is open there.

    There is one cursor, so every method takes all its rows before it returns.
    """

    def __init__(self, connection: sqlite3.Connection) -> None:
        """Use an open connection."""
        cursor = connection.cursor()
        self._execute = cursor.execute
        self._executemany = cursor.executemany
        self._placed = _placed()

    def one(self, name: str, values: Values = NOTHING) -> Row | None:
        """Return the only row of a statement that has at most one."""
        text, order = self._placed[name]
        row: Row | None = self._execute(text, order(values)).fetchone()
        return row

    def all(self, name: str, values: Values = NOTHING) -> list[Row]:
        """Return all rows."""
        text, order = self._placed[name]
        return self._execute(text, order(values)).fetchall()

    def run(self, name: str, values: Values = NOTHING) -> int:
        """Run a statement and return how many rows it touched."""
        text, order = self._placed[name]
        return self._execute(text, order(values)).rowcount

    def many(self, name: str, values: Sequence[Values]) -> None:
        """Run a statement once for each set of values."""
        if values:
            text, order = self._placed[name]
            self._executemany(text, [order(each) for each in values])
