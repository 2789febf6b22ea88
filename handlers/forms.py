"""A dialogue drawn as one form: the fields that its answers open, each with what is wrong about it."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct, structs

from handlers import question, registry
from handlers.checking import Checked, check
from handlers.traversal import askable, openers
from handlers.turn import Turn
from store.message import AskKind, Text
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
    """All fields that the answers so far open."""

    title: Text
    fields: tuple[Field, ...]


def form(turn: Turn, name: str, given: Mapping[str, Answer]) -> Form | None:
    """Return a dialogue as a form with what was given so far; None when there is no such dialogue.

    Empty fields begin with what the draft or the contact's profile already holds.
    """
    dialogue = registry.ENGINE.find(name)
    if dialogue is None:
        return None
    draft = turn.draft if turn.draft is not None and turn.draft.dialogue == name else None
    steps = dialogue.steps(turn.office)
    known = {step.id: profile for step in steps if (profile := question.profile_of(turn, step))}
    values: dict[str, Answer] = {**known, **(draft.answers if draft is not None else {}), **given}
    checked = check(turn, steps, values)
    opening = openers(steps)
    fields = tuple(_field(turn, step, values, checked, opening) for step in askable(steps, checked.answers))
    return Form(Text(f"form-{name.replace('_', '-')}"), fields)


def fill(turn: Turn, name: str, given: Mapping[str, Answer]) -> None:
    """Keep what stands in a form that was closed: the conversation goes on from there, step by step."""
    draft, dialogue = turn.draft, registry.ENGINE.find(name)
    if draft is None or dialogue is None or draft.dialogue != name:
        return
    checked = check(turn, dialogue.steps(turn.office), {**draft.answers, **given})
    turn.keep(structs.replace(draft, answers={**draft.answers, **checked.answers}))


def _field(turn: Turn, step: Step, values: Mapping[str, Answer], checked: Checked, opening: frozenset[str]) -> Field:
    choices = question.choices_of(turn, step, checked.answers) if step.kind is AskKind.CHOICE else ()
    value = values.get(step.id, "")
    error = checked.wrong.get(step.id) if value else None
    return Field(step, question.label(step), question.wording(turn, step), choices, value, error, step.id in opening)
