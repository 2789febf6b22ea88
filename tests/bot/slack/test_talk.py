"""What people say in Slack outside of forms: shortcuts, mentions, corrections, answers in a thread, codes."""

from pathlib import Path

from store.lifecycle import Action
from tests.bot.slack.house import House, house
from tests.bot.slack.test_team_channel import REPORT, reported
from tests.fakes.slack.blocks import texts
from tests.fakes.slack.people import Hands


async def words(desk: House, action: Action) -> list[object]:
    """The words of everything of a kind that happened to the only ticket."""
    entries = await desk.app.store.read(lambda tx: tx.tickets.history(tx.tickets.newest()[0].id))
    return [each.data.get("words") for each in entries if each.action is action]


async def test_a_message_is_reported_with_the_way_back_to_it(tmp_path: Path) -> None:
    async with house(tmp_path) as desk:
        grace, tom = desk.customer("Grace"), desk.customer("Tom")
        channel = desk.slack.workspace.channel("office", grace.user.id, tom.user.id)
        message = await tom.says("The printer by the window shows error 0x61 &amp; blinks", at=channel)
        await grace.takes_shortcut("report_message", message)
        await grace.fills({"Category": "Fault", "Urgency": "Normal"})
        await grace.fills({label: answer for label, answer in REPORT.items() if label != "Description"})
        assert await grace.submits() == {}
        await grace.sees("FB20261125001")
        description = (await desk.ticket()).words("description")
        link = f"/archives/{channel.id}/p{message.ts.replace('.', '')}"
        assert description.startswith("The printer by the window shows error 0x61 & blinks\n")
        assert description.endswith(link)


async def test_the_shortcut_opens_a_report(tmp_path: Path) -> None:
    async with house(tmp_path) as desk:
        grace = desk.customer("Grace")
        await grace.says("hello")
        await grace.takes_shortcut("report")
        await grace.fills({"Category": "Fault"})
        await grace.fills({"Kind": "Does not work as it should"})
        await grace.closes()


async def test_a_mention_is_answered_in_its_thread_and_tells_no_more_than_the_status(tmp_path: Path) -> None:
    async with house(tmp_path) as desk:
        grace, eve = await reported(desk), desk.customer("Eve")
        channel = desk.slack.workspace.channel("office", grace.user.id, eve.user.id)
        asked = await eve.mentions("how is FB20261125001", channel)
        await eve.sees("FB20261125001", "New")
        answer = channel.messages[-1]
        assert answer.thread == asked.ts
        assert "printer" not in "".join([answer.text, *texts(answer.blocks)])
        deeper = await grace.mentions("and FB20261125009?", channel, thread=asked.ts)
        await desk.pace.settle()
        await grace.until(lambda: channel.messages[-1] is not deeper or None, "an answer")
        assert channel.messages[-1].thread == asked.ts


async def test_what_is_said_in_a_tickets_thread_is_added_to_it(tmp_path: Path) -> None:
    async with house(tmp_path) as desk:
        grace = await reported(desk)
        await desk.pace.settle()
        (top,) = [each for each in grace.dm.messages if "FB20261125001" in each.text and not each.thread]
        await grace.says("It also smells of <https://smoke.example|smoke>", thread=top.ts)
        await grace.sees("Added to FB20261125001")
        assert await words(desk, Action.ADD) == ["It also smells of smoke (https://smoke.example)"]


async def test_a_correction_counts_and_a_deletion_does_not(tmp_path: Path) -> None:
    async with house(tmp_path) as desk:
        grace = await reported(desk)
        await desk.pace.settle()
        (top,) = [each for each in grace.dm.messages if "FB20261125001" in each.text and not each.thread]
        said = await grace.says("It smells of smoke", thread=top.ts)
        await grace.sees("Added to FB20261125001")
        await grace.edits(said, "It smells of burnt plastic")
        await grace.deletes(said)
        await grace.sees("corrected")
        added = await words(desk, Action.ADD)
        assert "It smells of smoke" in added
        assert any("burnt plastic" in str(each) for each in added)


async def test_a_preview_of_a_link_is_no_correction(tmp_path: Path) -> None:
    async with house(tmp_path) as desk:
        grace = await reported(desk)
        said = await grace.says("hello")
        await grace.edits(said, "hello")
        await desk.pace.settle()
        assert await words(desk, Action.ADD) == []


async def test_a_code_lets_somebody_join_once(tmp_path: Path) -> None:
    async with house(tmp_path) as desk:
        code = await desk.invite("Tom")
        tom, eve = desk.customer("Tom"), desk.customer("Eve")
        await eve.commands("join WRONG-CODE")
        await tom.commands(f"join {code}")
        await tom.sees("Welcome to the team")
        await eve.commands(f"join {code}")
        await desk.pace.settle()
        assert "Welcome to the team" not in eve.screen()


async def test_a_command_elsewhere_is_answered_in_private(tmp_path: Path) -> None:
    async with house(tmp_path) as desk:
        grace = await reported(desk)
        channel = desk.slack.workspace.channel("office", grace.user.id)
        assert "direct message" in str(await grace.commands("tickets", at=channel))
        await grace.sees("FB20261125001")
        assert channel.messages == []


async def test_what_an_agent_says_in_their_own_thread_goes_to_the_customer(tmp_path: Path) -> None:
    async with house(tmp_path) as desk:
        tom, grace = await desk.member("Tom"), await reported(desk)
        await tom.presses("I’ll take it")
        await tom.sees("is yours")
        await desk.pace.settle()
        (top,) = [each for each in tom.dm.messages if "*Status*" in "".join(texts(each.blocks))]
        await tom.says("Please switch it off", thread=top.ts)
        await grace.sees("Please switch it off", "— Tom")
        await tom.says("// it smells like the fuser", thread=top.ts)
        await tom.sees("noted")
        assert await words(desk, Action.NOTE) == ["it smells like the fuser"]
        assert "fuser" not in grace.screen()


async def test_somebody_of_another_workspace_is_answered_by_the_one_that_has_the_app(tmp_path: Path) -> None:
    async with house(tmp_path) as desk:
        await reported(desk)
        guest = desk.customer("Guest")
        channel = desk.slack.workspace.channel("shared", guest.user.id)
        await guest.mentions("FB20261125001", channel, team="T0OTHER")
        await guest.sees("FB20261125001: New")


WORDS = {
    "": "What can I do for you",
    "tickets": "FB20261125001",
    "我的反馈": "FB20261125001",
    "status": "FB20261125001",
    "进度": "FB20261125001",
    "status FB20261125001": "Reported",
    "进度 FB20261125001": "Reported",
    "status FB20261125999": "We cannot find that report",
    "help": "at least every 24 h",
    "帮助": "at least every 24 h",
    "chinese": "接下来用中文",
    "english": "We now go on in English",
    "中文": "接下来用中文",
    "英文": "We now go on in English",
    "queue": "for the team",
    "队列": "for the team",
    "duty": "for the team",
    "join WRONG": "code",
    "加入 WRONG": "code",
    "nonsense": "I do not know",
    "report": "What is it about",
    "报修": "What is it about",
}
"""What a customer writes after the slash command, and what they read then."""

TEAM_WORDS = {
    "": "Tom",
    "queue": "FB20261125001",
    "队列": "FB20261125001",
    "tickets": "FB20261125001",
    "status": "FB20261125001",
    "status FB20261125001": "Customer",
    "duty": "off duty",
    "值班": "on duty",
    "help": "Its buttons let you take it",
}
"""What somebody of the team writes there."""


async def answered(desk: House, hands: Hands, word: str) -> str:
    """Use the slash command, and return what it is answered in the messages."""
    await desk.pace.settle()
    said = {each.ts: each.edits for each in hands.dm.messages}
    await hands.commands(word)
    await desk.pace.settle()
    new = [each for each in hands.dm.messages if said.get(each.ts) != each.edits]
    return "\n".join(line for each in new for line in [each.text, *texts(each.blocks)])


async def test_each_word_of_the_slash_command_in_both_languages(tmp_path: Path) -> None:
    async with house(tmp_path) as desk:
        tom, grace = await desk.member("Tom"), await reported(desk)
        for hands, words in ((grace, WORDS), (tom, TEAM_WORDS)):
            for word, answer in words.items():
                assert answer in (found := await answered(desk, hands, word)), f"{word!r}: {found}"
        assert [view.body["callback_id"] for view in grace.user.views] == ["form"]


async def test_who_opens_the_messages_for_the_first_time_is_greeted_once(tmp_path: Path) -> None:
    async with house(tmp_path) as desk:
        grace = desk.customer("Grace")
        for _ in range(2):
            await grace.opens_messages()
            await desk.pace.settle()
        assert len(grace.dm.messages) == 1
        await grace.sees("报告问题")
