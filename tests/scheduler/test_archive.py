"""What is closed and complete is archived once a day, at the team's archive time."""

from collections.abc import Callable
from datetime import datetime
from importlib import resources
from pathlib import Path

import pytest

from bot.wiring import open_office
from store.lifecycle import Action
from store.moment import DAY, MINUTE, Ms, from_datetime, local
from store.office import Office
from store.ticket import Status
from tests.scheduler.openings import Cast, resolved
from tests.world import World, at

SHIPPED = resources.files("store").joinpath("playbooks", "after-sales.toml").read_text("utf-8")


def closed(world: World) -> Cast:
    cast = resolved(world)
    cast.wang.say("[已解决 | Yes, solved]")
    cast.wang.say("[5 星 | 5 stars]")
    cast.wang.say("[跳过 | Skip]")
    cast.passed_over()
    return cast


@pytest.mark.parametrize(
    ("ended", "archived"),
    [
        ("2026-11-25 10:00", "2026-11-25 17:00"),
        ("2026-11-25 17:30", "2026-11-26 17:00"),
        ("2026-11-27 18:00", "2026-11-28 17:00"),  # a Saturday is a day of the archive as well
        ("2026-09-30 20:00", "2026-10-01 17:00"),  # and so is a holiday
    ],
)
def test_a_closed_ticket_is_archived_at_five_and_nobody_is_rung(world: World, ended: str, archived: str) -> None:
    world.now = at(ended)
    cast = closed(world)
    world.wait(at(archived) - world.now - MINUTE)
    assert cast.status() is Status.CLOSED
    world.wait(MINUTE)
    assert cast.status() is Status.ARCHIVED
    (entry,) = cast.by_clock()
    assert (entry.action, entry.at, entry.data) == (Action.ARCHIVE, at(archived), {})
    assert [chat.hears() for chat in cast.everyone] == ["", "", ""]
    assert (cast.ticket.pending, world.tx.timers.next()) == ({}, None)


def test_what_is_archived_cannot_be_changed(world: World) -> None:
    cast = closed(world)
    number = cast.ticket.number
    world.wait(DAY)
    before = world.history()
    cast.li.say("[内部备注 | Internal note]")
    cast.li.hears("这张单已归档，不能再修改 | archived and cannot be changed")
    cast.wang.say(number)
    cast.wang.hears("已归档 | Archived")
    assert world.history() == before


@pytest.fixture
def office_in(tmp_path: Path) -> Callable[[str], Office]:
    """Make an office in a time zone."""

    def made(zone: str) -> Office:
        path = tmp_path / "own.toml"
        path.write_text(SHIPPED.replace("Asia/Shanghai", zone).replace('country = "CN"', ""), "utf-8")
        return open_office(str(path))

    return made


@pytest.mark.parametrize("zone", ["Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Pacific/Apia", "UTC"])
def test_it_is_five_on_every_day_of_the_year_whatever_the_clocks_do(
    office_in: Callable[[str], Office], zone: str
) -> None:
    office = office_in(zone)
    moment: Ms = from_datetime(datetime(2026, 1, 1, tzinfo=office.zone))
    for _ in range(365):
        following = office.next_archive(moment)
        here = local(following, office.zone)
        assert (here.hour, here.minute) == (17, 0)
        assert 0 < following - moment <= DAY + 2 * 60 * MINUTE
        moment = following
    assert local(moment, office.zone).date().isoformat() == "2026-12-31"
