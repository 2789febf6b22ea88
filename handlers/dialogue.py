"""A dialogue is a table of steps with conditions as data. `askable` is the only traversal.

One channel asks it step by step, another draws it as one form: both come from here, so both give the same ticket.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from msgspec import Struct, structs

from handlers import question
from handlers.answers import Fault, Reading, read
from handlers.turn import Turn
from handlers.words import is_courtesy, is_vague
from store.draft import Draft
from store.message import AskKind, Text
from store.office import Office
from store.playbook import Step
from store.ticket import Answer

REVIEW = "review"
"""Where a draft stands once everything is answered."""


class Dialogue(Struct, frozen=True):
    """A capture: its name, its steps, and what is done when all are answered.

    `finish` is called once, with only the answers that count; it replies. `review` shows everything before that.
    """

    name: str
    steps: Callable[[Office], tuple[Step, ...]]
    finish: Callable[[Turn, Draft], None]
    review: bool = False


def askable(steps: tuple[Step, ...], answers: Mapping[str, Answer]) -> tuple[Step, ...]:
    """Return the steps whose conditions the answers meet, in order.

    A step counts only when the steps its condition names are askable themselves: answers that a change of mind
    closed off open nothing.
    """
    opened: list[Step] = []
    asked: set[str] = set()
    for step in steps:
        if all(name in asked and answers.get(name) in wanted for name, wanted in step.when.items()):
            opened.append(step)
            asked.add(step.id)
    return tuple(opened)


def counting_answers(steps: tuple[Step, ...], answers: Mapping[str, Answer]) -> dict[str, Answer]:
    """Return the answers that count: those of askable steps."""
    return {step.id: answers[step.id] for step in askable(steps, answers) if step.id in answers}


class Engine:
    """Moves conversations along; knows every dialogue by name."""

    def __init__(self, dialogues: tuple[Dialogue, ...]) -> None:
        """Serve these dialogues."""
        self._dialogues = {dialogue.name: dialogue for dialogue in dialogues}

    def find(self, name: str) -> Dialogue | None:
        """Return a dialogue by its name."""
        return self._dialogues.get(name)

    def begin(self, turn: Turn, name: str, *, subject: int = 0, answers: Mapping[str, Answer] | None = None) -> None:
        """Begin a dialogue with what is known already; one that runs is suspended and taken up again afterwards."""
        running = turn.draft
        if running is not None:  # one deep is enough: what was suspended before stays so
            running = structs.replace(running, suspended=None) if running.suspended is None else running.suspended
            if turn.draft is not None and turn.draft.dialogue == name and turn.draft.subject == subject:
                running = turn.draft.suspended
        self._onward(
            turn,
            Draft(turn.address.id, name, turn.now, answers=dict(answers or {}), subject=subject, suspended=running),
        )

    def ask_again(self, turn: Turn, *intro: Text) -> None:
        """Ask the question that the conversation stands at once more."""
        if turn.draft is not None:
            self._ask(turn, turn.draft, turn.draft.at, *intro)

    def answer(self, turn: Turn, text: str, files: tuple[str, ...] = ()) -> None:
        """Take words and files as the answer to the current question."""
        draft, step = turn.draft, self._current(turn)
        if draft is None:
            return
        if step is None:  # at the review
            self._add_files(turn, draft, files)
            self.ask_again(turn)
        elif step.kind is AskKind.FILES:
            self._collect(turn, draft, step, text, files)
        else:
            draft = self._add_files(turn, draft, files)
            if text:
                self._take(turn, draft, step, text)

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

    def skip(self, turn: Turn) -> None:
        """Pass over the current question, where that is allowed."""
        draft, step = turn.draft, self._current(turn)
        if draft is None or step is None:
            return
        if step.id in draft.again and step.id in draft.answers:
            self._onward(turn, structs.replace(draft, at=""))
        elif step.kind is AskKind.FILES and draft.answers.get(step.id):
            self._onward(turn, draft)
        elif step.optional:
            answers = {name: answer for name, answer in draft.answers.items() if name != step.id}
            self._onward(turn, structs.replace(draft, answers=answers, skipped=(*draft.skipped, step.id)))
        else:
            self.ask_again(turn, Text("fault-needed"))

    def back(self, turn: Turn) -> None:
        """Ask the question before."""
        draft = turn.draft
        if draft is None:
            return
        steps = self._askable(turn, draft)
        names = [step.id for step in steps]
        place = names.index(draft.at) if draft.at in names else len(names)
        if place == 0:
            self.ask_again(turn, Text("dialogue-first"))
        else:
            self._ask(turn, draft, names[place - 1])

    def edit(self, turn: Turn, step: str) -> None:
        """Change one answer, then return to the review."""
        draft = turn.draft
        if draft is None:
            return
        if step not in {each.id for each in self._askable(turn, draft)}:
            self.ask_again(turn, Text("press-old"))
            return
        skipped = tuple(each for each in draft.skipped if each != step)
        again = tuple(each for each in draft.again if each != step)
        self._ask(turn, structs.replace(draft, editing=True, skipped=skipped, again=again), step)

    def cancel(self, turn: Turn) -> None:
        """End the dialogue without effect, and take up again what it interrupted."""
        if turn.draft is not None:
            turn.tell("dialogue-cancelled")
            self._resume(turn, turn.draft)

    def send(self, turn: Turn) -> None:
        """Finish what was reviewed; something still missing is asked first."""
        if turn.draft is not None:
            self._onward(turn, turn.draft, reviewed=turn.draft.at == REVIEW)

    def submit(self, turn: Turn, name: str, given: Mapping[str, Answer]) -> None:
        """Take a whole form. What cannot be taken is asked for step by step; nothing is lost."""
        dialogue = self._dialogues.get(name)
        if dialogue is None:
            turn.tell("press-unknown")
            return
        faults = self.check(turn, dialogue, given)
        kept = {step: answer for step, answer in faults.answers.items() if step not in faults.wrong}
        running = turn.draft if turn.draft is not None and turn.draft.dialogue == name else None
        suspended = running.suspended if running is not None else turn.draft
        draft = Draft(
            turn.address.id,
            name,
            turn.now,
            answers=kept,
            subject=running.subject if running else 0,
            skipped=tuple(faults.skipped),
            suspended=suspended,
            turn=running.turn if running else 0,
        )
        if faults.wrong:
            turn.tell("form-faulty", count=len(faults.wrong))
            self._ask(turn, draft, next(iter(faults.wrong)), next(iter(faults.wrong.values())))
        else:
            self._onward(turn, draft, reviewed=True)

    def check(self, turn: Turn, dialogue: Dialogue, given: Mapping[str, Answer]) -> Checked:
        """Read every answer of a form as if it had been typed, in order."""
        checked = Checked({}, {}, [])
        steps = dialogue.steps(turn.office)
        for step in steps:
            if step in askable(steps, checked.answers):
                self._check_one(turn, step, given.get(step.id, ""), checked)
        return checked

    def _check_one(self, turn: Turn, step: Step, given: Answer, checked: Checked) -> None:
        if isinstance(given, tuple):
            own = tuple(each for each in given if self._own_file(turn, each))[: step.longest]
            if step.kind is AskKind.FILES and own:
                checked.answers[step.id] = own
                return
            given = ""
        if not given and step.optional:
            checked.skipped.append(step.id)
            return
        try:
            checked.answers[step.id] = read(step, given, self._reading(turn, step, checked.answers))
        except Fault as fault:
            checked.wrong[step.id] = fault.text if given else Text("fault-needed")

    def _own_file(self, turn: Turn, file: str) -> bool:
        found = turn.tx.files.get(file)
        return found is not None and found.person == turn.person.id

    def _take(self, turn: Turn, draft: Draft, step: Step, text: str) -> None:
        try:
            answer = read(step, text, self._reading(turn, step, draft.answers))
        except Fault as fault:
            self._ask(turn, draft, step.id, fault.text)
            return
        if step.clear:
            if step.id in draft.again and isinstance(first := draft.answers.get(step.id), str):
                answer = first if is_courtesy(answer) else f"{first}\n{answer}"[: step.longest]
            elif is_vague(answer):
                asked = structs.replace(
                    draft, answers={**draft.answers, step.id: answer}, again=(*draft.again, step.id)
                )
                self._ask(turn, asked, step.id, Text("ask-more"))
                return
        self._keep(turn, draft, step, answer)

    def _keep(self, turn: Turn, draft: Draft, step: Step, answer: Answer) -> None:
        skipped = tuple(each for each in draft.skipped if each != step.id)
        self._onward(turn, structs.replace(draft, answers={**draft.answers, step.id: answer}, skipped=skipped))

    def _collect(self, turn: Turn, draft: Draft, step: Step, text: str, files: tuple[str, ...]) -> None:
        if not files:
            self._ask(turn, draft, step.id, Text("fault-files"))
            return
        before = draft.answers.get(step.id, ())
        together = (*(before if isinstance(before, tuple) else ()), *files)
        kept = structs.replace(draft, answers={**draft.answers, step.id: together[: step.longest]})
        if text:
            kept = _remark(kept, text)
        intro = (
            Text("files-full", {"limit": step.longest})
            if len(together) > step.longest
            else Text("files-taken", {"count": len(together)})
        )
        self._ask(turn, kept, step.id, intro)

    def _add_files(self, turn: Turn, draft: Draft, files: tuple[str, ...]) -> Draft:
        """Keep files that came with another answer: they belong to the dialogue's files step."""
        if not files:
            return draft
        step = next((each for each in self._steps(turn, draft) if each.kind is AskKind.FILES), None)
        if step is None:
            turn.tell("files-not-here")
            return draft
        before = draft.answers.get(step.id, ())
        together = (*(before if isinstance(before, tuple) else ()), *files)[: step.longest]
        draft = structs.replace(draft, answers={**draft.answers, step.id: together})
        turn.keep(draft)
        turn.tell("files-kept", count=len(together))
        return draft

    def _onward(self, turn: Turn, draft: Draft, *, reviewed: bool = False) -> None:
        """Ask the next open question; when there is none, review or finish."""
        dialogue = self._dialogues[draft.dialogue]
        for step in self._askable(turn, draft):
            if step.id not in draft.answers and step.id not in draft.skipped:
                self._ask(turn, draft, step.id)
                return
        if dialogue.review and not reviewed:
            self._ask(turn, draft, REVIEW)
            return
        whole = structs.replace(draft, answers=counting_answers(dialogue.steps(turn.office), draft.answers))
        turn.drop()
        dialogue.finish(turn, whole)
        if turn.draft is None:
            self._resume(turn, draft)

    def _resume(self, turn: Turn, ended: Draft) -> None:
        turn.drop()
        if ended.suspended is not None:
            turn.keep(ended.suspended)
            self.ask_again(turn, Text("dialogue-resumed"))

    def _ask(self, turn: Turn, draft: Draft, step_id: str, *intro: Text) -> None:
        draft = structs.replace(draft, at=step_id, turn=draft.turn + 1)
        turn.keep(draft)
        steps = self._askable(turn, draft)
        step = next((each for each in steps if each.id == step_id), None)
        if step is None:
            turn.keep(structs.replace(draft, at=REVIEW))
            turn.say(question.review(turn, draft, steps))
        else:
            place = (steps.index(step) + 1, len(steps))
            turn.say(question.question(turn, draft, step, place, *intro))

    def _current(self, turn: Turn) -> Step | None:
        draft = turn.draft
        if draft is None:
            return None
        return next((step for step in self._steps(turn, draft) if step.id == draft.at), None)

    def _steps(self, turn: Turn, draft: Draft) -> tuple[Step, ...]:
        return self._dialogues[draft.dialogue].steps(turn.office)

    def _askable(self, turn: Turn, draft: Draft) -> tuple[Step, ...]:
        return askable(self._steps(turn, draft), draft.answers)

    def _reading(self, turn: Turn, step: Step, answers: dict[str, Answer]) -> Reading:
        choices = question.choices_of(turn, step, answers) if step.kind is AskKind.CHOICE else ()
        return Reading(turn.office, turn.now, choices)


class Checked(Struct):
    """A form that was read: the answers taken, the steps that are wrong and why, and those left out."""

    answers: dict[str, Answer]
    wrong: dict[str, Text]
    skipped: list[str]


def _remark(draft: Draft, text: str) -> Draft:
    """Keep what was written beside files: it belongs to the description."""
    described = draft.answers.get("description", "")
    joined = f"{described}\n{text}".strip() if isinstance(described, str) else text
    return structs.replace(draft, answers={**draft.answers, "description": joined})
