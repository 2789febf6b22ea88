"""What a customer does with a ticket: add, urge, confirm, dispute, withdraw, agree to a plan or object."""

from __future__ import annotations

from handlers import held, menu, status
from handlers.dialogue import Dialogue
from handlers.turn import Turn
from store import card, trace
from store.desk import Refused
from store.draft import Draft
from store.lifecycle import Action, AuthorKind
from store.message import AskKind, At, Button, Text
from store.playbook import Step
from store.press import Press, encode
from store.ticket import Status, Ticket


def choose(turn: Turn, verb: str) -> None:
    """Do what was asked for in words to the one ticket to which it can be done; of several, ask for which."""
    if turn.person.is_team:
        menu.explain(turn)
        return
    action = card.CUSTOMER_VERBS[verb]
    tickets = [
        ticket
        for ticket in turn.tx.tickets.of_customer(turn.person.id)
        if card.allowed(action, ticket, turn.person, AuthorKind.CUSTOMER)
    ]
    if len(tickets) == 1:
        VERBS[verb](turn, Press(verb, tickets[0].id))
    elif tickets:
        turn.show(Text("tickets-which"), buttons=status.rows(tickets, verb))
    else:
        status.mine(turn)


def _mine(turn: Turn, ticket_id: int) -> Ticket | None:
    ticket = turn.own_ticket(ticket_id)
    if ticket is None:
        turn.tell("refused-unknown")
    return ticket


def _add(turn: Turn, press: Press) -> None:
    if _mine(turn, press.subject) is not None:
        turn.begin("add", subject=press.subject, answers={"add_files": ()})


def _added(turn: Turn, draft: Draft) -> None:
    ticket = _mine(turn, draft.subject)
    if ticket is None:
        return
    words, files = draft.words("add_words"), draft.files("add_files")
    if words or files:
        held.add(turn, ticket, words, files)
    else:
        turn.tell("added-nothing")


def _urge(turn: Turn, press: Press) -> None:
    """Ping whoever handles the ticket, at most once in the playbook's interval."""
    ticket = _mine(turn, press.subject)
    if ticket is None:
        return
    told = trace.read(turn.tx.tickets.history(ticket.id))
    again = (told.urged or 0) + turn.office.urge_every
    if told.urged is not None and turn.now < again:
        turn.tell("urge-again", number=ticket.number, at=At(again))
        return
    turn.desk.act(ticket.id, Action.URGE, turn.as_customer())
    turn.tell("urged", number=ticket.number)


def _solved(turn: Turn, press: Press) -> None:
    if _mine(turn, press.subject) is not None:
        turn.desk.act(press.subject, Action.CONFIRM, turn.as_customer())


def _unsolved(turn: Turn, press: Press) -> None:
    """Ask what is not right, then reopen; long after the end, a new report is the better way."""
    ticket = _mine(turn, press.subject)
    if ticket is not None and _can_reopen(turn, ticket):
        turn.begin("dispute", subject=ticket.id)


def _can_reopen(turn: Turn, ticket: Ticket) -> bool:
    if ticket.is_open:
        raise Refused("refused-status", ticket)
    closed = trace.read(turn.tx.tickets.history(ticket.id)).closed
    if ticket.status in {Status.RESOLVED, Status.CLOSED} and (
        closed is None or turn.now <= closed + turn.office.reopen_within
    ):
        return True
    turn.show(
        Text("dispute-too-late", {"number": ticket.number}),
        buttons=((Button(Text("menu-report"), encode("menu", 0, "report")),),),
    )
    return False


def _disputed(turn: Turn, draft: Draft) -> None:
    ticket = _mine(turn, draft.subject)
    if ticket is not None and _can_reopen(turn, ticket):
        turn.desk.dispute(draft.subject, turn.as_customer(), {"words": draft.words("dispute_words")})


def _withdraw(turn: Turn, press: Press) -> None:
    if _mine(turn, press.subject) is not None:
        turn.begin("withdraw", subject=press.subject)


def _withdrawn(turn: Turn, draft: Draft) -> None:
    ticket = _mine(turn, draft.subject)
    if ticket is None:
        return
    if draft.words("withdraw_sure") != "yes":
        turn.tell("withdraw-kept", number=ticket.number)
    else:
        turn.desk.act(ticket.id, Action.WITHDRAW, turn.as_customer(), {"words": draft.words("withdraw_reason")})


def _consent(turn: Turn, press: Press) -> None:
    if _mine(turn, press.subject) is not None:
        turn.desk.act(press.subject, Action.CONSENT, turn.as_customer())
        turn.tell("consented")


def _object(turn: Turn, press: Press) -> None:
    if _mine(turn, press.subject) is not None:
        turn.begin("object", subject=press.subject)


def _objected(turn: Turn, draft: Draft) -> None:
    if _mine(turn, draft.subject) is not None:
        turn.desk.act(draft.subject, Action.OBJECT, turn.as_customer(), {"words": draft.words("object_words")})
        turn.tell("objected")


_ADD = (Step("add_words", AskKind.TEXT, optional=True), Step("add_files", AskKind.FILES, optional=True, longest=10))
_DISPUTE = (Step("dispute_words", AskKind.TEXT),)
_OBJECT = (Step("object_words", AskKind.TEXT),)
_WITHDRAW = (
    Step("withdraw_sure", AskKind.YES_NO),
    Step("withdraw_reason", AskKind.TEXT, optional=True, when={"withdraw_sure": ("yes",)}),
)

DIALOGUES: tuple[Dialogue, ...] = (
    Dialogue("add", lambda _office: _ADD, _added, rest="add_words"),
    Dialogue("dispute", lambda _office: _DISPUTE, _disputed),
    Dialogue("withdraw", lambda _office: _WITHDRAW, _withdrawn),
    Dialogue("object", lambda _office: _OBJECT, _objected),
)
VERBS = {
    "add": _add,
    "urge": _urge,
    "solved": _solved,
    "unsolved": _unsolved,
    "withdraw": _withdraw,
    "consent": _consent,
    "object": _object,
}
