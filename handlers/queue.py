"""The queue of a team member, ordered by what falls due next; and whether they are on duty."""

from __future__ import annotations

from handlers.turn import Turn
from store.message import At, Button, Fact, Term, Text, Value
from store.moment import Ms
from store.press import Press, encode
from store.ticket import OPEN, WAITING, Status, Ticket

SHOWN = 10

LISTED = 50
"""Tickets of a list of the free."""

LOOKED_AT = 3_200
"""Free tickets among which is looked for those of a group, at the most."""


def show(turn: Turn) -> None:
    """List what is mine, then what is free in my groups; a supervisor sees what is free or reopened anywhere."""
    if not turn.person.is_team:
        turn.tell("team-only")
        return
    mine, unclaimed = own(turn), free(turn)
    tickets = [*mine, *unclaimed]
    if not tickets:
        turn.tell("queue-empty")
        return
    facts = [
        Fact(Text("queue-line", {"number": ticket.number, "title": ticket.title}), when(turn, ticket))
        for ticket in tickets[:SHOWN]
    ]
    rows = [
        (Button(Text("button-to-ticket", {"number": ticket.number, "title": ticket.title}), encode("show", ticket.id)),)
        for ticket in tickets[:SHOWN]
    ]
    turn.show(Text("queue-list", {"own": len(mine), "free": len(unclaimed)}), facts=facts, buttons=rows)


def own(turn: Turn) -> list[Ticket]:
    """Return the open tickets that who asks owns or leads, by what falls due next."""
    return sorted(turn.tx.tickets.owned(turn.person.id, tuple(OPEN)), key=lambda ticket: _next(turn, ticket))


def free(turn: Turn) -> list[Ticket]:
    """Return the tickets that who asks could claim, by what falls due next."""
    mine = {ticket.id for ticket in turn.tx.tickets.owned(turn.person.id, tuple(OPEN))}
    theirs = (each for each in _claimable(turn) if each.id not in mine)
    return sorted(theirs, key=lambda ticket: _next(turn, ticket))


def _claimable(turn: Turn) -> list[Ticket]:
    """Return the most pressing tickets without an owner that are for who asks, however many of other groups there are."""
    limit = LISTED
    while True:
        found = turn.tx.tickets.queue((Status.REOPENED, Status.NEW, Status.ACCEPTED), limit=limit)
        theirs = [each for each in found if turn.person.is_lead or each.group in turn.person.groups]
        if len(theirs) >= LISTED or len(found) < limit or limit >= LOOKED_AT:
            return theirs[:LISTED]
        limit *= 4


def _next(turn: Turn, ticket: Ticket) -> Ms:
    """Return when the next promise of the ticket falls due that its reader can keep."""
    promises = (
        due
        for name, due in ticket.pending.items()
        if name == "progress" or (name.startswith("due:") and (turn.person.is_lead or name != "due:review"))
    )
    return min(promises, default=ticket.opened)


def when(turn: Turn, ticket: Ticket) -> Value:
    """Return when a ticket needs somebody next, or what it waits for."""
    if ticket.status in WAITING:
        return Term(f"status-{ticket.status.value.replace('_', '-')}")
    return At(_next(turn, ticket))


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
