"""A real database for every test; another kind of database is one more parameter."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Coroutine, Iterator, Mapping
from pathlib import Path
from typing import Any, Protocol, TypeVar

import pytest

from store.db.door import Store
from store.transaction import Transaction

T = TypeVar("T")

OpenAgain = Callable[[], Coroutine[Any, Any, Store]]


async def _sqlite(folder: Path) -> Store:
    return await Store.open(folder / "desk.db")


BACKENDS: Mapping[str, Callable[[Path], Coroutine[Any, Any, Store]]] = {"sqlite": _sqlite}


@pytest.fixture(params=sorted(BACKENDS))
def open_again(request: pytest.FixtureRequest, tmp_path: Path) -> OpenAgain:
    """Open the test's database, as often as wanted."""
    return lambda: BACKENDS[request.param](tmp_path)


@pytest.fixture
async def store(open_again: OpenAgain) -> AsyncIterator[Store]:
    opened = await open_again()
    yield opened
    await opened.close()


class Write(Protocol):
    """Runs one function of a transaction through the door and waits for it."""

    def __call__(self, fn: Callable[[Transaction], T], /) -> T: ...


@pytest.fixture
def write(open_again: OpenAgain) -> Iterator[Write]:
    with asyncio.Runner() as runner:
        opened = runner.run(open_again())
        yield lambda fn: runner.run(opened.write(fn))
        runner.run(opened.close())
