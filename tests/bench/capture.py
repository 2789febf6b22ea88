"""A whole capture, from the first word to the number, said by somebody who answers whatever is asked."""

from __future__ import annotations

from collections.abc import Iterable

FIRST_WORDS = "My printer shows error 0x61 and does not print any more since yesterday evening"

LONGEST = 40
"""Answers after which a capture that does not end is given up."""

_ANSWERS = {
    "choice": "1",
    "text": "LX-200: error 0x61 right after switching on",
    "date": "2026-03-15",
    "time": "18:00",
    "phone": "+8613800138000",
    "files": "skip",
}
"""What is answered to a question of each kind."""


def answer(kind: str, presses: Iterable[str]) -> tuple[str, str]:
    """Return the words that answer a question of a kind, or else the button that is pressed; the other is empty."""
    if kind in _ANSWERS:
        return _ANSWERS[kind], ""
    return "", next(press for press in presses if press.startswith("send:"))
