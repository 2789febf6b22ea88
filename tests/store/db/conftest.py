"""A real database for every test; another kind of database is one more parameter."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from pathlib import Path

import pytest

from store.db.door import Store

OpenAgain = Callable[[], Awaitable[Store]]


async def _sqlite(folder: Path) -> Store:
    return await Store.open(folder / "desk.db")


BACKENDS: Mapping[str, Callable[[Path], Awaitable[Store]]] = {"sqlite": _sqlite}


@pytest.fixture(params=sorted(BACKENDS))
def open_again(request: pytest.FixtureRequest, tmp_path: Path) -> OpenAgain:
    """Open the test's database, as often as wanted."""
    return lambda: BACKENDS[request.param](tmp_path)


@pytest.fixture
async def store(open_again: OpenAgain) -> AsyncIterator[Store]:
    opened = await open_again()
    yield opened
    await opened.close()
