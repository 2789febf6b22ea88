"""A step of a dialogue made into the message that asks it, and the review that shows all answers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import timedelta

from handlers.turn import Turn
from store import card
from store.draft import Draft
from store.message import Ask, AskKind, Button, ButtonStyle, Fact, Message, Named, Term, Text, Value
from store.playbook import Choice, Step
from store.press import encode
from store.ticket import Answer

WIDE = 2
"""Choices in a row."""

MOVES = {
    "done": "button-done",
    "remove": "button-remove",
    "keep": "button-keep",
    "skip": "button-skip",
    "back": "button-back",
    "cancel": "button-cancel",
}
"""What can be done with a question besides answering it, and the words of the button."""

ASKED = "files-taken"
"""What is said of files that came asks for more by itself."""

OFFERS = {"report-stands": ("anew", "button-anew"), "report-waits": ("other", "button-other")}
"""What is said first of a report may offer another one: the verb and the words of the button."""

SLOT = "step"
"""The current question replaces the former one where a channel can edit."""


def question(turn: Turn, draft: Draft, step: Step, place: tuple[int, int], *intro: Text) -> Message:
    """Return the message that asks a step, after whatever is to be said first."""
    more = step.id in draft.again
    offered = _offered(turn, draft, step)
    ticket = turn.tx.tickets.get(draft.subject) if draft.subject else None
    return Message(
        title=card.heading(ticket) if ticket is not None else None,
        texts=(*intro, *([] if ASKED in [each.key for each in intro] else _asking(turn, draft, step, offered))),
        quote=draft.words(step.id) if more else "",
        buttons=(*_buttons(turn, draft, step, offered, first=place[0] == 1), *_offers(draft, intro)),
        ask=Ask(step.kind, *place, press=encode("answer", 0, f"{draft.turn}.")),
        slot=SLOT,
    )


def _asking(turn: Turn, draft: Draft, step: Step, offered: Value | None) -> Iterator[Text]:
    """Say what is asked, and what is known of it."""
    more = step.id in draft.again
    yield Text("ask-more") if more else wording(turn, step)
    if offered is not None:
        yield Text("ask-offered", {"known": offered})
    elif step.id in draft.answers and not more:
        yield Text("ask-so-far", {"known": shown(turn, step, draft.answers)})


def wording(turn: Turn, step: Step) -> Text:
    """Return the question of a step: in the team's own words, or the catalogue's; a date comes with an example."""
    if step.ask is not None:
        return Text("said-by-playbook", {"words": Named(step.ask)})
    key = f"ask-{step.id.replace('_', '-')}"
    if step.kind is not AskKind.DATE:
        return Text(key)
    day = turn.office.calendar.local_date(turn.now) + timedelta(days=-2 if step.past else 2)
    return Text(key, {"example": day.isoformat()})


def _offered(turn: Turn, draft: Draft, step: Step) -> Value | None:
    """Return what the profile holds for a step that is not answered yet, as people read it."""
    known = profile_of(turn, step)
    return shown(turn, step, {step.id: known}) if known and step.id not in draft.answers else None


def _buttons(
    turn: Turn, draft: Draft, step: Step, offered: Value | None, *, first: bool
) -> Iterator[tuple[Button, ...]]:
    number = str(draft.turn)
    if offered is not None:
        yield (Button(Text("button-use", {"known": offered}), encode("use", 0, number), ButtonStyle.PRIMARY),)
    yield from _choices(turn, draft, step, number)
    yield tuple(
        Button(Text(MOVES[move]), encode(move, 0, number), ButtonStyle.PRIMARY if move == "done" else ButtonStyle.PLAIN)
        for move in _moves(draft, step, first=first)
    )


def _moves(draft: Draft, step: Step, *, first: bool) -> Iterator[str]:
    """Return what can be done with a question besides answering it."""
    answered, again = bool(draft.answers.get(step.id)), step.id in draft.again
    if step.kind is AskKind.FILES and answered:
        yield from ("done", "remove")
    elif answered and not again:
        yield from ("keep", "skip") if step.optional else ("keep",)
    elif step.optional or again:
        yield "skip"
    if draft.editing or not first:
        yield "back"
    yield "cancel"


def _offers(draft: Draft, intro: tuple[Text, ...]) -> Iterator[tuple[Button, ...]]:
    """Return the buttons that what is said first asks for."""
    for text in intro:
        if text.key in OFFERS:
            yield (offer(text, draft),)


def offer(text: Text, draft: Draft) -> Button:
    """Return the button that something offers which is said of a draft."""
    verb, label = OFFERS[text.key]
    return Button(Text(label), encode(verb, 0, str(draft.turn)))


def _choices(turn: Turn, draft: Draft, step: Step, number: str) -> Iterator[tuple[Button, ...]]:
    if step.kind is AskKind.STARS:
        yield tuple(
            Button(Text("button-star", {"stars": count}), encode("answer", 0, f"{number}.{count}"))
            for count in range(1, 6)
        )
    if step.kind is AskKind.YES_NO:
        yield tuple(Button(Text(f"button-{each}"), encode("answer", 0, f"{number}.{each}")) for each in ("yes", "no"))
    if step.kind is AskKind.CHOICE:
        choices = choices_of(turn, step, draft.answers)
        buttons = [
            Button(Text("button-choice", {"name": Named(each.label)}), encode("answer", 0, f"{number}.{each.id}"))
            for each in choices
        ]
        for at in range(0, len(buttons), WIDE):
            yield tuple(buttons[at : at + WIDE])


def choices_of(turn: Turn, step: Step, answers: dict[str, Answer]) -> tuple[Choice, ...]:
    """Return what a choice step offers under the answers so far."""
    return turn.office.playbook.choices(step, plain(answers))


def plain(answers: Mapping[str, Answer]) -> dict[str, str]:
    """Return the answers that are words or the id of a choice."""
    return {name: answer for name, answer in answers.items() if isinstance(answer, str)}


def profile_of(turn: Turn, step: Step) -> str:
    """Return what the contact's profile already holds for a step; empty when it is to be asked."""
    if not step.profile or turn.person.is_team:
        return ""
    return str(getattr(turn.person, step.profile, "") or "")


def review(turn: Turn, draft: Draft, steps: tuple[Step, ...], *intro: Text) -> Message:
    """Return everything captured, with a button to change each answer and one to send it."""
    number = str(draft.turn)
    facts = [Fact(label(step), shown(turn, step, draft.answers)) for step in steps]
    edits = [
        Button(
            Text("button-edit", {"name": Term(f"label-{step.id.replace('_', '-')}")}),
            encode("edit", 0, f"{number}.{step.id}"),
        )
        for step in steps
    ]
    rows = [tuple(edits[at : at + 3]) for at in range(0, len(edits), 3)]
    ends = (
        Button(Text("button-send"), encode("send", 0, number), ButtonStyle.PRIMARY),
        Button(Text("button-cancel"), encode("cancel", 0, number)),
    )
    return Message(
        title=Text("review-title"),
        texts=(*intro, Text("review-text")),
        facts=tuple(facts),
        buttons=(ends, *rows, *_offers(draft, intro)),
        ask=Ask(AskKind.REVIEW),
        slot=SLOT,
    )


def label(step: Step) -> Text:
    """Return the short name of a step."""
    return Text(f"label-{step.id.replace('_', '-')}")


def shown(turn: Turn, step: Step, answers: dict[str, Answer]) -> Value:
    """Return an answer as people read it."""
    answer = answers.get(step.id)
    if answer is None or answer in ("", ()):
        return Term("not-given")
    if isinstance(answer, tuple):
        return Term("files-count", {"count": len(answer)})
    if step.kind is AskKind.CHOICE:
        choice = next((each for each in choices_of(turn, step, answers) if each.id == answer), None)
        return Named(choice.label) if choice is not None else answer
    return answer
