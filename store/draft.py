"""A draft: a conversation in progress, kept so that it resumes at the very question after days or a restart."""

from __future__ import annotations

from msgspec import Struct

from store.moment import Ms
from store.people import Address, Person
from store.ticket import Answer


class Draft(Struct, frozen=True, omit_defaults=True):
    """The dialogue that a chat is in.

    `at` is the step being asked, `asked` when it was. `subject` is the ticket it is about (0: none yet). `turn` numbers
    the questions, so that a button of an earlier question is known as old. `editing` returns to the review after the
    answer. `again` are the steps asked a second time already. `skipped` are the optional steps passed over.
    `suspended` is the dialogue this one interrupted; it is taken up again afterwards.
    """

    address: int
    dialogue: str
    started: Ms
    asked: Ms = 0
    at: str = ""
    answers: dict[str, Answer] = {}
    skipped: tuple[str, ...] = ()
    again: tuple[str, ...] = ()
    subject: int = 0
    turn: int = 0
    editing: bool = False
    suspended: Draft | None = None

    def words(self, step: str) -> str:
        """Return the answer of a step that is words or an id; empty when there is none."""
        answer = self.answers.get(step, "")
        return answer if isinstance(answer, str) else ""

    def files(self, step: str) -> tuple[str, ...]:
        """Return the answer of a step that is files."""
        answer = self.answers.get(step, ())
        return answer if isinstance(answer, tuple) else ()


class Seat(Struct, frozen=True):
    """A chat that a channel knows, who sits there, and the conversation that they are in.

    `awaited` says whether a ticket of theirs awaits an answer.
    """

    address: Address
    person: Person | None
    draft: Draft | None
    awaited: bool = False
