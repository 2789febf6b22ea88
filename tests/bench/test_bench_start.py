"""The benchmark itself works; its figures are looked at with `make bench`."""

from __future__ import annotations

import pytest

from tests.bench import bench_start


def test_it_measures_the_start_and_the_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bench_start, "ROUNDS", 1)
    monkeypatch.setattr(bench_start, "SETTLE", 0.0)
    start, memory = bench_start.run()
    assert (start.goal, memory.goal) == ("<= 1.5 s", "<= 85 MiB")
    assert None not in {start.met, memory.met}
