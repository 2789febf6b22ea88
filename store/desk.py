"""The desk: the only way a ticket changes.

One change writes, in one transaction, the ticket, its history entry, its timers and every message it brings.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache

from msgspec import Struct, structs

from store import card, effects, history, letters, notices, timers, trace
from store.deadlines import Deadline, deadlines
from store.delivery import WHILE_OPEN, Delivery, Kind, Lane, State
from store.history import Detail, Entry
from store.lifecycle import CLOCK, Action, Author, AuthorKind, next_status, rule_for
from store.message import FileRef, Message
from store.moment import Ms
from store.notices import Notice
from store.office import Office
from store.people import Person
from store.routing import Audience, recipients, recovery_lead
from store.ticket import OPEN, Answer, Status, SurveyState, Ticket
from store.transaction import Transaction

TITLE = 60
"""Characters of the description that name a ticket."""


class Refused(Exception):
    """A change that may not happen. `key` names the catalogue entry that tells the reader why."""

    def __init__(self, key: str, ticket: Ticket | None = None) -> None:
        """Say why under a catalogue key, about a ticket where there is one."""
        super().__init__(key)
        self.key = key
        self.ticket = ticket


class Post(Struct, frozen=True):
    """A message with how it travels."""

    message: Message
    kind: Kind
    lane: Lane
    dedupe: str
    ticket: int = 0
    not_before: Ms = 0
    expires: Ms | None = None
    late: bool = False


class Desk:
    """Changes tickets inside one transaction, at one moment."""

    def __init__(self, tx: Transaction, office: Office, now: Ms) -> None:
        """Work in `tx` under a playbook's office at the moment `now`."""
        self.tx = tx
        self.office = office
        self.now = now
        self._team: list[Person] | None = None
        self._rooms: list[Person] | None = None

    @property
    def rooms(self) -> list[Person]:
        """The rooms of the team, read once in a transaction."""
        if self._rooms is None:
            self._rooms = self.tx.people.rooms()
        return self._rooms

    @property
    def team(self) -> list[Person]:
        """Everyone who works tickets, read once in a transaction."""
        if self._team is None:
            self._team = self.tx.people.team()
        return self._team

    def report(self, customer: Person, author: Author, answers: Mapping[str, Answer], begun: Ms = 0) -> Ticket:
        """Open a ticket from a capture, `begun` some time ago, and give it its number."""
        words = {step: answer for step, answer in answers.items() if isinstance(answer, str)}
        office = self.office
        category = office.playbook.category(words.get("category", ""))
        if category is None:
            raise Refused("refused-category")
        template = office.numbers
        serial = self.tx.tickets.next_serial(template.period(self.now, office.zone), template.start)
        blank = Ticket(
            id=self.tx.new_id(),
            number=template.render(self.now, serial, office.zone),
            customer=customer.id,
            status=Status.NEW,
            priority=office.priority(words),
            category=category.id,
            opened=self.now,
            group=category.group,
            title=_title(words),
            language=customer.language.value,
            answers=dict(answers),
            begun=begun,
        )
        files = blank.evidence
        if files:
            self.tx.files.attach(files, blank.id)
        data: dict[str, Detail] = {
            "category": category.id,
            "files": files,
            **{f"answer.{step}": answer for step, answer in words.items()},
        }
        return self._record(blank, Action.REPORT, Status.NEW, author, data, new=True)

    def act(self, ticket_id: int, action: Action, author: Author, data: Mapping[str, Detail] | None = None) -> Ticket:
        """Do something to a ticket.

        Raises Refused when the lifecycle does not allow it, the author may not, or something needed is missing.
        """
        ticket = self.tx.tickets.get(ticket_id)
        if ticket is None:
            raise Refused("refused-unknown")
        rule = rule_for(action, ticket.status)
        given = dict(data or {})
        if rule is None or author.kind not in rule.who:
            raise Refused(_why_not(action, ticket), ticket)
        if not self._may(action, ticket, author):
            raise Refused("refused-not-yours", ticket)
        if any(_missing(given, needed) for needed in rule.needs) or not self._can_own(action, given, author):
            raise Refused("refused-incomplete", ticket)
        files = given.get("files")
        if isinstance(files, tuple) and files:
            self.tx.files.attach(files, ticket.id)
        return self._record(ticket, action, next_status(rule, ticket.status), author, given)

    def rate(self, ticket_id: int, customer: Author, stars: int) -> Ticket:
        """Take a rating. A low one reopens the ticket to a supervisor who did not resolve it."""
        ticket = self.tx.tickets.get(ticket_id)
        if ticket is None or ticket.survey is None:
            raise Refused("refused-unknown", ticket)
        if ticket.survey.state is not SurveyState.OPEN:
            raise Refused("refused-rated", ticket)
        ticket = self.act(ticket_id, Action.RATE, customer, {"stars": stars})
        if stars <= self.office.playbook.survey.low:
            ticket = self.dispute(ticket_id, customer, {"cause": "low_rating", "stars": stars})
        return ticket

    def dispute(self, ticket_id: int, customer: Author, data: Mapping[str, Detail]) -> Ticket:
        """Reopen a ticket whose result the customer does not accept, and choose who leads the second handling."""
        ticket = self.tx.tickets.get(ticket_id)
        if ticket is None:
            raise Refused("refused-unknown")
        lead = recovery_lead(ticket, self.team)
        return self.act(ticket_id, Action.DISPUTE, customer, {**data, "lead": lead.id if lead else None})

    def post(self, person: int, post: Post) -> None:
        """Write one message into the outbox, to the address at which the person was seen last.

        Who has blocked every one of them is written to all the same: the courier finds it out, and tells who has to know.
        """
        addresses = sorted(self.tx.people.addresses(person), key=lambda each: each.blocked)
        address = addresses[0].id if addresses else 0
        self.tx.outbox.add(
            Delivery(
                id=self.tx.new_id(),
                person=person,
                address=address,
                lane=post.lane,
                kind=post.kind,
                message=post.message,
                dedupe=post.dedupe,
                created=self.now,
                ticket=post.ticket,
                not_before=post.not_before,
                expires=post.expires,
                late=post.late,
                state=State.WAITING if address else State.UNDELIVERABLE,
                error="" if address else "no address",
                ended=None if address else self.now,
            )
        )

    def recompute(self, ticket: Ticket) -> Ticket:
        """Set a ticket's timers anew, as after a change of the playbook; nothing else of it changes."""
        told = trace.read(self.tx.tickets.history(ticket.id))
        return self._keep(ticket, told, deadlines(ticket, told, self.office), new=False)

    def _may(self, action: Action, ticket: Ticket, author: Author) -> bool:
        if author.kind is AuthorKind.CLOCK:
            return True
        person = self.tx.people.get(author.person) if author.person is not None else None
        return person is not None and card.allowed(action, ticket, person, author.kind)

    def _can_own(self, action: Action, given: Mapping[str, Detail], author: Author) -> bool:
        """Whether who is to own the ticket can: whoever claims it, or anybody of the team whom a supervisor names."""
        if action is Action.CLAIM:
            return given["owner"] == author.person
        return action is not Action.ASSIGN or given["owner"] in {person.id for person in self.team}

    def _record(
        self,
        ticket: Ticket,
        action: Action,
        status: Status,
        author: Author,
        data: dict[str, Detail],
        *,
        new: bool = False,
    ) -> Ticket:
        change = history.Change(self.now, author, action, status, data)
        entry = history.follow(ticket.id, ticket.seq + 1, ticket.head, change)
        entries = [] if new else self.tx.tickets.history(ticket.id)
        told = trace.read([*entries, entry])
        changed = effects.changed(ticket, entry)
        promises = deadlines(changed, told, self.office)
        ticket = self._keep(changed, told, promises, new=new)
        self.tx.tickets.append(entry)
        self._overtake(ticket, entry, told)
        self._tell(ticket, entry, told, promises)
        return ticket

    def _overtake(self, ticket: Ticket, entry: Entry, told: trace.Trace) -> None:
        """End the messages that still wait and that this change makes pointless."""
        if ticket.status not in OPEN:
            self.tx.outbox.expire(ticket.id, tuple(WHILE_OPEN), self.now)
        elif entry.author != CLOCK and told.told == entry.at:  # real news, or the answer itself
            self.tx.outbox.expire(ticket.id, (Kind.PROGRESS,), self.now)
            if told.escalated:
                self._withdraw_apologies(ticket)

    def _withdraw_apologies(self, ticket: Ticket) -> None:
        """End what would be said in the morning of a promise that slipped at night: it is not the truth any more."""
        for row in self.tx.outbox.of_ticket(ticket.id):
            if row.kind is Kind.DEADLINE and row.state is State.WAITING and row.not_before > self.now:
                self.tx.outbox.put(structs.replace(row, state=State.EXPIRED, ended=self.now))

    def _keep(self, ticket: Ticket, told: trace.Trace, promises: Sequence[Deadline], *, new: bool) -> Ticket:
        before = ticket.pending
        ticket = structs.replace(ticket, pending=timers.pending(ticket, told, promises, self.office))
        self.tx.tickets.put(ticket, new=new)
        self.tx.timers.replace(ticket.id, before, ticket.pending)
        return ticket

    def _tell(self, ticket: Ticket, entry: Entry, told: trace.Trace, promises: Sequence[Deadline]) -> None:
        bringing = list(notices.after(ticket, entry))
        if not (bringing or self.rooms):
            return
        person = cache(self.tx.people.get)
        occasion = letters.Occasion(
            ticket,
            entry,
            told,
            promises,
            customer=person(ticket.customer),
            owner=person(ticket.owner) if ticket.owner is not None else None,
            actor=person(entry.author.person) if entry.author.person is not None else None,
            lead=person(ticket.lead) if ticket.lead is not None else None,
            office=self.office,
            files=self._files(entry.data.get("files")),
            evidence=self._files(ticket.evidence),
        )
        reached: set[tuple[int, bool]] = set()
        for place, notice in enumerate(bringing):
            for reader in filter(None, map(person, self._readers(notice, occasion))):
                if notice.card and (reader.id, True) in reached:
                    continue  # one card is enough for who is told in two roles
                reached.add((reader.id, notice.card))
                self.post(reader.id, self._post(notice, occasion, reader, place))
        for room in self.rooms:
            self.post(room.id, self._in_room(occasion, room))

    def _in_room(self, occasion: letters.Occasion, room: Person) -> Post:
        entry = occasion.entry
        notice = notices.in_room(entry, room.id)
        dedupe = f"{entry.ticket}:{entry.seq}:room:{room.id}"
        return Post(letters.for_room(occasion), notice.kind, notice.lane, dedupe, ticket=entry.ticket)

    def _readers(self, notice: Notice, occasion: letters.Occasion) -> Sequence[int]:
        data = occasion.entry.data
        promise, level = str(data.get("promise", "")), data.get("level")
        ids = recipients(
            notice.audience,
            occasion.ticket,
            () if notice.audience is Audience.CUSTOMER else self.team,
            promise,
            level if isinstance(level, int) else 1,
        )
        if notice.audience is not Audience.CUSTOMER and not notice.card:
            ids = [each for each in ids if each != occasion.entry.author.person]
        return ids

    def _files(self, ids: Detail) -> tuple[FileRef, ...]:
        found = map(self.tx.files.get, ids) if isinstance(ids, tuple) else ()
        return tuple(FileRef(file.id, file.name, file.mime, file.size) for file in found if file is not None)

    def _post(self, notice: Notice, occasion: letters.Occasion, reader: Person, place: int) -> Post:
        entry = occasion.entry
        unasked = entry.author == CLOCK and notice.audience is Audience.CUSTOMER
        late = entry.data.get("late")
        return Post(
            letters.letter(notice, occasion, reader),
            notice.kind,
            notice.lane,
            dedupe=f"{entry.ticket}:{entry.seq}:{place}:{reader.id}",
            ticket=entry.ticket,
            not_before=self.office.quiet.wait_until(self.now) if unasked else 0,
            late=isinstance(late, int) and late >= letters.LATE and notice.kind is not Kind.CARD,
        )


def _missing(given: Mapping[str, Detail], needed: str) -> bool:
    """Whether a change lacks what it needs: everything that it could carry instead is blank."""
    values = [given.get(name) for name in needed.split("|")]
    return all(value in (None, ()) or (isinstance(value, str) and not value.strip()) for value in values)


def _title(words: Mapping[str, str]) -> str:
    text = " ".join(words.get("description", "").split())
    return text if len(text) <= TITLE else text[: TITLE - 1] + "…"


def _why_not(action: Action, ticket: Ticket) -> str:
    if action is Action.CLAIM and ticket.owner is not None:
        return "refused-claimed"
    if ticket.status is Status.ARCHIVED:
        return "refused-archived"
    return "refused-status"
