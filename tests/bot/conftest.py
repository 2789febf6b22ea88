from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.clock import MovableClock
from store.db.door import Store
from tests.bot.post import NINE


@pytest.fixture
def clock() -> MovableClock:
    return MovableClock(NINE)


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[Store]:
    opened = await Store.open(tmp_path / "desk.db")
    yield opened
    await opened.close()
