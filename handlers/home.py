"""What concerns somebody, at a glance: their own tickets, or the desk's by what falls due next."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from handlers import menu, queue
from handlers.turn import Turn
from store import card, trace
from store.deadlines import deadlines
from store.message import Button, ButtonStyle, Fact, Message, Term, Text
from store.moment import Ms
from store.press import encode
from store.ticket import OPEN, Status, Ticket

SHOWN = 15
"""Tickets of a list."""

LOOKED_AT = 200
"""The newest tickets, of which the figures of the day are told."""

VERB = "home"
"""What a button does that narrows the list: the channel shows it again, and nothing changes."""

FILTERS = ("mine", "free", "late")
"""What the desk's list can be narrowed to."""


def stranger() -> list[Message]:
    """Return the view of somebody who has never been here."""
    report = Button(Text("menu-report"), encode("menu", 0, "report"), ButtonStyle.PRIMARY)
    return [Message(title=Text("home-title"), texts=(Text("home-welcome"),), buttons=((report,),))]


def messages(turn: Turn, narrowed: str = "") -> list[Message]:
    """Return the view of who asks; `narrowed` is one of the filters, or empty, and with a dot the page of its list."""
    name, _, page = narrowed.partition(".")
    at = int(page) if page.isascii() and page.isdigit() and len(page) <= len(str(LOOKED_AT)) else 0
    return _desk(turn, name, at) if turn.person.is_team else _customer(turn, at)


def _customer(turn: Turn, page: int) -> list[Message]:
    tickets = [ticket for ticket in turn.tx.tickets.of_customer(turn.person.id, limit=LOOKED_AT) if ticket.is_open]
    shown, turning = _page(tickets, "", page)
    head = Message(
        title=Text("home-title"),
        texts=(Text("home-open", {"count": len(tickets)}) if tickets else Text("home-welcome"),),
        buttons=menu.buttons(turn.person),
    )
    return [head, *(_own(turn, ticket) for ticket in shown), *turning]


def _page(tickets: Sequence[Ticket], name: str, page: int) -> tuple[Sequence[Ticket], list[Message]]:
    """Return one page of a list, and the buttons that turn it."""
    page = min(page, max(0, len(tickets) - 1) // SHOWN)
    first, last = page * SHOWN, (page + 1) * SHOWN
    turns = []
    if page:
        turns.append(Button(Text("home-page-before", {"count": SHOWN}), encode(VERB, 0, f"{name}.{page - 1}")))
    if left := len(tickets[last:]):
        turns.append(
            Button(Text("home-page-after", {"count": min(left, SHOWN)}), encode(VERB, 0, f"{name}.{page + 1}"))
        )
    return tickets[first:last], [Message(buttons=(tuple(turns),))] if turns else []


def _own(turn: Turn, ticket: Ticket) -> Message:
    owner = turn.tx.people.get(ticket.owner) if ticket.owner is not None else None
    promises = deadlines(ticket, trace.read(turn.tx.tickets.history(ticket.id)), turn.office)
    return Message(
        texts=(card.heading(ticket),),
        facts=card.customer_facts(ticket, owner, promises, turn.office),
        buttons=((Button(Text("button-show"), encode("show", ticket.id)),),),
    )


def _desk(turn: Turn, narrowed: str, page: int) -> list[Message]:
    lists = {"mine": queue.own(turn), "free": queue.free(turn), "late": late(turn)}
    shown = FILTERS if turn.person.is_lead else FILTERS[:2]
    chosen = {name: lists[name] for name in ((narrowed,) if narrowed in lists else shown)}
    head = Message(
        title=Text("home-title"),
        texts=(Text("home-duty-on" if turn.person.on_duty else "home-duty-off"),),
        facts=_figures(turn) if turn.person.is_lead else (),
        buttons=(
            (Button(Text("button-duty"), encode("duty")), Button(Text("menu-help"), encode("menu", 0, "help"))),
            tuple(_filter(name, len(tickets), chosen=name == narrowed) for name, tickets in lists.items()),
        ),
    )
    if narrowed not in lists:
        return [head, *(line for name, tickets in chosen.items() for line in _list(turn, name, tickets))]
    shown_now, turning = _page(lists[narrowed], narrowed, page)
    return [head, *_list(turn, narrowed, shown_now, len(lists[narrowed])), *turning]


def _filter(name: str, count: int, *, chosen: bool) -> Button:
    """Return the button that narrows the list, or widens it again."""
    style = ButtonStyle.PRIMARY if chosen else ButtonStyle.PLAIN
    return Button(Text(f"home-list-{name}", {"count": count}), encode(VERB, 0, "" if chosen else name), style)


def _list(turn: Turn, name: str, tickets: Sequence[Ticket], count: int = 0) -> Iterable[Message]:
    yield Message(title=Text(f"home-list-{name}", {"count": count or len(tickets)}))
    for ticket in tickets[:SHOWN]:
        yield Message(
            texts=(Text("queue-line", {"number": ticket.number, "title": ticket.title}),),
            facts=(Fact(Text("home-next"), queue.when(turn, ticket)), _status(ticket)),
            buttons=(tuple(_buttons(turn, ticket)),),
        )


def _buttons(turn: Turn, ticket: Ticket) -> Iterable[Button]:
    first = next((button for row in card.team_buttons(ticket, turn.person) for button in row), None)
    if first is not None:
        yield first
    yield Button(Text("button-show"), encode("show", ticket.id))


def _status(ticket: Ticket) -> Fact:
    return Fact(Text("fact-status"), Term(f"status-{ticket.status.value.replace('_', '-')}"))


def late(turn: Turn) -> list[Ticket]:
    """Return the open tickets of which a promise slipped or a supervisor is in charge, the most pressing first."""
    return [ticket for ticket in turn.tx.tickets.queue(tuple(OPEN), limit=50) if _slipped(turn, ticket)]


def _slipped(turn: Turn, ticket: Ticket) -> bool:
    return ticket.lead is not None or bool(trace.read(turn.tx.tickets.history(ticket.id)).escalated)


def _figures(turn: Turn) -> tuple[Fact, ...]:
    """Return the figures of the day, of the newest tickets."""
    calendar = turn.office.calendar
    midnight = calendar.at_local(calendar.local_date(turn.now), 0)
    newest = turn.tx.tickets.newest(limit=LOOKED_AT)
    stars = _stars(newest, midnight)
    figures: dict[str, int | str] = {
        "reported": sum(ticket.opened >= midnight for ticket in newest),
        "open": sum(ticket.is_open for ticket in newest),
        "resolved": sum(ticket.changed >= midnight and ticket.status in _DONE for ticket in newest),
        "rated": f"{sum(stars) / len(stars):.1f}" if stars else "–",
    }
    return tuple(Fact(Text(f"home-figure-{name}"), value) for name, value in figures.items())


_DONE = frozenset({Status.RESOLVED, Status.CLOSED, Status.ARCHIVED})


def _stars(tickets: Sequence[Ticket], since: Ms) -> list[int]:
    return [survey.stars for ticket in tickets for survey in ticket.surveys if survey.stars and survey.asked >= since]
