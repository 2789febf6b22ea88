"""Going on in another chat: every conversation that was begun comes along, and none that was begun there is lost."""

from handlers import moving, waiting
from tests.world import Chat, Open, World, in_, report

PRINTER = "打印机坏了，指示灯一直闪烁不停 | The printer is broken, its light blinks all the time"
WASHER = "洗衣机漏水了，地板上全是水 | The washing machine leaks and the floor is wet"


def goes_on(chat: Chat, there: Chat) -> None:
    """Open another chat with the link that goes on there."""
    there.say(Open(chat.world.do(moving.pass_for, chat.person, chat.world.now)))
    there.hears("我们在这里继续 | Here we go on", "接着刚才的继续 | go on where we were")


def begun(chat: Chat) -> list[str]:
    return [draft.dialogue for draft in waiting.chain(chat.world.tx.drafts.get(chat.address.id))]


def test_what_waits_below_a_conversation_is_taken_up_in_the_new_chat(world: World) -> None:
    wang, there = world.customer(), Chat(world, "elsewhere", language=world.language)
    report(wang)
    wang.chat(
        ("/report", "哪方面的问题 | What is it about"),
        ("/add", "想补充什么 | What would you like to add"),
    )
    goes_on(wang, there)
    there.chat(
        ("它还会冒烟。 | There is smoke, too.", ("已补充 | Added", "哪方面的问题 | What is it about")),
        ("功能故障 | Fault", "具体是哪一类 | Which of these fits best"),
        ("取消 | cancel", "已取消 | Cancelled"),
    )
    assert (begun(there), begun(wang)) == ([], [])


def test_what_was_begun_in_the_new_chat_waits_for_what_came(world: World) -> None:
    wang, there = world.customer(), Chat(world, "elsewhere", language=world.language)
    wang.say(PRINTER)
    there.say(WASHER)
    goes_on(wang, there)
    assert begun(there) == ["report", "report"]
    there.finishes()
    there.finishes()
    assert [ticket.title for ticket in world.tickets()] == [in_(world.language, words) for words in (PRINTER, WASHER)]
