"""A broken playbook is answered with sentences that name the place and the mend, all of them at once."""

from __future__ import annotations

import re
from importlib import resources

import pytest

from store.playbook import PlaybookError
from store.proofread import parse
from tests.store.room import SOURCE


def faults(*changes: tuple[str, str]) -> str:
    source = SOURCE.decode()
    for old, new in changes:
        assert old in source, old
        source = source.replace(old, new, 1)
    with pytest.raises(PlaybookError) as raised:
        parse(source.encode(), origin="ours.toml")
    told = str(raised.value)
    assert told.startswith("playbook ours.toml:")
    return told


def shipped() -> list[str]:
    return sorted(file.name for file in (resources.files("store") / "playbooks").iterdir())


@pytest.mark.parametrize("name", shipped())
def test_what_ships_is_sound(name: str) -> None:
    playbook = parse((resources.files("store") / "playbooks" / name).read_bytes(), origin=name)
    assert f"{playbook.name}.toml" == name


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        # what does not fit the model
        ('zone = "Asia/Shanghai"\n', "", "at its top: Object missing required field `zone`; write it"),
        ('name = "after', 'colour = 1\nname = "after', "at its top: Object contains unknown field `colour`; mend its spelling, or take it out"),
        ('id = "service"\n', 'id = "service"\ncolour = 1\n', "groups 2: Object contains unknown field `colour`; mend its spelling"),
        ("warn_at = 75", 'warn_at = "75"', "escalation.warn_at: Expected `int`, got `str`; write a value of the kind that is expected"),
        ('kind = "date"', 'kind = "day"', "form 5.kind: Invalid enum value 'day'; use one of those"),
        ('within = "15m"', "within = 15", "targets, in an entry.every.within: Expected `str`, got `int`"),
        ('zh = "功能故障"', 'cn = "功能故障"', "categories 1.label: Object contains unknown field `cn`"),
        ("zone = ", "zone ", "it is no TOML: Expected '='"),
        ('name = "after-sales"', 'name = "after-sales"\nname = "x"', "it is no TOML: "),
        # times
        ("Asia/Shanghai", "Asia/Shangri-La", "zone: there is no time zone 'Asia/Shangri-La'; write one such as Asia/Shanghai"),
        ("Asia/Shanghai", "Asia", "zone: there is no time zone 'Asia'"),
        ("Asia/Shanghai", "../etc/passwd", "zone: there is no time zone '../etc/passwd'"),
        ("Asia/Shanghai", "", "zone: there is no time zone ''"),
        ('mon = ["09:00-12:00", "13:00-18:00"]', 'mon = ["09:00-13:30", "13:00-18:00"]', "hours: mon: two intervals overlap"),
        ('mon = ["09:00-12:00"', 'mon = ["09.00-12:00"', "hours: '09.00' is not a time of day: write it as 09:30"),
        ("\ntue = ", "\ntuesday = ", "hours: there is no day called 'tuesday'; days are mon, tue"),
        ('from = "22:00"', 'from = "22 Uhr"', "quiet.from: '22 Uhr' is not a time of day"),
        ('to = "08:00"', 'to = "8"', "quiet.to: '8' is not a time of day"),
        ('at = "17:00"', 'at = "17:60"', "archive.at: '17:60' is not a time of day"),
        ('urge_every = "4h"', 'urge_every = "4h"\nspecial = [{ date = "2026-02-30", closed = true, name = { zh = "年会", en = "Party" } }]',
         "special: '2026-02-30' is no date: write it as 2026-10-01"),
        # lengths
        ('within = "15m"', 'within = "15 minutes"', "targets.review: '15 minutes' is not a length of time: write 15m, 2h, 1d"),
        ('within = "15m"', 'within = "0m"', "targets.review: 0m is no length that can be waited for: write 1m to 400d"),
        ('within = "15m"', 'within = "9999d"', "targets.review: 9999d is no length"),
        ('within = "15m"', 'within = "99999d"', "targets.review: '99999d' is not a length of time"),
        ('p1 = { within = "1h", counted = "clock" }', 'p1 = { within = "1wd", counted = "clock" }',
         'targets.response: working days are counted in working time; write 1d, or counted = "working"'),
        ('every = "1d"', 'every = "0h"', "progress.every: 0h is no length"),
        ('ask_before = "2h"', 'ask_before = "24h"', "progress.ask_before: 24h must be shorter than progress.every, which is 1d"),
        ('remind = "1d"\nclose', 'remind = "3d"\nclose', "answering.remind: 3d must be shorter than answering.close"),
        ('end = "3d"', 'end = "1d"', "survey.remind: 1d must be shorter than survey.end"),
        ("warn_at = 75", "warn_at = 100", "escalation.warn_at: 100 is not between 1 and 99"),
        ("levels = 3", "levels = 0", "escalation.levels: 0 is not between 1 and 9"),
        ("low = 2", "low = 5", "survey.low: 5 is not between 0 and 4"),
        ("years = 3", "years = 2", "archive.years: 2 is not between 3 and 100"),
        ("{serial:03}", "", "number 'FB{date:%Y%m%d}': write one {serial:03}"),
        # names
        ('group = "technical"', 'group = "tecnical"', "category fault: its group 'tecnical' is not in [[groups]]: product, relations, service, technical"),
        ("[targets.review]", "[targets.reviews]", "targets: nothing is called 'reviews'; there are accept, contact, "),
        ("[targets.review]", "[targets.progress]", "targets: nothing is called 'progress'"),
        ('id = "service"\nlabel', 'id = "technical"\nlabel', "groups: two are called 'technical'; give each an id of its own"),
        ('id = "slow", label = { zh = "处理太慢"', 'id = "处理太慢", label = { zh = "处理太慢"', "survey.reasons: '处理太慢' is no id: write at most 20 small letters"),
        ('{ id = "abnormal"', '{ id = "' + "a" * 21 + '"', "category fault: kinds: 'aaaaaaaaaaaaaaaaaaaaa' is no id"),
        ('id = "enterprise"', 'id = "gold"', "tiers: 'gold' is none of enterprise, new, returning, vip; use these ids and name them as you like"),
        # priorities
        ("priority = 1", "priority = 4", "priorities 1: 4 is not a priority; use 1, 2 or 3"),
        ('urgency = ["urgent"]', 'urgency = ["critical"]', "priorities 1: urgency 'critical' is none of low, normal, urgent"),
        ("[[priorities]]\npriority = 2\n", "", "priorities: the last rule must have no condition"),
        # the form
        ('choices = "kinds"', 'choices = "kind"', "form step kind: choices 'kind' is none of categories, impacts, kinds, tiers, urgencies"),
        ('when = { urgency = ["urgent", "normal"] }', 'when = { urgencies = ["urgent"] }', "form step impact: its condition names 'urgencies', which is not asked before it"),
        ('when = { urgency = ["urgent", "normal"] }', 'when = { urgency = ["urgnt"] }', "form step impact: its condition waits for urgency = 'urgnt', which is none of low, normal, urgent"),
        ('id = "model"', 'id = "kind"', "form: two are called 'kind'"),
        ('id = "model"', 'id = "Model!"', "form: 'Model!' is no id"),
        ('id = "description"', 'id = "story"', 'form: a step "description" of kind "text" is needed'),
        ('id = "category"\nkind = "choice"', 'id = "category"\noptional = true\nkind = "choice"', 'form: a step "category" with choices = "categories" is needed that is asked of everybody'),
        ('choices = "categories"', 'choices = "urgencies"', 'form: a step "category" with choices = "categories" is needed'),
        ('kind = "phone"', 'kind = "review"', "form step phone: a form cannot ask for 'review'; use one of choice, date, "),
        ('profile = "phone"', 'profile = "fax"', "form step phone: profile 'fax' is none of name, phone, tier"),
        ('profile = "phone"', 'profile = "tier"', 'form step phone: profile "tier" and choices "tiers" belong together'),
        ("longest = 80\n", "longest = 0\n", "form step name: longest must be at least 1"),
    ],
)  # fmt: skip
def test_a_fault_is_told_with_its_place_and_its_mend(old: str, new: str, told: str) -> None:
    found = faults((old, new))
    assert told in found, found


def test_an_empty_form_needs_its_two_steps() -> None:
    source = SOURCE.decode().partition("[[form]]")[0].replace('urge_every = "4h"', 'urge_every = "4h"\nform = []')
    with pytest.raises(PlaybookError) as raised:
        parse(source.encode(), origin="ours.toml")
    assert str(raised.value).splitlines()[1:] == [
        '- form: a step "category" with choices = "categories" is needed that is asked of everybody',
        '- form: a step "description" of kind "text" is needed',
    ]


def test_an_empty_list_is_told_where_it_would_be_offered() -> None:
    source = re.sub(r"\[\[impacts\]\]\n.*\n.*\n", "", SOURCE.decode())
    source = source.replace('urge_every = "4h"', 'urge_every = "4h"\nimpacts = []')
    with pytest.raises(PlaybookError, match="form step impact: its list 'impacts' is empty; write what can be chosen"):
        parse(source.encode(), origin="ours.toml")


def test_all_faults_are_told_at_once() -> None:
    told = faults(("Asia/Shanghai", "Mars"), ("levels = 3", "levels = 0"), ('to = "08:00"', 'to = "8"'))
    assert len(told.splitlines()) == 4


def test_a_file_that_is_no_text_is_told_how_to_be_saved() -> None:
    with pytest.raises(PlaybookError, match=r"playbook ours\.toml: it is no UTF-8 text; save it as UTF-8"):
        parse("名 = 1".encode("gbk"), origin="ours.toml")


@pytest.mark.parametrize("source", [b"", b"{}", b"[[form]]", b"\0", b"name = 1"])
def test_whatever_is_given_is_a_playbook_or_a_sentence(source: bytes) -> None:
    with pytest.raises(PlaybookError, match=r"^playbook ours\.toml: "):
        parse(source, origin="ours.toml")


def test_too_few_hours_never_keep_a_promise() -> None:
    source = re.sub(r'(?m)^(tue|wed|thu|fri) = \["09.*\n', "", SOURCE.decode())
    source = source.replace('mon = ["09:00-12:00", "13:00-18:00"]', 'mon = ["09:00-10:00"]')
    with pytest.raises(PlaybookError, match="hours: a week needs at least 4 hours of work; give it longer intervals"):
        parse(source.encode(), origin="ours.toml")
