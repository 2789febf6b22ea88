"""The survey in chat: stars, the reason when they are few, words; a contradiction gets one question."""

from __future__ import annotations

from handlers.dialogue import Dialogue
from handlers.turn import Turn
from handlers.words import holds
from store.draft import Draft
from store.lifecycle import Action
from store.message import AskKind
from store.office import Office
from store.playbook import Step
from store.press import Press
from store.ticket import Status, SurveyState, Ticket

STARS = 5
HIGH = 4
"""Stars from which complaining words are a contradiction."""

_REASON = Step("survey_reason", AskKind.CHOICE, choices="reasons", optional=True)
_WORDS = Step("survey_words", AskKind.TEXT, optional=True, longest=2000)
_REALLY = Step("survey_really", AskKind.YES_NO)


def _low_steps(_office: Office) -> tuple[Step, ...]:
    return (_REASON, _WORDS)


def _high_steps(_office: Office) -> tuple[Step, ...]:
    return (_WORDS,)


def _really_steps(_office: Office) -> tuple[Step, ...]:
    return (_REALLY,)


def rate(turn: Turn, press: Press) -> None:
    """Take the stars at once, so that they count even when nothing more is said; then ask why."""
    ticket = turn.own_ticket(press.subject)
    if ticket is None or press.arg not in {str(stars) for stars in range(1, STARS + 1)}:
        turn.tell("refused-unknown" if ticket is None else "press-unknown")
        return
    stars = int(press.arg)
    turn.desk.rate(ticket.id, turn.as_customer(), stars)
    if stars <= turn.office.playbook.survey.low:
        turn.begin("survey_low", subject=ticket.id)
    else:
        turn.tell("survey-thanks", stars=stars)
        turn.begin("survey_high", subject=ticket.id)


def typed(turn: Turn, text: str) -> bool:
    """Take a typed 1 to 5 as the stars of the survey that stands open; False when none does, or it is no such number."""
    if text.strip() not in {str(stars) for stars in range(1, STARS + 1)} or turn.person.is_team:
        return False
    ticket = next((each for each in turn.tx.tickets.of_customer(turn.person.id) if _asked(each)), None)
    if ticket is None:
        return False
    rate(turn, Press("rate", ticket.id, text.strip()))
    return True


def _asked(ticket: Ticket) -> bool:
    done = ticket.status in {Status.RESOLVED, Status.CLOSED}
    return done and ticket.survey is not None and ticket.survey.state is SurveyState.OPEN


def _low_done(turn: Turn, draft: Draft) -> None:
    _remark(turn, draft)
    turn.tell("survey-low-thanks")


def _high_done(turn: Turn, draft: Draft) -> None:
    _remark(turn, draft)
    ticket = turn.own_ticket(draft.subject)
    survey = ticket.survey if ticket is not None else None
    if survey is not None and survey.stars >= HIGH and holds(draft.words("survey_words"), "complaints"):
        turn.begin("survey_really", subject=draft.subject)
    else:
        turn.tell("survey-done")


def _remark(turn: Turn, draft: Draft) -> None:
    reason, words = draft.words("survey_reason"), draft.words("survey_words")
    if (reason or words) and turn.own_ticket(draft.subject) is not None:
        turn.desk.act(
            draft.subject, Action.REMARK, turn.as_customer(), {"words": words, "reasons": (reason,) if reason else ()}
        )


def _really_done(turn: Turn, draft: Draft) -> None:
    """Trust what the customer says last: not solved reopens, solved ends it."""
    if draft.words("survey_really") == "yes":
        turn.tell("survey-done")
    elif (ticket := turn.own_ticket(draft.subject)) is not None:
        words = ticket.survey.words if ticket.survey is not None else ""
        turn.desk.dispute(ticket.id, turn.as_customer(), {"words": words})


DIALOGUES = (
    Dialogue("survey_low", _low_steps, _low_done),
    Dialogue("survey_high", _high_steps, _high_done),
    Dialogue("survey_really", _really_steps, _really_done),
)
VERBS = {"rate": rate}
