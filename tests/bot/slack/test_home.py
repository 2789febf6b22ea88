"""The Home in Slack: a customer's tickets, an agent's queue with its filters, the figures, all drawn anew on a change."""

from pathlib import Path

import pytest

from bot.slack import home
from bot.slack.home import Look
from store.moment import HOUR
from store.people import Role
from tests.bot.slack.house import House, house
from tests.bot.slack.test_team_channel import reported
from tests.fakes.slack.blocks import texts
from tests.fakes.slack.people import Hands
from tests.fakes.slack.server import Fault
from tests.web_client import FAULT, Browser


def shown(hands: Hands) -> str:
    return "\n".join(texts(hands.user.home.body["blocks"])) if hands.user.home is not None else ""


async def until(hands: Hands, *words: str, without: str = "") -> None:
    """Wait until somebody's Home says this."""

    def holds() -> bool | None:
        seen = shown(hands)
        return (all(each in seen for each in words) and not (without and without in seen)) or None

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


def moved(desk: House, hands: Hands) -> Hands:
    """Sit somebody down at the same Slack, after the program was started anew."""
    workspace = desk.slack.workspace
    workspace._numbers = hands.workspace._numbers
    workspace.users[hands.user.id] = hands.user
    workspace.channels[hands.dm.id] = hands.dm
    return Hands(workspace, desk.out, hands.user)


async def test_an_open_home_is_drawn_anew_after_a_restart_through_the_same_filter(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.slack.home.OTHERS", 0.05)
    async with house(tmp_path) as desk:
        tom, grace = await desk.member("Tom"), await reported(desk)
        await grace.opens_home()
        await until(grace, "FB20261125001", "New")
        await tom.opens_home()
        await until(tom, "Mine: 0", "FB20261125001")
        await tom.presses("Mine: 0", within="Free to claim")
        await until(tom, "Mine: 0", without="FB20261125001")
        await tom.opens_home()
        await desk.pace.settle()
    async with house(tmp_path) as desk:
        tom, grace = moved(desk, tom), moved(desk, grace)
        tom.user.home = grace.user.home = None
        await until(tom, "Mine: 0", without="FB20261125001")
        assert grace.user.home is None, "nothing has changed for her"
        await tom.presses("I’ll take it")
        await until(tom, "Mine: 1", "FB20261125001")
        await until(grace, "FB20261125001", "Assigned")
        assert [each.filter for each in await looks(desk)] == ["", "mine"]


async def looks(desk: House) -> list[Look]:
    """What is remembered of open Homes."""
    remembered, _ = await desk.app.store.read(home._remembered)
    return list(remembered.values())


async def test_only_the_homes_that_were_looked_at_last_are_remembered(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.slack.home.KEPT", 3)
    async with house(tmp_path) as desk:
        people = [desk.customer(name) for name in ("Ann", "Bob", "Cat", "Dan")]
        for each in [*people[:3], people[0], people[3]]:
            each.user.home = None
            await each.opens_home()
            await until(each, "产品有问题")
        names = await desk.app.store.read(lambda tx: list(tx.notes.under("slack", "home:")))
        assert {name.partition("/")[2] for name in names} == {people[place].user.id for place in (0, 2, 3)}


async def test_a_home_that_slack_does_not_take_is_drawn_later(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.slack.home.AGAIN", 0.2)
    async with house(tmp_path) as desk:
        grace = desk.customer("Grace")
        desk.slack.fail(
            "views.publish", Fault(status=429, retry_after=1), Fault(silent=True), Fault(error="fatal_error")
        )
        await grace.opens_home()
        await until(grace, "产品有问题")


async def test_a_long_list_is_turned_page_by_page(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.slack.home.OTHERS", 0.05)
    monkeypatch.setattr("handlers.home.SHOWN", 2)
    async with house(tmp_path) as desk:
        tom = await desk.member("Tom")
        async with Browser(desk.url) as browser, browser.chat() as chat:
            for number in range(1, 6):
                await chat.submit("report", FAULT)
                await chat.hears(f"FB2026112500{number}")
        await tom.opens_home()
        await until(tom, "Free to claim: 5", "FB20261125001", without="FB20261125003")
        await tom.presses("Free to claim: 5", within="On or off duty")
        await until(tom, "The next 2", "FB20261125002", without="FB20261125003")
        await tom.presses("The next 2", within="Free to claim: 5")
        await until(tom, "The next 1", "The 2 before", "FB20261125003", without="FB20261125002")
        await tom.presses("The next 1", within="Free to claim: 5")
        await until(tom, "The 2 before", "FB20261125005", without="The next")
        await tom.presses("I’ll take it", within="Free to claim: 5")
        await until(tom, "Free to claim: 4", "FB20261125004", without="FB20261125005")


async def test_a_supervisor_sees_what_is_late_and_the_figures_of_the_day(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.slack.home.OTHERS", 0.05)
    async with house(tmp_path) as desk:
        lead, tom = await desk.member("Zoe", Role.SUPERVISOR), await desk.member("Tom")
        await reported(desk)
        await lead.opens_home()
        await until(lead, "*Reported today*\n1", "*Open*\n1", "*Resolved today*\n0", "Late or escalated: 0")
        await desk.wait(6 * HOUR)
        await until(lead, "Late or escalated: 1")
        await lead.presses("Late or escalated: 1", within="Reported today")
        await until(lead, "FB20261125001", without="Free to claim: 1\nFB")
        await tom.presses("I’ll take it")
        await tom.sees("is yours")
        await tom.presses("Solved")
        await tom.fills({"Result": "Fuser replaced"})
        assert await tom.submits() == {}
        await until(lead, "*Open*\n0", "*Resolved today*\n1", "Late or escalated: 0")
