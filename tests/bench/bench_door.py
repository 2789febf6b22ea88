"""The store's door against raw sqlite3: the same six statements with the same values, one commit each."""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import Iterator, Mapping
from itertools import count
from pathlib import Path
from time import perf_counter

from store.db.door import Store
from store.db.migrate import migrate
from store.db.queries import statements
from store.db.rows import SqlTransaction
from store.db.sqlite import connect
from store.transaction import Transaction
from tests.bench.table import Row, limit, percentile, rate

SECONDS = 1.0
ROUNDS = 6
WRITERS = 64
EVENTS = 1000
TEXT = "The machine stops after a minute and shows E-04 on its display. " * 3

Values = Mapping[str, object]
Six = list[tuple[str, Values]]


def six(number: int) -> Six:
    """Return what one event writes: its inbox row, the draft, an entry of history, a timer and a message."""
    at = 1_790_000_000_000 + number
    address = number % 500
    history = {"ticket": number, "seq": 1, "at": at, "author_kind": "customer", "author": address, "action": "report",
               "status": "new", "data": "{}", "previous": "0" * 64, "hash": f"{number:064x}"}  # fmt: skip
    message = {"id": number, "person": address, "address": address, "lane": 0, "kind": "reply", "ticket": number,
               "dedupe": f"reply:{number}", "created": at, "not_before": at, "expires": None, "state": "waiting",
               "attempts": 0, "lease": 0, "due": at, "held": 0, "uncertain": 0, "late": 0, "error": "", "ref": "", "ended": None,
               "message": TEXT}  # fmt: skip
    return [
        ("inbox_first", {"channel": "web", "event": f"event-{number}", "at": at}),
        ("draft_get", {"address": address}),
        ("draft_put", {"address": address, "body": TEXT}),
        ("history_append", history),
        ("timer_add", {"due": at + 86_400_000, "ticket": number, "kind": "progress"}),
        ("outbox_add", message),
    ]


def write_six(tx: Transaction, values: Six) -> None:
    """Run them through the transaction that the door gives."""
    if not isinstance(tx, SqlTransaction):
        raise TypeError
    for name, each in values:
        tx.inbox._sql.all(name, each)


def raw(folder: Path) -> float:
    """Return transactions a second of sqlite3 alone, with the door's own settings of the connection."""
    path = folder / "raw.db"
    connection = connect(path, patience=1)
    migrate(connection, path)
    texts = {name: statement.text for name, statement in statements().items()}
    done, began = 0, perf_counter()
    for number in count(1):
        connection.execute("BEGIN IMMEDIATE")
        for name, values in six(number):
            connection.execute(texts[name], values).fetchall()
        connection.execute("COMMIT")
        done += 1
        if perf_counter() - began > SECONDS:
            break
    spent = perf_counter() - began
    connection.close()
    return done / spent


async def through_the_door(folder: Path, writers: int) -> float:
    """Return transactions a second with so many waiting at a time."""
    store = await Store.open(folder / f"door-{writers}.db")
    numbers, until, began = count(1), perf_counter() + SECONDS, perf_counter()

    async def writer() -> int:
        done = 0
        while perf_counter() < until:
            await store.write(write_six, six(next(numbers)))
            done += 1
        return done

    done = sum(await asyncio.gather(*(writer() for _ in range(writers))))
    spent = perf_counter() - began
    await store.close()
    return done / spent


async def at_a_steady_rate(folder: Path) -> list[float]:
    """Return how long each event took, in seconds from the moment it was due, at EVENTS a second."""
    store = await Store.open(folder / "steady.db")
    latencies: list[float] = []
    began = perf_counter()

    async def event(number: int, due: float) -> None:
        await store.write(write_six, six(number))
        latencies.append(perf_counter() - due)

    async with asyncio.TaskGroup() as tasks:
        for number, due in _schedule(began):
            if (left := due - perf_counter()) > 0:
                await asyncio.sleep(left)
            tasks.create_task(event(number, due))
    await store.close()
    return latencies


def _schedule(began: float) -> Iterator[tuple[int, float]]:
    for number in range(1, int(EVENTS * SECONDS * 2) + 1):
        yield number, began + number / EVENTS


def run() -> list[Row]:
    """Measure in turns, so that the machine's moods fall on all alike, and keep the best of each."""
    floors, alone, together = [], [], []
    latencies: list[float] = []
    for _ in range(ROUNDS):
        with tempfile.TemporaryDirectory(prefix="aftercare-bench-") as name:
            folder = Path(name)
            floors.append(raw(folder))
            alone.append(asyncio.run(through_the_door(folder, 1)))
            together.append(asyncio.run(through_the_door(folder, WRITERS)))
            latencies += asyncio.run(at_a_steady_rate(folder))
    floor = max(floors)
    p50, p99 = percentile(latencies, 0.5), percentile(latencies, 0.99)
    return [
        _against("door, 1 waiting", max(alone), floor, 0.6),
        _against(f"door, {WRITERS} waiting", max(together), floor, 5),
        limit(f"door at {EVENTS:,} events/s, p50", p50, 0.002),
        limit(f"door at {EVENTS:,} events/s, p99", p99, 0.010),
    ]


def _against(what: str, figure: float, floor: float, goal: float) -> Row:
    ratio = figure / floor
    return Row(what=what, figure=rate(figure), floor=f"sqlite3 {rate(floor)}", ratio=f"{ratio:.2f}",
               goal=f">= {goal}", met=ratio >= goal)  # fmt: skip
