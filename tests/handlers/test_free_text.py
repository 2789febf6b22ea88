"""Words outside a dialogue: they answer a question, join a ticket or begin a report, and none is lost."""

import pytest

from store.moment import DAY, HOUR, MINUTE
from store.press import encode
from store.ticket import Status, Ticket
from tests.world import Chat, Exactly, Files, Form, Not, Open, World, in_, report

WHICH = "关于哪张反馈单 | Which report is this about"
THANKS = Exactly("不客气，有需要随时找我。 | You are welcome. I am here whenever you need us.")


def words_of(world: World, place: int = -1) -> str:
    """What was added last to a ticket."""
    ticket = world.tickets()[0]
    return str(world.tx.tickets.history(ticket.id)[place].data.get("words", ""))


def asked(world: World, wang: Chat) -> tuple[Chat, Ticket]:
    """A ticket about which its agent has asked."""
    li = world.agent("Li", "technical")
    ticket = report(wang)
    li.chat(
        ("[我来处理 | I’ll take it]", "由您负责 | is yours"),
        ("[询问客户 | Ask the customer]", "需要向客户了解什么 | What do you need to know"),
        ("风扇还转吗？ | Does the fan still turn?", "已询问客户 | asked"),
    )
    wang.hears("风扇还转吗 | Does the fan still turn")
    return li, ticket


def resolved(world: World, wang: Chat) -> tuple[Chat, Ticket]:
    """A ticket that its agent says is solved."""
    li = world.agent("Li", "technical")
    ticket = report(wang)
    li.chat(
        ("[我来处理 | I’ll take it]", "由您负责 | is yours"),
        ("[已解决 | Solved]", "做了哪些处理 | What was done"),
        ("已更换定影组件 | Replaced the fuser", "已处理完成 | marked as solved"),
    )
    wang.hears("[已解决 | Yes, solved]")
    return li, ticket


# Courtesies


@pytest.mark.parametrize("said", ["谢谢 | thanks", "好的 | OK", "🙏", "👍🏽", "……"])
@pytest.mark.parametrize("closed", [True, False])
def test_thanks_reopen_and_begin_nothing(world: World, said: str, closed: bool) -> None:
    wang = world.customer()
    resolved(world, wang)
    if closed:
        wang.chat(
            ("[已解决 | Yes, solved]", "打分 | How was our service"),
            ("5", "谢谢 | Thank you"),
            ("[跳过 | Skip]", "谢谢 | Thank you"),
        )
    before = world.history()
    wang.chat((said, "不客气 | You are welcome"))
    assert world.history() == before


def test_a_greeting_is_greeted(world: World) -> None:
    wang = world.customer()
    wang.chat(
        ("您好！ | Good morning!", ("请问有什么可以帮您 | What can I do for you", "[报告问题 | Report a problem]")),
        (Open(), "请问有什么可以帮您 | What can I do for you"),
        ("谢谢 | thanks", THANKS),
    )


@pytest.mark.parametrize(
    "said", ["取消 | cancel", "没有 | none", "跳过 | skip", "就这些 | done", "是的 | yes", "不 | no", "返回 | back"]
)
def test_a_word_that_means_nothing_here_begins_no_report(world: World, said: str) -> None:
    world.customer().chat((said, ("没有正在进行 | Nothing is under way", "[报告问题 | Report a problem]")))


@pytest.mark.parametrize("said", ["/nothing", "/settings"])
def test_an_unknown_command_says_what_can_be_done(world: World, said: str) -> None:
    world.customer().chat((said, ("没有这个命令 | do not know that command", "[我的反馈单 | My reports]")))


# The answer to a question of the team


@pytest.mark.parametrize(
    "answer", ["还转，但是声音很大 | It does, but it is loud", "转 | y", "没有 | no", "好的 | ok", "👍", "3"]
)
def test_words_answer_the_question_and_the_clock_goes_on(world: World, answer: str) -> None:
    wang = world.customer()
    li, _ = asked(world, wang)
    wang.chat((answer, "这正是反馈单 FB20261125001 需要的信息 | the answer we needed for FB20261125001"))
    assert world.ticket.status is Status.IN_PROGRESS
    assert words_of(world) == in_(world.language, answer)
    li.hears(in_(world.language, answer))


def test_a_photo_answers_the_question(world: World) -> None:
    wang = world.customer()
    asked(world, wang)
    wang.chat((Files(1), "需要的信息 | the answer we needed"))
    assert world.ticket.status is Status.IN_PROGRESS


def test_thanks_answer_no_question(world: World) -> None:
    wang = world.customer()
    asked(world, wang)
    wang.chat(
        (
            "谢谢 | thank you",
            ("不客气 | You are welcome", "FB20261125001 还需要您的回复 | need your answer to go on with FB20261125001"),
        )
    )
    assert world.ticket.status is Status.AWAITING_CUSTOMER


def test_the_answer_is_not_swallowed_by_a_dialogue_that_the_question_interrupted(world: World) -> None:
    wang = world.customer()
    li = world.agent("Li", "technical")
    report(wang)
    li.chat(("[我来处理 | I’ll take it]", "由您负责 | is yours"))
    wang.chat(
        ("报修 | report", "哪方面 | What is it about"), ("1", "具体 | fits best"), ("1", "是哪款产品 | Which product")
    )
    world.wait(5 * MINUTE)
    li.chat(
        ("[询问客户 | Ask the customer]", "了解什么 | need to know"),
        ("风扇还转吗？ | Does the fan turn?", "已询问 | asked"),
    )
    wang.chat(
        (
            "转 | Yes it does",
            (WHICH, "[回答您刚才的问题 | It answers your question]", "[FB20261125001 · ", "[新的反馈 | A new report]"),
        ),
        (
            "2",
            ("需要的信息 | the answer we needed", "接着刚才的继续 | go on where we were", "是哪款产品 | Which product"),
        ),
        ("LJ-2400", "序列号是多少 | serial number"),
    )
    world.wait(MINUTE)
    li.chat(("[询问客户 | Ask the customer]", "了解什么 | need to know"), ("型号？ | The model?", "已询问 | asked"))
    wang.chat(
        ("SN-1", WHICH),
        ("[回答您刚才的问题 | It answers your question]", "什么时候购买的 | When did you buy it"),
    )


# Whether it is solved


@pytest.mark.parametrize("said", ["解决了 | it works now", "是的 | Yes", "已解决。 | Yes, solved"])
def test_yes_to_whether_it_is_solved(world: World, said: str) -> None:
    wang = world.customer()
    resolved(world, wang)
    wang.chat((said, "打分 | How was our service"))
    assert world.ticket.status is Status.CLOSED


@pytest.mark.parametrize("said", ["没有 | no", "没解决 | not solved", "还是不行！ | It still doesn't work!"])
def test_no_to_whether_it_is_solved(world: World, said: str) -> None:
    wang = world.customer()
    resolved(world, wang)
    wang.chat(
        (said, "还有哪里没有解决 | What is not right yet"),
        ("第二页还是空白 | The second page stays blank", "从现在起由 | From now on"),
    )
    assert world.ticket.status is Status.REOPENED


def test_other_words_about_a_result_are_added_and_it_is_asked_about_once_more(world: World) -> None:
    wang = world.customer()
    li, _ = resolved(world, wang)
    wang.chat(
        ("第二页还有一条灰线 | There is a grey line on page two", (WHICH, "[FB20261125001 · ")),
        (
            "FB20261125001",
            (
                "已补充到反馈单 FB20261125001 | Added to FB20261125001",
                "[已解决 | Yes, solved]",
                "[没有解决 | No, not solved]",
            ),
        ),
    )
    li.hears("灰线 | grey line")
    wang.chat(("[没有解决 | No, not solved]", "还有哪里没有解决 | What is not right yet"))


# Where words belong


def test_words_of_somebody_with_tickets_are_offered_to_each_and_to_a_new_report(world: World) -> None:
    wang = world.customer()
    report(wang), report(wang, description="扫描仪的盖子断了 | The lid of the scanner broke off")
    wang.chat(
        (
            "明天下午都在家 | I am at home tomorrow afternoon",
            (
                WHICH,
                "“明天下午都在家” | “I am at home tomorrow afternoon”",
                "[FB20261125001 · ",
                "[FB20261125002 · ",
                "[新的反馈 | A new report]",
                "[不用了 | Never mind]",
            ),
        ),
        ("1", "已补充到反馈单 FB20261125002 | Added to FB20261125002"),
    )


@pytest.mark.parametrize("where", ["[新的反馈 | A new report]", "新的反馈 | a new report", "报修 | report", "2"])
def test_words_can_begin_a_report_beside_open_tickets(world: World, where: str) -> None:
    wang = world.customer()
    report(wang)
    wang.chat(
        ("扫描仪也没有反应了 | The scanner is dead as well", WHICH),
        (where, ("您说的我已记下 | I have noted that", "哪方面的问题 | What is it about")),
    )
    wang.finishes(category="6")
    assert world.tickets()[1].words("description") == in_(
        world.language, "扫描仪也没有反应了 | The scanner is dead as well"
    )


@pytest.mark.parametrize("word", ["[不用了 | Never mind]", "不用了 | never mind", "取消 | cancel", "3"])
def test_words_can_be_let_go(world: World, word: str) -> None:
    wang = world.customer()
    report(wang)
    before = world.history()
    wang.chat(
        ("算错了 别管它 | my mistake, ignore it", WHICH),
        (word, "不作记录 | not kept it"),
        ("跳过 | skip", "没有正在进行 | Nothing is under way"),
    )
    assert world.history() == before


def test_more_words_and_files_wait_together(world: World) -> None:
    wang = world.customer()
    report(wang)
    first, second = "明天我不在家 | I am away tomorrow", "后天可以 | the day after is fine"
    wang.chat(
        (first, WHICH),
        (Files(2), (WHICH, "2 个文件 | 2 files", in_(world.language, first))),
        (second, (WHICH, in_(world.language, first), in_(world.language, second))),
        ("没有 | skip", (WHICH, in_(world.language, first))),
        ("帮助 | help", ("您随时可以 | At any time", "接着刚才的继续 | go on where we were", WHICH)),
        ("/language", ("用中文与您交流 | go on in English", WHICH)),
        ("/language", WHICH),
        ("x" * 7_990, ("这里最多 8000 个 | at most 8000 fit here", WHICH, in_(world.language, second))),
        ("[FB20261125001 …]", "已补充 | Added"),
    )
    assert words_of(world) == f"{in_(world.language, first)}\n{in_(world.language, second)}"
    assert len(world.history()[-1].data["files"]) == 2  # type: ignore[arg-type]


def test_words_that_wait_do_not_stand_in_the_way_of_buttons(world: World) -> None:
    wang = world.customer()
    report(wang)
    wang.chat(
        ("请快一点 谢谢你们 | please be quick about it", WHICH),
        ("[补充 | Add something]", "想补充什么 | What would you like to add"),
        (
            "楼层是三楼 | It is on the third floor",
            ("已补充 | Added", "接着刚才的继续 | go on where we were", WHICH, "请快一点 | be quick"),
        ),
        ("1", "已补充 | Added"),
    )
    assert words_of(world) == in_(world.language, "请快一点 谢谢你们 | please be quick about it")


def test_an_old_button_places_nothing_twice(world: World) -> None:
    wang = world.customer()
    report(wang)
    wang.chat(("明天我不在家 | I am away tomorrow", WHICH))
    button = wang.button("新的反馈 | A new report")
    wang.chat(("后天可以 | the day after is fine", WHICH))
    wang.presses(button, "这个按钮属于之前的问题 | belongs to an earlier question")
    wang.chat(("1", "已补充 | Added"))
    wang.presses(button, "这个按钮属于之前的问题 | belongs to an earlier question")


# A small question that was asked long ago


def test_a_survey_of_long_ago_does_not_swallow_a_new_problem(world: World) -> None:
    wang = world.customer()
    resolved(world, wang)
    wang.chat(("[已解决 | Yes, solved]", "打分 | How was our service"), ("5", "想告诉我们的 | would like to tell us"))
    world.wait(21 * DAY)
    wang.chat(
        (
            "新的打印机坏了 不能开机 | My new printer does not start",
            (WHICH, "[新的反馈 | A new report]", "[回答您刚才的问题 | It answers your question]"),
        ),
        ("[新的反馈 | A new report]", "哪方面的问题 | What is it about"),
    )
    wang.finishes(category="6")
    wang.chat(("[跳过 | Skip]", "这能帮我们做得更好 | helps us to get better"))
    assert len(world.tickets()) == 2


def test_what_an_agent_writes_the_next_day_is_not_sent_to_the_customer_unasked(world: World) -> None:
    wang, li = world.customer(), world.agent("Li", "technical")
    report(wang)
    li.chat(
        ("[我来处理 | I’ll take it]", "由您负责 | is yours"),
        ("[告知客户 | Write to the customer]", "告诉客户什么 | tell the customer"),
        ("我马上检查 | I am looking into it", "已发给客户 | sent to the customer"),
        ("[告知客户 | Write to the customer]", "告诉客户什么 | tell the customer"),
    )
    world.wait(DAY + HOUR)
    wang.hears()
    li.chat(
        (
            "午饭吃什么？ | What is for lunch?",
            ("给哪一单 | Which report is this for", "[回答您刚才的问题 | It answers your question]"),
        ),
        (
            "不用了 | never mind",
            ("不作记录 | not kept it", "接着刚才的继续 | go on where we were", "告诉客户什么 | tell the customer"),
        ),
        ("明天上门 | We come tomorrow", "已发给客户 | sent to the customer"),
    )
    wang.hears("明天上门 | We come tomorrow", Not("午饭 | lunch"))


# The team's free words


def test_words_of_the_team_go_to_the_customer_they_name(world: World) -> None:
    wang, li = world.customer(), world.agent("Li", "technical")
    report(wang), report(wang)
    li.chat(
        ("你好 | hello", "这里是您的工作台 | Here is your desk"),
        ("谁在？ | anybody there", "这里是您的工作台 | Here is your desk"),
    )
    for ticket in world.tickets():
        li.presses(encode("claim", ticket.id), "由您负责 | is yours")
    li.chat(
        ("配件已到货 | The part has arrived", ("给哪一单 | Which report is this for", Not("新的反馈 | A new report"))),
        ("FB20261125001", "FB20261125001：已发给客户 | FB20261125001: sent to the customer"),
        ("好的 | ok", "收到 | Noted"),
    )
    wang.hears("配件已到货 | The part has arrived")


def test_words_for_a_ticket_that_has_moved_on_come_back(world: World) -> None:
    wang, li = world.customer(), world.agent("Li", "technical")
    report(wang)
    li.chat(
        ("[我来处理 | I’ll take it]", "由您负责 | is yours"),
        ("配件已到货 | The part has arrived", "给哪一单 | Which report"),
    )
    wang.chat(
        ("撤销 | withdraw", "确定要撤销吗 | really want to withdraw"),
        ("是 | yes", "原因 | why"),
        ("[跳过 | Skip]", "已按您的要求撤销 | is withdrawn"),
    )
    li.chat(
        (
            "[FB20261125001 …]",
            ("现在不能这样操作 | no longer possible", "不会丢失 | not lost", "配件已到货 | The part has arrived"),
        )
    )


def test_a_form_begun_while_words_wait_leaves_them_waiting(world: World) -> None:
    wang = world.customer()
    report(wang)
    wang.chat(
        ("明天我不在家 | I am away tomorrow", WHICH),
        (Form("report", {}), "还有 | still missing"),
        ("取消 | cancel", ("已取消 | Cancelled", WHICH, "不在家 | away")),
    )


def test_files_wait_for_their_place_though_the_words_with_them_are_too_many(world: World) -> None:
    wang = world.customer()
    report(wang)
    wang.chat(
        ("纸盒的盖子也断了 | The lid of the tray broke, too", "关于哪张反馈单 | Which report is this about"),
        (Files(2, "x" * 7_999), ("最多 8000 个 | at most 8000 fit", "2 个文件 | 2 files")),
        ("1", "已补充 | Added"),
    )
    assert len(world.history()[-1].data["files"]) == 2  # type: ignore[arg-type]
