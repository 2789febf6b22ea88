"""The lifecycle table as a diagram in Mermaid's words."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence

from store.lifecycle import TABLE, Rule
from store.ticket import ENDED, OPEN, Status

BEFORE = AFTER = "[*]"
"""What Mermaid calls the point before the first state, and after a last one."""


def mermaid(table: Sequence[Rule] = TABLE) -> str:
    """Return a state diagram: an arrow for each change of status, with every action that leads that way.

    What can happen in every open status is a note beside where it leads, instead of an arrow from each. Actions that
    leave the status as it is are not drawn: they can happen wherever the table lets them.
    """
    return "\n".join(["stateDiagram-v2", *(f"    {line}" for line in _lines(table))]) + "\n"


def _lines(table: Sequence[Rule]) -> Iterator[str]:
    arrows: dict[tuple[str, str], list[str]] = defaultdict(list)
    notes: dict[str, list[str]] = defaultdict(list)
    for rule in table:
        if rule.to is not None and rule.given >= OPEN:
            notes[rule.to].append(_name(rule))
        for here, there in _moves(rule):
            arrows[here, there].append(_name(rule))
    for here in (BEFORE, *Status):
        for there in Status:
            if actions := arrows.get((here, there)):
                yield f"{here} --> {there}: {', '.join(actions)}"
    reached = {there for _, there in arrows}
    for last in Status:
        if last in ENDED & reached and not any(here == last for here, _ in arrows):
            yield f"{last} --> {AFTER}"
    for there, actions in notes.items():
        yield f"note right of {there}: {', '.join(actions)}, from every open status"


def _moves(rule: Rule) -> Iterator[tuple[str, str]]:
    if rule.to is None:
        return
    if not rule.given:
        yield BEFORE, rule.to
    for status in rule.given - (OPEN if rule.given >= OPEN else {rule.to}):
        yield status, rule.to


def _name(rule: Rule) -> str:
    return rule.action.value.replace("_", " ")
