"""The benchmark itself works; its figures are looked at with `make bench`."""

from __future__ import annotations

from pathlib import Path

import pytest

from scheduler.sweep import BATCH, PROMISES
from tests.bench import bench_timers, due


def test_it_fires_what_is_due(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bench_timers, "MANY", 2 * BATCH)
    monkeypatch.setattr(bench_timers, "FEWER", 12)
    rows = bench_timers.run()
    assert [row.goal for row in rows if row.goal] == ["<= 1.8", "<= 10 ms"]
    assert sum("APScheduler" in row.floor for row in rows) == 2


def test_a_promise_of_every_kind_is_due(tmp_path: Path) -> None:
    models = due.models(tmp_path)
    for name, model in zip(due.MODELS, models, strict=True):
        assert name in model.due, f"{name} is not due, but {model.due}"
    assert {kind.partition(":")[0] for model in models for kind in model.due} == set(PROMISES)
