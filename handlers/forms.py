"""A dialogue drawn as one form: the fields that its answers open, each with what is wrong about it."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct, structs

from handlers import question, registry, report, waiting
from handlers.checking import Checked, check
from handlers.traversal import askable, openers
from handlers.turn import Turn
from store.draft import Draft
from store.message import AskKind, Button, Text
from store.moment import Ms
from store.playbook import Choice, Step
from store.ticket import Answer


class Field(Struct, frozen=True):
    """One field: its step, what it is called and asks, what it offers, what is in it, and what is wrong with that.

    `opens`: its answer decides which other fields there are, or what they offer.
    """

    step: Step
    label: Text
    ask: Text
    choices: tuple[Choice, ...]
    value: Answer
    error: Text | None
    opens: bool


class Form(Struct, frozen=True):
    """All fields that the answers so far open, and another form that could be filled in instead."""

    title: Text
    fields: tuple[Field, ...]
    offer: tuple[Text, Button] | None = None


def form(turn: Turn, name: str, given: Mapping[str, Answer], started: Ms = 0, *, resumed: bool = False) -> Form | None:
    """Return a dialogue as a form with what was given so far; None when there is no such dialogue.

    Empty fields begin with what the draft or the contact's profile already holds. `started` is when the conversation
    began that it is drawn from; it is `resumed` when it was begun before.
    """
    dialogue = registry.ENGINE.find(name)
    if dialogue is None:
        return None
    draft = _drawn_from(turn, name, started)
    steps = dialogue.steps(turn.office)
    known = {step.id: profile for step in steps if (profile := question.profile_of(turn, step))}
    values: dict[str, Answer] = {**known, **(draft.answers if draft is not None else {}), **given}
    checked = check(turn, steps, values)
    opening = openers(steps)
    fields = tuple(_field(turn, step, values, checked, opening) for step in askable(steps, checked.answers))
    offered = report.offered(turn.draft, draft, resumed=resumed) if draft is not None else None
    offer = (offered, question.offer(offered, draft)) if offered is not None and draft is not None else None
    return Form(Text(f"form-{name.replace('_', '-')}"), fields, offer)


def fill(turn: Turn, name: str, given: Mapping[str, Answer], started: Ms = 0) -> None:
    """Keep what stands in a form that was closed: the conversation goes on from there, step by step."""
    draft, dialogue = _drawn_from(turn, name, started), registry.ENGINE.find(name)
    if draft is None or dialogue is None:
        return
    checked = check(turn, dialogue.steps(turn.office), {**draft.answers, **given})
    turn.keep(waiting.in_place(turn.draft, structs.replace(draft, answers={**draft.answers, **checked.answers})))


def _drawn_from(turn: Turn, name: str, started: Ms) -> Draft | None:
    if started:
        return waiting.find(turn.draft, name, started)
    return turn.draft if turn.draft is not None and turn.draft.dialogue == name else None


def _field(turn: Turn, step: Step, values: Mapping[str, Answer], checked: Checked, opening: frozenset[str]) -> Field:
    choices = question.choices_of(turn, step, checked.answers) if step.kind is AskKind.CHOICE else ()
    value = values.get(step.id, "")
    error = checked.wrong.get(step.id) if value else None
    return Field(step, question.label(step), question.wording(turn, step), choices, value, error, step.id in opening)
