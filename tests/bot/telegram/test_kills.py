"""kill −9 under load. The suite kills a few times; `python -m tests.bot.telegram.kills 100` does so a hundred times."""

from pathlib import Path

import pytest

from tests.bot.telegram.kills import run

KILLS = 3


@pytest.mark.timeout(600)
async def test_a_program_that_is_killed_loses_nothing_unnoticed(tmp_path: Path) -> None:
    figures = await run(KILLS, tmp_path)
    assert figures.updates > 20
    assert figures.lost == 0
    assert figures.unsent == 0
    assert figures.missing == 0
    assert figures.doubled <= figures.flagged
    assert figures.doubtful <= 1
    assert figures.most <= 1
