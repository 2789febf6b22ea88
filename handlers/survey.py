"""The survey in chat: stars, the reason when they are few, words; a contradiction gets one question."""

from __future__ import annotations

from handlers import status
from handlers.answers import STARS, stars
from handlers.dialogue import Dialogue
from handlers.turn import Turn
from handlers.words import holds, plain
from store.draft import Draft
from store.history import Detail
from store.lifecycle import DONE, Action
from store.message import AskKind, Text
from store.office import Office
from store.playbook import Step
from store.press import Press
from store.ticket import Status, SurveyState, Ticket

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
    """Take the stars at once, so that they count even when nothing more is said; then ask why.

    A button carries the number of its survey, so that one of an earlier survey does not rate the next.
    """
    ticket = turn.own_ticket(press.subject)
    number, _, count = press.arg.partition(".")
    if ticket is None:
        turn.tell("refused-unknown")
    elif count not in {str(each) for each in range(1, STARS + 1)}:
        turn.tell("press-unknown")
    elif number != str(len(ticket.surveys)):
        turn.tell("press-old")
    else:
        _rate(turn, ticket, int(count))


def _rate(turn: Turn, ticket: Ticket, count: int) -> None:
    turn.desk.rate(ticket.id, turn.as_customer(), count)
    if count <= turn.office.playbook.survey.low:
        turn.begin("survey_low", subject=ticket.id)
    else:
        turn.begin("survey_high", Text("survey-thanks", {"stars": count}), subject=ticket.id)


def typed(turn: Turn, text: str) -> bool:
    """Take typed stars for the survey that stands open; of several, ask for which. False when there is none.

    A bare figure counts only where stars were asked for, and not while it may answer a question of the team.
    """
    count = stars(text)
    if count is None or turn.person.is_team:
        return False
    bare = plain(text).isdecimal()
    tickets = turn.tx.tickets.of_customer(turn.person.id)
    if bare and any(ticket.status is Status.AWAITING_CUSTOMER for ticket in tickets):
        return False
    asked = [ticket for ticket in tickets if _asked(ticket, DONE - {Status.RESOLVED} if bare else DONE)]
    if len(asked) == 1:
        _rate(turn, asked[0], count)
    elif asked:
        turn.show(Text("tickets-which"), buttons=status.rows(asked, "rate", count))
    return bool(asked)


def _asked(ticket: Ticket, statuses: frozenset[Status]) -> bool:
    return ticket.status in statuses and ticket.survey is not None and ticket.survey.state is SurveyState.OPEN


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
    """Note what was said of a rating: of that one, though the ticket may have been resolved and rated again since."""
    reason, words = draft.words("survey_reason"), draft.words("survey_words")
    ticket = turn.own_ticket(draft.subject)
    if (reason or words) and ticket is not None:
        number = sum(survey.asked <= draft.started for survey in ticket.surveys)
        data: dict[str, Detail] = {"words": words, "reasons": (reason,) if reason else (), "survey": number}
        turn.desk.act(draft.subject, Action.REMARK, turn.as_customer(), data)


def _really_done(turn: Turn, draft: Draft) -> None:
    """Trust what the customer says last: not solved reopens, solved ends it."""
    if draft.words("survey_really") == "yes":
        turn.tell("survey-done")
    elif (ticket := turn.own_ticket(draft.subject)) is not None:
        words = ticket.survey.words if ticket.survey is not None else ""
        turn.desk.dispute(ticket.id, turn.as_customer(), {"words": words})


DIALOGUES = (
    Dialogue("survey_low", _low_steps, _low_done, rest="survey_words", cancelled="survey-kept"),
    Dialogue("survey_high", _high_steps, _high_done, rest="survey_words", cancelled="survey-kept"),
    Dialogue("survey_really", _really_steps, _really_done, cancelled="survey-kept"),
)
VERBS = {"rate": rate}
