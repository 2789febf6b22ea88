"""Runs every benchmark and prints one table: `python -m tests.bench [name …]`."""

from __future__ import annotations

import logging
import sys
from collections.abc import Callable, Mapping

from bot.commands import keep_for_good
from tests.bench import (
    bench_captures,
    bench_door,
    bench_rows,
    bench_slack,
    bench_start,
    bench_telegram,
    bench_timers,
    bench_web,
)
from tests.bench.table import Row, show

BENCHMARKS: Mapping[str, Callable[[], list[Row]]] = {
    "door": bench_door.run,
    "captures": bench_captures.run,
    "timers": bench_timers.run,
    "web": bench_web.run,
    "telegram": bench_telegram.run,
    "slack": bench_slack.run,
    "start": bench_start.run,
    "rows": bench_rows.run,
}


def main() -> int:
    """Run those named on the command line, or all. Returns 1 when a goal is missed."""
    wanted = sys.argv[1:] or list(BENCHMARKS)
    rows: list[Row] = []
    keep_for_good()  # as the program does
    logging.disable(logging.CRITICAL)  # what a server says when it is stopped in the middle of an answer is no figure
    for name in wanted:
        print(f"measuring {name} …", file=sys.stderr, flush=True)
        rows += BENCHMARKS[name]()
    print(show(rows))
    return int(any(row.met is False for row in rows))


if __name__ == "__main__":
    sys.exit(main())
