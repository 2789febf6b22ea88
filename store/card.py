"""A ticket as a card: the facts, the promises and the buttons that its reader may press."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from store.deadlines import Deadline, Promise
from store.lifecycle import TEAM, Action, AuthorKind, rule_for
from store.message import At, Button, ButtonStyle, Fact, Named, Term, Text, Value
from store.office import Office
from store.people import Person
from store.press import encode
from store.ticket import Ticket

SHOWN_PROMISES = 3
STARS = 5

STYLES = {
    "claim": ButtonStyle.PRIMARY,
    "resolve": ButtonStyle.PRIMARY,
    "solved": ButtonStyle.PRIMARY,
    "consent": ButtonStyle.PRIMARY,
    "unsolved": ButtonStyle.DANGER,
    "withdraw": ButtonStyle.DANGER,
    "object": ButtonStyle.DANGER,
}

TEAM_VERBS = {
    "claim": Action.CLAIM,
    "review": Action.REVIEW,
    "message": Action.MESSAGE,
    "ask": Action.ASK,
    "expect": Action.EXPECT,
    "resolve": Action.RESOLVE,
    "note": Action.NOTE,
}
"""The buttons of the team's card, in order, and what they do."""

CUSTOMER_VERBS = {
    "consent": Action.CONSENT,
    "object": Action.OBJECT,
    "solved": Action.CONFIRM,
    "unsolved": Action.DISPUTE,
    "add": Action.ADD,
    "urge": Action.URGE,
    "withdraw": Action.WITHDRAW,
}
"""The buttons of the customer's own ticket."""

ROW = 3
"""Buttons in a row."""


def button(verb: str, ticket: Ticket) -> Button:
    """Return one button of a ticket."""
    return Button(Text(f"button-{verb}"), encode(verb, ticket.id), STYLES.get(verb, ButtonStyle.PLAIN))


def stars(ticket: Ticket) -> tuple[Button, ...]:
    """Return the row of stars, 1 to 5."""
    return tuple(
        Button(Text("button-star", {"stars": count}), encode("rate", ticket.id, rating(ticket, count)))
        for count in range(1, STARS + 1)
    )


def rating(ticket: Ticket, count: int) -> str:
    """Return what a star's button carries: the number of the survey, and the stars."""
    return f"{len(ticket.surveys)}.{count}"


def rows(verbs: Sequence[str], ticket: Ticket) -> tuple[tuple[Button, ...], ...]:
    """Lay buttons out in rows; `stars` is a row of its own."""
    plain = [button(verb, ticket) for verb in verbs if verb != "stars"]
    laid = [tuple(plain[at : at + ROW]) for at in range(0, len(plain), ROW)]
    return tuple(([stars(ticket)] if "stars" in verbs else []) + laid)


def allowed(action: Action, ticket: Ticket, person: Person, kind: AuthorKind) -> bool:
    """Whether a person may do this to the ticket now, acting as `kind`."""
    rule = rule_for(action, ticket.status)
    if rule is None or kind not in rule.who:
        return False
    if kind is AuthorKind.CUSTOMER:
        return ticket.customer == person.id
    if action is Action.CLAIM and person.id == ticket.resolver and ticket.lead is not None:
        return person.id == ticket.lead  # what failed goes back to the same person only when the lead gives it back
    return not rule.owner_only or person.is_lead or person.id in {ticket.owner, ticket.lead}


def team_buttons(ticket: Ticket, person: Person) -> tuple[tuple[Button, ...], ...]:
    """Return what a team member may do with the ticket now."""
    kind = AuthorKind.SUPERVISOR if person.is_lead else AuthorKind.AGENT
    verbs = [verb for verb, action in TEAM_VERBS.items() if allowed(action, ticket, person, kind)]
    return rows(verbs, ticket)


def room_buttons(ticket: Ticket) -> tuple[tuple[Button, ...], ...]:
    """Return what somebody of the team may do with the ticket now; who presses is checked then."""
    rules = {verb: rule_for(action, ticket.status) for verb, action in TEAM_VERBS.items()}
    return rows([verb for verb, rule in rules.items() if rule is not None and rule.who & TEAM], ticket)


def customer_buttons(ticket: Ticket, person: Person) -> tuple[tuple[Button, ...], ...]:
    """Return what the customer may do with their ticket now."""
    verbs = [verb for verb, action in CUSTOMER_VERBS.items() if allowed(action, ticket, person, AuthorKind.CUSTOMER)]
    return rows(verbs, ticket)


def heading(ticket: Ticket) -> Text:
    """Return the title of a card."""
    return Text("card-title", {"number": ticket.number, "title": ticket.title})


def team_facts(
    ticket: Ticket, customer: Person | None, owner: Person | None, promises: Sequence[Deadline], office: Office
) -> tuple[Fact, ...]:
    """Return the lines of the team's card."""
    return (*_common(ticket, owner, office), *_customer(customer, office), *_device(ticket), *promise_facts(promises))


def customer_facts(
    ticket: Ticket, owner: Person | None, promises: Sequence[Deadline], office: Office
) -> tuple[Fact, ...]:
    """Return the lines of the customer's view."""
    shown = [each for each in promises if each.promise in FOR_CUSTOMERS]
    return (*_common(ticket, owner, office), *promise_facts(shown))


FOR_CUSTOMERS = frozenset(
    {Promise.CONTACT, Promise.RESPONSE, Promise.OPINION, Promise.RESOLUTION, Promise.RECOVERY, Promise.PROGRESS}
)
"""Promises that are made to the customer, not inside the team."""


def promise_facts(promises: Sequence[Deadline]) -> tuple[Fact, ...]:
    """Return the promises that run, the next first."""
    running = sorted(
        (each for each in promises if each.met is None and each.due is not None), key=lambda each: each.due or 0
    )
    paused = [each for each in promises if each.met is None and each.due is None]
    lines = [Fact(Text(f"promise-{each.promise}"), At(each.due or 0)) for each in running[:SHOWN_PROMISES]]
    return (*lines, *(Fact(Text(f"promise-{each.promise}"), Term("paused")) for each in paused))


def _common(ticket: Ticket, owner: Person | None, office: Office) -> Iterator[Fact]:
    yield Fact(Text("fact-status"), Term(f"status-{ticket.status.value.replace('_', '-')}"))
    yield Fact(Text("fact-category"), category_name(ticket, office))
    yield Fact(Text("fact-priority"), Term(f"priority-{ticket.priority.value}"))
    if owner is not None:
        yield Fact(Text("fact-owner"), owner.name)
    yield Fact(Text("fact-opened"), At(ticket.opened))
    if ticket.expected is not None:
        yield Fact(Text("fact-expected"), At(ticket.expected))


def _customer(customer: Person | None, office: Office) -> Iterator[Fact]:
    if customer is None:
        return
    yield Fact(Text("fact-customer"), customer.name or Term("the-customer"))
    if customer.phone:
        yield Fact(Text("fact-phone"), customer.phone)
    tier = next((each for each in office.playbook.tiers if each.id == customer.tier), None)
    if tier is not None:
        yield Fact(Text("fact-tier"), Named(tier.label))


def _device(ticket: Ticket) -> Iterator[Fact]:
    for step in ("model", "serial_number", "purchase_date", "happened_on"):
        if value := ticket.words(step):
            yield Fact(Text(f"label-{step.replace('_', '-')}"), value)


def category_name(ticket: Ticket, office: Office) -> Value:
    """Return the name of the ticket's category."""
    category = office.playbook.category(ticket.category)
    return Named(category.label) if category is not None else ticket.category
