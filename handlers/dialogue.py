"""A dialogue is a table of steps with conditions as data.

One channel asks it step by step, another draws it as one form: both come from here, so both give the same ticket.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from msgspec import Struct, structs

from handlers import question
from handlers.answers import Fault
from handlers.checking import check, fitting, taken
from handlers.traversal import askable, below, counting_answers
from handlers.turn import Turn
from handlers.waiting import files_given, find, in_front, later
from handlers.words import is_courtesy, is_one_of, is_vague
from store.desk import Refused
from store.draft import Draft
from store.message import AskKind, Text
from store.moment import Ms
from store.office import Office
from store.playbook import Step
from store.ticket import Answer

REVIEW = "review"
"""Where a draft stands once everything is answered."""


class Dialogue(Struct, frozen=True):
    """A capture: its name, its steps, and what is done when all are answered.

    `finish` is called once, with only the answers that count; it replies. `review` shows everything before that.
    `rest` is the text step that takes words which answer no question: beside files, at a choice, at the review.
    `cancelled` says what is left when it is cancelled.
    """

    name: str
    steps: Callable[[Office], tuple[Step, ...]]
    finish: Callable[[Turn, Draft], None]
    review: bool = False
    rest: str = ""
    cancelled: str = "dialogue-cancelled"


class Engine:
    """Moves conversations along; knows every dialogue by name."""

    def __init__(
        self, dialogues: tuple[Dialogue, ...], others: Mapping[str, Callable[[Turn, tuple[Text, ...]], None]]
    ) -> None:
        """Serve these dialogues. `others` are drafts without steps, and what asks their question again."""
        self._dialogues = {dialogue.name: dialogue for dialogue in dialogues}
        self._others = others

    def find(self, name: str) -> Dialogue | None:
        """Return a dialogue by its name."""
        return self._dialogues.get(name)

    def begin(
        self,
        turn: Turn,
        name: str,
        *intro: Text,
        subject: int = 0,
        answers: Mapping[str, Answer] | None = None,
    ) -> None:
        """Begin a dialogue with what is known already; one that runs is suspended and taken up again afterwards.

        One about the same ticket begins anew, and the files that were sent to it stay.
        """
        draft = Draft(
            turn.address.id,
            name,
            later(turn.draft, turn.now),
            answers={**(answers or {}), **files_given(turn.draft, name, subject)},
            subject=subject,
            turn=turn.fresh_number(),
            suspended=below(turn.draft, name, subject),
        )
        self._onward(turn, draft, *intro)

    def ask_again(self, turn: Turn, *intro: Text) -> None:
        """Ask the question that the conversation stands at once more."""
        draft = turn.draft
        if draft is None:
            return
        other = self._others.get(draft.dialogue)
        if other is not None:
            other(turn, intro)
        else:
            self._ask(turn, draft, draft.at, *intro)

    def takes(self, turn: Turn, move: str, text: str) -> bool:
        """Whether words that could be a move ("none", "done") are an answer to the question that stands."""
        draft, step = turn.draft, self._current(turn)
        if draft is None or move in {"cancel", "back"}:
            return False
        if step is None:
            return True
        if move in {"keep", "remove"}:
            return step.id not in draft.answers or (move == "remove") is not (step.kind is AskKind.FILES)
        if step.kind in {AskKind.CHOICE, AskKind.YES_NO}:
            return self._reads(turn, draft, step, text)
        if step.kind is not AskKind.TEXT or step.optional or step.id in draft.again:
            return False
        return step.clear or move == "done"

    def answer(self, turn: Turn, text: str, files: tuple[str, ...] = ()) -> None:
        """Take words and files as the answer to the current question."""
        draft, step = turn.draft, self._current(turn)
        if draft is None:
            return
        if step is not None and step.kind is AskKind.FILES:
            self._collect(turn, draft, step, text, files)
            return
        draft = self._add_files(turn, draft, files)
        if step is None:
            self._at_review(turn, draft, text)
        elif text:
            self._say(turn, draft, step, text)
        else:
            self._ask(turn, draft, step.id)

    def choose(self, turn: Turn, choice: str) -> None:
        """Take a pressed choice as the answer to the current question."""
        step = self._current(turn)
        if turn.draft is not None and step is not None:
            self._take(turn, turn.draft, step, choice)

    def use_profile(self, turn: Turn) -> None:
        """Take what the contact's profile already holds."""
        step = self._current(turn)
        if turn.draft is not None and step is not None and (known := question.profile_of(turn, step)):
            self._keep(turn, turn.draft, step, known)

    def leave(self, turn: Turn) -> None:
        """Leave the answer to the current question as it is."""
        draft, step = turn.draft, self._current(turn)
        if draft is not None and step is not None and step.id in draft.answers:
            again = (*draft.again, step.id) if step.clear else draft.again
            self._onward(turn, structs.replace(draft, again=again))

    def empty(self, turn: Turn) -> None:
        """Take back the files that were sent to the current question."""
        draft, step = turn.draft, self._current(turn)
        if draft is not None and step is not None:
            answers = {name: answer for name, answer in draft.answers.items() if name != step.id}
            self._ask(turn, structs.replace(draft, answers=answers), step.id)

    def skip(self, turn: Turn) -> None:
        """Pass over the current question, where that is allowed."""
        draft, step = turn.draft, self._current(turn)
        if draft is None or step is None:
            return
        answered = step.id in draft.answers
        if answered and (step.id in draft.again or step.kind is AskKind.FILES or not step.optional):
            self._onward(turn, draft)
        elif step.optional:
            answers = {name: answer for name, answer in draft.answers.items() if name != step.id}
            self._onward(turn, structs.replace(draft, answers=answers, skipped=(*draft.skipped, step.id)))
        else:
            self.ask_again(turn, Text("fault-needed"))

    def back(self, turn: Turn) -> None:
        """Ask the question before; from an answer that is being changed, return to the review."""
        draft = turn.draft
        if draft is None:
            return
        names = [step.id for step in self._askable(turn, draft)]
        place = names.index(draft.at) if draft.at in names else len(names)
        if draft.editing and draft.at in names:
            self._ask(turn, draft, REVIEW)
        elif place == 0:
            self.ask_again(turn, Text("dialogue-first"))
        else:
            self._ask(turn, _anew(draft, names[place - 1]), names[place - 1])

    def edit(self, turn: Turn, step: str) -> None:
        """Change one answer, then return to the review."""
        draft = turn.draft
        if draft is None:
            return
        if step not in {each.id for each in self._askable(turn, draft)}:
            self.ask_again(turn, Text("press-old"))
            return
        skipped = tuple(each for each in draft.skipped if each != step)
        self._ask(turn, structs.replace(_anew(draft, step), editing=True, skipped=skipped), step)

    def cancel(self, turn: Turn) -> None:
        """End the dialogue without effect, and take up again what it interrupted."""
        draft = turn.draft
        if draft is not None:
            turn.tell(self._dialogues[draft.dialogue].cancelled)
            turn.uncover(draft.suspended)
            self.ask_again(turn, Text("dialogue-resumed"))

    def send(self, turn: Turn) -> None:
        """Finish what was reviewed; something still missing is asked first."""
        if turn.draft is not None:
            self._onward(turn, turn.draft, reviewed=turn.draft.at == REVIEW)

    def submit(self, turn: Turn, name: str, given: Mapping[str, Answer], started: Ms = 0) -> None:
        """Take a whole form. What cannot be taken is asked for step by step; nothing is lost.

        A form can begin what ends with a review; of anything else it answers the questions that stand. `started` says
        which conversation it was drawn from, though others may have begun since.
        """
        dialogue = self._dialogues.get(name)
        running = turn.draft if turn.draft is not None and turn.draft.dialogue == name else None
        if started:
            running = find(turn.draft, name, started)
        if started and running is not None:
            turn.draft = running = in_front(turn.draft, running)
        if dialogue is None or (running is None and not dialogue.review):
            turn.tell("press-old")
            return
        checked = check(turn, dialogue.steps(turn.office), given)
        draft = Draft(
            turn.address.id,
            name,
            running.started if running else later(turn.draft, turn.now),
            answers={step: answer for step, answer in checked.answers.items() if step not in checked.wrong},
            subject=running.subject if running else 0,
            skipped=tuple(checked.skipped),
            suspended=running.suspended if running else below(turn.draft, name, 0),
            turn=running.turn if running else turn.fresh_number(),
            again=running.again if running else (),
        )
        if checked.wrong:
            turn.tell("form-faulty", count=len(checked.wrong))
            self._ask(turn, draft, next(iter(checked.wrong)), next(iter(checked.wrong.values())))
        else:
            self._onward(turn, draft, reviewed=True)

    def _reads(self, turn: Turn, draft: Draft, step: Step, text: str) -> bool:
        try:
            taken(turn, step, text, draft.answers)
        except Fault:
            return False
        return True

    def _say(self, turn: Turn, draft: Draft, step: Step, text: str) -> None:
        """Take typed words, which may also answer whether what is known is right."""
        offered = step.id not in draft.answers and question.profile_of(turn, step)
        if offered and is_one_of(text, "yes"):
            self._keep(turn, draft, step, offered)
        elif offered and is_one_of(text, "no"):
            self._ask(turn, draft, step.id, Text("offered-other"))
        else:
            self._take(turn, draft, step, text)

    def _take(self, turn: Turn, draft: Draft, step: Step, text: str) -> None:
        try:
            answer = taken(turn, step, text, draft.answers)
            if step.id in draft.again:
                answer = _together(draft.words(step.id), answer, step)
        except Fault as fault:
            self._not_taken(turn, draft, step, text, fault)
        else:
            self._keep(turn, draft, step, answer)

    def _not_taken(self, turn: Turn, draft: Draft, step: Step, text: str, fault: Fault) -> None:
        """Say what is wrong; words at a choice that say something by themselves are kept all the same."""
        if step.kind is AskKind.CHOICE and step.optional and self._rest(turn, draft) and not is_courtesy(text):
            noted = self._note(turn, draft, text)
            self._onward(turn, structs.replace(noted, skipped=(*noted.skipped, step.id)))
        elif step.kind in {AskKind.CHOICE, AskKind.FILES} and self._rest(turn, draft) and not is_vague(text):
            self._ask(turn, self._note(turn, draft, text), step.id, Text("words-noted"))
        else:
            self._ask(turn, draft, step.id, fault.text)

    def _keep(self, turn: Turn, draft: Draft, step: Step, answer: Answer) -> None:
        skipped = tuple(each for each in draft.skipped if each != step.id)
        self._onward(turn, structs.replace(draft, answers={**draft.answers, step.id: answer}, skipped=skipped))

    def _at_review(self, turn: Turn, draft: Draft, text: str) -> None:
        if is_one_of(text, "yes") or is_one_of(text, "send"):
            self._onward(turn, draft, reviewed=True)
        elif text and not is_vague(text) and self._rest(turn, draft):
            self._ask(turn, self._note(turn, draft, text), REVIEW, Text("words-noted"))
        else:
            self._ask(turn, draft, REVIEW, *([Text("review-change")] if text else []))

    def _collect(self, turn: Turn, draft: Draft, step: Step, text: str, files: tuple[str, ...]) -> None:
        """Gather files until their sender says that it is all."""
        if not files and is_one_of(text, "no"):
            self.skip(turn)
            return
        if not files:
            self._take(turn, draft, step, text)
            return
        kept, intro = _with(draft, step, files, "files-taken")
        self._ask(turn, self._note(turn, kept, text) if text else kept, step.id, intro)

    def _add_files(self, turn: Turn, draft: Draft, files: tuple[str, ...]) -> Draft:
        """Keep files that came with another answer: they belong to the dialogue's files step."""
        if not files:
            return draft
        step = next((each for each in self._steps(turn, draft) if each.kind is AskKind.FILES), None)
        if step is None:
            turn.tell("files-not-here")
            return draft
        kept, intro = _with(draft, step, files, "files-kept")
        turn.show(intro)
        turn.keep(kept)
        return kept

    def _rest(self, turn: Turn, draft: Draft) -> Step | None:
        rest = self._dialogues[draft.dialogue].rest
        return next((step for step in self._steps(turn, draft) if step.id == rest), None)

    def _note(self, turn: Turn, draft: Draft, text: str) -> Draft:
        """Keep words that answer no question with those that they belong to, as far as there is room."""
        step = self._rest(turn, draft)
        if step is None:
            return draft
        noted = f"{draft.words(step.id)}\n{text}".strip()
        if len(noted) > step.longest:
            turn.tell("fault-too-long", limit=step.longest, length=len(noted))
            return draft
        return structs.replace(draft, answers={**draft.answers, step.id: noted})

    def _onward(self, turn: Turn, draft: Draft, *intro: Text, reviewed: bool = False) -> None:
        """Ask the next open question; when there is none, review or finish.

        What was chosen and is offered no more is open again: another choice closed it off, or a changed playbook did.
        """
        dialogue = self._dialogues[draft.dialogue]
        steps = dialogue.steps(turn.office)
        draft = structs.replace(draft, answers=fitting(turn, steps, draft.answers))
        asked = askable(steps, draft.answers)
        for step in asked:
            if step.id not in draft.answers and step.id not in draft.skipped:
                self._ask_of(turn, draft, asked, step.id, *intro)
                return
            if step.clear and step.id not in draft.again and is_vague(draft.words(step.id)):
                self._ask_of(turn, structs.replace(draft, again=(*draft.again, step.id)), asked, step.id, *intro)
                return
        if dialogue.review and not reviewed:
            self._ask(turn, draft, REVIEW, *intro)
            return
        whole = structs.replace(draft, answers=counting_answers(steps, draft.answers))
        turn.uncover(draft.suspended)
        try:
            dialogue.finish(turn, whole)
        except Refused as refused:
            turn.refuse(refused, "\n".join(whole.words(step.id) for step in steps if step.kind is AskKind.TEXT).strip())
        if turn.draft is draft.suspended:
            self.ask_again(turn, Text("dialogue-resumed"))

    def _ask(self, turn: Turn, draft: Draft, step_id: str, *intro: Text) -> None:
        self._ask_of(turn, draft, self._askable(turn, draft), step_id, *intro)

    def _ask_of(self, turn: Turn, draft: Draft, steps: tuple[Step, ...], step_id: str, *intro: Text) -> None:
        """Ask one of the steps that the answers open, or for the review."""
        step = next((each for each in steps if each.id == step_id), None)
        at, editing = (step.id, draft.editing) if step is not None else (REVIEW, False)
        draft = structs.replace(draft, at=at, editing=editing, turn=draft.turn + 1, asked=turn.now)
        turn.keep(draft)
        if step is None:
            turn.say(question.review(turn, draft, steps, *intro))
        else:
            turn.say(question.question(turn, draft, step, (steps.index(step) + 1, len(steps)), *intro))

    def _current(self, turn: Turn) -> Step | None:
        draft = turn.draft
        if draft is None:
            return None
        return next((step for step in self._steps(turn, draft) if step.id == draft.at), None)

    def _steps(self, turn: Turn, draft: Draft) -> tuple[Step, ...]:
        return self._dialogues[draft.dialogue].steps(turn.office)

    def _askable(self, turn: Turn, draft: Draft) -> tuple[Step, ...]:
        return askable(self._steps(turn, draft), draft.answers)


def _anew(draft: Draft, step: str) -> Draft:
    """Return a draft in which a step is asked as for the first time."""
    return structs.replace(draft, again=tuple(each for each in draft.again if each != step))


def _together(first: str, more: str, step: Step) -> str:
    """Return the first words and what was added to them when more was asked for. Raises Fault when it is too much."""
    joined = first if is_courtesy(more) else f"{first}\n{more}"
    if len(joined) > step.longest:
        raise Fault("fault-too-long", limit=step.longest, length=len(joined))
    return joined


def _with(draft: Draft, step: Step, files: tuple[str, ...], key: str) -> tuple[Draft, Text]:
    """Return a draft with more files, as many as fit, and the sentence that says so."""
    together = (*draft.files(step.id), *files)
    kept = structs.replace(draft, answers={**draft.answers, step.id: together[: step.longest]})
    if len(together) > step.longest:
        return kept, Text("files-full", {"limit": step.longest})
    return kept, Text(key, {"count": len(together)})
