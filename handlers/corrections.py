"""Words that somebody changed after saying them: corrected where they stand, or added to the history."""

from __future__ import annotations

from msgspec import structs

from handlers import registry
from handlers.answers import Fault
from handlers.checking import fitting, taken
from handlers.held import INNER
from handlers.traversal import askable
from handlers.turn import Turn
from store.draft import Draft
from store.lifecycle import Action
from store.message import AskKind, Text
from store.playbook import Step
from store.ticket import OPEN, Answer, Ticket

LOOKED_AT = 5
"""Tickets among which the changed words are looked for."""


def correct(turn: Turn, before: str, text: str, about: int = 0) -> None:
    """Correct an answer that is still being captured, or add the new words to the ticket that the old ones went to.

    That is the one that they were said `about`, where a member of the team did so.
    """
    if not text or text == before:
        return
    if _in_draft(turn, before, text):
        return
    if turn.person.is_team:
        before, text = (each.removeprefix(INNER).strip() for each in (before, text))
    ticket = turn.team_ticket(about) or _told(turn, before)
    if ticket is None or not text:
        turn.tell("correction-unclear")
    elif turn.person.is_team:
        if turn.done(ticket.id, Action.NOTE, turn.as_team(), text, (), corrects=before):
            turn.tell("correction-noted", number=ticket.number)
    elif turn.done(ticket.id, Action.ADD, turn.as_customer(), text, (), corrects=before):
        turn.tell("correction-added", number=ticket.number)


def _in_draft(turn: Turn, before: str, text: str) -> bool:
    draft = turn.draft
    if draft is None or not before:
        return False
    dialogue = registry.ENGINE.find(draft.dialogue)
    if dialogue is None:
        return _in_held(turn, draft, before, text)
    steps = dialogue.steps(turn.office)
    for step in askable(steps, draft.answers):
        if _was(turn, step, before, draft.answers):
            _replace(turn, draft, steps, step, text)
            return True
    return False


def _in_held(turn: Turn, draft: Draft, before: str, text: str) -> bool:
    words = draft.words("words")
    if before not in words:
        return False
    turn.keep(structs.replace(draft, answers={**draft.answers, "words": words.replace(before, text, 1)}))
    turn.engine.ask_again(turn, Text("correction-taken"))
    return True


def _was(turn: Turn, step: Step, before: str, answers: dict[str, Answer]) -> bool:
    """Whether an answer came of these words."""
    if step.kind is AskKind.FILES or step.id not in answers:
        return False
    try:
        return taken(turn, step, before, answers) == answers[step.id]
    except Fault:
        return False


def _replace(turn: Turn, draft: Draft, steps: tuple[Step, ...], step: Step, text: str) -> None:
    try:
        answer = taken(turn, step, text, draft.answers)
    except Fault as fault:
        turn.engine.ask_again(turn, fault.text)
        return
    answers = fitting(turn, steps, {**draft.answers, step.id: answer})
    turn.keep(structs.replace(draft, answers=answers))
    turn.engine.ask_again(turn, Text("correction-taken"))


def _told(turn: Turn, before: str) -> Ticket | None:
    """Return the open ticket whose history holds the old words of who speaks."""
    if turn.person.is_team:
        tickets = turn.tx.tickets.owned(turn.person.id, tuple(OPEN), limit=LOOKED_AT)
    else:
        tickets = [each for each in turn.tx.tickets.of_customer(turn.person.id, limit=LOOKED_AT) if each.is_open]
    for ticket in tickets if before else ():
        for entry in turn.tx.tickets.history(ticket.id):
            if entry.author.person == turn.person.id and before in _words(entry.data):
                return ticket
    return tickets[0] if len(tickets) == 1 and not before else None


def _words(data: object) -> list[str]:
    return [value for value in data.values() if isinstance(value, str)] if isinstance(data, dict) else []
