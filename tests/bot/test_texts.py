import ast
import re
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.fluent import CatalogueError, compile_entries
from bot.fluent import parse as parse_entries
from bot.telegram.menus import CUSTOMER, GROUP, TEAM
from bot.texts import Reader, Texts, read
from handlers.registry import DIALOGUES
from store.calendar import SpanKind
from store.card import CUSTOMER_VERBS, TEAM_VERBS
from store.deadlines import Promise
from store.label import Label
from store.lifecycle import Action
from store.message import At, Lasting, MomentStyle, Named, Term, Text, Value
from store.moment import DAY, HOUR, MINUTE, from_datetime
from store.notices import NOTICES
from store.people import Language
from store.ticket import Priority, Status
from tests.bot.catalogue import KEY, entries, literals, modules, page_sources, spoken, strings, values_given
from tests.bot.post import OFFICE

ZONE = ZoneInfo("Asia/Shanghai")
TEXTS = Texts.load(ZONE)
NOW = from_datetime(datetime(2026, 11, 24, 14, 0, tzinfo=ZONE))
KEYS = sorted(entries("en"))

CHINESE = r"[\u3000-\u9fff\uff00-\uffef]"

LANGUAGE_NAMES = {"menu-language-zh", "menu-language-en"}
"""Entries that name a language in that language."""

SAME_IN_BOTH = {
    "at-time",
    "button-choice",
    "button-to-ticket",
    "card-title",
    "demo-from-to",
    "history-at",
    "page-kilobytes",
    "page-lang",
    "page-megabytes",
    "page-percent",
    "queue-line",
    "said-by-playbook",
    "span",
    "story-quote",
    "story-spoken",
    "telegram-star",
    "telegram-step",
    *LANGUAGE_NAMES,
}
"""Entries that hold no words."""

NO_KEYS = {"utf-8"}
"""Strings of the form of a key that are none."""


def reader(language: str) -> Reader:
    return TEXTS.reader(Language(language), NOW)


def moment(*when: int) -> At:
    year, month, day, hour, minute = when
    return At(from_datetime(datetime(year, month, day, hour, minute, tzinfo=ZONE)))


# The catalogues


def test_both_languages_have_the_same_entries() -> None:
    assert set(entries("zh")) == set(entries("en"))


def test_both_languages_show_the_same_values() -> None:
    both = {key: (entries("zh")[key].variables, entries("en")[key].variables) for key in KEYS}
    assert {key: pair for key, pair in both.items() if pair[0] != pair[1]} == {}


SAMPLES: tuple[Value, ...] = (
    "FB20261124001",
    1,
    5,
    At(NOW + DAY),
    Lasting(HOUR),
    Term("soon"),
    Named(Label("故障", "Fault")),
)


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("sample", SAMPLES)
def test_every_entry_can_be_said_with_any_value(sample: Value, language: str, caplog: pytest.LogCaptureFixture) -> None:
    speaking = Texts.load(ZONE).reader(Language(language), NOW)
    for key in KEYS:
        said = speaking.text(Text(key, dict.fromkeys(entries(language)[key].variables, sample)))
        assert said
        assert said.strip() == said, key
        assert not re.search(r"[{}$]", said), key
    assert caplog.records == []


def test_chinese_is_translated() -> None:
    assert [key for key in KEYS if not re.search(CHINESE, entries("zh")[key].text) and key not in SAME_IN_BOTH] == []


def test_english_holds_no_chinese() -> None:
    assert [key for key in KEYS if re.search(CHINESE, entries("en")[key].text) and key not in LANGUAGE_NAMES] == []


CHINESE_FAULTS = {
    "half-width punctuation beside Chinese": r"[\u4e00-\u9fff][,.!?;:()]|[,.!?;:()][\u4e00-\u9fff]",
    "straight quotation marks": r"[\"']",
    "no space between Chinese and Latin letters": r"[\u4e00-\u9fff][A-Za-z]|[A-Za-z][\u4e00-\u9fff]",
    "a space inside Chinese": r"[\u4e00-\u9fff，。：；！？] +[\u4e00-\u9fff]",
    "three dots": r"\.\.\.|。。",
}
ENGLISH_FAULTS = {
    "straight quotation marks": r"[\"']",
    "two spaces": r"\S  +\S",
    "three dots": r"\.\.\.",
    "a hyphen for a dash": r" - |--",
    "a space before punctuation": r"\w [,.;:!?](\s|$)",
}


@pytest.mark.parametrize(
    ("language", "fault"), [*(("zh", fault) for fault in CHINESE_FAULTS), *(("en", fault) for fault in ENGLISH_FAULTS)]
)
def test_typography(language: str, fault: str) -> None:
    pattern = (CHINESE_FAULTS if language == "zh" else ENGLISH_FAULTS)[fault]
    assert [(key, parts.text) for key, parts in entries(language).items() if re.search(pattern, parts.text)] == []


# The sources and the catalogues


def dashed(ids: Iterable[str]) -> list[str]:
    return [each.replace("_", "-") for each in ids]


STEPS = dashed({step.id for dialogue in DIALOGUES for step in dialogue.steps(OFFICE)})
BUTTONS = {
    "yes",
    "no",
    *TEAM_VERBS,
    *CUSTOMER_VERBS,
    *(verb for notices in NOTICES.values() for notice in notices for verb in notice.buttons),
} - {"stars"}

TIMERS = ("warn", "due", "progress", "nudge", "remind", "close", "survey-remind", "survey-end", "archive")

FAMILIES: dict[str, Iterable[str]] = {
    "status-{}": dashed(Status),
    "priority-{}": [str(priority.value) for priority in Priority],
    "promise-{}": list(Promise),
    "button-{}": BUTTONS,
    "label-{}": STEPS,
    "ask-{}": STEPS,
    "form-{}": dashed(dialogue.name for dialogue in DIALOGUES),
    "home-duty-{}": ["on", "off"],
    "home-list-{}": ["mine", "free", "late"],
    "home-figure-{}": ["reported", "open", "resolved", "rated"],
    "demo-name-{}": ["agent", "supervisor"],
    "demo-promise-{}": ["running", "kept", "late", "missed", "paused"],
    "demo-timer-{}": TIMERS,
    "menu-{}": ["report", "tickets", "queue", "help"],
    "menu-language-{}": list(Language),
    "did-{}": dashed(Action),
    "did-it-{}": ["message", "ask", "resolve", "note", "expect"],
    "span-{}": dashed(SpanKind),
    "weekday-{}": map(str, range(1, 8)),
    "month-{}": map(str, range(1, 13)),
    "{}-{}": [f"{kind}-{near}" for kind in ("at", "day") for near in ("yesterday", "today", "tomorrow")],
    "{}-date": ["at", "day"],
    "{}-date-year": ["at", "day"],
    "lasting-{}": ["hours", "days"],
    "lasting-{}-{}": ["hours-minutes", "days-hours"],
    "telegram-command-{}": {*CUSTOMER, *TEAM, *GROUP},
}
"""Keys put together in the sources, and what is put in."""

EXPANDED = {
    template: [
        template.format(*each.split("-", 1)) if template.count("{}") > 1 else template.format(each) for each in values
    ]
    for template, values in FAMILIES.items()
}


def test_every_key_that_is_put_together_is_listed_here() -> None:
    written = {key for module in modules().values() for key, _ in spoken(module) if "{}" in key}
    assert written - set(EXPANDED) == set(), "list it in FAMILIES with everything that can be put in"


@pytest.mark.parametrize("template", EXPANDED)
def test_every_member_of_a_family_has_an_entry(template: str) -> None:
    assert [key for key in EXPANDED[template] if key not in entries("en")] == []


def test_every_entry_named_in_a_call_exists() -> None:
    named = {(str(file), key) for file, module in modules().items() for key, _ in spoken(module) if "{}" not in key}
    assert {(file, key) for file, key in named if key not in entries("en")} == set()


def test_every_string_of_the_form_of_a_key_is_one() -> None:
    rules = {
        file: module
        for file, module in modules().items()
        if file.parts[0] != "bot" and file.parts[:2] not in {("store", "db"), ("store", "calendars")}
    }
    found = {(str(file), key) for file, module in rules.items() for key in literals(module)}
    assert {(file, key) for file, key in found if key not in entries("en") and key not in NO_KEYS} == set()


def test_every_value_that_an_entry_shows_is_given_where_it_is_named() -> None:
    lacking = []
    for file, module in modules().items():
        for key, call in spoken(module):
            given = values_given(call)
            if given is not None and key in entries("en") and is_complete(call):
                missing = entries("en")[key].variables - given
                lacking += [(str(file), key, missing)] if missing else []
    assert lacking == []


def is_complete(call: ast.Call) -> bool:
    """Whether the call is all that is known of the values: a Notice or a refusal gets them elsewhere."""
    return getattr(call.func, "id", getattr(call.func, "attr", "")) in {"Text", "Term", "tell"}


def test_no_entry_is_unused() -> None:
    used = {text for module in modules().values() for text in strings(module)}
    used |= {key for keys in EXPANDED.values() for key in keys}
    used |= {key for module in modules().values() for key, _ in spoken(module)}
    used |= {found[0] for found in re.finditer(KEY, page_sources())}
    assert sorted(set(KEYS) - used) == []


# Putting values into words


@pytest.mark.parametrize(
    ("at", "zh", "en"),
    [
        (moment(2026, 11, 24, 9, 5), "今天 09:05", "09:05 today"),
        (moment(2026, 11, 25, 0, 0), "明天 00:00", "00:00 tomorrow"),
        (moment(2026, 11, 23, 23, 59), "昨天 23:59", "23:59 yesterday"),
        (moment(2026, 11, 26, 14, 0), "11月26日（周四）14:00", "14:00 on Thu 26 Nov"),
        (moment(2027, 1, 3, 8, 30), "2027年1月3日（周日）08:30", "08:30 on Sun 3 Jan 2027"),
        (At(NOW, MomentStyle.TIME), "14:00", "14:00"),
        (At(NOW + DAY, MomentStyle.DATE), "明天", "tomorrow"),
        (At(NOW + 2 * DAY, MomentStyle.DATE), "11月26日（周四）", "Thu 26 Nov"),
        (At(NOW - 365 * DAY, MomentStyle.DATE), "2025年11月24日（周一）", "Mon 24 Nov 2025"),
    ],
)
def test_moments_are_told_in_the_teams_zone(at: At, zh: str, en: str) -> None:
    assert reader("zh").value(at) == zh
    assert reader("en").value(at) == en


@pytest.mark.parametrize(
    ("length", "zh", "en"),
    [
        (0, "不到 1 分钟", "less than a minute"),
        (-HOUR, "不到 1 分钟", "less than a minute"),
        (59_999, "不到 1 分钟", "less than a minute"),
        (MINUTE, "1 分钟", "1 min"),
        (2 * HOUR + 30 * MINUTE, "2 小时 30 分", "2 h 30 min"),
        (30 * HOUR, "30 小时", "30 h"),
        (3 * DAY, "3 天", "3 days"),
        (3 * DAY + 5 * HOUR + 59 * MINUTE, "3 天 5 小时", "3 days 5 h"),
    ],
)
def test_lengths_of_time(length: int, zh: str, en: str) -> None:
    assert reader("zh").value(Lasting(length)) == zh
    assert reader("en").value(Lasting(length)) == en


def test_names_and_numbers() -> None:
    assert reader("zh").value(Named(Label("故障", "Fault"))) == "故障"
    assert reader("en").value(Named(Label("故障", "Fault"))) == "Fault"
    assert reader("en").value(1234567) == "1234567"
    assert reader("en").text(Text("button-star", {"stars": 1})) == "1 star"
    assert reader("en").text(Text("button-star", {"stars": 5})) == "5 stars"


def test_an_entry_chooses_its_words_by_the_entry_that_a_value_is() -> None:
    values: dict[str, Value] = {"number": "FB1", "owner": "Li", "by_contact": Term("soon")}
    assert reader("en").text(Text("told-assigned", values)).endswith("will get in touch with you soon.")
    values["by_contact"] = At(NOW + HOUR)
    assert reader("en").text(Text("told-assigned", values)).endswith("by 15:00 today.")


@given(st.text())
def test_what_people_write_is_shown_as_it_is(words: str) -> None:
    said = reader("en").text(Text("card-title", {"number": "FB1", "title": words}))
    assert said in {f"FB1 · {words}", f"FB1 · \u2068{words}\u2069"}
    assert reader("zh").value(words) == words


@pytest.mark.parametrize(
    ("words", "isolated"), [("Li Ming", False), ("李明", False), ("Zoë 🙂", False), ("שלום", True), ("مرحبا 1", True)]
)
def test_only_words_that_run_from_the_right_are_isolated(words: str, isolated: bool) -> None:
    said = reader("en").text(Text("card-title", {"number": "FB1", "title": words}))
    assert ("\u2068" in said) is isolated


def test_what_is_missing_is_logged_once_and_still_readable(caplog: pytest.LogCaptureFixture) -> None:
    speaking = Texts.load(ZONE).reader(Language.EN, NOW)
    for _ in range(3):
        assert speaking.text(Text("told-nothing-like-it")) == "told nothing like it"
        assert speaking.text(Text("card-title", {"number": "FB1"})) == "FB1 · …"
    assert [record.getMessage() for record in caplog.records] == [
        "catalogue: no entry 'told-nothing-like-it' in en",
        "catalogue: 'card-title' was not given 'title'",
    ]


def test_a_language_that_lacks_an_entry_borrows_it(caplog: pytest.LogCaptureFixture) -> None:
    both = {Language.ZH: {}, Language.EN: compile_entries(parse_entries("hello = Hello", "en"))}
    assert Texts(both, ZONE).reader(Language.ZH, NOW).text(Text("hello")) == "Hello"
    assert "no entry 'hello' in zh" in caplog.text


def test_a_key_that_stands_in_two_files_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "one.ftl").write_text("told-it = Words\n")
    (tmp_path / "two.ftl").write_text("told-that = Words\ntold-it = Other words\n")
    with pytest.raises(CatalogueError, match=r"two.ftl: 'told-it' stands in .*one.ftl already"):
        read(tmp_path)


def test_a_page_gets_its_strings_with_the_names_of_their_values() -> None:
    strings = TEXTS.strings(Language.EN, "card-", "told-message")
    assert strings["card-title"] == "{$number} · {$title}"
    assert set(strings) == {"card-title", "card-changed", "card-claimed", "told-message"}
