"""Whatever people write: within Slack's limits, and dead."""

import random
import re
from collections.abc import Iterator, Mapping
from typing import Any

from slack_sdk.models.blocks import Block

from bot.slack import blocks, modals
from bot.slack.blocks import MOST
from bot.slack.files import is_slacks
from bot.slack.modals import Drawn
from bot.slack.render import written
from handlers.forms import Field, Form
from store.label import Label
from store.message import AskKind, At, Button, Fact, FileRef, Message, Text
from store.people import Language
from store.playbook import Choice, Step
from tests.fakes.slack.blocks import check_message, check_view
from tests.world import WEDNESDAY, texts

STRINGS = 2_500

PIECES = (
    "<!channel>", "<!here|here>", "<@U0BOT>", "<#C0001>", "<https://evil.example|your bank>", "<!subteam^S1>", "&lt;!channel&gt;", "&amp;", "&", "<", ">",
    "*bold*", "_i_", "~s~", "`code`", "```", ":smile:", "> quote", "\n", "\n\n", "\u202e", "\u2066", "\u200d", "\0", "\x1b[31m", "👩\u200d👩\u200d👧\u200d👦", "🏳️\u200d🌈",
    "e" + "\u0301" * 40, "שלום", "مرحبا", "打印机", "١٢٣", "{date}", "^", "|", "$var", "<!date^1^{date}|x>", "mailto:a@b.c", " ", "\t", "word", "x" * 90,
)  # fmt: skip

ALIVE = re.compile(r"<(?!!date\^\d+\^(\{[a-z_]+\} ?)+\|[^<>|]*>)")
"""Markup that Slack would act on, but for our own dates."""


def hostile(chance: random.Random) -> str:
    """Return something that somebody might write to break what is shown."""
    text = "".join(chance.choice(PIECES) for _ in range(chance.choice((1, 2, 5, 20, 60))))
    return text * (40 if chance.random() < 0.02 else 1) + chance.choice(
        ("", "&" * chance.randint(1, 4000)) if chance.random() < 0.1 else ("",)
    )


def strings() -> Iterator[str]:
    """Return them all."""
    chance = random.Random(20261125)
    yield from ("", " ", "\n", "&" * 20_000, "<" * 20_000, "x" * 40_000, "😀" * 10_000, "\n" * 5_000)
    for _ in range(STRINGS):
        yield hostile(chance)


def said(words: str) -> Text:
    return Text("said-by-playbook", {"words": words})


def message(words: str) -> Message:
    """Return a message with these words wherever words of people's can be."""
    button = Button(said(words), "show:1:")
    return Message(
        texts=(said(words),),
        title=said(words),
        facts=(Fact(said(words), words), Fact(said("When"), At(WEDNESDAY))) * 6,
        quote=words,
        speaker=words,
        buttons=((button,) * 3,),
        files=(FileRef("f", words, "image/png", 1),),
    )


def dead(shown: Any) -> None:
    """See that nothing in blocks comes to life."""
    if isinstance(shown, Mapping):
        if shown.get("type") == "mrkdwn":
            assert not ALIVE.search(shown["text"]), shown["text"]
            assert re.fullmatch(r"(?s)(?:[^&]|&(?:amp|lt|gt);)*", shown["text"]), "an escape is cut in two"
            assert shown["verbatim"] is True
        for each in shown.values():
            dead(each)
    elif isinstance(shown, list):
        for each in shown:
            dead(each)


def test_messages_of_thousands_of_hostile_strings() -> None:
    readers = [texts().reader(language, WEDNESDAY) for language in Language]
    for number, words in enumerate(strings()):
        for page in written(message(words), readers[number % 2]):
            assert 0 < len(page.text) <= MOST.fallback
            assert not ALIVE.search(page.text)
            check_message(page.blocks)
            dead(page.blocks)
            if number % 50 == 0:
                for block in Block.parse_all(page.blocks):
                    block.validate_json()


def fields(words: str) -> Iterator[Field]:
    """Return a field of every kind, filled with these words and offering them."""
    choices = tuple(Choice(f"c{each}", Label(words[:200] or "x", words[:200] or "x")) for each in range(12))
    for number, kind in enumerate(AskKind):
        if kind in modals._ELEMENTS:
            step = Step(f"s{number}", kind)
            yield Field(step, said(words), said(words), choices, words, said(words), number % 2 == 0)


def test_forms_of_thousands_of_hostile_strings() -> None:
    readers = [texts().reader(language, WEDNESDAY) for language in Language]
    for number, words in enumerate(strings()):
        form = Form(said(words), tuple(fields(words)))
        view = modals.modal(form, Drawn("report", 7), readers[number % 2])
        check_view(view)
        dead(view)
        check_view(modals.light(words, words, words[:9_000]))


def test_what_is_split_is_whole_again() -> None:
    for words in strings():
        parts = list(blocks.split(words, MOST.section))
        assert re.sub(r"\s", "", "".join(parts)) == re.sub(r"\s", "", words)


def test_whose_addresses_are_shown_the_token() -> None:
    base = "https://slack.com/api/"
    for url in ("https://files.slack.com/a", "https://slack.com/a", "https://x.enterprise.slack.com/files"):
        assert is_slacks(url, base), url
    for url in ("http://files.slack.com/a", "https://slack.com.evil.example/a", "https://evil.example/slack.com", "https://evilslack.com/", "file:///etc/passwd", ""):  # fmt: skip
        assert not is_slacks(url, base), url
