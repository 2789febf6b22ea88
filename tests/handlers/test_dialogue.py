"""The engine: how a question is answered, passed over, gone back to, changed, and taken up again."""

from collections.abc import Callable

import pytest

from handlers.dialogue import Dialogue, Engine
from handlers.turn import Turn
from store.desk import Desk
from store.label import Label
from store.message import AskKind
from store.moment import DAY
from store.playbook import Step
from store.ticket import Answer
from store.transaction import Transaction
from tests.world import FAULT, Chat, Exactly, Files, Form, Not, World, in_


def begun(world: World) -> Chat:
    """A customer who has begun a report of a fault, asked for the model."""
    wang = world.customer()
    wang.chat(
        ("报修 | report", "哪方面的问题 | What is it about"),
        ("功能故障 | Fault", "具体是哪一类 | Which of these fits best"),
        ("2", "是哪款产品 | Which product"),
    )
    return wang


def at_review(world: World, **changes: str) -> Chat:
    """A customer who has answered everything and stands at the review."""
    wang = begun(world)
    answers = {**FAULT, "description": "开机就显示错误 0x61 | It shows error 0x61 at once", **changes}
    for step in ("model", "serial_number", "purchase_date", "happened_on", "happened_at", "description", "hoped"):
        wang.say(str(answers[step]))
    wang.chat(("[跳过 | Skip]", "有多紧急 | How urgent"))
    for step in ("urgency", "impact", "name", "phone", "tier"):
        wang.say(str(answers[step]))
    wang.hears("请再核对一遍 | Please check once more")
    return wang


# One question, many ways to answer it


@pytest.mark.parametrize(
    "answer",
    ["使用咨询", "使用咨询。", "question", "Question", " QUESTION! ", "2", "２", "②", "2.", "[使用咨询 | Question]"],
)
def test_a_choice_is_answered_by_label_number_or_button_in_either_language(world: World, answer: str) -> None:
    wang = world.customer()
    wang.chat(
        ("报修 | report", "哪方面的问题 | What is it about"),
        (answer, ("具体是哪一类 | Which of these fits best", "[操作方法 | How to use it]")),
    )


@pytest.mark.parametrize("answer", ["7", "0", "99999", "故", "没听懂 | pardon", "⑨"])
def test_what_is_no_choice_is_asked_again(world: World, answer: str) -> None:
    wang = world.customer()
    wang.chat(
        ("报修 | report", "哪方面的问题 | What is it about"),
        (
            answer,
            (
                "请按其中一个按钮 | Please press one of the buttons",
                "1 到 6 | from 1 to 6",
                "哪方面的问题 | What is it about",
            ),
        ),
        ("1", "具体是哪一类 | Which of these fits best"),
    )


def test_a_description_given_at_a_choice_is_kept(world: World) -> None:
    wang = world.customer()
    wang.chat(
        ("报修 | report", "哪方面的问题 | What is it about"),
        (
            "打印机从昨天起一直卡纸 | My printer has jammed since yesterday",
            ("这段话也已记下 | I have noted that as well", "哪方面的问题 | What is it about"),
        ),
        ("6", "您希望得到怎样的结果 | What outcome are you hoping for"),
    )


@pytest.mark.parametrize("skipping", ["跳过 | skip", "没有 | none", "不知道 | I don’t know", "[跳过 | Skip]"])
def test_an_optional_question_can_be_skipped(world: World, skipping: str) -> None:
    wang = begun(world)
    wang.chat(
        (skipping, "序列号是多少 | serial number"),
        ("[上一步 | Back]", ("是哪款产品 | Which product", Not("目前 | So far"))),
    )


@pytest.mark.parametrize("skipping", ["跳过 | skip", "没有 | none"])
def test_a_needed_answer_cannot_be_skipped(world: World, skipping: str) -> None:
    wang = at_review(world)
    wang.chat(
        ("[修改：电话 | Change: Phone]", ("电话号码 | phone number", Not("[跳过 | Skip]"))),
        ("[取消 | Cancel]", "已取消 | Cancelled"),
        ("报修 | report", "哪方面的问题 | What is it about"),
        (skipping, ("我们需要这一项 | We need this answer", "哪方面的问题 | What is it about")),
    )


def test_words_that_are_moves_can_be_answers(world: World) -> None:
    wang = world.customer()
    li = world.agent("Li", "technical")
    wang.say(Form("report", FAULT))
    li.chat(
        ("[我来处理 | I’ll take it]", "由您负责 | is yours"),
        ("[已解决 | Solved]", "做了哪些处理 | What was done"),
        ("完成 | done", "已处理完成 | marked as solved"),
    )
    wang.hears("完成 | done")


# Back, keep, cancel


def test_back_asks_the_question_before_and_its_answer_may_stand(world: World) -> None:
    wang = begun(world)
    wang.chat(
        ("LJ-2400", "序列号是多少 | serial number"),
        (
            "上一步 | back",
            ("是哪款产品 | Which product", "目前填的是：LJ-2400 | So far: LJ-2400", "[保持不变 | Leave as it is]"),
        ),
        ("[保持不变 | Leave as it is]", "序列号是多少 | serial number"),
        ("[上一步 | Back]", "是哪款产品 | Which product"),
        ("保持不变 | leave as it is", "序列号是多少 | serial number"),
        ("返回 | /back", "是哪款产品 | Which product"),
        ("LJ-3000", "序列号是多少 | serial number"),
        ("[上一步 | Back]", "LJ-3000"),
        ("[上一步 | Back]", "具体是哪一类 | Which of these fits best"),
        ("[上一步 | Back]", ("哪方面的问题 | What is it about", Not("[上一步 | Back]"))),
        ("上一步 | back", "这已经是第一个问题 | This is the first question"),
    )


@pytest.mark.parametrize("word", ["取消 | cancel", "算了 | /cancel", "[取消 | Cancel]"])
def test_cancel_ends_it_without_effect(world: World, word: str) -> None:
    wang = begun(world)
    wang.chat(
        (word, Exactly("已取消，没有提交任何内容。 | Cancelled. Nothing was sent.")),
        (
            word,
            "这个按钮属于之前的问题 | belongs to an earlier question"
            if word[0] == "["
            else "没有正在进行 | Nothing is under way",
        ),
    )
    assert world.tickets() == []


# The review


def test_any_answer_is_changed_from_the_review_which_comes_back(world: World) -> None:
    wang = at_review(world)
    wang.chat(
        (
            "[修改：电话 | Change: Phone]",
            ("电话号码 | phone number", "目前填的是：+8613800138000 | So far: +8613800138000"),
        ),
        ("139 0013 9000", ("请再核对一遍 | Please check once more", "+8613900139000")),
        ("[修改：型号 | Change: Model]", "是哪款产品 | Which product"),
        ("[上一步 | Back]", ("请再核对一遍 | Please check once more", "LJ-2400")),
        ("[修改：型号 | Change: Model]", "[跳过 | Skip]"),
        ("[跳过 | Skip]", ("请再核对一遍 | Please check once more", "型号: （未填） | Model: –")),
        ("[修改：照片和文件 | Change: Photos and files]", "有照片、视频 | photos, a video"),
        (Files(1), ("已收到 1 个文件 | Got it", "[移除文件 | Remove the files]")),
        (Files(2), "已收到 3 个文件 | Got 3 files"),
        ("[移除文件 | Remove the files]", ("有照片、视频 | photos, a video", "[跳过 | Skip]")),
        (Files(1), "已收到 1 个文件 | Got it"),
        (
            "就这些 | that’s all",
            ("请再核对一遍 | Please check once more", "照片和文件: 1 个文件 | Photos and files: 1 file"),
        ),
        ("提交 | Send", "FB20261125001"),
    )
    assert world.ticket.answers["phone"] == "+8613900139000"
    assert "model" not in world.ticket.answers
    assert len(world.ticket.files("evidence")) == 1


def test_a_changed_category_asks_for_a_kind_of_its_own_and_drops_what_it_closes(world: World) -> None:
    wang = at_review(world)
    wang.chat(
        ("[修改：问题类型 | Change: Category]", "[服务投诉 | Complaint]"),
        (
            "服务投诉 | Complaint",
            ("具体是哪一类 | Which of these fits best", "[服务态度 | Manner of the staff]", Not("目前 | So far")),
        ),
        ("1", ("请再核对一遍 | Please check once more", "服务态度 | Manner of the staff", Not("LJ-2400"), Not("SN-"))),
        ("[修改：问题类型 | Change: Category]", "[功能故障 | Fault]"),
        ("1", "[功能异常 | Does not work as it should]"),
        ("1", ("请再核对一遍 | Please check once more", "LJ-2400", "SN-88231177")),
        ("[修改：问题类型 | Change: Category]", "哪方面的问题 | What is it about"),
        ("其他 | Something else", ("请再核对一遍 | Please check once more", Not("具体类别 | Kind"))),
        ("[提交 | Send]", "FB20261125001"),
    )
    assert world.ticket.category == "other"
    assert world.ticket.answers.keys() & {"kind", "model", "serial_number", "purchase_date", "happened_on"} == set()


def test_a_changed_urgency_opens_and_closes_the_impact(world: World) -> None:
    wang = at_review(world)
    wang.chat(
        ("[修改：紧急程度 | Change: Urgency]", "有多紧急 | How urgent"),
        ("不急 | Low", ("请再核对一遍 | Please check once more", Not("影响范围 | Impact"))),
        ("[修改：紧急程度 | Change: Urgency]", "有多紧急 | How urgent"),
        (
            "紧急 | Urgent",
            ("请再核对一遍 | Please check once more", "影响范围: 部分功能受影响 | Impact: Part of it is affected"),
        ),
    )


@pytest.mark.parametrize("word", ["提交 | Send", "是的 | yes", "没问题 | OK", "[提交 | Send]", "完成 | done"])
def test_the_review_is_sent_by_button_or_in_words(world: World, word: str) -> None:
    at_review(world).chat((word, "FB20261125001"))


def test_words_at_the_review_are_kept_with_the_description(world: World) -> None:
    wang = at_review(world)
    wang.chat(
        (
            "另外，风扇的声音很大。 | Besides, the fan is very loud.",
            (
                "这段话也已记下 | noted that as well",
                "请再核对一遍 | Please check once more",
                "风扇的声音很大 | the fan is very loud",
            ),
        ),
        (
            "不对 | no",
            ("请问要修改哪一项 | Which answer would you like to change", "请再核对一遍 | Please check once more"),
        ),
        ("改一下 | hm", "请问要修改哪一项 | Which answer would you like to change"),
        (
            Files(2),
            ("已随您的回答保留 2 个文件 | 2 files are kept", "照片和文件: 2 个文件 | Photos and files: 2 files"),
        ),
        ("[提交 | Send]", "FB20261125001"),
    )
    assert "\n" in world.ticket.words("description")


# Files


def test_files_may_come_at_any_question(world: World) -> None:
    wang = begun(world)
    wang.chat(
        (Files(1), ("已随您的回答保留 1 个文件 | The file is kept", "是哪款产品 | Which product")),
        (Files(1, "LJ-2400"), ("已随您的回答保留 2 个文件 | 2 files are kept", "序列号是多少 | serial number")),
    )


def test_no_more_files_than_fit_and_it_is_said(world: World) -> None:
    wang = at_review(world)
    wang.chat(
        ("[修改：照片和文件 | Change: Photos and files]", "有照片、视频 | photos, a video"),
        (Files(12), "最多 10 个文件 | More than 10 files do not fit"),
        ("[就这些 | That is all]", "10 个文件 | 10 files"),
    )


@pytest.mark.parametrize("word", ["没有 | no", "跳过 | skip", "就这些 | that is all"])
def test_no_files_is_an_answer_too(world: World, word: str) -> None:
    wang = at_review(world)
    wang.chat(
        ("[修改：照片和文件 | Change: Photos and files]", "有照片、视频 | photos, a video"),
        (word, "请再核对一遍 | Please check once more"),
    )


def test_words_beside_files_are_kept_with_the_description(world: World) -> None:
    wang = at_review(world)
    wang.chat(
        ("[修改：照片和文件 | Change: Photos and files]", "有照片、视频 | photos, a video"),
        (Files(1, "左下角就是错误码 | The code is at the lower left"), "已收到 1 个文件 | Got it"),
        ("屏幕右边也有一道裂纹 | There is a crack on the right as well", "这段话也已记下 | noted that as well"),
        ("稍等 | wait", "请发送照片或文件 | Please send a photo or a file"),
        ("[就这些 | That is all]", ("左下角 | lower left", "裂纹 | crack")),
    )


# Resuming


def test_a_capture_resumes_after_days_at_the_very_question(world: World) -> None:
    wang = begun(world)
    world.wait(5 * DAY)
    wang.chat(
        ("LJ-2400", "序列号是多少 | serial number"),
        ("报修 | report", ("接着刚才的继续 | go on where we were", "序列号是多少 | serial number")),
        ("[跳过 | Skip]", "什么时候购买的 | When did you buy it"),
    )


def test_help_in_between_returns_to_the_question(world: World) -> None:
    wang = begun(world)
    wang.chat(
        (
            "帮助 | help",
            ("您随时可以 | At any time you can", "接着刚才的继续 | go on where we were", "是哪款产品 | Which product"),
        ),
        ("/tickets", ("您还没有提交过 | not reported anything", "是哪款产品 | Which product")),
        ("/language", ("用中文与您交流 | go on in English", "是哪款产品 | Which product")),
    )


def test_an_old_button_is_known_as_old_also_in_a_later_dialogue(world: World) -> None:
    wang = begun(world)
    old = wang.button("[跳过 | Skip]"[1:-1])
    cancel = wang.button("取消 | Cancel")
    wang.chat(("LJ-2400", "序列号是多少 | serial number"))
    again = "这个按钮属于之前的问题 | belongs to an earlier question"
    for press in (old, cancel):
        wang.presses(press, again, "序列号是多少 | serial number")
    wang.chat(("取消 | cancel", "已取消 | Cancelled"))
    wang.presses(old, again, Not("序列号 | serial number"))
    begun_again = ("报修 | report", "哪方面的问题 | What is it about")
    wang.chat(begun_again, ("1", "具体 | fits best"), ("1", "是哪款产品 | Which product"))
    for press in (old, cancel):
        wang.presses(press, again, "是哪款产品 | Which product")


def test_an_interrupted_dialogue_is_taken_up_again_however_deep(world: World) -> None:
    wang = world.customer()
    li = world.agent("Li", "technical")
    wang.say(Form("report", FAULT))
    li.chat(
        ("[我来处理 | I’ll take it]", "由您负责 | is yours"),
        ("[已解决 | Solved]", "做了哪些处理 | What was done"),
        ("换了配件 | Replaced a part", "已处理完成 | marked as solved"),
    )
    wang.chat(("[已解决 | Yes, solved]", "打分 | How was our service"))
    star = wang.button("5 星 | 5 stars")
    wang.chat(
        ("报修 | report", "哪方面的问题 | What is it about"),
        ("2", "具体是哪一类 | Which of these fits best"),
    )
    wang.presses(star, "谢谢您的 5 星评价 | Thank you for your 5 stars", "想告诉我们的 | would like to tell us")
    wang.chat(
        ("[补充 | Add something]", "想补充什么 | What would you like to add"),
        (
            "型号是 LJ-2400 | The model is LJ-2400",
            ("已补充 | Added", "接着刚才的继续 | go on where we were", "想告诉我们的 | would like to tell us"),
        ),
        ("还是不行，太差了 | It is still broken, terrible", ("真的解决了吗 | Is it really solved",)),
        (
            "是 | yes",
            ("谢谢 | Thank you", "接着刚才的继续 | go on where we were", "具体是哪一类 | Which of these fits best"),
        ),
        ("1", "是哪款产品 | Which product"),
    )


# Every kind of question


def every_kind() -> tuple[Step, ...]:
    """A table with a question of every kind, one of them under a condition."""
    ask = {kind: Label(f"问 {kind}", f"ask {kind}") for kind in AskKind}
    return (
        Step("urgency", AskKind.CHOICE, choices="urgencies", ask=ask[AskKind.CHOICE]),
        Step("words", AskKind.TEXT, ask=ask[AskKind.TEXT]),
        Step("day", AskKind.DATE, ask=ask[AskKind.DATE]),
        Step("hour", AskKind.TIME, ask=ask[AskKind.TIME]),
        Step("known", AskKind.YES_NO, ask=ask[AskKind.YES_NO]),
        Step("count", AskKind.NUMBER, when={"known": ("yes",)}, ask=ask[AskKind.NUMBER]),
        Step("number", AskKind.PHONE, ask=ask[AskKind.PHONE]),
        Step("stars", AskKind.STARS, ask=ask[AskKind.STARS]),
        Step("photos", AskKind.FILES, longest=2, ask=ask[AskKind.FILES]),
    )


@pytest.mark.parametrize(
    ("known", "kept"), [("是 | yes", {"known": "yes", "count": "3"}), ("没有 | no", {"known": "no"})]
)
def test_every_kind_of_question_is_asked_in_its_turn(world: World, known: str, kept: dict[str, str]) -> None:
    done: list[dict[str, Answer]] = []
    engine = Engine(
        (Dialogue("kinds", lambda _office: every_kind(), lambda _turn, draft: done.append(draft.answers)),), {}
    )
    wang = world.customer()

    def happens(act: Callable[[Turn], None]) -> None:
        def whole(tx: Transaction) -> None:
            draft, desk = tx.drafts.get(wang.address.id), Desk(tx, world.office, world.now)
            act(Turn(tx, world.office, world.now, wang.person, wang.address, world.event(), desk, engine, draft))

        world.do(whole)

    def says(words: str) -> None:
        happens(lambda turn: engine.answer(turn, in_(world.language, words)))

    happens(lambda turn: engine.begin(turn, "kinds"))
    wang.hears("问 choice | ask choice", "[紧急 | Urgent]")
    for words, asked in (
        ("2", "问 text | ask text"),
        ("随便写写 | anything", "问 date | ask date"),
        ("昨天 | yesterday", "问 time | ask time"),
        ("下午3点 | 3 pm", "问 yes_no | ask yes_no"),
    ):
        says(words)
        wang.hears(asked)
    says(known)
    if "count" in kept:
        wang.hears("问 number | ask number")
        says("3")
    wang.hears("问 phone | ask phone")
    says("138 0013 8000")
    wang.hears("问 stars | ask stars", "[5 星 | 5 stars]")
    says("四星 | four stars")
    wang.hears("问 files | ask files", Not("[跳过 | Skip]"))
    happens(engine.skip)
    wang.hears("我们需要这一项 | We need this answer")
    photos = wang.files(3)
    happens(lambda turn: engine.answer(turn, "", photos))
    wang.hears("最多 2 个文件 | More than 2 files")
    happens(engine.skip)
    assert done == [
        {
            "urgency": "normal",
            "words": in_(world.language, "随便写写 | anything"),
            "day": "2026-11-24",
            "hour": "15:00",
            **kept,
            "number": "+8613800138000",
            "stars": "4",
            "photos": photos[:2],
        }
    ]
