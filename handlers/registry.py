"""Every conversation, in one table: the verbs of buttons, and the dialogues by name."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from handlers import customer_verbs, desk_actions, held, menu, moves, queue, report, status, survey
from handlers.dialogue import Dialogue, Engine
from handlers.turn import Turn
from store.press import Press

Verb = Callable[[Turn, Press], None]


def _merge(*tables: Mapping[str, Verb]) -> dict[str, Verb]:
    merged: dict[str, Verb] = {}
    for table in tables:
        twice = merged.keys() & table.keys()
        if twice:
            raise ValueError(f"two conversations handle the same button: {sorted(twice)}")
        merged.update(table)
    return merged


VERBS: Mapping[str, Verb] = _merge(
    moves.VERBS,
    menu.VERBS,
    report.VERBS,
    held.VERBS,
    status.VERBS,
    customer_verbs.VERBS,
    survey.VERBS,
    desk_actions.VERBS,
    queue.VERBS,
)

DIALOGUES: tuple[Dialogue, ...] = (
    *report.DIALOGUES,
    *customer_verbs.DIALOGUES,
    *survey.DIALOGUES,
    *desk_actions.DIALOGUES,
)

ENGINE = Engine(DIALOGUES, {held.HELD: held.ask})
