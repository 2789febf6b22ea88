"""What the team does with a ticket from its card."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from handlers.dispatch import handle
from handlers.events import Chose, Origin, Submitted
from store.card import TEAM_VERBS
from store.db.door import Store
from store.lifecycle import Action
from store.moment import DAY, HOUR, MINUTE
from store.people import Address, Language, Person, Role
from store.press import encode
from store.ticket import Answer, Priority, Status
from store.transaction import Transaction
from tests.world import CHANNEL, FAULT, WEDNESDAY, Chat, Files, Not, World, change, in_, office, report

UNKNOWN = "没有找到这张反馈单 | We cannot find that report"
NOT_YOURS = "只有责任人或主管可以这样做 | Only its owner or a supervisor can do that"


def scene(world: World) -> tuple[Chat, Chat, Chat]:
    """A customer whose ticket Li has claimed, and the supervisor Zhao."""
    zhao, li, wang = world.lead("Zhao"), world.agent("Li", "technical"), world.customer()
    report(wang)
    li.chat(("[我来处理 | I’ll take it]", "由您负责 | is yours"))
    wang.hears("Li")
    zhao.hears()
    return wang, li, zhao


def test_a_card_shows_what_its_reader_may_do(world: World) -> None:
    zhao, li, wang = world.lead("Zhao"), world.agent("Li", "technical"), world.customer()
    other = world.agent("Bo", "service")
    report(wang)
    card = (
        "FB20261125001",
        "王芳 | Wang Fang",
        "+8613800138000",
        "错误 0x61 | error 0x61",
        "[我来处理 | I’ll take it]",
    )
    li.hears(*card, Not("[核对 | Check]"), Not("[已解决 | Solved]"))
    zhao.hears(*card, "[核对 | Check]")
    other.hears("")
    li.chat(
        (
            "[我来处理 | I’ll take it]",
            (
                "[告知客户 | Write to the customer]",
                "[询问客户 | Ask the customer]",
                "[预计时间 | Expected time]",
                "[已解决 | Solved]",
                "[内部备注 | Internal note]",
            ),
        )
    )


def test_exactly_one_claims_it(world: World) -> None:
    zhao, li, bo = world.lead("Zhao"), world.agent("Li", "technical"), world.agent("Bo", "technical")
    wang = world.customer()
    report(wang)
    li.chat(("[我来处理 | I’ll take it]", "由您负责 | FB20261125001 is yours"))
    bo.hears("Li 已领取 | Li has it")
    bo.chat(("[我来处理 | I’ll take it]", "Li 先一步领取了工单 FB20261125001 | Li was faster and has FB20261125001"))
    zhao.chat(("[我来处理 | I’ll take it]", "先一步领取 | was faster"))
    li.chat(("[我来处理 | I’ll take it]", "由您负责 | is yours"))
    assert [entry.action for entry in world.history()] == ["report", "claim"]
    wang.hears("Li")


async def test_exactly_one_of_many_at_once_claims_it(tmp_path: Path) -> None:
    here = office()
    team = [Person(number, f"agent {number}", role=Role.AGENT, groups=("technical",)) for number in range(1, 21)]
    customer = Person(99)

    def settle(tx: Transaction) -> None:
        for person in (*team, customer):
            tx.people.put(person)
            tx.people.put_address(Address(person.id, person.id, CHANNEL, f"chat{person.id}"))

    store = await Store.open(tmp_path / "desk.db")
    try:
        await store.write(settle)
        answers: dict[str, Answer] = {step: in_(Language.EN, str(answer)) for step, answer in FAULT.items()}
        await store.write(handle, here, Submitted(Origin(CHANNEL, "chat99", "e0"), WEDNESDAY, "report", answers))
        (ticket,) = await store.read(lambda tx: tx.tickets.newest())
        presses = [
            Chose(Origin(CHANNEL, f"chat{person.id}", f"e{person.id}"), WEDNESDAY, encode("claim", ticket.id))
            for person in team
        ]
        await asyncio.gather(*(store.write(handle, here, press) for press in presses))
        (ticket,) = await store.read(lambda tx: tx.tickets.newest())
        entries = await store.read(lambda tx: tx.tickets.history(ticket.id))
    finally:
        await store.close()
    assert [entry.action for entry in entries] == ["report", "claim"]
    assert ticket.owner == entries[1].data["owner"]


def test_a_question_stops_the_clock_and_the_answer_starts_it_again(world: World) -> None:
    wang, li, _ = scene(world)
    due = world.ticket.pending["due:resolution"]
    li.chat(
        ("[询问客户 | Ask the customer]", ("FB20261125001 · ", "在客户答复之前暂停计时 | The clock stands still")),
        (
            Files(1, "铭牌在哪里？ | Where is the type plate?"),
            ("已随您的回答保留 1 个文件 | The file is kept", "已询问客户 | asked"),
        ),
    )
    wang.hears("Li", "铭牌在哪里 | Where is the type plate", "📎")
    assert "due:resolution" not in world.ticket.pending
    world.wait(HOUR)
    wang.chat(("在背面 | On the back", "需要的信息 | the answer we needed"))
    assert world.ticket.pending["due:resolution"] == due + HOUR
    li.hears("在背面 | On the back")


def test_a_message_reaches_the_customer_with_its_files(world: World) -> None:
    wang, li, _ = scene(world)
    li.chat(
        ("[告知客户 | Write to the customer]", ("告诉客户什么 | tell the customer", Not("[跳过 | Skip]"))),
        (Files(2), ("2 个文件 | 2 files", "告诉客户什么 | tell the customer")),
        (
            "请看说明书第 3 页 | Please see page 3",
            "工单 FB20261125001：已发给客户 | FB20261125001: sent to the customer",
        ),
    )
    wang.hears("Li", "请看说明书第 3 页 | Please see page 3", "📎")
    assert world.ticket.status is Status.IN_PROGRESS


def test_the_customer_never_sees_a_note(world: World) -> None:
    wang, li, zhao = scene(world)
    li.chat(
        ("[内部备注 | Internal note]", "客户看不到 | The customer never sees it"),
        ("客户很难缠 | A difficult customer", "已备注 | noted"),
    )
    wang.chat(
        ("FB20261125001", "FB20261125001"),
        ("[处理经过 | What happened]", "提交了反馈 | reported it"),
        ("[时限怎么算的 | Why is it due then?]", "承诺 | Promised"),
    )
    li.chat(("[告知客户 | Write to the customer]", "告诉客户什么 | tell"), ("您好 | Hello", "已发给客户 | sent"))
    world.wait(3 * DAY)
    assert in_(world.language, "难缠 | difficult") not in wang.words()
    zhao.chat(("FB20261125001", "FB20261125001"), ("[处理经过 | What happened]", "难缠 | difficult"))


def test_a_new_time_needs_a_reason_and_lies_ahead(world: World) -> None:
    wang, li, _ = scene(world)
    li.chat(
        ("[预计时间 | Expected time]", "预计哪一天解决 | On which day will it be solved"),
        ("今天 | today", "几点 | At what time"),
        ("9点 | 9:00", "原因是什么 | What is the reason"),
        (
            "配件还没有到 | The part is not here yet",
            ("已经过去了 | has passed already", "预计哪一天解决 | On which day"),
        ),
        ("11月26日 | 26 Nov", "几点 | At what time"),
        ("下午4点 | 4 pm", "已约定时间 | promised"),
    )
    wang.hears("明天 16:00 | 16:00 tomorrow", "配件还没有到 | The part is not here yet")
    assert world.ticket.expected == world.now + 30 * HOUR


def test_resolving_says_what_was_done_and_asks_whether_it_is_solved(world: World) -> None:
    wang, li, _ = scene(world)
    li.chat(
        ("[已解决 | Solved]", "做了哪些处理 | What was done"),
        ("已更换定影组件 | Replaced the fuser", "已处理完成 | marked as solved"),
    )
    wang.hears("Li", "已更换定影组件 | Replaced the fuser", "[已解决 | Yes, solved]", "[没有解决 | No, not solved]")
    assert world.ticket.status is Status.RESOLVED


# The supervisor


def test_the_supervisor_reviews_and_sets_priorities(world: World) -> None:
    zhao, wang = world.lead("Zhao"), world.customer()
    report(wang)
    zhao.chat(
        (
            "[核对 | Check]",
            ("FB20261125001", "P2", "[设为 P1 | Set P1]", "[设为 P3 | Set P3]", Not("[设为 P2 | Set P2]")),
        ),
        ("[设为 P1 | Set P1]", "已调整为 P1 | is now P1"),
    )
    assert world.ticket.priority is Priority.P1
    assert "due:review" not in world.ticket.pending


def test_what_nobody_does_in_time_reaches_the_supervisor(world: World) -> None:
    zhao, li, wang = world.lead("Zhao"), world.agent("Li", "technical"), world.customer()
    report(wang)
    zhao.hears(), li.hears()
    world.wait(16 * MINUTE)
    zhao.hears("主管审核 | Supervisor’s review", "10:15")
    world.until("2026-11-25 13:01")
    zhao.hears("首次答复：应在今天 12:00 前完成 | First answer: was due by 12:00 today")


def test_the_agent_is_asked_for_news_before_the_customer_is_owed_some(world: World) -> None:
    wang, li, zhao = scene(world)
    li.chat(
        ("[告知客户 | Write to the customer]", "告诉客户什么 | tell"),
        ("我马上检查 | I am looking into it", "已发给客户 | sent"),
    )
    world.wait(22 * HOUR)
    li.hears("FB20261125001", "10:00", "[告知客户 | Write to the customer]")
    li.chat(
        ("[告知客户 | Write to the customer]", "告诉客户什么 | tell"),
        ("配件到了 | The part is here", "已发给客户 | sent"),
    )
    wang.hears("配件到了 | The part is here")
    world.wait(3 * HOUR)
    zhao.hears(Not("没有新进展 | No news from"))


# Who may not


@pytest.mark.parametrize("verb", TEAM_VERBS)
def test_a_team_button_does_nothing_for_a_customer_not_even_their_own_tickets(world: World, verb: str) -> None:
    wang, _, _ = scene(world)
    before = world.everything()["tickets"]
    wang.presses(encode(verb, world.ticket.id), UNKNOWN)
    world.customer().presses(encode(verb, world.ticket.id), UNKNOWN)
    wang.chat(("谢谢 | thanks", "不客气 | You are welcome"))
    assert world.everything()["tickets"] == before


@pytest.mark.parametrize("verb", ["message", "ask", "expect", "resolve"])
def test_an_agent_does_not_act_on_somebody_elses_ticket(world: World, verb: str) -> None:
    scene(world)
    bo = world.agent("Bo", "technical")
    bo.presses(encode(verb, world.ticket.id), NOT_YOURS)
    assert world.tx.drafts.get(bo.address.id) is None


@pytest.mark.parametrize("verb", ["message", "ask", "expect", "resolve"])
def test_an_unclaimed_ticket_is_claimed_first(world: World, verb: str) -> None:
    li, wang = world.agent("Li", "technical"), world.customer()
    report(wang)
    li.presses(encode(verb, world.ticket.id), "工单 FB20261125001 还没有人领取 | Nobody has taken FB20261125001 yet")


def test_an_agent_does_not_review(world: World) -> None:
    li, wang = world.agent("Li", "technical"), world.customer()
    report(wang)
    for arg in ("", "1"):
        li.presses(encode("review", world.ticket.id, arg), NOT_YOURS)
    assert [entry.action for entry in world.history()] == ["report"]


def test_a_supervisor_acts_on_any_claimed_ticket(world: World) -> None:
    wang, _, zhao = scene(world)
    zhao.presses(encode("message", world.ticket.id), "告诉客户什么 | tell the customer")
    zhao.chat(("我是主管 | I am the supervisor", "已发给客户 | sent"))
    wang.hears("Zhao", "我是主管 | I am the supervisor")


def test_what_was_written_comes_back_when_the_ticket_has_moved_on(world: World) -> None:
    wang, li, _ = scene(world)
    li.chat(("[已解决 | Solved]", "做了哪些处理 | What was done"))
    wang.chat(
        ("撤销 | withdraw", "确定要撤销吗 | really want to withdraw"),
        ("是 | yes", "原因 | why"),
        ("自己好了 | it works again", "已按您的要求撤销 | is withdrawn"),
    )
    li.chat(
        (
            "换了定影组件 | Replaced the fuser",
            (
                "现在不能这样操作 | no longer possible",
                "“换了定影组件” | “Replaced the fuser”",
                Not("已处理完成 | marked as solved"),
            ),
        )
    )
    assert world.ticket.status is Status.CANCELLED
    li.chat(("[已解决 | Solved]", "现在不能这样操作 | no longer possible"))


def test_a_member_who_is_taken_out_finishes_nothing(world: World) -> None:
    wang, li, _ = scene(world)
    li.chat(("[告知客户 | Write to the customer]", "告诉客户什么 | tell the customer"))
    change(li, removed=True)
    li.chat(("再见 | bye bye", UNKNOWN))
    li.presses(encode("message", world.ticket.id), UNKNOWN)
    wang.hears("")
    assert [entry.action for entry in world.history()] == [Action.REPORT, Action.CLAIM]
