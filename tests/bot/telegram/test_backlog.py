"""Ten thousand surveys wait under Telegram's limits: what is urgent passes them by."""

import time
from pathlib import Path

from store.delivery import Delivery, Kind, Lane, State
from store.message import Message, Text
from store.people import Address, Person
from store.transaction import Transaction
from tests.bot.telegram.house import Desk, desk, label
from tests.bot.telegram.test_sending import write
from tests.fakes.telegram.server import FakeTelegram
from tests.fakes.telegram.state import Chat

SURVEYS = 10_000
A_SECOND = 30
"""Messages that Telegram takes in one."""

FIRST = 5_000_000


def surveys(tx: Transaction, start: int, count: int, now: int) -> None:
    for number in range(start, start + count):
        person = Person(tx.new_id(), since=now)
        address = Address(tx.new_id(), person.id, "telegram", str(FIRST + number), seen=now)
        tx.people.put(person)
        tx.people.put_address(address)
        message = Message(texts=(Text("survey-ask", {"number": f"FB{number}"}),))
        tx.outbox.add(
            Delivery(tx.new_id(), person.id, address.id, Lane.BULK, Kind.SURVEY, message, f"survey:{number}", now)
        )


async def backlog(house: Desk) -> None:
    for number in range(SURVEYS):
        chat = Chat(FIRST + number, "private", person={"id": FIRST + number, "first_name": "x"}, started=True)
        house.server.state.chats[chat.id] = chat
    for start in range(0, SURVEYS, 1000):
        await house.app.store.write(surveys, start, 1000, house.clock.now())
    house.app.courier.wake()


async def test_an_urgent_ping_leaves_within_a_second(server: FakeTelegram, tmp_path: Path) -> None:
    async with desk(server, tmp_path, limits=True) as house:
        agent = server.user("Tom", "en")
        await agent.starts()
        await agent.hears(label(agent, "menu-report"))
        server.flood.on = True
        await backlog(house)
        await server.until(lambda: sum("FB" in each["text"] for each in server.called("sendMessage")) > 2 * A_SECOND)
        for ping in range(3):
            before = len(server.called("sendMessage"))
            began = time.monotonic()
            await house.app.store.write(write, agent.id, f"Urgent {ping}", Kind.PING, Lane.URGENT)
            house.app.courier.wake()
            await server.until(lambda ping=ping: f"Urgent {ping}" in agent.screen())  # type: ignore[misc]
            sent = [each["text"] for each in server.called("sendMessage")[before:]]
            passed = next(place for place, text in enumerate(sent) if f"Urgent {ping}" in text)
            took = time.monotonic() - began
            assert passed <= 2 * A_SECOND
            assert took < 5, "a second, on a machine with nothing else to do"
        assert server.flood.refused <= A_SECOND  # what a stall of the machine has pushed together; it is sent later
        failed = await house.app.store.read(
            lambda tx: (
                [each.error for each in tx.outbox.in_state(State.UNDELIVERABLE)]
                + [f"{each}" for each in tx.outbox.in_state(State.DEAD)]
            )
        )
        assert failed == []
        counts = await house.app.store.read(lambda tx: tx.outbox.counts())
        assert counts[State.WAITING.value] > SURVEYS // 2
        assert counts[State.DEAD.value] == 0
