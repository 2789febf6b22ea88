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
from store.lifecycle import Action, AuthorKind, rule_for
from store.message import AskKind, At, Button, Term, Text
from store.office import Office
from store.playbook import Step
from store.press import Press, encode
from store.ticket import Priority, Status, Ticket


def _ticket(turn: Turn, ticket_id: int) -> Ticket | None:
    """Return a ticket for the team; anybody else is told that there is none."""
    ticket = turn.team_ticket(ticket_id)
    if ticket is None:
        turn.tell("refused-unknown")
    return ticket


def _claim(turn: Turn, press: Press) -> None:
    """Take a ticket: exactly one wins, the others are told who."""
    ticket = _ticket(turn, press.subject)
    if ticket is None:
        return
    if ticket.owner != turn.person.id:
        turn.desk.act(press.subject, Action.CLAIM, turn.as_team(), {"owner": turn.person.id})
    turn.tell("claimed-by-you", number=ticket.number)


def _review(turn: Turn, press: Press) -> None:
    """Confirm class and urgency, or set another priority."""
    ticket = _ticket(turn, press.subject)
    if ticket is None:
        return
    if not turn.person.is_lead:
        raise Refused("refused-not-yours", ticket)
    if press.arg in {str(priority.value) for priority in Priority}:
        turn.desk.act(press.subject, Action.REVIEW, turn.as_team(), {"priority": int(press.arg)})
        turn.tell("priority-set", number=ticket.number, priority=int(press.arg))
        return
    turn.desk.act(press.subject, Action.REVIEW, turn.as_team())
    others = tuple(
        Button(Text("button-priority", {"priority": level.value}), encode("review", ticket.id, str(level.value)))
        for level in Priority
        if level is not ticket.priority
    )
    turn.show(
        Text("reviewed", {"number": ticket.number, "priority": Term(f"priority-{ticket.priority.value}")}),
        buttons=(others,),
    )


def _begin(name: str, action: Action) -> Callable[[Turn, Press], None]:
    """Return what begins a dialogue about a ticket, once it is clear that the reader may do it now."""

    def pressed(turn: Turn, press: Press) -> None:
        ticket = _ticket(turn, press.subject)
        if ticket is None:
            return
        kind = AuthorKind.SUPERVISOR if turn.person.is_lead else AuthorKind.AGENT
        if not card.allowed(action, ticket, turn.person, kind):
            raise Refused(_why_not(action, ticket), ticket)
        answers = {f"{name}_files": ()} if name in WITH_FILES else {}
        turn.begin(name, subject=ticket.id, answers=answers)

    return pressed


def _why_not(action: Action, ticket: Ticket) -> str:
    if rule_for(action, ticket.status) is not None:
        return "refused-not-yours"
    if ticket.status is Status.ARCHIVED:
        return "refused-archived"
    return "refused-unclaimed" if ticket.is_open and ticket.owner is None else "refused-status"


WITH_FILES = frozenset({"message", "resolve", "ask"})
"""Dialogues to which files may be added."""


def _finish(name: str, action: Action) -> Callable[[Turn, Draft], None]:
    """Return what does the action with the words that were written."""

    def finish(turn: Turn, draft: Draft) -> None:
        _do(turn, draft, action, draft.words(f"{name}_words"), draft.files(f"{name}_files"))

    return finish


def _do(turn: Turn, draft: Draft, action: Action, words: str, files: tuple[str, ...] = (), **more: Detail) -> None:
    """Act, if whoever wrote it is still of the team; when the ticket has changed meanwhile, the words come back."""
    ticket = _ticket(turn, draft.subject)
    if ticket is not None and turn.done(ticket.id, action, turn.as_team(), words, files, **more):
        turn.tell(f"did-it-{action.value}", number=ticket.number)


def _expected(turn: Turn, draft: Draft) -> None:
    """Promise a new time; one that is past is asked for again."""
    day, time = draft.words("expect_date"), draft.words("expect_time")
    moment = turn.office.calendar.at_local(date.fromisoformat(day), minute_of_day(time))
    words = draft.words("expect_words")
    if moment <= turn.now:
        turn.begin(
            "expect", Text("expect-past", {"at": At(moment)}), subject=draft.subject, answers={"expect_words": words}
        )
    else:
        _do(turn, draft, Action.EXPECT, words, expected=moment)


def _table(*steps: Step) -> Callable[[Office], tuple[Step, ...]]:
    return lambda _office: steps


def _with_files(name: str) -> Callable[[Office], tuple[Step, ...]]:
    return _table(Step(f"{name}_words", AskKind.TEXT), Step(f"{name}_files", AskKind.FILES, optional=True, longest=10))


DIALOGUES: tuple[Dialogue, ...] = (
    Dialogue("message", _with_files("message"), _finish("message", Action.MESSAGE), rest="message_words"),
    Dialogue("ask", _with_files("ask"), _finish("ask", Action.ASK), rest="ask_words"),
    Dialogue("resolve", _with_files("resolve"), _finish("resolve", Action.RESOLVE), rest="resolve_words"),
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
