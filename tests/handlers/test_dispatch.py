"""Every event handled whole: once, for who sent it, and whatever is in it."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from handlers.dispatch import handle
from handlers.events import Chose, Origin, Said, Submitted
from handlers.registry import DIALOGUES, VERBS
from store.card import CUSTOMER_VERBS
from store.moment import MINUTE
from store.people import Language
from store.press import encode
from tests.world import CHANNEL, FAULT, Chat, Exactly, Files, Form, Not, Open, Press, Saying, World, in_, report

UNKNOWN = Exactly("没有找到这张反馈单，请核对单号。 | We cannot find that report. Please check the number.")
ODD_BUTTON = "我不认识这个按钮 | I do not know that button"

# The same event twice


class Twice(Chat):
    """A chat whose every event is delivered twice; the second time changes nothing, anywhere."""

    def say(self, said: Saying) -> None:
        super().say(said)
        before = self.world.everything()
        self.world.now += MINUTE
        self.again()
        assert self.world.everything() == before
        self.world.now -= MINUTE


def test_an_event_that_is_delivered_twice_happens_once(world: World) -> None:
    wang, li, zhao = (
        Twice(world, each.external) for each in (world.customer(), world.agent("Li", "technical"), world.lead("Zhao"))
    )
    wang.chat(
        (Open("report_LJ-2400"), "哪方面的问题 | What is it about"),
        ("1", "具体 | fits best"),
        ("[上一步 | Back]", "哪方面的问题 | What is it about"),
        ("[功能故障 | Fault]", "具体 | fits best"),
        ("2", "序列号 | serial number"),
        (Files(1), "已随您的回答保留 1 个文件 | The file is kept"),
        (Form("report", FAULT), "FB20261125001"),
        ("还有一点要补充 | something to add", "关于哪张反馈单 | Which report"),
        ("[FB20261125001 …]", "已补充 | Added"),
        ("催办 | hurry", "团队刚刚收到提醒 | We have just rung"),
    )
    zhao.chat(("[核对 | Check]", "已核对 | is checked"), ("[设为 P1 | Set P1]", "已调整为 P1 | is now P1"))
    li.chat(
        ("[我来处理 | I’ll take it]", "由您负责 | is yours"),
        ("[询问客户 | Ask the customer]", "了解什么 | need to know"),
        ("风扇还转吗？ | Does the fan turn?", "已询问 | asked"),
    )
    wang.chat((Files(1, "转 | it does"), "需要的信息 | the answer we needed"))
    li.chat(
        ("[已解决 | Solved]", "做了哪些处理 | What was done"),
        ("换了配件 | Replaced a part", "已处理完成 | marked as solved"),
    )
    wang.chat(
        ("[已解决 | Yes, solved]", "打分 | How was our service"),
        ("[1 星 | 1 star]", "哪方面让您不满意 | least happy"),
        ("1", "想告诉我们 | would like to tell us"),
        ("太慢了 | too slow", "主管会看到 | A supervisor reads this"),
        ("/language", "用中文与您交流 | go on in English"),
    )
    assert len(world.tickets()) == 1


# Whose button it is


def scene(world: World) -> tuple[Chat, Chat]:
    """A customer with a ticket, and another customer."""
    wang, other = world.customer(), world.customer()
    report(wang)
    return wang, other


@pytest.mark.parametrize("verb", sorted({*CUSTOMER_VERBS, "show", "why", "history"}))
def test_a_button_of_somebody_elses_ticket_is_answered_like_one_of_none(world: World, verb: str) -> None:
    _, other = scene(world)
    before = world.everything()["tickets"]
    for ticket in (world.ticket.id, 12345):
        other.presses(encode(verb, ticket), UNKNOWN)
    assert world.everything()["tickets"] == before


def test_somebody_elses_stars_and_words_are_not_taken(world: World) -> None:
    _, other = scene(world)
    other.presses(encode("rate", world.ticket.id, "1.1"), UNKNOWN)
    report(other)
    other.chat(("还有一件事要说 | there is one more thing", "关于哪张反馈单 | Which report"))
    draft = world.tx.drafts.get(other.address.id)
    assert draft is not None
    other.presses(encode("hold", world.tickets()[0].id, str(draft.turn)), UNKNOWN)
    assert world.tickets()[0].seq == 1


@pytest.mark.parametrize(
    "press",
    [
        "", ":", "::", "answer", "nothing::", "show:", "show:zzzzzzzzzzzzz:", "show::", "answer::1", "edit::1.nothing", "use::",
        "menu::<script>", "x" * 1000, "show:１:", "rate::5", "hold::", "language::fr", "\ud800", "review:1:9", "claim:0:",
        "DROP TABLE tickets", "answer:0:1.\0", "🔥", "send::0", "keep::0", "remove::0",
    ],
)  # fmt: skip
def test_a_forged_button_does_nothing_and_is_answered(world: World, press: str) -> None:
    wang, _ = scene(world)
    before = world.everything()["tickets"]
    wang.presses(press, Not("Traceback"))
    wang.say(Press(press))
    assert wang.news()
    assert world.everything()["tickets"] == before


def test_buttons_that_are_none_of_ours_are_said_to_be_unknown(world: World) -> None:
    wang = world.customer()
    for press in ("nothing::", "", "language::fr", "rate"):
        wang.presses(press, ODD_BUTTON)


def test_every_verb_and_every_dialogue_can_be_forged_without_harm(world: World) -> None:
    wang, other = scene(world)
    before = world.everything()["tickets"]
    for verb in VERBS:
        for arg in ("", "1", "1.5", "1.report", "zh", "x" * 28):
            for subject in (0, world.ticket.id, 999):
                other.say(Press(encode(verb, subject, arg)))
                other.say("取消 | cancel")
    for dialogue in DIALOGUES:
        other.say(Form(dialogue.name, {"description": "x", "dispute_words": "x", "message_words": "x"}))
    wang.hears("")
    assert world.everything()["tickets"] == before


# What may be in it


def at_description(world: World) -> Chat:
    wang = world.customer()
    wang.chat(("报修 | report", "哪方面的问题 | What is it about"), ("6", "请用您自己的话 | in your own words"))
    return wang


TOO_LONG = "一共 100000 个字符，这里最多 8000 个 | That is 100000 characters; at most 8000 fit here"


@pytest.mark.parametrize("letter", ["x", "错", "🔥"])
def test_a_text_of_100_000_characters(world: World, letter: str) -> None:
    wang = world.customer()
    wang.chat((letter * 100_000, TOO_LONG))
    wang = at_description(world)
    wang.chat((letter * 100_000, (TOO_LONG, "请用您自己的话 | in your own words")))
    report(wang)
    wang.chat(
        ("[补充 | Add something]", "想补充什么 | What would you like to add"),
        (letter * 100_000, (TOO_LONG, "想补充什么 | What would you like to add")),
        ("/join " + letter * 100_000, "一共 100006 个字符 | That is 100006 characters"),
    )
    assert world.tickets()[0].seq == 1


def test_a_form_of_100_000_characters(world: World) -> None:
    wang = world.customer()
    wang.chat(
        (
            Form("report", {**FAULT, "description": "x" * 100_000, "name": "y" * 100_000}),
            ("还有 2 项 | 2 answers", "一共 100000 | That is 100000"),
        )
    )


def test_long_words_that_fit_begin_a_report_whole(world: World) -> None:
    wang = world.customer()
    wang.chat(("坏" * 8_000, "哪方面的问题 | What is it about"))
    wang.finishes(category="6")
    assert world.ticket.words("description") == "坏" * 8_000


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("开机\0后\x1b[31m红灯\x07连闪三次", "开机后[31m红灯连闪三次"),
        ("invoice \u202efdp.exe\u202c is \u2066open\u2069ed twice", "invoice fdp.exe is opened twice"),
        ("broken \ud800 surrogate \udfff pair here", "broken  surrogate  pair here"),
        ("Z̴̡̢̛̹̗͓̜a̵͎͈͕̲l̶g̸o̷ has taken the printer", None),
        ("'); DROP TABLE tickets;-- printed on paper", "'); DROP TABLE tickets;-- printed on paper"),
        ("<script>alert('x')</script> <!channel> *bold*", "<script>alert('x')</script> <!channel> *bold*"),
        ("المدخل لا يعمل منذ الأمس", "المدخل لا يعمل منذ الأمس"),
        ("line one is here\r\nline two\rline three", "line one is here\nline two\nline three"),
        ("{ $number } { -term } {{braces}} %s %(x)s", "{ $number } { -term } {{braces}} %s %(x)s"),
    ],
)
def test_odd_characters_in_a_description(world: World, typed: str, kept: str | None) -> None:
    wang = at_description(world)
    wang.chat((typed, ("希望得到怎样的结果 | outcome are you hoping for")))
    wang.finishes()
    wang.chat((world.ticket.number, world.ticket.number))
    found = world.ticket.words("description")
    assert found == kept or (kept is None and len(found) <= len(typed))
    found.encode()


@pytest.mark.parametrize("typed", ["🙂🙂🙂", "🔥", "👨‍👩‍👧"])
def test_nothing_but_emoji(world: World, typed: str) -> None:
    world.customer().chat((typed, "不客气 | You are welcome"))
    at_description(world).chat((typed, "请再补充一点 | please tell us a little more"))


@pytest.mark.parametrize("typed", ["", "   ", "\n\n", "\0", "\u202e", "\ud800", "\u200b\u200d", "\u3000"])
def test_nothing_at_all(world: World, typed: str) -> None:
    empty = "内容是空的 | That was empty"
    world.customer().chat((typed, Exactly("内容是空的，请写几个字。 | That was empty. Please write a few words.")))
    at_description(world).chat((typed, (empty, "请用您自己的话 | in your own words")))


@pytest.mark.parametrize(
    ("at", "typed", "said"),
    [
        ("purchase_date", "2026-02-30", "没有这一天 | There is no such day"),
        ("purchase_date", "3/4/2026", "这个日期有两种读法 | can be read in two ways"),
        ("purchase_date", "2026-12-24", "2026-12-24 还没有到 | 2026-12-24 is still to come"),
        ("happened_on", "明天 | tomorrow", "2026-11-26 还没有到 | 2026-11-26 is still to come"),
        ("happened_at", "25:00", "请这样写时间：14:30 | Please write the time like this: 14:30"),
        ("phone", "12345", "这不像是电话号码 | does not look like a phone number"),
        ("phone", "打给我 | call me", "这不像是电话号码 | does not look like a phone number"),
        ("name", "王" * 81, "一共 81 个字符，这里最多 80 个 | That is 81 characters; at most 80 fit here"),
        ("urgency", "4", "1 到 3 | from 1 to 3"),
    ],
)
def test_an_answer_that_cannot_be_taken_is_asked_again(world: World, at: str, typed: str, said: str) -> None:
    wang = world.customer()
    wang.say("报修 | report")
    while (draft := world.tx.drafts.get(wang.address.id)) is not None and draft.at != at:
        wang.say(str(FAULT.get(draft.at, "跳过 | skip")))
    step = draft.at if draft is not None else ""
    wang.chat((typed, said))
    draft = world.tx.drafts.get(wang.address.id)
    assert draft is not None
    assert (draft.at, draft.answers.get(at)) == (step, None)
    wang.finishes()
    assert world.ticket.answers[at]


ODD = st.text(st.characters(), max_size=200)


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    said=st.lists(
        ODD
        | st.sampled_from(
            ["report", "1", "skip", "back", "cancel", "坏了", "FB20261125001", "5", "yes", "没有", "add", "withdraw"]
        ),
        max_size=12,
    )
)
def test_whatever_is_said_is_answered(said: list[str]) -> None:
    world = World(Language.EN)
    try:
        wang = world.customer()
        report(wang)
        for words in said:
            wang.send(Said(Origin(CHANNEL, wang.external, world.event()), world.now, words))
            assert wang.news(), words
    finally:
        world.close()


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    name=st.sampled_from([each.name for each in DIALOGUES]) | ODD,
    answers=st.dictionaries(st.sampled_from(list(FAULT)) | ODD, ODD | st.lists(ODD, max_size=3).map(tuple), max_size=8),
    press=ODD,
)
def test_whatever_is_sent_is_answered(name: str, answers: dict[str, str | tuple[str, ...]], press: str) -> None:
    world = World(Language.ZH)
    try:
        wang = world.customer()
        for event in (
            Submitted(Origin(CHANNEL, wang.external, world.event()), world.now, name, answers),
            Chose(Origin(CHANNEL, wang.external, world.event()), world.now, press),
        ):
            wang.send(event)
            assert wang.news()
    finally:
        world.close()


def test_nobodys_name_or_language_is_trusted(world: World) -> None:
    origin = Origin(CHANNEL, "new", world.event(), name="\u202e" + "N" * 500 + "\0", language="\ud800")
    world.do(handle, world.office, Said(origin, world.now, in_(world.language, "打印机 | printer")))
    address = world.tx.people.at(CHANNEL, "new")
    assert address is not None
    person = world.tx.people.get(address.person)
    assert person is not None
    assert person.name == "N" * 80
