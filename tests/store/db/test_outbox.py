"""Messages leave by lane and in order for each chat, once, and every one has an end."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import count
from typing import TypeVar

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec import structs

from store.delivery import Delivery, Kind, Lane, State
from store.message import Message, Text
from store.moment import DAY, HOUR, MINUTE, SECOND, Ms
from store.transaction import Outbox, Transaction
from tests.store.db.conftest import Write

T = TypeVar("T")

NOON: Ms = 1_790_000_000_000
LEASE = 60 * SECOND

_numbers = count(1)


def letter(address: int = 7, lane: Lane = Lane.NORMAL, **fields: object) -> Delivery:
    number = next(_numbers)
    blank = Delivery(
        id=number,
        person=1,
        address=address,
        lane=lane,
        kind=Kind.NEWS,
        message=Message(texts=(Text("hello"),)),
        dedupe=f"d{number}",
        created=NOON,
    )
    return structs.replace(blank, **fields)


class Post:
    """An outbox that is looked at from outside, one transaction a call."""

    def __init__(self, write: Write) -> None:
        self._write = write

    def do(self, fn: Callable[[Outbox], T]) -> T:
        def inside(tx: Transaction) -> T:
            return fn(tx.outbox)

        return self._write(inside)

    def add(self, *letters: Delivery) -> None:
        assert all(self.do(lambda box: [box.add(each) for each in letters]))

    def claim(self, now: Ms = NOON, limit: int = 100, lanes: tuple[Lane, ...] = tuple(Lane)) -> list[Delivery]:
        return self.do(lambda box: box.claim(now, now + LEASE, limit, lanes))

    def ids(self, now: Ms = NOON, limit: int = 100) -> list[int]:
        return [each.id for each in self.claim(now, limit)]

    def put(self, delivery: Delivery, **changes: object) -> None:
        self.do(lambda box: box.put(structs.replace(delivery, **changes)))

    def sent(self, delivery: Delivery, now: Ms = NOON) -> None:
        self.put(delivery, state=State.SENT, ended=now)

    def again(self, delivery: Delivery, at: Ms) -> None:
        self.put(delivery, state=State.WAITING, not_before=at, lease=0)

    def next_due(self, now: Ms = NOON, lanes: tuple[Lane, ...] = tuple(Lane)) -> Ms | None:
        return self.do(lambda box: box.next_due(now, lanes))

    def in_state(self, state: State, limit: int = 100) -> list[Delivery]:
        return self.do(lambda box: box.in_state(state, limit=limit))

    def get(self, delivery: Delivery) -> Delivery:
        found = self.do(lambda box: box.get(delivery.id))
        assert found is not None
        return found


@pytest.fixture
def post(write: Write) -> Post:
    return Post(write)


def test_pressing_lanes_go_first_and_each_keeps_its_order(post: Post) -> None:
    bulk, normal, reply, urgent, late = (
        letter(address, lane)
        for address, lane in enumerate((Lane.BULK, Lane.NORMAL, Lane.REPLY, Lane.URGENT, Lane.NORMAL), start=1)
    )
    post.add(bulk, normal, reply, urgent, late)
    assert post.ids() == [reply.id, urgent.id, normal.id, late.id, bulk.id]


def test_a_claim_takes_no_more_than_asked(post: Post) -> None:
    letters = [letter(address, Lane(address % 4)) for address in range(20)]
    post.add(*(each for each in letters if each.address))
    taken = [post.ids(limit=6) for _ in range(4)]
    assert [len(each) for each in taken] == [6, 6, 6, 1]
    assert len({each for some in taken for each in some}) == 19


def test_only_the_lanes_asked_for_are_claimed(post: Post) -> None:
    normal, bulk = letter(1), letter(2, Lane.BULK)
    post.add(normal, bulk)
    assert [each.id for each in post.claim(lanes=(Lane.BULK, Lane.URGENT))] == [bulk.id]
    assert post.next_due(lanes=(Lane.BULK,)) == NOON + LEASE
    assert post.next_due(lanes=(Lane.NORMAL,)) == NOON


def test_a_claim_is_a_lease_and_an_attempt(post: Post) -> None:
    post.add(letter())
    (claimed,) = post.claim()
    assert (claimed.state, claimed.lease, claimed.attempts) == (State.LEASED, NOON + LEASE, 1)
    assert post.get(claimed) == claimed
    assert post.claim() == []


def test_messages_of_a_chat_are_claimed_together_and_in_order(post: Post) -> None:
    letters = [letter() for _ in range(5)]
    post.add(*reversed(letters))
    assert post.ids() == [each.id for each in letters]


def test_nothing_overtakes_a_message_in_flight(post: Post) -> None:
    first, second, other = letter(), letter(), letter(address=8)
    post.add(first)
    (flying,) = post.claim()
    post.add(second, other)
    assert post.ids() == [other.id]
    post.sent(flying)
    assert post.ids() == [second.id]


def test_another_lane_of_the_chat_is_not_held_back(post: Post) -> None:
    post.add(letter(lane=Lane.BULK))
    post.claim()
    reply = letter(lane=Lane.REPLY)
    post.add(reply)
    assert post.ids() == [reply.id]


def test_nothing_overtakes_a_message_that_is_tried_again(post: Post) -> None:
    first, second, third = letter(), letter(), letter(address=8)
    post.add(first)
    (tried,) = post.claim()
    post.again(tried, NOON + 10 * SECOND)
    post.add(second, third)
    assert post.ids() == [third.id]
    assert post.ids(NOON + 9 * SECOND) == []
    (tried,) = post.claim(NOON + 10 * SECOND)
    assert (tried.id, tried.attempts) == (first.id, 2)
    assert post.ids(NOON + 11 * SECOND) == []
    post.sent(tried)
    assert post.ids(NOON + 11 * SECOND) == [second.id]


def test_messages_given_back_unsent_keep_their_order(post: Post) -> None:
    letters = [letter() for _ in range(4)]
    post.add(*letters)
    first, *unsent = post.claim()
    post.again(first, NOON + 5 * SECOND)
    for each in unsent:
        post.again(each, 0)
    sent = []
    for second in range(5, 30):
        for each in post.claim(NOON + second * SECOND):
            sent.append(each.id)
            post.sent(each)
    assert sent == [each.id for each in letters]


def test_a_message_that_waits_for_the_morning_holds_up_nobody(post: Post) -> None:
    quiet, now = letter(not_before=NOON + 8 * HOUR), letter()
    post.add(quiet, now)
    assert post.ids() == [now.id]
    assert post.next_due(NOON) == NOON + LEASE
    post.sent(now)
    assert post.next_due(NOON) == NOON + 8 * HOUR
    assert post.ids(NOON + 8 * HOUR - 1) == []
    assert post.ids(NOON + 8 * HOUR) == [quiet.id]


def test_in_the_morning_a_chat_hears_it_in_the_order_in_which_it_was_said(post: Post) -> None:
    morning = NOON + 8 * HOUR
    quiet, fresh = letter(not_before=morning), letter(created=morning - 1)
    post.add(quiet, fresh)
    assert post.ids(morning) == [quiet.id, fresh.id]


def test_a_lease_that_ran_out_can_be_claimed_again_before_what_waits_behind_it(post: Post) -> None:
    first, second = letter(), letter()
    post.add(first)
    (flying,) = post.claim()
    post.put(flying, uncertain=True)
    post.add(second)
    assert post.ids(NOON + LEASE - 1) == []
    (again,) = post.claim(NOON + LEASE)
    assert (again.id, again.attempts, again.uncertain) == (first.id, 2, True)
    post.sent(again)
    (behind,) = post.claim(NOON + LEASE)
    assert (behind.id, behind.uncertain) == (second.id, False)


def test_what_is_past_its_time_ends_instead_of_being_sent(post: Post) -> None:
    stale = [letter(address, expires=NOON + HOUR) for address in range(1, 6)]
    fresh = letter()
    post.add(*stale, fresh)
    assert post.ids(NOON + HOUR, limit=1) == [fresh.id]
    assert {(each.state, each.ended) for each in map(post.get, stale)} == {(State.EXPIRED, NOON + HOUR)}


def test_a_message_past_its_time_lets_go_of_what_waits_behind_it(post: Post) -> None:
    first, second = letter(expires=NOON + MINUTE), letter()
    post.add(first)
    (tried,) = post.claim()
    post.again(tried, NOON + HOUR)
    post.add(second)
    assert post.ids() == []
    assert post.next_due(NOON) == NOON + MINUTE
    now = NOON + MINUTE
    assert post.ids(now) == []
    assert post.get(first).state is State.EXPIRED
    assert post.ids(now) == [second.id]


def test_a_message_to_nowhere_is_never_claimed(post: Post) -> None:
    nowhere = letter(address=0)
    gone = letter(address=0, state=State.UNDELIVERABLE, error="no address", ended=NOON)
    post.add(nowhere, gone)
    assert post.ids() == []
    assert post.next_due() is None
    assert post.in_state(State.UNDELIVERABLE) == [gone]
    post.put(nowhere, address=9)
    assert post.ids() == [nowhere.id]


def test_a_damaged_message_ends_and_holds_up_nobody(post: Post) -> None:
    damaged, behind, other = letter(7), letter(7), letter(8)
    post.add(damaged, behind, other)
    post.do(lambda box: box._sql._execute("UPDATE outbox SET message = '{' WHERE id = ?", (damaged.id,)))  # type: ignore[attr-defined]
    assert [each.id for each in post.claim()] == [behind.id, other.id]
    (dead,) = post.do(lambda box: box.in_state(State.DEAD))
    assert (dead.id, dead.error, dead.ended) == (damaged.id, "its message cannot be read", NOON)


def test_the_same_message_is_written_once(post: Post) -> None:
    post.add(letter(dedupe="same"))
    assert not post.do(lambda box: box.add(letter(dedupe="same")))
    assert len(post.ids()) == 1


def test_ending_a_ticket_s_messages_leaves_others_alone(post: Post) -> None:
    progress, news, other, flying = (
        letter(1, ticket=5, kind=Kind.PROGRESS, not_before=NOON + HOUR),
        letter(2, ticket=5),
        letter(3, ticket=6, kind=Kind.PROGRESS),
        letter(4, ticket=5, kind=Kind.DEADLINE),
    )
    post.add(flying)
    post.claim()
    post.add(progress, news, other)
    assert post.do(lambda box: box.expire(5, (Kind.PROGRESS, Kind.DEADLINE), NOON + 1)) == 1
    assert (post.get(progress).state, post.get(progress).ended) == (State.EXPIRED, NOON + 1)
    assert post.get(flying).state is State.LEASED
    assert post.ids(NOON + 2 * HOUR) == [news.id, other.id, flying.id]


def test_what_waits_behind_an_ended_message_is_sent_within_a_minute(post: Post) -> None:
    first, second = letter(ticket=5, kind=Kind.PROGRESS), letter()
    post.add(first)
    (tried,) = post.claim()
    post.again(tried, NOON + DAY)
    post.add(second)
    assert post.ids() == []
    post.do(lambda box: box.expire(5, (Kind.PROGRESS,), NOON))
    assert post.ids(NOON + MINUTE) == [second.id]


def test_everything_said_about_a_ticket_is_found_in_order(post: Post) -> None:
    said = [letter(address, ticket=5, state=state) for address, state in enumerate(State)]
    post.add(*reversed(said), letter(ticket=6), letter())
    assert post.do(lambda box: box.of_ticket(5)) == said
    assert post.do(lambda box: box.of_ticket(0)) == []


def test_deliveries_are_listed_and_counted_by_state(post: Post) -> None:
    kept = {state: [letter(address, state=state, attempts=1) for address in (1, 2, 3)] for state in State}
    post.add(*(each for some in kept.values() for each in some))
    for state in set(State) - {State.SENT}:
        assert post.in_state(state) == kept[state]
        assert post.in_state(state, limit=2) == kept[state][:2]
    with pytest.raises(ValueError, match="found by its ticket"):
        post.in_state(State.SENT)
    assert post.do(lambda box: box.counts()) == dict.fromkeys(
        ("waiting", "leased", "expired", "undeliverable", "dead"), 3
    )


def test_a_dead_letter_can_be_sent_again(post: Post) -> None:
    dead = letter(state=State.DEAD, attempts=9, ended=NOON, expires=None)
    post.add(dead)
    assert post.ids() == []
    post.put(dead, state=State.WAITING, attempts=0, ended=None)
    assert post.ids() == [dead.id]


def test_a_heap_of_expired_messages_is_ended_bit_by_bit(post: Post) -> None:
    stale = [letter(address, Lane.BULK, expires=NOON) for address in range(1, 3_001)]
    fresh = letter(9_999, Lane.BULK, created=NOON + 1)

    def fill(box: Outbox) -> None:
        for each in (*stale, fresh):
            box.add(each)

    post.do(fill)
    rounds = 0
    while not (claimed := post.ids(NOON + 1, limit=10)):
        rounds += 1
        assert post.next_due(NOON + 1) is not None
        assert rounds < 10
    assert rounds >= 2, "one claim may not hold the writer for everything that has expired"
    assert claimed == [fresh.id]
    assert post.do(lambda box: box.counts())["expired"] == 3_000


def test_a_chat_that_cannot_be_reached_does_not_hide_another(post: Post) -> None:
    post.add(letter())
    (tried,) = post.claim()
    post.again(tried, NOON + HOUR)
    heap, other = [letter() for _ in range(3_000)], letter(8, created=NOON + 1)

    def fill(box: Outbox) -> None:
        for each in (*heap, other):
            box.add(each)

    post.do(fill)
    for _ in range(10):
        if claimed := post.ids(NOON + 1, limit=10):
            break
    assert claimed == [other.id]
    assert post.next_due(NOON + 1) == NOON + 1 + MINUTE


# Any interleaving of what can happen, against what has to hold in every case.

CHATS = st.integers(1, 3)
LANES = st.sampled_from([Lane.REPLY, Lane.BULK])
steps = st.one_of(
    st.tuples(st.just("add"), CHATS, LANES, st.sampled_from([0, 5, 3_600]), st.sampled_from([None, 30, 7_200])),
    st.tuples(st.just("claim"), st.integers(1, 4)),
    st.tuples(st.just("sent"), st.integers(0, 5)),
    st.tuples(st.just("again"), st.integers(0, 5), st.sampled_from([0, 1, 20, 600])),
    st.tuples(st.just("wait"), st.sampled_from([1, 10, 59, 61, 3_600])),
)


class Model:
    """Plays steps and checks every claim."""

    def __init__(self, box: Outbox) -> None:
        self.box = box
        self.now = NOON
        self.rows: dict[int, Delivery] = {}

    def play(self, step: tuple[object, ...]) -> None:
        getattr(self, f"_{step[0]}")(*step[1:])

    def _add(self, chat: int, lane: Lane, wait: int, lasting: int | None) -> None:
        expires = None if lasting is None else self.now + lasting * SECOND
        not_before = self.now + wait * SECOND if wait else 0
        row = letter(chat, lane, created=self.now, not_before=not_before, expires=expires)
        self.rows[row.id] = row
        self.box.add(row)

    def _claim(self, limit: int) -> list[Delivery]:
        expected = [row for row in self._unfinished() if self._may_go(row)]
        claimed = self.box.claim(self.now, self.now + LEASE, limit)
        assert len(claimed) <= limit
        assert [each.id for each in claimed] == [
            each.id for each in sorted(claimed, key=lambda row: (row.lane, row.id))
        ]
        assert {each.id for each in claimed} <= {row.id for row in expected}
        self.rows |= {each.id: each for each in claimed}
        for row in self._unfinished():
            if row.expires is not None and row.expires <= self.now:
                self.rows[row.id] = self._kept(row)
        return claimed

    def _sent(self, which: int) -> None:
        for row in self._leased()[which : which + 1]:
            self._put(row, state=State.SENT, ended=self.now)

    def _again(self, which: int, wait: int) -> None:
        for row in self._leased()[which : which + 1]:
            self._put(row, state=State.WAITING, not_before=self.now + wait * SECOND, lease=0)

    def _wait(self, seconds: int) -> None:
        self.now += seconds * SECOND

    def _put(self, row: Delivery, **changes: object) -> None:
        self.rows[row.id] = structs.replace(row, **changes)
        self.box.put(self.rows[row.id])

    def _kept(self, row: Delivery) -> Delivery:
        kept = self.box.get(row.id)
        assert kept is not None
        return kept

    def _leased(self) -> list[Delivery]:
        return [row for row in self.rows.values() if row.state is State.LEASED]

    def _unfinished(self) -> Iterator[Delivery]:
        yield from [row for row in self.rows.values() if row.state in {State.WAITING, State.LEASED}]

    def _may_go(self, row: Delivery) -> bool:
        moment = row.lease if row.state is State.LEASED else row.not_before
        expired = row.expires is not None and row.expires <= self.now
        return (
            moment <= self.now
            and not expired
            and not any(
                other.id < row.id
                and (other.address, other.lane) == (row.address, row.lane)
                and (other.state is State.LEASED or other.attempts > 0)
                for other in self._unfinished()
            )
        )

    def drain(self) -> None:
        """Claim and send until nothing is left, only ever waiting for the moment that the outbox names."""
        for _ in range(20 * len(self.rows) + 20):
            claimed = self._claim(3)
            for row in claimed:
                self._put(self.rows[row.id], state=State.SENT, ended=self.now)
            due = self.box.next_due(self.now)
            if due is None:
                return
            if not claimed:
                self.now = max(self.now, due)
        raise AssertionError(f"never done: {list(self._unfinished())}")


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=150)
@given(story=st.lists(steps, max_size=40))
def test_whatever_happens_order_is_kept_and_every_message_ends(write: Write, story: list[tuple[object, ...]]) -> None:
    def inside(tx: Transaction) -> None:
        model = Model(tx.outbox)
        for step in story:
            model.play(step)
        model.drain()
        ends = {row.id: model.box.get(row.id) for row in model.rows.values()}
        assert {row.state for row in ends.values() if row} <= {State.SENT, State.EXPIRED}
        assert all(row is not None and row.state is model.rows[row.id].state for row in ends.values())

    write(inside)
