"""Doubt: when no answer comes, and when the program falls or stops in the middle of sending."""

import asyncio

import pytest

from bot import outcomes
from bot.channel import Outcome, Sent, Uncertain
from bot.clock import MovableClock, SystemClock
from bot.texts import Reader
from store.db.door import Store
from store.delivery import SEND_AGAIN, Delivery, Kind, Lane, State
from store.moment import DAY, MINUTE
from store.people import Address
from store.transaction import Transaction
from tests.bot.post import (
    Post,
    carrying,
    chats,
    ended,
    row,
    said,
    settle_in,
    several,
    write,
)

# Uncertain


@pytest.mark.parametrize(
    ("kind", "times"), [(Kind.RESULT, 2), (Kind.DEADLINE, 2), (Kind.PING, 2), (Kind.PROGRESS, 1), (Kind.SURVEY, 1)]
)
async def test_only_what_must_arrive_is_sent_once_more_when_uncertain(
    store: Store, clock: MovableClock, kind: Kind, times: int
) -> None:
    await store.write(settle_in)
    number = await store.write(write, 10, "x", kind=kind)
    post = Post()
    post.always = lambda _delivery: Uncertain("no answer")
    for _ in range(3):
        await ended(store, clock, post)
        clock.advance(MINUTE)
    assert len(post.calls) == times
    assert {delivery.id for _, _, delivery in post.calls} == {number}
    end = await store.read(row, number)
    assert (end.state, end.uncertain, end.error) == (State.SENT, True, "no answer")


async def test_a_channel_that_shows_a_message_once_is_sent_it_until_it_arrives(
    store: Store, clock: MovableClock
) -> None:
    await store.write(settle_in)
    number = await store.write(write, 10, "x", kind=Kind.SURVEY)
    post = Post(once=True)
    post.answers["wang"] = [Uncertain("no answer")] * 3
    for _ in range(4):
        await ended(store, clock, post)
        clock.advance(MINUTE)
    assert post.texts("wang") == said("x")
    end = await store.read(row, number)
    assert (end.state, end.uncertain) == (State.SENT, False)


async def test_it_stops_as_soon_as_the_last_message_is_written_down(store: Store) -> None:
    """Again and again: which of two tasks hears of the end first is a matter of luck."""
    await store.write(settle_in)
    clock = SystemClock()
    for number in range(20):
        await store.write(write, 10, str(number))
        post = Post()
        post.always = lambda _delivery: Sent("ref", lambda _tx: None)
        post.stuck.clear()
        async with asyncio.timeout(5):
            async with carrying(store, clock, post) as courier:
                await post.until(lambda post=post: len(post.calls) == 1)  # type: ignore[misc]
                courier.stop()
                await asyncio.sleep(0)
                post.stuck.set()
        assert len(post.arrived) == 1


# The program falls


async def fall_while_sending(store: Store, clock: MovableClock, post: Post, calls: int) -> None:
    """Run a courier and kill it in the middle of sending."""
    post.stuck.clear()
    with pytest.raises(ExceptionGroup, match="unhandled"):  # noqa: PT012 - the fall is the point
        async with carrying(store, clock, post):
            await post.until(lambda: len(post.calls) == calls)
            raise RuntimeError("killed")
    post.stuck.set()
    clock.advance(outcomes.LEASE)


async def test_after_a_fall_only_what_was_on_its_way_is_uncertain(store: Store, clock: MovableClock) -> None:
    def fill(tx: Transaction) -> tuple[list[int], int]:
        settle_in(tx)
        return several(tx, 10, "abc", kind=Kind.NEWS), write(tx, 20, "ping", kind=Kind.PING)

    news, ping = await store.write(fill)
    post = Post()
    await fall_while_sending(store, clock, post, calls=2)
    assert post.arrived == []
    await ended(store, clock, post)
    assert post.texts("wang") == said("bc"), "what had not left is sent, what may have arrived is not doubled"
    assert post.texts("li") == said(["ping"]), "a ping is sent once more"
    doubted = await store.read(row, news[0])
    assert (doubted.state, doubted.uncertain) == (State.SENT, True)
    assert (await store.read(row, ping)).uncertain, "and keeps its flag: it may have arrived twice"


def in_doubt(tx: Transaction) -> int:
    """How many messages may arrive twice when the program falls now."""
    leased = tx.outbox.in_state(State.LEASED, limit=100)
    return sum(each.uncertain and each.kind in SEND_AGAIN for each in leased)


class Watched(Post):
    """Looks at every message how many are in doubt."""

    def __init__(self, store: Store) -> None:
        super().__init__(pace=0.001)
        self.doubted: list[int] = []
        self._store = store

    async def send(self, address: Address, delivery: Delivery, reader: Reader) -> Outcome:
        self.doubted.append(await self._store.read(in_doubt))
        return await super().send(address, delivery, reader)


async def test_of_what_is_sent_again_after_a_fall_one_at_a_time_is_in_doubt(store: Store, clock: MovableClock) -> None:
    def fill(tx: Transaction) -> None:
        chats(tx, 20)
        for chat in range(1000, 1020):
            write(tx, chat, "news")
            for count in range(3):
                write(tx, chat, f"reply {count}", kind=Kind.REPLY, lane=Lane.REPLY)

    await store.write(fill)
    post = Watched(store)
    await ended(store, clock, post)
    assert len(post.arrived) == 80
    assert max(post.doubted) == 1


async def test_a_reply_that_takes_long_holds_up_no_other_for_long(store: Store, clock: MovableClock) -> None:
    def fill(tx: Transaction) -> None:
        settle_in(tx)
        write(tx, 10, "slow", kind=Kind.REPLY, lane=Lane.REPLY)
        write(tx, 20, "quick", kind=Kind.REPLY, lane=Lane.REPLY)
        write(tx, 30, "news")

    await store.write(fill)
    post, slow = Post(), asyncio.Event()

    async def held(address: Address, delivery: Delivery, reader: Reader) -> Outcome:
        if address.external == "wang":
            await slow.wait()
        return await Post.send(post, address, delivery, reader)

    post.send = held  # type: ignore[method-assign]
    async with carrying(store, clock, post):
        await post.until(lambda: bool(post.texts("zhao") and post.texts("li")))
        assert not post.texts("wang")
        slow.set()


async def test_what_waits_for_its_turn_is_given_back_at_once_when_it_stops(store: Store, clock: MovableClock) -> None:
    def fill(tx: Transaction) -> list[int]:
        settle_in(tx)
        return [write(tx, address, "x", kind=Kind.REPLY, lane=Lane.REPLY) for address in (10, 20, 30)]

    rows = await store.write(fill)
    post = Post()
    post.stuck.clear()
    async with carrying(store, clock, post) as courier:
        await post.until(lambda: len(post.calls) == 1)
        courier.stop()
        await asyncio.sleep(0.02)
        post.stuck.set()
    assert [chat for chat, _ in post.arrived] == ["wang"]
    assert [(await store.read(row, each)).state for each in rows] == [State.SENT, State.WAITING, State.WAITING]
    await ended(store, clock, post)
    assert [chat for chat, _ in post.arrived] == ["wang", "li", "zhao"]


async def test_after_a_fall_a_channel_that_shows_once_gets_everything(store: Store, clock: MovableClock) -> None:
    await store.write(settle_in)
    await store.write(several, 10, "abc", kind=Kind.REPLY, lane=Lane.REPLY)
    post = Post(once=True)
    await fall_while_sending(store, clock, post, calls=1)
    await ended(store, clock, post)
    assert post.texts("wang") == said("abc")


async def test_stopping_ends_what_is_on_its_way_and_gives_back_the_rest(store: Store, clock: MovableClock) -> None:
    await store.write(settle_in)
    rows = await store.write(several, 10, "abc")
    post = Post()
    post.stuck.clear()
    async with carrying(store, clock, post) as courier:
        await post.until(lambda: len(post.calls) == 1)
        courier.stop()
        await asyncio.sleep(0.02)
        post.stuck.set()
    assert post.texts("wang") == said("a")
    assert [(await store.read(row, each)).state for each in rows] == [State.SENT, State.WAITING, State.WAITING]
    assert (await store.read(lambda tx: tx.outbox.counts()))["leased"] == 0
    await ended(store, clock, post)
    assert post.texts("wang") == said("abc")


async def test_a_jump_of_the_clock_doubles_nothing(store: Store, clock: MovableClock) -> None:
    await store.write(settle_in)
    await store.write(several, 10, "abc")
    post = Post()
    post.stuck.clear()
    async with carrying(store, clock, post) as courier:
        await post.until(lambda: len(post.calls) == 1)
        for _ in range(3):
            clock.advance(DAY)
            courier.wake()
            await asyncio.sleep(0.01)
        post.stuck.set()
        await post.until(lambda: len(post.arrived) == 3)
    assert post.texts("wang") == said("abc")


async def test_a_channel_that_raises_is_tried_again(
    store: Store, clock: MovableClock, caplog: pytest.LogCaptureFixture
) -> None:
    def fault(_delivery: Delivery) -> Sent:
        raise KeyError("bug")

    await store.write(settle_in)
    number = await store.write(write, 10, "x")
    post = Post()
    post.always = fault
    await ended(store, clock, post)
    waiting = await store.read(row, number)
    assert (waiting.state, waiting.error) == (State.WAITING, "KeyError in the channel")
    assert "failed with message" in caplog.text
