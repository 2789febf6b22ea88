"""Who gets a ticket, and who is told of it."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum

from store.deadlines import Promise
from store.people import Person
from store.ticket import Ticket


class Audience(StrEnum):
    """Whom a notice is for. Who was removed from the team is told nothing."""

    CUSTOMER = "customer"
    OWNER = "owner"
    HANDLERS = "handlers"
    """The owner; while there is none, the leading supervisor or the group."""
    GROUP = "group"
    """Everyone on duty in the ticket's group; when nobody is, the supervisors."""
    LEADS = "leads"
    """The supervisor who leads the ticket; while none does, or who leads it owns it too, all others on duty."""
    OWING = "owing"
    """Whoever has to keep the promise that the change is about."""
    LEVEL = "level"
    """Whom a slipped promise brings in now, at this level and not before."""
    ROOM = "room"
    """The rooms in which the team reads together."""


def _awake(people: Sequence[Person]) -> list[Person]:
    return [person for person in people if person.on_duty] or list(people)


def leads(team: Sequence[Person]) -> list[Person]:
    """Return the supervisors on duty; when none is, all of them."""
    return _awake([person for person in team if person.is_lead])


def group_members(team: Sequence[Person], group: str) -> list[Person]:
    """Return who is on duty in a group; when nobody is, the supervisors."""
    members = [person for person in team if person.on_duty and not person.is_lead and group in person.groups]
    return members or leads(team)


def recipients(
    audience: Audience, ticket: Ticket, team: Sequence[Person], promise: str = "", level: int = 1
) -> list[int]:
    """Return the ids of the persons that a notice is for; `promise` and `level` are what slipped, and how far."""
    match audience:
        case Audience.CUSTOMER:
            return [ticket.customer]
        case Audience.OWNER:
            found = _one(ticket.owner, team)
        case Audience.HANDLERS:
            found = _handlers(ticket, team)
        case Audience.GROUP:
            found = group_members(team, ticket.group)
        case Audience.LEADS:
            found = _leading(ticket, team)
        case Audience.OWING:
            found = _owing(promise, ticket, team)
        case Audience.LEVEL:
            found = _brought_in(promise, level, ticket, team)
        case Audience.ROOM:
            return []  # rooms are told everything, and are none of the team
    return [person.id for person in found]


def _one(person: int | None, team: Sequence[Person]) -> list[Person]:
    return [each for each in team if each.id == person]


def _handlers(ticket: Ticket, team: Sequence[Person]) -> list[Person]:
    return _one(ticket.owner, team) or _one(ticket.lead, team) or group_members(team, ticket.group)


def _leading(ticket: Ticket, team: Sequence[Person]) -> list[Person]:
    lead = [] if ticket.lead == ticket.owner else _one(ticket.lead, team)
    return lead or _but(leads(team), _one(ticket.owner, team)) or leads(team)


def _owing(promise: str, ticket: Ticket, team: Sequence[Person]) -> list[Person]:
    if promise == Promise.REVIEW:
        return leads(team)
    if promise == Promise.RECOVERY:
        return _one(ticket.lead, team) or leads(team)
    return _handlers(ticket, team)


def _brought_in(promise: str, level: int, ticket: Ticket, team: Sequence[Person]) -> list[Person]:
    """Return who is on a rung of the ladder; past its top, everybody on it."""
    rungs = _ladder(promise, ticket, team)
    return rungs[level - 1] if level <= len(rungs) else [person for rung in rungs for person in rung]


def _ladder(promise: str, ticket: Ticket, team: Sequence[Person]) -> list[list[Person]]:
    """Return whom a slipped promise brings in, level by level: the lead, then the next on duty, then all supervisors.

    Whoever should have kept it is passed over at first: nobody is called in on themselves.
    """
    on_duty, everybody = leads(team), [person for person in team if person.is_lead]
    silent = _one(ticket.lead if promise == Promise.RECOVERY else ticket.owner, team)
    near = [*_one(ticket.lead, team), *(person for person in on_duty if ticket.group in person.groups), *on_duty]
    lead = (_but(near, silent) or _but(everybody, silent) or near)[:1]
    first = [group_members(team, ticket.group)] if promise == Promise.ACCEPT else []
    rungs: list[list[Person]] = []
    for people in (*first, lead, on_duty, everybody):
        rungs.append(_but(people, [person for rung in rungs for person in rung]))
    return [rung for rung in rungs if rung]


def _but(people: Sequence[Person], others: Sequence[Person]) -> list[Person]:
    known = {person.id for person in others}
    return [person for person in people if person.id not in known]


def recovery_lead(ticket: Ticket, team: Sequence[Person]) -> Person | None:
    """Return the supervisor who takes over a result the customer does not accept.

    Never who resolved it, and after a second failure never who led the first recovery (unless there is nobody else).
    """
    able = [person for person in leads(team) if person.id != ticket.resolver]
    able = able or [person for person in team if person.is_lead and person.id != ticket.resolver]
    fresh = [person for person in able if person.id != ticket.lead]
    return next(iter(fresh or able), None)
