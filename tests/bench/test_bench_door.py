"""The benchmark itself works; its figures are looked at with `make bench`."""

from __future__ import annotations

import pytest

from tests.bench import bench_door
from tests.bench.table import Row, percentile, show


def test_it_measures_the_door(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bench_door, "SECONDS", 0.05)
    monkeypatch.setattr(bench_door, "ROUNDS", 1)
    rows = bench_door.run()
    assert [row.goal for row in rows] == [">= 0.6", ">= 5", "<= 2 ms", "<= 10 ms"]
    assert all(row.met is not None for row in rows)
    assert "MISSED" in show([*rows, Row(what="never", figure="1", met=False)])


def test_a_percentile_is_one_of_the_values() -> None:
    assert percentile([3, 1, 2], 0.5) == 2
    assert percentile(range(100), 0.99) == 99
    assert percentile([7], 0.99) == 7
