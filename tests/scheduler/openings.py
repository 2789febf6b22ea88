"""How stories of the clock begin. Reported on a Wednesday at 10:00, a P2 fault:

review by 10:15, accepted by 11:00, first answer by 12:00 (warning 11:30), news by Thursday 10:00 (asked for at 8:00),
solution by Monday 10:00 (warning Friday 12:00).
"""

from __future__ import annotations

from msgspec import Struct

from store.history import Entry
from store.lifecycle import Action, AuthorKind
from store.moment import MINUTE
from store.ticket import Answer, Status, Ticket
from tests.world import Chat, World, report


class Cast(Struct):
    """Who takes part."""

    world: World
    wang: Chat
    li: Chat
    zhao: Chat

    @property
    def everyone(self) -> tuple[Chat, Chat, Chat]:
        return self.wang, self.li, self.zhao

    @property
    def ticket(self) -> Ticket:
        return self.world.ticket

    def status(self) -> Status:
        """Where the ticket stands now."""
        return self.world.ticket.status

    def passed_over(self) -> None:
        """Let everyone pass over what they have not heard yet."""
        for chat in self.everyone:
            chat.news()

    def by_clock(self, *actions: Action) -> list[Entry]:
        """What the clock did, or those of it."""
        return [
            entry
            for entry in self.world.history()
            if entry.author.kind is AuthorKind.CLOCK and (not actions or entry.action in actions)
        ]


def reported(world: World, **changes: Answer) -> Cast:
    """A fault was reported; nobody has done anything."""
    cast = Cast(world, world.customer(), world.agent("Li", "technical"), world.lead("Zhao"))
    report(cast.wang, **changes)
    cast.passed_over()
    return cast


def claimed(world: World, **changes: Answer) -> Cast:
    """It was checked and, at 10:05, claimed."""
    cast = reported(world, **changes)
    world.wait(5 * MINUTE)
    cast.zhao.say("[核对 | Check]")
    cast.li.say("[我来处理 | I’ll take it]")
    cast.passed_over()
    return cast


def working(world: World, **changes: Answer) -> Cast:
    """At 10:10 the owner has written to the customer."""
    cast = claimed(world, **changes)
    world.wait(5 * MINUTE)
    writes(cast.li, "我看看 | I am looking into it")
    cast.passed_over()
    return cast


def asked(world: World, **changes: Answer) -> Cast:
    """At 10:10 the customer was asked a question."""
    cast = working(world, **changes)
    cast.li.say("[询问客户 | Ask the customer]")
    cast.li.say("风扇还转吗？ | Does the fan still turn?")
    cast.passed_over()
    return cast


def resolved(world: World, **changes: Answer) -> Cast:
    """At 10:10 it was resolved, too."""
    cast = working(world, **changes)
    cast.li.say("[已解决 | Solved]")
    cast.li.say("已更换定影组件 | Fuser replaced")
    cast.passed_over()
    return cast


def writes(chat: Chat, words: str) -> None:
    chat.say("[告知客户 | Write to the customer]")
    chat.say(words)


def expects(chat: Chat, day: str, time: str, why: str) -> None:
    chat.say("[预计时间 | Expected time]")
    chat.say(day)
    chat.say(time)
    chat.say(why)
