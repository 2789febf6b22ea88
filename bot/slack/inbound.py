"""What Slack sends made into events, inside one transaction: what it brings is kept with it, or not at all."""

from __future__ import annotations

import math
from collections.abc import Mapping

from msgspec import Struct, structs

from bot.slack import modals, notes, payload
from bot.slack.modals import Drawn, Filling
from bot.slack.notes import NAME, Awaited
from bot.slack.payload import Body, Shared, Source
from handlers import forms, rooms
from handlers.dispatch import handle, meet, quiet_turn
from handlers.events import Chose, Corrected, Event, Filled, Opened, Origin, Said, Submitted, Unreadable
from handlers.forms import Form
from handlers.held import HELD
from handlers.turn import Turn
from handlers.waiting import find
from handlers.words import command
from store.draft import Draft
from store.files import TYPES
from store.message import Text
from store.moment import Ms
from store.office import Office
from store.people import Address, Language, Person
from store.press import parse
from store.ticket import Answer
from store.transaction import StoredFile, Transaction

MEGABYTE = 1024 * 1024

SAYING = frozenset({"", "file_share", "thread_broadcast", "me_message"})
"""Kinds of messages in which somebody says something."""

LATE = 2 * 3600
"""Seconds for which a message may come after its edit: Slack tries for an hour."""


class Desk(Struct, frozen=True):
    """What reading may depend on. `largest` is the size of a file, in bytes; `room` the team's channel and its workspace."""

    office: Office
    public_url: str
    largest: int
    team_channel: str = ""
    room: str = ""

    def is_room(self, channel: object) -> bool:
        """Whether a channel is the one in which the team reads together."""
        return bool(self.team_channel) and channel == self.team_channel


class Taken(Struct):
    """What is to be done once something is committed: the form to open, files to fetch, the Home to draw.

    `wrong` is what is wrong with a form that was sent, by step; nothing was changed then. A `stranger` did something
    that is the team's, and is still to be told so: that changed nothing either.
    """

    form: Form | None = None
    drawn: Drawn | None = None
    language: Language = Language.ZH
    files: bool = False
    wrong: Mapping[str, Text] = {}
    home: str = ""
    stranger: bool = False


def origin(who: Source, event: str) -> Origin:
    """Return where something comes from. `event` is unique to it, however often Slack sends it."""
    return Origin(NAME, who.external, event, name=who.name, language=who.language)


def public(who: Source, event: str, told: Body) -> Origin:
    """Return where somebody writes while others read along: a channel, or a thread in it."""
    thread = told.get("thread_ts") or told.get("ts")
    return Origin(NAME, f"{who.team}/{told.get('channel')}/{thread}", event, name=who.name, public=True)


def is_known(tx: Transaction, external: str) -> bool:
    """Whether somebody has been here before."""
    return tx.people.at(NAME, external) is not None


def said(tx: Transaction, desk: Desk, who: Source, event_id: str, event: Body, now: Ms, room: int = 0) -> Taken:
    """Take a message in somebody's direct message with the app, or in a room of the team."""
    if event.get("subtype") == "message_changed":
        return _corrected(tx, desk, who, structs.replace(origin(who, event_id), room=room), event, now)
    where = origin(who, _message_id(event) if event.get("ts") else event_id)
    return _say(tx, desk, who, structs.replace(where, room=room) if room else where, event, now)


def _message_id(event: Body) -> str:
    """Return what is unique to a message: its time and place, whichever event tells of it first.

    The time comes first: what comes together lies together, and a commit writes a few pages instead of one for each.
    """
    return f"{event.get('ts')}:{event.get('channel')}"


def _say(tx: Transaction, desk: Desk, who: Source, where: Origin, event: Body, now: Ms) -> Taken:
    if event.get("subtype", "") not in SAYING:
        return Taken()
    words, shared = payload.words(event.get("text")), payload.files(event)
    if shared and not is_known(tx, who.external):
        meet(tx, Opened(origin(who, ""), now, words=words))  # before their files: their words tell their language
    kept = tuple(_keep(tx, who, file, now) for file in shared if file.size <= desk.largest)
    if len(kept) < len(shared):
        large = Origin(NAME, who.external, f"{where.event}:large", name=who.name)
        megabytes = desk.largest // MEGABYTE
        handle(
            tx,
            desk.office,
            Unreadable(large, now, "slack-file-large", {"megabytes": megabytes, "link": desk.public_url}),
        )
    if words or kept:
        about = notes.subject(tx, str(event.get("channel")), str(event.get("thread_ts") or ""))
        handle(tx, desk.office, Said(where, now, words, kept, about))
    return Taken(files=bool(kept), home=who.external)


def _corrected(tx: Transaction, desk: Desk, who: Source, where: Origin, event: Body, now: Ms) -> Taken:
    """Take an edit. One that overtook its message stands for it: what Slack sends again may come later."""
    after, before = event.get("message") or {}, event.get("previous_message") or {}
    words, earlier = payload.words(after.get("text")), payload.words(before.get("text"))
    if "edited" not in after or words == earlier:  # a preview of a link changes a message too
        return Taken()
    message = {**after, "channel": event.get("channel")}
    if _seconds(event) - _seconds(message) < LATE and tx.inbox.first(NAME, _message_id(message), now):
        return _say(tx, desk, who, where, message, now)
    about = notes.subject(tx, str(event.get("channel")), str(after.get("thread_ts") or ""))
    handle(tx, desk.office, Corrected(where, now, words, earlier, about))
    return Taken()


def _seconds(event: Body) -> float:
    try:
        return float(event.get("ts") or "nan")
    except ValueError:
        return math.nan


def _keep(tx: Transaction, who: Source, shared: Shared, now: Ms) -> str:
    """Keep what is known of a file; its bytes are fetched afterwards."""
    name = f"sl{shared.id}"
    if tx.files.get(name) is None:
        person, _ = meet(tx, Opened(origin(who, ""), now))
        mime = shared.mime if shared.mime in TYPES else "application/octet-stream"
        tx.files.put(StoredFile(name, "", shared.name, mime, shared.size, person.id, now))
        notes.await_file(tx, name, Awaited(shared.url, shared.name, who.external, shared.id))
    return name


def happen(tx: Transaction, desk: Desk, event: Event) -> Taken:
    """Take a press, a command or a shortcut; a dialogue that it begins can be filled in as a form."""
    before = _draft(tx, event.origin.external)
    handle(tx, desk.office, event)
    address, person = _seat(tx, event.origin.external)
    after = tx.drafts.get(address.id) if address is not None else None
    taken = Taken(home=event.origin.external)
    if person is not None:
        taken.language = person.language
    if address is None or person is None or after is None:
        return taken
    resumed = not _is_new(before, after)
    if not resumed or _asks_for(event, after):
        taken.drawn = Drawn(after.dialogue, address.id, after.started, resumed)
        taken.form = _form(quiet_turn(tx, desk.office, address, person, event.at), taken.drawn, {})
    return taken


def _form(turn: Turn, drawn: Drawn, answers: Mapping[str, Answer]) -> Form | None:
    return forms.form(turn, drawn.dialogue, answers, drawn.started, resumed=drawn.resumed)


def _is_new(before: Draft | None, after: Draft) -> bool:
    if after.dialogue == HELD:
        return False
    return before is None or _which(before) != _which(after)


def _which(draft: Draft) -> tuple[str, int, Ms]:
    return draft.dialogue, draft.subject, draft.started


def _asks_for(event: Event, draft: Draft) -> bool:
    """Whether something asks for the very dialogue that runs: its form opens with what was said so far."""
    match event:
        case Opened():
            return event.payload.startswith(draft.dialogue)
        case Said():
            return command(event.text.removeprefix("/")) == draft.dialogue
        case Chose():
            press = parse(event.press)
            return press is not None and draft.dialogue in {press.verb, press.arg}
        case _:
            return False


def submitted(tx: Transaction, desk: Desk, who: Source, event_id: str, filling: Filling, now: Ms) -> Taken:
    """Take a whole form; when something in it cannot be taken, say so at its fields and change nothing.

    Files that were sent before are part of it: a modal cannot show them.
    """
    for file in filling.files:
        _keep(tx, who, file, now)
    filling = structs.replace(filling, answers={**_sent(tx, who, filling), **_whole(tx, who, filling)})
    shown = drawn(tx, desk, who, filling, now)
    if shown.form is None:
        return shown
    wrong = {
        field.step.id: field.error or Text("fault-needed")
        for field in shown.form.fields
        if field.error is not None or not (field.step.optional or field.step.id in filling.answers)
    }
    if wrong:
        shown.wrong = wrong
        return shown
    drawn_from = filling.drawn
    event = Submitted(origin(who, event_id), now, drawn_from.dialogue, dict(filling.answers), drawn_from.started)
    taken = happen(tx, desk, event)
    taken.files = bool(filling.files)
    return taken


def _sent(tx: Transaction, who: Source, filling: Filling) -> dict[str, Answer]:
    return {step: answer for step, answer in _held(tx, who, filling).items() if isinstance(answer, tuple) and answer}


def _whole(tx: Transaction, who: Source, filling: Filling) -> dict[str, Answer]:
    """Return what was filled in; what a field showed the beginning of, and nobody changed, is whole again."""
    held = _held(tx, who, filling)
    return {
        step: held[step] if modals.is_beginning(answer, held.get(step, "")) else answer
        for step, answer in filling.answers.items()
    }


def _held(tx: Transaction, who: Source, filling: Filling) -> Mapping[str, Answer]:
    """Return what is kept of the conversation that a form was drawn from."""
    draft = find(_draft(tx, who.external), filling.drawn.dialogue, filling.drawn.started)
    return draft.answers if draft is not None else {}


def closed(tx: Transaction, desk: Desk, who: Source, event_id: str, filling: Filling, now: Ms) -> None:
    """Keep what was filled in when a form is closed without being sent: the conversation goes on from there."""
    for file in filling.files:
        _keep(tx, who, file, now)
    drawn_from, answers = filling.drawn, _whole(tx, who, filling)
    handle(tx, desk.office, Filled(origin(who, event_id), now, drawn_from.dialogue, answers, drawn_from.started))


def drawn(tx: Transaction, desk: Desk, who: Source, filling: Filling, now: Ms) -> Taken:
    """Return a form as it stands with these answers; nothing is changed."""
    address, person = _seat(tx, who.external)
    if address is None or person is None:
        return Taken()
    turn = quiet_turn(tx, desk.office, address, person, now)
    form = _form(turn, filling.drawn, filling.answers)
    return Taken(form=form, drawn=filling.drawn, language=person.language)


def pressed(
    tx: Transaction, desk: Desk, who: Source, event: Chose, channel: str, filling: Filling | None = None
) -> Taken:
    """Take a press as of who pressed it, wherever the button was shown; in the team's channel, from the team only.

    In a form, what was filled in is kept first, and the form that the press begins stands in its place.
    """
    if desk.is_room(channel) and not _is_team(tx, who):
        return _turned_away(tx, desk, event.origin.event, event.at)
    if filling is None:
        return happen(tx, desk, event)
    closed(tx, desk, who, f"{event.origin.event}:left", filling, event.at)
    taken = happen(tx, desk, event)
    if taken.drawn is not None:
        taken.drawn = structs.replace(taken.drawn, instead=not filling.drawn.instead)
    return taken


def in_room(tx: Transaction, desk: Desk, who: Source, event_id: str, event: Body, now: Ms) -> Taken:
    """Take what is said in a ticket's thread in the team's channel: it is about that ticket, and answered in person."""
    told = payload.told(event)
    ticket = notes.subject(tx, desk.team_channel, str(told.get("thread_ts") or ""))
    if not ticket or told.get("subtype", "") not in SAYING:
        return Taken()
    if not _is_team(tx, who):
        return _turned_away(tx, desk, event_id, now)
    address = tx.people.at(NAME, desk.room)
    return said(tx, desk, who, event_id, event, now, room=address.person if address is not None else 0)


def joined(tx: Transaction, desk: Desk, who: Source, event_id: str, now: Ms) -> Taken:
    """Take that somebody has come into the team's channel."""
    return Taken() if _is_team(tx, who) else _turned_away(tx, desk, event_id, now)


def _turned_away(tx: Transaction, desk: Desk, event_id: str, now: Ms) -> Taken:
    """Return that somebody is a stranger to the team, who is told so once, however often the same thing comes."""
    return Taken(language=rooms.language(desk.office), stranger=tx.inbox.first(NAME, event_id, now))


def _is_team(tx: Transaction, who: Source) -> bool:
    _, person = _seat(tx, who.external)
    return person is not None and person.is_team


def _seat(tx: Transaction, external: str) -> tuple[Address | None, Person | None]:
    address = tx.people.at(NAME, external)
    return address, (tx.people.get(address.person) if address is not None else None)


def _draft(tx: Transaction, external: str) -> Draft | None:
    address = tx.people.at(NAME, external)
    return tx.drafts.get(address.id) if address is not None else None
