"""Words that people type: cleaned of what harms, and known in both languages."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.fluent import parse
from handlers.words import clean, command, is_courtesy, is_one_of, is_thanks, is_vague, language_of, plain, words
from store.people import Language
from tests.bot.catalogue import ROOT


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("  good morning \r\n there ", "good morning \n there"),
        ("a\0b\x07c\x1bd\x7f", "abcd"),
        ("pay \u202egpj.exe\u202c now \u2066x\u2069", "pay gpj.exe now x"),
        ("\u200bze\u200bro\ufeff wid\xadth", "zero width"),
        ("\ud800broken\udfff", "broken"),
        ("e\u0301", "é"),
        ("z" + "\u0310" * 50 + "algo", "z" + "\u0310" * 4 + "algo"),
        ("👩‍👩‍👧 🏴󠁧󠁢󠁥󠁮󠁧󠁿 ☎️", "👩‍👩‍👧 🏴󠁧󠁢󠁥󠁮󠁧󠁿 ☎️"),
        ("مرحبا שלום", "مرحبا שלום"),
        ("Robert'); DROP TABLE tickets;-- <b>&amp;", "Robert'); DROP TABLE tickets;-- <b>&amp;"),
        ("\u200d\ufe0f", ""),
        ("\u3164\u2800\ue000", "\u3164\u2800\ue000"),
        (" \u3000\t", ""),
    ],
)
def test_what_harms_is_taken_out_and_the_rest_stays(typed: str, kept: str) -> None:
    assert clean(typed) == kept


@given(st.text(st.characters()))
def test_what_is_clean_stays_as_it_is_and_can_be_kept(typed: str) -> None:
    kept = clean(typed)
    assert clean(kept) == kept
    assert kept.encode().decode() == kept
    assert not any(unicodedata.category(each) == "Cc" and each not in "\n\t" for each in kept)


@pytest.mark.parametrize(
    "said",
    [
        "坏了",
        "不好用。",
        "有问题",
        "打不开",
        "It’s broken",
        "it doesn't work!",
        "help me",
        "没有",
        "none",
        "???",
        "🙂🙂🙂",
        "asdf",
        "",
    ],
)
def test_what_is_vague(said: str) -> None:
    assert is_vague(said)


@pytest.mark.parametrize(
    "said", ["开机后不停闪红灯", "打印机卡纸", "red light blinks", "Error 0x61 on start", "E-1042 显示在屏幕上"]
)
def test_what_says_something(said: str) -> None:
    assert not is_vague(said)


@pytest.mark.parametrize(
    "said", ["谢谢", "谢谢您！", "Thanks!", "thank you.", "🙏", "…", "ok", "好的", "收到", "👍", "👍🏽"]
)
def test_a_courtesy_starts_nothing(said: str) -> None:
    assert is_courtesy(said)


@pytest.mark.parametrize(
    ("said", "thanks"), [("谢谢", True), ("🙏", True), ("thx", True), ("好的", False), ("ok", False), ("👍🏽", False)]
)
def test_agreement_can_be_an_answer_and_thanks_cannot(said: str, thanks: bool) -> None:
    assert is_thanks(said) is thanks


@pytest.mark.parametrize("said", ["谢谢，但是还不行", "thanks, but it still fails", "ok so what now", "1"])
def test_more_than_a_courtesy(said: str) -> None:
    assert not is_courtesy(said)


@pytest.mark.parametrize(
    ("said", "hint", "language"),
    [
        ("打印机坏了", "en", Language.ZH),
        ("LJ-2400 坏了", "", Language.ZH),
        ("my printer", "zh", Language.EN),
        ("你好 hello", "en-GB", Language.ZH),
        ("", "zh-Hans", Language.ZH),
        ("", "en-GB", Language.EN),
        ("", "de", Language.EN),
        ("😀 12345", "", Language.ZH),
        ("", "", Language.ZH),
    ],
)
def test_somebody_new_is_spoken_to_in_their_own_language(said: str, hint: str, language: Language) -> None:
    assert language_of(said, hint) is language


BUTTONS = {
    "button-skip": "skip",
    "button-back": "back",
    "button-cancel": "cancel",
    "button-done": "done",
    "button-keep": "keep",
    "button-remove": "remove",
    "button-new-report": "report",
    "button-add": "add",
    "button-urge": "urge",
    "button-withdraw": "withdraw",
    "menu-report": "report",
    "menu-tickets": "tickets",
    "menu-help": "help",
    "menu-queue": "queue",
    "menu-language-en": "english",
    "menu-language-zh": "chinese",
}
"""Buttons that do the same as a command."""

SETS = {
    "button-yes": "yes",
    "button-no": "no",
    "button-send": "send",
    "button-drop": "drop",
    "button-solved": "solved",
    "button-unsolved": "unsolved",
}
"""Buttons that answer yes, no and the like."""


def label(language: str, key: str) -> str:
    for file in (ROOT / "bot/locales" / language).glob("*.ftl"):
        for entry in parse(file.read_text("utf-8"), file.name):
            if entry.id.name == key and entry.value is not None:
                return "".join(str(getattr(element, "value", "")) for element in entry.value.elements)
    raise AssertionError(f"no entry {key}")


@pytest.mark.parametrize("language", list(Language))
@pytest.mark.parametrize("key", BUTTONS)
def test_the_words_on_a_button_do_what_it_does(key: str, language: Language) -> None:
    assert command(label(language, key)) == BUTTONS[key]


@pytest.mark.parametrize("language", list(Language))
@pytest.mark.parametrize("key", SETS)
def test_the_words_on_a_button_say_what_it_says(key: str, language: Language) -> None:
    assert is_one_of(label(language, key), SETS[key])


def test_a_word_means_one_command() -> None:
    listed = [plain(word) or word for each in words().commands.values() for word in each]
    assert sorted(word for word in set(listed) if listed.count(word) > 1 and not word.startswith("/")) == []


def test_no_word_says_yes_and_no() -> None:
    for one, other in (("yes", "no"), ("solved", "unsolved"), ("thanks", "agreement"), ("send", "no")):
        assert {plain(word) for word in words().sets[one]} & {plain(word) for word in words().sets[other]} == set()
