"""Random lives of tickets in a real database: anybody tries anything at any time, and the promises of the house hold."""

from __future__ import annotations

import asyncio
import tempfile
from collections import Counter
from itertools import pairwise
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from msgspec import structs

from scheduler import sweep
from store import history, replan, timers, trace
from store.calendar import SpanKind
from store.db.door import Store
from store.deadlines import deadlines, explain
from store.desk import Desk, Refused
from store.history import Detail, Entry
from store.lifecycle import CLOCK, Action, Author, AuthorKind, next_status, rule_for
from store.moment import DAY, HOUR, Ms
from store.people import Address
from store.ticket import Status, Ticket
from store.transaction import Transaction
from tests.store.room import (
    ADMIN,
    AGENT,
    CUSTOMER,
    FAULT,
    LEAD,
    NEXT,
    OFFICE,
    OTHER,
    PEOPLE,
    SECOND,
    TUESDAY,
    by,
    office,
)

FASTER = office(
    ('p2 = { within = "2h", counted = "working" }', 'p2 = { within = "20m", counted = "clock" }'),
    ('every = "1d"\nask', 'every = "8h"\nask'),
    ("levels = 3", "levels = 1"),
    ('at = "17:00"', 'at = "06:00"'),
)
CUSTOMERS = (CUSTOMER, OTHER)
TEAM = (AGENT, SECOND, LEAD, NEXT, ADMIN)
MOST = 400
"""Timers that may fire in one stretch of time; more would be a storm."""

ACTIONS = sorted(set(Action) - {Action.REPORT, Action.RATE, Action.DISPUTE})
AUTHORS = st.sampled_from([*CUSTOMERS, *TEAM, None])
WORDS = st.sampled_from(["", " ", "The main board is broken.", "不好用"])
LENGTHS = st.one_of(
    st.integers(1, HOUR),
    st.integers(1, 10).map(lambda hours: hours * HOUR),
    st.integers(1, 5).map(lambda days: days * DAY),
)


@st.composite
def particulars(draw: st.DrawFn) -> dict[str, Detail]:
    """Whatever an action may carry, and some that it may not."""
    return {
        "words": draw(WORDS),
        "owner": draw(st.sampled_from([*TEAM, CUSTOMER, 99, None])),
        "expected": draw(st.integers(TUESDAY - DAY, TUESDAY + 30 * DAY)),
        "promise": draw(st.sampled_from(["response", "resolution"])),
        "level": draw(st.integers(1, 4)),
        "priority": draw(st.sampled_from([1, 2, 3])),
        "into": "N1",
        "files": draw(st.sampled_from([(), ("f1",)])),
    }


class Lives(RuleBasedStateMachine):
    """A house with its people, in which everything happens in any order."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.TemporaryDirectory(prefix="aftercare-lives-")
        self.runner = asyncio.Runner()
        self.store = self.runner.run(Store.open(Path(self.folder.name) / "desk.db"))
        self.now: Ms = TUESDAY
        self.office = OFFICE
        self.tickets: list[int] = []
        self.write(self._settle)

    def teardown(self) -> None:
        self.runner.run(self.store.close())
        self.runner.close()
        self.folder.cleanup()

    def write(self, fn: Any, *args: Any) -> Any:
        return self.runner.run(self.store.write(fn, *args))

    def _settle(self, tx: Transaction) -> None:
        for person in PEOPLE:
            tx.people.put(person)
            tx.people.put_address(Address(person.id * 10, person.id, "post", f"chat{person.id}", seen=self.now))

    def _desk(self, tx: Transaction) -> Desk:
        return Desk(tx, self.office, self.now)

    def ticket(self, data: st.DataObject) -> int:
        return data.draw(st.sampled_from(self.tickets))

    def tried(self, ticket: int, fn: Any) -> None:
        """Try something; what is refused leaves everything as it was."""
        before = self.runner.run(self.store.read(_whole, ticket))
        try:
            self.write(fn)
        except Refused:
            assert self.runner.run(self.store.read(_whole, ticket)) == before

    @initialize(urgency=st.sampled_from(["urgent", "normal"]))
    def somebody_reports(self, urgency: str) -> None:
        self.reports(CUSTOMER, urgency, "core", "complaint")

    @precondition(lambda self: len(self.tickets) < 2)
    @rule(
        customer=st.sampled_from(CUSTOMERS),
        urgency=st.sampled_from(["urgent", "normal", "low"]),
        impact=st.sampled_from(["core", "minor", ""]),
        category=st.sampled_from(["fault", "complaint"]),
    )
    def reports(self, customer: int, urgency: str, impact: str, category: str) -> None:
        answers = FAULT | {"urgency": urgency, "impact": impact, "category": category}

        def report(tx: Transaction) -> int:
            person = tx.people.get(customer)
            assert person is not None
            return self._desk(tx).report(person, by(customer), answers).id

        self.tickets.append(self.write(report))

    @rule(data=st.data(), action=st.sampled_from(ACTIONS), author=AUTHORS, given=particulars())
    def anybody_does_anything(
        self, data: st.DataObject, action: Action, author: int | None, given: dict[str, Detail]
    ) -> None:
        ticket = self.ticket(data)
        who = CLOCK if author is None else by(author)
        self.tried(ticket, lambda tx: self._desk(tx).act(ticket, action, who, given))

    @rule(data=st.data(), moves=st.integers(1, 4), wait=st.integers(1, 3 * HOUR))
    def they_do_what_the_table_lets_them(self, data: st.DataObject, moves: int, wait: Ms) -> None:
        """Keeps lives going: random tries alone are refused most of the time."""
        ticket = self.ticket(data)
        for _ in range(moves):
            found = self.runner.run(self.store.read(lambda tx: tx.tickets.get(ticket)))
            assert found is not None
            if not (ways := _moves(found)):
                return
            action, author = data.draw(st.sampled_from(ways))
            stars = data.draw(st.integers(1, 5))
            self.tried(ticket, lambda tx: self._do(tx, ticket, action, author, stars))  # noqa: B023 - called at once
            self.now += wait

    def _do(self, tx: Transaction, ticket: int, action: Action, author: Author, stars: int) -> None:
        desk = self._desk(tx)
        given: dict[str, Detail] = {"words": "yes", "owner": author.person, "expected": self.now + DAY}
        if action is Action.RATE:
            desk.rate(ticket, author, stars)
        elif action is Action.DISPUTE:
            desk.dispute(ticket, author, given)
        else:
            desk.act(ticket, action, author, given)

    @rule(data=st.data(), customer=st.sampled_from(CUSTOMERS), stars=st.integers(1, 5))
    def a_customer_rates(self, data: st.DataObject, customer: int, stars: int) -> None:
        ticket = self.ticket(data)
        self.tried(ticket, lambda tx: self._desk(tx).rate(ticket, by(customer), stars))

    @rule(data=st.data(), customer=st.sampled_from(CUSTOMERS), words=WORDS)
    def a_customer_disputes(self, data: st.DataObject, customer: int, words: str) -> None:
        ticket = self.ticket(data)
        self.tried(ticket, lambda tx: self._desk(tx).dispute(ticket, by(customer), {"words": words}))

    @rule(length=LENGTHS)
    def time_passes(self, length: Ms) -> None:
        """What falls due on the way fires at its moment."""
        self.now = self.write(self._walk, self.now, self.now + length)

    def _walk(self, tx: Transaction, now: Ms, end: Ms) -> Ms:
        for _ in range(MOST):
            timer = tx.timers.next()
            if timer is None or timer.due > end:
                return end
            now = max(now, timer.due)
            assert sweep.fire(tx, self.office, now, timer)
        raise AssertionError("a storm: something falls due again and again")

    @rule(length=LENGTHS)
    def the_house_was_down(self, length: Ms) -> None:
        """Nothing happened for a while; what is due fires late, each once."""
        self.now += length
        self.write(self._catch_up)

    def _catch_up(self, tx: Transaction) -> None:
        fired = Counter[tuple[int, str]]()
        while due := sweep.due(tx, self.now, 1):
            sweep.fire(tx, self.office, self.now, due[0])
            fired[due[0].ticket, due[0].kind] += 1
            assert max(fired.values()) == 1, fired

    @rule(person=st.sampled_from(TEAM), on_duty=st.booleans(), removed=st.booleans())
    def somebody_goes_or_comes(self, person: int, *, on_duty: bool, removed: bool) -> None:
        self._change(person, on_duty=on_duty, removed=removed and person != ADMIN)

    def _change(self, person: int, **changes: object) -> None:
        def change(tx: Transaction) -> None:
            found = tx.people.get(person)
            assert found is not None
            tx.people.put(structs.replace(found, **changes))

        self.write(change)

    @rule(faster=st.booleans())
    def the_playbook_changes(self, *, faster: bool) -> None:
        self.office = FASTER if faster else OFFICE
        for ticket in self.tickets:
            self.write(replan.redo, self.office, self.now, ticket)

    @invariant()
    def the_promises_of_the_house_hold(self) -> None:
        self.runner.run(self.store.read(self._look))

    def _look(self, tx: Transaction) -> None:
        rows = Counter((timer.ticket, timer.kind, timer.due) for timer in tx.timers.due(2**62, 10_000))
        numbers = set()
        for number in self.tickets:
            ticket = tx.tickets.get(number)
            assert ticket is not None
            numbers.add(ticket.number)
            entries = tx.tickets.history(number)
            _history(ticket, entries)
            _people(ticket, entries)
            self._time(ticket, entries)
            rows.subtract((number, kind, due) for kind, due in ticket.pending.items())
            _said(tx, ticket)
        assert not any(rows.values()), "the rows are what the tickets have pending"
        assert len(numbers) == len(self.tickets)

    def _time(self, ticket: Ticket, entries: list[Entry]) -> None:
        told = trace.read(entries)
        promises = deadlines(ticket, told, self.office)
        assert ticket.pending == timers.pending(ticket, told, promises, self.office)
        assert bool(ticket.pending) == (ticket.status is not Status.ARCHIVED), "nothing that lives is forgotten"
        for deadline in promises:
            spans = explain(deadline, self.now)
            counted = sum(span.end - span.start for span in spans if span.kind is SpanKind.COUNTED)
            assert deadline.due is None or counted == deadline.amount
            assert deadline.due is not None or deadline.breaks[-1].end is None


def _whole(tx: Transaction, ticket: int) -> tuple[object, ...]:
    return tx.tickets.get(ticket), tx.tickets.history(ticket), tx.outbox.of_ticket(ticket)


def _moves(ticket: Ticket) -> list[tuple[Action, Author]]:
    """What can be done with a ticket now, and by whom."""
    owner = ticket.owner if ticket.owner in TEAM else None
    customer = by(ticket.customer)
    found: list[tuple[Action, Author]] = []
    for action in Action:
        row = rule_for(action, ticket.status)
        if row is None:
            continue
        if action in {Action.WITHDRAW, Action.REMARK, Action.NOTE, Action.ESCALATE, Action.RELEASE}:
            continue  # left to chance
        if AuthorKind.CUSTOMER in row.who:
            found.append((action, customer))
        elif AuthorKind.AGENT in row.who:
            found.append((action, by(owner or (LEAD if row.owner_only else SECOND))))
    return found


def _history(ticket: Ticket, entries: list[Entry]) -> None:
    assert history.verify(entries, seq=ticket.seq, head=ticket.head) is None
    assert [entry.at for entry in entries] == sorted(entry.at for entry in entries)
    assert ticket.status is entries[-1].status
    assert (entries[0].action, entries[0].status) == (Action.REPORT, Status.NEW)
    for before, entry in pairwise(entries):
        row = rule_for(entry.action, before.status)
        assert row is not None, f"{entry.action} in {before.status}"
        assert entry.author.kind in row.who
        assert entry.status is next_status(row, before.status)
    assert len(ticket.surveys) == sum(entry.action is Action.RESOLVE for entry in entries)


def _people(ticket: Ticket, entries: list[Entry]) -> None:
    owner = resolver = None
    for entry in entries:
        if entry.action in {Action.CLAIM, Action.ASSIGN}:
            owner = entry.data["owner"]
            assert owner in TEAM
        elif entry.action in {Action.RELEASE, Action.DISPUTE}:
            owner = None
        if entry.action is Action.DISPUTE:
            assert entry.data["lead"] is None or entry.data["lead"] != resolver, "who failed does not lead the recovery"
        if entry.action is Action.RESOLVE:
            resolver = entry.author.person
    assert (ticket.owner, ticket.resolver) == (owner, resolver)
    assert ticket.status is not Status.ASSIGNED or owner is not None


def _said(tx: Transaction, ticket: Ticket) -> None:
    rows = tx.outbox.of_ticket(ticket.id)
    assert len({row.dedupe for row in rows}) == len(rows)
    for row in rows:
        keys = [text.key for text in row.message.texts if text.key != "said-late"]
        assert row.dedupe.startswith(f"{ticket.id}:")
        assert keys
        if row.person in CUSTOMERS:
            assert row.person == ticket.customer, "nobody hears of somebody else's ticket"
            assert all(key.startswith(("told-", "survey-")) for key in keys)
            assert not row.message.facts
            assert row.message.title is None
        else:
            assert row.person in TEAM
            assert not any(key.startswith(("told-", "survey-")) for key in keys)


Lives.TestCase.settings = settings(
    max_examples=25,
    stateful_step_count=20,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
TestLives = Lives.TestCase
