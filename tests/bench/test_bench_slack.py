"""The benchmark itself works; its figures are looked at with `make bench`."""

import pytest

from tests.bench import bench_slack


def test_it_measures_slack(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bench_slack, "SECONDS", 0.1)
    monkeypatch.setattr(bench_slack, "ROUNDS", 1)
    monkeypatch.setattr(bench_slack, "ASKED", 20)
    monkeypatch.setattr(bench_slack, "SLOW", 0.2)
    rows = bench_slack.run()
    assert [row.goal for row in rows] == [">= 0.7", "<= 500 ms"]
    assert all(row.met is not None for row in rows)
