"""Words that somebody changes after they were said, where a channel tells of it."""

from store.lifecycle import Action
from tests.world import Chat, Correct, Exactly, Not, World, in_, report


def capturing(world: World) -> Chat:
    """A customer in the middle of a report, asked for the time."""
    wang = world.customer()
    wang.chat(
        ("报修 | report", "哪方面的问题 | What is it about"),
        ("功能故障 | Fault", "具体 | fits best"),
        ("1", "是哪款产品 | Which product"),
        ("LJ-2400", "序列号 | serial number"),
        ("SN-1", "什么时候购买的 | When did you buy it"),
        ("2026-03-15", "哪一天发生的 | On which day did it happen"),
    )
    return wang


def test_an_answer_is_corrected_where_it_stands(world: World) -> None:
    wang = capturing(world)
    wang.chat(
        (Correct("LJ-2400", "LJ-2500"), ("已更正 | Corrected", "哪一天发生的 | On which day did it happen")),
        (Correct("2026-03-15", "2026-02-30"), ("没有这一天 | There is no such day", "哪一天发生的 | On which day")),
        (Correct("2026-03-15", "3月5日 | March 5"), "已更正 | Corrected"),
    )
    wang.finishes()
    assert (world.ticket.answers["model"], world.ticket.answers["purchase_date"]) == ("LJ-2500", "2026-03-05")


def test_a_corrected_category_asks_for_a_kind_of_its_own(world: World) -> None:
    wang = capturing(world)
    wang.chat((Correct("功能故障 | Fault", "服务投诉 | Complaint"), "已更正 | Corrected"))
    wang.finishes(kind="服务态度 | Manner of the staff")
    assert (world.ticket.category, world.ticket.answers["kind"]) == ("complaint", "attitude")


def test_words_that_wait_are_corrected_among_the_others(world: World) -> None:
    wang = world.customer()
    report(wang)
    wang.chat(
        ("明天我不在家 | I am away tomorrow", "关于哪张反馈单 | Which report"),
        ("下午三点可以 | three would be fine", "关于哪张反馈单 | Which report"),
        (
            Correct("下午三点可以 | three would be fine", "下午四点可以 | four would be fine"),
            ("已更正 | Corrected", "不在家 | away", "四点 | four"),
        ),
        ("1", "已补充 | Added"),
    )
    assert world.history()[-1].data["words"] == in_(
        world.language, "明天我不在家\n下午四点可以 | I am away tomorrow\nfour would be fine"
    )


def test_words_that_went_to_a_ticket_are_added_anew(world: World) -> None:
    li, wang = world.agent("Li", "technical"), world.customer()
    report(wang)
    wang.chat(
        ("补充 | add something", "想补充什么 | What would you like to add"),
        ("在三楼 | third floor", "已补充 | Added"),
        (Correct("在三楼 | third floor", "在四楼 | fourth floor"), "FB20261125001"),
    )
    li.hears("在四楼 | fourth floor")
    assert [entry.action for entry in world.history()] == [Action.REPORT, Action.ADD, Action.ADD]


def test_a_corrected_message_of_an_agent_becomes_a_note(world: World) -> None:
    li, wang = world.agent("Li", "technical"), world.customer()
    report(wang)
    li.chat(
        ("[我来处理 | I’ll take it]", "由您负责 | is yours"),
        ("[告知客户 | Write to the customer]", "告诉客户什么 | tell the customer"),
        ("明天上门 | We come tomorrow", "已发给客户 | sent to the customer"),
    )
    wang.hears("明天上门 | We come tomorrow")
    li.chat((Correct("明天上门 | We come tomorrow", "后天上门 | We come on Friday"), "FB20261125001"))
    wang.hears("")


def test_what_belongs_nowhere_is_asked_for_again(world: World) -> None:
    wang = world.customer()
    report(wang), report(wang)
    wang.chat(
        (Correct("从没说过 | never said", "现在说 | say it now"), Not("已更正 | Corrected")), (Correct("x", "x"), "")
    )
    assert [len(world.tx.tickets.history(ticket.id)) for ticket in world.tickets()] == [1, 1]
    wang.chat(("谢谢 | thanks", Exactly("不客气，有需要随时找我。 | You are welcome. I am here whenever you need us.")))
