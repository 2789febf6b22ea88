"""Ids are new, whoever asks and however fast."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor

from store.db.ids import COUNTER, Ids


def test_ids_grow() -> None:
    ids = Ids()
    given = [ids.new() for _ in range(50_000)]
    assert given == sorted(set(given))
    assert 0 < given[0] < given[-1] < 2**63


def test_ids_tell_their_moment() -> None:
    before = time.time_ns() // 1_000_000
    given = Ids().new() >> COUNTER
    assert before <= given <= time.time_ns() // 1_000_000


def test_threads_never_get_the_same() -> None:
    ids = Ids()
    with ThreadPoolExecutor(8) as pool:
        given = list(pool.map(lambda _: [ids.new() for _ in range(2_000)], range(8)))
    assert len({each for some in given for each in some}) == 16_000


def test_a_second_process_begins_elsewhere() -> None:
    begun = {Ids().new() & ((1 << COUNTER) - 1) for _ in range(200)}
    assert len(begun) > 190
