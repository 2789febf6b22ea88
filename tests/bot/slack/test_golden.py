"""Every screen in both languages, as readable JSON: what Slack is given changes only when somebody means it to."""

from functools import partial
from pathlib import Path

import pytest
from msgspec import structs

from bot.story_script import Script, script
from handlers import rooms
from store.desk import Desk
from store.lifecycle import Action, Author, AuthorKind
from store.moment import DAY, HOUR, MINUTE
from store.people import Language, Role
from store.transaction import Transaction
from tests.bot.slack.acting import IMPACT, KIND, NUMBER, fill, label, press, report, stars, tell
from tests.bot.slack.camera import Camera
from tests.bot.slack.house import House, house

BUT = {Language.EN: "Kind, but it is still broken.", Language.ZH: "态度很好，但还是不行。"}
"""What does not go with five stars."""

pytestmark = pytest.mark.parametrize("language", list(Language))


async def test_a_ticket_from_first_word_to_survey(tmp_path: Path, language: Language) -> None:
    async with house(tmp_path) as desk:
        camera, words = Camera(desk, language, "ticket"), script(language)
        await _ticket(desk, camera, words)
    camera.develop()


async def _ticket(desk: House, camera: Camera, words: Script) -> None:
    language, given = words.language, words.capture
    agent = await desk.member(words.agent, language=language)
    lead = await desk.member(words.lead, Role.SUPERVISOR, language)
    customer = desk.customer(words.customer)
    await customer.says(words.first_words)
    await camera.message("question-category", customer, label(language, "ask-category"))
    await customer.commands("report")
    await camera.modal("capture-1-first-words", customer, "label-urgency")
    await customer.fills({label(language, "label-category"): given["category"]})
    await camera.modal("capture-2-of-a-fault", customer, "label-kind")
    await customer.fills({label(language, "label-phone"): "x"})
    camera.take("capture-3-errors", await customer.submits())
    await fill(
        customer,
        words,
        urgency=given["urgency"],
        kind=KIND[language],
        model=given["model"],
        serial_number=given["serial_number"],
        purchase_date="2026-03-15",
        happened_on="2026-11-24",
        happened_at="18:00",
        hoped=given["hoped"],
        impact=IMPACT[language],
        name=given["name"],
        phone=given["phone"],
        tier=given["tier"],
    )
    await camera.message("customer-card-new", customer, NUMBER)
    await camera.home("home-customer", customer)
    await desk.wait(5 * MINUTE)
    await camera.message("supervisor-review", lead, label(language, "button-review"))
    await camera.home("home-supervisor", lead)
    await press(lead, words, "button-review")
    await camera.message("agent-card-new", agent, label(language, "button-claim"))
    await press(agent, words, "button-claim")
    await camera.message("agent-card-claimed", agent, label(language, "button-resolve"))
    await camera.home("home-agent", agent)
    await agent.commands("queue")
    await camera.message("agent-queue", agent, NUMBER)
    for verb, field in (
        ("ask", "label-ask-words"),
        ("expect", "label-expect-date"),
        ("message", "label-message-words"),
        ("note", "label-note-words"),
    ):
        await press(agent, words, f"button-{verb}")
        await camera.closed(f"agent-form-{verb}", agent, field)
    await press(agent, words, "button-resolve")
    await camera.modal("agent-form-resolve", agent, "label-resolve-words")
    await fill(agent, words, resolve_words=words.result)
    await camera.message("customer-result", customer, label(language, "button-solved"))
    await customer.commands("status")
    await camera.message("customer-status", customer, NUMBER)
    await desk.wait(30 * MINUTE)
    await customer.presses(label(language, "button-solved"), within=words.result)
    await desk.pace.settle()
    await camera.message("survey-stars", customer, stars(words, 5))
    await customer.presses(stars(words, 2))
    await camera.modal("survey-form", customer, "label-survey-words")


async def test_what_a_customer_does(tmp_path: Path, language: Language) -> None:
    async with house(tmp_path) as desk:
        camera, words = Camera(desk, language, "customer"), script(language)
        await _customer(desk, camera, words)
    camera.develop()


async def _customer(desk: House, camera: Camera, words: Script) -> None:
    language = words.language
    agent = await desk.member(words.agent, language=language)
    await desk.member(words.lead, Role.SUPERVISOR, language)
    customer = desk.customer(words.customer)
    await report(customer, words)
    for asked, name in (
        ("", "menu"),
        ("help", "help"),
        ("tickets", "tickets"),
        ("status 9", "refused"),
        ("urge", "urged"),
    ):
        await customer.commands(asked)
        await camera.last(name, customer)
    await customer.commands("urge")
    await camera.last("urged-again", customer)
    await customer.presses(label(language, "button-why"))
    await camera.message("why", customer, label(language, "why-progress"))
    await customer.presses(label(language, "button-history"))
    await camera.last("history", customer)
    await press(agent, words, "button-claim")
    await tell(agent, words, "ask", words.question)
    await camera.message("asked", customer, words.question)
    await camera.card("card-asked", customer.dm)
    await desk.wait(DAY)
    await camera.message("reminded", customer, label(language, "told-reminder"))
    await press(customer, words, "button-add")
    await camera.modal("form-add", customer, "label-add-words")
    await fill(customer, words, add_words=words.answer)
    await camera.last("added", customer)
    await desk.wait(25 * HOUR)
    await camera.message("no-news", customer, label(language, "told-progress"))
    await desk.app.store.write(partial(_propose, desk, words.reason))
    desk.app.courier.wake()
    await camera.message("plan", customer, words.reason)
    await press(customer, words, "button-object")
    await camera.closed("form-object", customer, "label-object-words")
    await press(customer, words, "button-consent")
    await camera.last("consented", customer)
    await press(customer, words, "button-withdraw")
    await camera.closed("form-withdraw", customer, "label-withdraw-sure")
    await tell(agent, words, "resolve", words.result)
    await customer.sees(words.result)
    await press(customer, words, "button-unsolved")
    await camera.closed("form-dispute", customer, "label-dispute-words")
    await desk.wait(DAY)
    await camera.message("survey-reminder", customer, label(language, "button-unsolved"))
    await press(customer, words, "button-solved")
    await desk.pace.settle()
    await customer.presses(stars(words, 5))
    await camera.modal("form-praise", customer, "label-survey-words")
    await fill(customer, words, survey_words=BUT[language])
    await camera.modal("form-really", customer, "label-survey-really")


def _propose(desk: House, words: str, tx: Transaction) -> None:
    """Propose a plan; no button does yet."""
    (ticket,) = tx.tickets.newest()
    now = desk.app.clock.now()
    Desk(tx, desk.app.office, now).act(
        ticket.id, Action.PROPOSE, Author(AuthorKind.AGENT, ticket.owner), {"words": words}
    )


async def test_what_the_team_reads(tmp_path: Path, language: Language) -> None:
    async with house(tmp_path, room="desk") as desk:
        camera, words = Camera(desk, language, "team"), script(language)
        await _team(desk, camera, words)
    camera.develop()


async def _team(desk: House, camera: Camera, words: Script) -> None:
    language = words.language
    await desk.app.store.write(partial(_let_rooms_read, language))
    agent = await desk.member(words.agent, language=language)
    lead = await desk.member(words.lead, Role.SUPERVISOR, language)
    for hands in (agent, lead):
        desk.room.members.add(hands.user.id)
        await hands.commands()
        await camera.last("menu" if hands is agent else "menu-supervisor", hands)
    for asked, name in (("help", "help"), ("queue", "queue-empty"), ("duty", "duty-off"), ("duty", "duty-on")):
        await agent.commands(asked)
        await camera.last(name, agent)
    customer = desk.customer(words.customer)
    await report(customer, words)
    await camera.card("room-new", desk.room)
    await press(lead, words, "button-review")
    await camera.message("reviewed", lead, label(language, "reviewed"))
    await press(agent, words, "button-claim")
    await camera.card("room-claimed", desk.room)
    await camera.last("room-line-claimed", agent, desk.room)
    top = next(each for each in desk.room.messages if not each.thread)
    await agent.says(f"// {words.news}", at=desk.room, thread=top.ts)
    await camera.card("room-noted", desk.room)
    await agent.says(words.greeting, at=desk.room, thread=top.ts)
    await camera.message("told", customer, words.greeting)
    await camera.card("room-told", desk.room)
    await customer.says(words.answer, thread=customer.dm.messages[-1].thread)
    await camera.message("added", agent, words.answer)
    await camera.last("room-line-added", agent, desk.room)
    await camera.card("card-in-progress", agent.dm)
    await agent.presses(label(language, "button-why"), within=NUMBER)
    await camera.message("why", agent, label(language, "why-progress"))
    await agent.presses(label(language, "button-history"), within=NUMBER)
    await camera.last("history", agent)
    await desk.wait(22 * HOUR)
    await camera.message("news-wanted", agent, label(language, "ping-news-wanted"))
    await desk.wait(3 * HOUR)
    await camera.message("silent", lead, label(language, "ping-silent"))
    await desk.wait(6 * DAY)
    await camera.home("home-late", lead)
    await camera.message("late", customer, label(language, "told-late"))
    await camera.message("missed", agent, label(language, "ping-missed"))
    await camera.message("escalated", lead, label(language, "ping-escalated"))


def _let_rooms_read(language: Language, tx: Transaction) -> None:
    for room in tx.people.rooms():
        tx.people.put(structs.replace(room, language=language))


async def test_what_is_said_in_passing(tmp_path: Path, language: Language) -> None:
    async with house(tmp_path, room="desk") as desk:
        camera, words = Camera(desk, language, "passing"), script(language)
        await _passing(desk, camera, words)
    camera.develop()


async def _passing(desk: House, camera: Camera, words: Script) -> None:
    language = words.language
    customer, other = desk.customer(words.customer), desk.customer(words.agent)
    hall = desk.slack.workspace.channel("hall", customer.user.id, other.user.id)
    message = desk.slack.workspace.post(hall, other.user.id, words.first_words)
    await customer.takes_shortcut("report_message", message)
    await camera.modal("form-report-message", customer, "label-urgency")
    await customer.closes()
    await customer.commands("cancel")
    await camera.last("cancelled", customer)
    camera.take("answered-in-private", await customer.commands("help", at=hall))
    await customer.mentions(words.greeting, hall)
    await camera.last("answered-in-public", customer, hall)
    await customer.commands("abracadabra")
    await camera.last("unknown", customer)
    await customer.says(words.first_words)
    await customer.commands("report")
    await camera.modal("form-report-begun", customer, "label-urgency")
    await customer.closes()
    await customer.commands("report")
    await camera.modal("form-report-again", customer, "label-urgency")
    if language is rooms.language(desk.app.office):
        await _strangers(desk, camera)


async def _strangers(desk: House, camera: Camera) -> None:
    """What people see that nobody knows: in the language of the house."""
    eve, customer = desk.customer("Eve"), desk.customer("Wang")
    await camera.home("stranger-home", eve)
    desk.room.members.add(eve.user.id)
    await report(customer, script(Language.ZH))
    await desk.pace.settle()
    top = next(each for each in desk.room.messages if not each.thread)
    await eve.says("…", at=desk.room, thread=top.ts)
    whisper = await eve.until(lambda: next(iter(eve.user.whispers), None), "a whisper")
    camera.take("stranger-in-the-room", {"text": whisper.text, "blocks": whisper.blocks})
