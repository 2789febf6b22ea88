"""One table for all benchmarks: what was measured, the figure, its floor from the same run, and the goal."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct


class Row(Struct, frozen=True, kw_only=True):
    """One line of the table, already in words; `met` is None where no goal is set."""

    what: str
    figure: str
    floor: str = ""
    ratio: str = ""
    goal: str = ""
    met: bool | None = None


_HEAD = ("what", "figure", "floor", "ratio", "goal", "")
_VERDICT = {True: "met", False: "MISSED", None: ""}


def show(rows: Sequence[Row]) -> str:
    """Return the table as text with aligned columns."""
    lines = [_HEAD, *((row.what, row.figure, row.floor, row.ratio, row.goal, _VERDICT[row.met]) for row in rows)]
    widths = [max(len(line[column]) for line in lines) for column in range(len(_HEAD))]
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip() for line in lines
    )


def rate(value: float) -> str:
    """Write a number of things a second."""
    return f"{value:,.0f}/s"


def milliseconds(seconds: float) -> str:
    """Write a duration given in seconds."""
    return f"{seconds * 1000:.2f} ms"


def micro(seconds: float) -> str:
    """Write a short duration given in seconds."""
    return f"{seconds * 1e6:.1f} µs"


def limit(what: str, seconds: float, goal: float) -> Row:
    """Return the line of a duration that has a limit of its own; both in seconds."""
    return Row(what=what, figure=milliseconds(seconds), goal=f"<= {goal * 1000:g} ms", met=seconds <= goal)


def percentile(values: Sequence[float], share: float) -> float:
    """Return the value below which a share (0 to 1) of the values lies."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))]
