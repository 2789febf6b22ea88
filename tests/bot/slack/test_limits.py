"""Slack's limits, which no message, form or Home can reach: whatever its size, all of it is shown or plainly cut."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from bot.slack import home, modals
from bot.slack.blocks import MOST
from bot.slack.modals import Drawn
from bot.slack.render import Written, written
from handlers.forms import Field, Form
from store.label import Label
from store.message import AskKind, At, Button, ButtonStyle, Fact, FileRef, Lasting, Message, MomentStyle, Term, Text
from store.moment import DAY
from store.people import Language
from store.playbook import Choice, Step
from tests.bot.slack.house import house
from tests.bot.slack.test_hostile import PIECES, dead
from tests.bot.slack.test_team_channel import REPORT
from tests.fakes.slack.blocks import check_message, check_view, elements
from tests.world import WEDNESDAY, texts

MANY, SOME = (
    settings(max_examples=count, deadline=None, suppress_health_check=list(HealthCheck)) for count in (150, 25)
)

LETTERS = st.text(st.characters(codec="utf-8"), max_size=30)
READERS = st.sampled_from([texts().reader(language, WEDNESDAY) for language in Language])
MOMENTS = st.builds(At, st.integers(WEDNESDAY - 900 * DAY, WEDNESDAY + 900 * DAY), st.sampled_from(MomentStyle))


@st.composite
def long(draw: st.DrawFn, most: int) -> str:
    """Some words, in any script, again and again."""
    piece = draw(st.one_of(LETTERS, st.sampled_from([*PIECES, "打印机显示错误", "Donaudampfschifffahrt ", "a\nb\n"])))
    return (piece * draw(st.sampled_from([1, 3, 30, 1_000, 5_000])))[: draw(st.integers(1, most))]


def said(most: int) -> st.SearchStrategy[Text]:
    """A sentence, with words of somebody's or a moment in it, or with both."""
    words = st.builds(lambda words: Text("said-by-playbook", {"words": words}), long(most))
    sentence = st.builds(
        lambda words, at: Text("told-expected", {"number": words, "actor": words, "expected": at}), long(most), MOMENTS
    )
    return st.one_of(words, sentence)


BUTTONS = st.builds(
    Button, said(300), st.from_regex(r"[a-z_]{1,20}:[0-9a-z]{13}:[A-Za-z0-9_.-]{0,28}", fullmatch=True), st.sampled_from(ButtonStyle)
)  # fmt: skip
VALUES = st.one_of(long(6_000), MOMENTS, st.builds(Lasting, st.integers(0, DAY)), st.just(Term("paused")))


@st.composite
def messages(draw: st.DrawFn) -> Message:
    """A message that may be far too large."""
    rows = draw(st.lists(st.lists(BUTTONS, min_size=1, max_size=4), max_size=4))
    return Message(
        texts=tuple(draw(st.lists(said(9_000), max_size=4))),
        title=draw(st.none() | said(400)),
        facts=tuple(draw(st.lists(st.builds(Fact, said(500), VALUES), max_size=6))) * draw(st.sampled_from([1, 1, 8])),
        quote=draw(long(20_000)),
        speaker=draw(long(300)),
        buttons=tuple(tuple(row) * draw(st.sampled_from([1, 1, 12])) for row in rows) * draw(st.sampled_from([1, 20])),
        files=tuple(
            FileRef(str(number), name, "image/png", 1) for number, name in enumerate(draw(st.lists(long(300))) * 4)
        ),
    )


def presses(pages: list[Written]) -> Iterator[str]:
    return (element["value"] for page in pages for _, element in elements(page.blocks))


def quoted(pages: list[Written]) -> str:
    parts = (
        part for page in pages for block in page.blocks if block["type"] == "rich_text" for part in block["elements"]
    )
    return "".join(part["elements"][0]["text"] for part in parts if part["type"] == "rich_text_quote")


def bare(text: str) -> str:
    return re.sub(r"\s", "", text)


WORD = Text("said-by-playbook", {"words": "x"})
PRESS = Button(WORD, "show:1:")
READER = texts().reader(Language.EN, WEDNESDAY)


@MANY
@given(messages(), READERS)
@example(Message(texts=(WORD,) * 130), READER)
@example(Message(buttons=((PRESS,),) * 130), READER)
@example(Message(buttons=((PRESS,) * 70,)), READER)
@example(Message(facts=(Fact(WORD, "x"),) * 70), READER)
@example(Message(facts=(Fact(Text(WORD.key, {"words": "<" * 999}), "&" * 9_000),) * 2), READER)
@example(Message(files=(FileRef("f", "x", "image/png", 1),) * 70), READER)
def test_a_message_of_any_size(message: Message, reader: Any) -> None:
    pages = written(message, reader)
    for page in pages:
        check_message(page.blocks)
        dead(page.blocks)
        assert 0 < len(page.text) <= MOST.fallback
    assert list(presses(pages)) == [button.press for row in message.buttons for button in row]
    assert bare(quoted(pages)) == bare(message.quote)
    shown = str([page.blocks for page in pages])
    assert shown.count("📎") >= len(message.files)


@st.composite
def forms(draw: st.DrawFn) -> Form:
    """A form that may be far too large, with more choices than a list takes."""
    words = draw(long(3_000))
    text = Text("said-by-playbook", {"words": words})
    choices = tuple(
        Choice(f"c{number}", Label(draw(long(200)), words[:200])) for number in range(draw(st.integers(1, 4)))
    )
    many = tuple(Choice(f"m{number}", Label(words, words)) for number in range(draw(st.sampled_from([1, 11, 150]))))
    kinds = draw(st.lists(st.sampled_from(sorted(modals._ELEMENTS)), min_size=1, max_size=12))
    steps = [Step(f"s{number}", kind, longest=draw(st.integers(1, 9_000))) for number, kind in enumerate(kinds)]
    times = draw(st.sampled_from([1, 1, 12]))
    return Form(
        draw(said(100)),
        tuple(
            Field(
                Step(f"{step.id}x{time}", step.kind, longest=step.longest, optional=draw(st.booleans())),
                text,
                draw(said(3_000)),
                draw(st.sampled_from([choices, many])) if step.kind is AskKind.CHOICE else (),
                draw(long(9_000)),
                draw(st.none() | said(3_000)),
                draw(st.booleans()),
            )
            for time in range(times)
            for step in steps
        ),
    )


def choosing(count: int) -> Form:
    choices = tuple(Choice(f"c{number}", Label("x", "x")) for number in range(count))
    return Form(WORD, (Field(Step("s", AskKind.CHOICE), WORD, WORD, choices, "", None, opens=False),))


@SOME
@given(forms(), READERS)
@example(choosing(10), READER)
@example(choosing(11), READER)
@example(choosing(101), READER)
def test_a_form_of_any_size(form: Form, reader: Any) -> None:
    view = modals.modal(form, Drawn("report", 2**62, WEDNESDAY), reader)
    check_view(view)
    dead(view)
    assert view["blocks"]


@SOME
@given(st.lists(messages(), min_size=1, max_size=4), READERS)
def test_a_home_of_any_size(several: list[Message], reader: Any) -> None:
    view = home.drawn(several, reader)
    check_view(view)
    dead(view)


async def test_a_text_longer_than_a_field_shows_is_kept_whole_when_nobody_changes_it(tmp_path: Path) -> None:
    async with house(tmp_path) as desk:
        grace = desk.customer("Grace")
        told = "My printer shows error 0x61 and prints nothing. " * 70
        message = desk.slack.workspace.post(desk.slack.workspace.channel("general", grace.user.id), "U9", told)
        await grace.takes_shortcut("report_message", message)
        await grace.fills({"Category": "Fault", "Urgency": "Normal"})
        await grace.closes()
        await grace.commands("report")
        await grace.fills({label: answer for label, answer in REPORT.items() if label != "Description"})
        assert await grace.submits() == {}
        await grace.sees("FB20261125001")
        described = (await desk.ticket()).words("description")
        assert described.startswith(told.strip())
        assert "/archives/" in described
