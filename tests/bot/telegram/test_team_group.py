"""The team's group: a topic for each ticket, its card pinned, words and files both ways, closed with the ticket."""

import itertools
from pathlib import Path

import pytest

from bot.limits import Limits
from bot.telegram.channel import LIMITS
from store.delivery import Lane
from store.lifecycle import Action
from store.moment import SECOND
from tests.bot.telegram.house import desk, label
from tests.bot.telegram.test_content import at_evidence, reported
from tests.fakes.telegram.faults import Fault
from tests.fakes.telegram.phone import Group
from tests.fakes.telegram.server import FakeTelegram


def card(group: Group) -> dict[str, object]:
    return group.chat.messages[group.chat.pinned[-1]]


async def test_a_ticket_is_a_topic(server: FakeTelegram, tmp_path: Path) -> None:
    group = server.group("Desk", forum=True)
    async with desk(server, tmp_path, team_chat=group.id) as house:
        agent = await house.member("Tom", lang="en")
        wang = await at_evidence(house)
        await wang.sends_photo()
        ticket = await reported(house, wang)
        await group.shows("FB20261125001", "📎 photo")
        topic = group.topic("FB20261125001")
        assert "My printer shows error 0x61" in group.chat.topics[topic].name
        assert len(group.chat.pinned) == 1
        await agent.presses("我来处理", where=group)  # the group reads the playbook's own language
        await agent.hears("is yours")
        await server.until(lambda: "Tom" in str(card(group)["text"]))
        await agent.says("Please switch it off", where=group, message_thread_id=topic, is_topic_message=True)
        await wang.hears("Please switch it off")
        await agent.sends_photo("Is it this fan?", where=group, message_thread_id=topic, is_topic_message=True)
        await wang.hears("Is it this fan?", "📎 photo")
        await house.fetched()
        note = await agent.says("// it smels", where=group, message_thread_id=topic, is_topic_message=True)
        await agent.edits(note, "// it smells like the fuser", where=group)
        await agent.hears("kept as a note with FB20261125001")
        await wang.says("It is off now")
        await wang.presses("FB20261125001")
        await group.shows("It is off now", thread=topic)
        assert "fuser" not in wang.screen()
        said = [message for message in group.chat.messages.values() if "switch it off" in str(message.get("text"))]
        assert len(said) == 1, "what was said here is not told here once more"
        stranger = server.user("Eve", "en")
        await stranger.says("Hello?", where=group, message_thread_id=topic, is_topic_message=True)
        await server.idle()
        entries = await house.app.store.read(lambda tx: tx.tickets.history(ticket.id))
        assert [each.data.get("words") for each in entries if each.action is Action.NOTE] == [
            "it smels",
            "it smells like the fuser",
        ]
        assert "Hello?" not in str(entries)
        assert len(group.chat.topics) == 1


async def test_a_topic_ends_with_its_ticket(server: FakeTelegram, tmp_path: Path) -> None:
    group = server.group("Desk", forum=True)
    async with desk(server, tmp_path, team_chat=group.id) as house:
        wang = await at_evidence(house)
        await reported(house, wang)
        await group.shows("FB20261125001")
        topic = group.chat.topics[group.topic("FB20261125001")]
        name = topic.name
        assert not topic.closed
        await wang.says("/withdraw")
        await wang.hears("withdraw")
        await wang.presses(label(wang, "button-yes"))
        await wang.says("/skip")
        await server.until(lambda: (topic.closed, topic.name) == (True, f"✓ {name}"))


@pytest.mark.parametrize("told", [True, False], ids=["as it is told", "as the next card finds"])
async def test_a_group_that_becomes_another_stays_the_teams(server: FakeTelegram, tmp_path: Path, told: bool) -> None:
    old, new = server.group("Desk"), server.group("Desk", forum=True)
    async with desk(server, tmp_path, team_chat=old.id) as house:
        agent = await house.member("Tom", lang="en")
        old.chat.migrated = new.id
        if told:
            await agent.sends(migrate_to_chat_id=new.id, where=old)
            await server.idle()
        wang = await at_evidence(house)
        await reported(house, wang)
        await new.shows("FB20261125001")
        topic = new.topic("FB20261125001")
        await agent.presses("我来处理", where=new)
        await agent.hears("is yours")
        await agent.says("Please switch it off", where=new, message_thread_id=topic, is_topic_message=True)
        await wang.hears("Please switch it off")


async def test_a_deleted_topic_is_made_anew(server: FakeTelegram, tmp_path: Path) -> None:
    group = server.group("Desk", forum=True)
    async with desk(server, tmp_path, team_chat=group.id) as house:
        agent = await house.member("Tom", lang="en")
        wang = await at_evidence(house)
        await reported(house, wang)
        await group.shows("FB20261125001")
        old = group.topic("FB20261125001")
        await server.idle()
        await house.pace.settle()
        del group.chat.topics[old]
        for number in [
            each for each, message in group.chat.messages.items() if message.get("message_thread_id") == old
        ]:
            del group.chat.messages[number]
        await agent.presses(label(agent, "button-claim"))
        await agent.hears("is yours")
        await server.until(lambda: len(group.chat.topics) == 1 and bool(group.shown(group.topic("FB20261125001"))))


@pytest.mark.parametrize(
    "fault",
    [
        Fault(429, "Too Many Requests: retry after 1", {"retry_after": 1}),
        Fault(500),
        Fault(lost=True),
        Fault(reset=True),
    ],
    ids=["flood", "500", "lost", "reset"],
)
async def test_a_card_that_is_not_pinned_is_shown_once(server: FakeTelegram, tmp_path: Path, fault: Fault) -> None:
    group = server.group("Desk", forum=True)
    async with desk(server, tmp_path, team_chat=group.id) as house:
        server.faults.add("pinChatMessage", fault)
        wang = await at_evidence(house)
        await reported(house, wang)
        await group.shows("FB20261125001")
        await house.wait(3 * SECOND)
        await house.pace.settle()
        await wang.says("It is off now")
        await wang.presses("FB20261125001")
        await group.shows("It is off now")
        topic = group.topic("FB20261125001")
        cards = [each for each in group.chat.messages.values() if each.get("message_thread_id") == topic]
        assert sum("reply_markup" in each for each in cards) == 1


async def test_a_group_without_topics_shares_one_chat(server: FakeTelegram, tmp_path: Path) -> None:
    group = server.group("Desk")
    async with desk(server, tmp_path, team_chat=group.id) as house:
        wang = await at_evidence(house)
        await reported(house, wang)
        await group.shows("FB20261125001")


MINUTE = 60.0


def left(limits: Limits, *externals: str) -> list[float]:
    """The moments at which news leave to addresses, in turn, in three minutes, as fast as they may."""
    now, moments = 0.0, list[float]()
    for external in itertools.cycle(externals):
        while wait := max(limits.wait(Lane.NORMAL, now), limits.wait_chat(external, Lane.NORMAL, now)):
            now += wait + 1e-6
        if now >= 3 * MINUTE:
            return moments
        limits.note(external, now)
        moments.append(now)
    raise AssertionError("nobody was given")


def test_a_group_is_not_told_faster_than_telegram_lets_it() -> None:
    limits = Limits(LIMITS)
    moments = left(limits, "-1001234567890")
    assert max(sum(start <= at < start + MINUTE for at in moments) for start in moments) == 8
    assert len(moments) == 24
    assert limits.wait_chat("-1001234567890", Lane.URGENT, moments[-1] + 5) == 0, "room is kept for what is pressing"
    assert len(left(Limits(LIMITS), "1234567890")) > 100, "somebody alone is told more"


def test_the_topics_of_a_group_share_its_limit() -> None:
    topics = [f"-1001234567890/{number}" for number in range(5)]
    assert left(Limits(LIMITS), *topics) == left(Limits(LIMITS), "-1001234567890")
    assert len(left(Limits(LIMITS), "-1001234567890/5", "-1009876543210/5")) == 48, "another group has its own"
