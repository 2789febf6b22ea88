"""What the team does with a ticket from its card: claim, review, write, ask, note, promise a time, resolve."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from handlers.dialogue import Dialogue
from handlers.turn import Turn
from store import card
from store.desk import Refused
from store.draft import Draft
from store.history import Detail
from store.hours import minute_of_day
from store.lifecycle import Action, AuthorKind
from store.message import AskKind, At, Button, Message, Text
from store.office import Office
from store.playbook import Step
from store.press import Press, encode
from store.ticket import Ticket


def _ticket(turn: Turn, ticket_id: int) -> Ticket | None:
    """Return a ticket for the team; anybody else is told that there is none."""
    ticket = turn.team_ticket(ticket_id)
    if ticket is None:
        turn.tell("refused-unknown")
    return ticket


def _claim(turn: Turn, press: Press) -> None:
    """Take a ticket: exactly one wins, the others are told who."""
    if _ticket(turn, press.subject) is not None:
        turn.desk.act(press.subject, Action.CLAIM, turn.as_team(), {"owner": turn.person.id})
        turn.tell("claimed-by-you")


def _review(turn: Turn, press: Press) -> None:
    """Confirm class and urgency, or set another priority."""
    if _ticket(turn, press.subject) is None:
        return
    data: dict[str, Detail] = {"priority": int(press.arg)} if press.arg in {"1", "2", "3"} else {}
    turn.desk.act(press.subject, Action.REVIEW, turn.as_team(), data)
    rows = (
        tuple(
            Button(Text("button-priority", {"priority": level}), encode("review", press.subject, str(level)))
            for level in (1, 2, 3)
        ),
    )
    turn.show(Text("reviewed"), buttons=() if data else rows)


def _begin(name: str, action: Action) -> Callable[[Turn, Press], None]:
    """Return what begins a dialogue about a ticket, once it is clear that the reader may do it now."""

    def pressed(turn: Turn, press: Press) -> None:
        ticket = _ticket(turn, press.subject)
        if ticket is None:
            return
        kind = AuthorKind.SUPERVISOR if turn.person.is_lead else AuthorKind.AGENT
        if not card.allowed(action, ticket, turn.person, kind):
            raise Refused("refused-not-yours" if ticket.is_open else "refused-status", ticket)
        answers = {f"{name}_files": ()} if name in WITH_FILES else {}
        turn.begin(name, subject=ticket.id, answers=answers)

    return pressed


WITH_FILES = frozenset({"message", "resolve", "ask"})
"""Dialogues to which files may be added."""


def _finish(name: str, action: Action) -> Callable[[Turn, Draft], None]:
    """Return what does the action with the words that were written."""

    def finish(turn: Turn, draft: Draft) -> None:
        words, files = draft.words(f"{name}_words"), draft.files(f"{name}_files")
        _do(turn, draft.subject, action, {"words": words, "files": files} if files else {"words": words})

    return finish


def _do(turn: Turn, ticket_id: int, action: Action, data: dict[str, Detail]) -> None:
    """Act; when the ticket has changed meanwhile, say so and give the words back."""
    try:
        turn.desk.act(ticket_id, action, turn.as_team(), data)
    except Refused as refused:
        ticket = refused.ticket
        owner = turn.tx.people.get(ticket.owner) if ticket is not None and ticket.owner is not None else None
        turn.say(
            Message(
                texts=(
                    Text(
                        refused.key, {"number": ticket.number if ticket else "", "owner": owner.name if owner else ""}
                    ),
                    Text("words-kept"),
                ),
                quote=str(data.get("words", "")),
            )
        )
        return
    turn.tell(f"did-it-{action.value}")


def _expected(turn: Turn, draft: Draft) -> None:
    """Promise a new time; one that is past is asked for again."""
    day, time = draft.words("expect_date"), draft.words("expect_time")
    moment = turn.office.calendar.at_local(date.fromisoformat(day), minute_of_day(time))
    if moment <= turn.now:
        turn.tell("expect-past", at=At(moment))
        turn.begin("expect", subject=draft.subject, answers={"expect_words": draft.words("expect_words")})
        return
    _do(turn, draft.subject, Action.EXPECT, {"expected": moment, "words": draft.words("expect_words")})


def _table(*steps: Step) -> Callable[[Office], tuple[Step, ...]]:
    return lambda _office: steps


def _with_files(name: str) -> Callable[[Office], tuple[Step, ...]]:
    return _table(Step(f"{name}_words", AskKind.TEXT), Step(f"{name}_files", AskKind.FILES, optional=True, longest=10))


DIALOGUES: tuple[Dialogue, ...] = (
    Dialogue("message", _with_files("message"), _finish("message", Action.MESSAGE)),
    Dialogue("ask", _with_files("ask"), _finish("ask", Action.ASK)),
    Dialogue("resolve", _with_files("resolve"), _finish("resolve", Action.RESOLVE)),
    Dialogue("note", _table(Step("note_words", AskKind.TEXT)), _finish("note", Action.NOTE)),
    Dialogue(
        "expect",
        _table(
            Step("expect_date", AskKind.DATE), Step("expect_time", AskKind.TIME), Step("expect_words", AskKind.TEXT)
        ),
        _expected,
    ),
)
VERBS = {
    "claim": _claim,
    "review": _review,
    "message": _begin("message", Action.MESSAGE),
    "ask": _begin("ask", Action.ASK),
    "note": _begin("note", Action.NOTE),
    "expect": _begin("expect", Action.EXPECT),
    "resolve": _begin("resolve", Action.RESOLVE),
}
