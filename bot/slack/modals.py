"""A dialogue's form made into a modal, and what was filled in made into answers."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from msgspec import Struct

from bot.slack import blocks
from bot.slack.blocks import MOST, Block
from bot.slack.payload import Shared, files
from bot.slack.wording import Plain
from bot.texts import Reader
from handlers.forms import Field, Form
from store.message import AskKind, Named, Text
from store.moment import Ms
from store.ticket import Answer

FORM = "form"
"""The callback id of every modal that is a form."""

ACTION = "answer"

WIDE = 200
"""A text that may be longer than this is written in several lines."""

FILES = ("jpg", "jpeg", "png", "gif", "webp", "heic", "mp4", "mov", "pdf", "doc", "docx", "xls", "xlsx", "txt", "zip")
"""What Slack lets people choose; what a file really is, its bytes tell later."""


_DATE = re.compile(r"\d{4}-\d\d-\d\d")
_TIME = re.compile(r"\d\d:\d\d")


class Drawn(Struct, frozen=True):
    """Which form a modal is: the name of the dialogue, the chat that it was opened from, and when it was begun.

    It is `resumed` when it had been begun before. `instead` says that it stands where another one was: its fields go by
    another name, or Slack would keep in them what was filled in there.
    """

    dialogue: str
    address: int
    started: Ms = 0
    resumed: bool = False
    instead: bool = False


class Filling(Struct, frozen=True):
    """A form as somebody has filled it in: the answers by step, and the files that are among them."""

    drawn: Drawn
    answers: Mapping[str, Answer]
    files: Sequence[Shared] = ()


def light(title: str, close: str, text: str = "…") -> Block:
    """Return a view that says one thing: that something is on its way, or where it is."""
    return {
        "type": "modal",
        "callback_id": "light",
        "title": blocks.plain(title, MOST.title),
        "close": blocks.plain(close, MOST.title),
        "blocks": list(blocks.paragraphs(text)),
    }


def modal(form: Form, drawn: Drawn, reader: Reader) -> Block:
    """Return a form as a modal. A field whose answer opens others tells at once when it changes."""
    reader = Plain.of(reader)
    return {
        "type": "modal",
        "callback_id": FORM,
        "title": blocks.plain(reader.text(form.title), MOST.title),
        "submit": blocks.plain(reader.text(Text("button-send")), MOST.title),
        "close": blocks.plain(reader.text(Text("button-cancel")), MOST.title),
        "notify_on_close": True,
        "private_metadata": json.dumps(
            [drawn.dialogue, drawn.address, drawn.started, int(drawn.resumed), int(drawn.instead)]
        ),
        "blocks": blocks.fitting(
            [[*_offer(form, reader)], *([_input(field, drawn, reader)] for field in form.fields)],
        ),
    }


def _offer(form: Form, reader: Reader) -> Iterator[Block]:
    """Return what is said of another form, with the button that shows it instead."""
    if form.offer is not None:
        text, offered = form.offer
        button = blocks.button(reader.text(offered.text), offered.press, 0)
        yield {"type": "section", "text": blocks.plain(reader.text(text), MOST.section), "accessory": button}


def filling(view: Mapping[str, Any]) -> Filling | None:
    """Return what a view was filled with; None when it is no form of ours."""
    try:
        dialogue, *numbers = json.loads(view.get("private_metadata") or "")
        address, started, resumed, instead = numbers
    except (ValueError, TypeError):  # no JSON, or not five of it
        return None
    if not all(isinstance(each, int) for each in numbers):
        return None
    values: Mapping[str, Mapping[str, Mapping[str, Any]]] = (view.get("state") or {}).get("values", {})
    states = {step_of(block): state for block, actions in values.items() for state in actions.values()}
    answers = {step: answer for step, state in states.items() if (answer := _answer(state)) not in ("", ())}
    drawn = Drawn(str(dialogue), address, started, bool(resumed), bool(instead))
    return Filling(drawn, answers, [file for state in states.values() for file in files(state)])


def _answer(state: Mapping[str, Any]) -> Answer:
    if "files" in state:
        return tuple(f"sl{file.id}" for file in files(state))
    option = state.get("selected_option")
    found = (
        option["value"] if option else state.get("value") or state.get("selected_date") or state.get("selected_time")
    )
    return str(found or "")


def is_beginning(answer: Answer, held: Answer) -> bool:
    """Whether an answer is what a field showed of a text that is too long for it."""
    if not isinstance(answer, str) or not isinstance(held, str) or len(held) <= MOST.typed:
        return False
    return answer.split() == held[: MOST.typed].split()  # Slack may cut blanks off the end


def errors(form: Form, wrong: Mapping[str, str]) -> dict[str, str]:
    """Return what is wrong with answers, at the blocks of their fields."""
    return {block_of(field): wrong[field.step.id] for field in form.fields if field.step.id in wrong}


def blocks_of(view: Mapping[str, Any]) -> set[str]:
    """Return the blocks that are in a view."""
    listed = view.get("blocks")
    found = [each.get("block_id") for each in listed if isinstance(each, Mapping)] if isinstance(listed, list) else []
    return {each for each in found if isinstance(each, str)}


def block_of(field: Field) -> str:
    """Return the block of a field. Other choices make another block, so that no old choice stays in it."""
    offered = "\n".join(choice.id for choice in field.choices)
    return f"{field.step.id}.{hashlib.sha256(offered.encode()).hexdigest()[:6]}" if offered else field.step.id


def step_of(block: str) -> str:
    """Return the step that a block asks."""
    return block.partition(".")[0]


def _input(field: Field, drawn: Drawn, reader: Reader) -> Block:
    body: Block = {
        "type": "input",
        "block_id": block_of(field),
        "label": blocks.plain(reader.text(field.label), MOST.label),
        "element": {
            "action_id": f"{ACTION}.{drawn.started}" if drawn.instead else ACTION,
            **_ELEMENTS[field.step.kind](field, reader),
        },
        "optional": field.step.optional,
        "dispatch_action": field.opens,
    }
    hint = reader.text(field.error if field.error is not None else field.ask)
    return body | {"hint": blocks.plain(hint, MOST.hint)}


def _text(field: Field, _reader: Reader) -> Block:
    most = min(field.step.longest, MOST.typed)
    body: Block = {"type": "plain_text_input", "multiline": field.step.longest > WIDE, "max_length": most}
    return body | ({"initial_value": field.value[:most]} if isinstance(field.value, str) and field.value else {})


def _line(field: Field, _reader: Reader) -> Block:
    body: Block = {"type": "plain_text_input"}
    return body | ({"initial_value": field.value[: MOST.typed]} if isinstance(field.value, str) and field.value else {})


def _number(field: Field, _reader: Reader) -> Block:
    body: Block = {"type": "number_input", "is_decimal_allowed": True}
    return body | ({"initial_value": field.value[: MOST.typed]} if isinstance(field.value, str) and field.value else {})


def _date(field: Field, _reader: Reader) -> Block:
    return {"type": "datepicker", **({"initial_date": field.value} if _DATE.fullmatch(str(field.value)) else {})}


def _time(field: Field, reader: Reader) -> Block:
    zone = {"timezone": reader.texts.zone.key}  # what is chosen is a time of the team's
    return {
        "type": "timepicker",
        **zone,
        **({"initial_time": field.value} if _TIME.fullmatch(str(field.value)) else {}),
    }


def _upload(field: Field, _reader: Reader) -> Block:
    return {"type": "file_input", "max_files": min(field.step.longest, MOST.files), "filetypes": list(FILES)}


def _choice(field: Field, reader: Reader) -> Block:
    return _select(field, [(choice.id, reader.value(Named(choice.label))) for choice in field.choices])


def _yes_no(field: Field, reader: Reader) -> Block:
    return _select(field, [(each, reader.text(Text(f"button-{each}"))) for each in ("yes", "no")])


def _stars(field: Field, reader: Reader) -> Block:
    return _select(field, [(str(stars), reader.text(Text("button-star", {"stars": stars}))) for stars in range(1, 6)])


def _select(field: Field, choices: list[tuple[str, str]]) -> Block:
    """Return a list to choose from: all in sight while there are few."""
    options = [{"text": blocks.plain(label, MOST.option), "value": each} for each, label in choices[: MOST.options]]
    chosen = next((option for option in options if option["value"] == field.value), None)
    kind = "radio_buttons" if len(options) <= MOST.radio else "static_select"
    return {"type": kind, "options": options, **({"initial_option": chosen} if chosen is not None else {})}


_ELEMENTS: dict[AskKind, Callable[[Field, Reader], Block]] = {
    AskKind.TEXT: _text,
    AskKind.PHONE: _line,
    AskKind.NUMBER: _number,
    AskKind.DATE: _date,
    AskKind.TIME: _time,
    AskKind.FILES: _upload,
    AskKind.CHOICE: _choice,
    AskKind.YES_NO: _yes_no,
    AskKind.STARS: _stars,
}
