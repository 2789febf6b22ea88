"""The queue of a team member, ordered by what falls due next; and whether they are on duty."""

from __future__ import annotations

from handlers.turn import Turn
from store.message import At, Button, Fact, Term, Text, Value
from store.moment import Ms
from store.press import Press, encode
from store.ticket import OPEN, WAITING, Status, Ticket

SHOWN = 10


def show(turn: Turn) -> None:
    """List what is mine, then what is free in my groups; a supervisor sees what is free or reopened anywhere."""
    if not turn.person.is_team:
        turn.tell("team-only")
        return
    own = turn.tx.tickets.owned(turn.person.id, tuple(OPEN), limit=SHOWN)
    known = {ticket.id for ticket in own}
    free = [
        ticket
        for ticket in turn.tx.tickets.queue((Status.REOPENED, Status.NEW, Status.ACCEPTED))
        if ticket.id not in known and (turn.person.is_lead or ticket.group in turn.person.groups)
    ]
    tickets = [*sorted(own, key=_next), *sorted(free, key=_next)][:SHOWN]
    if not tickets:
        turn.tell("queue-empty")
        return
    facts = [
        Fact(Text("queue-line", {"number": ticket.number, "title": ticket.title}), _when(ticket)) for ticket in tickets
    ]
    rows = [
        (Button(Text("button-to-ticket", {"number": ticket.number, "title": ticket.title}), encode("show", ticket.id)),)
        for ticket in tickets
    ]
    turn.show(Text("queue-list", {"own": len(own), "free": len(free)}), facts=facts, buttons=rows)


def _next(ticket: Ticket) -> Ms:
    return min(ticket.pending.values(), default=ticket.opened)


def _when(ticket: Ticket) -> Value:
    if ticket.status in WAITING:
        return Term(f"status-{ticket.status.value.replace('_', '-')}")
    return At(_next(ticket))


def duty(turn: Turn) -> None:
    """Go on or off duty: who is off is not rung."""
    if not turn.person.is_team:
        turn.tell("team-only")
        return
    turn.change_person(on_duty=not turn.person.on_duty)
    turn.tell("duty-on" if turn.person.on_duty else "duty-off")


def _duty(turn: Turn, _press: Press) -> None:
    duty(turn)


VERBS = {"duty": _duty}
