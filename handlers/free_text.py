"""Words outside a dialogue are never lost: they answer an open question, join a ticket, or begin a report."""

from __future__ import annotations

from handlers import customer_verbs, held, menu, report
from handlers.held import HELD
from handlers.turn import Turn
from handlers.words import command, is_courtesy, is_one_of, is_thanks
from store import card
from store.message import Text
from store.moment import DAY
from store.press import Press
from store.ticket import Status, Ticket

STALE = DAY
"""After this, words are not taken as the answer to a small question without asking; a report is resumed as it stands."""

ASIDE = frozenset({"cancel", "back", "skip", "done", "keep", "remove"})
"""Commands that say nothing where no dialogue runs."""


def said(turn: Turn, text: str, files: tuple[str, ...]) -> None:
    """Take what somebody says while no dialogue runs."""
    if turn.person.is_team:
        _from_team(turn, text, files)
        return
    tickets = held.tickets_of(turn)
    asked = [ticket for ticket in tickets if ticket.status is Status.AWAITING_CUSTOMER]
    if not files and _in_passing(turn, text, tickets, asked):
        return
    if len(asked) == 1 and not _waits(turn):
        held.add(turn, asked[0], text, files)
    elif tickets or _waits(turn):
        held.hold(turn, text, files)
    else:
        report.start(turn, seed=text, files=files)


def _waits(turn: Turn) -> bool:
    """Whether other words wait already for their place."""
    return turn.draft is not None and turn.draft.dialogue == HELD


def doubtful(turn: Turn, text: str, files: tuple[str, ...]) -> bool:
    """Whether words may be meant for something else than the question that stands.

    So it is when that question is small and was asked long ago, or when the team has asked one since.
    """
    draft = turn.draft
    if draft is None or draft.dialogue == HELD:
        return False
    stale = draft.dialogue != report.NAME and turn.now - draft.asked > STALE
    if not (stale or (turn.awaited and not turn.person.is_team)) or (is_courtesy(text) and not files):
        return False
    return stale or any(
        ticket.status is Status.AWAITING_CUSTOMER and ticket.changed > draft.asked
        for ticket in turn.tx.tickets.of_customer(turn.person.id)
    )


def replied(turn: Turn, about: int, text: str, files: tuple[str, ...]) -> bool:
    """Take a reply to a message about a ticket; False when it is none, or the ticket is not theirs."""
    if not about or (is_courtesy(text) and not files):
        return False
    own = turn.own_ticket(about)
    if turn.team_ticket(about) is None and (own is None or not own.is_open):
        return False
    held.to_ticket(turn, about, text, files)
    return True


def _in_passing(turn: Turn, text: str, tickets: list[Ticket], asked: list[Ticket]) -> bool:
    """Answer what is no report: a greeting, thanks, or yes and no to whether it is solved."""
    if is_one_of(text, "greetings"):
        menu.welcome(turn)
        return True
    if asked:
        if not is_thanks(text):
            return False
        turn.show(Text("courtesy"), Text("courtesy-asked", {"number": asked[0].number}))
        return True
    resolved = [ticket for ticket in tickets if ticket.status is Status.RESOLVED]
    if len(resolved) == 1 and _is_it_solved(turn, text, resolved[0]):
        return True
    if is_courtesy(text):
        turn.show(Text("courtesy"), buttons=card.rows(("solved", "unsolved"), resolved[0]) if resolved else ())
        return True
    if command(text) in ASIDE or is_one_of(text, "yes") or is_one_of(text, "no"):
        menu.nothing_begun(turn)
        return True
    return False


def _is_it_solved(turn: Turn, text: str, ticket: Ticket) -> bool:
    for verb, names in (("solved", ("solved", "yes")), ("unsolved", ("unsolved", "no"))):
        if any(is_one_of(text, name) for name in names):
            customer_verbs.VERBS[verb](turn, Press(verb, ticket.id))
            return True
    return False


def _from_team(turn: Turn, text: str, files: tuple[str, ...]) -> None:
    if is_courtesy(text) and not files:
        turn.tell("courtesy-team")
    elif is_one_of(text, "greetings") or not (held.tickets_of(turn) or _waits(turn)):
        menu.welcome(turn)
    elif command(text) in ASIDE:
        menu.nothing_begun(turn)
    else:
        held.hold(turn, text, files)
