"""The benchmark itself works; its figures are looked at with `make bench`."""

from __future__ import annotations

import pytest

from tests.bench import bench_rows


def test_it_measures_rows_claims_and_events(monkeypatch: pytest.MonkeyPatch) -> None:
    small = {"FEW": 1_000, "MANY": 1_100, "TIMES": 10, "BACKLOG": 200, "EVENTS": 6, "ROUNDS": 3}
    for name, size in small.items():
        monkeypatch.setattr(bench_rows, name, size)
    rows = bench_rows.run()
    (event,) = (row for row in rows if row.goal)
    assert event.what == "an event with 1,100 tickets"
    assert event.met is not None
    assert {f"… beside 200 {name}" for name in ("waiting", "of one chat", "for the morning")} <= {
        row.what for row in rows
    }
