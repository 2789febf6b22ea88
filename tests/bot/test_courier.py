import asyncio
from collections.abc import Callable, Sequence

import pytest

from bot import outcomes
from bot.channel import Later, Sent, Undeliverable
from bot.clock import MovableClock
from bot.courier import TRIES
from bot.limits import Limit
from bot.outcomes import LEASE, Record, Tried
from store.db.door import Store
from store.db.errors import DiskFull
from store.delivery import Delivery, Kind, Lane, State
from store.lifecycle import Action
from store.moment import DAY, HOUR, SECOND, Ms
from store.people import Address
from store.transaction import Transaction
from tests.bot.post import (
    AGENT,
    CUSTOMER,
    NINE,
    Post,
    carrying,
    chats,
    ended,
    report,
    row,
    said,
    settle_in,
    several,
    write,
)


async def test_every_chat_hears_everything_once_and_in_order(store: Store, clock: MovableClock) -> None:
    def fill(tx: Transaction) -> None:
        chats(tx, 30)
        for line in range(20):
            for chat in range(1000, 1030):
                write(tx, chat, str(line))

    await store.write(fill)
    post = Post(pace=0.001)
    await ended(store, clock, post)
    assert {chat: post.texts(chat) for chat, _ in post.arrived} == {
        f"c{chat}": said(map(str, range(20))) for chat in range(1000, 1030)
    }


async def test_the_pressing_lane_goes_first(store: Store, clock: MovableClock) -> None:
    def fill(tx: Transaction) -> None:
        settle_in(tx)
        for lane in (Lane.BULK, Lane.NORMAL, Lane.URGENT, Lane.REPLY):
            several(tx, 10, (f"{lane.name} {count}" for count in range(3)), lane=lane)

    await store.write(fill)
    post = Post()
    await ended(store, clock, post)
    assert post.texts("wang") == said(
        f"{lane} {count}" for lane in ("REPLY", "URGENT", "NORMAL", "BULK") for count in range(3)
    )


@pytest.mark.parametrize(
    "post",
    [Post(limits=[Limit(100, 1.0)]), Post(pace=0.02, parallel=4)],
    ids=["under a rate limit", "on a slow channel"],
)
async def test_ten_thousand_bulk_messages_do_not_delay_an_urgent_one(
    store: Store, clock: MovableClock, post: Post
) -> None:
    def bulk(tx: Transaction) -> None:
        settle_in(tx)
        chats(tx, 1_000)
        for count in range(10_000):
            write(tx, 1000 + count % 1_000, str(count), lane=Lane.BULK, kind=Kind.SURVEY)

    await store.write(bulk)
    async with carrying(store, clock, post) as courier:
        await post.until(lambda: len(post.arrived) > 150)
        started = asyncio.get_running_loop().time()
        await store.write(write, 20, "now", lane=Lane.URGENT, kind=Kind.PING)
        courier.wake()
        await post.until(lambda: bool(post.texts("li")))
        assert asyncio.get_running_loop().time() - started < 1
        assert len(post.arrived) < 5_000


async def test_limits_are_kept_and_a_limited_chat_blocks_no_other(store: Store, clock: MovableClock) -> None:
    def fill(tx: Transaction) -> None:
        settle_in(tx)
        several(tx, 10, map(str, range(300)))
        several(tx, 20, map(str, range(3)))

    await store.write(fill)
    post = Post(limits=[Limit(5, 1.0, each_chat=True)])
    async with carrying(store, clock, post) as courier:
        await post.until(lambda: len(post.texts("li")) == 3, seconds=2)
        await post.until(lambda: len(post.texts("wang")) >= 12)
        courier.wake()
    assert post.texts("wang") == said(map(str, range(len(post.texts("wang")))))
    moments = [at for at, chat, _ in post.calls if chat == "wang"]
    assert all(later - earlier >= 1.0 for earlier, later in zip(moments, moments[5:], strict=False))


async def test_what_a_limit_keeps_long_goes_back_and_comes_in_its_turn(store: Store, clock: MovableClock) -> None:
    def fill(tx: Transaction) -> list[int]:
        settle_in(tx)
        return several(tx, 10, map(str, range(6)))

    rows = await store.write(fill)
    post = Post(limits=[Limit(1, 8.0, each_chat=True)])
    async with carrying(store, clock, post):
        await post.until(lambda: len(post.arrived) == 1)
        while (await store.read(row, rows[5])).state is not State.WAITING:
            await asyncio.sleep(0.01)
        kept = [await store.read(row, each) for each in rows[2:]]
    assert all(each.not_before > clock.now() + 8 * SECOND for each in kept)
    assert [each.not_before for each in kept] == sorted(each.not_before for each in kept)


async def test_a_platforms_own_delay_is_kept_in_order(store: Store, clock: MovableClock) -> None:
    def fill(tx: Transaction) -> list[int]:
        settle_in(tx)
        several(tx, 20, ["other"])
        return several(tx, 10, "abc")

    rows = await store.write(fill)
    post = Post()
    post.answers["wang"] = [Later("slow down", seconds=0.3)]
    async with carrying(store, clock, post):
        await post.until(lambda: len(post.texts("wang")) == 3)
    assert post.texts("wang") == said("abc")
    calls = [at for at, chat, _ in post.calls if chat == "wang"]
    assert calls[1] - calls[0] >= 0.3
    assert post.arrived[0][0] == "li"
    first = await store.read(row, rows[0])
    assert (first.state, first.ref, first.error, first.attempts) == (State.SENT, f"ref-{rows[0]}", "", 2)


async def test_a_platforms_own_delay_holds_for_every_lane_of_the_chat(store: Store, clock: MovableClock) -> None:
    await store.write(settle_in)
    await store.write(write, 10, "news")
    post = Post()
    post.answers["wang"] = [Later("slow down", seconds=0.3)]
    async with carrying(store, clock, post) as courier:
        await post.until(lambda: len(post.calls) == 1)
        await store.write(write, 10, "urgent", lane=Lane.URGENT)
        courier.wake()
        await post.until(lambda: len(post.arrived) == 2)
    assert post.calls[1][0] - post.calls[0][0] >= 0.3


async def test_a_platforms_long_delay_for_some_chats_holds_up_no_other(store: Store, clock: MovableClock) -> None:
    def fill(tx: Transaction) -> None:
        settle_in(tx)
        chats(tx, 20)
        for chat in range(1000, 1020):
            write(tx, chat, "news")

    def more(tx: Transaction) -> None:
        for chat in range(1000, 1020):
            several(tx, chat, map(str, range(20)), lane=Lane.URGENT)

    await store.write(fill)
    post = Post(limits=[Limit(5, 5.0, each_chat=True)])
    for chat in range(1000, 1020):
        post.answers[f"c{chat}"] = [Later("slow down", seconds=3600)]
    async with carrying(store, clock, post) as courier:
        await post.until(lambda: len(post.calls) == 20)
        await store.write(more)
        courier.wake()
        await asyncio.sleep(0.3)
        await store.write(write, 20, "now", lane=Lane.URGENT, kind=Kind.PING)
        courier.wake()
        await post.until(lambda: bool(post.texts("li")), seconds=2)
    assert len(post.calls) == 21


async def test_without_a_delay_of_the_platform_the_wait_grows(store: Store, clock: MovableClock) -> None:
    def fill(tx: Transaction) -> int:
        settle_in(tx)
        return write(tx, 10, "a")

    number = await store.write(fill)
    post = Post()
    post.answers["wang"] = [Later("refused")] * 4
    waits = []
    for _ in range(4):
        await ended(store, clock, post)
        waiting = await store.read(row, number)
        assert (waiting.state, waiting.error) == (State.WAITING, "refused")
        waits.append(waiting.not_before - clock.now())
        clock.advance_to(waiting.not_before)
    await ended(store, clock, post)
    assert post.texts("wang") == said("a")
    assert [round(wait / SECOND / 2**place) for place, wait in enumerate(waits)] == pytest.approx([2] * 4, abs=1)


async def test_what_was_sent_while_the_database_refused_is_not_sent_again(
    store: Store, clock: MovableClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fill(tx: Transaction) -> int:
        settle_in(tx)
        return write(tx, 10, "a", kind=Kind.RESULT)

    each, refused = store.write_each, list[int]()

    async def full(
        fn: Callable[[Transaction, Record], Delivery], items: Sequence[Record]
    ) -> list[Delivery | Exception]:
        if any(isinstance(item, Tried) for item in items) and len(refused) <= TRIES:
            refused.append(len(items))
            return [DiskFull("there is no room left") for _ in items]
        return await each(fn, items)

    number = await store.write(fill)
    monkeypatch.setattr("bot.courier.TROUBLE", 0.02)
    monkeypatch.setattr(store, "write_each", full)
    post = Post()
    async with carrying(store, clock, post) as courier:
        async with asyncio.timeout(10):
            while len(refused) <= TRIES:
                await asyncio.sleep(0.01)
        clock.advance(2 * LEASE)
        courier.wake()
        async with asyncio.timeout(10):
            while (await store.read(row, number)).state is not State.SENT:
                await asyncio.sleep(0.01)
    assert post.texts("wang") == said("a")


async def test_quiet_hours_end_when_the_clock_is_moved(store: Store, clock: MovableClock) -> None:
    def fill(tx: Transaction) -> None:
        settle_in(tx)
        write(tx, 10, "morning", not_before=NINE + 23 * HOUR)

    await store.write(fill)
    post = Post()
    async with carrying(store, clock, post):
        await asyncio.sleep(0.05)
        assert post.arrived == []
        clock.advance(DAY)
        await post.until(lambda: post.texts("wang") == said(["morning"]), seconds=2)


async def test_a_message_past_its_end_is_not_sent(store: Store, clock: MovableClock) -> None:
    def fill(tx: Transaction) -> int:
        settle_in(tx)
        return write(tx, 10, "late", expires=NINE + HOUR)

    number = await store.write(fill)
    clock.advance(2 * HOUR)
    post = Post()
    await ended(store, clock, post)
    assert post.calls == []
    assert (await store.read(row, number)).state is State.EXPIRED


async def test_a_message_that_expires_while_it_waits_behind_another_is_not_sent(
    store: Store, clock: MovableClock
) -> None:
    await store.write(settle_in)
    await store.write(write, 10, "first")
    number = await store.write(write, 10, "second", expires=NINE + HOUR)
    post = Post()
    post.stuck.clear()
    async with carrying(store, clock, post):
        await post.until(lambda: len(post.calls) == 1)
        clock.advance(2 * HOUR)
        post.stuck.set()
        async with asyncio.timeout(5):
            while (await store.read(row, number)).state is not State.EXPIRED:
                await asyncio.sleep(0.01)
    assert post.texts("wang") == said(["first"])


# Undeliverable


def ticket_messages(tx: Transaction, ticket: int, kind: Kind) -> list[Delivery]:
    return [each for each in tx.outbox.of_ticket(ticket) if each.kind is kind]


async def test_a_blocked_customer_is_reached_at_another_address(store: Store, clock: MovableClock) -> None:
    await store.write(settle_in, Address(11, CUSTOMER, "mail", "wang@mail", seen=1))
    ticket = await store.write(report, clock.now())
    post, mail = Post(), Post("mail")
    post.answers["wang"] = [Undeliverable("blocked by the user")]
    await ended(store, clock, post, mail)
    assert len(mail.texts("wang@mail")) == 1
    assert ticket.number in mail.texts("wang@mail")[0]
    first, second = await store.read(ticket_messages, ticket.id, Kind.DEADLINE)
    assert (first.state, first.error, first.ref) == (State.UNDELIVERABLE, "blocked by the user", str(second.id))
    assert (second.state, second.address) == (State.SENT, 11)
    assert await store.read(outcomes.dead_letters) == []
    assert (await store.read(lambda tx: tx.people.address(10))).blocked  # type: ignore[union-attr]
    assert "We cannot reach" not in " ".join(words for _, words in post.arrived)

    await store.write(write, 10, "next")
    await ended(store, clock, post, mail)
    assert mail.texts("wang@mail")[1:] == said(["next"])


async def test_when_no_address_is_left_the_team_is_told_once(store: Store, clock: MovableClock) -> None:
    await store.write(settle_in)
    ticket = await store.write(report, clock.now())
    await store.write(several, 10, "xy", ticket=ticket.id)
    post = Post()
    post.answers["wang"] = [Undeliverable("chat gone")]
    await ended(store, clock, post)
    told = [words for chat, words in post.arrived if "We cannot reach Wang" in words]
    assert len(told) == 1
    assert [chat for chat, words in post.arrived if "We cannot reach Wang" in words] == ["li"]
    entries = await store.read(lambda tx: tx.tickets.history(ticket.id))
    assert [entry.action for entry in entries] == [Action.REPORT, Action.UNREACHABLE]
    assert {each.error for each in await store.read(outcomes.dead_letters)} == {"chat gone", "blocked"}


async def test_a_team_member_out_of_reach_is_told_to_the_lead(store: Store, clock: MovableClock) -> None:
    await store.write(settle_in)
    await store.write(report, clock.now())
    post = Post()
    post.answers["li"] = [Undeliverable("token revoked")]
    await ended(store, clock, post)
    assert any("We cannot reach Li" in words for words in post.texts("zhao"))
    assert not any("We cannot reach" in words for words in post.texts("wang"))


async def test_a_reply_stays_in_its_chat(store: Store, clock: MovableClock) -> None:
    await store.write(settle_in, Address(11, CUSTOMER, "mail", "wang@mail", seen=1))
    number = await store.write(write, 10, "answer", kind=Kind.REPLY, lane=Lane.REPLY)
    post, mail = Post(), Post("mail")
    post.answers["wang"] = [Undeliverable("blocked")]
    await ended(store, clock, post, mail)
    assert mail.arrived == []
    assert (await store.read(row, number)).state is State.UNDELIVERABLE


async def test_an_address_on_a_channel_that_is_not_running_is_passed_over(store: Store, clock: MovableClock) -> None:
    await store.write(settle_in, Address(11, CUSTOMER, "fax", "123", seen=NINE + 1))
    await store.write(write, 11, "hello", person=CUSTOMER)
    post = Post()
    await ended(store, clock, post)
    assert post.texts("wang") == said(["hello"])
    assert not (await store.read(lambda tx: tx.people.address(11))).blocked  # type: ignore[union-attr]


# Dead letters


async def fail_for_days(store: Store, clock: MovableClock, post: Post, number: int) -> Ms:
    """Let a message fail until it is given up; return how long that took."""
    post.always = lambda delivery: Later("platform down") if delivery.id == number else Sent()
    began = clock.now()
    while (waiting := await store.read(row, number)).state is State.WAITING:
        clock.advance_to(waiting.not_before)
        await ended(store, clock, post)
    return clock.now() - began


async def test_a_message_that_never_goes_through_becomes_a_dead_letter_that_can_be_sent_again(
    store: Store, clock: MovableClock
) -> None:
    await store.write(settle_in)
    ticket = await store.write(report, clock.now())
    post = Post()
    number = await store.write(write, 10, "news", ticket=ticket.id)
    took = await fail_for_days(store, clock, post, number)
    assert 24 * HOUR <= took < 25 * HOUR
    dead = await store.read(outcomes.dead_letters)
    assert [(each.id, each.state, each.error) for each in dead] == [(number, State.DEAD, "platform down")]
    assert any("We cannot reach Wang" in words for words in post.texts("li")), "somebody knows"

    post.always = lambda _delivery: Sent()
    assert await store.write(outcomes.send_again, number)
    await ended(store, clock, post)
    assert post.texts("wang")[-1:] == said(["news"])
    assert await store.read(outcomes.dead_letters) == []
    assert not await store.write(outcomes.send_again, number), "what was sent is not sent again"
    assert not await store.write(outcomes.send_again, AGENT)


async def test_a_blocked_address_gets_another_chance_when_asked_for(store: Store, clock: MovableClock) -> None:
    await store.write(settle_in)
    number = await store.write(write, 10, "news")
    post = Post()
    post.answers["wang"] = [Undeliverable("blocked")]
    await ended(store, clock, post)
    assert await store.write(outcomes.send_again, number)
    await ended(store, clock, post)
    assert post.texts("wang") == said(["news"])
