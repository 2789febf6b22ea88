"""Rows of timers: what is due and when."""

from __future__ import annotations

from store.db.queries import Sql
from store.moment import Ms
from store.timers import Timer


class TimerRows:
    """What is due and when."""

    def __init__(self, sql: Sql) -> None:
        self._sql = sql

    def replace(self, ticket: int, old: dict[str, Ms], new: dict[str, Ms]) -> None:
        """Make `new` stand for a ticket in place of `old`; what is in both stays untouched."""
        # A row is found by its whole key, as the ticket itself remembers it: the table needs no second index.
        self._sql.many("timer_take", _rows(ticket, old, new))
        self._sql.many("timer_add", _rows(ticket, new, old))

    def due(self, now: Ms, limit: int) -> list[Timer]:
        """Return what is due."""
        return [Timer(*row) for row in self._sql.all("timers_due", {"now": now, "limit": limit})]

    def next(self) -> Timer | None:
        """Return what falls due next."""
        row = self._sql.one("timers_next")
        return Timer(*row) if row else None

    def after(self, timer: Timer, limit: int) -> list[Timer]:
        """Return what falls due after a timer."""
        rows = self._sql.all(
            "timers_after", {"due": timer.due, "ticket": timer.ticket, "kind": timer.kind, "limit": limit}
        )
        return [Timer(*row) for row in rows]

    def take(self, timer: Timer) -> bool:
        """Remove a timer and say whether it was still there."""
        return self._sql.run("timer_take", {"due": timer.due, "ticket": timer.ticket, "kind": timer.kind}) == 1

    def defer(self, timer: Timer, due: Ms) -> None:
        """Move a timer."""
        if self.take(timer):
            self._sql.run("timer_add", {"due": due, "ticket": timer.ticket, "kind": timer.kind})


def _rows(ticket: int, these: dict[str, Ms], those: dict[str, Ms]) -> list[dict[str, object]]:
    """Return the rows that only `these` have."""
    return [{"due": due, "ticket": ticket, "kind": kind} for kind, due in these.items() if those.get(kind) != due]
