"""The buttons inside a dialogue: an answer, back, skip, cancel, edit, send. A button of an earlier question is known."""

from __future__ import annotations

from collections.abc import Callable

from handlers import menu, queue, report, status
from handlers.dialogue import Engine
from handlers.held import HELD
from handlers.turn import Turn
from store.message import Text
from store.press import Press


def _engine(turn: Turn) -> Engine:
    if not isinstance(turn.engine, Engine):
        raise TypeError("a turn outside the dispatcher has no engine")
    return turn.engine


def _current(turn: Turn, number: str) -> bool:
    """Whether a button belongs to the question that stands; otherwise that is said, and the question asked again."""
    if turn.draft is None:
        turn.tell("press-old")
        return False
    if turn.draft.dialogue == HELD or number != str(turn.draft.turn):
        turn.engine.ask_again(turn, Text("press-old"))
        return False
    return True


def answer(turn: Turn, press: Press) -> None:
    """Take a pressed choice."""
    number, _, choice = press.arg.partition(".")
    if _current(turn, number):
        _engine(turn).choose(turn, choice)


def edit_step(turn: Turn, press: Press) -> None:
    """Change one answer from the review."""
    number, _, step = press.arg.partition(".")
    if _current(turn, number):
        _engine(turn).edit(turn, step)


def cancel(turn: Turn) -> None:
    """End the dialogue."""
    _engine(turn).cancel(turn)


def back(turn: Turn) -> None:
    """Ask the question before."""
    _engine(turn).back(turn)


def skip(turn: Turn) -> None:
    """Pass over the question, or end a collection of files."""
    _engine(turn).skip(turn)


def keep(turn: Turn) -> None:
    """Leave an answer as it is."""
    _engine(turn).leave(turn)


def remove(turn: Turn) -> None:
    """Take back the files that were sent."""
    _engine(turn).empty(turn)


def _on_current(move: Callable[[Turn], None]) -> Callable[[Turn, Press], None]:
    def pressed(turn: Turn, press: Press) -> None:
        if _current(turn, press.arg):
            move(turn)

    return pressed


def _use(turn: Turn) -> None:
    _engine(turn).use_profile(turn)


def _send(turn: Turn) -> None:
    _engine(turn).send(turn)


def _menu(turn: Turn, press: Press) -> None:
    """Begin what the menu offers."""
    {"report": report.start, "tickets": status.mine, "queue": queue.show, "help": menu.explain}.get(
        press.arg, menu.welcome
    )(turn)


VERBS = {
    "answer": answer,
    "edit": edit_step,
    "use": _on_current(_use),
    "back": _on_current(back),
    "skip": _on_current(skip),
    "done": _on_current(skip),
    "keep": _on_current(keep),
    "remove": _on_current(remove),
    "cancel": _on_current(cancel),
    "send": _on_current(_send),
    "menu": _menu,
}
