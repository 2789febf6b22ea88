"""The web as a channel: the transcript is its platform."""

import asyncio
import json

from bot.channel import Sent
from bot.web.channel import NAME, WebChannel
from bot.web.hub import STIR, Connection, Hub
from store.db.door import Store
from store.delivery import Delivery, Kind, Lane
from store.message import Message, Text
from store.people import Address, Language
from tests.bot.post import NINE, TEXTS

HERE = Address(10, 1, NAME, "browser")
READER = TEXTS.reader(Language.EN, NINE)


def news(number: int) -> Delivery:
    return Delivery(number, 1, 10, Lane.NORMAL, Kind.NEWS, Message(texts=(Text("courtesy"),)), str(number), NINE)


async def transcript(store: Store) -> list[tuple[int, str]]:
    return [(line.seq, line.source) for line in await store.read(lambda tx: tx.feed.since(10, 0))]


async def test_what_is_sent_stands_in_the_transcript_and_on_every_page(store: Store) -> None:
    hub, page = Hub(), Connection()
    hub.join(10, page)
    assert await WebChannel(store, hub).send(HERE, news(1), READER) == Sent("1")
    line = page.lines.get_nowait()
    assert (line["op"], line["seq"], line["texts"]) == ("item", 1, ["You are welcome. I am here whenever you need us."])
    (kept,) = await store.read(lambda tx: tx.feed.since(10, 0))
    assert {"op": "item", "seq": 1, **json.loads(kept.body)} == line


async def test_the_same_message_twice_is_one_line_and_the_pages_look_whether_they_have_it(store: Store) -> None:
    hub, page = Hub(), Connection()
    hub.join(10, page)
    channel = WebChannel(store, hub)
    assert [await channel.send(HERE, news(1), READER) for _ in range(2)] == [Sent("1"), Sent("")]
    assert await transcript(store) == [(1, "out:1")]
    assert [page.lines.get_nowait()["op"] for _ in range(page.lines.qsize())] == ["item", "stir"]
    assert STIR["op"] == "stir"


async def test_lines_of_a_chat_are_numbered_without_gaps_however_many_come_at_once(store: Store) -> None:
    channel = WebChannel(store, Hub())
    await asyncio.gather(*(channel.send(HERE, news(number), READER) for number in range(1, 101)))
    assert [seq for seq, _ in await transcript(store)] == list(range(1, 101))


async def test_a_line_is_kept_though_nobody_has_the_page_open(store: Store) -> None:
    hub = Hub()
    await WebChannel(store, hub).send(HERE, news(1), READER)
    assert await transcript(store) == [(1, "out:1")]
    assert len(hub) == 0
