"""The verdict finds what is broken: in a story in which somebody fails, and in records that were tampered with."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Awaitable, Callable
from contextlib import closing
from functools import cache
from pathlib import Path
from tempfile import mkdtemp

import pytest
from msgspec import structs

from bot import story, verdict
from bot.paper import Phone
from bot.stage import Stage, staged
from bot.story_script import script
from bot.wiring import open_office
from store.db.rows import SqlTransaction
from store.db.sqlite import connect
from store.delivery import Delivery, Kind, State
from store.message import Text
from store.moment import DAY, HOUR, MINUTE, Ms
from store.people import Language, Role
from store.ticket import Priority, SurveyState, Ticket

OFFICE = open_office("after-sales")
WORDS = script(Language.EN)


# Somebody fails

UNENDED = {"broken-archive", "broken-survey"}

Play = Callable[[Stage, Phone, Phone, Phone], Awaitable[None]]


async def found(folder: Path, play: Play) -> list[str]:
    """Play a case on from the report, and return the verdict in words; that it has not ended is left out."""
    async with staged(OFFICE, folder, WORDS, lambda _line: None) as stage:
        customer = await stage.phone(WORDS.customer, Role.CUSTOMER)
        agent = await stage.phone(WORDS.agent, Role.AGENT)
        lead = await stage.phone(WORDS.lead, Role.SUPERVISOR)
        await stage.say(customer, WORDS.first_words)
        await stage.answer(customer, WORDS.capture)
        await play(stage, customer, agent, lead)
        broken: list[Text] = await stage.store.read(verdict.of_all, OFFICE, stage.clock.now())
        return [stage.reader.text(text) for text in broken if text.key not in UNENDED]


async def test_nothing_is_broken_while_everything_still_runs(tmp_path: Path) -> None:
    async def nobody(_stage: Stage, _customer: Phone, _agent: Phone, _lead: Phone) -> None:
        """Nothing has to happen yet."""

    assert await found(tmp_path, nobody) == []


async def test_silence_of_everybody_breaks_one_promise_after_the_other(tmp_path: Path) -> None:
    async def nobody(stage: Stage, _customer: Phone, _agent: Phone, _lead: Phone) -> None:
        await stage.wait(3 * HOUR)

    assert await found(tmp_path, nobody) == [
        "Supervisor’s review: was due by 09:45 today, not kept.",
        "Acceptance: was due by 10:30 today, not kept.",
        "First answer: was due by 11:30 today, not kept.",
    ]


async def test_an_owner_who_does_not_write_breaks_the_first_contact(tmp_path: Path) -> None:
    async def claim(stage: Stage, _customer: Phone, agent: Phone, _lead: Phone) -> None:
        await stage.press(agent, "claim")
        await stage.wait(HOUR)

    assert await found(tmp_path, claim) == ["First contact: Tom Baker made none by 10:00 today."]


async def works(stage: Stage, agent: Phone) -> None:
    await stage.press(agent, "claim")
    await stage.press(agent, "message")
    await stage.answer(agent, {"message_words": "I am looking into it"})


async def test_an_owner_who_falls_silent_breaks_the_daily_news(tmp_path: Path) -> None:
    async def silent(stage: Stage, _customer: Phone, agent: Phone, _lead: Phone) -> None:
        await works(stage, agent)
        await stage.wait(DAY + MINUTE)

    assert await found(tmp_path, silent) == ["News for the customer: the team had none for them by 09:30 today."]


async def test_a_late_result_is_late_even_when_it_comes(tmp_path: Path) -> None:
    async def late(stage: Stage, _customer: Phone, agent: Phone, _lead: Phone) -> None:
        await works(stage, agent)
        for morning in ("09:00", "08:45", "08:30"):
            await stage.until(morning, days=1)
            await stage.press(agent, "message")
            await stage.answer(agent, {"message_words": "Still at it"})
        await stage.until("10:30")
        await stage.press(agent, "resolve")
        await stage.answer(agent, {"resolve_words": "Done"})

    assert await found(tmp_path, late) == ["Solution: was due by 09:30 today, kept only at 10:30 today."]


async def test_a_customer_who_does_not_answer_is_no_broken_promise(tmp_path: Path) -> None:
    async def ask(stage: Stage, _customer: Phone, agent: Phone, _lead: Phone) -> None:
        await works(stage, agent)
        await stage.press(agent, "ask")
        await stage.answer(agent, {"ask_words": "Does the fan turn?"})
        await stage.wait(12 * DAY)

    assert await found(tmp_path, ask) == []


# Somebody tampers


@cache
def played() -> tuple[Path, Ms]:
    """A whole story that was kept, as a file, and the moment at which it ended."""
    folder = Path(mkdtemp(prefix="aftercare-verdict-"))

    async def play() -> Ms:
        async with staged(OFFICE, folder, WORDS, lambda _line: None) as stage:
            await story.play(stage, WORDS)
            return stage.clock.now()

    return folder / "story.db", asyncio.run(play())


class Records:
    """The records of the story, open to whoever wants to change them."""

    def __init__(self, connection: sqlite3.Connection, tx: SqlTransaction) -> None:
        self.connection, self.tx = connection, tx

    @property
    def ticket(self) -> Ticket:
        (ticket,) = self.tx.tickets.newest()
        return ticket

    def change(self, **changes: object) -> None:
        self.tx.tickets.put(structs.replace(self.ticket, **changes))

    def row(self, kind: Kind, place: int = 0) -> Delivery:
        """The first message of a kind to the customer, or one further on."""
        rows = self.tx.outbox.of_ticket(self.ticket.id)
        return [row for row in rows if row.kind is kind and row.person == self.ticket.customer][place]

    def send(self, row: Delivery, **changes: object) -> None:
        self.tx.outbox.put(structs.replace(row, **changes))

    def sql(self, statement: str, *values: object) -> None:
        assert self.connection.execute(statement, values).rowcount > 0


def judged(tamper: Callable[[Records], None]) -> list[str]:
    """Return the keys of what is found once somebody has tampered; nothing of it is kept."""
    path, now = played()
    with closing(connect(path, patience=5)) as connection:
        records = Records(connection, SqlTransaction(connection))
        connection.execute("BEGIN IMMEDIATE")
        try:
            tamper(records)
            return [text.key for text in verdict.of_all(records.tx, OFFICE, now)]
        finally:
            connection.execute("ROLLBACK")


def test_nothing_is_found_where_nothing_is_wrong() -> None:
    assert judged(lambda _records: None) == []


def later(length: Ms) -> Callable[[Records], None]:
    """Let the owner's first words, and the question with them, arrive later than they were sent."""

    def tamper(records: Records) -> None:
        for place in (1, 2):
            row = records.row(Kind.NEWS, place)
            records.send(row, ended=(row.ended or 0) + length)

    return tamper


@pytest.mark.parametrize(
    ("tamper", "keys"),
    [
        (lambda records: records.send(records.row(Kind.RESULT), state=State.EXPIRED), {"broken-undelivered"}),
        (lambda records: records.send(records.row(Kind.SURVEY), state=State.DEAD), {"broken-undelivered"}),
        (lambda records: records.send(records.row(Kind.NEWS), state=State.WAITING), {"broken-undelivered"}),
        (
            lambda records: records.sql(
                "UPDATE outbox SET state = 'undeliverable', due = NULL WHERE id = (SELECT MIN(id) FROM outbox)"
            ),
            {"broken-undelivered"},
        ),
        (
            lambda records: records.sql(
                "UPDATE outbox SET state = 'dead' WHERE id = (SELECT MIN(id) FROM outbox WHERE kind = 'ping')"
            ),
            {"broken-undelivered"},
        ),
        (later(2 * MINUTE), {"broken-slow"}),
        (later(21 * MINUTE), {"broken-slow", "broken-late"}),  # the first contact was promised for 10:05
        (
            lambda records: records.sql("UPDATE outbox SET late = 1 WHERE id = ?", records.row(Kind.RESULT).id),
            {"broken-slow"},
        ),
        (
            lambda records: records.sql("DELETE FROM outbox WHERE id = ?", records.row(Kind.RESULT).id),
            {"broken-untold"},
        ),
        (lambda records: records.sql("DELETE FROM outbox WHERE kind = 'ping'"), {"broken-untold"}),
        (lambda records: records.change(priority=Priority.P1), {"broken-history"}),
        (lambda records: records.change(owner=records.ticket.customer), {"broken-history"}),
        (
            lambda records: records.change(
                surveys=(records.ticket.surveys[0], structs.replace(records.ticket.surveys[1], state=SurveyState.OPEN))
            ),
            {"broken-history", "broken-survey"},
        ),
        (
            lambda records: records.sql("UPDATE history SET at = at + 60000 WHERE seq = 4"),
            {"broken-history"},
        ),
        (
            lambda records: records.tx.timers.replace(records.ticket.id, {}, {"progress": 1}),
            {"broken-clock"},
        ),
    ],
)
def test_what_was_tampered_with_is_found(tamper: Callable[[Records], None], keys: set[str]) -> None:
    assert set(judged(tamper)) == keys
