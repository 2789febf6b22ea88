"""What concerns somebody at a glance: a customer's own tickets, the team's by what falls due next, the day's figures."""

from collections.abc import Iterator

import pytest

from handlers import home
from handlers.dispatch import quiet_turn
from store.message import Message
from store.moment import DAY
from tests.world import Chat, World, in_, report


def look(chat: Chat, narrowed: str = "") -> str:
    """What somebody's Home says, its buttons in brackets."""
    world = chat.world
    turn = quiet_turn(world.tx, world.office, chat.address, chat.person, world.now)
    return "\n".join(line for message in home.messages(turn, narrowed) for line in _lines(chat, message))


def _lines(chat: Chat, message: Message) -> Iterator[str]:
    reader = chat.reader
    yield from ([reader.text(message.title)] if message.title is not None else [])
    yield from map(reader.text, message.texts)
    yield from (f"{reader.text(fact.label)}: {reader.value(fact.value)}" for fact in message.facts)
    yield from (f"[{reader.text(button.text)}]" for row in message.buttons for button in row)


def sees(chat: Chat, *words: str, narrowed: str = "", without: str = "") -> None:
    shown, missing = look(chat, narrowed), without and in_(chat.language, without)
    for each in words:
        assert in_(chat.language, each) in shown, shown
    assert not missing or missing not in shown, shown


def test_a_customer_sees_the_open_tickets_of_their_own(world: World) -> None:
    wang, zhou = world.customer(), world.customer()
    wang.say("你好 | hello")
    sees(wang, "[报告问题 | [Report", "在这里反馈 | Report it here")
    report(wang)
    report(zhou)
    sees(wang, "FB20261125001 · ", "1 个反馈正在处理 | One report of yours is open", without="FB20261125002")
    wang.chat(
        ("撤销 | withdraw", "撤销 | withdraw"), ("是 | yes", "原因 | why"), ("跳过 | skip", "不再处理 | withdrawn")
    )
    sees(wang, "在这里反馈 | Report it here", without="FB20261125001")


def test_an_agent_narrows_what_is_mine_free_and_late(world: World) -> None:
    li, wang = world.agent("Li"), world.customer()
    report(wang)
    report(wang)
    li.say("[我来处理 | I’ll take it]")
    sees(li, "FB20261125001", "FB20261125002", "[我的：1] | [Mine: 1]", "[待认领：1] | [Free to claim: 1]")
    sees(li, "FB20261125002", narrowed="mine", without="FB20261125001")
    sees(li, "FB20261125001", "[我来处理] | [I’ll take it]", narrowed="free", without="FB20261125002")
    sees(li, "[超时或已升级：0] | [Late or escalated: 0]", narrowed="late", without="FB2026")
    sees(li, "FB20261125001", narrowed="no such")
    world.wait(DAY)
    sees(li, "[超时或已升级：2] | [Late or escalated: 2]", "FB20261125001", narrowed="late")


def test_whether_one_is_on_duty_stands_on_top(world: World) -> None:
    li = world.agent("Li")
    sees(li, "您正在值班 | You are on duty")
    li.presses("duty::")
    sees(li, "您未在值班 | You are off duty")


def test_a_supervisor_sees_the_figures_of_the_day_and_an_agent_does_not(world: World) -> None:
    li, zhao, wang = world.agent("Li"), world.lead("Zhao"), world.customer()
    report(wang)
    report(wang)
    sees(zhao, "今日反馈: 2 | Reported today: 2", "处理中: 2 | Open: 2", "今日解决: 0 | Resolved today: 0")
    sees(li, without="今日反馈 | Reported today")
    world.wait(DAY)
    sees(
        zhao,
        "今日反馈: 0 | Reported today: 0",
        "今日星级: – | Stars today: –",
        "超时或已升级：2 | Late or escalated: 2",
    )


def test_a_stranger_is_shown_how_to_begin() -> None:
    (welcome,) = home.stranger()
    assert [button.press for row in welcome.buttons for button in row] == ["menu::report"]


def test_a_customer_turns_the_pages_of_their_own(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(home, "SHOWN", 2)
    wang = world.customer()
    for _ in range(3):
        report(wang)
    sees(wang, "3", "[后 1 个 | [The next 1", "FB20261125002", without="FB20261125001")
    sees(wang, "FB20261125001", "[前 2 个 | [The 2 before", narrowed=".1", without="FB20261125002")
    for page in (".9", ".200", ".x", ".-1", ".9999999999"):
        assert "FB2026" in look(wang, page)
