"""What the demo shows beside the phones: the history, and every promise with the time that was counted for it."""

from collections.abc import Iterator
from typing import Any

import pytest

from bot import timeline
from store.calendar import SpanKind
from store.moment import DAY, HOUR, MINUTE
from store.people import Language
from store.timers import Timer
from tests.bot.catalogue import entries
from tests.bot.test_texts import TIMERS
from tests.world import Chat, Files, World, at, office, report, texts

BEFORE_THE_HOLIDAYS = at("2026-09-29 09:30")

Shown = dict[str, Any]


@pytest.fixture(params=list(Language))
def world(request: pytest.FixtureRequest) -> Iterator[World]:
    here = World(request.param)
    yield here
    here.close()


@pytest.fixture
def customer(world: World) -> Chat:
    return world.customer()


@pytest.fixture
def agent(world: World) -> Chat:
    return world.agent("李明")


def state(world: World, language: Language | None = None) -> Shown:
    reader = texts().reader(language or world.language, world.now)
    return timeline.state(world.tx, world.office, reader, world.now)


def ticket(world: World, language: Language | None = None) -> Shown:
    (found,) = state(world, language)["tickets"]
    return dict(found)


def promise(world: World, key: str, language: Language | None = None) -> Shown:
    (found,) = (each for each in ticket(world, language)["promises"] if each["key"] == key)
    return dict(found)


def counted(shown: Shown) -> int:
    return sum(span["end"] - span["start"] for span in shown["spans"] if span["kind"] == SpanKind.COUNTED)


def test_before_the_first_report_there_is_nothing(world: World) -> None:
    assert state(world) == {"clock": world.now, "zone": "Asia/Shanghai", "next": None, "tickets": []}


def test_a_report_shows_every_promise_made_on_it(world: World, customer: Chat) -> None:
    report(customer)
    shown = ticket(world)
    assert [each["key"] for each in shown["promises"]] == ["review", "accept", "response", "resolution", "progress"]
    assert {each["state"] for each in shown["promises"]} == {"running"}
    assert (shown["number"], shown["status_key"], shown["owner"]) == ("FB20261125001", "new", "")
    assert shown["intact"] is True


def test_the_bar_of_a_promise_is_exactly_the_time_that_was_counted_for_it(world: World, customer: Chat) -> None:
    report(customer)
    for shown in ticket(world)["promises"]:
        spans = shown["spans"]
        assert spans[0]["start"] == shown["start"]
        assert spans[-1]["end"] == shown["due"]
        assert [one["end"] for one in spans[:-1]] == [other["start"] for other in spans[1:]]
    assert counted(promise(world, "resolution")) == 3 * office().working_day
    assert counted(promise(world, "response")) == 2 * HOUR


def test_holidays_and_days_are_named_in_the_words_of_who_looks(customer: Chat, world: World) -> None:
    world.now = BEFORE_THE_HOLIDAYS
    report(customer)
    for language, holiday, days in (
        (Language.EN, "National Day", ["Wed", "Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed", "Thu", "Fri"]),
        (Language.ZH, "国庆节", ["周三", "周四", "周五", "周六", "周日", "周一", "周二", "周三", "周四", "周五"]),
    ):
        shown = promise(world, "resolution", language)
        assert holiday in {span["name"] for span in shown["spans"] if span["kind"] == "holiday"}
        assert {span["name"] for span in shown["spans"] if span["kind"] != "holiday"} == {""}
        assert [day["name"] for day in shown["days"]] == days
        assert {(day["at"] - at("2026-09-30 00:00")) % DAY for day in shown["days"]} == {0}
    assert promise(world, "resolution", Language.EN)["sum"] == "24 h counted within 10 days"


def test_a_pause_stands_in_the_bar_and_ends_with_the_answer(world: World, customer: Chat, agent: Chat) -> None:
    report(customer)
    agent.say("[我来处理 | I’ll take it]")
    agent.say("[询问客户 | Ask the customer]")
    agent.say("风扇还转吗？ | Does the fan still turn?")
    world.wait(HOUR)
    paused = promise(world, "resolution")
    assert (paused["state"], paused["due"], paused["spans"][-1]["kind"]) == ("paused", None, "paused")
    assert paused["spans"][-1]["end"] == world.now

    customer.say("还转 | It does")
    running = promise(world, "resolution")
    assert running["state"] == "running"
    assert [span["end"] - span["start"] for span in running["spans"] if span["kind"] == "paused"] == [HOUR]
    assert counted(running) == 3 * office().working_day


def test_a_promise_stands_as_it_was_kept(world: World, customer: Chat, agent: Chat) -> None:
    report(customer)
    world.wait(10 * MINUTE)
    agent.say("[我来处理 | I’ll take it]")
    review = promise(world, "review", Language.EN)
    assert (review["state"], review["standing"]) == ("kept", "kept, 5 min to spare")

    world.wait(25 * MINUTE)
    assert promise(world, "contact", Language.EN)["standing"] == "due by 10:40 today"
    agent.say("[告知客户 | Write to the customer]")
    agent.say("我马上检查。 | I am looking into it.")
    assert promise(world, "contact")["state"] == "kept"


def test_a_promise_that_was_not_kept_is_not_dressed_up(world: World, customer: Chat, agent: Chat) -> None:
    report(customer)
    world.wait(20 * MINUTE)
    review = promise(world, "review", Language.EN)
    assert (review["state"], review["standing"]) == ("missed", "was due by 10:15 today")

    agent.say("[我来处理 | I’ll take it]")
    review = promise(world, "review", Language.EN)
    assert (review["state"], review["standing"]) == ("late", "kept 5 min late")


def test_what_the_clock_did_late_is_marked_late(world: World, customer: Chat) -> None:
    report(customer)
    world.now += 3 * DAY  # the program was down
    world.wait(MINUTE)
    marks = [entry["late"] for entry in ticket(world, Language.EN)["timeline"]]
    assert marks[:4] == ["", "71 h 45 min late", "71 h late", "70 h late"]


def test_the_history_tells_who_did_what(world: World, customer: Chat, agent: Chat) -> None:
    customer.say(Files(2))
    report(customer, evidence=customer.files(2))
    agent.say("[我来处理 | I’ll take it]")
    shown = ticket(world)
    assert [(entry["author"], entry["action"], entry["status"]) for entry in shown["timeline"]] == [
        ("customer", "report", "new"),
        ("agent", "claim", "assigned"),
    ]
    assert "李明" in shown["timeline"][-1]["text"]
    assert (shown["owner"], shown["photos"]) == ("李明", 2)


def test_a_changed_history_shows(world: World, customer: Chat) -> None:
    report(customer)
    world.connection.execute("UPDATE history SET at = at + 1")
    assert ticket(world)["intact"] is False


def test_the_newest_tickets_stand_first_and_old_ones_are_left_out(world: World, customer: Chat) -> None:
    numbers = [report(customer).number for _ in range(timeline.SHOWN + 2)]
    assert [each["number"] for each in state(world)["tickets"]] == numbers[: -timeline.SHOWN - 1 : -1]


def test_the_next_promise_is_named_with_its_ticket(world: World, customer: Chat) -> None:
    report(customer)
    following = state(world, Language.EN)["next"]
    assert following["at"] == at("2026-11-25 10:15")
    assert (following["at_text"], following["number"]) == ("10:15 today", "FB20261125001")
    assert following["label"] == "Falls due: Supervisor’s review"


def test_every_timer_of_a_life_has_a_name(world: World, customer: Chat, agent: Chat) -> None:
    """From the report over a question, its answer, the solution and the survey to the archive."""
    seen: set[str] = set()

    def look() -> None:
        rows = world.connection.execute("SELECT due, ticket, kind FROM timers").fetchall()
        for due, of, kind in rows:
            shown = timeline._next(world.tx, Timer(due, of, kind), texts().reader(world.language, world.now))
            assert "demo" not in shown["label"]
            seen.add(kind.partition(":")[0].replace("_", "-"))

    report(customer)
    look()
    for said in ("[我来处理 | I’ll take it]", "[询问客户 | Ask the customer]", "风扇还转吗？ | Does the fan turn?"):
        agent.say(said)
    look()
    customer.say("还转 | It does")
    look()
    for said in ("[已解决 | Solved]", "已更换定影组件。 | The fuser is replaced."):
        agent.say(said)
    look()
    world.wait(3 * DAY + HOUR)
    look()
    assert seen == set(TIMERS)
    assert {f"demo-timer-{timer}" for timer in TIMERS} <= set(entries("en"))
