"""The Home in Slack: a customer's tickets, an agent's queue with its filters, the figures, all drawn anew on a change."""

from pathlib import Path

import pytest

from store.people import Role
from tests.bot.slack.house import house
from tests.bot.slack.test_team_channel import reported
from tests.fakes.slack.blocks import texts
from tests.fakes.slack.people import Hands


def shown(hands: Hands) -> str:
    return "\n".join(texts(hands.user.home.body["blocks"])) if hands.user.home is not None else ""


async def until(hands: Hands, *words: str, without: str = "") -> None:
    """Wait until somebody's Home says this."""

    def holds() -> bool | None:
        home = shown(hands)
        return (all(each in home for each in words) and not (without and without in home)) or None

    await hands.until(holds, f"on the Home {words}, without {without!r}")


async def test_a_stranger_reports_from_the_home_and_sees_the_ticket_there(tmp_path: Path) -> None:
    async with house(tmp_path) as desk:
        grace = desk.customer("Grace")
        await grace.opens_home()
        await until(grace, "产品有问题")
        await grace.presses("报告问题", within="产品有问题")
        await grace.fills({"问题类型": "功能故障", "紧急程度": "一般"})
        await grace.fills(
            {
                "具体": "功能异常",
                "描述": "打印机显示错误 0x61，什么都打印不出来。",
                "影响": "部分功能受影响",
                "称呼": "王芳",
                "电话": "+44 20 7946 0018",
                "客户类型": "老客户",
            }
        )
        assert await grace.submits() == {}
        await until(grace, "FB20261125001", "1 个反馈正在处理")


async def test_an_agents_home_follows_what_happens(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.slack.home.OTHERS", 0.05)
    async with house(tmp_path) as desk:
        tom, ann = await desk.member("Tom"), await desk.member("Ann")
        lead = await desk.member("Zoe", Role.SUPERVISOR)
        for hands in (tom, ann, lead):
            await hands.opens_home()
        await until(tom, "You are on duty", "Free to claim: 0")
        await reported(desk)
        await until(tom, "FB20261125001", "Free to claim: 1")
        await until(lead, "Reported today", "Late or escalated: 0", "Free to claim: 1")
        await tom.presses("I’ll take it", within="Free to claim: 1")
        await until(tom, "Mine: 1", "Free to claim: 0")
        await until(ann, "Mine: 0", "Free to claim: 0", without="FB20261125001")
        await tom.presses("Free to claim: 0", within="Mine: 1")
        await until(tom, without="FB20261125001")
        await tom.presses("Free to claim: 0", within="Mine: 1")
        await until(tom, "FB20261125001")
        await tom.presses("On or off duty", within="Mine: 1")
        await until(tom, "You are off duty")
