"""What is sent: edited in place, split, escaped, and what becomes of it when Telegram refuses or does not answer."""

from pathlib import Path

import pytest

from store.delivery import Delivery, Kind, Lane, State
from store.message import Message, Text
from store.people import Address
from store.transaction import Transaction
from tests.bot.telegram.house import Desk, desk, label
from tests.fakes.telegram.faults import Fault
from tests.fakes.telegram.phone import Phone, buttons
from tests.fakes.telegram.server import FakeTelegram


async def begun(house: Desk, name: str = "Wang") -> Phone:
    """Somebody who has opened the chat."""
    phone = house.server.user(name, "en")
    await phone.starts()
    await phone.hears(label(phone, "menu-report"))
    await house.server.idle()
    await house.pace.settle()
    return phone


def write(
    tx: Transaction, phone: int, words: str, kind: Kind = Kind.NEWS, lane: Lane = Lane.NORMAL, slot: str = ""
) -> int:
    address = tx.people.at("telegram", str(phone))
    assert address is not None
    number = tx.new_id()
    message = Message(texts=(Text("said-by-playbook", {"words": words}),), slot=slot)
    tx.outbox.add(Delivery(number, address.person, address.id, lane, kind, message, f"test:{number}", address.seen))
    return number


async def send(house: Desk, phone: Phone, words: str, kind: Kind = Kind.NEWS, **more: object) -> int:
    number = await house.app.store.write(write, phone.id, words, kind, **more)  # type: ignore[arg-type]
    house.app.courier.wake()
    return number


async def ended(house: Desk, number: int) -> Delivery:
    """Wait until a message has ended, moving the clock on to its next try."""
    for _ in range(200):
        await house.pace.settle()
        row = await house.app.store.read(lambda tx: tx.outbox.get(number))
        assert row is not None
        if row.state not in {State.WAITING, State.LEASED}:
            return row
        house.clock.advance_to(row.not_before)
        house.app.courier.wake()
    raise AssertionError("it never ended")


def count(phone: Phone, words: str) -> int:
    return sum(words in each.get("text", "") for each in phone.chat.messages.values())


async def test_a_choice_is_one_message_that_changes(server: FakeTelegram, tmp_path: Path) -> None:
    async with desk(server, tmp_path) as house:
        wang = await begun(house)
        await wang.presses(label(wang, "menu-report"))
        await wang.hears(label(wang, "ask-category"))
        before = len(wang.chat.messages)
        await wang.presses("Fault")
        await wang.hears(label(wang, "ask-kind"))
        await wang.presses(label(wang, "button-back"))
        await wang.hears(label(wang, "ask-category"))
        await wang.presses("Question")
        await wang.hears(label(wang, "ask-kind"))
        assert len(wang.chat.messages) == before
        server.faults.add("editMessageReplyMarkup", Fault(slow=0.5))
        await wang.says("1")
        await wang.hears(label(wang, "ask-model"))
        assert not server.called("editMessageReplyMarkup"), "the next question waits for nothing"
        assert len(wang.chat.messages) == before + 2
        await house.pace.settle()
        with_buttons = [each for each in wang.chat.messages.values() if any(buttons(each))]
        assert label(wang, "ask-model") in with_buttons[-1]["text"]
        assert label(wang, "ask-kind") not in str(with_buttons), "an answered question keeps no buttons"


async def test_an_old_button_is_answered_and_changes_nothing(server: FakeTelegram, tmp_path: Path) -> None:
    async with desk(server, tmp_path) as house:
        wang = await begun(house)
        await wang.presses(label(wang, "menu-report"))
        await wang.hears(label(wang, "ask-category"))
        (old,) = [each["callback_data"] for each in buttons(wang.news()[-1]) if each["text"] == "Fault"]
        await wang.presses("Question")
        await wang.hears(label(wang, "ask-kind"))
        await wang.press_data(old)
        await wang.hears(label(wang, "press-old"), label(wang, "ask-kind"))
        for forged in ("x", "answer:::", "claim:zzz:", "show:1z141z4:", "month=9999-99=answer::1.", "é" * 40):
            await wang.press_data(forged)
        await server.idle()


@pytest.mark.parametrize("kind", [Kind.RESULT, Kind.PROGRESS])
async def test_an_answer_that_is_lost(server: FakeTelegram, tmp_path: Path, kind: Kind) -> None:
    async with desk(server, tmp_path) as house:
        wang = await begun(house)
        server.faults.add("sendMessage", Fault(lost=True))
        row = await ended(house, await send(house, wang, "It is repaired", kind))
        assert row.state is State.SENT
        again = kind is Kind.RESULT
        assert count(wang, "It is repaired") == (2 if again else 1)
        assert row.uncertain, "whether it arrived once, or twice, nobody knows"


@pytest.mark.parametrize(
    "fault", [Fault(429, "Too Many Requests", {"retry_after": 1}), Fault(500), Fault(502, body=b"<html>")]
)
async def test_what_was_not_sent_is_sent_later_once(server: FakeTelegram, tmp_path: Path, fault: Fault) -> None:
    async with desk(server, tmp_path) as house:
        wang = await begun(house)
        began = house.clock.now()
        server.faults.add("sendMessage", fault)
        row = await ended(house, await send(house, wang, "It is repaired"))
        assert row.state is State.SENT
        assert not row.uncertain
        assert row.attempts == 2
        assert count(wang, "It is repaired") == 1
        if fault.parameters:
            assert house.clock.now() - began >= 1_000


async def test_a_blocked_bot_sends_elsewhere_and_tells_nobody_twice(server: FakeTelegram, tmp_path: Path) -> None:
    async with desk(server, tmp_path) as house:
        wang = await begun(house)

        def also_on_the_web(tx: Transaction) -> Address:
            here = tx.people.at("telegram", str(wang.id))
            assert here is not None
            there = Address(tx.new_id(), here.person, "web", "browser", seen=1)
            tx.people.put_address(there)
            return there

        web = await house.app.store.write(also_on_the_web)
        wang.chat.blocked = True
        row = await ended(house, await send(house, wang, "It is repaired", Kind.RESULT))
        assert row.state is State.UNDELIVERABLE
        elsewhere = await house.app.store.read(lambda tx: tx.outbox.get(int(row.ref)))
        assert elsewhere is not None
        assert elsewhere.address == web.id
        await wang.blocks(blocked=False)
        await server.idle()
        row = await ended(house, await send(house, wang, "And it works"))
        assert row.state is State.SENT


async def test_a_customer_who_blocks_is_out_of_reach_and_the_agent_is_told(
    server: FakeTelegram, tmp_path: Path
) -> None:
    async with desk(server, tmp_path) as house:
        agent = await house.member("Tom", lang="en")
        wang = await begun(house)
        await wang.says("My printer shows error 0x61 and does not print")
        for said in (
            "Fault",
            "1",
            "/skip",
            "/skip",
            "/skip",
            "/skip",
            "/skip",
            "/skip",
            "/skip",
            "Normal",
            "2",
            "Wang",
        ):
            await wang.says(said)
        await wang.hears(label(wang, "ask-phone"))
        await wang.says("138 0013 8000")
        await wang.presses("New customer")
        await wang.presses(label(wang, "button-send"))
        await wang.hears("FB20261125001")
        await agent.presses(label(agent, "button-claim"))
        await wang.hears("takes care of")
        await wang.blocks()
        await server.idle()
        await agent.presses(label(agent, "button-message"))
        await agent.hears(label(agent, "ask-message-words"))
        await agent.says("Please switch it off")
        await agent.hears("We cannot reach")


async def test_a_token_that_is_revoked_blocks_nobody(server: FakeTelegram, tmp_path: Path) -> None:
    async with desk(server, tmp_path) as house:
        wang = await begun(house)
        server.faults.add("sendMessage", Fault(401, "Unauthorized"))
        row = await ended(house, await send(house, wang, "It is repaired", Kind.RESULT))
        assert row.state is State.UNDELIVERABLE
        address = await house.app.store.read(lambda tx: tx.people.at("telegram", str(wang.id)))
        assert address is not None
        assert not address.blocked


async def test_a_long_text_is_split_and_nothing_of_it_is_lost(server: FakeTelegram, tmp_path: Path) -> None:
    words = "\n".join(f"{number}: <b>&amp; 😀 {'word ' * 30}" for number in range(120))
    async with desk(server, tmp_path) as house:
        wang = await begun(house)
        before = set(wang.chat.messages)
        row = await ended(house, await send(house, wang, words))
        assert row.state is State.SENT
        parts = [each["text"] for number, each in wang.chat.messages.items() if number not in before]
        assert len(parts) > 3
        assert "\n".join(parts).split() == words.split()


async def test_parts_that_arrived_are_not_sent_again(server: FakeTelegram, tmp_path: Path) -> None:
    words = "\n".join(f"line {number} " + "x" * 900 for number in range(12))
    async with desk(server, tmp_path) as house:
        wang = await begun(house)
        server.faults.add("sendMessage", Fault(), Fault(500))
        row = await ended(house, await send(house, wang, words))
        assert row.state is State.SENT
        assert [count(wang, f"line {number} ") for number in range(12)] == [1] * 12


async def test_a_card_is_changed_in_place_unless_it_rings(server: FakeTelegram, tmp_path: Path) -> None:
    async with desk(server, tmp_path) as house:
        wang = await begun(house)
        await ended(house, await send(house, wang, "Card: new", Kind.PING, slot="ticket:5"))
        await wang.says("/help")
        await wang.hears("Report")
        before = len(wang.chat.messages)
        await ended(house, await send(house, wang, "Card: taken", Kind.CARD, slot="ticket:5"))
        await ended(house, await send(house, wang, "Card: taken", Kind.CARD, slot="ticket:5"))  # nothing changes
        assert len(wang.chat.messages) == before
        assert count(wang, "Card: taken") == 1
        await ended(house, await send(house, wang, "Card: urged", Kind.PING, slot="ticket:5"))
        assert len(wang.chat.messages) == before + 1
        (rung,) = [each for each in wang.chat.messages.values() if "urged" in each["text"]]
        assert not rung["silent"]
        del wang.chat.messages[rung["message_id"]]
        rings = await send(house, wang, "Card: urged again", Kind.PING, slot="ticket:5")
        await ended(house, rings)
        (again,) = [each for each in wang.chat.messages.values() if "urged again" in each["text"]]
        assert again["message_id"] != rung["message_id"], "what is changed in place does not ring"
        await ended(house, await send(house, wang, "Card: closed", Kind.CARD, slot="ticket:5"))
        assert count(wang, "Card: closed") == 1


async def test_words_that_look_like_markup_are_words(server: FakeTelegram, tmp_path: Path) -> None:
    words = "<a href='tg://user?id=1'>x</a> &lt; <!channel> [x](y) </blockquote> \u202eabc @everyone"
    async with desk(server, tmp_path) as house:
        wang = await begun(house)
        await wang.says("/report")
        await wang.hears(label(wang, "ask-category"))
        await wang.says("Something else")
        await wang.hears(label(wang, "ask-description"))
        await wang.says(words)
        await wang.hears(label(wang, "ask-hoped"))
        for said in ("/skip", "/skip", "Low", words[:60]):
            await wang.says(said)
        await wang.hears(label(wang, "ask-phone"))
        await wang.says("138 0013 8000")
        await wang.presses("New customer")
        await wang.hears("<!channel> [x](y) </blockquote>")
