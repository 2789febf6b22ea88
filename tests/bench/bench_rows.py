"""What a statement, a claim and a whole event cost, and that a million tickets in the file do not change it."""

from __future__ import annotations

import asyncio
import sqlite3
import tempfile
from collections.abc import Callable, Iterator, Sequence
from itertools import count
from pathlib import Path
from statistics import median
from time import perf_counter

import msgspec

from handlers.dispatch import handle
from handlers.events import Chose, Origin, Said, Submitted
from store import history
from store.db.door import Store
from store.db.migrate import migrate
from store.db.rows import SqlTransaction
from store.db.sqlite import connect
from store.delivery import Delivery, Kind, Lane, State
from store.draft import Draft
from store.lifecycle import CLOCK, Action
from store.message import Message, Text
from store.moment import DAY, HOUR, MINUTE, SECOND, Ms
from store.people import Address, Person
from store.press import encode
from store.ticket import Status, Ticket
from store.transaction import Transaction
from tests.bench.filled import NOW, TEXT, customer_of, fill, live, number_of, ticket_id
from tests.bench.office import AGENT, ANSWERS, OFFICE, TEAM
from tests.bench.table import Row, micro

FEW, MANY = 1_000, 1_000_000
TIMES = 2_000
BACKLOG = 100_000
WAITING = 64
EVENTS = 384
ROUNDS = 24
FLAT = 1.15
CLAIM = 2
"""Which of three events is a claim."""

Operation = Callable[[SqlTransaction, int, int], object]
"""One operation on a database of so many tickets, for the n-th time."""

_fresh = count(1)


def run() -> list[Row]:
    """Measure everything on two files that differ in nothing but their past."""
    with tempfile.TemporaryDirectory() as folder:
        files = {size: Path(folder) / f"{size}.db" for size in (FEW, MANY)}
        for size, path in files.items():
            fill(path, size)
        rows = [*_operations(files), asyncio.run(_events(files))]
    with tempfile.TemporaryDirectory() as folder:
        return [*rows, *_claims(Path(folder))]


# One operation at a time, inside a transaction.


def _known(n: int, size: int) -> int:
    alive = live(size)
    return ticket_id(alive[(n * 7) % len(alive)], size)


def _ticket(tx: SqlTransaction, n: int, size: int) -> Ticket:
    ticket = tx.tickets.get(_known(n, size))
    assert ticket is not None
    return ticket


def _put(tx: SqlTransaction, n: int, size: int) -> None:
    tx.tickets.put(msgspec.structs.replace(_ticket(tx, n, size), expected=NOW + n))


def _move(tx: SqlTransaction, n: int, size: int) -> None:
    ticket = _ticket(tx, n, size)
    moved = Status.NEW if ticket.status is Status.ASSIGNED else Status.ASSIGNED
    tx.tickets.put(msgspec.structs.replace(ticket, status=moved))


def _append(tx: SqlTransaction, n: int, size: int) -> None:
    tx.tickets.append(
        history.follow(
            _known(n, size),
            next(_fresh) + 100,
            "",
            history.Change(NOW, CLOCK, Action.NOTE, Status.NEW, {"words": TEXT}),
        )
    )


def _timers(tx: SqlTransaction, n: int, size: int) -> None:
    old = {"progress": NOW + n * SECOND, "nudge": NOW + n * SECOND, "due:resolution": NOW + DAY}
    new = {"progress": NOW + n * SECOND + HOUR, "nudge": NOW + n * SECOND + HOUR, "due:resolution": NOW + DAY}
    tx.timers.replace(_known(n, size), old, new)


def letter(address: int, lane: Lane, **fields: object) -> Delivery:
    """Return a message as a ticket's customer gets it."""
    number = next(_fresh)
    blank = Delivery(
        id=number, person=address, address=address, lane=lane, kind=Kind.NEWS, dedupe=f"{number}:7:0:{address}",
        created=NOW, ticket=number,
        message=Message(texts=(Text("told-reported", {"number": "FB20261124001", "words": TEXT}), Text("told-next"))),
    )  # fmt: skip
    return msgspec.structs.replace(blank, **fields)


OPERATIONS: dict[str, Operation] = {
    "person by address": lambda tx, n, size: tx.people.at("web", f"x{customer_of(live(size)[n % 900])}"),
    "get a ticket": _ticket,
    "get a ticket by an old number": lambda tx, n, size: tx.tickets.numbered(number_of(n * 7919 % size)),
    "get and put a ticket": _put,
    "get and put a ticket, another status": _move,
    "a customer's tickets": lambda tx, n, size: tx.tickets.of_customer(customer_of(live(size)[n % 900])),
    "the queue's first fifty": lambda tx, _, __: tx.tickets.queue((Status.NEW, Status.ASSIGNED, Status.REOPENED)),
    "a history of three": lambda tx, n, size: tx.tickets.history(ticket_id(n * 7919 % size, size)),
    "append to a history": _append,
    "replace two of three timers": _timers,
    "put a draft": lambda tx, n, _: tx.drafts.put(Draft(n % 500, "report", NOW, answers={"description": TEXT})),
    "get a draft": lambda tx, n, _: tx.drafts.get(n % 500),
    "note an event": lambda tx, _, __: tx.inbox.first("web", f"fresh-{next(_fresh)}", NOW),
    "add a message": lambda tx, n, _: tx.outbox.add(letter(n % 500 + 1, Lane.BULK, not_before=NOW + DAY)),
    "a line of a transcript": lambda tx, n, _: tx.feed.append(n % 500, f"s{next(_fresh)}", NOW, TEXT.encode()),
}


def _operations(files: dict[int, Path]) -> Iterator[Row]:
    connections = {size: connect(path, patience=5) for size, path in files.items()}
    transactions = {size: SqlTransaction(connection) for size, connection in connections.items()}
    for what, operation in OPERATIONS.items():
        took: dict[int, list[float]] = {size: [] for size in files}
        for part in range(10):
            for size, connection in connections.items():
                took[size].append(_timed(connection, transactions[size], operation, part, size))
        few, many = (median(took[size]) for size in (FEW, MANY))
        yield Row(what=what, figure=micro(many), floor=f"{micro(few)} ({FEW:,} tickets)", ratio=f"{many / few:.2f}")
    for connection in connections.values():
        connection.close()


def _timed(connection: sqlite3.Connection, tx: SqlTransaction, operation: Operation, part: int, size: int) -> float:
    each = TIMES // 10
    connection.execute("BEGIN IMMEDIATE")
    started = perf_counter()
    for n in range(part * each, (part + 1) * each):
        operation(tx, n, size)
    took = (perf_counter() - started) / each
    connection.execute("COMMIT")
    return took


# Whole events through the door, a crowd of them waiting.


def _team(tx: Transaction) -> None:
    for number, role in TEAM.items():
        tx.people.put(Person(number, f"member {number}", role=role, groups=("technical",)))
        tx.people.put_address(Address(number, number, "web", f"member{number}"))


def event(tx: Transaction, size: int, n: int, now: Ms) -> None:
    """Handle what a customer or an agent does: one reports by form, then writes more, then the ticket is claimed."""
    turn, kind = divmod(n, 3)
    alive = live(size)
    customer = customer_of(alive[turn * 7 % len(alive)])
    if kind == CLAIM:
        ticket = tx.tickets.of_customer(customer, limit=1)[0]
        handle(tx, OFFICE, Chose(Origin("web", f"member{AGENT}", f"{now}-{n}"), now, encode("claim", ticket.id)))
        return
    origin = Origin("web", f"x{customer}", f"{now}-{n}")
    handle(tx, OFFICE, Said(origin, now, TEXT) if kind else Submitted(origin, now, "report", {**ANSWERS}))


async def _events(files: dict[int, Path]) -> Row:
    stores = {size: await Store.open(path) for size, path in files.items()}
    took: dict[int, list[float]] = {size: [] for size in files}
    for store in stores.values():
        await store.write(_team)
    for turn in range(ROUNDS):
        order: Sequence[int] = (FEW, MANY) if turn % 2 else (MANY, FEW)
        for size in order:
            took[size].append(await _round(stores[size], size, NOW + turn * MINUTE))
    for store in stores.values():
        await store.close()
    few, many = (median(took[size][2:]) for size in (FEW, MANY))
    return Row(
        what=f"an event with {MANY:,} tickets", figure=micro(many), floor=f"{micro(few)} ({FEW:,} tickets)",
        ratio=f"{many / few:.2f}", goal=f"≤ {FLAT}", met=many / few <= FLAT,
    )  # fmt: skip


async def _round(store: Store, size: int, now: Ms) -> float:
    room = asyncio.Semaphore(WAITING)

    async def one(n: int) -> None:
        async with room:
            await store.write(event, size, n, now)

    started = perf_counter()
    await asyncio.gather(*(one(n) for n in range(EVENTS)))
    return (perf_counter() - started) / EVENTS


# Claims beside a backlog.


def _claims(folder: Path) -> Iterator[Row]:
    alone = _claiming(folder / "alone.db", ())
    yield Row(what="claim one urgent message", figure=micro(alone))
    chats = BACKLOG // 10
    beside = {
        "waiting": (letter(n % chats + 1, Lane.BULK) for n in range(BACKLOG)),
        "of one chat": (letter(1, Lane.BULK) for n in range(BACKLOG)),
        "for the morning": (letter(n % chats + 1, Lane.URGENT, not_before=NOW + HOUR) for n in range(BACKLOG)),
        "behind another try": (
            letter(n % chats + 1, Lane.URGENT, not_before=NOW + HOUR, attempts=1)
            if n < chats
            else letter(n % chats + 1, Lane.URGENT)
            for n in range(BACKLOG)
        ),
    }
    for name, backlog in beside.items():
        took = _claiming(folder / f"{name}.db", backlog)
        yield Row(
            what=f"… beside {BACKLOG:,} {name}", figure=micro(took), floor=f"{micro(alone)} (alone)",
            ratio=f"{took / alone:.2f}",
        )  # fmt: skip
    yield Row(what=f"claim 100 of {BACKLOG:,}, each", figure=micro(_claim_hundreds(folder / "waiting.db")))


def _claiming(path: Path, backlog: Sequence[Delivery] | Iterator[Delivery]) -> float:
    connection = connect(path, patience=5)
    tx = _opened(connection, path)
    connection.execute("BEGIN")
    for each in backlog:
        tx.outbox.add(each)
    connection.execute("COMMIT")
    connection.execute("BEGIN")
    # What is held back is put off as it is met, once; a claim for the backlog's own sake belongs to no urgent message.
    while tx.outbox.next_due(NOW, (Lane.URGENT,)) == NOW:
        tx.outbox.claim(NOW, NOW + MINUTE, 100, (Lane.URGENT,))
    took = []
    for n in range(200):
        urgent = letter(BACKLOG + n, Lane.URGENT)
        tx.outbox.add(urgent)
        started = perf_counter()
        (claimed,) = tx.outbox.claim(NOW, NOW + MINUTE, 1)
        took.append(perf_counter() - started)
        tx.outbox.put(msgspec.structs.replace(claimed, state=State.SENT, ended=NOW))
    connection.execute("COMMIT")
    connection.close()
    return median(took)


def _claim_hundreds(path: Path) -> float:
    connection = connect(path, patience=5)
    tx = SqlTransaction(connection)
    connection.execute("BEGIN")
    started = perf_counter()
    claimed = [each for _ in range(50) for each in tx.outbox.claim(NOW, NOW + MINUTE, 100)]
    took = (perf_counter() - started) / len(claimed)
    connection.execute("COMMIT")
    connection.close()
    return took


def _opened(connection: sqlite3.Connection, path: Path) -> SqlTransaction:
    migrate(connection, path)
    return SqlTransaction(connection)
