from collections.abc import Iterator

import pytest

from tests.store.room import Room


@pytest.fixture
def room() -> Iterator[Room]:
    opened = Room()
    yield opened
    opened.close()
