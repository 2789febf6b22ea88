"""The survey in chat: stars, why they are few, and who takes over then."""

import pytest

from store.moment import DAY, HOUR
from store.ticket import Status, Survey, SurveyState
from tests.world import Chat, Exactly, Not, World, in_, report

WORDS = "还有什么想告诉我们的吗 | Is there anything you would like to tell us"
REASON = "主要是哪方面让您不满意 | What were you least happy with"
STAR = "打分 | How was our service"


def resolve(world: World, member: Chat, words: str = "已更换定影组件 | Replaced the fuser") -> None:
    member.chat(("[已解决 | Solved]", "做了哪些处理 | What was done"), (words, "已处理完成 | marked as solved"))


def scene(world: World) -> tuple[Chat, Chat, Chat, Chat]:
    """A customer with a ticket that Li has resolved, and two supervisors."""
    zhao, qian = world.lead("Zhao"), world.lead("Qian")
    li, wang = world.agent("Li", "technical"), world.customer()
    report(wang)
    li.chat(("[我来处理 | I’ll take it]", "由您负责 | is yours"))
    resolve(world, li)
    wang.hears("解决了吗 | Is it solved")
    for each in (zhao, qian):
        each.hears()
    return wang, li, zhao, qian


def survey(world: World) -> Survey:
    found = world.ticket.survey
    assert found is not None
    return found


@pytest.mark.parametrize("stars", ["[5 星 | 5 stars]", "5", "５", "五星 | five stars", "⭐⭐⭐⭐⭐"])
def test_stars_are_given_by_button_or_in_words(world: World, stars: str) -> None:
    wang, *_ = scene(world)
    wang.chat(
        ("[已解决 | Yes, solved]", (STAR, "[1 星 | 1 star]", "[5 星 | 5 stars]")),
        (stars, ("谢谢您的 5 星评价 | Thank you for your 5 stars", WORDS)),
        (
            "修得很快，谢谢！ | Quick work, thank you!",
            Exactly("谢谢，这能帮我们做得更好。 | Thank you. That helps us to get better."),
        ),
    )
    assert (survey(world).stars, survey(world).words) == (
        5,
        in_(world.language, "修得很快，谢谢！ | Quick work, thank you!"),
    )
    assert world.ticket.status is Status.CLOSED


@pytest.mark.parametrize("nothing", ["[跳过 | Skip]", "没有 | none", "跳过 | skip", "没了 | no more"])
def test_no_words_are_needed(world: World, nothing: str) -> None:
    wang, *_ = scene(world)
    wang.chat(("[已解决 | Yes, solved]", STAR), ("4", WORDS), (nothing, "这能帮我们做得更好 | helps us to get better"))
    assert (survey(world).stars, survey(world).words) == (4, "")


def test_the_stars_count_even_when_nothing_more_is_said(world: World) -> None:
    wang, *_ = scene(world)
    wang.chat(
        ("[已解决 | Yes, solved]", STAR),
        ("[3 星 | 3 stars]", WORDS),
        ("[取消 | Cancel]", Exactly("好的，您的评分已保留。 | All right. Your stars are kept.")),
    )
    assert (survey(world).state, survey(world).stars) == (SurveyState.ANSWERED, 3)


@pytest.mark.parametrize(("rating", "stars"), [("[1 星 | 1 star]", 1), ("2", 2)])
def test_few_stars_bring_in_a_supervisor_who_is_not_the_resolver(world: World, rating: str, stars: int) -> None:
    wang, _, zhao, _ = scene(world)
    wang.chat(
        ("[已解决 | Yes, solved]", STAR),
        (
            rating,
            (
                "从现在起由 Zhao 负责 | From now on Zhao is in charge",
                "明天 10:00 | 10:00 tomorrow",
                REASON,
                "[问题没有解决 | It is not solved]",
                "[跳过 | Skip]",
            ),
        ),
        ("[处理太慢 | It took too long]", WORDS),
        ("等了三天 | Three days", "主管会看到，并与您联系 | A supervisor reads this and gets back to you"),
    )
    zhao.hears(f"{stars} 星 | {stars} of 5", "明天 10:00 | 10:00 tomorrow", "等了三天 | Three days")
    assert (world.ticket.status, world.ticket.lead, world.ticket.owner) == (Status.REOPENED, zhao.person.id, None)
    assert (survey(world).reasons, survey(world).words) == (("slow",), in_(world.language, "等了三天 | Three days"))


@pytest.mark.parametrize("words", ["等太久了 | too slow", "打印出来有灰线，没人理我 | grey lines, and nobody cared"])
def test_words_instead_of_a_reason_are_kept(world: World, words: str) -> None:
    wang, *_ = scene(world)
    wang.chat(
        ("[已解决 | Yes, solved]", STAR),
        ("1", REASON),
        (words, "主管会看到 | A supervisor reads this"),
    )
    assert (survey(world).reasons, survey(world).words) == ((), in_(world.language, words))


def test_not_solved_goes_to_a_supervisor_who_did_not_resolve_it(world: World) -> None:
    zhao, qian, wang = world.lead("Zhao"), world.lead("Qian"), world.customer()
    report(wang)
    zhao.chat(("[我来处理 | I’ll take it]", "由您负责 | is yours"))
    resolve(world, zhao)
    zhao.hears(), qian.hears()
    wang.chat(
        ("[没有解决 | No, not solved]", "还有哪里没有解决 | What is not right yet"),
        (
            "第二页是空白的 | The second page is blank",
            ("从现在起由 Qian 负责 | From now on Qian is in charge", "明天 10:00 | 10:00 tomorrow"),
        ),
    )
    qian.hears("没有解决 | Not solved", "第二页是空白的 | The second page is blank")
    assert world.ticket.lead == qian.person.id
    assert world.ticket.pending["due:recovery"] == world.now + DAY


def test_the_second_resolution_brings_a_second_survey(world: World) -> None:
    wang, _, zhao, _ = scene(world)
    wang.chat(("[已解决 | Yes, solved]", STAR))
    first = wang.button("5 星 | 5 stars")
    wang.chat(("1", REASON), ("[跳过 | Skip]", WORDS), ("[跳过 | Skip]", "主管会看到 | A supervisor reads this"))
    wang.presses(first, "评价已结束 | is closed")
    world.wait(HOUR)
    zhao.chat(("[我来处理 | I’ll take it]", "由您负责 | is yours"))
    resolve(world, zhao, "重新校准，并赠送延保 | Calibrated again, with a longer warranty")
    wang.chat(("[已解决 | Yes, solved]", STAR))
    wang.presses(first, "这个按钮属于之前的问题 | belongs to an earlier question")
    wang.chat(("[5 星 | 5 stars]", WORDS), ("[跳过 | Skip]", "做得更好 | get better"))
    assert [each.stars for each in world.ticket.surveys] == [1, 5]
    assert world.ticket.status is Status.CLOSED


def test_five_stars_with_a_complaint_get_one_question(world: World) -> None:
    wang, _, zhao, _ = scene(world)
    wang.chat(
        ("[已解决 | Yes, solved]", STAR),
        ("5", WORDS),
        (
            "其实没解决，太失望了 | Still broken, I am disappointed",
            ("真的解决了吗 | Is it really solved", "[是 | Yes]", "[否 | No]"),
        ),
        ("也许吧 | perhaps", ("请回答“是”或“否” | say yes or no", "真的解决了吗 | Is it really solved")),
        ("没有 | no", ("从现在起由 | From now on", "Zhao")),
    )
    assert world.ticket.status is Status.REOPENED
    zhao.hears("其实没解决 | Still broken")


def test_what_the_customer_says_last_is_trusted(world: World) -> None:
    wang, *_ = scene(world)
    wang.chat(
        ("[已解决 | Yes, solved]", STAR),
        ("5", WORDS),
        ("上次太差了，这次很好 | Last time was terrible, this time fine", "真的解决了吗 | Is it really solved"),
        ("[是 | Yes]", Exactly("谢谢，这能帮我们做得更好。 | Thank you. That helps us to get better.")),
    )
    assert world.ticket.status is Status.CLOSED


def test_three_stars_with_a_complaint_are_no_contradiction(world: World) -> None:
    wang, *_ = scene(world)
    wang.chat(
        ("[已解决 | Yes, solved]", STAR),
        ("3", WORDS),
        ("太失望了 | disappointed", ("做得更好 | get better", Not("真的 | really"))),
    )


def test_a_survey_is_rated_once(world: World) -> None:
    wang, *_ = scene(world)
    wang.chat(
        ("[已解决 | Yes, solved]", STAR),
        ("[5 星 | 5 stars]", WORDS),
        ("[1 星 | 1 star]", "评价已结束 | The rating of this report is closed"),
        ("[跳过 | Skip]", "做得更好 | get better"),
        ("[3 星 | 3 stars]", "评价已结束 | The rating of this report is closed"),
    )
    assert (survey(world).stars, world.ticket.status) == (5, Status.CLOSED)


@pytest.mark.parametrize("stars", ["1 星 | 1 star", "5"])
def test_a_result_is_not_rated_by_a_bare_figure_before_it_is_confirmed(world: World, stars: str) -> None:
    wang, *_ = scene(world)
    wang.say(stars)
    assert (world.ticket.status is Status.REOPENED) is (stars != "5")


def test_no_answer_is_no_answer(world: World) -> None:
    wang, *_ = scene(world)
    wang.chat(("[已解决 | Yes, solved]", STAR))
    world.wait(DAY)
    wang.hears("再请您 | once more", "[5 星 | 5 stars]")
    world.wait(3 * DAY)
    assert (survey(world).state, survey(world).stars) == (SurveyState.NO_ANSWER, 0)
    wang.chat(("[5 星 | 5 stars]", Not("谢谢您的 5 星 | Thank you for your 5 stars")))
    assert survey(world).state is SurveyState.NO_ANSWER


def test_of_several_surveys_it_is_asked_which(world: World) -> None:
    li, wang = world.agent("Li", "technical"), world.customer()
    for _ in range(2):
        report(wang)
        li.chat(("[我来处理 | I’ll take it]", "由您负责 | is yours"))
        resolve(world, li)
        wang.chat(("[已解决 | Yes, solved]", STAR))
    wang.chat(
        ("5", ("请问您指的是哪一单 | Which report do you mean", "[FB20261125001 · ")),
        ("[FB20261125001 …]", ("谢谢您的 5 星评价 | Thank you for your 5 stars")),
    )
    assert [ticket.survey.stars for ticket in world.tickets() if ticket.survey is not None] == [5, 0]


def test_a_figure_that_may_answer_the_team_is_no_rating(world: World) -> None:
    wang, li, *_ = scene(world)
    wang.chat(("[已解决 | Yes, solved]", STAR))
    report(wang)
    li.chat(
        ("[我来处理 | I’ll take it]", "由您负责 | is yours"),
        ("[询问客户 | Ask the customer]", "了解什么 | need to know"),
        ("红灯闪几下？ | How often does it blink?", "已询问 | asked"),
    )
    wang.chat(("3", "反馈单 FB20261125002 需要的信息 | the answer we needed for FB20261125002"))
    assert [ticket.survey.stars for ticket in world.tickets() if ticket.survey is not None] == [0]


def test_what_is_said_late_of_the_first_survey_leaves_the_second_alone(world: World) -> None:
    wang, _, zhao, _ = scene(world)
    wang.say("[已解决 | Yes, solved]")
    wang.chat(("[2 星 | 2 stars]", REASON))
    world.wait(HOUR)
    zhao.say("[我来处理 | I’ll take it]")
    resolve(world, zhao, "重新更换了定影组件 | Replaced the fuser once more")
    wang.say("[已解决 | Yes, solved]")
    wang.chat(
        ("[5 星 | 5 stars]", WORDS),
        ("这次很满意 | All well this time", REASON),
        ("1", WORDS),
        ("上次等了太久 | The first time I waited too long", "谢谢 | Thank you"),
    )
    first, second = world.ticket.surveys
    assert (first.stars, len(first.reasons), first.words) == (
        2,
        1,
        in_(world.language, "上次等了太久 | The first time I waited too long"),
    )
    assert (second.stars, second.reasons, second.words) == (
        5,
        (),
        in_(world.language, "这次很满意 | All well this time"),
    )
