"""My tickets, one ticket with its promises, why they fall due then, and what happened."""

import pytest

from handlers.dispatch import handle
from handlers.events import Origin, Said
from store.moment import DAY, HOUR
from tests.world import CHANNEL, Exactly, Not, World, report

UNKNOWN = Exactly("没有找到这张反馈单，请核对单号。 | We cannot find that report. Please check the number.")


@pytest.mark.parametrize("how", ["我的反馈单 | my reports", "进度 | status", "/tickets", "/status"])
def test_my_tickets(world: World, how: str) -> None:
    wang = world.customer()
    wang.chat((how, "您还没有提交过反馈 | You have not reported anything yet"))
    report(wang)
    wang.chat((how, ("您有 1 份反馈 | You have one report", "[FB20261125001 · ", "（待受理）] | (New)]")))
    report(wang)
    wang.chat((how, ("您有 2 份反馈 | You have 2 reports", "[FB20261125002 · ")))


@pytest.mark.parametrize(
    "typed",
    ["FB20261125001", "fb20261125001", " ＦＢ２０２６１１２５００１ ", "#FB20261125001", "/status FB20261125001"],
)
def test_one_ticket_by_its_number_with_its_promises(world: World, typed: str) -> None:
    wang = world.customer()
    report(wang)
    wang.chat(
        (
            typed,
            (
                "FB20261125001 · ",
                "状态: 待受理 | Status: New",
                "首次答复: 今天 12:00 | First answer: 12:00 today",
                "解决: 11月30日（周一）10:00 | Solution: 10:00 on Mon 30 Nov",
                "下次进度同步: 明天 10:00 | Next news: 10:00 tomorrow",
                "[补充 | Add something]",
                "[催办 | Please hurry]",
                "[撤销 | Withdraw]",
                Not("受理: | Acceptance:"),
                Not("主管审核 | Supervisor’s review"),
            ),
        )
    )


def test_why_it_is_due_then(world: World) -> None:
    world.until("2026-11-27 16:00")
    li, wang = world.agent("Li", "technical"), world.customer()
    report(wang)
    wang.chat(
        ("FB20261127001", "[时限怎么算的 | Why is it due then?]"),
        (
            "[时限怎么算的 | Why is it due then?]",
            (
                "解决\n承诺时限：工作时间 24 小时，从今天 16:00 起算，因此到期时间是12月2日（周三）16:00 | Solution\nPromised: 24 h of working time, counted from 16:00 today. That makes it 16:00 on Wed 2 Dec",
                "计时，2 小时 | counted, 2 h",
                "非工作时间 | closed hours",
                "周末或休息日，48 小时 | weekend or day off, 48 h",
                "下次进度同步\n承诺定期同步进度，上一次是今天 16:00 | Next news\nPromised: regular news. The last was 16:00 today",
                Not("主管审核 | Supervisor’s review"),
            ),
        ),
    )
    li.chat(
        ("[我来处理 | I’ll take it]", "由您负责 | is yours"),
        ("[询问客户 | Ask the customer]", "了解什么 | need to know"),
    )
    li.chat(("型号？ | The model?", "已询问 | asked"))
    world.wait(3 * HOUR)
    wang.chat(
        (
            "[时限怎么算的 | Why is it due then?]",
            ("收到客户答复之前暂停计时 | The clock stands still", "暂停，3 小时 | paused, 3 h"),
        ),
        ("LJ-2400", "需要的信息 | the answer we needed"),
        ("撤销 | withdraw", "确定要撤销吗 | really want"),
        ("是 | yes", "原因 | why"),
        ("[跳过 | Skip]", "撤销 | withdrawn"),
        ("[时限怎么算的 | Why is it due then?]", "目前没有正在计时的承诺 | Nothing is due on"),
    )


def test_what_happened_in_order(world: World) -> None:
    li, wang = world.agent("Li", "technical"), world.customer()
    report(wang)
    li.chat(("[我来处理 | I’ll take it]", "由您负责 | is yours"))
    wang.chat(
        ("撤销 | withdraw", "确定要撤销吗 | really want"),
        ("是 | yes", "原因 | why"),
        ("[跳过 | Skip]", "撤销 | withdrawn"),
        ("FB20261125001", "[处理经过 | What happened]"),
        (
            "[处理经过 | What happened]",
            Exactly(
                "反馈单 FB20261125001 的处理经过\n今天 10:00: 王芳提交了反馈\n今天 10:00: Li 领取了这张单\n今天 10:00: 王芳撤销了反馈"
                " | What happened to FB20261125001\n10:00 today: Wang Fang reported it\n10:00 today: Li took it\n"
                "10:00 today: Wang Fang withdrew it"
            ),
        ),
    )


def test_a_number_of_somebody_else_is_answered_like_one_that_does_not_exist(world: World) -> None:
    wang, other = world.customer(), world.customer()
    report(wang)
    said = [f"{before}FB2026112500{number}" for number in (1, 2) for before in ("", "/status ", "#")]
    told = []
    for words in said:
        other.chat((words, UNKNOWN))
        told.append([(delivery.kind, delivery.lane, delivery.message) for delivery in other.all()][-1])
    assert all(each == told[0] for each in told)
    wang.chat(("FB20261125001", "FB20261125001 · "))


def test_a_number_is_asked_for_while_a_ticket_is_open_too(world: World) -> None:
    wang, other = world.customer(), world.customer()
    report(wang), report(other)
    other.chat(("FB20261125001", UNKNOWN), ("FB20261125009", UNKNOWN), ("FB20261125002", "FB20261125002 · "))


def test_the_team_sees_every_ticket_with_its_customer(world: World) -> None:
    li, wang = world.agent("Li", "service"), world.customer()
    report(wang)
    li.chat(("FB20261125001", ("王芳 | Wang Fang", "+8613800138000", "[我来处理 | I’ll take it]")))


def test_somebody_new_is_greeted_in_the_language_of_their_first_words(world: World) -> None:
    for external, text, words in (("new1", "您好", "您好！"), ("new2", "hello", "Hello!")):
        world.do(
            handle, world.office, Said(Origin(CHANNEL, external, world.event(), name=" Fang\u202e "), world.now, text)
        )
        address = world.tx.people.at(CHANNEL, external)
        assert address is not None
        person = world.tx.people.get(address.person)
        assert person is not None
        assert person.name == "Fang"
        found = world.connection.execute("SELECT id FROM outbox WHERE person = ?", (person.id,)).fetchone()
        delivery = world.tx.outbox.get(found[0])
        assert delivery is not None
        assert person.language == ("zh" if words == "您好！" else "en")


def test_a_ticket_that_waits_says_so(world: World) -> None:
    li, wang = world.agent("Li", "technical"), world.customer()
    report(wang)
    li.chat(
        ("[我来处理 | I’ll take it]", "由您负责 | is yours"),
        ("[询问客户 | Ask the customer]", "了解什么 | need to know"),
        ("型号？ | The model?", "已询问 | asked"),
        ("待办 | queue", ("我的 1 单 | Yours: 1", "待客户补充 | Waiting for the customer’s answer")),
    )
    world.wait(DAY)
    wang.chat(
        ("FB20261125001", ("待客户补充 | Waiting for the customer’s answer", "解决: 暂停计时 | Solution: paused"))
    )
