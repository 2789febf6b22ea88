"""Where others read along: the state of a ticket by its number, nothing else, and where to say the rest."""

from __future__ import annotations

from handlers.events import Event, Said
from handlers.turn import Turn
from handlers.words import clean
from store.message import Term


def answer(turn: Turn, event: Event) -> None:
    """Tell number and status to whoever asks by number; anything else belongs into a chat of one's own."""
    words = clean(event.text).split() if isinstance(event, Said) else []
    number = turn.office.numbers.normalise(words[-1]) if words else None
    ticket = turn.tx.tickets.numbered(number) if number is not None else None
    if ticket is not None:
        status = Term(f"status-{ticket.status.value.replace('_', '-')}")
        turn.tell("public-status", number=ticket.number, status=status)
    elif number is not None:
        turn.tell("refused-unknown")
    else:
        turn.tell("public-private")
