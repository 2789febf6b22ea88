"""What a whole message may ask for: at any time, or as a move within a dialogue."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import partial

from handlers import customer_verbs, menu, moves, moving, queue, registry, report, status, team
from handlers.held import HELD
from handlers.turn import Turn
from handlers.words import command
from store.message import Text
from store.people import Language

_SLASHED = re.compile(r"/[A-Za-z_]{1,32}")


def _tickets(turn: Turn) -> None:
    (queue.show if turn.person.is_team else status.mine)(turn)


COMMANDS: dict[str, Callable[[Turn], None]] = {
    "report": report.start,
    "tickets": _tickets,
    "help": menu.explain,
    "menu": menu.welcome,
    "language": menu.other_language,
    "english": partial(menu.speak, language=Language.EN),
    "chinese": partial(menu.speak, language=Language.ZH),
    "queue": queue.show,
    "duty": queue.duty,
    "add": partial(customer_verbs.choose, verb="add"),
    "urge": partial(customer_verbs.choose, verb="urge"),
    "withdraw": partial(customer_verbs.choose, verb="withdraw"),
    "move": moving.offer,
}
"""What a whole message may ask for at any time."""

MOVES: dict[str, Callable[[Turn], None]] = {
    "cancel": moves.cancel,
    "back": moves.back,
    "skip": moves.skip,
    "done": moves.skip,
    "keep": moves.keep,
    "remove": moves.remove,
}
"""What a whole message may ask for within a dialogue."""


def obeyed(turn: Turn, text: str) -> bool:
    """Do what a whole message asks for; False when it asks for nothing, or answers the question that stands."""
    slash = text.startswith("/")
    name = command(text) or (slash and command(text[1:])) or ""
    running = turn.draft is not None and turn.draft.dialogue != HELD
    if slash and name not in COMMANDS.keys() | MOVES.keys():
        return _slashed(turn, text, running=running)
    if running and name in MOVES:
        if registry.ENGINE.takes(turn, name, text):
            return False
        MOVES[name](turn)
        return True
    if name not in COMMANDS or (running and not slash and name not in _meant(turn)):
        return False
    if name == "report" and turn.draft is not None and not running:
        return False  # words wait, and this says where they belong
    before = turn.draft
    COMMANDS[name](turn)
    if turn.draft is before:
        turn.engine.ask_again(turn, Text("dialogue-resumed"))
    return True


def _meant(turn: Turn) -> frozenset[str]:
    """Return the commands that are meant as such although a dialogue runs, without a slash."""
    capturing = turn.draft is not None and turn.draft.dialogue == report.NAME
    return frozenset({"help", "report"}) if capturing else frozenset({"help"})


def _slashed(turn: Turn, text: str, *, running: bool) -> bool:
    first, _, argument = text.partition(" ")
    argument = argument.strip()
    match command(first) or command(first[1:]):
        case "join":
            team.join(turn, argument)
        case "tickets" if argument:
            if not status.numbered(turn, argument):
                turn.tell("refused-unknown")
        case "menu":
            opened(turn, argument)
        case _ if running or not _SLASHED.fullmatch(text):
            return False
        case _:
            turn.show(Text("command-unknown"), buttons=menu.buttons(turn.person))
    return True


def opened(turn: Turn, payload: str, words: str = "") -> None:
    """Do what a link that opened the chat asks for; without one, go on or welcome."""
    if payload.startswith("report"):
        report.start(turn, link=payload, seed=words)
    elif payload.startswith("join_"):
        team.join(turn, payload.removeprefix("join_"))
    elif payload.startswith("move_"):
        moving.arrive(turn, payload.removeprefix("move_"))
    elif turn.draft is not None:
        turn.engine.ask_again(turn, Text("dialogue-resumed"))
    else:
        menu.welcome(turn)
