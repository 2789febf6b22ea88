"""Which steps of a dialogue are asked. `askable` is the only traversal, for every way in which a dialogue is drawn."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import structs

from store.draft import Draft
from store.playbook import Step
from store.ticket import Answer

DEEPEST = 4
"""Dialogues that wait below the running one; the oldest beyond that is given up."""


def askable(steps: tuple[Step, ...], answers: Mapping[str, Answer]) -> tuple[Step, ...]:
    """Return the steps whose conditions the answers meet, in order.

    A step counts only when the steps its condition names are askable themselves: answers that a change of mind
    closed off open nothing.
    """
    opened: list[Step] = []
    asked: set[str] = set()
    for step in steps:
        for name, wanted in step.when.items():
            if name not in asked or answers.get(name) not in wanted:
                break
        else:
            opened.append(step)
            asked.add(step.id)
    return tuple(opened)


def openers(steps: tuple[Step, ...]) -> frozenset[str]:
    """Return the steps whose answers decide which others are asked, or what they offer."""
    named = {name for step in steps for name in step.when}
    return frozenset(named | ({"category"} if any(step.choices == "kinds" for step in steps) else set()))


def counting_answers(steps: tuple[Step, ...], answers: Mapping[str, Answer]) -> dict[str, Answer]:
    """Return the answers that count: those of askable steps."""
    return {step.id: answers[step.id] for step in askable(steps, answers) if step.id in answers}


def below(running: Draft | None, name: str, subject: int) -> Draft | None:
    """Return what a dialogue that begins now suspends: the running one and those below it, the same one left out."""
    waiting: list[Draft] = []
    while running is not None:
        if not subject or (running.dialogue, running.subject) != (name, subject):
            waiting.append(running)
        running = running.suspended
    chain: Draft | None = None
    for draft in reversed(waiting[:DEEPEST]):
        chain = structs.replace(draft, suspended=chain)
    return chain
