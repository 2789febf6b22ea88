"""The queue of a team member, and whether they are on duty."""

from store.moment import HOUR, MINUTE
from tests.world import Exactly, Not, World, report


def test_what_is_mine_comes_first_then_what_is_free_in_my_groups(world: World) -> None:
    li, bo, zhao = world.agent("Li", "technical"), world.agent("Bo", "service"), world.lead("Zhao")
    wang = world.customer()
    empty = Exactly("没有待办，辛苦了。 | Nothing to do. Well done.")
    li.chat(("待办 | queue", empty))
    report(wang, urgency="不急 | low", impact="")
    report(wang)
    report(wang, urgency="紧急 | urgent", impact="1")
    li.chat(("[我来处理 | I’ll take it]", "工单 FB20261125003 由您负责 | FB20261125003 is yours"))
    li.say("/queue")
    words = li.hears("我的 1 单，待领 2 单 | Yours: 1, free: 2", "今天 10:30 | 10:30 today", Not("10:15"))
    order = [words.index(f"FB2026112500{number}") for number in (3, 2, 1)]
    assert order[0] == min(order)
    bo.chat(("我的队列 | my queue", empty))
    zhao.chat(("我的队列 | My queue", ("待领 2 单 | free: 2", "今天 10:15 | 10:15 today")))
    li.chat(("[FB20261125002 …]", ("FB20261125002 · ", "[我来处理 | I’ll take it]")))


def test_the_queue_is_for_the_team(world: World) -> None:
    wang = world.customer()
    wang.chat(
        ("待办 | queue", "这是团队内部功能 | That is for the team"),
        ("值班 | /duty", "这是团队内部功能 | That is for the team"),
    )
    wang.presses("menu::queue", "这是团队内部功能 | That is for the team")
    wang.presses("duty::", "这是团队内部功能 | That is for the team")
    assert wang.person.on_duty


def test_who_is_off_duty_is_not_rung(world: World) -> None:
    li, bo, wang = world.agent("Li", "technical"), world.agent("Bo", "technical"), world.customer()
    li.chat(("值班 | duty", "您已离岗 | You are off duty"))
    report(wang)
    li.hears("")
    bo.hears("FB20261125001")
    li.chat(("值班 | duty", "您已上岗 | You are on duty"))
    report(wang)
    li.hears("FB20261125002")


def test_what_comes_back_to_the_group_is_free_again(world: World) -> None:
    li, bo, zhao = world.agent("Li", "technical"), world.agent("Bo", "technical"), world.lead("Zhao")
    report(world.customer())
    li.chat(
        ("[我来处理 | I’ll take it]", "由您负责 | is yours"),
        ("待办 | queue", "我的 1 单，待领 0 单 | Yours: 1, free: 0"),
    )
    world.wait(31 * MINUTE)
    bo.hears("工单重新待领 | Free again")
    zhao.hears("未按时首次联系客户 | No first contact in time")
    li.chat(("待办 | queue", "我的 0 单，待领 1 单 | Yours: 0, free: 1"))
    world.wait(HOUR)


def test_the_team_has_a_menu_of_its_own(world: World) -> None:
    li = world.agent("Li", "technical")
    li.chat(
        (
            "菜单 | menu",
            ("Li", "这里是您的工作台 | Here is your desk", "[我的队列 | My queue]", Not("报告问题 | Report a problem")),
        ),
        ("[能做什么 | What you can do]", ("队列 | queue", "值班 | duty")),
        ("催办 | urge", "队列 | queue"),
        ("取消 | cancel", "这里是您的工作台 | Here is your desk"),
        ("谢谢 | thanks", Exactly("收到。 | Noted.")),
    )


def test_what_is_free_in_a_group_is_seen_however_much_is_free_in_others(world: World) -> None:
    wang, li = world.customer(), world.agent("Li", "service")
    for _ in range(55):
        report(wang, urgency="紧急 | Urgent")
    own = report(wang, category="使用咨询 | Question", kind="1")
    li.chat(("/queue", ("我的 0 单，待领 1 单 | Yours: 0, free: 1", own.number)))
