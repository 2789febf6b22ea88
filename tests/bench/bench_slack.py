"""Interactions of Slack, durable, against Bolt alone with an empty listener; and how soon they are acknowledged.

Both are served over HTTP by the same server in a process of its own, and take the same signed requests. Ours are
committed to disk before they are acknowledged; nobody sends what they say.
"""

from __future__ import annotations

import asyncio
import json
import statistics
import sys
import tempfile
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from itertools import count, islice
from pathlib import Path
from time import perf_counter
from urllib.parse import urlencode

import httpx
from slack_bolt.app.async_app import AsyncApp
from starlette.applications import Starlette

from bot.slack import http
from tests.bench import posting
from tests.bench.slack_server import taking
from tests.bench.table import Row, rate
from tests.fakes.slack.server import SECRET, FakeSlack, Fault
from tests.fakes.slack.wire import signed

SECONDS = 3.0
ROUNDS = 5
PEOPLE = 64
MOST = 400
"""Requests of one person: more than any server answers in the time."""
ASKED = 400
SLOW = 5.0
"""Seconds that Slack's Web API takes to answer while acknowledgements are measured."""
GOAL_MS = 500

SAID = ("/report", "Fault", "1", "LJ-2400", "SN-88231177", "2026-03-15", "2026-11-20", "14:00",
        "It shows error 0x61 as soon as it is switched on and prints nothing", "Printing again by Friday", "/cancel")  # fmt: skip
"""One conversation: everything up to the photos, then called off."""


def messages(person: int, numbers: Iterator[int]) -> Iterator[bytes]:
    """Return what one person says, for ever, as Slack posts it."""
    while True:
        for words in SAID:
            number = next(numbers)
            event = {"type": "message", "channel_type": "im", "channel": f"D{person}", "user": f"U{person}",
                     "team": "T0TEAM", "text": words, "ts": f"{number}.0"}  # fmt: skip
            text = json.dumps({"type": "event_callback", "team_id": "T0TEAM", "event_id": f"Ev{number}", "event": event,
                               "authorizations": [{"team_id": "T0TEAM", "user_id": "U0BOT", "is_bot": True}]})  # fmt: skip
            yield posting.request(http.PATH, text, signed(SECRET, text) | {"Content-Type": "application/json"})


@asynccontextmanager
async def served(which: str, folder: Path) -> AsyncIterator[str]:
    """Give the address of a server of its own."""
    pipe = asyncio.subprocess.PIPE
    program = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tests.bench.slack_server", which, str(folder), stdin=pipe, stdout=pipe
    )
    assert program.stdin is not None
    assert program.stdout is not None
    try:
        yield (await program.stdout.readline()).decode().strip()
    finally:
        program.stdin.close()
        await program.wait()


async def measured(which: str, folder: Path) -> float:
    """Return requests a second: everybody says one thing after the other, all of them at once."""
    numbers = count(1)
    async with served(which, folder) as url:
        # Made before the time is taken: what they cost is not the server's.
        people = [iter(list(islice(messages(1000 + each, numbers), MOST))) for each in range(PEOPLE)]
        await posting.rate(url, people, SECONDS / 10)  # what is read once is read now
        return await posting.rate(url, people, SECONDS)


def door(app: AsyncApp) -> httpx.AsyncClient:
    """Return a client of the route, inside the process."""
    transport = httpx.ASGITransport(Starlette(routes=[http.route(app, SECRET)]))
    return httpx.AsyncClient(transport=transport, base_url="http://bench")


async def acknowledged(folder: Path) -> float:
    """Return the ninety-ninth percentile of acknowledgements, in milliseconds, while the Web API takes its time."""
    async with FakeSlack().running() as slack, taking(folder, f"{slack.url}/api") as app, door(app) as asking:
        for method in ("views.open", "views.update", "chat.postMessage"):
            slack.fail(method, *[Fault(slow=SLOW)] * ASKED * 2)

        async def ask(number: int) -> float:
            user = slack.workspace.user(f"Wang {number}").id
            body = {"team_id": "T0TEAM", "user_id": user, "user_name": "wang", "channel_id": f"D{number}",
                    "command": "/aftercare", "text": "report", "trigger_id": slack.workspace.trigger(user)}  # fmt: skip
            text, began = urlencode(body), perf_counter()
            headers = signed(SECRET, text) | {"Content-Type": "application/x-www-form-urlencoded"}
            answer = await asking.post(http.PATH, content=text, headers=headers)
            assert answer.status_code == 200
            return (perf_counter() - began) * 1_000

        times: list[float] = []
        for at in range(0, ASKED, 20):
            times += await asyncio.gather(*(ask(number) for number in range(at, at + 20)))
        return statistics.quantiles(times, n=100)[98]


def run() -> list[Row]:
    """Measure in turns, so that the machine's moods fall on all alike, and give the median of the rounds."""
    durable: list[float] = []
    alone: list[float] = []
    p99: list[float] = []
    for _ in range(ROUNDS):
        with tempfile.TemporaryDirectory(prefix="aftercare-bench-") as name:
            folder = Path(name)
            durable.append(asyncio.run(measured("ours", folder)))
            alone.append(asyncio.run(measured("alone", folder)))
        with tempfile.TemporaryDirectory(prefix="aftercare-bench-") as name:
            p99.append(asyncio.run(acknowledged(Path(name))))
    ratio = statistics.median(ours / floor for ours, floor in zip(durable, alone, strict=True))
    return [
        Row(what=f"Slack, {PEOPLE} people, durable", figure=rate(statistics.median(durable)),
            floor=f"Bolt alone {rate(statistics.median(alone))}", ratio=f"{ratio:.2f}", goal=">= 0.7", met=ratio >= 0.7),
        Row(what=f"Slack, acknowledged (p99) while it answers after {SLOW:.0f} s", figure=f"{statistics.median(p99):.0f} ms",
            goal=f"<= {GOAL_MS} ms", met=statistics.median(p99) <= GOAL_MS),
    ]  # fmt: skip
