"""Promises fall due when the history and the playbook say so, and every minute of that is explained."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from store import calendar
from store.calendar import WALL_CLOCK, Break, Calendar, Counts, SpanKind, SpecialDay
from store.deadlines import Deadline, Promise, deadlines, explain, progress
from store.hours import Hours
from store.lifecycle import Action
from store.moment import DAY, HOUR, MINUTE, Ms
from store.trace import Trace, read
from tests.store.room import AGENT, CUSTOMER, LEAD, NEXT, OFFICE, TUESDAY, Room, at, by, office
from tests.store.zones import LENGTHS, ZONES, hours, moments, special


def promised(room: Room) -> dict[str, Deadline]:
    found = deadlines(room.ticket, read(room.history), room.office)
    assert len({each.promise for each in found}) == len(found)
    return {each.promise.value: each for each in found}


def due(room: Room) -> dict[str, Ms | None]:
    return {name: each.due for name, each in promised(room).items() if each.met is None}


def pauses(draw: st.DrawFn, start: Ms) -> Iterator[Break]:
    """Stretches in which the customer had to answer, in order; the last may still last."""
    moment = start
    for _ in range(draw(st.integers(0, 4))):
        moment += draw(st.integers(0, 2 * DAY))
        end = moment + draw(st.integers(0, 3 * DAY))
        yield Break(moment, end, "awaiting_customer")
        moment = end
    if draw(st.booleans()):
        yield Break(moment + draw(st.integers(0, DAY)), None, "awaiting_consent")


@st.composite
def any_deadline(draw: st.DrawFn) -> tuple[Deadline, Counts]:
    zone = draw(st.sampled_from(ZONES))
    worked: Hours = draw(hours())
    days: dict[date, SpecialDay] = draw(special())
    counts: Counts = WALL_CLOCK if draw(st.booleans()) else Calendar(zone, worked, days.get)
    start, amount = draw(moments(zone)), draw(LENGTHS)
    breaks = tuple(pauses(draw, start))
    moment = calendar.counting(start, amount, breaks, counts)
    return Deadline(Promise.RESOLUTION, start, amount, counts, breaks, moment), counts


@settings(max_examples=250, deadline=None)
@given(made=any_deadline(), waited=st.integers(0, 10 * DAY))
def test_the_spans_add_up_to_what_was_promised_exactly(made: tuple[Deadline, Counts], waited: int) -> None:
    """Whatever the hours, the pauses, the holidays and the clock changes."""
    deadline, counts = made
    until = deadline.start + waited
    spans = explain(deadline, until)
    end = deadline.due if deadline.due is not None else until
    assert [span.start for span in spans] == ([deadline.start, *(span.end for span in spans)][:-1] if spans else [])
    assert (spans[-1].end if spans else deadline.start) == end
    counted = sum(span.end - span.start for span in spans if span.kind is SpanKind.COUNTED)
    if deadline.due is not None:
        assert counted == deadline.amount
        assert spans[-1].kind is SpanKind.COUNTED
    else:
        assert counted <= deadline.amount
    for span in spans:
        assert span.start < span.end
        paused = [
            each
            for each in deadline.breaks
            if each.start < span.end and (each.end is None or max(span.start, each.start) < each.end)
        ]
        assert (span.kind is SpanKind.PAUSED) == bool(paused)
        if span.kind is SpanKind.COUNTED:
            assert counts.between(span.start, span.end) == span.end - span.start
        elif span.kind is not SpanKind.PAUSED:
            assert counts.between(span.start, span.end) == 0
    assert all(before.end == after.start for before, after in pairwise(spans))


@settings(max_examples=150, deadline=None)
@given(made=any_deadline(), percent=st.integers(1, 99))
def test_a_share_is_used_up_before_the_whole(made: tuple[Deadline, Counts], percent: int) -> None:
    deadline, counts = made
    share = deadline.at_share(percent)
    if share is None:
        assert deadline.due is None
    else:
        assert calendar.elapsed(deadline.start, share, deadline.breaks, counts) == deadline.amount * percent // 100
        assert deadline.due is None or share <= deadline.due


def test_what_is_promised_with_a_report(room: Room) -> None:
    room.report()
    assert due(room) == {
        "review": at("2026-11-24 09:15"),
        "accept": at("2026-11-24 10:00"),
        "response": at("2026-11-24 11:00"),
        "resolution": at("2026-11-26 18:00"),
        "progress": at("2026-11-25 09:00"),
    }


def test_what_is_urgent_is_promised_by_the_clock(room: Room) -> None:
    room.now = at("2026-11-28 23:00")  # a Saturday night
    room.report(urgency="urgent", impact="core")
    assert due(room) == {
        "review": at("2026-11-30 09:15"),  # on duty
        "accept": at("2026-11-30 10:00"),
        "response": at("2026-11-29 00:00"),
        "resolution": at("2026-11-29 23:00"),
        "progress": at("2026-11-29 21:59"),  # before the quiet hours
    }
    room.act(Action.CLAIM, AGENT, owner=AGENT)
    assert due(room)["contact"] == at("2026-11-28 23:30")


@pytest.mark.parametrize(
    ("urgency", "impact", "response", "resolution"),
    [
        ("urgent", "core", "2026-11-24 10:00", "2026-11-25 09:00"),
        ("normal", "core", "2026-11-24 11:00", "2026-11-26 18:00"),
        ("low", "", "2026-11-24 18:00", "2026-12-02 18:00"),
    ],
)
def test_the_priority_gives_the_times(room: Room, urgency: str, impact: str, response: str, resolution: str) -> None:
    room.report(urgency=urgency, impact=impact)
    assert (due(room)["response"], due(room)["resolution"]) == (at(response), at(resolution))


def test_another_priority_is_another_promise_from_the_beginning(room: Room) -> None:
    room.report()
    room.act(Action.REVIEW, LEAD, 10 * MINUTE, priority=1)
    assert due(room) == {
        "accept": at("2026-11-24 10:00"),
        "response": at("2026-11-24 10:00"),
        "resolution": at("2026-11-25 09:00"),
        "progress": at("2026-11-25 09:00"),
    }


@pytest.mark.parametrize(("category", "promised_too"), [("complaint", True), ("fault", False)])
def test_a_complaint_is_promised_a_first_opinion(room: Room, category: str, *, promised_too: bool) -> None:
    room.report(category=category)
    assert due(room).get("opinion") == (at("2026-11-25 09:00") if promised_too else None)


def test_promises_are_kept_one_by_one(room: Room) -> None:
    room.report()
    met = {name: each.met for name, each in promised(room).items()}
    assert set(met.values()) == {None}
    room.act(Action.CLAIM, AGENT, 5 * MINUTE, owner=AGENT)
    claimed = room.now
    room.act(Action.MESSAGE, AGENT, 20 * MINUTE, words="Hello")
    written = room.now
    room.act(Action.MESSAGE, AGENT, HOUR, words="Still here")
    assert {name: each.met for name, each in promised(room).items()} == {
        "review": claimed,
        "accept": claimed,
        "response": written,
        "contact": written,
        "resolution": None,
        "progress": None,
    }


@pytest.mark.parametrize("late", [0, 1])
def test_a_promise_is_missed_a_moment_after_it_was_due(room: Room, late: int) -> None:
    room.report()
    response = promised(room)["response"]
    assert response.due is not None
    assert response.missed(response.due + late) == bool(late)
    room.now = response.due + late
    room.act(Action.CLAIM, AGENT, owner=AGENT)
    room.act(Action.MESSAGE, AGENT, words="Hello")
    assert promised(room)["response"].missed(room.now + DAY) == bool(late)


def test_a_question_stops_the_clock_until_the_answer(room: Room) -> None:
    room.report()
    room.act(Action.CLAIM, AGENT, owner=AGENT)
    room.act(Action.ASK, AGENT, HOUR, words="Which model?")
    resolution = promised(room)["resolution"]
    assert resolution.due is None
    assert not resolution.missed(room.now + 30 * DAY)
    assert "progress" not in promised(room)
    room.act(Action.ADD, CUSTOMER, DAY, words="The large one")
    again = promised(room)["resolution"]
    assert again.due == at("2026-11-27 18:00")  # a working day later than without the question
    assert promised(room)["progress"].start == room.now
    assert [(span.kind.value, (span.end - span.start) // MINUTE, span.reason) for span in explain(again)][:3] == [
        ("counted", 60, ""),
        ("paused", 24 * 60, "awaiting_customer"),
        ("counted", 120, ""),
    ]


@pytest.mark.parametrize("answer", [Action.CONSENT, Action.OBJECT])
def test_a_plan_stops_it_too(room: Room, answer: Action) -> None:
    room.report()
    room.act(Action.CLAIM, AGENT, owner=AGENT)
    room.act(Action.PROPOSE, AGENT, HOUR, words="A new main board")
    assert promised(room)["resolution"].due is None
    room.act(answer, CUSTOMER, 8 * HOUR, words="Yes and no")
    assert promised(room)["resolution"].breaks == (Break(room.now - 8 * HOUR, room.now, "awaiting_consent"),)
    assert promised(room)["resolution"].due == at("2026-11-27 17:00")  # 7 working hours of pause


@pytest.mark.parametrize("action", [Action.MESSAGE, Action.NOTE, Action.EXPECT])
def test_nothing_but_a_question_stops_it(room: Room, action: Action) -> None:
    room.report()
    room.act(Action.CLAIM, AGENT, owner=AGENT)
    before = promised(room)["resolution"].due
    room.act(action, AGENT, HOUR, words="A moment please", expected=TUESDAY + 9 * DAY)
    assert promised(room)["resolution"].due == before


def test_a_result_the_customer_does_not_accept_has_promises_of_its_own(room: Room) -> None:
    room.report()
    room.act(Action.CLAIM, AGENT, owner=AGENT)
    room.act(Action.RESOLVE, AGENT, HOUR, words="Done")
    room.now += HOUR
    room.desk.rate(room.id, by(CUSTOMER), 1)
    assert due(room) == {
        "recovery": room.now + DAY,
        "resolution": OFFICE.calendar.add(room.now, 24 * HOUR),
        "progress": at("2026-11-25 11:00"),
    }


@pytest.mark.parametrize(("author", "kept"), [(LEAD, True), (NEXT, True), (AGENT, False)])
def test_the_call_back_is_a_supervisor_s(room: Room, author: int, *, kept: bool) -> None:
    room.report()
    room.act(Action.CLAIM, AGENT, owner=AGENT)
    room.act(Action.RESOLVE, AGENT, words="Done")
    room.desk.rate(room.id, by(CUSTOMER), 1)
    room.act(Action.ASSIGN, LEAD, owner=AGENT)
    room.act(Action.MESSAGE, author, HOUR, words="We are sorry")
    assert promised(room)["recovery"].met == (room.now if kept else None)


def test_a_supervisor_who_failed_does_not_keep_the_call_back(room: Room) -> None:
    room.report()
    room.act(Action.CLAIM, LEAD, owner=LEAD)
    room.act(Action.RESOLVE, LEAD, words="Done")
    room.desk.rate(room.id, by(CUSTOMER), 1)
    room.act(Action.MESSAGE, LEAD, HOUR, words="I am sorry")
    assert promised(room)["recovery"].met is None
    room.act(Action.MESSAGE, NEXT, HOUR, words="We are sorry")
    assert promised(room)["recovery"].met == room.now


def test_a_single_supervisor_can_keep_it_after_all(room: Room) -> None:
    for person in (NEXT, 7):
        room.change(person, removed=True)
    room.report()
    room.act(Action.CLAIM, LEAD, owner=LEAD)
    room.act(Action.RESOLVE, LEAD, words="Done")
    room.desk.rate(room.id, by(CUSTOMER), 1)
    assert room.ticket.lead is None
    room.act(Action.CLAIM, LEAD, owner=LEAD)
    room.act(Action.MESSAGE, LEAD, HOUR, words="We are sorry")
    assert promised(room)["recovery"].met == room.now


def test_a_new_owner_has_a_first_contact_of_their_own(room: Room) -> None:
    room.report()
    room.act(Action.CLAIM, AGENT, owner=AGENT)
    room.act(Action.MESSAGE, AGENT, 10 * MINUTE, words="Hello")
    room.act(Action.ASSIGN, LEAD, HOUR, owner=NEXT)
    contact = promised(room)["contact"]
    assert (contact.start, contact.met, contact.due) == (room.now, None, room.now + 30 * MINUTE)


@pytest.mark.parametrize(
    ("told", "next_news"),
    [
        ("2026-11-24 09:00", "2026-11-25 09:00"),
        ("2026-11-24 21:59", "2026-11-25 21:59"),
        ("2026-11-24 22:00", "2026-11-25 21:59"),
        ("2026-11-24 23:30", "2026-11-25 21:59"),
        ("2026-11-25 03:00", "2026-11-25 21:59"),
        ("2026-11-25 08:00", "2026-11-26 08:00"),
    ],
)
def test_news_come_at_least_every_day_and_outside_the_quiet_hours(told: str, next_news: str) -> None:
    deadline = progress(Trace(told=at(told)), OFFICE)
    assert deadline.due == at(next_news)
    assert [span.end - span.start for span in explain(deadline)] == [deadline.amount]


def test_a_playbook_that_never_leaves_time_for_news_still_moves_on() -> None:
    house = office(('every = "1d"\nask', 'every = "3h"\nask'), ('ask_before = "2h"', 'ask_before = "1h"'))
    told = at("2026-11-24 21:59")
    assert progress(Trace(told=told), house).due == told + 3 * HOUR


def test_a_changed_playbook_shows_at_once(room: Room) -> None:
    room.report()
    room.office = office(
        ("[targets.response]\np1", '[targets.response]\nevery = { within = "4h" }\np1'),
        ('p2 = { within = "2h", counted = "working" }', ""),
    )
    assert due(room)["response"] == at("2026-11-24 14:00")


def test_what_the_playbook_does_not_promise_is_no_deadline(room: Room) -> None:
    room.office = office(('[targets.review]\nevery = { within = "15m", counted = "working" }', ""))
    room.report()
    assert "review" not in promised(room)
