"""A neutral form made into what the page draws."""

from __future__ import annotations

from typing import Any

from bot.texts import Reader
from bot.web import sessions
from bot.web.inbound import AskForm
from bot.web.sessions import Seat
from bot.web.window import Window
from handlers import registry
from handlers.dispatch import quiet_turn
from handlers.forms import Field, form
from store.message import Named, Text
from store.moment import Ms
from store.transaction import Transaction


def form_view(tx: Transaction, window: Window, seat: Seat, asked: AskForm, now: Ms) -> dict[str, Any] | None:
    """Return a dialogue as the page's form; None when there is none that is filled in as a form. Raises Gone."""
    seat, dialogue = sessions.again(tx, seat, now), registry.ENGINE.find(asked.name)
    if dialogue is None or not dialogue.review:
        return None
    turn = quiet_turn(tx, window.office, seat.address, seat.person, now)
    drawn = form(turn, asked.name, asked.answers, asked.started)
    if drawn is None:
        return None
    running = turn.draft if turn.draft is not None and turn.draft.dialogue == asked.name else None
    reader = window.texts.reader(seat.person.language, now)
    fields = [_field(field, reader) for field in drawn.fields]
    return {
        "title": reader.text(drawn.title),
        "fields": fields,
        "submit": reader.text(Text("button-send")),
        "errors": any(field["error"] for field in fields),
        "started": asked.started or (running.started if running is not None else 0),
    }


def _field(field: Field, reader: Reader) -> dict[str, Any]:
    step = field.step
    return {
        "id": step.id,
        "kind": step.kind.value,
        "label": reader.text(field.label),
        "help": reader.text(field.ask),
        "optional": step.optional,
        "max": step.longest,
        "value": field.value,
        "choices": [{"id": choice.id, "label": reader.value(Named(choice.label))} for choice in field.choices],
        "error": reader.text(field.error) if field.error is not None else "",
    }
