"""The conversations of a chat, one below the other: the one that runs, and those that wait for its end."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from msgspec import structs

from store.draft import Draft
from store.moment import Ms
from store.ticket import Answer


def chain(running: Draft | None) -> Iterator[Draft]:
    """Return what runs, and what waits below it."""
    while running is not None:
        yield running
        running = running.suspended


def find(running: Draft | None, name: str, started: Ms) -> Draft | None:
    """Return the conversation of a name that began then, wherever it stands."""
    return next((draft for draft in chain(running) if (draft.dialogue, draft.started) == (name, started)), None)


def files_given(running: Draft | None, name: str, subject: int) -> dict[str, Answer]:
    """Return the files that a conversation about a ticket was given already, wherever it stands."""
    same = (draft for draft in chain(running) if subject and (draft.dialogue, draft.subject) == (name, subject))
    return {step: answer for draft in same for step, answer in draft.answers.items() if isinstance(answer, tuple)}


def later(running: Draft | None, now: Ms) -> Ms:
    """Return when a conversation begins that begins now: no two of a chat begin in the same moment."""
    return max([now, *(draft.started + 1 for draft in chain(running))])


def in_front(running: Draft | None, wanted: Draft) -> Draft:
    """Return the conversations with one of them running; the others wait in their order."""
    others = [draft for draft in chain(running) if draft.started != wanted.started]
    return _linked([wanted, *others])


def in_place(running: Draft | None, changed: Draft) -> Draft:
    """Return the conversations with one of them changed, wherever it stands."""
    return _linked([changed if draft.started == changed.started else draft for draft in chain(running)])


def brought(running: Draft | None, arriving: Draft, address: int) -> Draft:
    """Return the conversations of another chat before those that this one has already, which wait for their end.

    All of them are this chat's from now on: one that kept its former address would be kept there when its turn comes.
    """
    own = list(chain(running))
    taken = {draft.started for draft in own}
    came: list[Draft] = []
    for draft in chain(arriving):
        started = draft.started
        while started in taken:  # no two of a chat begin in the same moment
            started += 1
        taken.add(started)
        came.append(structs.replace(draft, address=address, started=started))
    return _linked([*came, *own])


def _linked(drafts: Sequence[Draft]) -> Draft:
    *others, linked = drafts
    linked = structs.replace(linked, suspended=None)
    for draft in reversed(others):
        linked = structs.replace(draft, suspended=linked)
    return linked
