from collections.abc import Mapping

import pytest

from bot.fluent import CatalogueError, compile_entries, parse


class Given:
    def __init__(self, **values: str | int) -> None:
        self.values: Mapping[str, str | int] = values

    def shown(self, name: str) -> str:
        return str(self.values[name])

    def chosen(self, name: str) -> str | int:
        return self.values[name]

    def plural(self, number: int) -> str:
        return "one" if number == 1 else "other"


def render(source: str, key: str = "it", **values: str | int) -> str:
    return compile_entries(parse(source, "test.ftl"))[key](Given(**values))


def test_text_and_values_are_joined() -> None:
    assert render("it = We have { $number }, { $name }.", number="FB1", name="Li") == "We have FB1, Li."


def test_values_are_never_read_as_fluent() -> None:
    assert render("it = { $words }!", words='{ $other } { "x" } \\u0041') == '{ $other } { "x" } \\u0041!'


def test_a_long_value_stays_whole() -> None:
    words = "长" * 100_000
    assert render("it = { $choice ->\n   *[other] { $words }\n }.", words=words, choice="x") == f"{words}."


@pytest.mark.parametrize(("stars", "said"), [(0, "none"), (1, "1 star"), (2, "2 stars"), (1000, "1000 stars")])
def test_a_number_is_chosen_by_value_then_by_plural_and_shown_plainly(stars: int, said: str) -> None:
    source = "it = { $stars ->\n    [0] none\n    [one] { $stars } star\n   *[other] { $stars } stars\n}"
    assert render(source, stars=stars) == said


def test_a_word_chooses_its_variant_or_the_default() -> None:
    source = "it = { $by ->\n    [soon] soon\n   *[other] by { $by }\n} we write"
    assert render(source, by="soon") == "soon we write"
    assert render(source, by="14:00") == "by 14:00 we write"


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("李工", "由李工负责。"),
        ("Li Ming", "由 Li Ming 负责。"),
        ("Li工", "由 Li工负责。"),
        ("2号", "由2号负责。"),
        ("", "由负责。"),
    ],
)
def test_a_latin_name_is_set_apart_from_the_chinese_around_it(name: str, said: str) -> None:
    assert render("it = 由{ $name }负责。", name=name) == said


def test_entries_and_terms_can_be_taken_in() -> None:
    source = '-brand = Desk\nhello = Hello from { -brand }\nit = { hello }, { $name }{ "!" }'
    assert render(source, name="Li") == "Hello from Desk, Li!"


@pytest.mark.parametrize(
    ("source", "fault"),
    [
        ("it = { $open", "test.ftl"),
        ("it = { gone }", "it: there is no entry 'gone'"),
        ("it = { it }", "it: it refers to itself"),
        ("it = { other }\nother = { it }", "it: it refers to itself"),
        ("it = { NUMBER($n) }", "it: FunctionReference is not used here"),
        ("it = Words\n    .title = More", "it: an entry has a value and no attributes"),
    ],
)
def test_a_broken_catalogue_is_refused_by_name(source: str, fault: str) -> None:
    with pytest.raises(CatalogueError, match=fault):
        compile_entries(parse(source, "test.ftl"))
