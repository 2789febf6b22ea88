"""Promises that slip: who hears of it, when, and that silence brings in the next level."""

from store.lifecycle import Action
from store.moment import DAY, HOUR, MINUTE, Ms
from store.ticket import Status
from tests.scheduler.openings import asked, claimed, expects, reported, working, writes
from tests.world import Chat, World, at, change


def levels(chat: Chat) -> list[tuple[Ms, str]]:
    """When a chat was told of an escalation, and of which."""
    return [
        (delivery.created, str(text.values["promise"]))
        for delivery in chat.all()
        for text in delivery.message.texts
        if text.key == "ping-escalated"
    ]


def test_a_review_that_slips_brings_in_the_lead_and_then_the_next_on_duty(world: World) -> None:
    cast = reported(world)
    qian, sun = world.lead("Qian"), world.lead("Sun")
    change(cast.zhao, groups=("technical",))
    change(sun, on_duty=False)
    world.until("2026-11-25 10:15")
    cast.zhao.hears(
        "第 1 级升级。主管审核：应在今天 10:15 前完成 | level 1. Supervisor’s review: was due by 10:15 today"
    )
    assert [chat.hears() for chat in (cast.wang, cast.li, qian, sun)] == [""] * 4
    world.until("2026-11-25 10:45")
    cast.li.say("[我来处理 | I’ll take it]")
    writes(cast.li, "我看看 | I am looking into it")
    cast.passed_over()
    world.until("2026-11-26 09:00")
    assert not cast.by_clock(Action.ESCALATE)[1:]  # whoever claims has seen it


def test_while_nobody_reviews_each_level_is_brought_in_once_and_then_there_is_none(world: World) -> None:
    cast = reported(world)
    qian, sun = world.lead("Qian"), world.lead("Sun")
    change(cast.zhao, groups=("technical",))
    change(sun, on_duty=False)
    world.wait(3 * DAY)
    review = [entry for entry in cast.by_clock(Action.ESCALATE) if entry.data["promise"] == "review"]
    assert [entry.at for entry in review] == [
        at("2026-11-25 10:15"),
        at("2026-11-25 15:15"),  # four hours of working time later, noon left out
        at("2026-11-26 10:15"),
    ]
    told = [[moment for moment, promise in levels(chat) if "review" in promise] for chat in (cast.zhao, qian, sun)]
    assert told == [[review[0].at], [review[1].at], [review[2].at]]


def test_a_report_that_nobody_accepts_rings_the_group(world: World) -> None:
    cast = reported(world)
    cast.zhao.say("[核对 | Check]")
    cast.passed_over()
    world.until("2026-11-25 11:00")
    cast.li.hears("受理：应在今天 11:00 前完成 | Acceptance: was due by 11:00 today", "[我来处理 | I’ll take it]")
    cast.wang.hears("")


def test_a_first_answer_warns_at_three_quarters_and_escalates_when_it_slips(world: World) -> None:
    cast = claimed(world)
    cast.world.until("2026-11-25 10:34")
    cast.li.say("[内部备注 | Internal note]")
    cast.li.say("在路上 | On my way")
    cast.passed_over()
    world.until("2026-11-25 10:36")  # it went back to the group: a note is no contact
    sun = world.agent("Sun", "technical")
    cast.passed_over()
    world.until("2026-11-25 11:30")
    for chat in (cast.li, sun):
        chat.hears("首次答复：今天 12:00 到期，尚未完成 | First answer: due by 12:00 today, not done yet")
    assert [chat.hears() for chat in (cast.wang, cast.zhao)] == ["", ""]
    world.until("2026-11-25 12:00")
    cast.zhao.hears("首次答复：应在今天 12:00 前完成 | First answer: was due by 12:00 today", "1")
    for chat in (cast.li, sun):
        chat.hears("请立即处理 | Please act now")
    cast.wang.hears(
        "本应在今天 12:00 前 | by 12:00 today, and you have not. We are sorry",
        "还没有同事接手 | nobody has taken it on yet",
        "还没有确定的解决时间 | Nobody has named a day",
        "您会再次收到我们的消息 | You hear from us again by",
    )


def test_the_customer_hears_of_a_late_answer_once_however_many_levels_are_brought_in(world: World) -> None:
    cast = reported(world)
    world.wait(2 * DAY)
    slips = [entry for entry in cast.by_clock(Action.ESCALATE) if entry.data["promise"] == "response"]
    assert [entry.data["level"] for entry in slips] == [1, 2, 3]
    assert (
        cast.wang.words().count("首次答复，但没有做到" if world.language == "zh" else "You should have had a first")
        == 1
    )


def test_an_owner_who_makes_no_contact_loses_the_ticket_to_the_group(world: World) -> None:
    cast = claimed(world)
    sun = world.agent("Sun", "technical")
    world.until("2026-11-25 10:35")
    assert (cast.ticket.owner, cast.ticket.status) == (None, Status.ACCEPTED)
    cast.zhao.hears("未按时首次联系客户 | No first contact in time")
    for chat in (cast.li, sun):
        chat.hears("工单重新待领。谁来接 | Free again. Who takes it", "[我来处理 | I’ll take it]")
    cast.wang.hears("")
    sun.say("[我来处理 | I’ll take it]")
    cast.wang.hears("Sun", "11:05")
    writes(sun, "您好 | Hello")
    world.until("2026-11-25 11:20")
    assert cast.ticket.owner == sun.person.id


def test_a_contact_made_in_time_keeps_the_ticket(world: World) -> None:
    cast = working(world)
    world.until("2026-11-25 11:20")
    assert cast.ticket.owner == cast.li.person.id
    assert cast.by_clock() == []


def test_a_late_result_is_told_honestly_to_the_customer_and_to_the_lead(world: World) -> None:
    cast = working(world)
    expects(cast.li, "2026-11-30", "16:00", "配件周一到 | The part comes on Monday")
    world.until("2026-11-27 11:59")
    cast.passed_over()
    world.until("2026-11-27 12:00")
    cast.li.hears("解决：11月30日（周一）10:00 到期 | Solution: due by 10:00 on Mon 30 Nov, not done yet")
    world.until("2026-11-30 09:59")
    cast.passed_over()
    world.until("2026-11-30 10:00")
    cast.wang.hears(
        "本应在今天 10:00 前解决，但没有做到 | should have been solved by 10:00 today, and it is not. We are sorry",
        "预计解决时间不变：今天 16:00 前 | It is still expected to be solved by 16:00 today",
    )
    cast.zhao.hears("解决：应在今天 10:00 前完成 | Solution: was due by 10:00 today, not done")
    cast.li.hears("请立即处理 | Please act now")


def test_an_answer_awaited_stops_the_clock_of_the_result_and_starts_it_again(world: World) -> None:
    cast = asked(world)
    assert "due:resolution" not in cast.ticket.pending
    world.until("2026-11-26 10:10")
    cast.wang.say("转的 | It does")
    assert cast.ticket.pending["due:resolution"] == at("2026-12-01 10:00")  # a working day later
    assert cast.ticket.pending["warn:resolution"] == at("2026-11-30 12:00")


def test_nobody_is_rung_for_a_result_while_the_customer_has_to_answer(world: World) -> None:
    cast = working(world)
    world.until("2026-11-30 10:30")
    writes(cast.li, "还在等配件 | Still waiting for the part")
    cast.li.say("[询问客户 | Ask the customer]")
    cast.li.say("还能等吗？ | Can you wait?")
    cast.passed_over()
    world.until("2026-12-01 10:00")
    assert [chat.hears() for chat in (cast.li, cast.zhao)] == ["", ""]


def test_a_call_back_that_slips_goes_past_the_supervisor_who_owed_it(world: World) -> None:
    cast = working(world)
    qian = world.lead("Qian")
    cast.li.say("[已解决 | Solved]")
    cast.li.say("好了 | Done")
    cast.wang.say("[已解决 | Yes, solved]")
    cast.wang.say("[1 星 | 1 star]")
    cast.zhao.hears("低分评价：1 星 | Low rating: 1 of 5", "明天 10:10 | 10:10 tomorrow")
    qian.hears("")
    world.until("2026-11-26 04:10")
    cast.zhao.hears("主管回访：今天 10:10 到期 | Supervisor’s call back: due by 10:10 today")
    cast.passed_over()
    qian.news()
    world.until("2026-11-26 10:10")
    qian.hears("主管回访：应在今天 10:10 前完成 | Supervisor’s call back: was due by 10:10 today")
    cast.zhao.hears("请立即处理 | Please act now")


def test_a_complaint_gets_a_first_opinion_within_a_day_of_the_clock(world: World) -> None:
    cast = reported(world, category="服务投诉 | Complaint", urgency="不急 | Low")
    assert cast.ticket.pending["due:opinion"] == at("2026-11-26 10:00")
    world.until("2026-11-26 09:30")
    cast.passed_over()
    world.until("2026-11-26 10:00")
    cast.zhao.hears("初步意见：应在今天 10:00 前完成 | First opinion: was due by 10:00 today")
    cast.wang.hears("初步意见，但没有做到 | our first opinion")


def test_the_most_pressing_are_watched_by_the_clock_and_the_customer_is_not_woken(world: World) -> None:
    world.now = at("2026-11-27 23:00")  # a Friday night
    cast = reported(world, urgency="紧急 | Urgent", impact="1")
    assert cast.ticket.pending["due:response"] == world.now + HOUR
    world.wait(HOUR + MINUTE)
    cast.zhao.hears("P1", "首次答复：应在今天 00:00 前完成 | First answer: was due by 00:00 today")
    (late,) = cast.wang.news()
    assert late.created == at("2026-11-28 00:00")
    assert late.not_before == at("2026-11-28 08:00")


def test_what_was_kept_is_not_watched_any_more(world: World) -> None:
    cast = working(world)
    assert cast.ticket.pending.keys() == {"warn:resolution", "due:resolution", "nudge", "progress"}
    cast.li.say("[已解决 | Solved]")
    cast.li.say("好了 | Done")
    assert cast.ticket.pending.keys() == {"survey_remind", "survey_end"}


def test_a_promise_that_a_review_made_longer_brings_in_nobody_before_it_slips_again(world: World) -> None:
    cast = reported(world, urgency="紧急 | Urgent", impact="1")
    world.until("2026-11-25 11:00")
    cast.zhao.hears("首次答复：应在今天 11:00 前完成 | First answer: was due by 11:00 today")
    cast.zhao.say("[核对 | Check]")
    cast.zhao.say("[设为 P3 | Set P3]")
    world.until("2026-11-26 09:59")
    response = [entry.at for entry in cast.by_clock(Action.ESCALATE) if entry.data["promise"] == "response"]
    assert response == [at("2026-11-25 11:00")]
    assert cast.ticket.pending["due:response"] == at("2026-11-26 10:00")  # one working day, as of P3
    world.until("2026-11-26 10:00")
    assert cast.by_clock(Action.ESCALATE)[-1].data == {
        "promise": "response",
        "level": 2,
        "told": at("2026-11-25 11:00"),
    }
