from __future__ import annotations

import asyncio
import logging
import re
from functools import cache
from importlib import resources
from pathlib import Path

import pytest
from click.testing import CliRunner

from bot import __main__ as program
from bot import story
from bot.stage import Stage, StoryBroken, staged
from bot.story_script import script
from bot.wiring import open_office
from store.people import Language, Role

pytestmark = pytest.mark.usefixtures("logs_as_before")

SHIPPED = resources.files("store").joinpath("playbooks", "after-sales.toml").read_text("utf-8")

HEADING = {
    Language.EN: re.compile(r"(Mon|Tue|Wed|Thu|Fri|Sat|Sun) (\d+) (Nov), (\d\d:\d\d)  (.+)"),
    Language.ZH: re.compile(r"(\d+)月(\d+)日（(周.)）(\d\d:\d\d)  (.+)"),
}


@cache
def told(language: Language, playbook: str = "after-sales") -> tuple[bool, tuple[str, ...]]:
    """The story as it is told: whether every promise was kept, and its lines."""
    lines: list[str] = []
    kept = asyncio.run(story.tell(playbook, language, lines.append))
    return kept, tuple(lines)


def headings(language: Language) -> list[tuple[int, str, str]]:
    """The day, the time and who speaks, of everything that is said."""
    found = (HEADING[language].fullmatch(line) for line in told(language)[1])
    day = {Language.EN: 2, Language.ZH: 2}[language]
    return [(int(each[day]), each[4], each[5]) for each in found if each is not None]


@pytest.fixture(params=list(Language))
def language(request: pytest.FixtureRequest) -> Language:
    found: Language = request.param
    return found


def test_every_promise_is_kept_and_that_is_said_last(language: Language) -> None:
    kept, lines = told(language)
    assert kept
    assert lines[-1] == {Language.EN: "Every promise was kept.", Language.ZH: "所有承诺都已兑现。"}[language]
    assert not [line for line in lines if line.startswith("✗")]


def test_it_is_told_the_same_way_every_time(language: Language) -> None:
    lines: list[str] = []
    asyncio.run(story.tell("after-sales", language, lines.append))
    assert tuple(lines) == told(language)[1]


def test_it_is_told_in_the_order_in_which_it_happened(language: Language) -> None:
    moments = [(day, time) for day, time, _ in headings(language)]
    assert moments == sorted(moments)
    assert (moments[0], moments[-1]) == ((24, "09:30"), (26, "17:05"))


def test_nobody_is_at_work_at_night(language: Language) -> None:
    assert all("08:00" <= time <= "18:00" for _, time, _ in headings(language))


BEATS = {
    Language.EN: (
        "Grace Miller\n    » My printer shows error 0x61",
        "    What is it about?\n    [Fault]  [Question]",
        "Grace Miller\n    » 📎 photo-1.png",
        "Bot → Grace Miller\n    ┌ Please check once more",
        "Bot → Grace Miller\n    Thank you. We have your report FB20261124001",
        "Bot → Tom Baker\n    ┌ FB20261124001 · ",
        "Anna Fischer\n    » [Check]",
        "Tom Baker\n    » [I’ll take it]",
        "Bot → Grace Miller\n    Tom Baker now takes care of FB20261124001",
        "Bot → Grace Miller\n    To go on with FB20261124001",
        "Grace Miller\n    » Here is the label. The fan does turn, but it is very loud.\n    » 📎 photo-2.png",
        "Tom Baker now expects a solution by 16:00 on Thu 26 Nov",
        "Bot → Tom Baker\n    FB20261124001: the customer is owed news by 11:45 today",
        "“The part has arrived. Our technician comes tomorrow at 9 to fit it.” — Tom Baker",
        "Bot → Grace Miller\n    Work on FB20261124001 is finished",
        "Grace Miller\n    » [2 stars]",
        "Bot → Anna Fischer\n    ┌ FB20261124001 · ",
        "Please call Grace Miller back by 11:00 tomorrow.",
        "“It prints again, but every page has grey streaks.” — Grace Miller",
        "Anna Fischer\n    » [Write to the customer]",
        "Anna Fischer\n    » [Solved]",
        "Grace Miller\n    » [5 stars]",
        "    ┌ What happened to FB20261124001",
        "17:00 today: The system",
    ),
    Language.ZH: (
        "王芳\n    » 打印机从昨天晚上开始显示错误 0x61",
        "    请问是哪方面的问题？\n    [功能故障]  [使用咨询]",
        "王芳\n    » 📎 photo-1.png",
        "机器人 → 王芳\n    ┌ 请再核对一遍",
        "反馈单 FB20261124001 已收到",
        "机器人 → 李明\n    ┌ FB20261124001 · ",
        "陈静\n    » [核对]",
        "李明\n    » [我来处理]",
        "机器人 → 王芳\n    反馈单 FB20261124001 现由李明负责",
        "机器人 → 王芳\n    为了继续处理反馈单 FB20261124001",
        "王芳\n    » 铭牌在这里。风扇还转，但是声音很大。\n    » 📎 photo-2.png",
        "李明预计在11月26日（周四）16:00 前解决",
        "机器人 → 李明\n    工单 FB20261124001：须在今天 11:45 前向客户同步进度",
        "“配件已到货，工程师明天上午 9 点上门更换。”——李明",
        "李明已处理完反馈单 FB20261124001",
        "王芳\n    » [2 星]",
        "机器人 → 陈静\n    ┌ FB20261124001 · ",
        "请在明天 11:00 前回访王芳",
        "“能打印了，但是每一页都有灰色条纹。”——王芳",
        "陈静\n    » [告知客户]",
        "陈静\n    » [已解决]",
        "王芳\n    » [5 星]",
        "    ┌ 反馈单 FB20261124001 的处理经过",
        "今天 17:00：系统",
    ),
}


def test_it_is_a_whole_case_from_the_first_word_to_the_archive(language: Language) -> None:
    text, place = "\n".join(told(language)[1]), 0
    for beat in BEATS[language]:
        found = text.find(beat, place)
        assert found >= 0, f"{beat!r} does not come after {text[max(place - 200, 0) : place]!r}"
        place = found


def test_everything_is_in_one_language_and_well_set(language: Language, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.WARNING):
        lines = told.__wrapped__(language)[1]
    assert caplog.text == ""  # no entry was missing
    spoken = [re.sub(r"photo-\d\.png", "", line) for line in lines]
    if language is Language.ZH:
        assert [line for line in spoken if re.search(r"[a-wyz]{2,}", line)] == []
        assert [line for line in spoken if re.search(r"[\u4e00-\u9fff][,:;!?]|[,;!?][\u4e00-\u9fff]", line)] == []
    else:
        assert [line for line in spoken if re.search(r"[\u3000-\u9fff\uff00-\uffef]", line)] == []
        assert [line for line in spoken if re.search(r"[\"'´`]| -- |\.\.\.", line)] == []
    assert [line for line in lines if line != line.rstrip() or "{" in line] == []


def own(folder: Path, *changes: tuple[str, str]) -> str:
    """Make a playbook of one's own out of the shipped one."""
    source = SHIPPED
    for old, new in changes:
        assert old in source, old
        source = source.replace(old, new, 1)
    path = folder / "own.toml"
    path.write_text(source, "utf-8")
    return str(path)


def target(promise: str, priority: str, within: str) -> tuple[str, str]:
    """Return a change that promises something in a time that the story cannot keep."""
    section = SHIPPED[SHIPPED.index(f"[targets.{promise}]") :]
    line = next(line for line in section.splitlines() if line.startswith(priority))
    return f"[targets.{promise}]" + section[len(f"[targets.{promise}]") : section.index(line) + len(line)], (
        f"[targets.{promise}]"
        + section[len(f"[targets.{promise}]") : section.index(line)]
        + f'{priority} = {{ within = "{within}", counted = "clock" }}'
    )


@pytest.mark.parametrize(
    ("change", "missed"),
    [
        (
            target("review", "every", "3m"),
            "✗ Supervisor’s review: was due by 09:33 on Tue 24 Nov, kept only at 09:35 on Tue 24 Nov.",
        ),
        (
            target("response", "p2", "5m"),
            "✗ First answer: was due by 09:35 on Tue 24 Nov, kept only at 09:45 on Tue 24 Nov.",
        ),
        (target("contact", "every", "5m"), "✗ First contact: Tom Baker made none by 09:40 on Tue 24 Nov."),
        (
            target("resolution", "p2", "1d"),
            "✗ Solution: was due by 11:30 yesterday, kept only at 10:15 today.",  # two hours of it stood still
        ),
        (
            target("recovery", "every", "10m"),
            "✗ Supervisor’s call back: was due by 11:10 today, kept only at 11:30 today.",
        ),
        (
            ('every = "1d"\nask', 'every = "20h"\nask'),
            "✗ News for the customer: the team had none for them by 21:59 on Tue 24 Nov.",
        ),
    ],
)
def test_a_promise_that_is_not_kept_is_named_and_the_program_fails(
    tmp_path: Path, change: tuple[str, str], missed: str
) -> None:
    result = CliRunner().invoke(program.main, ["story", "--lang", "en", "--playbook", own(tmp_path, change)])
    lines = result.output.splitlines()
    assert result.exit_code == 1
    assert missed in lines
    count = sum(line.startswith("✗") for line in lines)
    assert lines[-1] == ("One promise was not kept." if count == 1 else f"{count} promises were not kept.")


def test_a_story_that_cannot_go_on_says_where(tmp_path: Path) -> None:
    kept, lines = told(Language.EN, own(tmp_path, target("contact", "every", "5m")))
    assert not kept
    assert any(line.startswith("✗ The story cannot go on: ") for line in lines)
    assert any(line.startswith("✗ It never reached the archive") for line in lines)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_program_ends_well_when_all_is_kept(lang: str) -> None:
    result = CliRunner().invoke(program.main, ["story", "--lang", lang])
    assert result.exit_code == 0
    assert tuple(result.output.splitlines()) == told(Language(lang))[1]


def test_a_team_may_have_groups_steps_and_hours_of_its_own(tmp_path: Path) -> None:
    step = """
[[form]]
id = "colour"
kind = "text"
ask = { zh = "什么颜色？", en = "Which colour is it?" }

[[form]]
id = "pages"
kind = "number"
ask = { zh = "多少页？", en = "How many pages?" }

[[form]]
id = "name"
"""
    playbook = own(
        tmp_path,
        ('\n[[form]]\nid = "name"\n', step),
        ('[[groups]]\nid = "technical"', '[[groups]]\nid = "workshop"'),
        ('group = "technical"', 'group = "workshop"'),
        ('zone = "Asia/Shanghai"', 'zone = "Europe/Berlin"'),
        ('country = "CN"', 'country = "DE"'),
        ('at = "17:00"', 'at = "06:00"'),
    )
    kept, lines = told(Language.EN, playbook)
    assert kept, [line for line in lines if line.startswith("✗")]
    assert "    How many pages?" in lines
    assert any(line.startswith("      06:00 today: The system") for line in lines)


async def test_hands_that_find_no_button_say_so(tmp_path: Path) -> None:
    async with staged(open_office("after-sales"), tmp_path, script(Language.EN), lambda _line: None) as stage:
        phone = await stage.phone("Grace", Role.CUSTOMER)
        with pytest.raises(StoryBroken) as raised:
            await stage.press(phone, "claim")
    assert stage.reader.text(raised.value.text) == "The story cannot go on: Grace has no button for “claim”."


async def test_a_conversation_that_does_not_end_is_given_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    stage: Stage
    async with staged(open_office("after-sales"), tmp_path, script(Language.EN), lambda _line: None) as stage:
        phone = await stage.phone("Grace", Role.CUSTOMER)
        await stage.say(phone, "My printer is broken and shows error 0x61")
        monkeypatch.setattr("bot.stage.FALSE_STEPS", 3)
        with pytest.raises(StoryBroken) as raised:
            await stage.answer(phone, {})
    assert raised.value.text.key == "broken-endless"
