"""What people type, read by its kind. It is a Wednesday, 25 November 2026."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.answers import Fault, Reading, read
from store.label import Label
from store.message import AskKind
from store.playbook import Choice, Step
from tests.world import WEDNESDAY, office

CHOICES = (Choice("fault", Label("功能故障", "Fault")), Choice("repair_it", Label("维修", "Repair, please")))
READING = Reading(office(), WEDNESDAY, CHOICES)


def reading(kind: AskKind, text: str, *, past: bool = False) -> str:
    """What an answer is kept as, or the key of what is said instead."""
    try:
        return read(Step("step", kind, past=past, longest=20), text, READING)
    except Fault as fault:
        return fault.text.key


def cases(kind: AskKind, wanted: Mapping[str, tuple[str, ...]]) -> list[tuple[AskKind, str, str]]:
    return [(kind, text, kept) for kept, texts in wanted.items() for text in texts]


@pytest.mark.parametrize(
    ("kind", "text", "kept"),
    [
        *cases(
            AskKind.CHOICE,
            {
                "fault": ("1", "１", "①", "1.", "功能故障", "“功能故障”", "fault", "FAULT!", " Fault "),
                "repair_it": ("2", "维修", "repair, please", "repair_it"),
                "fault-choice": ("0", "3", "99", "-1", "1 2", "故障", "faults", "１２３４５６７８９", "🙂"),
            },
        ),
        *cases(
            AskKind.TIME,
            {
                "14:30": (
                    "14:30",
                    "14：30",
                    "14点半",
                    "14时30分",
                    "1430",
                    "下午2点半",
                    "2:30 pm",
                    "2:30 p.m.",
                    "2：30ＰＭ",
                ),
                "08:05": ("8:05", "08:05", "早上8点05分", "8:05 am", "about 8:05", "大约8:05"),
                "00:00": ("0:00", "12 am", "晚上12点", "半夜12点", "凌晨12点"),
                "12:00": ("12", "12点", "中午12点", "12 pm"),
                "21:00": ("21", "晚上9点", "9pm", "21点左右"),
                "02:00": ("凌晨2点", "晚上2点", "2 a.m."),
                "fault-time": ("25:00", "24:00", "12:60", "930", "half past two", "::", "12:30:15", "上午", "🕐", "-1"),
            },
        ),
        *cases(
            AskKind.NUMBER,
            {
                "12": ("12", "１２", " 12 ", "12.0", "1.2e1"),
                "-3.5": ("-3.5", "-3.50"),
                "1234567.5": ("1,234,567.5",),
                "0": ("0", "-0", "0.000"),
                "fault-number": ("", "twelve", "nan", "inf", "-inf", "1e400", "1e16", "12 13 a", "0x1f", "½½"),
            },
        ),
        *cases(
            AskKind.PHONE,
            {
                "+8613800138000": (
                    "13800138000",
                    "138 0013 8000",
                    "138-0013-8000",
                    "+86 138 0013 8000",
                    "0086 13800138000",
                ),
                "+861065529988": ("010-6552 9988", "（010）65529988"),
                "+861065529988 ext. 801": ("010-65529988 转 801", "010-65529988转801", "+861065529988 ext. 801"),
                "+442079460018": ("+44 20 7946 0018", "0044 20 7946 0018", "＋４４２０７９４６００１８"),
                "fault-phone": (
                    "12345",
                    "138 0013 800",
                    "phone me",
                    "138001380001380013800",
                    "110",
                    "+",
                    "📞",
                    "0" * 500,
                ),
            },
        ),
        *cases(
            AskKind.YES_NO,
            {
                "yes": ("yes", "Yes!", "是", "是的。", "对", "ｙｅｓ"),
                "no": ("no", "No.", "不是", "没有", "还没有", "not yet"),
                "fault-yes-no": ("maybe", "也许", "yes and no", "👍", "1"),
            },
        ),
        *cases(
            AskKind.STARS,
            {
                "5": ("5", "５", "5 stars", "five stars", "五星", "5星", "5 分", "⭐⭐⭐⭐⭐", "★★★★★"),
                "1": ("1", "1 star", "一星", "⭐", "⭐️"),
                "fault-stars": ("0", "6", "five", "五", "★" * 6, "10 stars", "many", "5 apples", "☆", "4.5"),
            },
        ),
        *cases(AskKind.TEXT, {"fault-empty": ("",), "fault-too-long": ("x" * 21,), "x" * 20: ("x" * 20,)}),
        *cases(AskKind.FILES, {"fault-files": ("photo.png",)}),
    ],
)
def test_what_is_typed(kind: AskKind, text: str, kept: str) -> None:
    assert reading(kind, text) == kept


DATES = {
    "2026-03-15": (
        "2026-03-15", "2026/3/15", "2026.3.15", "2026年3月15日", "2026 年 3 月 15 号", "20260315", "15.3.2026", "3/15/2026",
        "２０２６－０３－１５", "March 15, 2026", "15 March 2026", "15th Mar 2026", "3月15日", "3-15", "15/3", "Mar 15",
    ),
    "2026-11-24": ("昨天", "yesterday", "Yesterday!", "11-24", "24 Nov"),
    "2026-11-25": ("今天", "today", "今日"),
    "2026-11-23": ("前天", "the day before yesterday"),
    "2025-11-26": ("11月26日", "26 Nov"),
    "2026-05-05": ("05/05/2026", "5-5"),
    "fault-date-impossible": ("2026-02-30", "2025-02-29", "2026-13-01", "0000-01-01", "31.4.2026", "30 Feb", "2-30", "99990230"),
    "fault-date-ambiguous": ("3/4/2026", "04-03-2026", "3/4", "3-4"),
    "fault-date-future": ("2026-11-26", "明天", "tomorrow", "2999-01-01"),
    "fault-date": ("1969-12-31", "soon", "去年", "2026", "2026-03", "15", "May", "1 2 3", "-", "2026-03-15-01", "Marchember 3"),
}  # fmt: skip


@pytest.mark.parametrize(("text", "kept"), [(text, kept) for kept, texts in DATES.items() for text in texts])
def test_a_day_that_is_past(text: str, kept: str) -> None:
    assert reading(AskKind.DATE, text, past=True) == kept


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("11-26", "2026-11-26"),
        ("11月26日", "2026-11-26"),
        ("11-24", "2027-11-24"),
        ("24 Nov", "2027-11-24"),
        ("明天", "2026-11-26"),
        ("tomorrow", "2026-11-26"),
        ("后天", "2026-11-27"),
        ("2026-11-25", "2026-11-25"),
    ],
)
def test_a_day_to_come(text: str, kept: str) -> None:
    assert reading(AskKind.DATE, text) == kept


@given(
    text=st.text(), kind=st.sampled_from([each for each in AskKind if each is not AskKind.REVIEW]), past=st.booleans()
)
def test_whatever_is_typed_is_taken_or_faulted_and_what_is_kept_reads_the_same_again(
    text: str, kind: AskKind, past: bool
) -> None:
    kept = reading(kind, text, past=past)
    if not kept.startswith("fault-"):
        assert reading(kind, kept, past=past) == kept
