"""A database with as many tickets as wanted, written past the rules so that a million take a minute."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

import msgspec

from store.db.migrate import migrate
from store.db.queries import statements
from store.db.sqlite import connect
from store.moment import DAY, MINUTE, Ms
from store.ticket import Priority, Status, Ticket

NOW: Ms = 1_795_489_200_000
APART = 2 * MINUTE
"""From one ticket to the next."""

ENTRIES = 3
LIVE = 1_000
"""The latest tickets still live, the same number in a young desk as in an old one; the others are archived."""

TEXT = "The machine stops after a minute, shows E-04 on its display and blinks three times. " * 2

Values = Mapping[str, object]


def ticket_id(number: int, tickets: int) -> int:
    """Return the id of the ticket that was reported as the `number`-th of `tickets`."""
    return (NOW - (tickets - number) * APART) << 20


def number_of(number: int) -> str:
    """Return what people quote for it."""
    return f"FB{number:012}"


def customer_of(number: int) -> int:
    """Return who reported it; everybody comes three times."""
    return 1_000_000 + number // 3


def live(tickets: int) -> range:
    """Return which tickets live."""
    return range(max(0, tickets - LIVE), tickets)


def fill(path: Path, tickets: int) -> None:
    """Make a database of so many tickets, each with a person, an address, a history, timers and a sent message."""
    connection = connect(path, patience=5)
    migrate(connection, path)
    connection.execute("PRAGMA synchronous = OFF")
    texts = {name: statement.text for name, statement in statements().items()}
    for start in range(0, tickets, 20_000):
        numbers = range(start, min(start + 20_000, tickets))
        connection.execute("BEGIN")
        for name, rows in _tables(numbers, tickets):
            connection.executemany(texts[name], rows)
        connection.execute("COMMIT")
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()


def _tables(numbers: range, tickets: int) -> Iterator[tuple[str, Iterable[Values]]]:
    alive = live(tickets)
    yield "person_put", ({"id": customer_of(n), "role": "customer", "body": _person(n)} for n in numbers if n % 3 == 0)
    yield "address_put", (_address(n) for n in numbers if n % 3 == 0)
    yield "ticket_new", (_ticket(n, tickets, alive) for n in numbers)
    yield "history_append", (_entry(n, seq, tickets) for n in numbers for seq in range(1, ENTRIES + 1))
    yield "outbox_add", (_sent(n, tickets) for n in numbers)
    yield "inbox_first", ({"channel": "web", "event": f"event-{n}", "at": NOW} for n in numbers)
    yield "timer_add", ({"due": NOW + DAY + n, "ticket": ticket_id(n, tickets), "kind": kind}
                        for n in numbers if n in alive for kind in ("progress", "nudge", "due:resolution"))  # fmt: skip


def _person(number: int) -> str:
    return f'{{"id":{customer_of(number)},"name":"Wang","phone":"+8613800000000"}}'


def _address(number: int) -> Values:
    person = customer_of(number)
    return {"id": person, "person": person, "channel": "web", "external": f"x{person}", "seen": NOW, "blocked": 0}


def _ticket(number: int, tickets: int, alive: range) -> Values:
    known = ticket_id(number, tickets)
    status = Status.NEW if number in alive else Status.ARCHIVED
    return {
        "id": known, "number": number_of(number), "customer": customer_of(number), "status": status.value,
        "priority": 1 + number % 3, "opened": known >> 20, "owner": number % 20, "lead": 0,
        "body": _BODY.replace("-1", str(known)).replace("-2", number_of(number)).replace("-3", str(customer_of(number)))
                     .replace("-4", str(known >> 20)),
    }  # fmt: skip


_BODY = msgspec.json.encode(
    Ticket(
        id=-1, number="-2", customer=-3, status=Status.NEW, priority=Priority.P2, category="fault", opened=-4,
        group="technical", title=TEXT[:60], seq=ENTRIES, head="0" * 64, pending={"progress": -4, "nudge": -4},
        answers={"description": TEXT, "category": "fault", "kind": "abnormal", "urgency": "normal", "impact": "part",
                 "model": "LX-200", "serial_number": "SN-48213", "name": "Wang", "phone": "+8613800000000"},
    )
).decode()  # fmt: skip


def _entry(number: int, seq: int, tickets: int) -> Values:
    known = ticket_id(number, tickets)
    return {"ticket": known, "seq": seq, "at": (known >> 20) + seq * MINUTE, "author_kind": "customer",
            "author": customer_of(number), "action": "report" if seq == 1 else "add", "status": "new",
            "data": f'{{"words":"{TEXT}"}}', "previous": "0" * 64, "hash": "0" * 64}  # fmt: skip


def _sent(number: int, tickets: int) -> Values:
    known, person = ticket_id(number, tickets), customer_of(number)
    return {"id": known, "person": person, "address": person, "lane": 2, "kind": "news", "ticket": known,
            "dedupe": f"{known}:1:0:{person}", "created": known >> 20, "not_before": 0, "expires": None,
            "state": "sent", "attempts": 1, "lease": 0, "due": None, "held": 0, "uncertain": 0, "late": 0,
            "error": "", "ref": str(number), "ended": known >> 20,
            "message": f'{{"texts":[{{"key":"told-reported","values":{{"words":"{TEXT}"}}}}]}}'}  # fmt: skip
