"""A question to the customer is repeated once, then the ticket closes by itself; an answer at any time goes on."""

from store.lifecycle import Action
from store.moment import DAY, HOUR
from store.ticket import Status
from tests.scheduler.openings import asked, working
from tests.world import World, at


def test_a_question_is_repeated_with_its_words_after_a_day(world: World) -> None:
    cast = asked(world)
    world.until("2026-11-26 10:09")
    cast.wang.hears("")
    world.until("2026-11-26 10:10")
    cast.wang.hears(
        "还在等您的回复 | We still need your answer",
        "11月28日（周六）10:10 | by 10:10 on Sat 28 Nov, we close the report",
        "“风扇还转吗？”",
    ) if world.language == "zh" else cast.wang.hears("by 10:10 on Sat 28 Nov", "“Does the fan still turn?”")
    assert [chat.hears() for chat in (cast.li, cast.zhao)] == ["", ""]


def test_a_ticket_whose_customer_does_not_answer_closes_by_itself_and_not_as_solved(world: World) -> None:
    cast = asked(world)
    world.until("2026-11-28 10:09")
    assert cast.status() is Status.AWAITING_CUSTOMER
    cast.passed_over()
    world.until("2026-11-28 10:10")
    assert (cast.ticket.status, cast.ticket.survey) == (Status.CLOSED, None)
    cast.wang.hears("现已关闭，但不算作已解决 | It does not count as solved", "[没有解决 | No, not solved]")
    assert [entry.action for entry in cast.by_clock()] == [Action.REMIND, Action.CLOSE]


def test_an_answer_goes_on_and_nothing_is_repeated(world: World) -> None:
    cast = asked(world)
    world.until("2026-11-25 15:00")
    cast.wang.say("转的 | It does")
    cast.passed_over()
    world.until("2026-11-26 10:30")
    assert not cast.by_clock(Action.REMIND, Action.CLOSE)
    assert cast.status() is Status.IN_PROGRESS


def test_a_second_question_begins_anew(world: World) -> None:
    cast = asked(world)
    world.until("2026-11-26 12:00")
    cast.wang.say("转的 | It does")
    cast.li.say("[询问客户 | Ask the customer]")
    cast.li.say("声音大吗？ | Is it loud?")
    assert cast.ticket.pending["remind"] == at("2026-11-27 12:00")
    assert cast.ticket.pending["close"] == at("2026-11-29 12:00")
    world.until("2026-11-27 12:00")
    cast.wang.hears("声音大吗？ | Is it loud?")


def test_nobody_is_reminded_at_night(world: World) -> None:
    world.now = at("2026-11-25 22:50")
    cast = asked(world)
    assert cast.ticket.pending["remind"] == at("2026-11-27 08:00")
    assert cast.ticket.pending["close"] == at("2026-11-29 08:00")


def test_who_comes_back_in_time_is_taken_up_again_as_was_promised(world: World) -> None:
    """The customer was told until when: the ticket is not archived before."""
    cast = asked(world)
    world.until("2026-11-28 10:10")
    cast.wang.hears("请在12月5日（周六）10:10 前告诉我们 | say so by 10:10 on Sat 5 Dec")
    assert cast.ticket.pending == {"archive": at("2026-12-05 17:00")}
    world.until("2026-12-05 10:00")
    cast.wang.say("[没有解决 | No, not solved]")
    cast.wang.say("还是不行 | It still does not work")
    assert cast.status() is Status.REOPENED


def test_who_does_not_come_back_is_archived_after_that(world: World) -> None:
    cast = asked(world)
    world.until("2026-12-05 16:59")
    assert cast.status() is Status.CLOSED
    world.until("2026-12-05 17:00")
    assert cast.status() is Status.ARCHIVED


def test_words_after_the_end_are_kept_and_reopen_nothing(world: World) -> None:
    cast = asked(world)
    world.wait(3 * DAY + HOUR)
    cast.wang.say("谢谢 | thanks")
    assert cast.status() is Status.CLOSED


def test_work_that_needs_no_answer_is_not_closed(world: World) -> None:
    cast = working(world)
    world.wait(5 * DAY)
    assert cast.ticket.is_open
