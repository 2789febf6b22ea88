"""A due promise as its rule sees it."""

from __future__ import annotations

from msgspec import Struct

from store import trace
from store.desk import Desk
from store.history import Detail
from store.letters import LATE
from store.moment import Ms
from store.ticket import Ticket
from store.timers import Timer


class Due(Struct, frozen=True):
    """A timer that fires now, with its ticket. `late` is how much after its moment, in milliseconds."""

    timer: Timer
    ticket: Ticket
    late: Ms

    @property
    def promise(self) -> str:
        """The promise that the timer watches (`warn:response` watches `response`)."""
        return self.timer.kind.partition(":")[2]

    def overtaken(self, kind: str, now: Ms) -> Due | None:
        """Return another timer of the ticket that has fallen due as well, as after a downtime; None while it has not."""
        moment = self.ticket.pending.get(kind)
        if moment is None or moment > now:
            return None
        return Due(Timer(moment, self.ticket.id, kind), self.ticket, now - moment)

    def data(self) -> dict[str, Detail]:
        """Return what the history notes of every firing: that it was late, when it was."""
        return {"late": self.late} if self.late >= LATE else {}

    def trace(self, desk: Desk) -> trace.Trace:
        """Return what the ticket's history says."""
        return trace.read(desk.tx.tickets.history(self.ticket.id))
