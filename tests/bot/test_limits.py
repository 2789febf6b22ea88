import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot import backoff
from bot.limits import Limit, Limits
from store.delivery import Kind, Lane
from store.moment import HOUR, MINUTE

STEPS = st.lists(st.tuples(st.integers(0, 3), st.sampled_from(Lane), st.floats(0, 2)), max_size=80)


def sent(limits: Limits, steps: list[tuple[int, Lane, float]]) -> list[tuple[float, int]]:
    now, left = 0.0, []
    for chat, lane, pause in steps:
        now += pause
        now += max(limits.wait(lane, now), limits.wait_chat(f"{chat}", lane, now)) + 1e-6
        limits.note(f"{chat}", now)
        left.append((now, chat))
    return left


@given(STEPS, st.integers(1, 6), st.floats(0.1, 5), st.integers(1, 4), st.floats(0.1, 5))
def test_no_stretch_ever_holds_more_than_its_limit(
    steps: list[tuple[int, Lane, float]], count: int, seconds: float, each: int, each_seconds: float
) -> None:
    left = sent(Limits([Limit(count, seconds), Limit(each, each_seconds, each_chat=True)]), steps)
    for start, chat in left:
        assert sum(start <= at < start + seconds for at, _ in left) <= count
        assert sum(start <= at < start + each_seconds and other == chat for at, other in left) <= each


def test_what_is_pressing_finds_room_that_bulk_leaves() -> None:
    limits = Limits([Limit(20, 60.0)])
    for _ in range(16):
        assert limits.wait(Lane.BULK, 0.0) == 0
        limits.note("wang", 0.0)
    assert limits.wait(Lane.BULK, 1.0) == pytest.approx(59)
    assert limits.wait(Lane.NORMAL, 1.0) == pytest.approx(59)
    assert limits.wait(Lane.URGENT, 1.0) == 0


def test_a_platforms_own_delay_stills_one_chat() -> None:
    limits = Limits([])
    limits.pause("wang", 12.0)
    assert limits.wait_chat("wang", Lane.REPLY, 10.0) == pytest.approx(2)
    assert limits.wait_chat("li", Lane.REPLY, 10.0) == 0
    limits.note("wang", 12.0)
    assert limits.wait_chat("wang", Lane.REPLY, 12.0) == 0


def test_a_limit_may_be_for_some_chats_only() -> None:
    limits = Limits([Limit(2, 60.0, each_chat=True, of=lambda external: external.startswith("#"))])
    for _ in range(2):
        limits.note("#desk", 0.0)
        limits.note("wang", 0.0)
    assert limits.wait_chat("#desk", Lane.URGENT, 1.0) == pytest.approx(59)
    assert limits.wait_chat("wang", Lane.BULK, 1.0) == 0
    assert limits.seconds_for(3, "#desk") == pytest.approx(90)
    assert limits.seconds_for(3, "wang") == 0


def test_several_addresses_may_be_in_one_chat() -> None:
    limits = Limits([Limit(2, 60.0, each_chat=True, chat=lambda external: external.partition("/")[0])])
    limits.note("desk/5", 0.0)
    limits.note("desk/6", 1.0)
    assert limits.wait_chat("desk/7", Lane.URGENT, 2.0) == pytest.approx(58), "a topic that nothing was said in yet"
    assert limits.wait_chat("shop/5", Lane.URGENT, 2.0) == 0
    limits.pause("desk/5", 90.0)
    assert limits.wait_chat("desk/6", Lane.URGENT, 70.0) == pytest.approx(20), "a delay is the whole chat's"


def test_quiet_chats_are_forgotten() -> None:
    limits = Limits([Limit(1, 1.0, each_chat=True)])
    for chat in range(20_000):
        limits.note(f"{chat}", chat * 0.01)
    assert len(limits._chats) < 5_000


def test_the_wait_doubles_up_to_a_quarter_of_an_hour_and_is_spread() -> None:
    chance = random.Random(1)
    waits = [backoff.delay(attempt, chance) for attempt in range(1, 40)]
    assert 1_500 <= waits[0] <= 2_500
    assert all(3_000 <= backoff.delay(2, chance) <= 5_000 for _ in range(50))
    assert all(wait <= 1.25 * 15 * MINUTE for wait in waits)
    assert min(waits[12:]) >= 0.75 * 15 * MINUTE
    assert len({backoff.delay(10, chance) for _ in range(20)}) > 10


@pytest.mark.parametrize("kind", Kind)
def test_a_message_is_given_up_after_hours_never_after_few_tries(kind: Kind) -> None:
    assert not backoff.given_up(kind, 0, 3, 100 * HOUR)
    assert not backoff.given_up(kind, 0, 50, 5 * HOUR)
    assert backoff.given_up(kind, 0, 8, 48 * HOUR)


def test_pauses_double_up_to_the_longest_however_long_an_outage_lasts() -> None:
    assert [backoff.pause(faults, 0.5, 30.0) for faults in (1, 2, 3, 6, 7, 8)] == [0.5, 1, 2, 16, 30, 30]
    assert backoff.pause(1_000_000, 0.5, 30.0) == 30
