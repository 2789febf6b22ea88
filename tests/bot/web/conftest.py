from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.web_client import Browser
from tests.web_server import House, serving


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[House]:
    async with serving(tmp_path) as served:
        yield served


@pytest.fixture
async def browser(house: House) -> AsyncIterator[Browser]:
    """A customer's browser with the page open."""
    async with Browser(house.url) as opened:
        yield opened
