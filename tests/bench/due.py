"""A desk at the moment at which a promise of each kind falls due, for as many tickets as wanted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path

from msgspec import Struct, structs

from store import replan
from store.db.rows import SqlTransaction
from store.desk import Desk
from store.history import Detail, Entry
from store.lifecycle import CLOCK, Action, Author, AuthorKind
from store.moment import DAY, HOUR, MINUTE, Ms, from_datetime
from store.ticket import Ticket
from tests.bench.office import AGENT, ANSWERS, BY_AGENT, FIRST, OFFICE, customer, seat_customer, seat_team
from tests.bench.raw import committed, opened

NOW: Ms = from_datetime(datetime(2026, 11, 25, 17, 0, tzinfo=OFFICE.zone))
"""A Wednesday, at the archive time."""

CHANNEL = "web"
CHUNK = 500
"""Copies of each model in one transaction."""


class Step(Struct, frozen=True):
    """What somebody did to a ticket, so long ago."""

    ago: Ms
    action: Action
    author: Author = BY_AGENT
    data: Mapping[str, Detail] = {}


_BY_CUSTOMER = Author(AuthorKind.CUSTOMER, FIRST)
_SAID = {"words": "We have found the cause: the fuser is worn. A new one is on its way to you."}


def _handled(since: Ms) -> tuple[Step, ...]:
    """Claimed, and the customer was told something."""
    return Step(since + 2 * MINUTE, Action.CLAIM, data={"owner": AGENT}), Step(since, Action.MESSAGE, data=_SAID)


def _resolved(since: Ms) -> tuple[Step, ...]:
    return *_handled(since + HOUR), Step(since, Action.RESOLVE, data=_SAID)


MODELS: Mapping[str, tuple[Step, ...]] = {
    "due:review": (),
    "nudge": _handled(22 * HOUR),
    "progress": (*_handled(DAY), Step(2 * HOUR, Action.NUDGE, CLOCK)),
    "remind": (*_handled(DAY + HOUR), Step(DAY, Action.ASK, data=_SAID)),
    "close": (*_handled(3 * DAY + HOUR), Step(3 * DAY, Action.ASK, data=_SAID), Step(2 * DAY, Action.REMIND, CLOCK)),
    "survey_remind": _resolved(DAY),
    "survey_end": (*_resolved(3 * DAY), Step(2 * DAY, Action.SURVEY_REMIND, CLOCK)),
    "archive": (
        *_resolved(2 * HOUR),
        Step(HOUR, Action.CONFIRM, _BY_CUSTOMER),
        Step(HOUR, Action.RATE, _BY_CUSTOMER, {"stars": 5}),
    ),
}
"""What has happened to a ticket, under the name of the promise that is due now."""

UNTOUCHED = 6 * HOUR
"""How long ago the ticket was reported that nobody touched: all its first promises are due at once."""


class Model(Struct, frozen=True):
    """A ticket with its history, to be copied."""

    ticket: Ticket
    entries: Sequence[Entry]

    @property
    def due(self) -> list[str]:
        """Which of its promises are due."""
        return [kind for kind, due in self.ticket.pending.items() if due <= NOW]


def models(folder: Path) -> list[Model]:
    """Play every model through the desk."""
    with opened(folder / "models.db", hurried=True) as connection, committed(connection):
        tx = SqlTransaction(connection)
        seat_team(tx, CHANNEL)
        seat_customer(tx, CHANNEL, FIRST)
        return [_play(tx, steps) for steps in MODELS.values()]


def _play(tx: SqlTransaction, steps: Sequence[Step]) -> Model:
    reported = NOW - (steps[0].ago + MINUTE if steps else UNTOUCHED)
    ticket = Desk(tx, OFFICE, reported).report(customer(FIRST), _BY_CUSTOMER, ANSWERS)
    for step in steps:
        ticket = Desk(tx, OFFICE, NOW - step.ago).act(ticket.id, step.action, step.author, step.data)
    return Model(ticket, tx.tickets.history(ticket.id))


def fill(path: Path, originals: Sequence[Model], timers: int) -> int:
    """Make a database of copies in which at least so many timers are due, and return how many are."""
    due = sum(len(model.due) for model in originals)
    copies = -(-timers // due)
    with opened(path, hurried=True) as connection:
        tx = SqlTransaction(connection)
        with committed(connection):
            seat_team(tx, CHANNEL)
            replan.done(tx, OFFICE, NOW)  # the timers are this playbook's
        for start in range(0, copies, CHUNK):
            with committed(connection):
                for number in range(start, min(start + CHUNK, copies)):
                    for place, model in enumerate(originals):
                        _copy(tx, model, number * len(originals) + place)
    return copies * due


def _copy(tx: SqlTransaction, model: Model, number: int) -> None:
    """Give a model's ticket to somebody else."""
    seat_customer(tx, CHANNEL, FIRST + number)
    ticket = structs.replace(model.ticket, id=tx.new_id(), number=f"FB{number:012}", customer=FIRST + number)
    tx.tickets.put(ticket, new=True)
    tx.timers.replace(ticket.id, {}, ticket.pending)
    for entry in model.entries:
        tx.tickets.append(structs.replace(entry, ticket=ticket.id))
