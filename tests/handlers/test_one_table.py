"""A dialogue asked step by step and drawn as one form are one table: any answers give the same ticket either way."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec import Struct

from handlers.traversal import askable
from handlers.words import clean, command, is_courtesy, is_one_of, is_vague
from store.draft import Draft
from store.message import AskKind
from store.people import Language
from store.playbook import Step
from store.ticket import Answer, Ticket
from tests.world import Chat, Files, Form, World, office

WORDS = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=60)

TYPED: Mapping[AskKind, st.SearchStrategy[str]] = {
    AskKind.TEXT: WORDS,
    AskKind.DATE: st.sampled_from(["2026-03-15", "昨天", "yesterday", "2026年1月2日", "March 15, 2026", "20260808"]),
    AskKind.TIME: st.sampled_from(["14:30", "下午6点", "6 pm", "8点半", "0915"]),
    AskKind.PHONE: st.sampled_from(["138 0013 8000", "+44 20 7946 0018", "010-6552 9988"]),
    AskKind.CHOICE: st.sampled_from(["1", "2", "3"]),
}


class Plan(Struct):
    """What somebody answers: by step, words or a number of files; None where they skip.

    `first` is what they answer before they change their mind at the review; at `back` they go a step back once.
    """

    answers: dict[str, str | int | None]
    first: dict[str, str | int | None]
    back: list[str]


def speakable(step: Step, words: str) -> bool:
    """Whether words are an answer, and nothing else, when they are typed."""
    text = clean(words)
    if not text or text.startswith("/") or len(text) > step.longest or command(text) is not None:
        return False
    if any(is_one_of(text, name) for name in ("yes", "no")):
        return False
    if words.startswith("[") and words.endswith("]"):  # so the chats of these tests press a button
        return False
    return not step.clear or not (is_vague(text) or is_courtesy(text))


def answering(step: Step) -> st.SearchStrategy[str | int | None]:
    if step.kind is AskKind.FILES:
        return st.integers(1, 3) | st.none()
    spoken = TYPED[step.kind].filter(lambda words: speakable(step, words))
    return spoken | st.none() if step.optional else spoken


def plans() -> st.SearchStrategy[Plan]:
    """Draw an answer for every step, and changes of mind."""
    steps = {step.id: answering(step) for step in office().playbook.form}
    changeable = {name: strategy for name, strategy in steps.items() if name != "evidence"}
    return st.builds(
        Plan,
        st.fixed_dictionaries(steps),
        st.fixed_dictionaries({}, optional=changeable),
        st.lists(st.sampled_from(list(steps)), max_size=3),
    )


def draft_of(chat: Chat) -> Draft | None:
    return chat.world.tx.drafts.get(chat.address.id)


def press(chat: Chat, verb: str, arg: str = "") -> None:
    draft = draft_of(chat)
    assert draft is not None
    chat.presses(f"{verb}::{draft.turn}{arg}")


def step_by_step(chat: Chat, plan: Plan) -> None:
    """Answer question after question, go back as planned, and at the review change what was answered at first."""
    first, back = dict(plan.first), list(plan.back)
    changing: set[str] = set()
    chat.say("report")
    while (draft := draft_of(chat)) is not None:
        if draft.at == "review":
            open_ones = [step.id for step in askable(office().playbook.form, draft.answers) if step.id in changing]
            changing -= set(open_ones[:1])
            press(chat, *(("edit", f".{open_ones[0]}") if open_ones else ("send",)))
        elif draft.at in back:
            back.remove(draft.at)
            chat.say("back")
        elif draft.at in first:
            changing.add(draft.at)
            _answer(chat, draft, first.pop(draft.at))
        else:
            _answer(chat, draft, plan.answers[draft.at])


def _answer(chat: Chat, draft: Draft, answer: str | int | None) -> None:
    match answer:
        case None:
            press(chat, "skip")
        case int():
            if len(draft.files(draft.at)) < answer:
                chat.say(Files(answer - len(draft.files(draft.at))))
            press(chat, "done")
        case str():
            chat.say(answer)


def as_form(chat: Chat, plan: Plan) -> None:
    """Fill in everything at once."""
    given: dict[str, Answer] = {}
    for step, answer in plan.answers.items():
        if isinstance(answer, int):
            given[step] = chat.files(answer)
        elif answer is not None:
            given[step] = answer
    chat.say(Form("report", given))


def what_counts(ticket: Ticket) -> dict[str, Any]:
    """A ticket without what differs by when and by whom it was reported; of files only how many they are."""
    answers = {name: answer if isinstance(answer, str) else len(answer) for name, answer in ticket.answers.items()}
    return {
        "answers": answers,
        "title": ticket.title,
        "category": ticket.category,
        "group": ticket.group,
        "priority": ticket.priority,
        "status": ticket.status,
        "pending": {name: due - ticket.opened for name, due in ticket.pending.items()},
    }


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much])
@given(plan=plans(), language=st.sampled_from(Language))
def test_step_by_step_and_as_one_form_give_the_same_ticket(plan: Plan, language: Language) -> None:
    world = World(language)
    try:
        walked, filled = world.customer(), world.customer()
        step_by_step(walked, plan)
        as_form(filled, plan)
        first, second = world.tickets()
        assert (first.customer, second.customer) == (walked.person.id, filled.person.id)
        assert what_counts(first) == what_counts(second)
    finally:
        world.close()
