"""Notices made into messages: which entries of the catalogue, with which values, for which reader."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property

from msgspec import Struct

from store import card
from store.deadlines import Deadline, Promise
from store.delivery import Kind
from store.history import Entry
from store.lifecycle import Action
from store.message import At, Fact, FileRef, Lasting, Message, Term, Text, Value
from store.moment import MINUTE
from store.notices import Notice
from store.office import Office
from store.people import Person
from store.routing import Audience
from store.ticket import Ticket
from store.trace import Trace

LATE = 10 * MINUTE
"""A promise of the clock that fires this much after its moment says that it is late."""

_ENDS = {"closes": "close", "ends": "survey_end"}
"""Values that say when a ticket closes by itself, and the timers that know it."""


_SOON: Mapping[str, Value] = {f"by_{promise}": Term("soon") for promise in Promise}


class Occasion(Struct, frozen=True, dict=True):
    """A change and everything known around it when its messages are written.

    `files` came with the change, `evidence` came with the report.
    """

    ticket: Ticket
    entry: Entry
    trace: Trace
    promises: Sequence[Deadline]
    customer: Person | None
    owner: Person | None
    actor: Person | None
    lead: Person | None
    office: Office
    files: tuple[FileRef, ...] = ()
    evidence: tuple[FileRef, ...] = ()

    @cached_property
    def values(self) -> dict[str, Value]:
        """Every value that a catalogue entry may name."""
        return known(self)

    @cached_property
    def facts(self) -> tuple[Fact, ...]:
        """The lines of the ticket's card."""
        return card.team_facts(self.ticket, self.customer, self.owner, self.promises, self.office)


def letter(notice: Notice, occasion: Occasion, reader: Person) -> Message:
    """Write what one notice says to one reader."""
    ticket = occasion.ticket
    for_team = notice.audience is not Audience.CUSTOMER
    quote, speaker, files = _told_with(notice, occasion)
    return Message(
        title=card.heading(ticket) if notice.card else None,
        texts=tuple(_paragraphs(notice, occasion)),
        facts=occasion.facts if notice.card else (),
        quote=quote,
        speaker=speaker,
        buttons=card.team_buttons(ticket, reader) if notice.card and for_team else card.rows(notice.buttons, ticket),
        files=files,
        slot=f"ticket:{ticket.id}" if notice.card else "",
    )


def deed(entry: Entry, author: Person | None) -> Term:
    """Return what somebody did, in words."""
    promise, words = str(entry.data.get("promise", "")), str(entry.data.get("words", ""))
    return Term(
        f"did-{entry.action.value.replace('_', '-')}",
        {
            "author": Term("the-clock") if entry.author.person is None else _name(author),
            "promise": Term(f"promise-{promise}") if promise else "",
            "stars": _whole(entry, "stars"),
            "said": "words" if words else "nothing",
            "words": words,
            "level": _whole(entry, "level"),
        },
    )


def _name(person: Person | None) -> Value:
    return (person.name if person is not None else "") or Term("the-customer")


def _whole(entry: Entry, name: str) -> int:
    value = entry.data.get(name)
    return value if isinstance(value, int) else 0


def for_room(occasion: Occasion) -> Message:
    """Write what a room of the team sees of a change: the card, and what happened."""
    ticket, done = occasion.ticket, deed(occasion.entry, occasion.actor)
    reported = occasion.entry.action is Action.REPORT
    return Message(
        title=card.heading(ticket),
        texts=(Text(done.key, done.values),),
        facts=occasion.facts,
        quote=ticket.words("description") if reported else "",
        buttons=card.room_buttons(ticket),
        files=occasion.evidence if reported else occasion.files,
        slot=f"ticket:{ticket.id}",
    )


def _told_with(notice: Notice, occasion: Occasion) -> tuple[str, str, tuple[FileRef, ...]]:
    """Return the words that are quoted, whose they are, and the files shown with them.

    They are those of the change; a card that rings somebody tells what the customer reported where there are none.
    """
    words = str(occasion.entry.data.get("words", "")) if notice.quote else ""
    files = occasion.files if notice.quote else ()
    if words or files:
        return words, _speaker(occasion) if words else "", files
    if notice.card and notice.kind is Kind.PING:
        return occasion.ticket.words("description"), "", occasion.evidence
    return "", "", ()


def _speaker(occasion: Occasion) -> str:
    return occasion.actor.name if occasion.actor is not None else ""


def _paragraphs(notice: Notice, occasion: Occasion) -> Iterator[Text]:
    values = occasion.values
    late = occasion.entry.data.get("late")
    if isinstance(late, int) and late >= LATE and notice.kind is not Kind.CARD:
        yield Text("said-late", {"late": Lasting(late)})
    yield Text(notice.key, values)
    if notice.key in {"told-progress", "told-late"}:
        yield from _truth(occasion, values)
    if notice.key == "told-reported":
        yield Text("told-next", values)


def _truth(occasion: Occasion, values: dict[str, Value]) -> Iterator[Text]:
    """What is known for certain, for a customer whose agent has nothing to say."""
    ticket = occasion.ticket
    yield Text("told-truth-owned" if ticket.owner is not None else "told-truth-unowned", values)
    if ticket.expected is None:
        yield Text("told-truth-unplanned", values)
    elif ticket.expected > occasion.entry.at:
        yield Text("told-truth-expected", values)
    else:
        yield Text("told-truth-overdue", values)
    yield Text("told-truth-next", values)


def known(occasion: Occasion) -> dict[str, Value]:
    """Return every value that a catalogue entry may name."""
    ticket, entry = occasion.ticket, occasion.entry
    values: dict[str, Value] = {
        "number": ticket.number,
        "title": ticket.title,
        "status": Term(f"status-{ticket.status.value.replace('_', '-')}"),
        "category": card.category_name(ticket, occasion.office),
        "priority": Term(f"priority-{ticket.priority.value}"),
        "owner": occasion.owner.name if occasion.owner is not None else Term("nobody"),
        "lead": occasion.lead.name if occasion.lead is not None else Term("a-supervisor"),
        "actor": occasion.actor.name if occasion.actor is not None and occasion.actor.name else Term("somebody"),
        "customer": occasion.customer.name
        if occasion.customer is not None and occasion.customer.name
        else Term("the-customer"),
        "at": At(entry.at),
        "opened": At(ticket.opened),
        "told": At(_told_before(occasion)),
        "reopen_by": At(entry.at + occasion.office.reopen_within),
    }
    if ticket.expected is not None:
        values["expected"] = At(ticket.expected)
    values |= {name: At(ticket.pending[timer]) for name, timer in _ENDS.items() if timer in ticket.pending}
    return values | _promised(occasion) | _details(entry)


def _told_before(occasion: Occasion) -> int:
    before = occasion.entry.data.get("told")
    return before if isinstance(before, int) else occasion.trace.told


def _promised(occasion: Occasion) -> dict[str, Value]:
    """Return the due moment of every promise, under its name; `paused` where the clock stands still."""
    values: dict[str, Value] = {}
    for deadline in occasion.promises:
        values[f"by_{deadline.promise}"] = At(deadline.due) if deadline.due is not None else Term("paused")
        if deadline.promise == occasion.entry.data.get("promise"):
            values["promise"] = Term(f"promise-{deadline.promise}")
            values["due"] = values[f"by_{deadline.promise}"]
    return {**_SOON, **values}


def _details(entry: Entry) -> dict[str, Value]:
    return {
        name: value
        for name, value in entry.data.items()
        if name in {"stars", "level", "missed"} and isinstance(value, str | int) and not isinstance(value, bool)
    }
