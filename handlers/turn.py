"""One turn of a conversation: who speaks, where, and everything that handling it may touch."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol

from msgspec import Struct, structs

from store.delivery import Delivery, Kind, Lane
from store.desk import Desk, Refused
from store.draft import Draft
from store.history import Detail
from store.lifecycle import Action, Author, AuthorKind
from store.message import Button, Fact, FileRef, Message, Text, Value
from store.moment import Ms
from store.office import Office
from store.people import Address, Person
from store.ticket import Answer, Ticket
from store.transaction import Transaction

NUMBERS = 90_000_000
"""Among which the first number of a dialogue is drawn."""


class Conversing(Protocol):
    """As much of the dialogue engine as a conversation file uses."""

    def begin(
        self, turn: Turn, name: str, *intro: Text, subject: int = 0, answers: Mapping[str, Answer] | None = None
    ) -> None:
        """Begin a dialogue by its name; one that runs is taken up again afterwards."""
        ...

    def answer(self, turn: Turn, text: str, files: tuple[str, ...] = ()) -> None:
        """Take words and files as the answer to the current question."""
        ...

    def ask_again(self, turn: Turn, *intro: Text) -> None:
        """Ask the current question once more, after something said."""
        ...


class Turn(Struct):
    """The state of one event being handled. Lives as long as its transaction."""

    tx: Transaction
    office: Office
    now: Ms
    person: Person
    address: Address
    event: str
    """A key that is unique to the event: replies are deduplicated under it."""
    desk: Desk
    engine: Conversing
    draft: Draft | None = None
    awaited: bool = False
    """Whether a ticket of who speaks awaits an answer."""
    said: int = 0
    room: int = 0
    """The room of the team in which the event happened; 0 for none."""

    def say(self, message: Message) -> None:
        """Reply in this chat."""
        self.said += 1
        self.tx.outbox.add(
            Delivery(
                id=self.tx.new_id(),
                person=self.person.id,
                address=self.address.id,
                lane=Lane.REPLY,
                kind=Kind.REPLY,
                message=message,
                dedupe=f"{self.event}:{self.said}",
                created=self.now,
            )
        )

    def tell(self, key: str, /, **values: Value) -> None:
        """Reply with one sentence of the catalogue."""
        self.say(Message(texts=(Text(key, values),)))

    def show(
        self,
        *texts: Text,
        title: Text | None = None,
        facts: Sequence[Fact] = (),
        buttons: Sequence[Sequence[Button]] = (),
        files: Sequence[FileRef] = (),
        quote: str = "",
        speaker: str = "",
        slot: str = "",
    ) -> None:
        """Reply with a composed message."""
        self.say(
            Message(
                texts=texts,
                title=title,
                facts=tuple(facts),
                buttons=tuple(map(tuple, buttons)),
                files=tuple(files),
                quote=quote,
                speaker=speaker,
                slot=slot,
            )
        )

    def begin(self, name: str, *intro: Text, subject: int = 0, answers: Mapping[str, Answer] | None = None) -> None:
        """Begin a dialogue by its name, after something said; one that runs is taken up again afterwards."""
        self.engine.begin(self, name, *intro, subject=subject, answers=answers)

    def keep(self, draft: Draft) -> None:
        """Keep the conversation as it stands."""
        self.draft = draft
        self.tx.drafts.put(draft)

    def drop(self) -> None:
        """End the conversation that this chat is in."""
        self.draft = None
        self.tx.drafts.drop(self.address.id)

    def uncover(self, below: Draft | None) -> None:
        """End the conversation that this chat is in; what it had interrupted stands again, and is not asked yet."""
        if below is None:
            self.drop()
        else:
            self.keep(below)

    def fresh_number(self) -> int:
        """Return a first number for the questions of a dialogue, so that no button of an earlier one fits by chance."""
        return self.tx.new_id() % NUMBERS

    def done(
        self, ticket: int, action: Action, author: Author, words: str, files: tuple[str, ...], **more: Detail
    ) -> bool:
        """Do something to a ticket with what was said; where that is refused, say why, give the words back, and False."""
        data: dict[str, Detail] = {"words": words, **({"files": files} if files else {}), **more}
        if self.room:
            data["room"] = self.room
        try:
            self.desk.act(ticket, action, author, data)
        except Refused as refused:
            self.refuse(refused, words)
            return False
        return True

    def refuse(self, refused: Refused, words: str = "") -> None:
        """Say why not, and give back the words that would be lost. The desk refuses before it writes anything."""
        ticket = refused.ticket
        if ticket is None or not (self.person.is_team or ticket.customer == self.person.id):
            key = "refused-unknown" if refused.key == "refused-not-yours" else refused.key
            why = Text(key, {"number": "", "owner": ""})
        else:
            owner = self.tx.people.get(ticket.owner) if ticket.owner is not None else None
            why = Text(refused.key, {"number": ticket.number, "owner": owner.name if owner is not None else ""})
        self.show(why, *([Text("words-kept")] if words else []), quote=words)

    def change_person(self, **changes: object) -> None:
        """Change what is known of who speaks."""
        self.person = structs.replace(self.person, **changes)
        self.tx.people.put(self.person)

    def as_customer(self) -> Author:
        """Return who speaks, as the customer they are."""
        return Author(AuthorKind.CUSTOMER, self.person.id)

    def as_team(self) -> Author:
        """Return who speaks, as the team member they are."""
        kind = AuthorKind.SUPERVISOR if self.person.is_lead else AuthorKind.AGENT
        return Author(kind, self.person.id)

    def own_ticket(self, ticket_id: int) -> Ticket | None:
        """Return a ticket that who speaks reported; someone else's is answered like one that does not exist."""
        ticket = self.tx.tickets.get(ticket_id)
        return ticket if ticket is not None and ticket.customer == self.person.id else None

    def team_ticket(self, ticket_id: int) -> Ticket | None:
        """Return a ticket for who works in the team; nothing for anybody else."""
        return self.tx.tickets.get(ticket_id) if self.person.is_team else None
