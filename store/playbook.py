"""The playbook: one team's whole process as data, and the model that a playbook file must fit."""

from __future__ import annotations

import re
from enum import StrEnum

from msgspec import Struct

from store.label import Label
from store.message import AskKind
from store.moment import DAY, HOUR, MINUTE
from store.ticket import Priority


class PlaybookError(ValueError):
    """A playbook that does not fit the model; the message names the place and how to mend it."""


class Choice(Struct, frozen=True, forbid_unknown_fields=True):
    """One thing to choose, with its names in both languages."""

    id: str
    label: Label


class Category(Struct, frozen=True, forbid_unknown_fields=True):
    """A kind of need, the group that works it, and its finer kinds."""

    id: str
    label: Label
    group: str
    kinds: tuple[Choice, ...] = ()
    opinion: bool = False
    """Whether a first opinion is promised (complaints)."""


class Group(Struct, frozen=True, forbid_unknown_fields=True):
    """A team within the team."""

    id: str
    label: Label


class Step(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """One question of a capture. `when` names the answers (any of the listed) under which it is asked.

    `choices` names a list of the playbook (categories, kinds, urgencies, impacts, tiers). `profile` names what the
    contact's profile already holds, offered instead of asked. `clear` asks once more when the words are vague.
    """

    id: str
    kind: AskKind
    optional: bool = False
    when: dict[str, tuple[str, ...]] = {}
    choices: str = ""
    profile: str = ""
    clear: bool = False
    past: bool = False
    """A date or time that cannot lie in the future."""
    longest: int = 4000
    """Characters that a text may have; files that a files step may take."""
    ask: Label | None = None
    """The question in the team's own words; without it the catalogue's `ask-<id>` is used."""


class Counted(StrEnum):
    """The time in which a target is counted."""

    CLOCK = "clock"
    WORKING = "working"


class Target(Struct, frozen=True, forbid_unknown_fields=True):
    """A length of time promised. `within` is written 15m, 2h, 1d (24 hours) or 3wd (working days)."""

    within: str
    counted: Counted = Counted.WORKING


class Targets(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """One promise's target: for everyone, or by priority where it differs."""

    every: Target | None = None
    p1: Target | None = None
    p2: Target | None = None
    p3: Target | None = None

    def of(self, priority: Priority) -> Target | None:
        """Return the target of a priority; None when nothing is promised."""
        by_priority = {Priority.P1: self.p1, Priority.P2: self.p2, Priority.P3: self.p3}
        return by_priority[priority] or self.every


class PriorityRule(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """The first rule that fits gives the priority; an empty condition fits everything."""

    priority: int
    urgency: tuple[str, ...] = ()
    impact: tuple[str, ...] = ()
    tier: tuple[str, ...] = ()


class Quiet(Struct, frozen=True, forbid_unknown_fields=True, rename={"start": "from", "end": "to"}):
    """Hours in which nobody is written to of the clock's own accord."""

    start: str = "22:00"
    end: str = "08:00"


class Escalation(Struct, frozen=True, forbid_unknown_fields=True):
    """`warn_at` percent of a target warns; past it, each `again` brings in the next level, up to `levels`."""

    warn_at: int = 75
    again: str = "4h"
    levels: int = 3


class Progress(Struct, frozen=True, forbid_unknown_fields=True):
    """The customer hears news every `every`; the agent is asked `ask_before` that moment."""

    every: str = "1d"
    ask_before: str = "2h"


class Answering(Struct, frozen=True, forbid_unknown_fields=True):
    """A question to the customer is repeated after `remind` and the ticket closes after `close`."""

    remind: str = "1d"
    close: str = "3d"


class SurveyRules(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """When a survey is repeated and ends, up to how many stars it is a low one, and the reasons offered then."""

    remind: str = "1d"
    end: str = "3d"
    low: int = 2
    reasons: tuple[Choice, ...] = ()


class Archive(Struct, frozen=True, forbid_unknown_fields=True):
    """The team's time of day at which closed tickets are archived, and how long they are kept."""

    at: str = "17:00"
    years: int = 3


class SpecialDate(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """A day that the team itself adds: closed for it, or worked although the country rests."""

    date: str
    closed: bool
    name: Label


class Playbook(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """One team's whole process."""

    name: str
    title: Label
    zone: str
    number: str
    hours: dict[str, tuple[str, ...]]
    categories: tuple[Category, ...]
    groups: tuple[Group, ...]
    urgencies: tuple[Choice, ...]
    impacts: tuple[Choice, ...]
    tiers: tuple[Choice, ...]
    priorities: tuple[PriorityRule, ...]
    form: tuple[Step, ...]
    targets: dict[str, Targets]
    country: str = ""
    special: tuple[SpecialDate, ...] = ()
    phone_region: str = "CN"
    quiet: Quiet = Quiet()
    escalation: Escalation = Escalation()
    progress: Progress = Progress()
    answering: Answering = Answering()
    survey: SurveyRules = SurveyRules()
    archive: Archive = Archive()
    urge_every: str = "4h"
    reopen_within: str = "7d"

    def category(self, category: str) -> Category | None:
        """Return a category by its id."""
        return next((each for each in self.categories if each.id == category), None)

    def group(self, group: str) -> Group | None:
        """Return a group by its id."""
        return next((each for each in self.groups if each.id == group), None)

    def choices(self, step: Step, answers: dict[str, str]) -> tuple[Choice, ...]:
        """Return what a choice step offers, given the answers so far."""
        match step.choices:
            case "kinds":
                category = self.category(answers.get("category", ""))
                return category.kinds if category else ()
            case "categories":
                return tuple(Choice(each.id, each.label) for each in self.categories)
            case "urgencies":
                return self.urgencies
            case "impacts":
                return self.impacts
            case "tiers":
                return self.tiers
            case "reasons":
                return self.survey.reasons
            case _:
                return ()


_AMOUNT = re.compile(r"(\d{1,4})(wd|[mhd])", re.ASCII)
_UNITS = {"m": MINUTE, "h": HOUR, "d": DAY}


def amount(text: str, *, working_day: int) -> int:
    """Return the milliseconds of an amount such as 15m, 2h, 1d or 3wd; a working day is `working_day` ms long."""
    found = _AMOUNT.fullmatch(text.strip())
    if found is None:
        raise PlaybookError(f"{text!r} is not a length of time: write 15m, 2h, 1d (24 hours) or 3wd (working days)")
    number, unit = int(found[1]), found[2]
    return number * (working_day if unit == "wd" else _UNITS[unit])
