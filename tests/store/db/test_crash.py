"""A server that is killed in the middle of its work has lost nothing that it acknowledged, and half-done nothing."""

from __future__ import annotations

import signal
import subprocess
import sys
from pathlib import Path

import pytest

from store.db.door import Store
from store.transaction import Transaction
from tests.store.db.functions import kept

_WRITER = """
import asyncio, os, sys
from itertools import count
from pathlib import Path
from store.db.door import Store

NOON = 1_790_000_000_000
numbers = count(int(sys.argv[2]))

def both(tx, number):
    tx.inbox.first("test", f"{number}-first", NOON)
    tx.inbox.first("test", f"{number}-second", NOON)

async def writer(store):
    for number in numbers:
        await store.write(both, number)
        os.write(1, b"%d\\n" % number)

async def main():
    store = await Store.open(Path(sys.argv[1]), exclusive=True)
    await asyncio.gather(*(writer(store) for _ in range(16)))

asyncio.run(main())
"""

EACH = 100_000


def _killed_after(path: Path, begin: int, lines: int) -> list[int]:
    """Have a real process write until it has acknowledged so many, kill it, and return all it acknowledged."""
    with subprocess.Popen([sys.executable, "-c", _WRITER, str(path), str(begin)], stdout=subprocess.PIPE) as child:
        assert child.stdout is not None
        try:
            said = [child.stdout.readline() for _ in range(lines)]
        finally:
            child.send_signal(signal.SIGKILL)
        said += child.stdout.read().splitlines(keepends=True)
    assert child.returncode == -signal.SIGKILL
    return [int(line) for line in said if line.endswith(b"\n")]


@pytest.mark.timeout(120)
async def test_what_was_acknowledged_before_kill_9_is_there_afterwards(tmp_path: Path) -> None:
    path = tmp_path / "desk.db"
    for turn, lines in enumerate((1, 40, 300, 2000)):
        acknowledged = _killed_after(path, turn * EACH, lines)
        assert len(acknowledged) >= lines
        store = await Store.open(path, exclusive=True)

        def halves(tx: Transaction, number: int) -> bool:
            first, second = (not tx.inbox.first("test", f"{number}-{half}", 0) for half in ("first", "second"))
            assert first == second, "half of a transaction"
            return first

        there = await store.write_each(halves, acknowledged)
        assert there == [True] * len(acknowledged)
        beyond = await store.write_each(halves, range(max(acknowledged) + 1, max(acknowledged) + 200))
        assert not [outcome for outcome in beyond if isinstance(outcome, Exception)]
        assert await kept(store, "0-first")
        await store.close()
