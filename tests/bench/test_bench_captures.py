"""The benchmark itself works; its figures are looked at with `make bench`."""

from __future__ import annotations

import pytest

from tests.bench import bench_captures


def test_it_plays_whole_captures(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, count in {"CHATS": 3, "CAPTURES": 2, "ALONE": 2}.items():
        monkeypatch.setattr(bench_captures, name, count)
    captures, each, event = bench_captures.run()
    assert captures.what == "whole captures, 3 chats at once"
    assert captures.floor.startswith("sqlite3")
    assert each.figure.endswith("ms")
    assert event.figure.endswith("µs")
