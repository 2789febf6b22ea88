"""Notices made into messages: only known values, the truth, and the words and files that belong to them."""

from __future__ import annotations

from msgspec import structs

from store.deadlines import Promise, deadlines
from store.delivery import Kind
from store.letters import Occasion, known, letter
from store.lifecycle import Action
from store.message import At, FileRef, Lasting, Term
from store.moment import DAY, HOUR, MINUTE
from store.notices import CHANGED, NOTICES, Notice
from store.people import Person
from store.routing import Audience
from store.trace import read
from tests.store.room import AGENT, CUSTOMER, Room, at

PHOTO = FileRef("f1", "a.png", "image/png", 70)
PROOF = FileRef("f2", "b.pdf", "application/pdf", 70)


def occasion(room: Room) -> Occasion:
    """The last change, as its letters see it."""
    ticket, told = room.ticket, read(room.history)
    people = room.tx.people
    return Occasion(
        ticket,
        room.history[-1],
        told,
        deadlines(ticket, told, room.office),
        people.get(ticket.customer),
        people.get(ticket.owner or 0),
        people.get(room.history[-1].author.person or 0),
        people.get(ticket.lead or 0),
        room.office,
        files=(PHOTO,),
        evidence=(PROOF,),
    )


def rows(action: Action, audience: Audience) -> list[Notice]:
    return [notice for notice in NOTICES[action] if notice.audience is audience]


def test_every_promise_has_a_moment_or_is_soon(room: Room) -> None:
    room.report()
    values = known(occasion(room))
    assert values["by_review"] == At(at("2026-11-24 09:15"))
    assert values["by_recovery"] == Term("soon")
    assert {f"by_{promise}" for promise in Promise} <= set(values)


def test_what_is_paused_says_so(room: Room) -> None:
    room.report()
    room.act(Action.CLAIM, AGENT, owner=AGENT)
    room.act(Action.ASK, AGENT, words="Which model?")
    values = known(occasion(room))
    assert values["by_resolution"] == Term("paused")
    assert values["closes"] == At(room.now + 3 * DAY)
    assert "ends" not in values


def test_a_nameless_person_has_words_for_it(room: Room) -> None:
    room.change(CUSTOMER, name="")
    room.report()
    values = known(occasion(room))
    assert (values["customer"], values["owner"], values["lead"]) == (
        Term("the-customer"),
        Term("nobody"),
        Term("a-supervisor"),
    )


def test_the_words_and_the_files_of_a_change_go_together(room: Room) -> None:
    room.report()
    room.act(Action.CLAIM, AGENT, owner=AGENT)
    room.act(Action.MESSAGE, AGENT, words="Look at this")
    (notice,) = rows(Action.MESSAGE, Audience.CUSTOMER)
    message = letter(notice, occasion(room), Person(CUSTOMER))
    assert (message.quote, message.speaker, message.files) == ("Look at this", "Li", (PHOTO,))


def test_files_without_words_are_shown_alone(room: Room) -> None:
    room.report()
    room.act(Action.ADD, CUSTOMER, words="", files=("f1",))
    (notice, _) = rows(Action.ADD, Audience.HANDLERS)
    message = letter(notice, occasion(room), Person(AGENT))
    assert (message.quote, message.speaker, message.files) == ("", "", (PHOTO,))


def test_a_card_that_rings_without_words_of_its_own_tells_the_report(room: Room) -> None:
    room.report()
    room.act(Action.URGE, CUSTOMER)
    (notice,) = rows(Action.URGE, Audience.HANDLERS)
    silent = structs.replace(occasion(room), files=())
    message = letter(notice, silent, Person(AGENT))
    assert (message.quote, message.files) == ("No picture after power-on", (PROOF,))
    assert message.slot == f"ticket:{room.id}"


def test_a_customer_is_never_shown_a_card(room: Room) -> None:
    room.report()
    (notice,) = rows(Action.REPORT, Audience.CUSTOMER)
    message = letter(notice, occasion(room), Person(CUSTOMER))
    assert (message.title, message.facts, message.files, message.slot, message.quote) == (None, (), (), "", "")
    assert [text.key for text in message.texts] == ["told-reported", "told-next"]


def truth(room: Room) -> list[str]:
    (notice,) = rows(Action.PROGRESS, Audience.CUSTOMER)
    return [text.key for text in letter(notice, occasion(room), Person(CUSTOMER)).texts]


def test_only_what_is_certain_is_told(room: Room) -> None:
    room.report()
    room.act(Action.PROGRESS, None, DAY, told=room.now)
    assert truth(room) == ["told-progress", "told-truth-unowned", "told-truth-unplanned", "told-truth-next"]
    room.act(Action.CLAIM, AGENT, owner=AGENT)
    room.act(Action.EXPECT, AGENT, words="Parts", expected=room.now + 30 * HOUR)
    room.act(Action.PROGRESS, None, DAY, told=room.now)
    assert truth(room) == ["told-progress", "told-truth-owned", "told-truth-expected", "told-truth-next"]
    room.act(Action.PROGRESS, None, DAY, told=room.now)
    assert truth(room)[2] == "told-truth-overdue"


def test_what_is_late_begins_with_that(room: Room) -> None:
    room.report()
    room.act(Action.PROGRESS, None, 2 * DAY, told=room.now, late=DAY)
    (notice,) = rows(Action.PROGRESS, Audience.CUSTOMER)
    first = letter(notice, occasion(room), Person(CUSTOMER)).texts[0]
    assert (first.key, first.values) == ("said-late", {"late": Lasting(DAY)})


def test_a_card_that_comes_in_silence_is_sorry_for_nothing(room: Room) -> None:
    room.report()
    room.act(Action.PROGRESS, None, 2 * DAY, told=room.now, late=DAY)
    message = letter(CHANGED, occasion(room), Person(AGENT))
    assert [text.key for text in message.texts] == ["card-changed"]
    quiet = [each for each in room.said() if each.kind is Kind.CARD and each.created == room.now]
    assert quiet
    assert not any(each.late for each in quiet)


def test_since_when_the_customer_has_heard_nothing(room: Room) -> None:
    room.report()
    reported = room.now
    room.act(Action.PROGRESS, None, DAY, told=reported)
    assert known(occasion(room))["told"] == At(reported)


def test_a_slipped_promise_is_named_with_its_moment(room: Room) -> None:
    room.report()
    room.act(Action.WARN, None, 90 * MINUTE, promise="response")
    values = known(occasion(room))
    assert (values["promise"], values["due"]) == (Term("promise-response"), At(at("2026-11-24 11:00")))
