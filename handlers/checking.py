"""Answers read against what their step offers, one at a time or a whole form at once."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct

from handlers import question
from handlers.answers import Fault, Reading, read
from handlers.traversal import askable
from handlers.turn import Turn
from store.message import AskKind, Text
from store.playbook import Step
from store.ticket import Answer


class Checked(Struct):
    """A form that was read: the answers taken, the steps that are wrong and why, and those left out."""

    answers: dict[str, Answer]
    wrong: dict[str, Text]
    skipped: list[str]


def taken(turn: Turn, step: Step, text: str, answers: dict[str, Answer]) -> str:
    """Return a typed or pressed answer in the form in which it is kept. Raises Fault."""
    choices = question.choices_of(turn, step, answers) if step.kind is AskKind.CHOICE else ()
    return read(step, text, Reading(turn.office, turn.now, choices))


def check(turn: Turn, steps: tuple[Step, ...], given: Mapping[str, Answer]) -> Checked:
    """Read every answer of a form as if it had been typed, in order."""
    checked = Checked({}, {}, [])
    for step in steps:
        if step in askable(steps, checked.answers):
            _check_one(turn, step, given.get(step.id, ""), checked)
    return checked


def _check_one(turn: Turn, step: Step, given: Answer, checked: Checked) -> None:
    if isinstance(given, tuple):
        own = tuple(each for each in given if _is_own(turn, each))[: step.longest]
        if step.kind is AskKind.FILES and own:
            checked.answers[step.id] = own
            return
        given = ""
    if not given and step.optional:
        checked.skipped.append(step.id)
        return
    try:
        checked.answers[step.id] = taken(turn, step, given, checked.answers)
    except Fault as fault:
        checked.wrong[step.id] = fault.text if given else Text("fault-needed")


def _is_own(turn: Turn, file: str) -> bool:
    """Whether a file is one that who speaks has sent: an id is no right."""
    found = turn.tx.files.get(file)
    return found is not None and found.person == turn.person.id


def fitting(turn: Turn, steps: tuple[Step, ...], answers: dict[str, Answer]) -> dict[str, Answer]:
    """Return the answers without choices that are offered no more: a kind of another category is asked anew."""
    offered, plain = turn.office.playbook.choices, question.plain(answers)
    stale = {
        step.id
        for step in steps
        if step.id in answers
        and step.kind is AskKind.CHOICE
        and answers[step.id] not in [choice.id for choice in offered(step, plain)]
    }
    return {name: answer for name, answer in answers.items() if name not in stale}
