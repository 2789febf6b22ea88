"""The verdict: what was promised on a ticket and not kept, from its whole history and the outbox.

Nothing of it trusts the ticket as it stands: it is played again, change by change, and at each of them every promise
that ran is held against the moment of the next.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from msgspec import Struct

from handlers.status import line
from store import effects, history, notices, timers, trace
from store.deadlines import Deadline, deadlines
from store.delivery import Delivery, Kind, State
from store.history import Entry
from store.lifecycle import CLOCK, Action
from store.message import At, Lasting, Term, Text, Value
from store.moment import MINUTE, Ms
from store.office import Office
from store.routing import Audience
from store.ticket import OPEN, Status, SurveyState, Ticket
from store.trace import NEWS
from store.transaction import Transaction

PROMPT = MINUTE
"""A message that takes longer from the moment it may be sent is slow."""

PROVED = ("status", "priority", "owner", "resolver", "lead", "expected", "result", "surveys")
"""What of a ticket follows from its history."""

_SLIPS = {Action.PROGRESS: "broken-news", Action.RELEASE: "broken-contact", Action.UNREACHABLE: "broken-unreachable"}
"""What the clock does only because somebody was silent or out of reach; a slipped deadline shows by itself."""


class _State(Struct, frozen=True):
    """A ticket as one change left it, until the next."""

    ticket: Ticket
    entries: Sequence[Entry]
    until: Ms

    @property
    def entry(self) -> Entry:
        return self.entries[-1]


def of_all(tx: Transaction, office: Office, now: Ms) -> list[Text]:
    """Return what was not kept on any ticket of a small house, such as the story's."""
    return [text for ticket in tx.tickets.newest() for text in broken(tx, office, ticket, now)]


def broken(tx: Transaction, office: Office, ticket: Ticket, now: Ms) -> list[Text]:
    """Return a sentence for everything that was promised on an ended ticket and not kept."""
    entries = tx.tickets.history(ticket.id)
    states = list(_played(ticket, entries, office, now))
    rows = tx.outbox.of_ticket(ticket.id)
    return [
        *_unproved(ticket, entries, states[-1].ticket),
        *_missed(states, office, _heard(ticket, entries, rows)),
        *_slipped(tx, states),
        *_undelivered(tx, rows),
        *_untold(tx, states, rows),
        *_unfired(states, office),
        *_unfinished(tx, ticket, states),
    ]


def _played(ticket: Ticket, entries: Sequence[Entry], office: Office, now: Ms) -> Iterator[_State]:
    """Play the history again from the report on."""
    first = entries[0].data
    words = {name.removeprefix("answer."): str(value) for name, value in first.items() if name.startswith("answer.")}
    state = Ticket(
        id=ticket.id,
        number=ticket.number,
        customer=ticket.customer,
        status=Status.NEW,
        priority=office.priority(words),
        category=str(first["category"]),
        opened=entries[0].at,
        group=ticket.group,
    )
    ends = [entry.at for entry in entries[1:]] + [now]
    for place, (entry, until) in enumerate(zip(entries, ends, strict=True), start=1):
        state = effects.changed(state, entry)
        yield _State(state, entries[:place], until)


def _unproved(ticket: Ticket, entries: Sequence[Entry], played: Ticket) -> Iterator[Text]:
    flaw = history.verify(entries, seq=ticket.seq, head=ticket.head)
    if flaw is not None:
        yield Text("broken-history", {"what": flaw.what, "seq": flaw.seq})
    for name in PROVED:
        if getattr(played, name) != getattr(ticket, name):
            yield Text("broken-history", {"what": name, "seq": ticket.seq})


def _heard(ticket: Ticket, entries: Sequence[Entry], rows: Sequence[Delivery]) -> dict[Ms, Ms]:
    """Return when the customer really heard what the team said, by the moment at which it was said."""
    ends = {row.dedupe.split(":")[1]: row.ended for row in rows if row.person == ticket.customer}
    heard: dict[Ms, Ms] = {}
    for entry in entries:
        ended = ends.get(str(entry.seq))
        if entry.action in NEWS and ended is not None:
            heard[entry.at] = min(ended, heard.get(entry.at, ended))
    return heard


def _missed(states: Sequence[_State], office: Office, heard: Mapping[Ms, Ms]) -> Iterator[Text]:
    """Return the deadlines that passed before they were kept; kept is what the customer has heard of."""
    due: dict[tuple[str, Ms], Deadline] = {}
    met: dict[tuple[str, Ms], Ms] = {}
    for state in states:
        for deadline in deadlines(state.ticket, trace.read(state.entries), office):
            key = deadline.promise.value, deadline.start
            if deadline.met is not None:
                met[key] = max(deadline.met, heard.get(deadline.met, 0))
                if deadline.due is not None and met[key] > deadline.due:
                    due.setdefault(key, deadline)
            elif state.ticket.status in OPEN and deadline.due is not None and deadline.due < state.until:
                due.setdefault(key, deadline)
    for key, deadline in due.items():
        values: dict[str, Value] = {"promise": Term(f"promise-{deadline.promise}"), "due": At(deadline.due or 0)}
        yield Text("broken-late", values | {"met": At(met[key])}) if key in met else Text("broken-missed", values)


def _slipped(tx: Transaction, states: Sequence[_State]) -> Iterator[Text]:
    for state in states:
        key = _SLIPS.get(state.entry.action)
        if key is not None and state.entry.author == CLOCK:
            owner = state.entry.data.get("owner")
            yield Text(key, {"at": At(state.entry.at), "owner": _name(tx, owner if isinstance(owner, int) else 0)})


def _undelivered(tx: Transaction, rows: Sequence[Delivery]) -> Iterator[Text]:
    """Return the messages of any kind, answers included, that did not arrive, and those that took their time."""
    for state in State:
        for row in tx.outbox.in_state(state) if state is not State.SENT else ():
            yield Text("broken-undelivered", _of(tx, row))
    for row in rows:
        late = (row.ended or 0) - max(row.created, row.not_before)
        if row.state is State.SENT and (row.late or late > PROMPT):
            yield Text("broken-slow", _of(tx, row) | {"late": Lasting(late)})


def _of(tx: Transaction, row: Delivery) -> dict[str, Value]:
    said = [Term(text.key, text.values) for text in row.message.texts]
    return {"at": At(row.created), "person": _name(tx, row.person), "what": said[0] if said else row.kind.value}


def _name(tx: Transaction, person: int) -> Value:
    found = tx.people.get(person)
    return found.name if found is not None and found.name else Term("the-customer")


def _untold(tx: Transaction, states: Sequence[_State], rows: Sequence[Delivery]) -> Iterator[Text]:
    """Return the changes of which the customer, or anybody of the team, is to be told and was not."""
    told = {(row.dedupe.split(":")[1], row.person == states[0].ticket.customer) for row in rows}
    for state in states:
        due = {
            notice.audience is Audience.CUSTOMER
            for notice in notices.after(state.ticket, state.entry)
            if notice.audience is Audience.CUSTOMER or notice.kind is Kind.PING
        }
        if any((str(state.entry.seq), customer) not in told for customer in due):
            yield Text("broken-untold", {"at": At(state.entry.at), "what": line(tx, state.entry)})


def _unfired(states: Sequence[_State], office: Office) -> Iterator[Text]:
    """Return what the clock had to do and did not: ask for news, warn, remind, end, archive."""
    for state in states:
        told = trace.read(state.entries)
        promises = deadlines(state.ticket, told, office)
        for kind, due in timers.pending(state.ticket, told, promises, office).items():
            if due + PROMPT < state.until:
                yield Text("broken-clock", {"timer": kind, "due": At(due)})


def _unfinished(tx: Transaction, ticket: Ticket, states: Sequence[_State]) -> Iterator[Text]:
    if any(survey.state is SurveyState.OPEN for survey in ticket.surveys):
        yield Text("broken-survey")
    for state in states:
        if state.entry.action is Action.DISPUTE and state.ticket.lead in {None, state.ticket.resolver}:
            yield Text("broken-recovery")
    if ticket.status is not Status.ARCHIVED:
        yield Text("broken-archive", {"status": Term(f"status-{ticket.status.value.replace('_', '-')}")})
    elif (left := tx.timers.next()) is not None:
        yield Text("broken-clock", {"timer": left.kind, "due": At(left.due)})
