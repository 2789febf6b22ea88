"""Far more of what the suite does a share of: python -m tests.bot.slack.soak [seed]. Some minutes; prints the figures."""

from __future__ import annotations

import asyncio
import logging
import random
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Awaitable, Callable
from pathlib import Path

from tests.bot.slack import test_hostile
from tests.bot.slack.asking import Asking, recorded
from tests.bot.slack.garbage import door, every_spot, shaken, thrown, twisted
from tests.bot.slack.house import house
from tests.bot.slack.telling import everything, left, recording, repeat
from tests.bot.slack.test_unruly import outcome

REPLAYS, AT_THE_DOOR, SHAKEN, STRINGS, STORIES = 20_000, 20_000, 10_000, 50_000, 40


class Faults(logging.Handler):
    """Counts what is logged as a fault."""

    def __init__(self) -> None:
        """Begin with none."""
        super().__init__(logging.ERROR)
        self.seen: Counter[str] = Counter()

    def emit(self, record: logging.LogRecord) -> None:
        """Count one."""
        if record.name != "bot.texts":  # labels that a test looks for without their values
            self.seen[record.getMessage()] += 1


async def replays(folder: Path, chance: random.Random, *, sockets: bool) -> str:
    """Send everything of a story again."""
    async with house(folder, sockets=sockets, room="desk") as desk:
        sent_so_far = recording(desk)
        await everything(desk)
        sent, before = sent_so_far(), await left(desk)
        await repeat(sent, REPLAYS, chance)
        after = await left(desk)
        changed = [name for name in before if after[name] != before[name]]
        return f"{len(sent)} recorded requests sent again {REPLAYS} times; changed by that: {changed or 'nothing'}"


async def garbage(folder: Path, chance: random.Random) -> str:
    """Throw garbage, wrong at every path of every recorded request."""
    async with house(folder, room="desk") as desk:
        requests = recorded(desk)
        await everything(desk)
        sent, asking = list(requests), Asking(desk)
        answered = await thrown(asking, door(sent, AT_THE_DOOR, chance))
        answered += await thrown(asking, twisted(every_spot(sent), 2, chance))
        answered += await thrown(asking, shaken(sent, SHAKEN, chance))
        await desk.pace.settle()
        return f"{answered.total()} requests answered {dict(sorted(answered.items()))}"


async def hostile(_folder: Path, _chance: random.Random) -> str:
    """Draw hostile strings as messages and as forms."""
    test_hostile.STRINGS = STRINGS
    test_hostile.test_messages_of_ten_thousand_hostile_strings()
    test_hostile.test_forms_of_ten_thousand_hostile_strings()
    return f"{STRINGS} strings, all within the limits and dead"


async def unruly(folder: Path, chance: random.Random) -> str:
    """Tell the story again and again over a wire without order."""
    in_order = await outcome(folder / "in order", None)
    other = [each for each in range(STORIES) if await outcome(folder / f"{each}", chance) != in_order]
    return f"{STORIES} stories, late, doubled and overtaken; other than in order: {other or 'none'}"


async def over_http(folder: Path, chance: random.Random) -> str:
    """Replay signed requests."""
    return await replays(folder, chance, sockets=False)


async def over_sockets(folder: Path, chance: random.Random) -> str:
    """Replay envelopes."""
    return await replays(folder, chance, sockets=True)


PARTS: tuple[Callable[[Path, random.Random], Awaitable[str]], ...] = (over_http, over_sockets, garbage, hostile, unruly)


async def main(seed: int) -> None:
    """Do each part in a folder of its own."""
    faults = Faults()
    logging.getLogger().addHandler(faults)
    for part in PARTS:
        with tempfile.TemporaryDirectory() as folder:
            began = time.monotonic()
            said = await part(Path(folder), random.Random(seed))
            print(f"{part.__name__}: {said} ({time.monotonic() - began:.0f} s)", flush=True)
    print(f"faults logged: {dict(faults.seen) or 'none'}")


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1]) if len(sys.argv) > 1 else 20261125))
