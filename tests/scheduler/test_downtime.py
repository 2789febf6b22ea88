"""After three days in which nothing ran, each promise fires once, late and marked late: no storm, no contradiction."""

from collections import Counter

from store.letters import LATE
from store.lifecycle import Action
from store.moment import DAY, HOUR, Ms
from store.ticket import Status, SurveyState
from tests.scheduler.openings import asked, reported, resolved, working, writes
from tests.world import Chat, Not, World, at, report


def stands_still(world: World, length: Ms = 3 * DAY) -> None:
    """Nothing runs for a while; then everything that fell due fires at once."""
    world.now += length
    world.wait(0)


def times(chat: Chat, key: str) -> int:
    return sum(text.key == key for delivery in chat.all() for text in delivery.message.texts)


def test_a_report_that_nobody_saw(world: World) -> None:
    cast = reported(world)
    stands_still(world)
    fired = [(entry.action.value, entry.data.get("promise")) for entry in cast.by_clock()]
    assert fired == [
        ("escalate", "review"),
        ("escalate", "accept"),
        ("escalate", "response"),
        ("warn", "resolution"),
    ]
    assert all(isinstance(late := entry.data["late"], int) and late > LATE for entry in cast.by_clock())
    assert [len(chat.news()) for chat in cast.everyone] == [1, 3, 2]  # each hears of what is theirs
    assert times(cast.wang, "said-late") == 1
    assert "told-progress" not in str(cast.wang.all()[-1].message)  # what is owed was just said


def test_what_is_told_late_says_so_and_is_true(world: World) -> None:
    cast = reported(world)
    stands_still(world, at("2026-11-28 10:00") - world.now)
    cast.wang.hears(
        "这条消息本应在 70 小时前送达 | This message should have reached you 70 h ago",
        "还没有同事接手 | nobody has taken it on yet",
        "最迟明天 10:00 | You hear from us again by 10:00 tomorrow",
        Not("Li"),
    )
    cast.zhao.hears("这条消息本应在 | This message should have reached you")
    assert all(delivery.late for chat in cast.everyone for delivery in chat.all() if delivery.created == world.now)


def test_nothing_more_comes_afterwards_than_on_any_other_day(world: World) -> None:
    cast = reported(world)
    stands_still(world)
    cast.passed_over()
    world.until("2026-11-29 07:59")
    assert [chat.hears() for chat in cast.everyone] == ["", "", ""]
    world.until("2026-11-29 10:00")
    cast.li.hears("须在今天 10:00 前向客户同步进度 | owed news by 10:00 today", Not("本应在 | should have reached"))
    cast.wang.hears("还没有新进展 | There is none yet", Not("本应在 | should have reached"))


def test_a_ticket_in_work(world: World) -> None:
    cast = working(world)
    stands_still(world)
    assert [entry.action for entry in cast.by_clock()] == [Action.PROGRESS, Action.WARN]
    assert [len(chat.news()) for chat in cast.everyone] == [1, 1, 1]
    assert times(cast.wang, "told-progress") == 1
    assert times(cast.li, "ping-news-wanted") == 0  # too late to ask for it


def test_a_question_is_repeated_late_and_leaves_a_day_to_answer(world: World) -> None:
    """Whoever answers while nothing runs is heard only afterwards: nobody is shut out for that."""
    cast = asked(world)
    stands_still(world, 4 * DAY)
    assert [entry.action for entry in cast.by_clock()] == [Action.REMIND]
    assert cast.status() is Status.AWAITING_CUSTOMER
    cast.wang.hears("还在等您的回复 | We still need your answer", "明天 10:10 | by 10:10 tomorrow, we close")
    world.until("2026-11-29 12:00")
    cast.wang.say("转的 | It does")
    cast.wang.hears("我们继续处理 | Work goes on")
    assert cast.status() is Status.IN_PROGRESS


def test_a_question_that_is_not_answered_then_either_closes(world: World) -> None:
    cast = asked(world)
    stands_still(world, 4 * DAY)
    world.wait(DAY)
    assert [entry.action for entry in cast.by_clock()] == [Action.REMIND, Action.CLOSE]
    assert not isinstance(cast.by_clock()[1].data.get("late"), int)


def test_a_survey_is_repeated_late_and_leaves_a_day_to_answer(world: World) -> None:
    cast = resolved(world)
    stands_still(world, 4 * DAY)
    assert [entry.action for entry in cast.by_clock()] == [Action.SURVEY_REMIND]
    cast.wang.hears("真的解决了吗 | really solved for you", "明天 10:10 | by 10:10 tomorrow")
    world.wait(DAY - HOUR)
    cast.wang.say("[已解决 | Yes, solved]")
    cast.wang.say("[5 星 | 5 stars]")
    survey = cast.ticket.survey
    assert survey is not None
    assert (survey.state, survey.stars) == (SurveyState.ANSWERED, 5)


def test_a_closed_ticket_is_archived_once_although_three_evenings_passed(world: World) -> None:
    cast = resolved(world)
    cast.wang.say("[已解决 | Yes, solved]")
    cast.wang.say("[5 星 | 5 stars]")
    cast.wang.say("[跳过 | Skip]")
    cast.passed_over()
    stands_still(world)
    assert [entry.action for entry in cast.by_clock()] == [Action.ARCHIVE]
    assert [chat.hears() for chat in cast.everyone] == ["", "", ""]


def test_a_minute_late_is_not_late(world: World) -> None:
    cast = reported(world)
    world.now = at("2026-11-25 10:16")
    world.wait(0)
    assert "late" not in cast.by_clock()[0].data
    cast.zhao.hears(Not("本应在 | should have reached"))


def test_many_tickets_bring_each_person_a_message_for_each_promise_and_no_more(world: World) -> None:
    cast = reported(world)
    others = [world.customer() for _ in range(9)]
    for other in others:
        report(other)
    for chat in (*cast.everyone, *others):
        chat.news()
    stands_still(world)
    for other in (cast.wang, *others):
        assert Counter(text.key for each in other.news() for text in each.message.texts)["told-late"] == 1
    assert [len(chat.news()) for chat in (cast.li, cast.zhao)] == [10 * 3, 10 * 2]
    before = [chat.all() for chat in (*cast.everyone, *others)]
    world.wait(0)
    assert [chat.all() for chat in (*cast.everyone, *others)] == before


def test_news_that_came_in_time_is_not_asked_for(world: World) -> None:
    cast = working(world)
    world.until("2026-11-26 09:00")
    writes(cast.li, "配件到了 | The part is here")
    cast.passed_over()
    stands_still(world, HOUR)
    assert [chat.hears() for chat in cast.everyone] == ["", "", ""]
