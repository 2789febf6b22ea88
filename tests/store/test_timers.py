"""What should be pending: recomputed from the ticket, its history and the playbook; once fired it does not come again."""

from __future__ import annotations

import pytest

from store.history import Detail
from store.lifecycle import Action
from store.moment import DAY, HOUR, MINUTE
from store.ticket import Status
from tests.store.room import AGENT, CUSTOMER, LEAD, OFFICE, Room, at, by, office

WORDS: dict[str, Detail] = {"words": "The main board is broken."}


def pending(room: Room) -> dict[str, str]:
    """What stands for the ticket, at local times; what is in the rows is what the ticket says."""
    assert room.timers() == room.ticket.pending
    zone = room.office.zone
    assert zone.key == "Asia/Shanghai"
    return {kind: _shown(due) for kind, due in sorted(room.ticket.pending.items())}


def _shown(due: int) -> str:
    days, rest = divmod(due - at("2026-11-01 00:00"), DAY)
    return f"{days + 1:02} {rest // HOUR:02}:{rest % HOUR // MINUTE:02}"


def claimed(room: Room) -> None:
    room.report()
    room.act(Action.CLAIM, AGENT, owner=AGENT)


def resolved(room: Room) -> None:
    claimed(room)
    room.act(Action.RESOLVE, AGENT, HOUR, **WORDS)


def test_a_report_is_watched(room: Room) -> None:
    room.report()
    assert pending(room) == {
        "due:review": "24 09:15",
        "due:accept": "24 10:00",
        "warn:response": "24 10:30",
        "due:response": "24 11:00",
        "nudge": "25 07:00",
        "progress": "25 09:00",
        "warn:resolution": "26 11:00",
        "due:resolution": "26 18:00",
    }


def test_what_is_kept_is_watched_no_more(room: Room) -> None:
    claimed(room)
    assert set(pending(room)) >= {"due:contact", "due:response"}
    room.act(Action.MESSAGE, AGENT, 10 * MINUTE, **WORDS)
    assert pending(room) == {
        "nudge": "25 07:10",
        "progress": "25 09:10",
        "warn:resolution": "26 11:00",
        "due:resolution": "26 18:00",
    }


@pytest.mark.parametrize(("share", "warned"), [(75, "24 10:30"), (50, "24 10:00"), (99, "24 10:58")])
def test_a_warning_comes_at_its_share(room: Room, share: int, warned: str) -> None:
    room.office = office(("warn_at = 75", f"warn_at = {share}"))
    room.report()
    assert pending(room)["warn:response"] == warned


def test_a_warning_comes_once(room: Room) -> None:
    room.report()
    room.act(Action.WARN, None, 90 * MINUTE, promise="response")
    assert "warn:response" not in pending(room)
    assert pending(room)["due:response"] == "24 11:00"


def test_after_an_escalation_the_next_level_comes_while_silence_lasts(room: Room) -> None:
    room.report()
    room.now = at("2026-11-24 11:00")
    room.act(Action.ESCALATE, None, promise="response", level=1)
    assert "warn:response" not in pending(room), "it has slipped already"
    assert pending(room)["due:response"] == "24 16:00"  # four working hours
    room.now = at("2026-11-24 16:00")
    room.act(Action.ESCALATE, None, promise="response", level=2)
    assert pending(room)["due:response"] == "25 11:00"
    room.act(Action.ESCALATE, None, DAY, promise="response", level=3)
    assert "due:response" not in pending(room)


def test_three_days_later_each_promise_fires_once_and_not_for_every_day(room: Room) -> None:
    room.report()
    room.now += 3 * DAY
    for promise in ("review", "accept", "response"):
        room.act(Action.ESCALATE, None, promise=promise, level=1, late=3 * DAY)
    room.act(Action.PROGRESS, None, told=0, late=2 * DAY)
    room.act(Action.ESCALATE, None, promise="resolution", level=1, late=15 * HOUR)
    assert min(room.ticket.pending.values()) > room.now, "nothing is due any more"


def test_a_late_result_is_no_silence_while_the_customer_hears_from_the_team(room: Room) -> None:
    claimed(room)
    room.act(Action.MESSAGE, AGENT, **WORDS)
    room.now = at("2026-11-26 18:00")
    room.act(Action.ESCALATE, None, promise="resolution", level=1)
    assert pending(room)["due:resolution"] == "27 14:00"
    room.now = at("2026-11-27 10:00")
    room.act(Action.MESSAGE, AGENT, **WORDS)
    assert pending(room)["due:resolution"] == "27 15:00"


def test_nobody_is_called_in_while_the_customer_has_to_answer(room: Room) -> None:
    claimed(room)
    room.now = at("2026-11-26 18:00")
    room.act(Action.ESCALATE, None, promise="resolution", level=1)
    room.now = at("2026-11-27 10:00")
    room.act(Action.ASK, AGENT, **WORDS)
    assert pending(room) == {"remind": "28 10:00", "close": "30 10:00"}
    room.now = at("2026-11-27 11:00")
    room.act(Action.ADD, CUSTOMER, **WORDS)
    assert pending(room)["due:resolution"] == "27 16:00"  # an hour of pause


@pytest.mark.parametrize("question", [Action.ASK, Action.PROPOSE])
def test_a_question_is_repeated_once_and_ends_by_itself(room: Room, question: Action) -> None:
    claimed(room)
    room.act(question, AGENT, HOUR, **WORDS)
    assert pending(room) == {"remind": "25 10:00", "close": "27 10:00"}
    room.act(Action.REMIND, None, DAY, **WORDS)
    assert pending(room) == {"close": "27 10:00"}
    assert room.act(Action.CLOSE, None, 2 * DAY, cause="no_answer").status is Status.CLOSED
    assert set(pending(room)) == {"archive"}


def test_the_customer_is_not_reminded_at_night(room: Room) -> None:
    claimed(room)
    room.now = at("2026-11-24 23:30")
    room.act(Action.ASK, AGENT, **WORDS)
    assert pending(room) == {"remind": "26 08:00", "close": "28 08:00"}


def test_the_owner_is_asked_for_news_once(room: Room) -> None:
    claimed(room)
    room.act(Action.MESSAGE, AGENT, **WORDS)
    room.act(Action.NUDGE, None, 22 * HOUR)
    assert "nudge" not in pending(room)
    assert pending(room)["progress"] == "25 09:00"
    room.act(Action.PROGRESS, None, 2 * HOUR, told=0)
    assert (pending(room)["nudge"], pending(room)["progress"]) == ("26 07:00", "26 09:00")
    room.act(Action.MESSAGE, AGENT, HOUR, **WORDS)
    assert (pending(room)["nudge"], pending(room)["progress"]) == ("26 08:00", "26 10:00")


def test_a_survey_is_repeated_once_and_ends_by_itself(room: Room) -> None:
    resolved(room)
    assert pending(room) == {"survey_remind": "25 10:00", "survey_end": "27 10:00"}
    room.act(Action.SURVEY_REMIND, None, DAY)
    assert pending(room) == {"survey_end": "27 10:00"}
    room.act(Action.SURVEY_END, None, 2 * DAY)
    assert pending(room) == {"archive": "27 17:00"}


def test_who_has_just_confirmed_is_not_asked_again_at_once(room: Room) -> None:
    resolved(room)
    room.act(Action.CONFIRM, CUSTOMER, 23 * HOUR)
    assert pending(room) == {"survey_remind": "26 09:00", "survey_end": "27 10:00"}


def test_a_reminder_that_would_come_after_the_end_does_not_come(room: Room) -> None:
    room.office = office(('remind = "1d"\nend', 'remind = "71h"\nend'))
    claimed(room)
    room.now = at("2026-11-24 23:30")
    room.act(Action.RESOLVE, AGENT, **WORDS)
    assert pending(room) == {"survey_end": "27 23:30"}


def test_a_rating_ends_the_survey(room: Room) -> None:
    resolved(room)
    room.now += HOUR
    room.desk.rate(room.id, by(CUSTOMER), 5)
    assert pending(room) == {"archive": "24 17:00"}


def test_a_second_result_brings_a_second_survey(room: Room) -> None:
    resolved(room)
    room.act(Action.SURVEY_REMIND, None, DAY)
    room.desk.rate(room.id, by(CUSTOMER), 1)
    assert {"warn:recovery", "due:recovery"} <= set(pending(room))
    room.act(Action.RESOLVE, LEAD, HOUR, **WORDS)
    assert pending(room) == {"survey_remind": "26 11:00", "survey_end": "28 11:00"}


@pytest.mark.parametrize(("hour", "archived"), [("16:00", "24 17:00"), ("17:00", "25 17:00"), ("20:00", "25 17:00")])
def test_what_is_withdrawn_is_archived_at_the_next_archive_time(room: Room, hour: str, archived: str) -> None:
    room.report()
    room.now = at(f"2026-11-24 {hour}")
    room.act(Action.WITHDRAW, CUSTOMER)
    assert pending(room) == {"archive": archived}
    room.act(Action.ARCHIVE, None)
    assert pending(room) == {}


def test_what_is_added_after_the_end_is_archived_with_it(room: Room) -> None:
    resolved(room)
    room.desk.rate(room.id, by(CUSTOMER), 5)
    room.now = at("2026-11-24 18:00")
    room.act(Action.ADD, CUSTOMER, **WORDS)
    assert pending(room) == {"archive": "25 17:00"}


def test_a_silent_owner_s_release_starts_no_other_watch(room: Room) -> None:
    claimed(room)
    room.act(Action.RELEASE, None, 30 * MINUTE, promise="contact", owner=AGENT)
    assert (room.ticket.status, room.ticket.owner) == (Status.ACCEPTED, None)
    assert "due:contact" not in pending(room)
    room.act(Action.CLAIM, AGENT, HOUR, owner=AGENT)
    assert pending(room)["due:contact"] == "24 11:00"


def test_everything_that_lives_has_a_timer(room: Room) -> None:
    """Nothing is ever forgotten: whatever has not been archived, something will fall due for it."""
    assert OFFICE.levels == 3
    claimed(room)
    for action, author, after in (
        (Action.PROPOSE, AGENT, HOUR),
        (Action.REMIND, None, DAY),
        (Action.CLOSE, None, 2 * DAY),
        (Action.DISPUTE, CUSTOMER, HOUR),
        (Action.ASK, LEAD, HOUR),
        (Action.ADD, CUSTOMER, HOUR),
        (Action.RESOLVE, LEAD, HOUR),
        (Action.SURVEY_END, None, 3 * DAY),
    ):
        room.act(action, author, after, **WORDS)
        assert room.ticket.pending, room.ticket.status
