"""Who gets a ticket, and who is told of it."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum

from store.people import Person
from store.ticket import Ticket


class Audience(StrEnum):
    """Whom a notice is for."""

    CUSTOMER = "customer"
    OWNER = "owner"
    HANDLERS = "handlers"
    """The owner; while there is none, the leading supervisor or the group."""
    GROUP = "group"
    """Everyone on duty in the ticket's group; when nobody is, the supervisors."""
    LEADS = "leads"
    """The supervisor who leads the ticket; while none does, all on duty."""


def _awake(people: Sequence[Person]) -> list[Person]:
    return [person for person in people if person.on_duty] or list(people)


def leads(team: Sequence[Person]) -> list[Person]:
    """Return the supervisors on duty; when none is, all of them."""
    return _awake([person for person in team if person.is_lead])


def group_members(team: Sequence[Person], group: str) -> list[Person]:
    """Return who is on duty in a group; when nobody is, the supervisors."""
    members = [person for person in team if person.on_duty and not person.is_lead and group in person.groups]
    return members or leads(team)


def recipients(audience: Audience, ticket: Ticket, team: Sequence[Person]) -> list[int]:
    """Return the ids of the persons that a notice is for."""
    match audience:
        case Audience.CUSTOMER:
            return [ticket.customer]
        case Audience.OWNER:
            return [ticket.owner] if ticket.owner is not None else []
        case Audience.HANDLERS:
            return _handlers(ticket, team)
        case Audience.GROUP:
            return [person.id for person in group_members(team, ticket.group)]
        case Audience.LEADS:
            return [ticket.lead] if ticket.lead is not None else [person.id for person in leads(team)]


def _handlers(ticket: Ticket, team: Sequence[Person]) -> list[int]:
    if ticket.owner is not None:
        return [ticket.owner]
    if ticket.lead is not None:
        return [ticket.lead]
    return [person.id for person in group_members(team, ticket.group)]


def recovery_lead(ticket: Ticket, team: Sequence[Person]) -> Person | None:
    """Return the supervisor who takes over a result the customer does not accept.

    Never who resolved it, and after a second failure never who led the first recovery (unless there is nobody else).
    """
    able = [person for person in leads(team) if person.id != ticket.resolver]
    able = able or [person for person in team if person.is_lead and person.id != ticket.resolver]
    fresh = [person for person in able if person.id != ticket.lead]
    return next(iter(fresh or able), None)
