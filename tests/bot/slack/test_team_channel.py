"""The team's channel: a thread for each ticket, its card on top, words and notes; strangers learn how to join."""

from pathlib import Path

import pytest

from handlers import rooms
from store.db.errors import DatabaseLocked
from store.lifecycle import Action
from tests.bot.slack.house import House, house
from tests.fakes.slack.blocks import texts
from tests.fakes.slack.people import Hands
from tests.fakes.slack.workspace import Channel, Message

REPORT = {
    "Kind": "Does not work as it should",
    "Description": "The printer shows error 0x61 and prints nothing.",
    "Impact": "Part of it is affected",
    "Name": "Grace Miller",
    "Phone": "+44 20 7946 0018",
    "Customer type": "Returning customer",
}


async def reported(desk: House, name: str = "Grace") -> Hands:
    """Let somebody report, by the form."""
    grace = desk.customer(name)
    await grace.commands("report")
    await grace.fills({"Category": "Fault", "Urgency": "Normal"})
    await grace.fills(REPORT)
    assert await grace.submits() == {}
    await grace.sees("FB20261125001")
    return grace


def said(channel: Channel) -> list[str]:
    """What stands in the threads of a channel."""
    return ["\n".join([each.text, *texts(each.blocks)]) for each in channel.messages if each.thread]


def tops(channel: Channel) -> list[Message]:
    return [each for each in channel.messages if not each.thread]


async def test_a_ticket_is_a_thread(tmp_path: Path) -> None:
    async with house(tmp_path, room="desk") as desk:
        agent, eve = await desk.member("Tom"), desk.customer("Eve")
        desk.room.members |= {agent.user.id, eve.user.id}
        grace = await reported(desk)
        await agent.sees("FB20261125001", "error 0x61")
        await desk.pace.settle()
        (top,) = tops(desk.room)
        assert "FB20261125001" in top.text
        assert "<!date^" in str(top.blocks)

        await eve.presses("我来处理")  # the channel reads the playbook's own language
        await eve.sees("/aftercare join")
        await eve.says("Let me in", at=desk.room, thread=top.ts)

        await agent.presses("我来处理")
        await agent.sees("is yours")
        await agent.says("Please switch it off", at=desk.room, thread=top.ts)
        await grace.sees("Please switch it off")
        await agent.says("// it smells like the fuser", at=desk.room, thread=top.ts)
        await agent.sees("Tom 的内部备注")
        await desk.pace.settle()
        assert "Tom" in str(top.blocks)
        assert "我来处理" not in str(top.blocks)
        assert tops(desk.room) == [top]
        assert any("it smells like the fuser" in each for each in said(desk.room))
        assert "fuser" not in grace.screen()
        assert [len(each.user.whispers) for each in (eve, agent, grace)] == [2, 0, 0]

        entries = await desk.app.store.read(lambda tx: tx.tickets.history(tx.tickets.newest()[0].id))
        assert "Let me in" not in str(entries)
        assert [each.data.get("words") for each in entries if each.action is Action.NOTE] == [
            "it smells like the fuser"
        ]


async def test_words_changed_in_the_thread_are_kept_as_a_note(tmp_path: Path) -> None:
    async with house(tmp_path, room="desk") as desk:
        agent, eve = await desk.member("Tom"), desk.customer("Eve")
        desk.room.members |= {agent.user.id, eve.user.id}
        grace = await reported(desk)
        await desk.pace.settle()
        (top,) = tops(desk.room)
        await agent.presses("我来处理")
        answer = await agent.says("Please switch it of", at=desk.room, thread=top.ts)
        inner = await agent.says("// the fuzer", at=desk.room, thread=top.ts)
        asked = await eve.says("Let me in", at=desk.room, thread=top.ts)
        aside = await agent.says("Lunch?", at=desk.room)
        await grace.sees("Please switch it of")
        await agent.edits(answer, "Please switch it off")
        await agent.edits(inner, "// the fuser")
        await eve.edits(asked, "Do let me in")
        await agent.edits(aside, "Lunch!")
        await agent.sees("kept as a note with FB20261125001")
        await desk.pace.settle()
        entries = await desk.app.store.read(lambda tx: tx.tickets.history(tx.tickets.newest()[0].id))
        notes = [(each.data["words"], each.data.get("corrects")) for each in entries if each.action is Action.NOTE]
        assert notes == [
            ("the fuzer", None),
            ("Please switch it off", "Please switch it of"),
            ("the fuser", "the fuzer"),
        ]
        assert "switch it off" not in grace.screen()
        assert len(eve.user.whispers) == 2


async def test_a_customer_answers_in_the_thread_and_the_team_reads_it(tmp_path: Path) -> None:
    async with house(tmp_path, room="desk") as desk:
        agent = await desk.member("Tom")
        desk.room.members.add(agent.user.id)
        grace = await reported(desk)
        await desk.pace.settle()
        (card,) = [each for each in grace.dm.messages if "FB20261125001" in each.text and not each.thread]
        await grace.says("It is <!channel> off now", thread=card.ts)
        await agent.sees("It is <!channel> off now".replace("<!channel>", "channel"))
        await desk.pace.settle()
        assert any("off now" in each for each in said(desk.room))
        assert "<!channel>" not in str([each.blocks for each in desk.room.messages])


async def test_the_thread_begins_anew_when_somebody_deletes_it(tmp_path: Path) -> None:
    async with house(tmp_path, room="desk") as desk:
        agent = await desk.member("Tom")
        desk.room.members.add(agent.user.id)
        await reported(desk)
        await desk.pace.settle()
        desk.room.messages.clear()
        await agent.presses("I’ll take it")
        await agent.sees("is yours")
        await desk.pace.settle()
        (top,) = tops(desk.room)
        assert "Tom" in str(top.blocks)


async def test_what_is_still_said_below_a_deleted_card_is_heard(tmp_path: Path) -> None:
    async with house(tmp_path, room="desk") as desk:
        agent = await desk.member("Tom")
        desk.room.members.add(agent.user.id)
        grace = await reported(desk)
        await desk.pace.settle()
        (old,), (card,) = tops(desk.room), [each for each in tops(grace.dm) if "FB20261125001" in each.text]
        desk.room.messages.remove(old)
        grace.dm.messages.remove(card)
        await agent.presses("I’ll take it")
        await grace.sees("Tom now takes care")
        await desk.pace.settle()
        await agent.says("Please switch it off", at=desk.room, thread=old.ts)
        await grace.sees("Please switch it off")
        await grace.says("It is off now", thread=card.ts)
        await agent.sees("It is off now")
        await desk.pace.settle()
        (top,) = tops(desk.room)
        assert [each.thread for each in desk.room.messages if "It is off now" in str(each.blocks)] == [top.ts]


async def test_who_comes_into_the_channel_is_told_how_to_join_the_team_unless_they_have(tmp_path: Path) -> None:
    async with house(tmp_path, room="desk") as desk:
        tom, eve, office = await desk.member("Tom"), desk.customer("Eve"), desk.slack.workspace.channel("office")
        for hands in (tom, eve):
            await hands.joins(office)
            await hands.joins(desk.room)
        await eve.sees("/aftercare join")
        assert [len(each.user.whispers) for each in (eve, tom)] == [1, 0]
        assert await desk.app.store.read(lambda tx: tx.people.at("slack", f"T0TEAM/{eve.user.id}")) is None


async def test_a_database_that_takes_nothing_puts_the_channels_seat_off(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seat, refused = rooms.seat, list[object]()

    def locked(*given: object) -> object:
        if len(refused) < 2:
            refused.append(given)
            raise DatabaseLocked("another process is writing")
        return seat(*given)  # type: ignore[arg-type]

    monkeypatch.setattr(rooms, "seat", locked)
    monkeypatch.setattr("bot.slack.service.AGAIN", 0.05)
    async with house(tmp_path, room="desk") as desk:
        await reported(desk)
        await desk.pace.settle()
        assert len(tops(desk.room)) == 1
        assert desk.service.standing() == "ok"
