"""What people write is never refused for how it looks: names and descriptions of every kind, whole and in order."""

import random
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.telegram import keyboards, words
from bot.telegram.render import draw
from bot.telegram.words import Line
from store.delivery import Delivery, Kind, Lane
from store.message import Ask, AskKind, Button, Fact, Message, Text
from store.moment import Ms
from store.people import Language
from tests.bot.post import TEXTS
from tests.fakes.telegram import rules
from tests.fakes.telegram.entities import parse, units
from tests.world import WEDNESDAY

BULK = 10_000

PIECES = (
    "<b>", "</b>", "<a href='tg://user?id=1'>", "</blockquote>", "<blockquote expandable>", "<!channel>", "&", "&amp;", "&lt;",
    "&#0;", "&#xd800;", "<", ">", "<<", "<script>alert(1)</script>", "@everyone", "@aftercare_bot", "#tag", "/start",
    "[x](https://e.com)", "*b*", "_i_", "`c`", "~s~", "||s||", "\u202eabc", "\u2066x\u2069", "שלום", "مرحبا", "😀", "👩‍👩‍👧‍👦", "🇨🇳",
    "🏴󠁧󠁢󠁥󠁮󠁧󠁿", "e\u0301", "\u0e47" * 30, "Z͑ͫ̓ͪ̂ͫ̽͏̴̙̤̞", "\ufdfd", "\u3164", "\u200b", "\u2800", "\u00ad", "\ud83d", "\udc00", "\0", "\x1b[31m", "\r",
    "\n", "\n\n\n", "\t", " ", "\u2028", "王芳", "机器不开机", "'", '"', "\\", "%s", "{0}",
)  # fmt: skip

LONG = ("a" * 5000, "字" * 4096, "😀" * 2100, "word " * 900)


def drawn(message: Message, language: Language = Language.ZH, kind: Kind = Kind.NEWS) -> tuple[str, ...]:
    """Draw a message, and hold it to Telegram's rules."""
    delivery = Delivery(1, 1, 1, Lane.NORMAL, kind, message, "d", WEDNESDAY)
    found = draw(delivery, TEXTS.reader(language, WEDNESDAY))
    for page in found.pages:
        rules.formatted({"text": page, "parse_mode": "HTML"}, "text", rules.TEXT)
    for markup in (found.buttons, found.keys):
        if markup is not None:
            rules.keyboard({"reply_markup": markup.to_json()}, private=True)
    return found.pages


def said(text: str, name: str = "", at: Ms = WEDNESDAY) -> Message:
    return Message(
        title=Text("card-title", {"number": "FB1", "title": text[:60]}),
        texts=(Text("told-message", {"number": "FB1", "actor": name}), Text("said-by-playbook", {"words": text})),
        facts=(Fact(Text("fact-customer"), name), Fact(Text("label-model"), text)),
        quote=text,
        speaker=name,
        buttons=((Button(Text("button-to-ticket", {"number": "FB1", "title": text}), "show:1:"),),),
        ask=Ask(AskKind.TEXT, 2, 5),
    )


def test_ten_thousand_strings_and_none_is_refused() -> None:
    chance = random.Random(20261125)
    for number in range(BULK):
        text = "".join(chance.choices(PIECES, k=chance.randint(1, 6)))
        text += chance.choice(LONG) if number % 50 == 0 else ""
        name = "".join(chance.choices(PIECES, k=chance.randint(1, 3)))
        drawn(said(text, name), (Language.ZH, Language.EN)[number % 2])


@given(st.text(alphabet=st.characters(codec=None), max_size=300), st.text(max_size=40))
def test_any_text_at_all(text: str, name: str) -> None:
    drawn(said(text, name))


@given(st.lists(st.text(alphabet="ab <&>é字😀\n", max_size=60), min_size=1, max_size=30), st.integers(60, 200))
def test_pages_hold_everything_in_order(lines: list[str], longest: int) -> None:
    given_lines = [Line(each, quoted=number % 3 == 0) for number, each in enumerate("\n".join(lines).split("\n"))]
    pages = words.pages(given_lines, longest)
    assert all(units(parse(page).text) <= longest for page in pages)
    shown = "".join("".join(parse(page).text.split()) for page in pages if page != words.NOTHING)
    assert shown == "".join("".join(lines).split())


def test_a_line_is_cut_at_a_blank_and_never_within_a_character() -> None:
    pages = words.pages([Line("😀" * 3000)])
    assert [parse(page).text for page in pages] == ["😀" * 2047, "😀" * 953]
    pages = words.pages([Line("word " * 2000)])
    assert all(parse(page).text.endswith("word") for page in pages)


def test_a_long_quotation_is_one_on_every_page() -> None:
    pages = drawn(Message(quote="\n".join(f"line {number}" for number in range(1200))))
    assert len(pages) > 2
    assert all(page.startswith("<blockquote>") and page.endswith("</blockquote>") for page in pages)


def test_nothing_to_be_seen_is_still_a_message() -> None:
    assert drawn(Message()) == (words.NOTHING,)
    assert drawn(Message(texts=(Text("said-by-playbook", {"words": "\u200b\n \u2800"}),))) == (words.NOTHING,)


def test_a_card_reads_well() -> None:
    (page,) = drawn(said("Fish & Chips", "Wang <3"), Language.EN)
    assert "<b>FB1 · Fish &amp; Chips</b>" in page
    assert "<b>Customer</b>: Wang &lt;3" in page
    assert "<blockquote>Fish &amp; Chips</blockquote>\n— Wang &lt;3" in page
    assert page.endswith("<i>2/5</i>")


@pytest.mark.parametrize(
    "data", ["month=2026-13=a", "month=0000-01=a", "month=2026-11", "month=", "month=1960-01=x", "answer::1."]
)
def test_a_forged_page_of_the_calendar_turns_nothing(data: str) -> None:
    assert keyboards.turned(data, [], TEXTS.reader(Language.EN, WEDNESDAY)) is None


@pytest.mark.parametrize("first", ["1970-01", "2026-02", "2999-12"])
def test_every_page_of_the_calendar_fits_below_a_message(first: str) -> None:
    markup = keyboards.turned(f"month={first}=answer::90000000.", [], TEXTS.reader(Language.ZH, WEDNESDAY))
    assert markup is not None
    rules.keyboard({"reply_markup": markup.to_json()}, private=True)
    days = re.findall(rf"{first}-\d\d", markup.to_json())
    assert len(set(days)) in {28, 31}
