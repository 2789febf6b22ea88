"""A report by a modal in Slack and one step by step are one table: any answers give the same ticket either way."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.slack import inbound, modals
from bot.slack.inbound import Desk, Taken
from bot.slack.payload import Source
from handlers.events import Opened
from store.people import Language
from tests.fakes.slack.api import replace
from tests.fakes.slack.blocks import check_view
from tests.fakes.slack.workspace import View, Workspace
from tests.handlers.test_one_table import Plan, plans, step_by_step, what_counts
from tests.world import World, texts

PICKED: Mapping[str, str] = {
    "昨天": "2026-11-24",
    "yesterday": "2026-11-24",
    "2026年1月2日": "2026-01-02",
    "March 15, 2026": "2026-03-15",
    "20260808": "2026-08-08",
    "下午6点": "18:00",
    "6 pm": "18:00",
    "8点半": "08:30",
    "0915": "09:15",
}
"""What somebody picks who would have typed this."""


def by_modal(world: World, plan: Plan) -> int:
    """Open the form, fill in whatever shows up, and send it; return who reported."""
    who = Source("T0TEAM", "U0001", "", world.language.value)
    desk, workspace = Desk(world.office, "", 1024), Workspace()
    opened = Opened(inbound.origin(who, world.event()), world.now, "report")
    shown = world.do(inbound.happen, desk, opened)
    view, filled = View("V1", _drawn(world, shown), "h1"), set[str]()
    while fields := [each for each in view.body["blocks"] if each["block_id"] not in filled]:
        for field in fields:
            filled.add(field["block_id"])
            state = _state(field["element"], plan.answers[modals.step_of(field["block_id"])])
            view.values[field["block_id"]] = {field["element"]["action_id"]: state}
        shown = world.do(inbound.drawn, desk, who, _filling(view), world.now)
        replace(view, _drawn(world, shown), workspace)
    taken = world.do(inbound.submitted, desk, who, world.event(), _filling(view), world.now)
    assert not taken.wrong
    address = world.tx.people.at("slack", who.external)
    assert address is not None
    return address.person


def _drawn(world: World, shown: Taken) -> dict[str, Any]:
    assert shown.form is not None
    assert shown.drawn is not None
    view = modals.modal(shown.form, shown.drawn, texts().reader(shown.language, world.now))
    check_view(view)
    return view


def _filling(view: View) -> modals.Filling:
    filling = modals.filling(view.shown())
    assert filling is not None
    return filling


def _state(element: dict[str, Any], answer: str | int | None) -> dict[str, Any]:
    kind = element["type"]
    match answer:
        case int():
            files = [{"id": f"F{each}", "name": "a.png", "url_private": "https://files"} for each in range(answer)]
            return {"type": kind, "files": files}
        case str() if "options" in element:
            return {"type": kind, "selected_option": element["options"][int(answer) - 1]}
        case str() if kind in {"datepicker", "timepicker"}:
            return {"type": kind, f"selected_{kind.removesuffix('picker')}": PICKED.get(answer, answer)}
        case _:
            return {"type": kind, "value": answer}


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much])
@given(plan=plans(), language=st.sampled_from(Language))
def test_step_by_step_and_by_a_modal_give_the_same_ticket(plan: Plan, language: Language) -> None:
    world = World(language)
    try:
        walked = world.customer()
        step_by_step(walked, plan)
        filled = by_modal(world, plan)
        first, second = world.tickets()
        assert (first.customer, second.customer) == (walked.person.id, filled)
        assert what_counts(first) == what_counts(second)
    finally:
        world.close()
