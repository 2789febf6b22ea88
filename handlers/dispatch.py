"""Every inbound event, handled whole: the one plain function of a transaction that a channel calls."""

from __future__ import annotations

from collections.abc import Callable

from msgspec import structs

from handlers import corrections, free_text, menu, moves, public, queue, registry, report, status, survey, team
from handlers.events import Chose, Corrected, Event, Opened, Said, Submitted, Unreadable
from handlers.free_text import HELD
from handlers.turn import Turn
from handlers.words import LONGEST, clean, command, language_of
from store.desk import Desk, Refused
from store.message import Text
from store.moment import MINUTE, Ms
from store.office import Office
from store.people import Address, Person
from store.press import Press, parse
from store.transaction import Transaction

SEEN = 5 * MINUTE
"""How exactly it is noted when somebody was last heard."""


def handle(tx: Transaction, office: Office, event: Event) -> None:
    """Do what an event asks for; one that came before does nothing, its outcome stands."""
    origin = event.origin
    if not tx.inbox.first(origin.channel, origin.event, event.at):
        return
    person, address = meet(tx, event)
    turn = Turn(
        tx,
        office,
        event.at,
        person,
        address,
        f"{origin.channel}:{origin.event}",
        Desk(tx, office, event.at),
        registry.ENGINE,
        tx.drafts.get(address.id),
    )
    try:
        _route(turn, event)
    except Refused as refused:
        _refuse(turn, refused)


def meet(tx: Transaction, event: Event) -> tuple[Person, Address]:
    """Return who an event comes from; somebody new is a customer from now on."""
    origin = event.origin
    address = tx.people.at(origin.channel, origin.external)
    if address is None:
        text = event.text if isinstance(event, Said) else ""
        person = Person(
            tx.new_id(), name=clean(origin.name)[:80], language=language_of(text, origin.language), since=event.at
        )
        tx.people.put(person)
        address = Address(tx.new_id(), person.id, origin.channel, origin.external, seen=event.at)
        tx.people.put_address(address)
        return person, address
    found = tx.people.get(address.person) or Person(address.person, since=event.at)
    if event.at - address.seen > SEEN or address.blocked:
        address = structs.replace(address, seen=max(event.at, address.seen), blocked=False)
        tx.people.put_address(address)
    return found, address


def _refuse(turn: Turn, refused: Refused) -> None:
    """Say why not. The desk refuses before it writes, so nothing is half done."""
    ticket = refused.ticket
    known = ticket is not None and (turn.person.is_team or ticket.customer == turn.person.id)
    if ticket is None or not known:
        turn.tell("refused-unknown" if refused.key == "refused-not-yours" else refused.key, number="", owner="")
        return
    owner = turn.tx.people.get(ticket.owner) if ticket.owner is not None else None
    turn.tell(refused.key, number=ticket.number, owner=owner.name if owner is not None else "")


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
            registry.ENGINE.submit(
                turn,
                event.dialogue,
                {step: clean(answer) if isinstance(answer, str) else answer for step, answer in event.answers.items()},
            )
        case Opened():
            _opened(turn, event.payload)
        case Corrected():
            corrections.correct(turn, clean(event.before), clean(event.text))
        case Unreadable():
            turn.tell(event.key, **event.values)
            turn.engine.ask_again(turn)


def _opened(turn: Turn, payload: str) -> None:
    if payload.startswith("report"):
        report.start(turn, link=payload)
    elif payload.startswith("join_"):
        team.join(turn, payload.removeprefix("join_"))
    elif turn.draft is not None and turn.draft.dialogue != HELD:
        turn.engine.ask_again(turn, Text("dialogue-resumed"))
    else:
        menu.welcome(turn)


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
    elif not files and _commanded(turn, text):
        return
    elif free_text.replied(turn, about, text, files):
        return
    elif turn.draft is not None and turn.draft.dialogue != HELD:
        registry.ENGINE.answer(turn, text, files)
    elif not files and (survey.typed(turn, text) or status.numbered(turn, text)):
        return
    else:
        free_text.said(turn, text, files)


COMMANDS: dict[str, Callable[[Turn], None]] = {
    "report": report.start,
    "tickets": status.mine,
    "help": menu.explain,
    "menu": menu.welcome,
    "language": menu.other_language,
    "queue": queue.show,
    "duty": queue.duty,
}
"""What a whole message may ask for at any time."""

MOVES: dict[str, Callable[[Turn], None]] = {
    "cancel": moves.cancel,
    "back": moves.back,
    "skip": moves.skip,
    "done": moves.skip,
}
"""What a whole message may ask for within a dialogue."""


def _commanded(turn: Turn, text: str) -> bool:
    name, slash, rest = command(text), text.startswith("/"), text.split(maxsplit=1)
    if slash and name is None and len(rest) > 1:
        return _with_argument(turn, rest[0].lower(), rest[1])
    move = MOVES.get(name or "")
    if move is not None and turn.draft is not None:
        move(turn)
        return True
    found = COMMANDS.get(name or "")
    if found is None or (turn.draft is not None and turn.draft.dialogue != HELD and not slash and name != "help"):
        return False
    found(turn)
    return True


def _with_argument(turn: Turn, name: str, argument: str) -> bool:
    if name == "/join":
        team.join(turn, argument)
    elif name == "/status":
        if not status.numbered(turn, argument):
            turn.tell("refused-unknown")
    elif name == "/start":
        _opened(turn, argument)
    else:
        return False
    return True


def person_at(tx: Transaction, channel: str, external: str) -> tuple[Person, Address] | None:
    """Return who sits at a chat, when they are known."""
    address = tx.people.at(channel, external)
    person = tx.people.get(address.person) if address is not None else None
    return (person, address) if person is not None and address is not None else None


def quiet_turn(tx: Transaction, office: Office, address: Address, person: Person, now: Ms) -> Turn:
    """Return a turn in which nothing happens: for drawing what a chat would be asked."""
    return Turn(tx, office, now, person, address, "", Desk(tx, office, now), registry.ENGINE, tx.drafts.get(address.id))
