"""Every inbound event, handled whole: the one plain function of a transaction that a channel calls."""

from __future__ import annotations

from msgspec import structs

from handlers import commands, corrections, forms, free_text, held, public, registry, report, status, survey
from handlers.events import Chose, Corrected, Event, Filled, Opened, Said, Submitted, Unreadable
from handlers.held import HELD
from handlers.turn import Turn
from handlers.words import LONGEST, clean, language_of
from store.desk import Desk, Refused
from store.draft import Seat
from store.moment import MINUTE, Ms
from store.office import Office
from store.people import Address, Person
from store.press import Press, parse
from store.ticket import Answer
from store.transaction import Transaction

SEEN = 5 * MINUTE
"""How exactly it is noted when somebody was last heard."""


def handle(tx: Transaction, office: Office, event: Event) -> None:
    """Do what an event asks for; one that came before does nothing, its outcome stands."""
    origin = event.origin
    if not tx.inbox.first(origin.channel, origin.event, event.at):
        return
    person, seat = _seat(tx, event)
    turn = Turn(
        tx,
        office,
        event.at,
        person,
        seat.address,
        f"{origin.channel}:{origin.event}",
        Desk(tx, office, event.at),
        registry.ENGINE,
        seat.draft,
        seat.awaited,
        room=origin.room,
    )
    try:
        _route(turn, event)
    except Refused as refused:
        turn.refuse(refused)


def meet(tx: Transaction, event: Event) -> tuple[Person, Address]:
    """Return who an event comes from; somebody new is a customer from now on."""
    person, seat = _seat(tx, event)
    return person, seat.address


def _seat(tx: Transaction, event: Event) -> tuple[Person, Seat]:
    """Return who an event comes from, and their seat: where, and in which conversation."""
    origin = event.origin
    found = tx.people.seat(origin.channel, origin.external)
    if found is None:
        text = event.text if isinstance(event, Said) else event.words if isinstance(event, Opened) else ""
        person = Person(
            tx.new_id(), name=clean(origin.name)[:80], language=language_of(text, origin.language), since=event.at
        )
        tx.people.put(person)
        address = Address(tx.new_id(), person.id, origin.channel, origin.external, seen=event.at)
        tx.people.put_address(address)
        return person, Seat(address, person, None)
    address = found.address
    if event.at - address.seen > SEEN or address.blocked:
        address = structs.replace(address, seen=max(event.at, address.seen), blocked=False)
        tx.people.put_address(address)
        found = structs.replace(found, address=address)
    return found.person or Person(address.person, since=event.at), found


def _route(turn: Turn, event: Event) -> None:
    if event.origin.public:
        public.answer(turn, event)
        return
    match event:
        case Said():
            _said(turn, clean(event.text), event.files, event.about)
        case Chose():
            _chose(turn, parse(event.press))
        case Submitted():
            answers = {step: _cleaned(answer) for step, answer in event.answers.items()}
            if not report.sent_before(turn, event.dialogue, answers, event.started):
                registry.ENGINE.submit(turn, event.dialogue, answers, event.started)
        case Filled():
            answers = {step: _cleaned(answer) for step, answer in event.answers.items()}
            forms.fill(turn, event.dialogue, answers, event.started)
        case Opened():
            commands.opened(turn, clean(event.payload), clean(event.words))
        case Corrected():
            corrections.correct(turn, clean(event.before), clean(event.text), event.about)
        case Unreadable():
            turn.tell(event.key, **event.values)
            turn.engine.ask_again(turn)


def _cleaned(answer: Answer) -> Answer:
    return clean(answer) if isinstance(answer, str) else tuple(map(clean, answer))


def _chose(turn: Turn, press: Press | None) -> None:
    verb = registry.VERBS.get(press.verb) if press is not None else None
    if verb is None or press is None:
        turn.tell("press-unknown")
    else:
        verb(turn, press)


def _said(turn: Turn, text: str, files: tuple[str, ...], about: int = 0) -> None:
    if len(text) > LONGEST:
        turn.tell("fault-too-long", limit=LONGEST, length=len(text))
        turn.engine.ask_again(turn)
    elif not text and not files:
        turn.tell("fault-empty")
        turn.engine.ask_again(turn)
    elif (not files and commands.obeyed(turn, text)) or free_text.replied(turn, about, text, files):
        return
    elif turn.draft is not None and turn.draft.dialogue != HELD:
        (held.hold if free_text.doubtful(turn, text, files) else registry.ENGINE.answer)(turn, text, files)
    elif not files and (held.typed(turn, text) or survey.typed(turn, text) or status.numbered(turn, text)):
        return
    else:
        free_text.said(turn, text, files)


def person_at(tx: Transaction, channel: str, external: str) -> tuple[Person, Address] | None:
    """Return who sits at a chat, when they are known."""
    address = tx.people.at(channel, external)
    person = tx.people.get(address.person) if address is not None else None
    return (person, address) if person is not None and address is not None else None


def quiet_turn(tx: Transaction, office: Office, address: Address, person: Person, now: Ms) -> Turn:
    """Return a turn in which nothing happens: for drawing what a chat would be asked."""
    return Turn(tx, office, now, person, address, "", Desk(tx, office, now), registry.ENGINE, tx.drafts.get(address.id))
