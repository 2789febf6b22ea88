"""A dialogue as a form on the page."""

import pytest

from tests.web_client import FAULT, Browser, Line
from tests.web_server import House

pytestmark = pytest.mark.asyncio(loop_scope="module")


def fields(form: Line) -> dict[str, Line]:
    return {field["id"]: field for field in form["fields"]}


async def test_a_form_begins_with_what_decides_the_rest(browser: Browser) -> None:
    async with browser.chat() as chat:
        form = await chat.send(op="form", name="report")
        assert (form["op"], form["name"], form["title"], form["submit"]) == ("form", "report", "Your report", "Send")
        category = fields(form)["category"]
        assert category["kind"] == "choice"
        assert category["choices"][0] == {"id": "fault", "label": "Fault"}
        assert "kind" not in fields(form)
        assert form["errors"] is False


async def test_an_answer_opens_the_questions_that_depend_on_it(browser: Browser) -> None:
    async with browser.chat() as chat:
        opened = fields(await chat.send(op="form", name="report", answers={"category": "fault"}))
        assert {"kind", "model", "serial_number", "happened_on"} <= opened.keys()
        closed = fields(await chat.send(op="form", name="report", answers={"category": "other", "kind": "abnormal"}))
        assert {"kind", "model", "serial_number", "happened_on"}.isdisjoint(closed)


@pytest.mark.parametrize(
    ("step", "answer", "error"),
    [
        ("category", "nothing", "Please press one of the buttons"),
        ("purchase_date", "2026-02-30", "There is no such day."),
        ("purchase_date", "2027-01-01", "is still to come"),
        ("happened_at", "25:99", "14:30"),
        ("phone", "12", "does not look like a phone number"),
        ("phone", "9" * 100_000, "does not look like a phone number"),
        ("hoped", "x" * 1001, "1000"),
        ("description", "x" * 100_000, "100000"),
    ],
)
async def test_what_is_wrong_stands_at_its_field_with_what_was_written(
    browser: Browser, step: str, answer: str, error: str
) -> None:
    async with browser.chat() as chat:
        form = await chat.send(op="form", name="report", answers={**FAULT, step: answer})
        assert form["errors"] is True
        wrong = {name: field["error"] for name, field in fields(form).items() if field["error"]}
        assert wrong.keys() == {step}
        assert error in wrong[step]
        assert fields(form)[step]["value"] == answer


async def test_drawing_a_form_changes_nothing(browser: Browser) -> None:
    async with browser.chat() as chat:
        await chat.talk(("report", "What is it about?"))
        turn = chat.state["turn"]
        await chat.send(op="form", name="report", answers=FAULT)
        await chat.talk(("[Fault]", "Which of these fits best?"))
        assert chat.state["turn"] == turn + 1


async def test_a_form_knows_its_reader_and_nobody_else(house: House, browser: Browser) -> None:
    async with Browser(house.url) as other, other.chat() as theirs, browser.chat() as chat:
        await theirs.submit("report", FAULT)
        await theirs.hears("We have your report")
        again = fields(await theirs.send(op="form", name="report"))
        assert (again["name"]["value"], again["phone"]["value"]) == ("Wang Fang", "+8613800138000")
        mine = fields(await chat.send(op="form", name="report"))
        assert (mine["name"]["value"], mine["phone"]["value"]) == ("", "")


async def test_a_form_takes_up_the_capture_that_was_begun_in_the_chat(browser: Browser) -> None:
    async with browser.chat() as chat:
        await chat.talk(("report", "What is it about?"), ("Fault", "Which of these fits best?"))
        form = fields(await chat.send(op="form", name="report"))
        assert form["category"]["value"] == "fault"
        assert chat.state["form"] == "report"
        await chat.submit("report", FAULT)
        await chat.hears("We have your report")


async def test_a_faulty_form_is_asked_for_step_by_step_and_keeps_the_rest(browser: Browser) -> None:
    async with browser.chat() as chat:
        await chat.submit("report", {**FAULT, "phone": "none"})
        await chat.hears("does not look like a phone number")
        await chat.say("138 0013 8000")
        await chat.hears("Please check once more")
        await chat.talk(("[Send]", "We have your report"))


@pytest.mark.parametrize("name", ["", "nothing", "resolve", "message", "survey_low", "held", "__class__"])
async def test_what_is_no_form_is_refused(browser: Browser, name: str) -> None:
    async with browser.chat() as chat:
        assert (await chat.send(op="form", name=name))["op"] == "refused"
