"""The desk: the only way a ticket changes, by whoever may, with everything a change brings in one transaction."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from msgspec import structs

from store import history, timers, trace
from store.deadlines import deadlines
from store.delivery import Delivery, Kind, Lane, State
from store.desk import Post, Refused
from store.history import Detail
from store.lifecycle import CLOCK, TABLE, Action, Author, AuthorKind, next_status, rule_for
from store.message import FileRef, Message
from store.moment import DAY, HOUR, MINUTE
from store.people import Address
from store.ticket import ENDED, OPEN, Priority, Status, Survey, SurveyState
from store.transaction import StoredFile
from tests.store.room import ADMIN, AGENT, CUSTOMER, LEAD, NEXT, OTHER, SECOND, TUESDAY, Room, at, by

WORDS: dict[str, Detail] = {"words": "The main board is broken."}
NEEDED: dict[str, Detail] = {
    "words": "why",
    "expected": TUESDAY + 9 * DAY,
    "stars": 4,
    "into": "N1",
    "promise": "response",
}


def refusal(room: Room, action: Action, author: int | Author | None, /, **data: Detail) -> str:
    """Why something is refused; nothing is written."""
    before = list(room.connection.iterdump())
    who = author if isinstance(author, Author) else CLOCK if author is None else by(author)
    with pytest.raises(Refused) as refused:
        room.desk.act(room.id, action, who, data)
    assert list(room.connection.iterdump()) == before
    return refused.value.key


def test_a_report_becomes_a_ticket(room: Room) -> None:
    room.tx.files.put(StoredFile("f1", "0" * 64, "a.png", "image/png", 70, CUSTOMER, TUESDAY))
    ticket = room.report(urgency="urgent", impact="core", evidence=("f1",), description=" No \n picture " + "x" * 80)
    assert (ticket.number, ticket.status, ticket.priority, ticket.group) == (
        "FB20261124001",
        Status.NEW,
        Priority.P1,
        "technical",
    )
    assert ticket.title == "No picture " + "x" * 48 + "…"
    assert (ticket.language, ticket.opened, ticket.owner, ticket.evidence) == ("en", TUESDAY, None, ("f1",))
    assert room.tx.tickets.numbered("FB20261124001") == room.ticket == ticket
    (entry,) = room.history
    assert (entry.action, entry.author, entry.data["files"], entry.data["answer.urgency"]) == (
        Action.REPORT,
        by(CUSTOMER),
        ("f1",),
        "urgent",
    )
    file = room.tx.files.get("f1")
    assert file is not None
    assert file.ticket == ticket.id


@pytest.mark.parametrize("category", ["", "nothing"])
def test_a_report_needs_its_category(room: Room, category: str) -> None:
    with pytest.raises(Refused) as refused:
        room.report(category=category)
    assert refused.value.key == "refused-category"
    assert room.tx.tickets.newest() == []


def test_a_ticket_that_is_not_there_cannot_change(room: Room) -> None:
    room.report()
    room.id += 1
    assert refusal(room, Action.NOTE, AGENT, **WORDS) == "refused-unknown"


def in_status(room: Room, status: Status) -> None:
    """Put the ticket into a status past the rules."""
    surveys = (Survey(asked=room.now),) if status in {Status.RESOLVED, Status.CLOSED} else ()
    room.tx.tickets.put(structs.replace(room.ticket, status=status, owner=AGENT, surveys=surveys))


@pytest.mark.parametrize("status", Status)
def test_every_pair_of_status_and_action_goes_by_the_table(room: Room, status: Status) -> None:
    """Everybody tries everything; what the table has no row for is refused and leaves no trace."""
    room.report()
    in_status(room, status)
    authors = (by(CUSTOMER), by(AGENT), by(LEAD), CLOCK)
    for action in set(Action) - {Action.REPORT}:
        for author in authors:
            room.connection.execute("BEGIN")
            data = NEEDED | {"owner": AGENT if action is Action.ASSIGN else author.person}
            rule = rule_for(action, status)
            if rule is not None and author.kind in rule.who:
                changed = room.desk.act(room.id, action, author, data)
                assert changed.status is next_status(rule, status)
                assert room.history[-1].status is changed.status
                assert room.timers() == changed.pending
            else:
                with pytest.raises(Refused):
                    room.desk.act(room.id, action, author, data)
                assert room.ticket.status is status
            room.connection.execute("ROLLBACK")


def needs() -> Iterator[tuple[Action, str]]:
    return ((rule.action, name) for rule in TABLE if rule.given for name in rule.needs)


@pytest.mark.parametrize(("action", "name"), sorted(set(needs())))
@pytest.mark.parametrize("blank", ["", " \n\t ", None])
def test_what_an_action_needs_may_not_be_blank(room: Room, action: Action, name: str, blank: str | None) -> None:
    room.report()
    rule = next(rule for rule in TABLE if rule.action is action)
    in_status(room, min(rule.given))
    author = {AuthorKind.CUSTOMER: by(CUSTOMER), AuthorKind.CLOCK: CLOCK}.get(min(rule.who), by(LEAD))
    if AuthorKind.SUPERVISOR in rule.who:
        author = by(LEAD)
    given = NEEDED | {"owner": author.person} | dict.fromkeys(name.split("|"), blank)
    assert refusal(room, action, author, **given) == "refused-incomplete"


@pytest.mark.parametrize(("action", "author"), [(Action.MESSAGE, AGENT), (Action.NOTE, AGENT), (Action.ADD, CUSTOMER)])
def test_a_photo_says_enough(room: Room, action: Action, author: int) -> None:
    room.report()
    room.act(Action.CLAIM, AGENT, owner=AGENT)
    assert refusal(room, action, author, words=" ", files=()) == "refused-incomplete"
    assert room.act(action, author, words="", files=("f1",)).seq == 3


def test_a_question_has_words(room: Room) -> None:
    room.report()
    room.act(Action.CLAIM, AGENT, owner=AGENT)
    assert refusal(room, Action.ASK, AGENT, words=" ", files=("f1",)) == "refused-incomplete"


def test_exactly_one_claims(room: Room) -> None:
    room.report()
    assert room.act(Action.CLAIM, AGENT, owner=AGENT).owner == AGENT
    assert refusal(room, Action.CLAIM, SECOND, owner=SECOND) == "refused-claimed"


def test_nobody_claims_for_somebody_else(room: Room) -> None:
    room.report()
    assert refusal(room, Action.CLAIM, AGENT, owner=SECOND) == "refused-incomplete"


@pytest.mark.parametrize("owner", [CUSTOMER, 99])
def test_only_the_team_is_assigned(room: Room, owner: int) -> None:
    room.report()
    assert refusal(room, Action.ASSIGN, LEAD, owner=owner) == "refused-incomplete"
    assert room.act(Action.ASSIGN, LEAD, owner=SECOND).owner == SECOND


def test_who_has_left_is_not_assigned_and_can_do_nothing(room: Room) -> None:
    room.report()
    room.act(Action.CLAIM, AGENT, owner=AGENT)
    room.change(SECOND, removed=True)
    assert refusal(room, Action.ASSIGN, LEAD, owner=SECOND) == "refused-incomplete"


@pytest.mark.parametrize(
    ("author", "key"),
    [(AGENT, ""), (SECOND, "refused-not-yours"), (LEAD, ""), (ADMIN, ""), (CUSTOMER, "refused-status")],
)
def test_the_owner_and_the_supervisors_work_a_ticket(room: Room, author: int, key: str) -> None:
    room.report()
    room.act(Action.CLAIM, AGENT, owner=AGENT)
    if key:
        assert refusal(room, Action.MESSAGE, author, **WORDS) == key
    else:
        assert room.act(Action.MESSAGE, author, **WORDS).status is Status.IN_PROGRESS


def test_somebody_else_s_ticket_is_not_a_customer_s_to_change(room: Room) -> None:
    room.report()
    assert refusal(room, Action.WITHDRAW, OTHER) == "refused-not-yours"


def test_an_archived_ticket_says_that_it_is(room: Room) -> None:
    room.report()
    room.act(Action.WITHDRAW, CUSTOMER)
    room.act(Action.ARCHIVE, None)
    assert refusal(room, Action.ADD, CUSTOMER, **WORDS) == "refused-archived"


def test_a_result_that_failed_is_not_claimed_back_by_who_failed(room: Room) -> None:
    resolved(room)
    room.desk.dispute(room.id, by(CUSTOMER), WORDS)
    assert room.ticket.lead == LEAD
    assert refusal(room, Action.CLAIM, AGENT, owner=AGENT) == "refused-not-yours"
    assert room.act(Action.CLAIM, SECOND, owner=SECOND).owner == SECOND
    assert room.act(Action.ASSIGN, LEAD, owner=AGENT).owner == AGENT  # the lead may give it back, and still leads


def resolved(room: Room, resolver: int = AGENT) -> None:
    room.report()
    room.act(Action.CLAIM, resolver, owner=resolver)
    room.act(Action.RESOLVE, resolver, HOUR, **WORDS)


@pytest.mark.parametrize(
    ("stars", "status"), [(1, Status.REOPENED), (2, Status.REOPENED), (3, Status.CLOSED), (5, Status.CLOSED)]
)
def test_a_low_rating_reopens_it_to_somebody_else(room: Room, stars: int, status: Status) -> None:
    resolved(room)
    ticket = room.desk.rate(room.id, by(CUSTOMER), stars)
    assert ticket.status is status
    assert ticket.survey == Survey(asked=room.now, state=SurveyState.ANSWERED, stars=stars)
    assert (ticket.owner, ticket.lead) == ((None, LEAD) if status is Status.REOPENED else (AGENT, None))


def test_a_second_low_rating_goes_to_a_third(room: Room) -> None:
    resolved(room)
    room.desk.rate(room.id, by(CUSTOMER), 1)
    room.act(Action.CLAIM, LEAD, owner=LEAD)
    room.act(Action.RESOLVE, LEAD, **WORDS)
    ticket = room.desk.rate(room.id, by(CUSTOMER), 1)
    assert (ticket.resolver, ticket.lead, len(ticket.surveys)) == (LEAD, NEXT, 2)


def test_a_rating_counts_once_and_needs_a_survey(room: Room) -> None:
    room.report()
    with pytest.raises(Refused, match="refused-unknown"):
        room.desk.rate(room.id, by(CUSTOMER), 5)
    room.act(Action.CLAIM, AGENT, owner=AGENT)
    room.act(Action.RESOLVE, AGENT, **WORDS)
    room.desk.rate(room.id, by(CUSTOMER), 5)
    with pytest.raises(Refused, match="refused-rated"):
        room.desk.rate(room.id, by(CUSTOMER), 1)
    with pytest.raises(Refused, match="refused-unknown"):
        room.desk.rate(room.id + 1, by(CUSTOMER), 5)


def test_no_answer_is_never_satisfied(room: Room) -> None:
    resolved(room)
    ticket = room.act(Action.SURVEY_END, None, 3 * DAY)
    assert ticket.status is Status.CLOSED
    assert ticket.survey is not None
    assert (ticket.survey.state, ticket.survey.stars, ticket.survey.solved) == (SurveyState.NO_ANSWER, 0, None)


def test_what_the_customer_says_of_the_result_is_kept(room: Room) -> None:
    resolved(room)
    room.act(Action.CONFIRM, CUSTOMER)
    assert room.ticket.survey == Survey(asked=room.now, solved=True)
    room.desk.dispute(room.id, by(CUSTOMER), WORDS)
    assert room.ticket.survey == Survey(asked=room.now, state=SurveyState.ANSWERED, solved=False)


def test_a_message_goes_to_the_address_that_was_seen_last(room: Room) -> None:
    room.tx.people.put_address(Address(900, CUSTOMER, "post", "later", seen=TUESDAY + 1))
    room.tx.people.put_address(Address(901, CUSTOMER, "post", "blocked", seen=TUESDAY + 2, blocked=True))
    room.report()
    assert [each.address for each in room.said() if each.person == CUSTOMER] == [900]


def test_a_message_to_nowhere_is_not_lost_from_sight(room: Room) -> None:
    room.desk.post(77, Post(Message(), Kind.NEWS, Lane.NORMAL, "to nobody"))
    (row,) = room.tx.outbox.in_state(State.UNDELIVERABLE)
    assert (row.person, row.error, row.ended) == (77, "no address", TUESDAY)


def test_whoever_has_blocked_us_everywhere_is_left_to_the_courier(room: Room) -> None:
    for address in room.tx.people.addresses(CUSTOMER):
        room.tx.people.put_address(structs.replace(address, blocked=True))
    room.report()
    (row,) = (each for each in room.said() if each.person == CUSTOMER)
    assert (row.state, row.address) == (State.WAITING, room.tx.people.addresses(CUSTOMER)[0].id)


def test_every_message_has_a_key_of_its_own(room: Room) -> None:
    resolved(room)
    keys = [each.dedupe for each in room.said()]
    assert len(keys) == len(set(keys)) > 5
    assert all(key.startswith(f"{room.id}:") for key in keys)


def test_one_card_is_enough_for_who_is_told_in_two_roles(room: Room) -> None:
    for agent in (AGENT, SECOND):
        room.change(agent, on_duty=False)
    room.report()
    assert room.told() == [(CUSTOMER, "told-reported"), (LEAD, "ping-new"), (NEXT, "ping-new")]


def test_nobody_is_told_of_what_they_did_themselves(room: Room) -> None:
    room.report()
    room.act(Action.CLAIM, AGENT, owner=AGENT)
    assert (AGENT, "card-claimed") in room.told()  # the card that they see changes
    room.act(Action.REVIEW, LEAD)
    room.act(Action.ADD, CUSTOMER, **WORDS)
    assert room.told() == [(AGENT, "ping-added"), (AGENT, "card-changed")]


@pytest.mark.parametrize(
    ("action", "author", "data"),
    [
        (Action.MESSAGE, AGENT, WORDS),
        (Action.ASK, AGENT, WORDS),
        (Action.PROPOSE, AGENT, WORDS),
        (Action.RESOLVE, AGENT, WORDS),
        (Action.EXPECT, AGENT, {**WORDS, "expected": TUESDAY + DAY}),
        (Action.ADD, CUSTOMER, WORDS),
        (Action.ADD, CUSTOMER, {"words": ""}),
        (Action.URGE, CUSTOMER, WORDS),
    ],
)
def test_files_that_come_with_words_are_shown_with_them(
    room: Room, action: Action, author: int, data: dict[str, Detail]
) -> None:
    for name in ("f1", "f2"):
        room.tx.files.put(StoredFile(name, "0" * 64, f"{name}.png", "image/png", 70, author, TUESDAY))
    room.report()
    room.act(Action.CLAIM, AGENT, owner=AGENT)
    room.act(action, author, files=("f1", "gone", "f2"), **data)
    reader = CUSTOMER if author == AGENT else AGENT
    (row,) = (
        each
        for each in room.said()
        if each.dedupe.startswith(f"{room.id}:3:") and each.person == reader and each.kind is not Kind.CARD
    )
    assert row.message.files == tuple(FileRef(name, f"{name}.png", "image/png", 70) for name in ("f1", "f2"))
    assert row.message.quote == data["words"]
    file = room.tx.files.get("f2")
    assert file is not None
    assert file.ticket == room.id


def waiting(room: Room) -> list[tuple[str, State]]:
    return [(each.message.texts[0].key, each.state) for each in room.said() if each.kind is Kind.PROGRESS]


def test_quiet_hours_hold_what_the_clock_says_to_the_customer_and_nothing_else(room: Room) -> None:
    room.report()
    room.now = at("2026-11-24 23:00")
    room.act(Action.PROGRESS, None, told=TUESDAY)
    now = [each for each in room.said() if each.created == room.now and each.kind is not Kind.CARD]
    held = {(each.person, each.not_before) for each in now}
    assert held == {(CUSTOMER, at("2026-11-25 08:00")), (LEAD, 0), (NEXT, 0)}
    room.act(Action.CLAIM, AGENT, owner=AGENT)
    room.act(Action.MESSAGE, AGENT, MINUTE, **WORDS)
    assert room.said()[-1].not_before == 0


@pytest.mark.parametrize(
    ("action", "author", "overtaken"),
    [(Action.MESSAGE, AGENT, True), (Action.ASK, AGENT, True), (Action.RESOLVE, AGENT, True), (Action.WITHDRAW, CUSTOMER, True),
     (Action.NOTE, AGENT, False), (Action.ADD, CUSTOMER, False), (Action.URGE, CUSTOMER, False)],
)  # fmt: skip
def test_real_news_overtake_what_waits_to_say_that_there_is_none(
    room: Room, action: Action, author: int, *, overtaken: bool
) -> None:
    room.report()
    room.act(Action.CLAIM, AGENT, owner=AGENT)
    room.now = at("2026-11-24 23:00")
    room.act(Action.PROGRESS, None, told=TUESDAY)
    assert waiting(room) == [("told-progress", State.WAITING)]
    room.act(action, author, MINUTE, **WORDS)
    assert waiting(room) == [("told-progress", State.EXPIRED if overtaken else State.WAITING)]


def test_an_answer_overtakes_the_reminder(room: Room) -> None:
    room.report()
    room.act(Action.CLAIM, AGENT, owner=AGENT)
    room.act(Action.ASK, AGENT, **WORDS)
    room.act(Action.REMIND, None, 14 * HOUR, **WORDS)
    room.act(Action.ADD, CUSTOMER, MINUTE, **WORDS)
    assert waiting(room) == [("told-reminder", State.EXPIRED)]


@pytest.mark.parametrize(
    ("late", "marked"), [(0, False), (10 * MINUTE - 1, False), (10 * MINUTE, True), (3 * DAY, True)]
)
def test_what_fires_late_is_marked_late(room: Room, late: int, *, marked: bool) -> None:
    room.report()
    room.act(Action.PROGRESS, None, late=late, told=TUESDAY)
    rows = [each for each in room.said() if each.dedupe.startswith(f"{room.id}:2:") and each.kind is not Kind.CARD]
    assert {each.late for each in rows} == {marked}
    assert {each.message.texts[0].key == "said-late" for each in rows} == {marked}


def test_a_p1_rings_its_supervisor_before_other_talk(room: Room) -> None:
    def lanes() -> set[Lane]:
        return {each.lane for each in room.said() if each.message.texts[0].key == "ping-review"}

    room.report(urgency="normal")
    assert lanes() == {Lane.NORMAL}
    room.report(urgency="urgent", impact="core")
    assert lanes() == {Lane.URGENT}


def test_a_change_writes_the_ticket_its_history_its_timers_and_its_messages(room: Room) -> None:
    resolved(room)
    ticket = room.ticket
    assert history.verify(room.history, seq=ticket.seq, head=ticket.head) is None
    told = trace.read(room.history)
    assert room.timers() == ticket.pending
    assert ticket.pending == timers.pending(ticket, told, deadlines(ticket, told, room.office), room.office)
    assert ticket.changed == room.now
    assert [each.seq for each in room.history] == list(range(1, ticket.seq + 1))


def levels(room: Room) -> list[list[int]]:
    found = []
    for level in (1, 2, 3):
        room.act(Action.ESCALATE, None, HOUR, promise="response", level=level)
        found.append([person for person, key in room.told() if key == "ping-escalated"])
    return found


def test_silence_brings_in_the_next_level(room: Room) -> None:
    room.report()
    room.act(Action.CLAIM, AGENT, owner=AGENT)
    assert levels(room) == [[LEAD], [NEXT], [ADMIN]]
    assert (AGENT, "ping-missed") in room.told()
    told = [each for each in room.said() if each.person == CUSTOMER and each.message.texts[0].key == "told-late"]
    assert len(told) == 1, "the customer hears of it once"


@pytest.mark.parametrize(
    ("promise", "told"),
    [
        ("review", [(LEAD, "ping-escalated")]),
        ("accept", [(AGENT, "ping-escalated"), (SECOND, "ping-escalated")]),
        (
            "response",
            [(LEAD, "ping-escalated"), (AGENT, "ping-missed"), (SECOND, "ping-missed"), (CUSTOMER, "told-late")],
        ),
        (
            "opinion",
            [(LEAD, "ping-escalated"), (AGENT, "ping-missed"), (SECOND, "ping-missed"), (CUSTOMER, "told-late")],
        ),
        (
            "resolution",
            [(LEAD, "ping-escalated"), (AGENT, "ping-missed"), (SECOND, "ping-missed"), (CUSTOMER, "told-late")],
        ),
    ],
)
def test_who_hears_first_that_a_promise_slipped(room: Room, promise: str, told: list[tuple[int, str]]) -> None:
    room.report()
    room.act(Action.ESCALATE, None, HOUR, promise=promise, level=1)
    assert room.told() == told


def test_a_slipped_call_back_goes_to_the_supervisor_s_lead(room: Room) -> None:
    resolved(room)
    room.desk.rate(room.id, by(CUSTOMER), 1)
    room.act(Action.WARN, None, HOUR, promise="recovery")
    assert room.told() == [(LEAD, "ping-warn")]
    room.act(Action.ESCALATE, None, DAY, promise="recovery", level=1)
    assert room.told() == [(NEXT, "ping-escalated"), (LEAD, "ping-missed")]


def test_who_has_left_is_not_rung_any_more(room: Room) -> None:
    room.report()
    room.act(Action.CLAIM, AGENT, owner=AGENT)
    room.change(AGENT, removed=True)
    room.act(Action.URGE, CUSTOMER)
    assert room.told() == [(SECOND, "ping-urged")]


def first(rows: list[Delivery], person: int) -> Delivery:
    return next(each for each in rows if each.person == person)


def test_a_card_that_rings_shows_the_report_and_its_evidence(room: Room) -> None:
    room.tx.files.put(StoredFile("f1", "0" * 64, "a.png", "image/png", 70, CUSTOMER, TUESDAY))
    room.report(evidence=("f1",))
    new = first(room.said(), AGENT).message
    assert (new.quote, new.speaker, [file.id for file in new.files]) == ("No picture after power-on", "", ["f1"])
    review = first(room.said(), LEAD).message
    assert review.files == new.files
    assert first(room.said(), CUSTOMER).message.files == ()
    room.act(Action.ASSIGN, LEAD, owner=SECOND)
    assigned = [each for each in room.said() if each.message.texts[0].key == "ping-assigned"]
    assert [(each.person, each.message.files, each.message.quote) for each in assigned] == [
        (SECOND, new.files, "No picture after power-on")
    ]
    cards = [each.message for each in room.said() if each.kind is Kind.CARD]
    assert cards
    assert all(not card.files and not card.quote for card in cards)


@pytest.mark.parametrize("status", sorted(OPEN))
def test_a_customer_can_end_whatever_is_open(room: Room, status: Status) -> None:
    room.report()
    in_status(room, status)
    assert room.act(Action.WITHDRAW, CUSTOMER).status in ENDED
    assert set(room.timers()) == {"archive"}
