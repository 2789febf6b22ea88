"""The diagram says what the table says."""

from __future__ import annotations

import re

from store.diagram import mermaid
from store.lifecycle import TABLE, TEAM, Action, Rule
from store.ticket import OPEN, Status


def test_every_change_of_status_is_drawn_and_nothing_else() -> None:
    drawn = set[tuple[str, str, str]]()
    for line in mermaid().splitlines():
        if arrow := re.fullmatch(r"    (\S+) --> (\S+): (.+)", line):
            drawn |= {(arrow[1], arrow[2], action) for action in arrow[3].split(", ")}
        elif note := re.fullmatch(r"    note right of (\S+): (.+), from every open status", line):
            drawn |= {(status, note[1], action) for status in OPEN for action in note[2].split(", ")}
    expected = {
        (status, rule.to, rule.action.value.replace("_", " "))
        for rule in TABLE
        if rule.to
        for status in rule.given or {"[*]"}
        if status != rule.to
    }
    assert drawn == expected


def test_it_is_readable() -> None:
    lines = mermaid().splitlines()
    assert lines[0] == "stateDiagram-v2"
    assert "    new --> assigned: claim, assign" in lines
    assert "    note right of cancelled: withdraw, from every open status" in lines
    assert lines.count("    archived --> [*]") == 1
    arrows = [line.partition(":")[0] for line in lines if "-->" in line]
    assert len(arrows) == len(set(arrows)), "actions between two states share an arrow"


def test_a_small_table() -> None:
    table = (
        Rule(Action.REPORT, frozenset(), Status.NEW, TEAM),
        Rule(Action.NOTE, frozenset({Status.NEW}), None, TEAM),
        Rule(Action.ACCEPT, frozenset({Status.NEW}), Status.ACCEPTED, TEAM),
        Rule(Action.SURVEY_END, frozenset({Status.NEW}), Status.ACCEPTED, TEAM),
        Rule(Action.ARCHIVE, frozenset({Status.ACCEPTED}), Status.ARCHIVED, TEAM),
    )
    assert mermaid(table).splitlines()[1:] == [
        "    [*] --> new: report",
        "    new --> accepted: accept, survey end",
        "    accepted --> archived: archive",
        "    archived --> [*]",
    ]
