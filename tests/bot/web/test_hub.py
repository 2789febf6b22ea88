import asyncio

from hypothesis import given
from hypothesis import strategies as st

from bot.web.hub import AGAIN, LAG, MOST_PAGES, Connection, Hub
from bot.web.tally import Tally


def waiting(connection: Connection) -> list[int]:
    return [connection.lines.get_nowait()["seq"] for _ in range(connection.lines.qsize())]


async def test_a_line_reaches_every_page_of_its_chat_and_no_other() -> None:
    hub, one, two, other = Hub(), Connection(), Connection(), Connection()
    for address, page in ((1, one), (1, two), (2, other)):
        hub.join(address, page)
    hub.push(1, {"seq": 7})
    hub.push(3, {"seq": 8})
    assert [waiting(page) for page in (one, two, other)] == [[7], [7], []]
    assert len(hub) == 3


async def test_who_left_is_forgotten() -> None:
    hub, page = Hub(), Connection()
    for _ in range(3):
        hub.join(1, page)
        hub.leave(1, page)
        hub.leave(1, page)
    assert (len(hub), hub._open, len(hub._lanes)) == (0, {}, 0)


async def test_a_chat_is_crowded_only_for_itself() -> None:
    hub = Hub()
    for _ in range(MOST_PAGES):
        assert not hub.crowded(1)
        hub.join(1, Connection())
    assert hub.crowded(1)
    assert not hub.crowded(2)
    assert hub._open.keys() == {1}


async def test_a_page_that_does_not_keep_up_is_ended_and_nothing_piles_up() -> None:
    page = Connection()
    for seq in range(LAG * 10):
        page.push({"seq": seq})
    assert page.ended.is_set()
    assert page.code == AGAIN
    assert waiting(page) == list(range(LAG))


async def test_the_first_end_stands() -> None:
    hub, page = Hub(), Connection()
    hub.join(1, page)
    hub.end(1, 4401)
    hub.end(1, AGAIN)
    hub.end(2, AGAIN)
    assert (page.ended.is_set(), page.code) == (True, 4401)


async def test_turns_of_a_chat_come_in_order_and_chats_do_not_wait_for_each_other() -> None:
    hub, order, gate = Hub(), list[str](), asyncio.Event()

    async def turn(address: int, name: str) -> None:
        async with hub.turn(address):
            if name == "first":
                await gate.wait()
            order.append(name)

    tasks = [asyncio.create_task(turn(1, name)) for name in ("first", "second", "third")]
    await asyncio.create_task(turn(2, "other"))
    assert order == ["other"]
    gate.set()
    await asyncio.gather(*tasks)
    assert order == ["other", "first", "second", "third"]
    assert len(hub._lanes) == 0


async def test_who_gives_up_waiting_holds_nobody_up() -> None:
    hub, gate = Hub(), asyncio.Event()

    async def turn() -> None:
        async with hub.turn(1):
            await gate.wait()

    first, second, third = (asyncio.create_task(turn()) for _ in range(3))
    await asyncio.sleep(0)
    second.cancel()
    first.cancel()
    await asyncio.wait([first, second])
    gate.set()
    await third
    assert len(hub._lanes) == 0


async def test_a_turn_that_fails_ends() -> None:
    hub = Hub()
    for _ in range(2):
        try:
            async with hub.turn(1):
                raise LookupError
        except LookupError:
            pass
    assert len(hub._lanes) == 0


EVENTS = st.lists(st.tuples(st.integers(0, 3), st.integers(0, 7)), max_size=60)


@given(EVENTS)
def test_no_stretch_ever_holds_more_than_is_allowed(events: list[tuple[int, int]]) -> None:
    tally, now, taken = Tally(3, 10), 0, list[tuple[int, int]]()
    for who, later in events:
        now += later
        lately = [at for other, at in taken if other == who and now - at < 10]
        assert tally.full(who, now) == (len(lately) >= 3)
        if not tally.full(who, now):
            tally.note(who, now)
            taken.append((who, now))


def test_only_so_many_are_remembered_and_the_quiet_are_forgotten_first() -> None:
    tally = Tally(1, 100, many=3)
    for who, now in (("a", 0), ("b", 1), ("a", 2), ("c", 3), ("d", 4)):
        tally.note(who, now)
    assert [who for who in "abcd" if tally.full(who, 4)] == ["a", "c", "d"]
    tally.note("e", 103)
    assert [who for who in "abcde" if tally.full(who, 103)] == ["d", "e"]
    assert len(tally) == 2
