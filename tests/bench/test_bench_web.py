"""The benchmark itself works; its figures are looked at with `make bench`."""

from __future__ import annotations

import pytest

from tests.bench import bench_web


def test_it_measures_messages_and_replies(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in {"ALONE": 1, "CHATS": 2, "PAUSE": 0.01}.items():
        monkeypatch.setattr(bench_web, name, value)
    rows = bench_web.run()
    assert [row.what.rpartition(", ")[2] for row in rows] == ["p50", "p99"] * 2
    assert all(row.figure.endswith("ms") for row in rows)
