"""The survey is repeated once and ends by itself: as no answer, never as satisfied."""

from store.lifecycle import Action
from store.moment import DAY, HOUR
from store.ticket import Status, SurveyState
from tests.scheduler.openings import Cast, resolved
from tests.world import World, at


def survey(cast: Cast) -> tuple[SurveyState, int, bool | None]:
    found = cast.ticket.survey
    assert found is not None
    return found.state, found.stars, found.solved


def test_a_result_is_asked_about_once_more_after_a_day(world: World) -> None:
    cast = resolved(world)
    world.until("2026-11-26 10:09")
    cast.wang.hears("")
    world.until("2026-11-26 10:10")
    cast.wang.hears("真的解决了吗 | really solved for you", "[已解决 | Yes, solved]", "[没有解决 | No, not solved]")
    assert [chat.hears() for chat in (cast.li, cast.zhao)] == ["", ""]


def test_stars_are_asked_for_once_more_when_only_they_are_missing(world: World) -> None:
    cast = resolved(world)
    world.wait(HOUR)
    cast.wang.say("[已解决 | Yes, solved]")
    cast.passed_over()
    world.until("2026-11-26 11:10")
    cast.wang.hears("打个分 | how our service was", "[5 星 | 5 stars]")
    world.wait(3 * DAY)
    assert survey(cast) == (SurveyState.NO_ANSWER, 0, True)


def test_no_answer_ends_it_after_three_days_and_counts_as_nothing(world: World) -> None:
    cast = resolved(world)
    world.until("2026-11-28 10:09")
    assert survey(cast) == (SurveyState.OPEN, 0, None)
    cast.passed_over()
    world.until("2026-11-28 10:10")
    assert survey(cast) == (SurveyState.NO_ANSWER, 0, None)
    assert cast.status() is Status.CLOSED
    assert [chat.hears() for chat in cast.everyone] == ["", "", ""]
    assert [entry.action for entry in cast.by_clock()] == [Action.SURVEY_REMIND, Action.SURVEY_END]


def test_an_answer_ends_it_at_once(world: World) -> None:
    cast = resolved(world)
    cast.wang.say("[已解决 | Yes, solved]")
    cast.wang.say("[5 星 | 5 stars]")
    assert survey(cast) == (SurveyState.ANSWERED, 5, True)
    world.wait(4 * DAY)
    assert [entry.action for entry in cast.by_clock()] == [Action.ARCHIVE]


def test_a_second_result_brings_a_second_survey_with_its_own_reminder(world: World) -> None:
    cast = resolved(world)
    world.wait(DAY)
    cast.wang.say("[已解决 | Yes, solved]")
    cast.wang.say("[2 星 | 2 stars]")
    cast.wang.say("[跳过 | Skip]")
    cast.wang.say("[跳过 | Skip]")
    cast.zhao.say("[告知客户 | Write to the customer]")
    cast.zhao.say("非常抱歉 | So sorry")
    cast.zhao.say("[已解决 | Solved]")
    cast.zhao.say("换了新机 | A new printer")
    cast.passed_over()
    assert [each.state for each in cast.ticket.surveys] == [SurveyState.ANSWERED, SurveyState.OPEN]
    world.until("2026-11-27 10:10")
    cast.wang.hears("真的解决了吗 | really solved for you")
    world.wait(2 * DAY)
    assert [each.state for each in cast.ticket.surveys] == [SurveyState.ANSWERED, SurveyState.NO_ANSWER]


def test_nobody_is_asked_at_night(world: World) -> None:
    world.now = at("2026-11-25 22:50")
    cast = resolved(world)
    assert cast.ticket.pending["survey_remind"] == at("2026-11-27 08:00")
