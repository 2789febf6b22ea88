"""A long story in which every kind of request occurs, recorded, and everything that it left behind."""

from __future__ import annotations

import asyncio
import random
import sqlite3
from collections.abc import Awaitable, Callable, Sequence
from contextlib import closing
from typing import Any

from msgspec import Struct

from bot.slack import home
from bot.slack.notes import NAME
from bot.story_script import script
from store.people import Language, Role
from store.transaction import Transaction
from tests.bot.slack.acting import IMPACT, KIND, fill, label, press, rate_low, report, work
from tests.bot.slack.asking import Asking, recorded
from tests.bot.slack.house import House
from tests.fakes.slack.people import Hands
from tests.fakes.slack.wire import OverHttp

WORDS = script(Language.ZH)
"""The room of the team reads Chinese."""

TODAY = "FB202611"

KINDS = {
    *("message", "message:file_share", "message:message_changed", "message:message_deleted", "app_mention"),
    *("app_home_opened", "member_joined_channel", "slash_commands", "shortcut", "message_action"),
    *("block_actions", "block_actions:view", "view_submission", "view_closed"),
}
"""Everything that Slack sends to the app."""


def kind_of(body: dict[str, Any]) -> str:
    """Return what a request is."""
    if event := body.get("event"):
        return ":".join(filter(None, (event["type"], event.get("subtype"))))
    if body.get("type") == "block_actions" and "view" in body:
        return "block_actions:view"
    return str(body.get("type", "slash_commands"))


class Sent(Struct, frozen=True):
    """Something that the workspace sent, and how it is sent once more; whether it was acknowledged."""

    kind: str
    again: Callable[[], Awaitable[bool]]


def over_http(desk: House) -> Callable[[], list[Sent]]:
    """Record signed requests from now on; return what gives them."""
    requests, asking = recorded(desk), Asking(desk)

    def again(request: Any) -> Callable[[], Awaitable[bool]]:
        async def send() -> bool:
            return await asking.send(request) == 200

        return send

    return lambda: [Sent(kind_of(each.body), again(each)) for each in requests]


def over_sockets(desk: House) -> Callable[[], list[Sent]]:
    """Record envelopes from now on; return what gives them. Each comes again as another envelope."""
    kept: list[tuple[str, dict[str, Any]]] = []
    sockets = desk.slack.sockets
    send = sockets.send

    async def keep(kind: str, payload: dict[str, Any], **rest: Any) -> Any:
        kept.append((kind, payload))
        return await send(kind, payload, **rest)

    sockets.send = keep  # type: ignore[method-assign] # the fake is ours

    def again(kind: str, payload: dict[str, Any]) -> Callable[[], Awaitable[bool]]:
        async def once() -> bool:
            return await send(kind, payload, patience=30) is not None

        return once

    return lambda: [Sent(kind_of(payload), again(kind, payload)) for kind, payload in kept]


async def repeat(sent: Sequence[Sent], count: int, chance: random.Random) -> None:
    """Send everything again, so many times in all: in any order, each twice, and fifty at the same moment."""
    again = [sent[each % len(sent)] for each in range(count // 2)]
    chance.shuffle(again)
    for at in range(0, len(again), 25):
        together = again[at : at + 25] * 2
        chance.shuffle(together)
        assert all(await asyncio.gather(*(each.again() for each in together)))


def recording(desk: House) -> Callable[[], list[Sent]]:
    """Record what the workspace sends from now on, whichever way."""
    return over_http(desk) if isinstance(desk.out.wire, OverHttp) else over_sockets(desk)


async def everything(desk: House) -> None:
    """Have people do everything that can be done, from joining to the archive."""
    agent = await desk.member(WORDS.agent, language=Language.ZH)
    lead = await desk.member(WORDS.lead, Role.SUPERVISOR, Language.ZH)
    customer, stranger, other = (desk.customer(name, locale="zh-CN") for name in (WORDS.customer, "Eve", "Li"))
    desk.room.members |= {agent.user.id, stranger.user.id}
    await desk.out.event({"type": "member_joined_channel", "user": agent.user.id, "channel": desk.room.id})
    await looks_around(desk, customer, agent)
    await report(customer, WORDS)
    await desk.pace.settle()
    (top,) = [each for each in desk.room.messages if not each.thread]
    await intrudes(desk, stranger, top.ts)
    await press(lead, WORDS, "button-review")
    await press(agent, WORDS, "button-claim")
    await agent.sees(label(Language.ZH, "claimed-by-you"))
    await agent.says("请先断电。", at=desk.room, thread=top.ts)
    await agent.says("// 定影器有焦味", at=desk.room, thread=top.ts)
    await customer.sees("请先断电。")
    await work(desk, customer, agent, WORDS)
    await rate_low(desk, customer, lead, WORDS)
    await begins_anew(desk, other, said_by=customer)


async def looks_around(desk: House, customer: Hands, agent: Hands) -> None:
    """Use the Home, every command and a mention."""
    for hands in (customer, agent):
        await hands.opens_home()
        await desk.out.event(
            {"type": "app_home_opened", "user": hands.user.id, "channel": hands.dm.id, "tab": "messages"}
        )
        for command in ("", "help", "tickets", "status 7", "queue", "duty", "nonsense"):
            await hands.commands(command)
    await customer.mentions("help", desk.slack.workspace.channel("printers", customer.user.id))


async def intrudes(desk: House, stranger: Hands, top: str) -> None:
    """Do what is the team's, without being of it."""
    await stranger.presses(label(Language.ZH, "button-claim"))
    await stranger.says("让我进来", at=desk.room, thread=top)
    await stranger.until(lambda: len(stranger.user.whispers) == 2 or None, "two whispers")


async def begins_anew(desk: House, other: Hands, said_by: Hands) -> None:
    """Begin a report, close it, send an answer that cannot be taken, close it again, report at last, and say more."""
    message = await said_by.says("扫描仪每页要一分钟。", at=desk.slack.workspace.channel("scanners", said_by.user.id))
    await other.takes_shortcut("report_message", message)
    await other.fills({label(Language.ZH, "label-category"): WORDS.capture["category"]})
    await other.closes()
    third = desk.customer("Wu", locale="zh-CN")
    await third.says("扫描仪每页要一分钟。")
    await other.takes_shortcut("report")
    await other.fills({label(Language.ZH, "label-phone"): "no phone"})
    assert await other.submits() != {}
    await other.closes()
    await other.commands("report")
    given = WORDS.capture
    await fill(
        other,
        WORDS,
        category=given["category"],
        urgency=given["urgency"],
        kind=KIND[Language.ZH],
        impact=IMPACT[Language.ZH],
        name=given["name"],
        phone=given["phone"],
        tier=given["tier"],
    )
    await other.sees(TODAY)
    (card,) = [each for each in other.dm.messages if TODAY in each.text and not each.thread]
    said = await other.says("还有焦味。", thread=card.ts)
    await other.edits(said, "还有很重的焦味。")
    await other.deletes(await other.says("请忽略这句。", thread=card.ts))


async def left(desk: House) -> dict[str, Any]:
    """Return everything that is kept and everything that people see, once nothing goes on any more.

    When somebody last looked at their Home is left out: who comes again, looks again.
    """
    while desk.service.intake._after:
        await asyncio.gather(*desk.service.intake._after)
    await desk.pace.settle()
    for external, ticket in await desk.app.store.read(_cards):
        await desk.service.cards._draw(external, ticket)
    return _kept(desk) | _seen(desk)


def _cards(tx: Transaction) -> list[tuple[str, int]]:
    names = (name.split(":") for name in tx.notes.under(NAME, "slot:", limit=1_000))
    return [(external, int(rest[1])) for _, external, *rest in names if rest[0] == "root"]


def _kept(desk: House) -> dict[str, Any]:
    with closing(sqlite3.connect(desk.app.store.path)) as sql:
        tables = [name for (name,) in sql.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        rows = {name: sql.execute(f"SELECT * FROM {name}").fetchall() for name in tables}  # noqa: S608 - our own
    return {
        name: sorted(repr(each) for each in found if not str(each[1]).startswith(home.PREFIX))
        for name, found in rows.items()
    }


def _seen(desk: House) -> dict[str, Any]:
    there = desk.slack.workspace
    return {
        "messages": [repr(each) for channel in there.channels.values() for each in channel.messages],
        "whispers": [repr(each) for user in there.users.values() for each in user.whispers],
        "views": [each.id for user in there.users.values() for each in user.views],
    }
