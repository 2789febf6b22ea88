"""What customers do with their tickets, one or several of them."""

import pytest

from store.desk import Desk
from store.lifecycle import Action, Author, AuthorKind
from store.moment import DAY, HOUR, MINUTE
from store.ticket import Status, Ticket
from tests.world import Chat, Exactly, Files, Not, Open, World, in_, report

LID = "扫描仪的盖子断了 | The lid of the scanner broke off"
WHICH = "请问您指的是哪一单 | Which report do you mean"


def resolved(world: World) -> tuple[Chat, Chat]:
    """A customer whose ticket is solved, says the agent."""
    li, wang = world.agent("Li", "technical"), world.customer()
    report(wang)
    li.chat(
        ("[我来处理 | I’ll take it]", "由您负责 | is yours"),
        ("[已解决 | Solved]", "做了哪些处理 | What was done"),
        ("已更换定影组件 | Replaced the fuser", "已处理完成 | marked as solved"),
    )
    wang.hears("[已解决 | Yes, solved]")
    return wang, li


def withdraw(world: World, wang: Chat, ticket: Ticket) -> None:
    """Withdraw a ticket, without a word in the chat."""
    author = Author(AuthorKind.CUSTOMER, wang.person.id)
    world.do(lambda tx: Desk(tx, world.office, world.now).act(ticket.id, Action.WITHDRAW, author))


# Adding


@pytest.mark.parametrize("how", ["[补充 | Add something]", "补充 | add something", "/add"])
def test_words_and_files_are_added(world: World, how: str) -> None:
    li, wang = world.agent("Li", "technical"), world.customer()
    report(wang)
    wang.chat(
        (how, ("FB20261125001 · ", "您想补充什么 | What would you like to add")),
        (Files(2), ("已随您的回答保留 2 个文件 | 2 files are kept", "您想补充什么 | What would you like to add")),
        (
            "今天又出现了两次 | Twice again today",
            "已补充到反馈单 FB20261125001，团队已收到通知 | Added to FB20261125001. The team has been told",
        ),
    )
    li.hears("今天又出现了两次 | Twice again today", "📎")
    assert len(world.history()[-1].data["files"]) == 2  # type: ignore[arg-type]


def test_files_sent_before_the_button_is_pressed_again_are_added_too(world: World) -> None:
    wang = world.customer()
    report(wang)
    add = wang.button("补充 | Add something")
    wang.presses(add, "您想补充什么 | What would you like to add")
    wang.say(Files(2))
    wang.presses(add, "您想补充什么 | What would you like to add")
    wang.chat(("是纸盒的盖子 | It is the lid of the tray", "已补充 | Added"))
    assert len(world.history()[-1].data["files"]) == 2  # type: ignore[arg-type]


def test_files_alone_are_added_too(world: World) -> None:
    wang = world.customer()
    report(wang)
    wang.chat(
        ("[补充 | Add something]", "您想补充什么 | What would you like to add"),
        (Files(1), "[跳过 | Skip]"),
        ("[跳过 | Skip]", "已补充 | Added"),
        ("[补充 | Add something]", "您想补充什么 | What would you like to add"),
        ("没有 | none", Exactly("没有可补充的内容。 | There was nothing to add.")),
    )
    wang.chat(
        ("FB20261125001", "FB20261125001"),
        ("[处理经过 | What happened]", ("补充了文件 | added files", Not("补充：\n"))),
    )


def test_words_for_a_ticket_that_ended_meanwhile_come_back(world: World) -> None:
    wang, _ = resolved(world)
    wang.chat(("补充 | add something", "您想补充什么 | What would you like to add"))
    world.wait(4 * DAY)
    assert world.ticket.status is Status.ARCHIVED
    wang.chat(
        ("还有一个小问题 | One more small thing", "关于哪张反馈单 | Which report"),
        ("1", ("这张单已归档 | is archived", "不会丢失 | not lost", "还有一个小问题 | One more small thing")),
    )


# Urging


@pytest.mark.parametrize("how", ["[催办 | Please hurry]", "催办 | please hurry", "催一下！ | urge"])
def test_urging_rings_once_in_the_playbooks_interval(world: World, how: str) -> None:
    li, wang = world.agent("Li", "technical"), world.customer()
    report(wang)
    li.chat(("[我来处理 | I’ll take it]", "由您负责 | is yours"))
    wang.chat(("我的反馈单 | my reports", "FB20261125001"), ("[FB20261125001 …]", "[催办 | Please hurry]"))
    wang.chat(
        (
            how,
            Exactly(
                "已为反馈单 FB20261125001 催办，团队刚刚收到提醒。 | We have just rung the team about FB20261125001."
            ),
        )
    )
    li.hears("催办 | Urged by", "FB20261125001")
    world.wait(20 * MINUTE)
    wang.hears()
    wang.chat(
        (
            how,
            (
                "刚刚已为反馈单 FB20261125001 催办过 | was rung about FB20261125001 a short while ago",
                "今天 14:00 | 14:00 today",
            ),
        )
    )
    li.hears("")
    world.wait(3 * HOUR + 40 * MINUTE)
    wang.chat((how, "团队刚刚收到提醒 | We have just rung the team"))
    li.hears("催办 | Urged by")


def test_with_several_tickets_it_is_asked_which(world: World) -> None:
    wang = world.customer()
    report(wang), report(wang, description=LID)
    for how, then in (
        ("催办 | hurry up", "团队刚刚收到提醒 | We have just rung the team about FB20261125001"),
        ("补充 | add something", "您想补充什么 | What would you like to add"),
        ("撤销 | withdraw", "确定要撤销吗 | really want to withdraw"),
    ):
        wang.chat((how, (WHICH, "[FB20261125002 · ")), ("[FB20261125001 …]", then))
        wang.say("取消 | cancel")


@pytest.mark.parametrize("how", ["催办 | please hurry", "撤销 | withdraw", "补充 | add something"])
def test_without_a_ticket_there_is_nothing_to_do_it_to(world: World, how: str) -> None:
    world.customer().chat(
        (how, ("您还没有提交过反馈 | You have not reported anything yet", "[报告问题 | Report a problem]"))
    )


# The result


def test_a_result_is_confirmed_once(world: World) -> None:
    wang, li = resolved(world)
    wang.chat(
        ("[已解决 | Yes, solved]", "打分 | How was our service"),
        ("[已解决 | Yes, solved]", "现在不能这样操作 | no longer possible"),
    )
    li.hears("确认工单 FB20261125001 已解决 | FB20261125001: confirmed as solved")


def test_a_result_is_disputed_within_the_playbooks_time(world: World) -> None:
    wang, _ = resolved(world)
    wang.chat(
        ("[已解决 | Yes, solved]", "打分 | How was our service"),
        ("4", "想告诉我们的 | would like to tell us"),
        ("[跳过 | Skip]", "做得更好 | get better"),
    )
    wang.chat(
        ("[没有解决 | No, not solved]", "还有哪里没有解决 | What is not right yet"),
        ("又出现了 | It is back", "从现在起由 | From now on"),
    )
    assert world.ticket.status is Status.REOPENED


@pytest.mark.parametrize("days", [6, 8])
def test_long_after_the_end_a_new_report_is_the_better_way(world: World, days: int) -> None:
    wang, _ = resolved(world)
    unsolved = wang.button("没有解决 | No, not solved")
    wang.chat(("[已解决 | Yes, solved]", "打分 | How was our service"))
    world.wait(days * DAY)
    wang.presses(
        unsolved,
        "FB20261125001 已关闭较久，请重新提交 | FB20261125001 has been closed for some time. Please report it anew",
        "[报告问题 | Report a problem]",
    )


def test_a_dispute_that_is_finished_too_late_reopens_nothing(world: World) -> None:
    wang, _ = resolved(world)
    wang.chat(("[没有解决 | No, not solved]", "还有哪里没有解决 | What is not right yet"))
    world.wait(20 * DAY)
    wang.chat(
        ("灰线还在 | The line is still there", "关于哪张反馈单 | Which report"),
        ("1", "已关闭较久 | closed for some time"),
    )
    assert world.ticket.status is Status.ARCHIVED


# Withdrawing


def test_withdrawing_is_asked_about_and_gives_a_reason_if_any(world: World) -> None:
    li, wang = world.agent("Li", "technical"), world.customer()
    report(wang)
    wang.chat(
        ("FB20261125001", "[撤销 | Withdraw]"),
        ("[撤销 | Withdraw]", ("确定要撤销吗 | really want to withdraw", "[是 | Yes]", "[否 | No]")),
        ("[否 | No]", Exactly("好的，反馈单 FB20261125001 继续处理。 | All right, we keep working on FB20261125001.")),
        ("[撤销 | Withdraw]", "确定要撤销吗 | really want to withdraw"),
        ("是的 | yes", "方便告诉我们原因吗 | May we know why"),
        ("重启后好了 | It works after a restart", "已按您的要求撤销反馈单 FB20261125001 | FB20261125001 is withdrawn"),
        ("FB20261125001", ("已撤销 | Withdrawn", Not("[撤销 | Withdraw]"))),
    )
    li.hears("重启后好了 | It works after a restart")
    assert world.ticket.status is Status.CANCELLED


# Language and help


def test_the_language_is_switched_at_any_time(world: World) -> None:
    wang = world.customer()
    other = "English" if world.language == "zh" else "中文"
    wang.chat(
        (Open(), f"[{other}]"),
        (f"[{other}]", ("用中文与您交流 | go on in English",)),
        ("切换语言 | /language", "用中文与您交流 | go on in English"),
        (f"{other}", "用中文与您交流 | go on in English"),
        ("菜单 | menu", ("请问有什么可以帮您 | What can I do for you", "[报告问题 | Report a problem]")),
    )
    assert wang.language != world.language


def test_what_the_bot_can_do(world: World) -> None:
    every = "至少每 24 小时 | at least every 24 h"
    world.customer().chat(
        ("帮助 | help", ("您随时可以 | At any time you can", every)),
        ("[能做什么 | What you can do]", every),
        ("？ | ?", every),
    )


def test_what_is_answered_in_one_language_is_told_to_each_in_their_own(world: World) -> None:
    wang, li = resolved(world)
    wang.chat(("/language", "用中文与您交流 | go on in English"))
    wang.chat(
        ("[没有解决 | No, not solved]", "还有哪里没有解决 | What is not right yet"),
        ("还有灰线 | grey lines", "从现在起由 | From now on"),
    )
    assert in_(li.language, "当前状态：二次处理 | Now: Second handling") in li.words()


def test_an_answer_finds_its_question_however_many_reports_came_since(world: World) -> None:
    li, wang = world.agent("Li", "technical"), world.customer()
    first = report(wang)
    li.say("[我来处理 | I’ll take it]")
    for _ in range(25):
        withdraw(world, wang, report(wang))
    li.say(first.number)
    li.say("[询问客户 | Ask the customer]")
    li.say("风扇还转吗？ | Does the fan still turn?")
    wang.chat(("不转了 | It does not turn any more", first.number))
    asked = world.tx.tickets.get(first.id)
    assert asked is not None
    assert asked.status is Status.IN_PROGRESS
