"""The office: a playbook made ready to work with. Immutable, shared by everything that handles or watches tickets."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import date

import msgspec

from store.calendar import WALL_CLOCK, Calendar, Counts, SpecialDay
from store.hours import Hours, Quiet, minute_of_day
from store.message import AskKind
from store.moment import Ms
from store.numbers import NumberTemplate
from store.playbook import Counted, Playbook, Step, Target, amount
from store.ticket import Priority


class Office:
    """The playbook with its calendar, quiet hours and number template.

    `holidays` gives the country's special day of a date, or None.
    """

    def __init__(self, playbook: Playbook, holidays: Callable[[date], SpecialDay | None]) -> None:
        """Make a playbook ready. Raises PlaybookError or ValueError for what only shows when it is put to use."""
        self.playbook = playbook
        hours = Hours.parse(playbook.hours)
        own = {
            date.fromisoformat(day.date): SpecialDay.of(closed=day.closed, name=day.name) for day in playbook.special
        }
        self.calendar = Calendar(playbook.zone, hours, lambda day: own.get(day) or holidays(day))
        self.zone = self.calendar.zone
        self.quiet = Quiet.parse(playbook.zone, playbook.quiet.start, playbook.quiet.end)
        self.numbers = NumberTemplate(playbook.number)
        self.working_day = hours.longest_day
        self.steps: dict[str, Step] = {step.id: step for step in playbook.form}
        self._targets = {
            (name, priority): (self.amount(target.within), self.counts(target))
            for name, targets in playbook.targets.items()
            for priority in Priority
            if (target := targets.of(priority)) is not None
        }
        self.warn_at = playbook.escalation.warn_at
        self.levels = playbook.escalation.levels
        self.again = self.amount(playbook.escalation.again)
        self.progress_every = self.amount(playbook.progress.every)
        self.progress_ask_before = self.amount(playbook.progress.ask_before)
        self.answer_remind = self.amount(playbook.answering.remind)
        self.answer_close = self.amount(playbook.answering.close)
        self.survey_remind = self.amount(playbook.survey.remind)
        self.survey_end = self.amount(playbook.survey.end)
        self.urge_every = self.amount(playbook.urge_every)
        self.reopen_within = self.amount(playbook.reopen_within)
        self.archive_minute = minute_of_day(playbook.archive.at)

    def amount(self, text: str) -> int:
        """Return the milliseconds of a playbook amount."""
        return amount(text, working_day=self.working_day)

    def counts(self, target: Target) -> Counts:
        """Return what a target is counted in."""
        return self.calendar if target.counted is Counted.WORKING else WALL_CLOCK

    def target(self, name: str, priority: Priority) -> tuple[int, Counts] | None:
        """Return a promise's length (ms) and what it is counted in; None when the playbook promises nothing."""
        return self._targets.get((name, priority))

    def priority(self, answers: dict[str, str]) -> Priority:
        """Derive the priority from what was captured."""
        urgency, impact, tier = (answers.get(step, "") for step in ("urgency", "impact", "tier"))
        for rule in self.playbook.priorities:
            fits = (not rule.urgency or urgency in rule.urgency) and (not rule.impact or impact in rule.impact)
            if fits and (not rule.tier or tier in rule.tier):
                return Priority(rule.priority)
        return Priority.P2

    def next_archive(self, moment: Ms) -> Ms:
        """Return the first daily archive time after a moment."""
        today = self.calendar.local_date(moment)
        at = self.calendar.at_local(today, self.archive_minute)
        return at if at > moment else self.calendar.at_local(_next_day(today), self.archive_minute)

    def fingerprint(self, moment: Ms) -> str:
        """Return what tells another playbook, or other holidays of this year and the next, from this one."""
        year = self.calendar.local_date(moment).year
        days = range(date(year, 1, 1).toordinal(), date(year + 2, 1, 1).toordinal())
        special = [(day, found) for day in days if (found := self.calendar.special(date.fromordinal(day))) is not None]
        return hashlib.sha256(msgspec.json.encode((self.playbook, special))).hexdigest()

    def text_limit(self, step: str) -> int:
        """Return how many characters a captured text may have."""
        found = self.steps.get(step)
        return found.longest if found is not None and found.kind is AskKind.TEXT else 4000


def _next_day(day: date) -> date:
    return date.fromordinal(day.toordinal() + 1)
