"""What becomes of messages of which nobody knows whether they arrived, on a channel that can find out."""

import pytest

from bot.channel import Later, Outcome, Sent, Uncertain
from bot.clock import MovableClock
from store.db.door import Store
from store.delivery import SEND_AGAIN, Delivery, Kind, State
from store.moment import DAY
from store.transaction import Transaction
from tests.bot.post import Post, carrying, ended, row, settle_in, write

FOUND, UNSEEN, LOST = Sent("found", certain=True), Sent("again"), Uncertain("no answer")
LATER, BEGUN, BLIND = Later("busy"), Later("busy", begun=True), Uncertain("interrupted", blind=True)


async def sent(
    store: Store, clock: MovableClock, kind: Kind, *answers: Outcome, uncertain: bool = False
) -> tuple[Delivery, int]:
    """Send a message that is answered so, whatever the time; return how it ended, and how often it was handed over."""

    def prepare(tx: Transaction) -> int:
        settle_in(tx)
        return write(tx, 10, "it is repaired", kind=kind, uncertain=uncertain)

    number, post = await store.write(prepare), Post(traces=True)
    post.answers["wang"] = list(answers)
    async with carrying(store, clock, post) as courier:
        for tries in range(1, len(answers) + 1):
            await post.until(lambda tries=tries: len(post.calls) >= tries)  # type: ignore[misc]
            clock.advance(DAY // 2)
            courier.wake()
    return await store.read(row, number), len(post.calls)


@pytest.mark.parametrize("kind", Kind)
async def test_it_is_handed_over_again_whatever_it_is_for(store: Store, clock: MovableClock, kind: Kind) -> None:
    found, calls = await sent(store, clock, kind, LOST, LOST, FOUND)
    assert (found.state, found.uncertain, found.ref, calls) == (State.SENT, False, "found", 3)


@pytest.mark.parametrize("kind", Kind)
async def test_after_a_fall_it_is_handed_over_whatever_it_is_for(store: Store, clock: MovableClock, kind: Kind) -> None:
    found, calls = await sent(store, clock, kind, LATER, FOUND, uncertain=True)
    assert (found.state, found.uncertain, found.ref, calls) == (State.SENT, False, "found", 2)


async def test_what_was_sent_again_unseen_keeps_its_flag(store: Store, clock: MovableClock) -> None:
    found, calls = await sent(store, clock, Kind.RESULT, LOST, UNSEEN)
    assert (found.state, found.uncertain, found.ref, calls) == (State.SENT, True, "again", 2)


@pytest.mark.parametrize("kind", Kind)
async def test_where_nobody_can_find_out_it_is_sent_once_more_at_the_most(
    store: Store, clock: MovableClock, kind: Kind
) -> None:
    found, calls = await sent(store, clock, kind, BLIND, *[BLIND] * (kind in SEND_AGAIN))
    assert (found.state, found.uncertain, found.error) == (State.SENT, True, "interrupted")
    assert calls == 1 + (kind in SEND_AGAIN)


async def test_one_of_which_a_part_has_arrived_is_in_doubt_while_it_waits(store: Store, clock: MovableClock) -> None:
    def prepare(tx: Transaction) -> int:
        settle_in(tx)
        return write(tx, 10, "it is repaired")

    number, post = await store.write(prepare), Post(traces=True)
    post.answers["wang"] = [BEGUN]
    await ended(store, clock, post)
    waiting = await store.read(row, number)
    assert (waiting.state, waiting.uncertain) == (State.WAITING, True)
