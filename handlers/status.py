"""My tickets, one ticket with its promises, why a promise falls due when it does, and what has happened."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import structs

from handlers.turn import Turn
from store import card, letters, trace
from store.calendar import WALL_CLOCK, Span, SpanKind
from store.deadlines import Deadline, Promise, deadlines, explain
from store.history import Entry
from store.lifecycle import Action
from store.message import At, Button, Fact, FileRef, Lasting, Message, Named, Term, Text, Value
from store.people import Role
from store.press import Press, encode
from store.ticket import Ticket
from store.transaction import Transaction

SHOWN = 10
"""Tickets in a list."""

HISTORY = 20
"""Entries of a history that are shown."""

TO_CUSTOMERS = frozenset(
    {
        Action.REPORT,
        Action.ACCEPT,
        Action.CLAIM,
        Action.ASSIGN,
        Action.MESSAGE,
        Action.ASK,
        Action.PROPOSE,
        Action.CONSENT,
        Action.OBJECT,
        Action.EXPECT,
        Action.ADD,
        Action.URGE,
        Action.RESOLVE,
        Action.CONFIRM,
        Action.DISPUTE,
        Action.RATE,
        Action.WITHDRAW,
        Action.CLOSE,
        Action.ARCHIVE,
        Action.PROGRESS,
    }
)
"""Changes that a customer sees in the history; notes and inner alarms stay inside."""


def mine(turn: Turn) -> None:
    """List the tickets of who asks; the team sees its own queue elsewhere."""
    tickets = turn.tx.tickets.of_customer(turn.person.id, limit=SHOWN)
    if not tickets:
        turn.show(Text("tickets-none"), buttons=((Button(Text("menu-report"), encode("menu", 0, "report")),),))
        return
    turn.show(Text("tickets-list", {"count": len(tickets)}), buttons=rows(tickets, "show"))


def rows(tickets: Sequence[Ticket], verb: str, stars: int = 0) -> tuple[tuple[Button, ...], ...]:
    """Return a button for each ticket, which does something to it: shows it, say, or rates it."""
    return tuple(
        (
            Button(
                Text("button-ticket", {"number": ticket.number, "title": ticket.title, "status": _status(ticket)}),
                encode(verb, ticket.id, card.rating(ticket, stars) if stars else ""),
            ),
        )
        for ticket in tickets[:SHOWN]
    )


def _status(ticket: Ticket) -> Term:
    return Term(f"status-{ticket.status.value.replace('_', '-')}")


def numbered(turn: Turn, text: str) -> bool:
    """Show the ticket whose number is typed; False when the words are no number of ours.

    Somebody else's is answered like one that does not exist.
    """
    number = turn.office.numbers.normalise(text)
    if number is None:
        return False
    ticket = turn.tx.tickets.numbered(number)
    if ticket is None or not (turn.person.is_team or ticket.customer == turn.person.id):
        turn.tell("refused-unknown")
    else:
        _show(turn, ticket)
    return True


def _visible(turn: Turn, press: Press) -> Ticket | None:
    ticket = turn.team_ticket(press.subject) or turn.own_ticket(press.subject)
    if ticket is None:
        turn.tell("refused-unknown")
    return ticket


def show(turn: Turn, press: Press) -> None:
    """Show one ticket as who asks may see it."""
    ticket = _visible(turn, press)
    if ticket is not None:
        _show(turn, ticket)


def _show(turn: Turn, ticket: Ticket) -> None:
    turn.say(structs.replace(card_of(turn, ticket), files=tuple(_files(turn, ticket))))


def card_of(turn: Turn, ticket: Ticket) -> Message:
    """Return a ticket as who reads may see it: a customer, one of the team, or a room of the team."""
    owner = turn.tx.people.get(ticket.owner) if ticket.owner is not None else None
    promises = _promises(turn, ticket)
    more = (
        Button(Text("button-why"), encode("why", ticket.id)),
        Button(Text("button-history"), encode("history", ticket.id)),
    )
    if turn.person.is_team or turn.person.role is Role.ROOM:
        customer = turn.tx.people.get(ticket.customer)
        facts = card.team_facts(ticket, customer, owner, promises, turn.office)
        buttons = card.team_buttons(ticket, turn.person) if turn.person.is_team else card.room_buttons(ticket)
    else:
        facts = card.customer_facts(ticket, owner, promises, turn.office)
        buttons = card.customer_buttons(ticket, turn.person)
    return Message(title=card.heading(ticket), facts=facts, quote=ticket.words("description"), buttons=(*buttons, more))


def _files(turn: Turn, ticket: Ticket) -> list[FileRef]:
    found = (turn.tx.files.get(file) for file in ticket.files("evidence"))
    return [FileRef(file.id, file.name, file.mime, file.size) for file in found if file is not None]


def _promises(turn: Turn, ticket: Ticket) -> list[Deadline]:
    if not ticket.is_open:
        return []
    return deadlines(ticket, trace.read(turn.tx.tickets.history(ticket.id)), turn.office)


def why(turn: Turn, press: Press) -> None:
    """Explain when the next promises fall due: every counted, paused, closed and holiday span."""
    ticket = _visible(turn, press)
    if ticket is None:
        return
    shown = [
        each
        for each in _promises(turn, ticket)
        if each.met is None and (turn.person.is_team or each.promise in card.FOR_CUSTOMERS)
    ]
    if not shown:
        turn.tell("why-nothing", number=ticket.number)
    for deadline in sorted(shown, key=lambda each: each.due or turn.now)[: card.SHOWN_PROMISES]:
        turn.show(
            reason(deadline),
            title=Text(f"promise-{deadline.promise}"),
            facts=[span_fact(span) for span in explain(deadline, turn.now)],
        )


def reason(deadline: Deadline) -> Text:
    """Return the sentence that says what was promised, counted from when, and what that makes."""
    length = Lasting(deadline.amount)
    amount: Value = length if deadline.counts == WALL_CLOCK else Term("working-time", {"length": length})
    if deadline.due is None:
        return Text("why-paused", {"amount": amount, "start": At(deadline.start)})
    key = "why-progress" if deadline.promise is Promise.PROGRESS else "why-due"
    return Text(key, {"amount": amount, "start": At(deadline.start), "due": At(deadline.due)})


def span_fact(span: Span) -> Fact:
    """Return one stretch of time in words."""
    length = Lasting(span.end - span.start)
    return Fact(
        Text("span", {"start": At(span.start), "end": At(span.end)}),
        Term(f"span-{span.kind.value.replace('_', '-')}", {"length": length, "name": _name(span)}),
    )


def _name(span: Span) -> Value:
    if span.name is not None:
        return Named(span.name)
    return Term(f"status-{span.reason.replace('_', '-')}") if span.kind is SpanKind.PAUSED else ""


def history(turn: Turn, press: Press) -> None:
    """Tell what has happened, in order."""
    ticket = _visible(turn, press)
    if ticket is None:
        return
    entries = [
        entry for entry in turn.tx.tickets.history(ticket.id) if turn.person.is_team or entry.action in TO_CUSTOMERS
    ]
    facts = [Fact(Text("history-at", {"at": At(entry.at)}), line(turn.tx, entry)) for entry in entries[-HISTORY:]]
    turn.show(title=Text("history-title", {"number": ticket.number}), facts=facts)


def line(tx: Transaction, entry: Entry) -> Term:
    """Return one entry of a history in words."""
    return letters.deed(entry, tx.people.get(entry.author.person) if entry.author.person is not None else None)


VERBS = {"show": show, "why": why, "history": history}
