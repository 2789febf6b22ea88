"""Moments in Slack's messages: in the zone of whoever reads, and where that cannot be, with the zone's name."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from bot.moments import zone_name
from bot.slack.render import written
from bot.slack.wording import Plain
from store.message import At, Button, Fact, Message, MomentStyle, Text
from store.moment import SECOND, from_datetime
from store.people import Language
from tests.world import WEDNESDAY, texts

PRETTY = f"<!date^{WEDNESDAY // SECOND}^{{date_short_pretty}} {{time}}|"


def promised(number: str = "FB1", style: MomentStyle = MomentStyle.FULL) -> Text:
    return Text("told-expected", {"number": number, "actor": "Li <!here>", "expected": At(WEDNESDAY, style)})


def strings(part: Any) -> Iterator[str]:
    """Everything that stands in a part of a payload."""
    if isinstance(part, str):
        yield part
    for each in part.values() if isinstance(part, dict) else part if isinstance(part, list) else ():
        yield from strings(each)


@pytest.mark.parametrize(
    ("language", "fallback"), [(Language.EN, "10:00 today (UTC+8)>"), (Language.ZH, "今天 10:00（UTC+8）>")]
)
def test_a_sentence_tells_a_moment_in_the_zone_of_whoever_reads(language: Language, fallback: str) -> None:
    (page,) = written(Message(texts=(promised(),)), texts().reader(language, WEDNESDAY))
    (section,) = page.blocks
    assert section["text"]["type"] == "mrkdwn"
    assert section["text"]["text"] == page.text
    assert PRETTY + fallback in page.text
    assert "Li &lt;!here&gt;" in page.text


@pytest.mark.parametrize("language", list(Language))
def test_what_has_no_moment_is_plain(language: Language) -> None:
    words = Text("said-by-playbook", {"words": "a < b & c"})
    (page,) = written(Message(texts=(words,)), texts().reader(language, WEDNESDAY))
    assert page.blocks == [{"type": "section", "text": {"type": "plain_text", "text": "a < b & c", "emoji": False}}]
    assert page.text == "a &lt; b &amp; c"


@pytest.mark.parametrize(
    ("style", "live", "named"),
    [
        (MomentStyle.FULL, "{date_short_pretty} {time}|10:00 today (UTC+8)>", "10:00 today (UTC+8)"),
        (MomentStyle.TIME, "{time}|10:00 (UTC+8)>", "10:00 (UTC+8)"),
        (MomentStyle.DATE, "{date_short_pretty}|today>", "today"),
    ],
)
def test_a_moment_stands_everywhere_as_it_can(style: MomentStyle, live: str, named: str) -> None:
    text = promised(style=style)
    message = Message(
        title=text, texts=(text,), facts=(Fact(text, At(WEDNESDAY, style)),), buttons=((Button(text, "show:1:"),),)
    )
    reader = texts().reader(Language.EN, WEDNESDAY)
    (page,) = written(message, reader)
    assert sum(each.count(live) for each in strings(page.blocks)) == 3
    assert named in page.blocks[0]["text"]["text"]
    assert named in Plain.of(reader).text(text)
    assert "<!date" not in str([page.blocks[0], page.blocks[-1]])


@pytest.mark.parametrize(
    ("zone", "name"),
    [("Asia/Shanghai", "UTC+8"), ("UTC", "UTC"), ("Asia/Kolkata", "UTC+5:30"), ("America/New_York", "UTC−5"),
     ("America/St_Johns", "UTC−3:30")],
)  # fmt: skip
def test_a_zone_is_named_as_everybody_knows_it(zone: str, name: str) -> None:
    there = ZoneInfo(zone)
    assert zone_name(from_datetime(datetime(2026, 11, 25, 10, 0, tzinfo=there)), there) == name
