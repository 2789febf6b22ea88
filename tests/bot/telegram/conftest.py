from collections.abc import AsyncIterator

import pytest

from tests.fakes.telegram.server import FakeTelegram, telegram


@pytest.fixture
async def server() -> AsyncIterator[FakeTelegram]:
    async with telegram() as running:
        yield running
