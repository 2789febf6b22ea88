"""A playbook file read and proofread: whatever is wrong is said at once, with its place and how to mend it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from zoneinfo import ZoneInfo

import msgspec

from store.deadlines import Promise
from store.hours import Hours, minute_of_day
from store.message import AskKind
from store.moment import DAY
from store.numbers import NumberTemplate
from store.people import Tier
from store.playbook import Counted, Playbook, PlaybookError, PriorityRule, Step, Target, amount
from store.ticket import Priority

CHOICE_LISTS = frozenset({"categories", "kinds", "urgencies", "impacts", "tiers"})
TARGETS = frozenset(Promise) - {Promise.PROGRESS}
PROFILE = frozenset({"name", "phone", "tier"})
"""What a contact's profile holds."""

ASKED = frozenset(AskKind) - {AskKind.REVIEW, AskKind.STARS}
"""The kinds of question that a form may ask."""

LONGEST = 400 * DAY
"""The longest time that anybody is promised or made to wait."""

FEWEST_HOURS = 4
"""Hours that a week must be worked at least, or a promise in working time would take a lifetime."""

KEPT_YEARS = 3
STARS = 5

_ID = re.compile(r"[a-z][a-z0-9_]{0,19}", re.ASCII)
"""An id has room in a button."""

_MENDS = (
    ("Object missing required field", "write it"),
    ("Object contains unknown field", "mend its spelling, or take it out"),
    ("Invalid enum value", "use one of those that the shipped playbooks use"),
    ("Expected", "write a value of the kind that is expected"),
)
"""How to mend what does not fit the model, by how its fault begins."""


def parse(source: bytes, *, origin: str) -> Playbook:
    """Read a playbook from TOML. `origin` names the file in the error.

    Raises PlaybookError with every fault that can be told at once.
    """
    try:
        playbook = msgspec.toml.decode(source, type=Playbook)
    except msgspec.ValidationError as fault:
        raise PlaybookError(f"playbook {origin}: {_misfit(str(fault))}") from fault
    except UnicodeDecodeError as fault:
        raise PlaybookError(f"playbook {origin}: it is no UTF-8 text; save it as UTF-8") from fault
    except (msgspec.DecodeError, ValueError) as fault:
        raise PlaybookError(f"playbook {origin}: it is no TOML: {fault}") from fault
    faults = list(_faults(playbook))
    if faults:
        raise PlaybookError(f"playbook {origin}:\n" + "\n".join(f"- {fault}" for fault in faults))
    return playbook


def _misfit(fault: str) -> str:
    """Say what does not fit the model: `$.groups[0]` is the first of [[groups]]."""
    what, _, path = fault.partition(" - at `$")
    place = re.sub(r"\[(\d+)\]", lambda found: f" {int(found[1]) + 1}", path.rstrip("`").lstrip("."))
    mend = next((mend for begins, mend in _MENDS if what.startswith(begins)), "mend it")
    return f"{place.replace('[...]', ', in an entry') or 'at its top'}: {what}; {mend}"


def _listed(names: Iterable[str]) -> str:
    return ", ".join(sorted(map(str, names)))


def _faults(playbook: Playbook) -> Iterator[str]:
    yield from _broken_ids(playbook)
    yield from _broken_references(playbook)
    yield from _broken_priorities(playbook)
    yield from _broken_form(playbook)
    yield from _broken_amounts(playbook)
    yield from _broken_times(playbook)
    yield from _broken_numbers(playbook)


def _broken_ids(playbook: Playbook) -> Iterator[str]:
    lists = {
        "groups": [each.id for each in playbook.groups],
        "categories": [each.id for each in playbook.categories],
        "urgencies": [each.id for each in playbook.urgencies],
        "impacts": [each.id for each in playbook.impacts],
        "tiers": [each.id for each in playbook.tiers],
        "survey.reasons": [each.id for each in playbook.survey.reasons],
        "form": [each.id for each in playbook.form],
    } | {f"category {each.id}: kinds": [kind.id for kind in each.kinds] for each in playbook.categories}
    for place, ids in lists.items():
        for each in sorted({each for each in ids if ids.count(each) > 1}):
            yield f"{place}: two are called {each!r}; give each an id of its own"
        for each in ids:
            if not _ID.fullmatch(each):
                yield f"{place}: {each!r} is no id: write at most 20 small letters, digits and _, a letter first"
    if not playbook.categories:
        yield "categories: there is none; write at least one [[categories]]"
    for tier in playbook.tiers:
        if tier.id not in set(Tier):
            yield f"tiers: {tier.id!r} is none of {_listed(Tier)}; use these ids and name them as you like"


def _broken_references(playbook: Playbook) -> Iterator[str]:
    groups = {group.id for group in playbook.groups}
    for category in playbook.categories:
        if category.group not in groups:
            yield f"category {category.id}: its group {category.group!r} is not in [[groups]]: {_listed(groups)}"
    for name in sorted(playbook.targets.keys() - TARGETS):
        yield f"targets: nothing is called {name!r}; there are {_listed(TARGETS)}"


def _broken_priorities(playbook: Playbook) -> Iterator[str]:
    for place, rule in enumerate(playbook.priorities, start=1):
        if rule.priority not in {each.value for each in Priority}:
            yield f"priorities {place}: {rule.priority} is not a priority; use 1, 2 or 3"
        for name, wanted, known in _conditions(playbook, rule):
            for each in sorted(set(wanted) - known):
                yield f"priorities {place}: {name} {each!r} is none of {_listed(known)}"
    if not playbook.priorities or any((last := playbook.priorities[-1]).urgency + last.impact + last.tier):
        yield "priorities: the last rule must have no condition, so that every ticket gets a priority"


def _conditions(playbook: Playbook, rule: PriorityRule) -> Iterator[tuple[str, tuple[str, ...], set[str]]]:
    yield "urgency", rule.urgency, {each.id for each in playbook.urgencies}
    yield "impact", rule.impact, {each.id for each in playbook.impacts}
    yield "tier", rule.tier, set(Tier)


def _broken_form(playbook: Playbook) -> Iterator[str]:
    seen: dict[str, Step] = {}
    for step in playbook.form:
        yield from (f"form step {step.id}: {fault}" for fault in _broken_step(playbook, step))
        yield from (f"form step {step.id}: {fault}" for fault in _broken_condition(playbook, step, seen))
        seen[step.id] = step
    category = seen.get("category", Step("category", AskKind.TEXT))
    if category.choices != "categories" or category.optional or category.when:
        yield 'form: a step "category" with choices = "categories" is needed that is asked of everybody'
    description = seen.get("description", Step("description", AskKind.DATE))
    if description.kind is not AskKind.TEXT:
        yield 'form: a step "description" of kind "text" is needed'


def _broken_step(playbook: Playbook, step: Step) -> Iterator[str]:
    if step.kind not in ASKED:
        yield f"a form cannot ask for {step.kind.value!r}; use one of {_listed(ASKED)}"
    if step.kind is AskKind.CHOICE and step.choices not in CHOICE_LISTS:
        yield f"choices {step.choices!r} is none of {_listed(CHOICE_LISTS)}"
    elif step.kind is AskKind.CHOICE and not _offered(playbook, step):
        yield f"its list {step.choices!r} is empty; write what can be chosen, or take the step out"
    if step.profile and step.profile not in PROFILE:
        yield f"profile {step.profile!r} is none of {_listed(PROFILE)}"
    if (step.profile == "tier") != (step.choices == "tiers" and step.profile != ""):
        yield 'profile "tier" and choices "tiers" belong together'
    if step.longest < 1:
        yield "longest must be at least 1"


def _broken_condition(playbook: Playbook, step: Step, seen: dict[str, Step]) -> Iterator[str]:
    for other, wanted in sorted(step.when.items()):
        if other not in seen:
            yield f"its condition names {other!r}, which is not asked before it"
        elif seen[other].kind is AskKind.CHOICE:
            for each in sorted(set(wanted) - (offered := _offered(playbook, seen[other]))):
                yield f"its condition waits for {other} = {each!r}, which is none of {_listed(offered)}"


def _offered(playbook: Playbook, step: Step) -> set[str]:
    """Return every id that a choice step may ever offer."""
    if step.choices == "kinds":
        return {kind.id for category in playbook.categories for kind in category.kinds}
    return {each.id for each in playbook.choices(step, {})}


def _broken_amounts(playbook: Playbook) -> Iterator[str]:
    amounts = {
        "escalation.again": playbook.escalation.again,
        "progress.every": playbook.progress.every,
        "progress.ask_before": playbook.progress.ask_before,
        "answering.remind": playbook.answering.remind,
        "answering.close": playbook.answering.close,
        "survey.remind": playbook.survey.remind,
        "survey.end": playbook.survey.end,
        "urge_every": playbook.urge_every,
        "reopen_within": playbook.reopen_within,
    } | {f"targets.{name}": each.within for name, each in _targets(playbook)}
    lengths = {place: _length(text) for place, text in amounts.items()}
    for place, length in lengths.items():
        if isinstance(length, str):
            yield f"{place}: {length}"
    for shorter, longer in (
        ("progress.ask_before", "progress.every"),
        ("answering.remind", "answering.close"),
        ("survey.remind", "survey.end"),
    ):
        first, second = lengths[shorter], lengths[longer]
        if isinstance(first, int) and isinstance(second, int) and first >= second:
            yield f"{shorter}: {amounts[shorter]} must be shorter than {longer}, which is {amounts[longer]}"
    for name, each in _targets(playbook):
        if each.counted is Counted.CLOCK and each.within.strip().endswith("wd"):
            yield f'targets.{name}: working days are counted in working time; write 1d, or counted = "working"'


def _targets(playbook: Playbook) -> Iterator[tuple[str, Target]]:
    for name, targets in playbook.targets.items():
        for each in (targets.every, targets.p1, targets.p2, targets.p3):
            if each is not None:
                yield name, each


def _length(text: str) -> int | str:
    """Return the longest that an amount may come to, in ms, or what is wrong with it."""
    try:
        length = amount(text, working_day=DAY)
    except PlaybookError as fault:
        return str(fault)
    if not 0 < length <= LONGEST:
        return f"{text} is no length that can be waited for: write 1m to {LONGEST // DAY}d"
    return length


def _broken_times(playbook: Playbook) -> Iterator[str]:
    looks: Sequence[tuple[str, Callable[[], object]]] = (
        ("zone", lambda: _zone(playbook.zone)),
        ("hours", lambda: _hours(playbook)),
        ("quiet.from", lambda: minute_of_day(playbook.quiet.start)),
        ("quiet.to", lambda: minute_of_day(playbook.quiet.end)),
        ("archive.at", lambda: minute_of_day(playbook.archive.at)),
    )
    for place, look in looks:
        try:
            look()
        except ValueError as fault:
            yield f"{place}: {fault}"
    for special in playbook.special:
        try:
            date.fromisoformat(special.date)
        except ValueError:
            yield f"special: {special.date!r} is no date: write it as 2026-10-01"


def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError) as fault:  # OSError for a folder of zones, such as Asia
        raise ValueError(f"there is no time zone {name!r}; write one such as Asia/Shanghai") from fault


def _hours(playbook: Playbook) -> Hours:
    hours = Hours.parse(playbook.hours)
    if sum(close - start for day in hours.week for start, close in day) < FEWEST_HOURS * 60:
        raise ValueError(f"a week needs at least {FEWEST_HOURS} hours of work; give it longer intervals")
    return hours


def _broken_numbers(playbook: Playbook) -> Iterator[str]:
    try:
        NumberTemplate(playbook.number)
    except ValueError as fault:
        yield str(fault)
    for place, number, lowest, highest in (
        ("escalation.warn_at", playbook.escalation.warn_at, 1, 99),
        ("escalation.levels", playbook.escalation.levels, 1, 9),
        ("survey.low", playbook.survey.low, 0, STARS - 1),
        ("archive.years", playbook.archive.years, KEPT_YEARS, 100),
    ):
        if not lowest <= number <= highest:
            yield f"{place}: {number} is not between {lowest} and {highest}"
