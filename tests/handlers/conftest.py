from collections.abc import Iterator

import pytest

from store.people import Language
from tests.world import World


@pytest.fixture(params=list(Language))
def language(request: pytest.FixtureRequest) -> Language:
    found: Language = request.param
    return found


@pytest.fixture
def world(language: Language) -> Iterator[World]:
    """Every story is told in both languages."""
    here = World(language)
    yield here
    here.close()
