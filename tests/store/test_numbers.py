"""Numbers that people quote: a date, a serial, and whatever the team writes around them."""

from __future__ import annotations

from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from store.numbers import NumberTemplate
from tests.store.room import SHANGHAI, Room, at, office

NOON = at("2026-11-24 12:00")


@pytest.mark.parametrize(
    ("template", "serial", "number"),
    [
        ("FB{date:%Y%m%d}{serial:03}", 1, "FB20261124001"),
        ("FB{date:%Y%m%d}{serial:03}", 999, "FB20261124999"),
        ("FB{date:%Y%m%d}{serial:03}", 1000, "FB202611241000"),
        ("{date:%Y%m%d}{serial:03}", 7, "20261124007"),
        ("{date:%Y}{serial:04@1001}", 1001, "20261001"),
        ("{date:%Y%m}-{serial:03}", 1, "202611-001"),
        ("{date}{serial}", 12, "2026112412"),
        ("T-{serial:6}", 42, "T-000042"),
        ("#{date:%y.%m}/{serial:02}", 3, "#26.11/03"),
    ],
)
def test_a_template_gives_numbers_and_knows_them_again(template: str, serial: int, number: str) -> None:
    made = NumberTemplate(template)
    assert made.render(NOON, serial, SHANGHAI) == number
    assert made.normalise(number) == number


@pytest.mark.parametrize(("template", "start"), [("{date:%Y}{serial:04@1001}", 1001), ("{serial:03}", 1)])
def test_a_serial_begins_where_the_template_says(template: str, start: int) -> None:
    assert NumberTemplate(template).start == start


@pytest.mark.parametrize(
    ("form", "before", "after", "anew"),
    [
        ("%Y%m%d", "2026-11-24 23:59", "2026-11-25 00:00", True),
        ("%Y%m%d", "2026-11-24 00:00", "2026-11-24 23:59", False),
        ("%Y%m", "2026-11-30 23:59", "2026-12-01 00:00", True),
        ("%Y%m", "2026-11-01 00:00", "2026-11-30 23:59", False),
        ("%Y", "2026-12-31 23:59", "2027-01-01 00:00", True),
        ("%Y", "2026-01-01 00:00", "2026-12-31 23:59", False),
    ],
)
@pytest.mark.parametrize("zone", ["Asia/Shanghai", "America/New_York"])
def test_a_serial_begins_anew_at_midnight_of_the_team(
    form: str, before: str, after: str, zone: str, *, anew: bool
) -> None:
    made, place = NumberTemplate(f"{{date:{form}}}{{serial:03}}"), ZoneInfo(zone)
    assert (made.period(at(before, place), place) != made.period(at(after, place), place)) == anew


def test_without_a_date_a_serial_never_begins_anew() -> None:
    made = NumberTemplate("T{serial:06}")
    assert made.period(at("2026-01-01 00:00"), SHANGHAI) == made.period(at("2036-01-01 00:00"), SHANGHAI)


@pytest.mark.parametrize(
    "typed",
    [
        "FB20261124001",
        " fb20261124001 ",
        "#FB20261124001",
        "fb 2026 1124 001",
        "ＦＢ２０２６１１２４００１",
        "＃fb20261124001\n",
    ],
)
def test_a_number_is_known_however_it_is_typed(typed: str) -> None:
    assert NumberTemplate("FB{date:%Y%m%d}{serial:03}").normalise(typed) == "FB20261124001"


@pytest.mark.parametrize(
    "typed",
    ["", "FB", "FB2026112401", "20261124001", "FBX20261124001", "FB20261124001x", "FB" + "1" * 300, "FB٢٠٢٦١١٢٤٠٠١"],
)
def test_what_is_no_number_is_none(typed: str) -> None:
    assert NumberTemplate("FB{date:%Y%m%d}{serial:03}").normalise(typed) is None


def test_spaces_and_marks_of_the_template_itself_do_not_matter() -> None:
    made = NumberTemplate("# No {date:%Y}-{serial:03}")
    assert made.normalise("no2026-007") == made.normalise("#NO 2026-007") == "# No 2026-007"


PIECES = st.sampled_from(["", "FB", "T-", "工单", "a.b", "(x) "])
FORMS = st.sampled_from(["%Y%m%d", "%Y-%m-%d", "%Y%m", "%y%m", "%Y", "%y/%m/%d"])


@given(
    prefix=PIECES,
    form=FORMS,
    between=PIECES,
    width=st.integers(1, 9),
    serial=st.integers(1, 10**11),
    moment=st.integers(at("2020-01-01 00:00"), at("2090-01-01 00:00")),
)
def test_every_number_is_known_again(
    prefix: str, form: str, between: str, width: int, serial: int, moment: int
) -> None:
    made = NumberTemplate(f"{prefix}{{date:{form}}}{between}{{serial:0{width}}}")
    number = made.render(moment, serial, SHANGHAI)
    assert made.normalise(f" {number.lower()} ") == number


@given(first=st.integers(1, 5000), second=st.integers(1, 5000), days=st.integers(0, 800))
def test_two_tickets_never_share_a_number(first: int, second: int, days: int) -> None:
    made = NumberTemplate("FB{date:%Y%m%d}{serial:03}")
    later = NOON + days * 86_400_000
    same = made.render(NOON, first, SHANGHAI) == made.render(later, second, SHANGHAI)
    assert same == (first == second and days == 0)


@pytest.mark.parametrize(
    ("template", "fault"),
    [
        ("FB", "write one {serial:03} and at most one {date:%Y%m%d}"),
        ("{serial:03}{serial:03}", "write one {serial:03}"),
        ("{date}{date}{serial:03}", "at most one {date:%Y%m%d}"),
        ("{day}{serial:03}", "write one {serial:03}"),
        ("{serial:03}{date}", "let the serial come last"),
        ("{date}{serial:03}X", "let the serial come last"),
        ("{date:%H}{serial:03}", "a date is written with %Y, %y, %m, %d and - / . between them"),
        ("{date:%m%d}{serial:03}", "a date needs its year"),
        ("{date:%Y%d}{serial:03}", "a date needs its year, and a day its month"),
        ("{date:%Y}{serial:x}", "write the serial as {serial:03} or {serial:04@1001}"),
        ("{date:%Y}{serial:013}", "write the serial as {serial:03}"),
        ("{date:%Y}{serial:0}", "write the serial as {serial:03}"),
    ],
)
def test_a_broken_template_is_told_how_to_mend_it(template: str, fault: str) -> None:
    with pytest.raises(ValueError, match="number '") as raised:
        NumberTemplate(template)
    assert fault in str(raised.value)


def test_the_thousandth_ticket_of_a_day_has_its_number() -> None:
    room = Room(office(('number = "FB{date:%Y%m%d}{serial:03}"', 'number = "FB{date:%Y%m%d}{serial:03@998}"')))
    numbers = [room.report().number for _ in range(4)]
    assert numbers == ["FB20261124998", "FB20261124999", "FB202611241000", "FB202611241001"]
    assert [ticket.number for ticket in room.tx.tickets.newest()] == numbers[::-1]
    room.now = at("2026-11-25 00:00")
    assert room.report().number == "FB20261125998"
    room.close()
