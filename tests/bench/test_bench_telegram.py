"""The benchmark itself works; its figures are looked at with `make bench`."""

import pytest

from tests.bench import bench_telegram


def test_it_measures_telegram(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bench_telegram, "SECONDS", 0.1)
    monkeypatch.setattr(bench_telegram, "ROUNDS", 1)
    monkeypatch.setattr(bench_telegram, "MANY", 10)
    rows = bench_telegram.run()
    assert [row.goal for row in rows] == [">= 0.7", ">= 25"]
    assert all(row.met is not None for row in rows)
