"""One house for all tests of a module, and a new browser for each: they share nothing but the roof."""

from collections.abc import AsyncIterator

import playwright.async_api as real
import pytest
import pytest_asyncio

from bot.clock import MovableClock
from tests.bot.post import NINE
from tests.bot.web.browser import Screen, browsing, looking
from tests.web_client import Browser
from tests.web_server import House, serving


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def house(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[House]:
    async with serving(tmp_path_factory.mktemp("house"), MovableClock(NINE)) as served:
        yield served


@pytest_asyncio.fixture(loop_scope="module")
async def browser(house: House) -> AsyncIterator[Browser]:
    """A customer's browser with the page open."""
    async with Browser(house.url) as opened:
        yield opened


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def chromium() -> AsyncIterator[real.Browser]:
    """A real browser; each test that looks at a page has cookies of its own there."""
    async with browsing() as started:
        yield started


@pytest_asyncio.fixture(loop_scope="module")
async def screen(chromium: real.Browser, house: House) -> AsyncIterator[Screen]:
    """The page of a new customer, as wide as a phone."""
    async with looking(chromium, house.url) as opened:
        yield opened
