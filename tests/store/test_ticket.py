"""Small truths of the records: a ticket's answers, a person's standing, a label's language, a draft's answers."""

from __future__ import annotations

import pytest

from store.draft import Draft
from store.label import Label
from store.people import Person, Role
from store.ticket import OPEN, Answer, Priority, Status, Survey, Ticket

ANSWERS: dict[str, Answer] = {"description": "No picture", "evidence": ("f1", "f2"), "more": ("f3",)}
TICKET = Ticket(1, "N1", 9, Status.NEW, Priority.P2, "fault", 100, answers=ANSWERS)


@pytest.mark.parametrize("record", [TICKET, Draft(1, "report", 0, answers=ANSWERS)])
def test_an_answer_is_words_or_files(record: Ticket | Draft) -> None:
    assert (record.words("description"), record.words("evidence"), record.words("nothing")) == ("No picture", "", "")
    assert (record.files("evidence"), record.files("description"), record.files("nothing")) == (("f1", "f2"), (), ())


def test_all_files_of_a_report_are_its_evidence() -> None:
    assert TICKET.evidence == ("f1", "f2", "f3")


@pytest.mark.parametrize("status", Status)
def test_a_ticket_is_open_while_a_result_is_owed(status: Status) -> None:
    assert Ticket(1, "N1", 9, status, Priority.P2, "fault", 100).is_open == (status in OPEN)


def test_the_survey_is_the_latest() -> None:
    assert TICKET.survey is None
    ticket = Ticket(1, "N1", 9, Status.NEW, Priority.P2, "fault", 100, surveys=(Survey(1), Survey(2)))
    assert ticket.survey == Survey(2)


@pytest.mark.parametrize(
    ("role", "team", "lead"),
    [(Role.CUSTOMER, False, False), (Role.AGENT, True, False), (Role.SUPERVISOR, True, True), (Role.ADMIN, True, True)],
)
def test_a_role_is_what_somebody_is_until_they_leave(role: Role, *, team: bool, lead: bool) -> None:
    assert (Person(1, role=role).is_team, Person(1, role=role).is_lead) == (team, lead)
    assert not Person(1, role=role, removed=True).is_team
    assert not Person(1, role=role, removed=True).is_lead


@pytest.mark.parametrize(("language", "name"), [("zh", "故障"), ("en", "Fault"), ("fr", "Fault")])
def test_a_label_reads_in_the_reader_s_language(language: str, name: str) -> None:
    assert Label("故障", "Fault").in_(language) == name
