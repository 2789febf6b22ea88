"""Who is told: the right person first, the next level when they stay silent, and never who has left."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import structs

from store.deadlines import Promise
from store.people import Person, Role
from store.routing import Audience, recipients, recovery_lead
from store.ticket import Priority, Status, Ticket
from tests.store.db.records import of
from tests.store.room import ADMIN, AGENT, CUSTOMER, LEAD, NEXT, SECOND, TEAM

TICKET = Ticket(1, "N1", CUSTOMER, Status.NEW, Priority.P2, "fault", 100, group="technical")


def team(**changes: object) -> tuple[Person, ...]:
    """The team, with somebody changed: `agent={"on_duty": False}`."""
    ids = {"agent": AGENT, "second": SECOND, "lead": LEAD, "next_": NEXT, "admin": ADMIN}
    changed: dict[int, object] = {ids[name]: change for name, change in changes.items()}
    return tuple(
        structs.replace(person, **changed[person.id]) if person.id in changed else person  # type: ignore[arg-type]
        for person in TEAM
    )


OFF = {"on_duty": False}


def told(audience: Audience, people: tuple[Person, ...] = TEAM, **fields: object) -> list[int]:
    return recipients(audience, structs.replace(TICKET, **fields), people)


def test_the_customer_is_told_whoever_works() -> None:
    assert recipients(Audience.CUSTOMER, TICKET, ()) == [CUSTOMER]


@pytest.mark.parametrize(
    ("people", "group", "expected"),
    [
        (TEAM, "technical", [AGENT, SECOND]),
        (TEAM, "service", [SECOND]),
        (team(agent=OFF), "technical", [SECOND]),
        (team(agent=OFF, second=OFF), "technical", [LEAD, NEXT]),
        (TEAM, "relations", [LEAD, NEXT]),
        (team(agent=OFF, second=OFF, lead=OFF, next_=OFF), "technical", [LEAD, NEXT, ADMIN]),
        ((), "technical", []),
    ],
)
def test_a_group_is_who_is_on_duty_else_the_supervisors(
    people: tuple[Person, ...], group: str, expected: list[int]
) -> None:
    assert told(Audience.GROUP, people, group=group) == expected


@pytest.mark.parametrize(
    ("owner", "lead", "handlers", "leads"),
    [
        (None, None, [AGENT, SECOND], [LEAD, NEXT]),
        (AGENT, None, [AGENT], [LEAD, NEXT]),
        (None, LEAD, [LEAD], [LEAD]),
        (AGENT, NEXT, [AGENT], [NEXT]),
        (LEAD, LEAD, [LEAD], [NEXT]),
        (LEAD, None, [LEAD], [NEXT]),
        (99, None, [AGENT, SECOND], [LEAD, NEXT]),
        (None, 99, [AGENT, SECOND], [LEAD, NEXT]),
    ],
)
def test_handlers_and_leads(owner: int | None, lead: int | None, handlers: list[int], leads: list[int]) -> None:
    """99 has left the team: nobody there hears anything."""
    assert told(Audience.HANDLERS, owner=owner, lead=lead) == handlers
    assert told(Audience.LEADS, owner=owner, lead=lead) == leads
    assert told(Audience.OWNER, owner=owner) == ([owner] if owner in {AGENT, LEAD} else [])


def test_a_single_supervisor_hears_of_their_own_silence() -> None:
    alone = tuple(person for person in TEAM if person.id in {AGENT, LEAD})
    assert told(Audience.LEADS, alone, owner=LEAD, lead=LEAD) == [LEAD]


@pytest.mark.parametrize(
    ("promise", "owner", "lead", "expected"),
    [
        (Promise.REVIEW, None, None, [LEAD, NEXT]),
        (Promise.ACCEPT, None, None, [AGENT, SECOND]),
        (Promise.RESPONSE, AGENT, None, [AGENT]),
        (Promise.RESOLUTION, AGENT, NEXT, [AGENT]),
        (Promise.RECOVERY, AGENT, NEXT, [NEXT]),
        (Promise.RECOVERY, None, None, [LEAD, NEXT]),
    ],
)
def test_a_promise_is_owed_by_whoever_can_keep_it(
    promise: str, owner: int | None, lead: int | None, expected: list[int]
) -> None:
    ticket = structs.replace(TICKET, owner=owner, lead=lead)
    assert recipients(Audience.OWING, ticket, TEAM, promise) == expected


def ladder(promise: str, fields: dict[str, object], people: tuple[Person, ...] = TEAM) -> list[list[int]]:
    ticket = structs.replace(TICKET, **fields)
    return [recipients(Audience.LEVEL, ticket, people, promise, level) for level in (1, 2, 3, 4)]


@pytest.mark.parametrize(
    ("promise", "fields", "levels"),
    [
        # the lead of the group, the next on duty, everybody; then all of them once more
        (Promise.REVIEW, {}, [[LEAD], [NEXT], [ADMIN], [LEAD, NEXT, ADMIN]]),
        (Promise.RESPONSE, {"owner": AGENT}, [[LEAD], [NEXT], [ADMIN], [LEAD, NEXT, ADMIN]]),
        (Promise.RESPONSE, {"group": "service"}, [[LEAD], [NEXT], [ADMIN], [LEAD, NEXT, ADMIN]]),
        # the group itself first
        (Promise.ACCEPT, {}, [[AGENT, SECOND], [LEAD], [NEXT], [ADMIN]]),
        # who leads the second handling, and never a silent owner first
        (Promise.RESOLUTION, {"owner": AGENT, "lead": NEXT}, [[NEXT], [LEAD], [ADMIN], [NEXT, LEAD, ADMIN]]),
        (Promise.RESOLUTION, {"owner": LEAD}, [[NEXT], [LEAD], [ADMIN], [NEXT, LEAD, ADMIN]]),
        (Promise.RESOLUTION, {"owner": NEXT, "lead": NEXT}, [[LEAD], [NEXT], [ADMIN], [LEAD, NEXT, ADMIN]]),
        # a slipped call back goes past the supervisor who owed it
        (Promise.RECOVERY, {"lead": LEAD}, [[NEXT], [LEAD], [ADMIN], [NEXT, LEAD, ADMIN]]),
        (Promise.RECOVERY, {"lead": NEXT}, [[LEAD], [NEXT], [ADMIN], [LEAD, NEXT, ADMIN]]),
    ],
)
def test_each_level_brings_in_others(promise: str, fields: dict[str, object], levels: list[list[int]]) -> None:
    assert ladder(promise, fields) == levels


def test_the_lead_s_own_lead_is_called_even_off_duty() -> None:
    people = tuple(person for person in TEAM if person.id in {AGENT, LEAD, ADMIN})
    assert ladder(Promise.RECOVERY, {"lead": LEAD}, people)[:2] == [[ADMIN], [LEAD]]


def test_a_team_without_supervisors_has_nobody_to_bring_in() -> None:
    agents = tuple(person for person in TEAM if not person.is_lead)
    assert ladder(Promise.RESPONSE, {}, agents) == [[], [], [], []]
    assert recipients(Audience.OWING, TICKET, agents, "response") == [AGENT, SECOND]


@pytest.mark.parametrize(
    ("resolver", "lead", "expected"),
    [
        (AGENT, None, LEAD),
        (LEAD, None, NEXT),
        (LEAD, LEAD, NEXT),
        (AGENT, LEAD, NEXT),
        (NEXT, LEAD, LEAD),  # nobody else is on duty
    ],
)
def test_what_failed_is_led_by_somebody_else(resolver: int, lead: int | None, expected: int) -> None:
    found = recovery_lead(structs.replace(TICKET, resolver=resolver, lead=lead), TEAM)
    assert found is not None
    assert found.id == expected


def test_who_is_off_duty_leads_before_who_failed() -> None:
    people = tuple(person for person in team(lead={"on_duty": True}) if person.id in {LEAD, ADMIN})
    found = recovery_lead(structs.replace(TICKET, resolver=LEAD), people)
    assert found is not None
    assert found.id == ADMIN


def test_when_there_is_nobody_else_nobody_leads() -> None:
    alone = tuple(person for person in TEAM if person.id in {AGENT, LEAD})
    assert recovery_lead(structs.replace(TICKET, resolver=LEAD), alone) is None


TEAMS = st.lists(of(Person), max_size=6, unique_by=lambda person: person.id).map(
    lambda people: [person for person in people if person.is_team]
)
SOME = st.integers(1, 6)


@given(
    data=st.data(), people=TEAMS, audience=st.sampled_from(sorted(set(Audience) - {Audience.CUSTOMER, Audience.ROOM}))
)
def test_only_the_team_is_told_what_is_for_the_team(
    data: st.DataObject, people: list[Person], audience: Audience
) -> None:
    somebody = st.sampled_from([None, 99, *(person.id for person in people)])
    ticket = structs.replace(TICKET, owner=data.draw(somebody), lead=data.draw(somebody))
    promise, level = data.draw(st.sampled_from(Promise)), data.draw(SOME)
    found = recipients(audience, ticket, people, promise, level)
    assert len(found) == len(set(found)), "nobody is told twice"
    assert set(found) <= {person.id for person in people}
    if audience is not Audience.OWNER and any(person.role is not Role.AGENT for person in people):
        assert found, "somebody always hears it"


@given(people=TEAMS, data=st.data())
def test_the_resolver_never_leads_the_recovery(people: list[Person], data: st.DataObject) -> None:
    somebody = st.sampled_from([None, *(person.id for person in people)])
    ticket = structs.replace(TICKET, resolver=data.draw(somebody), lead=data.draw(somebody))
    found = recovery_lead(ticket, people)
    others = [person for person in people if person.is_lead and person.id != ticket.resolver]
    assert (found is None) == (not others)
    if found is not None:
        assert found in others
        assert found.id != ticket.lead or all(each.id == ticket.lead or not each.on_duty for each in others)
