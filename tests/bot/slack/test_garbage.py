"""Requests that Slack would never send: refused or passed over, never a fault, and everything goes on after them."""

import logging
import random
from pathlib import Path

import pytest

from tests.bot.slack.asking import Asking, recorded
from tests.bot.slack.garbage import door, each_spot, shaken, thrown, twisted
from tests.bot.slack.house import house
from tests.bot.slack.telling import everything

AT_THE_DOOR, TIMES, SHAKEN = 5_400, 4, 1_200
"""Requests wrong as a whole, wrong ones for each spot, and ones wrong at several; 10,000 and more in all."""


@pytest.mark.timeout(300)
async def test_ten_thousand_garbage_requests(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    async with house(tmp_path, room="desk") as desk:
        sent, chance = recorded(desk), random.Random(20261125)
        await everything(desk)
        asking, requests = Asking(desk), list(sent)
        caplog.set_level(logging.ERROR)
        caplog.clear()
        refused = await thrown(asking, door(requests, AT_THE_DOOR, chance))
        passed = await thrown(asking, twisted(each_spot(requests), TIMES, chance))
        passed += await thrown(asking, shaken(requests, SHAKEN, chance))
        assert refused.keys() == {200, 400, 401, 405, 413}
        assert passed.keys() == {200, 400}
        assert (refused + passed).total() > 10_000, (refused, passed)
        await desk.pace.settle()
        counts = await desk.app.store.read(lambda tx: tx.outbox.counts())
        assert (counts["waiting"], counts["leased"], counts["dead"]) == (0, 0, 0)
        late = desk.customer("Nora")
        await late.says("/help")
        await late.sees("Report")
        assert [record.getMessage() for record in caplog.records] == []
