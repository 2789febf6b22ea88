"""kill −9 under load. The suite kills a few times; `python -m tests.bot.slack.kills 100 socket` does so a hundred times."""

from pathlib import Path

import pytest

from tests.bot.slack.kills import run

KILLS = 2


@pytest.mark.timeout(600)
@pytest.mark.parametrize("sockets", [False, True], ids=["http", "sockets"])
async def test_a_program_that_is_killed_loses_nothing_and_doubles_nothing(tmp_path: Path, *, sockets: bool) -> None:
    figures = await run(KILLS, tmp_path, sockets=sockets)
    assert figures.events > 20
    assert figures.lost == 0
    assert figures.unsent == 0
    assert figures.missing == 0
    assert figures.doubled == 0
    assert figures.flagged == 0
