"""The customer hears real news at least every 24 hours."""

from store.delivery import State
from store.lifecycle import Action
from store.moment import DAY, HOUR
from tests.scheduler.openings import asked, claimed, expects, reported, working, writes
from tests.world import Not, World, at


def test_the_owner_is_asked_for_news_two_hours_before_the_customer_is_owed_some(world: World) -> None:
    cast = working(world)
    world.until("2026-11-26 08:09")
    cast.li.hears("")
    world.until("2026-11-26 08:10")
    cast.li.hears(
        "须在今天 10:10 前向客户同步进度 | the customer is owed news by 10:10 today",
        "[告知客户 | Write to the customer]",
        "[预计时间 | Expected time]",
    )
    assert [chat.hears() for chat in (cast.wang, cast.zhao)] == ["", ""]


def test_news_by_the_owner_moves_the_promise(world: World) -> None:
    cast = working(world)
    world.until("2026-11-26 09:00")
    cast.li.hears("10:10")
    writes(cast.li, "配件到了 | The part is here")
    cast.wang.hears("配件到了 | The part is here")
    cast.passed_over()
    world.until("2026-11-27 06:59")
    assert [chat.hears() for chat in cast.everyone] == ["", "", ""]
    world.until("2026-11-27 07:00")
    cast.li.hears("今天 09:00 | by 09:00 today")


def test_a_silent_owner_is_escalated_and_the_customer_told_the_truth(world: World) -> None:
    cast = working(world)
    expects(cast.li, "2026-11-27", "16:00", "等配件 | Waiting for the part")
    world.until("2026-11-26 10:09")
    cast.passed_over()
    world.until("2026-11-26 10:10")
    cast.wang.hears(
        "目前还没有新进展 | There is none yet",
        "自上次告知您（昨天 10:10）以来，Li 没有报告新进展 | Since our last word to you (10:10 yesterday), Li has reported",
        "预计解决时间不变：明天 16:00 前 | It is still expected to be solved by 16:00 tomorrow",
        "最迟明天 10:10 | You hear from us again by 10:10 tomorrow at the latest",
        "[补充 | Add something]",
    )
    cast.zhao.hears(
        "自昨天 10:10 起 Li 没有新进展 | No news from Li since 10:10 yesterday", "如实告知客户 | has been told so"
    )
    cast.li.hears("")


def test_the_truth_names_nobody_when_nobody_has_taken_it(world: World) -> None:
    cast = reported(world, urgency="不急 | Low")
    world.until("2026-11-27 09:59")
    cast.passed_over()
    world.until("2026-11-27 10:00")
    cast.wang.hears(
        "目前还没有新进展 | There is none yet",
        "还没有同事接手 | nobody has taken it on yet",
        "目前还没有确定的解决时间 | Nobody has named a day for the solution yet",
        Not("没有报告 | has reported nothing"),
    )
    cast.zhao.hears("一直无人接手 | Nobody has taken it since")


def test_the_truth_says_when_a_promised_time_has_passed(world: World) -> None:
    cast = working(world)
    expects(cast.li, "2026-11-25", "16:00", "很快 | Soon")
    world.until("2026-11-26 10:10")
    cast.wang.hears(
        "原预计在昨天 16:00 前解决，这个时间已过 | It was expected to be solved by 16:00 yesterday. That moment has passed",
        Not("预计解决时间不变 | still expected"),
    )


def test_silence_goes_on_and_so_does_the_truth_every_day_in_the_light(world: World) -> None:
    cast = claimed(world, urgency="不急 | Low")
    world.wait(4 * DAY)
    told = [entry.at for entry in cast.by_clock(Action.PROGRESS)]
    assert told == [at(f"2026-11-{day} 10:00") for day in (27, 28, 29)]  # on the 26th: that the first answer is late
    deliveries = [each for each in cast.wang.all() if each.kind == "progress"]
    assert [each.created for each in deliveries] == told
    assert all(each.not_before == each.created for each in deliveries)  # nobody is written to at night


def test_news_owed_in_the_night_is_owed_before_it(world: World) -> None:
    cast = working(world)
    world.until("2026-11-25 23:30")
    writes(cast.li, "今天太晚了 | Too late for today")
    assert cast.ticket.pending["progress"] == at("2026-11-26 21:59")
    assert cast.ticket.pending["nudge"] == at("2026-11-26 19:59")
    cast.passed_over()
    world.until("2026-11-26 21:59")
    (told,) = cast.wang.news()
    assert told.not_before == told.created == at("2026-11-26 21:59")


def test_nothing_is_owed_while_the_customer_has_to_answer_and_again_from_the_answer_on(world: World) -> None:
    cast = asked(world)
    assert not {"nudge", "progress"} & cast.ticket.pending.keys()
    world.until("2026-11-25 15:00")
    cast.wang.say("转的 | It does")
    assert cast.ticket.pending["progress"] == at("2026-11-26 15:00")
    assert cast.ticket.pending["nudge"] == at("2026-11-26 13:00")


def test_what_was_not_sent_yet_when_the_ticket_is_settled_is_never_sent(world: World) -> None:
    cast = working(world)
    world.until("2026-11-26 10:10")
    (told,) = cast.wang.news()
    cast.li.say("[已解决 | Solved]")
    cast.li.say("好了 | Done")
    assert {each.id: each.state for each in cast.wang.all()}[told.id] is State.EXPIRED


def test_what_was_not_sent_yet_when_there_is_news_would_be_untrue_and_is_never_sent(world: World) -> None:
    cast = working(world)
    world.until("2026-11-26 10:10")
    (told,) = cast.wang.news()
    writes(cast.li, "配件到了 | The part is here")
    assert {each.id: each.state for each in cast.wang.all()}[told.id] is State.EXPIRED


def test_a_slip_in_the_night_is_not_told_in_the_morning_when_news_came_before_it(world: World) -> None:
    world.now = at("2026-11-27 22:30")
    cast = reported(world, urgency="紧急 | Urgent", impact="1")
    world.until("2026-11-27 23:30")
    (late,) = cast.wang.news()
    assert late.not_before == at("2026-11-28 08:00")
    cast.li.say("[我来处理 | I’ll take it]")
    writes(cast.li, "我已在路上 | I am on my way")
    states = {each.id: each.state for each in cast.wang.all()}
    assert states.pop(late.id) is State.EXPIRED
    assert set(states.values()) == {State.WAITING}  # the number, whose it is, and the news


def test_who_was_told_of_a_slip_is_owed_news_a_day_from_then(world: World) -> None:
    cast = reported(world)
    world.until("2026-11-25 12:00")
    cast.wang.hears("最迟明天 12:00 | You hear from us again by 12:00 tomorrow at the latest")
    assert cast.ticket.pending["progress"] == at("2026-11-26 12:00")
    world.until("2026-11-26 11:59")
    cast.wang.hears("")
    world.until("2026-11-26 12:00")
    cast.wang.hears("自上次告知您（昨天 12:00）以来 | Since our last word to you (12:00 yesterday)")


def test_the_number_is_told_even_when_an_answer_is_quicker(world: World) -> None:
    """Only what the answer makes untrue is withdrawn."""
    cast = claimed(world)
    writes(cast.li, "我看看 | I am looking into it")
    assert {each.state for each in cast.wang.all()} == {State.WAITING}


def test_a_ticket_that_is_settled_owes_no_news(world: World) -> None:
    cast = working(world)
    cast.wang.say(cast.ticket.number)
    cast.wang.say("[撤销 | Withdraw]")
    cast.wang.say("是 | yes")
    cast.wang.say("[跳过 | Skip]")
    cast.passed_over()
    assert cast.ticket.pending.keys() == {"archive"}
    world.wait(2 * DAY + HOUR)
    assert [chat.hears() for chat in cast.everyone] == ["", "", ""]
