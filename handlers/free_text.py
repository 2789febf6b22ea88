"""Words outside a dialogue are never lost: they answer an open question, join a ticket, or begin a report."""

from __future__ import annotations

from handlers import menu, report
from handlers.turn import Turn
from handlers.words import is_courtesy, is_one_of
from store.draft import Draft
from store.lifecycle import Action
from store.message import Button, ButtonStyle, Text
from store.press import Press, encode
from store.ticket import OPEN, Status, Ticket

SHOWN = 5
"""Open tickets that are offered."""

HELD = "held"
"""The pseudo-dialogue in which words wait until it is clear where they belong."""


def said(turn: Turn, text: str, files: tuple[str, ...]) -> None:
    """Take what somebody says while no dialogue runs."""
    if turn.person.is_team:
        _from_team(turn, text, files)
        return
    if text and not files and is_one_of(text, "greetings"):
        menu.welcome(turn)
        return
    tickets = [ticket for ticket in turn.tx.tickets.of_customer(turn.person.id) if ticket.status in OPEN]
    asked = [ticket for ticket in tickets if ticket.status is Status.AWAITING_CUSTOMER]
    if len(asked) == 1 and not (is_courtesy(text) and not files):
        add(turn, asked[0], text, files)
    elif not files and is_courtesy(text):
        turn.tell("courtesy")
    elif tickets:
        _hold(turn, text, files, tickets)
    else:
        report.start(turn, seed=text, files=files)


def add(turn: Turn, ticket: Ticket, text: str, files: tuple[str, ...]) -> None:
    """Add words and files to a ticket, and say so."""
    turn.desk.act(ticket.id, Action.ADD, turn.as_customer(), {"words": text, "files": files})
    turn.tell("added-answer" if ticket.status is Status.AWAITING_CUSTOMER else "added", number=ticket.number)


INNER = "//"
"""Words of the team that begin so are a note, which the customer never sees."""


def replied(turn: Turn, about: int, text: str, files: tuple[str, ...]) -> bool:
    """Take a reply to a message about a ticket; False when it is none, or the ticket is not theirs."""
    if not about or is_courtesy(text):
        return False
    if turn.team_ticket(about) is not None:
        _to_customer(turn, about, text, files)
    elif (ticket := turn.own_ticket(about)) is not None and ticket.is_open:
        add(turn, ticket, text, files)
    else:
        return False
    return True


def _to_customer(turn: Turn, ticket: int, text: str, files: tuple[str, ...]) -> None:
    if text.startswith(INNER):
        note = text.removeprefix(INNER).strip()
        turn.desk.act(ticket, Action.NOTE, turn.as_team(), {"words": note, "files": files})
        turn.tell("did-it-note")
        return
    turn.desk.act(ticket, Action.MESSAGE, turn.as_team(), {"words": text, "files": files})
    turn.tell("sent-to-customer")


def _from_team(turn: Turn, text: str, files: tuple[str, ...]) -> None:
    tickets = turn.tx.tickets.owned(turn.person.id, tuple(OPEN), limit=SHOWN)
    if is_courtesy(text) and not files:
        turn.tell("courtesy-team")
    elif is_one_of(text, "greetings") or not tickets:
        menu.welcome(turn)
    else:
        _hold(turn, text, files, tickets)


def _hold(turn: Turn, text: str, files: tuple[str, ...], tickets: list[Ticket]) -> None:
    """Keep the words and ask where they belong."""
    turn.keep(
        Draft(
            turn.address.id,
            HELD,
            turn.now,
            at=HELD,
            answers={"words": text, "files": files},
            turn=turn.draft.turn + 1 if turn.draft else 1,
        )
    )
    number = str(turn.draft.turn if turn.draft else 1)
    rows = [
        (
            Button(
                Text("button-to-ticket", {"number": ticket.number, "title": ticket.title}),
                encode("hold", ticket.id, number),
            ),
        )
        for ticket in tickets[:SHOWN]
    ]
    if not turn.person.is_team:
        rows.append((Button(Text("button-new-report"), encode("hold", 0, number), ButtonStyle.PRIMARY),))
    rows.append((Button(Text("button-drop"), encode("hold", 0, f"{number}.drop")),))
    turn.show(Text("held-team" if turn.person.is_team else "held"), quote=text, buttons=rows, slot="step")


def place(turn: Turn, press: Press) -> None:
    """Put held words where their author says they belong."""
    draft = turn.draft
    number, _, drop = press.arg.partition(".")
    if draft is None or draft.dialogue != HELD or number != str(draft.turn):
        turn.tell("press-old")
        return
    words, files = draft.answers.get("words", ""), draft.answers.get("files", ())
    text, attached = (words if isinstance(words, str) else ""), (files if isinstance(files, tuple) else ())
    turn.drop()
    if drop:
        turn.tell("held-dropped")
    elif not press.subject:
        report.start(turn, seed=text, files=attached)
    elif turn.person.is_team and turn.team_ticket(press.subject) is not None:
        _to_customer(turn, press.subject, text, attached)
    elif (ticket := turn.own_ticket(press.subject)) is not None:
        add(turn, ticket, text, attached)
    else:
        turn.tell("refused-unknown")


VERBS = {"hold": place}
