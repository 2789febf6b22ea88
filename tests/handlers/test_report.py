"""The capture of a report, as it is chatted."""

import pytest
from msgspec import structs

from store.office import Office
from tests.world import FAULT, Chat, Exactly, Files, Form, Not, Open, World, in_, report


def test_a_whole_capture_from_the_first_word_to_the_number(world: World) -> None:
    li, zhao = world.agent("Li", "technical"), world.lead("Zhao")
    wang = world.customer()
    wang.chat(
        ("你好 | hello", ("请问有什么可以帮您 | What can I do for you", "[报告问题 | Report a problem]")),
        ("[报告问题 | Report a problem]", ("请问是哪方面的问题 | What is it about", "[售后申请 | Service request]")),
        ("[功能故障 | Fault]", ("具体是哪一类 | Which of these fits best", "[性能未达标 | Below its specification]")),
        ("1", "型号在铭牌上 | The model is on the type plate"),
        ("LJ-2400", "序列号是多少 | serial number"),
        ("SN-88231177", "什么时候购买的 | When did you buy it"),
        ("2026年3月15日 | 2026/3/15", "哪一天发生的 | On which day did it happen"),
        ("昨天 | yesterday", "大约几点 | At about what time"),
        ("下午6点 | 6 pm", "请用您自己的话 | in your own words"),
        (
            "一开机就显示错误 0x61。 | Error 0x61 as soon as it is on.",
            "您希望得到怎样的结果 | What outcome are you hoping for",
        ),
        ("周五前能打印 | Printing by Friday", "有照片、视频 | photos, a video"),
        (Files(2), ("已收到 2 个文件 | Got 2 files", "[就这些 | That is all]")),
        ("[就这些 | That is all]", ("有多紧急 | How urgent", "[紧急 | Urgent]")),
        (
            "紧急 | urgent",
            ("影响有多大 | How much does it affect you", "[核心功能无法使用 | A core function cannot be used]"),
        ),
        ("部分功能受影响 | Part of it is affected", "怎么称呼您 | What is your name"),
        ("王芳 | Wang Fang", "电话号码 | phone number"),
        ("138 0013 8000", ("您属于哪类客户 | Which of these are you", "[企业客户 | Company]")),
        (
            "[新客户 | New customer]",
            (
                "请再核对一遍 | Please check once more",
                "问题类型: 功能故障 | Category: Fault",
                "购买日期: 2026-03-15 | Bought on: 2026-03-15",
                "发生日期: 2026-11-24 | Happened on: 2026-11-24",
                "18:00",
                "照片和文件: 2 个文件 | Photos and files: 2 files",
                "电话: +8613800138000 | Phone: +8613800138000",
            ),
        ),
        ("[提交 | Send]", ("FB20261125001", "接下来 | What happens next", "今天 12:00 | 12:00 today")),
    )
    li.hears("FB20261125001", "错误 0x61 | Error 0x61", "[我来处理 | I’ll take it]")
    zhao.hears("FB20261125001", "10:15 | 10:15 today", "[核对 | Check]")
    wang.chat(("谢谢 | thanks", Exactly("不客气，有需要随时找我。 | You are welcome. I am here whenever you need us.")))


# Vague words are asked about once


ASKED = "请再补充一点 | please tell us a little more"


def at_description(world: World) -> Chat:
    wang = world.customer()
    wang.chat(
        ("报修 | report", "哪方面的问题 | What is it about"),
        ("其他 | Something else", "请用您自己的话 | in your own words"),
    )
    return wang


@pytest.mark.parametrize("vague", ["坏了 | It’s broken", "不好用！ | it doesn't work", "没有 | none", "🙁🙁"])
def test_a_vague_description_is_asked_about_once_and_both_words_are_kept(world: World, vague: str) -> None:
    wang = at_description(world)
    said = in_(world.language, vague)
    wang.chat(
        (vague, (ASKED, f"“{said}”", "[跳过 | Skip]", Not("请用您自己的话 | in your own words"))),
        ("打不开 | No start", "希望得到怎样的结果 | outcome are you hoping for"),
    )
    wang.finishes()
    assert world.ticket.words("description") == f"{said}\n" + in_(world.language, "打不开 | No start")


@pytest.mark.parametrize(
    "nothing", ["[跳过 | Skip]", "跳过 | skip", "没有 | none", "谢谢 | thanks", "就这些 | that’s all"]
)
def test_who_has_no_more_to_say_is_not_asked_again(world: World, nothing: str) -> None:
    wang = at_description(world)
    wang.chat(
        ("坏了 | broken", ASKED),
        (nothing, "希望得到怎样的结果 | outcome are you hoping for"),
    )
    wang.finishes()
    assert world.ticket.words("description") == in_(world.language, "坏了 | broken")


def test_a_clear_description_is_not_asked_about(world: World) -> None:
    at_description(world).chat(
        (
            "按下电源键后红灯连闪三次 | The red light blinks three times",
            ("希望得到怎样的结果 | outcome are you hoping for", Not(ASKED)),
        )
    )


def test_a_vague_form_is_asked_about_as_well_and_then_reviewed(world: World) -> None:
    wang = world.customer()
    wang.chat(
        (Form("report", {**FAULT, "description": "坏了 | broken"}), (ASKED, "“坏了” | “broken”")),
        (
            "开机没有反应 | Nothing happens at all",
            ("请再核对一遍 | Please check once more", "开机没有反应 | Nothing happens at all"),
        ),
        ("[提交 | Send]", "FB20261125001"),
    )


def test_a_new_vague_description_is_asked_about_anew(world: World) -> None:
    wang = at_description(world)
    wang.chat(("坏了 | broken", ASKED), ("[跳过 | Skip]", "希望得到怎样的结果 | outcome are you hoping for"))
    wang.chat(
        ("[上一步 | Back]", ("请用您自己的话 | in your own words", "目前填的是：坏了 | So far: broken")),
        ("[保持不变 | Leave as it is]", "希望得到怎样的结果 | outcome are you hoping for"),
        ("[上一步 | Back]", "请用您自己的话 | in your own words"),
        ("不好用 | bad", ASKED),
        ("[上一步 | Back]", "哪方面的问题 | What is it about"),
        ("[保持不变 | Leave as it is]", "希望得到怎样的结果 | outcome are you hoping for"),
    )


# What is known is offered


def test_the_profile_is_offered_and_not_asked_again(world: World) -> None:
    wang = world.customer()
    report(wang)
    wang.chat(
        ("报修 | report", "哪方面的问题 | What is it about"),
        ("其他 | Something else", "请用您自己的话 | in your own words"),
        (
            "请给我一份保修条款 | Please send me the terms of the warranty",
            "希望得到怎样的结果 | outcome are you hoping for",
        ),
        ("[跳过 | Skip]", "有照片 | photos"),
        ("[跳过 | Skip]", "有多紧急 | How urgent"),
        (
            "不急 | Low",
            (
                "怎么称呼您 | What is your name",
                "我们记录的是 王芳 | We have Wang Fang on file",
                "[是：王芳 | Yes: Wang Fang]",
            ),
        ),
        ("[是：王芳 | Yes: Wang Fang]", ("电话号码 | phone number", "[是：+8613800138000 | Yes: +8613800138000]")),
        ("不是 | no", ("请告诉我正确的信息 | tell me the right one", "电话号码 | phone number")),
        ("139 0013 9000", ("哪类客户 | Which of these", "我们记录的是 老客户 | We have Returning customer on file")),
        (
            "是的 | yes",
            (
                "请再核对一遍 | Please check once more",
                "王芳 | Wang Fang",
                "+8613900139000",
                "老客户 | Returning customer",
            ),
        ),
        ("[提交 | Send]", "FB20261125002"),
    )
    assert wang.person.phone == "+8613900139000"
    assert wang.person.tier == "returning"


# How a report begins


def test_the_first_words_begin_it_and_are_kept(world: World) -> None:
    wang = world.customer()
    wang.chat(
        (
            "打印机显示错误 0x61 | My printer shows error 0x61",
            ("您说的我已记下 | I have noted that", "哪方面的问题 | What is it about"),
        ),
        ("其他 | Something else", "希望得到怎样的结果 | outcome are you hoping for"),
    )
    wang.finishes()
    assert world.ticket.words("description") == in_(world.language, "打印机显示错误 0x61 | My printer shows error 0x61")


def test_vague_first_words_are_kept_and_asked_about_in_their_turn(world: World) -> None:
    wang = world.customer()
    wang.chat(
        ("坏了！ | It’s broken!", ("您说的我已记下 | I have noted that", "哪方面的问题 | What is it about")),
        ("其他 | Something else", (ASKED, "“坏了！” | “It’s broken!”")),
        ("按了没反应 | Nothing happens", "希望得到怎样的结果 | outcome are you hoping for"),
    )
    wang.finishes()
    assert world.ticket.words("description") == in_(
        world.language, "坏了！\n按了没反应 | It’s broken!\nNothing happens"
    )


def test_a_photo_alone_begins_it(world: World) -> None:
    wang = world.customer()
    wang.chat(
        (Open(), "请问有什么可以帮您 | What can I do for you"),
        (Files(2), ("我已记下 | I have noted that", "哪方面的问题 | What is it about")),
        ("其他 | Something else", "请用您自己的话 | in your own words"),
        ("请看照片里的裂纹 | Please see the crack in the photos", "希望得到怎样的结果 | outcome are you hoping for"),
        ("[跳过 | Skip]", ("有多紧急 | How urgent", Not("有照片 | photos"))),
    )
    wang.finishes()
    assert len(world.ticket.files("evidence")) == 2


@pytest.mark.parametrize(
    ("payload", "known"),
    [
        ("report_LJ-2400_SN-88231177", {"model": "LJ-2400", "serial_number": "SN-88231177"}),
        ("report_LJ-2400", {"model": "LJ-2400"}),
        ("report", {}),
        ("report_", {}),
        ("report_<script>", {}),
        ("report_A_B_C", {}),
        ("report_" + "A" * 31, {}),
    ],
)
def test_a_link_brings_the_device(world: World, payload: str, known: dict[str, str]) -> None:
    wang = world.customer()
    wang.chat((Open(payload), "哪方面的问题 | What is it about"), ("1", "具体 | fits best"))
    draft = world.tx.drafts.get(wang.address.id)
    assert draft is not None
    assert {name: draft.answers[name] for name in ("model", "serial_number") if name in draft.answers} == known


def test_a_device_that_is_linked_to_is_not_asked_for(world: World) -> None:
    wang = world.customer()
    wang.chat(
        ("/start report_LJ-2400_SN1", "哪方面的问题 | What is it about"),
        ("1", "具体 | fits best"),
        ("1", "什么时候购买的 | When did you buy it"),
        (Open("report_LJ-2400"), ("接着刚才的继续 | go on where we were", "什么时候购买的 | When did you buy it")),
        (Open(), ("接着刚才的继续 | go on where we were", "什么时候购买的 | When did you buy it")),
        (Open("report_OTHER"), ("哪方面的问题 | What is it about", Not("接着 | go on"))),
        (
            "取消 | cancel",
            ("已取消 | Cancelled", "接着刚才的继续 | go on where we were", "什么时候购买的 | When did you buy it"),
        ),
    )


# A form


def test_a_form_takes_everything_at_once(world: World) -> None:
    report(world.customer())
    assert world.ticket.answers["purchase_date"] == "2026-03-15"
    assert world.ticket.answers["happened_on"] == "2026-11-24"
    assert world.ticket.answers["phone"] == "+8613800138000"


def test_what_a_form_has_wrong_is_asked_step_by_step(world: World) -> None:
    wang = world.customer()
    wang.chat(
        (
            Form("report", {**FAULT, "purchase_date": "2027-01-01", "phone": "12345", "urgency": ""}),
            (
                "还有 3 项缺失 | 3 answers are still missing",
                "2027-01-01 还没有到 | 2027-01-01 is still to come",
                "什么时候购买的 | When did you buy it",
            ),
        ),
        ("2026-01-01", "有多紧急 | How urgent"),
        ("不急 | low", "电话号码 | phone number"),
        ("138 0013 8000", ("请再核对一遍 | Please check once more", "LJ-2400")),
        ("[提交 | Send]", "FB20261125001"),
    )


def test_somebody_elses_files_cannot_be_put_into_a_form(world: World) -> None:
    wang, other = world.customer(), world.customer()
    (theirs,), (own,) = other.files(1), wang.files(1)
    ticket = report(wang, evidence=(theirs, own, "no such file", "\ud800"))
    assert ticket.files("evidence") == (own,)


@pytest.mark.parametrize("name", ["nothing", "message", "survey_really", "held", "withdraw", ""])
def test_a_form_of_what_does_not_run_begins_nothing(world: World, name: str) -> None:
    wang = world.customer()
    report(wang)
    before = world.ticket
    wang.chat((Form(name, {"message_words": "x"}), "这个按钮属于之前的问题 | belongs to an earlier question"))
    assert world.ticket == before


def test_a_form_goes_on_from_what_was_answered_step_by_step(world: World) -> None:
    wang = world.customer()
    wang.chat(
        ("报修 | report", "哪方面的问题 | What is it about"),
        ("1", "具体 | fits best"),
        (Form("report", FAULT), "FB20261125001"),
        ("1", Not("具体 | fits best")),
    )


# Several at a time


def test_a_report_that_stands_goes_on_or_waits_for_another(world: World) -> None:
    wang = world.customer()
    wang.chat(
        ("打印机显示错误 0x61，不能打印 | The printer shows error 0x61", "请问是哪方面的问题 | What is it about"),
        ("[功能故障 | Fault]", "具体是哪一类 | Which of these fits best"),
        (
            "我要反馈 | report a problem",
            (
                "接着刚才的继续 | go on where we were",
                "具体是哪一类 | Which of these fits best",
                "[另报一个问题 | Begin another report]",
            ),
        ),
        (
            "[另报一个问题 | Begin another report]",
            ("另一个反馈先保留着 | Another report", "请问是哪方面的问题 | What is it about"),
        ),
        ("[使用咨询 | Question]", Not("[继续填写另一个 | Go on with the other one]")),
        ("/report", ("接着刚才的继续 | go on where we were", Not("[继续填写另一个 | Go on with the other one]"))),
        ("/start report_LJ-2400", ("另一个反馈先保留着 | waits", "[继续填写另一个 | Go on with the other one]")),
        (
            "[继续填写另一个 | Go on with the other one]",
            ("具体是哪一类 | Which of these fits best", "[继续填写另一个 | Go on with the other one]"),
        ),
        ("/cancel", "接着刚才的继续 | go on where we were"),
        ("/cancel", "具体是哪一类 | Which of these fits best"),
        ("/cancel", "已取消 | Cancelled"),
    )
    wang.presses("other::1", "属于之前的问题 | belongs to an earlier")


def test_no_more_reports_are_begun_at_a_time_than_can_be_kept(world: World) -> None:
    wang = world.customer()
    for model in ("A1", "B2", "C3", "D4"):
        wang.chat((Open(f"report_{model}"), "请问是哪方面的问题 | What is it about"))
    wang.chat(
        (Open("report_E5"), ("好几个反馈 | Several reports", "请问是哪方面的问题 | What is it about")),
        ("/cancel", "接着刚才的继续 | go on where we were"),
        (Open("report_E5"), ("另一个反馈先保留着 | waits", "请问是哪方面的问题 | What is it about")),
    )


def test_a_category_that_a_changed_playbook_has_no_more_is_asked_again_and_all_else_stays(world: World) -> None:
    wang = world.customer()
    wang.say("报修 | report")
    while (draft := world.tx.drafts.get(wang.address.id)) is not None and draft.at != "review":
        wang.say(str(FAULT.get(draft.at, "跳过 | skip")))
    playbook = world.office.playbook
    left = tuple(each for each in playbook.categories if each.id != "fault")
    world.office = Office(structs.replace(playbook, categories=left), lambda _day: None)
    wang.chat(
        ("[提交 | Send]", ("哪方面的问题 | What is it about", Not("[功能故障 | Fault]"))),
        ("使用咨询 | Question", "具体是哪一类 | Which of these fits best"),
    )
    wang.finishes()
    assert world.ticket.category == "question"
    assert world.ticket.words("description") == in_(world.language, str(FAULT["description"]))
