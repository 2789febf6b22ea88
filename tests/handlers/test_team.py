"""The team: adding, inviting, joining from a chat, and taking out."""

import pytest

from handlers import team
from handlers.team import TeamFault
from store.moment import DAY
from store.people import Person, Role
from store.press import encode
from store.ticket import Status
from tests.world import Exactly, Open, World, report

REFUSED = Exactly(
    "邀请码无效或已使用，请索取新的邀请。 | That code is not valid, or has been used. Ask for a new invitation."
)


def add(world: World, name: str, role: Role = Role.AGENT, groups: tuple[str, ...] = ("technical",)) -> Person:
    return world.do(team.add, world.office, world.now, name=name, role=role, groups=groups, language=world.language)


def invite(world: World, person: Person) -> str:
    return world.do(team.invite, person, world.now)


@pytest.mark.parametrize("how", ["/join {code}", "/join   {code} ", "/JOIN {code}", "/start join_{code}"])
def test_an_invitation_makes_a_chat_a_members(world: World, how: str) -> None:
    code = invite(world, add(world, "李明"))
    chat = world.customer()
    chat.chat(
        (how.format(code=code), "李明，欢迎加入团队 | Welcome to the team, 李明"),
        ("待办 | queue", "没有待办 | Nothing to do"),
    )
    report(world.customer())
    chat.hears("[我来处理 | I’ll take it]")


def test_a_link_makes_a_chat_a_members_even_in_the_middle_of_something(world: World) -> None:
    code = invite(world, add(world, "Li"))
    chat = world.customer()
    chat.chat(
        ("报修 | report", "哪方面的问题 | What is it about"),
        (Open(f"join_{code}"), "欢迎加入团队 | Welcome to the team"),
        ("谢谢 | thanks", Exactly("收到。 | Noted.")),
    )


def test_an_invitation_is_used_once(world: World) -> None:
    code = invite(world, add(world, "Li"))
    first, second = world.customer(), world.customer()
    first.chat((f"/join {code}", "欢迎加入团队 | Welcome to the team"))
    second.chat((f"/join {code}", REFUSED))
    assert not second.person.is_team


def test_an_invitation_expires(world: World) -> None:
    code = invite(world, add(world, "Li"))
    world.wait(7 * DAY + 1)
    world.customer().chat((f"/join {code}", REFUSED))


@pytest.mark.parametrize(
    "code", ["", "wrong", "x" * 7_000, "'; DROP TABLE invitations;--", "邀请码", "../../etc/passwd"]
)
def test_a_code_that_is_none(world: World, code: str) -> None:
    invite(world, add(world, "Li"))
    chat = world.customer()
    chat.chat((f"/join {code}", REFUSED), (Open(f"join_{code}"), REFUSED), (Open("join_\ud800"), REFUSED))
    assert not chat.person.is_team


def test_a_member_who_was_taken_out_does_not_come_in_again(world: World) -> None:
    person = add(world, "Li")
    code = invite(world, person)
    world.do(team.remove, world.office, world.now, person)
    world.customer().chat((f"/join {code}", REFUSED))


def test_the_code_itself_is_kept_nowhere(world: World) -> None:
    code = invite(world, add(world, "Li"))
    assert code not in repr(world.everything())


def test_who_is_taken_out_is_a_customer_again_and_hears_of_no_ticket(world: World) -> None:
    person = add(world, "Li")
    chat, wang, bo = world.customer(), world.customer(), world.agent("Bo", "technical")
    chat.chat((f"/join {invite(world, person)}", "欢迎加入团队 | Welcome to the team"))
    report(wang)
    chat.chat(
        ("[我来处理 | I’ll take it]", "由您负责 | is yours"),
        ("[告知客户 | Write to the customer]", "告诉客户什么 | tell the customer"),
    )
    world.do(team.remove, world.office, world.now, person)
    unknown = "没有找到这张反馈单 | We cannot find that report"
    for verb in ("message", "note", "resolve", "show", "history", "why", "claim"):
        chat.presses(encode(verb, world.ticket.id), unknown)
    chat.chat(
        ("FB20261125001", unknown),
        ("待办 | queue", "这是团队内部功能 | That is for the team"),
        ("您好 | hello", "请问有什么可以帮您 | What can I do for you"),
    )
    bo.hears()
    wang.chat(("催办 | please hurry", "团队刚刚收到提醒 | We have just rung the team"))
    chat.hears("")
    bo.hears("催办 | Urged by")


def test_a_member_is_added_with_a_name_of_their_own_and_a_group_that_exists(world: World) -> None:
    add(world, "Li")
    for name, role, groups, why in (
        ("Li", Role.AGENT, ("technical",), "a member called Li already"),
        ("\u202e ", Role.AGENT, ("technical",), "needs a name"),
        ("Bo", Role.AGENT, (), "an agent works in a group"),
        ("Bo", Role.AGENT, ("nobody",), "no group 'nobody'"),
    ):
        with pytest.raises(TeamFault, match=why):
            add(world, name, role, groups)
    zhao = add(world, "Zhao", Role.SUPERVISOR, ())
    assert world.do(team.find, "Zhao") == zhao
    with pytest.raises(TeamFault, match="nobody in the team is called 'Qian'"):
        world.do(team.find, "Qian")


def test_the_name_of_who_was_taken_out_can_be_given_again(world: World) -> None:
    world.do(team.remove, world.office, world.now, add(world, "Li"))
    assert add(world, "Li").is_team


def test_what_a_member_did_stays_in_the_histories(world: World) -> None:
    li, zhao, wang = world.agent("Li", "technical"), world.lead("Zhao"), world.customer()
    report(wang)
    li.chat(("[我来处理 | I’ll take it]", "由您负责 | is yours"))
    world.do(team.remove, world.office, world.now, li.person)
    zhao.chat(("FB20261125001", "FB20261125001"), ("[处理经过 | What happened]", "Li 领取了 | Li took it"))


@pytest.mark.parametrize("waiting", [False, True], ids=["assigned", "waiting for the customer"])
def test_what_a_removed_member_had_in_hand_goes_back_to_the_group(world: World, waiting: bool) -> None:
    li, chen, wang = world.agent("Li"), world.agent("Chen"), world.customer("Wang")
    report(wang)
    li.chat(("[我来处理 | I’ll take it]", "由您负责 | is yours"))
    if waiting:
        li.chat(
            ("[询问客户 | Ask the customer]", "需要向客户了解什么 | What do you need to know"),
            ("请问风扇还转吗？ | Does the fan still turn?", "已询问客户 | asked"),
        )
    assert world.do(team.remove, world.office, world.now, li.person) == 1
    assert (world.ticket.status, world.ticket.owner) == (Status.ACCEPTED, None)
    chen.hears("[我来处理 | I’ll take it]")
    chen.chat(("[我来处理 | I’ll take it]", "由您负责 | is yours"))
    assert world.ticket.owner == chen.person.id
    assert world.do(team.remove, world.office, world.now, chen.person) == 1
    assert world.do(team.remove, world.office, world.now, li.person) == 0


def test_what_a_removed_supervisor_worked_on_without_owning_it_can_be_claimed(world: World) -> None:
    wang, li, zhao = world.customer(), world.agent("Li"), world.lead("Zhao")
    qian = world.agent("Qian")
    report(wang)
    li.say("[我来处理 | I’ll take it]")
    li.say("[已解决 | Solved]")
    li.say("已更换定影组件 | Fuser replaced")
    wang.say("[没有解决 | No, not solved]")
    wang.say("还是打印不出来 | It still does not print")
    zhao.say("[告知客户 | Write to the customer]")
    zhao.say("我亲自来看 | I am looking into it myself")
    assert (world.ticket.owner, world.ticket.lead) == (None, zhao.person.id)
    assert world.do(team.remove, world.office, world.now, zhao.person) == 1
    qian.chat(
        ("/queue", "待领 1 单 | free: 1"),
        ("[FB20261125001 …]", "[我来处理 | I’ll take it]"),
        ("[我来处理 | I’ll take it]", "由您负责 | is yours"),
    )
