"""Words that may belong to several things: kept, with one question where they belong."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct, structs

from handlers import report
from handlers.turn import Turn
from handlers.waiting import later
from handlers.words import LONGEST, command, is_one_of, plain
from store import card
from store.draft import Draft
from store.lifecycle import Action
from store.message import Button, ButtonStyle, Text
from store.press import Press, encode
from store.ticket import OPEN, Status, Ticket

HELD = "held"
"""The draft without steps in which words wait until it is clear where they belong."""

SHOWN = 5
"""Tickets that are offered."""

INNER = "//"
"""Words of the team that begin so are a note, which the customer never sees."""


class _Place(Struct, frozen=True):
    """Somewhere that words may go to, and the button that sends them there."""

    text: Text
    subject: int = 0
    arg: str = ""
    style: ButtonStyle = ButtonStyle.PLAIN


def tickets_of(turn: Turn) -> list[Ticket]:
    """Return the tickets that somebody's words may belong to, those that wait for an answer first."""
    if turn.person.is_team:
        return turn.tx.tickets.owned(turn.person.id, tuple(OPEN), limit=SHOWN)
    live = [each for each in turn.tx.tickets.of_customer(turn.person.id) if each.status in OPEN | {Status.RESOLVED}]
    return sorted(live, key=lambda each: each.status is not Status.AWAITING_CUSTOMER)


def hold(turn: Turn, text: str, files: tuple[str, ...]) -> None:
    """Keep words and files, beside those that wait already, and ask where they belong."""
    draft = turn.draft
    if draft is None or draft.dialogue != HELD:
        draft = Draft(turn.address.id, HELD, later(draft, turn.now), at=HELD, turn=turn.fresh_number(), suspended=draft)
    words = f"{draft.words('words')}\n{text}".strip()
    if len(words) > LONGEST:
        turn.tell("fault-too-long", limit=LONGEST, length=len(words))
        words = draft.words("words")
    turn.keep(structs.replace(draft, answers={"words": words, "files": (*draft.files("files"), *files)}))
    ask(turn)


def ask(turn: Turn, intro: tuple[Text, ...] = ()) -> None:
    """Ask where the words belong that wait."""
    draft = turn.draft
    if draft is None:
        return
    draft = structs.replace(draft, turn=draft.turn + 1, asked=turn.now)
    turn.keep(draft)
    number = str(draft.turn)
    rows = [
        (Button(place.text, encode("hold", place.subject, f"{number}{place.arg}"), place.style),)
        for place in _places(turn, draft)
    ]
    files = len(draft.files("files"))
    turn.show(
        *intro,
        Text("held-team" if turn.person.is_team else "held"),
        *([Text("files-count", {"count": files})] if files else []),
        quote=draft.words("words"),
        buttons=rows,
        slot="step",
    )


def _places(turn: Turn, draft: Draft) -> Iterator[_Place]:
    if draft.suspended is not None:
        yield _Place(Text("button-to-question"), 0, ".question")
    for ticket in tickets_of(turn)[:SHOWN]:
        yield _Place(Text("button-to-ticket", {"number": ticket.number, "title": ticket.title}), ticket.id)
    if not turn.person.is_team:
        yield _Place(Text("button-new-report"), 0, ".report", ButtonStyle.PRIMARY)
    yield _Place(Text("button-drop"), 0, ".drop")


def typed(turn: Turn, text: str) -> bool:
    """Take a typed number, ticket number or word as the place where the words belong; False when it is none."""
    draft = turn.draft
    if draft is None or draft.dialogue != HELD:
        return False
    if command(text) in {"back", "skip", "done", "keep", "remove"}:
        ask(turn)
        return True
    places = list(_places(turn, draft))
    written, number = plain(text), turn.office.numbers.normalise(text)
    found = next((place for place in places if number is not None and place.text.values.get("number") == number), None)
    if found is None and written.isdecimal() and len(written) == 1 and 1 <= int(written) <= len(places):
        found = places[int(written) - 1]
    if command(text) == "cancel" or is_one_of(text, "drop"):
        found = places[-1]
    elif command(text) == "report":
        found = next((place for place in places if place.arg == ".report"), None)
    if found is not None:
        _put(turn, draft, found.subject, found.arg)
    return found is not None


def place(turn: Turn, press: Press) -> None:
    """Put held words where their author says they belong."""
    draft = turn.draft
    number, dot, where = press.arg.partition(".")
    if draft is None or draft.dialogue != HELD or number != str(draft.turn):
        turn.tell("press-old")
    else:
        _put(turn, draft, press.subject, dot + where)


def _put(turn: Turn, draft: Draft, subject: int, where: str) -> None:
    words, files = draft.words("words"), draft.files("files")
    turn.uncover(draft.suspended)
    if where == ".question":
        turn.engine.answer(turn, words, files)
        return
    if where == ".drop":
        turn.tell("held-dropped")
    elif where == ".report":
        report.start(turn, seed=words, files=files)
    else:
        to_ticket(turn, subject, words, files)
    if turn.draft is draft.suspended:
        turn.engine.ask_again(turn, Text("dialogue-resumed"))


def to_ticket(turn: Turn, subject: int, words: str, files: tuple[str, ...]) -> None:
    """Give words and files to a ticket: the team's to its customer, a customer's to their own."""
    if (theirs := turn.team_ticket(subject)) is not None:
        _to_customer(turn, theirs, words, files)
    elif (ticket := turn.own_ticket(subject)) is not None:
        add(turn, ticket, words, files)
    else:
        turn.tell("refused-unknown")


def _to_customer(turn: Turn, ticket: Ticket, words: str, files: tuple[str, ...]) -> None:
    inner = words.startswith(INNER)
    action, said = (Action.NOTE, words.removeprefix(INNER).strip()) if inner else (Action.MESSAGE, words)
    done = turn.done(ticket.id, action, turn.as_team(), said, files)
    if done and not turn.room:  # where it was said, everybody reads that it was
        turn.tell("did-it-note" if inner else "did-it-message", number=ticket.number)


def add(turn: Turn, ticket: Ticket, words: str, files: tuple[str, ...]) -> None:
    """Add a customer's words and files to their ticket, and say so; a resolved one is asked about once more."""
    if not turn.done(ticket.id, Action.ADD, turn.as_customer(), words, files):
        return
    key = "added-answer" if ticket.status is Status.AWAITING_CUSTOMER else "added"
    if ticket.status is Status.RESOLVED:
        turn.show(
            Text(key, {"number": ticket.number}),
            Text("added-resolved"),
            buttons=card.rows(("solved", "unsolved"), ticket),
        )
    else:
        turn.tell(key, number=ticket.number)


VERBS = {"hold": place}
