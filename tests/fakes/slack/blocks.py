"""Block Kit as Slack checks it: what a message, a modal or a Home may hold, with Slack's limits. A breach is named."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

Block = Mapping[str, Any]

MOST = {"message": 50, "modal": 100, "home": 100}
"""Blocks on a surface."""

TITLE = 24
METADATA = 3_000
LARGEST_VIEW = 250_000
LARGEST_MESSAGE = 13_000
"""Characters of all blocks; Slack documents none, and answers `msg_blocks_too_long` a little above."""
ELEMENTS = {"actions": 25, "context": 10}
INTERACTIVE = {
    "button",
    "static_select",
    "multi_static_select",
    "radio_buttons",
    "checkboxes",
    "overflow",
    "datepicker",
    "timepicker",
}
INPUTS = {
    "plain_text_input",
    "static_select",
    "multi_static_select",
    "radio_buttons",
    "checkboxes",
    "datepicker",
    "timepicker",
    "number_input",
    "email_text_input",
    "url_text_input",
    "file_input",
}
MOST_OPTIONS = {"static_select": 100, "multi_static_select": 100, "radio_buttons": 10, "checkboxes": 10, "overflow": 5}


class Breach(ValueError):
    """A payload that Slack would refuse; says where and why."""


def check_message(blocks: Sequence[Block]) -> None:
    """Check the blocks of a message. Raises Breach."""
    _surface(blocks, "message")
    if _held(blocks) > LARGEST_MESSAGE:
        raise Breach("blocks: together they are too long")


def _held(part: Any) -> int:
    """Count the characters of everything that is read in blocks, with some for what holds them."""
    if isinstance(part, Mapping):
        return 20 + sum(len(value) if isinstance(value, str) else _held(value) for value in part.values())
    return sum(map(_held, part)) if isinstance(part, Sequence) else 0


def check_view(view: Mapping[str, Any]) -> None:
    """Check a modal or a Home. Raises Breach."""
    kind = view.get("type")
    if kind not in {"modal", "home"}:
        raise Breach(f"view: type {kind!r}")
    allowed = {"type", "blocks", "private_metadata", "callback_id", "external_id"}
    if kind == "modal":
        allowed |= {"title", "submit", "close", "clear_on_close", "notify_on_close"}
        _plain(view.get("title"), "view.title", TITLE)
        for part in ("submit", "close"):
            if part in view:
                _plain(view[part], f"view.{part}", TITLE)
    _only(view, allowed, "view")
    _longest(view.get("private_metadata", ""), METADATA, "view.private_metadata")
    _longest(view.get("callback_id", ""), 255, "view.callback_id")
    _longest(view.get("external_id", ""), 255, "view.external_id")
    if len(json.dumps(view, ensure_ascii=False).encode("utf-8", "surrogatepass")) > LARGEST_VIEW:
        raise Breach("view: too large")
    _surface(view.get("blocks", ()), str(kind))
    if kind == "modal" and any(block["type"] == "input" for block in view["blocks"]) and "submit" not in view:
        raise Breach("view: inputs need a submit button")


def elements(blocks: Sequence[Block]) -> Iterator[tuple[Block, Block]]:
    """Return every interactive element with its block."""
    for block in blocks:
        inside = block.get("elements", ()) if block["type"] == "actions" else ()
        for element in (*inside, block.get("accessory"), block.get("element")):
            if element is not None and element["type"] != "image":
                yield block, element


def texts(blocks: Sequence[Block]) -> Iterator[str]:
    """Return everything that is read in blocks, in order."""
    for block in blocks:
        for part in ("text", "label", "hint", "title"):
            if isinstance(block.get(part), Mapping):
                yield block[part]["text"]
        for field in block.get("fields", ()):
            yield field["text"]
        if block["type"] == "rich_text":
            yield from (words["text"] for part in block["elements"] for words in part["elements"])
        for element in block.get("elements", ()) if block["type"] in {"context", "actions"} else ():
            text = element.get("text")
            yield text["text"] if isinstance(text, Mapping) else str(text or element.get("alt_text", ""))
        if isinstance(accessory := block.get("accessory"), Mapping) and "text" in accessory:
            yield accessory["text"]["text"]


def _surface(blocks: object, kind: str) -> None:
    if not isinstance(blocks, Sequence) or isinstance(blocks, str):
        raise Breach("blocks: no list")
    if len(blocks) > MOST[kind]:
        raise Breach(f"blocks: {len(blocks)} are more than {MOST[kind]}")
    seen: set[str] = set()
    for place, block in enumerate(blocks):
        where = f"blocks[{place}]"
        check = _BLOCKS.get(block.get("type"))
        if check is None:
            raise Breach(f"{where}: type {block.get('type')!r}")
        if block["type"] == "input" and kind == "home":
            raise Breach(f"{where}: a Home takes no input here")
        name = block.get("block_id", "")
        _longest(name, 255, f"{where}.block_id")
        if name and name in seen:
            raise Breach(f"{where}: block_id {name!r} twice")
        seen.add(name)
        check(block, where)
    actions = [(block.get("block_id"), element.get("action_id")) for block, element in elements(blocks)]
    if len(set(actions)) != len(actions):
        raise Breach("blocks: an action_id twice in a block")


def _section(block: Block, where: str) -> None:
    _only(block, {"type", "block_id", "text", "fields", "accessory", "expand"}, where)
    if "text" not in block and not block.get("fields"):
        raise Breach(f"{where}: a section needs text or fields")
    if "text" in block:
        _text(block["text"], f"{where}.text", 3000)
    if "fields" in block:
        _count(block["fields"], 10, f"{where}.fields")
        for field in block["fields"]:
            _text(field, f"{where}.fields", 2000)
    if "accessory" in block:
        _element(block["accessory"], f"{where}.accessory", INTERACTIVE | {"image"})


def _header(block: Block, where: str) -> None:
    _only(block, {"type", "block_id", "text"}, where)
    _plain(block.get("text"), f"{where}.text", 150)


def _divider(block: Block, where: str) -> None:
    _only(block, {"type", "block_id"}, where)


def _image(block: Block, where: str) -> None:
    _only(block, {"type", "block_id", "alt_text", "title", "image_url", "slack_file"}, where)
    if ("image_url" in block) == ("slack_file" in block):
        raise Breach(f"{where}: an image has one source")
    _shortest(block.get("alt_text"), 2000, f"{where}.alt_text")


def _context(block: Block, where: str) -> None:
    _only(block, {"type", "block_id", "elements"}, where)
    _count(block.get("elements"), ELEMENTS["context"], f"{where}.elements")
    for element in block["elements"]:
        if element.get("type") == "image":
            _shortest(element.get("alt_text"), 2000, f"{where}.alt_text")
        else:
            _text(element, f"{where}.elements", 3000)


def _rich(block: Block, where: str) -> None:
    _only(block, {"type", "block_id", "elements"}, where)
    for part in block["elements"]:
        _only(part, {"type", "elements", "border"}, where)
        if part.get("type") not in {"rich_text_section", "rich_text_quote"} or not part.get("elements"):
            raise Breach(f"{where}: a part {part.get('type')!r}, or an empty one")
        for words in part["elements"]:
            _only(words, {"type", "text", "style"}, where)
            if words.get("type") != "text" or words.get("style", {}).keys() - {"bold", "italic", "strike", "code"}:
                raise Breach(f"{where}: an element {words}")
            _shortest(words.get("text"), 3000, where)


def _actions(block: Block, where: str) -> None:
    _only(block, {"type", "block_id", "elements"}, where)
    _count(block.get("elements"), ELEMENTS["actions"], f"{where}.elements")
    for element in block["elements"]:
        _element(element, f"{where}.elements", INTERACTIVE)


def _input(block: Block, where: str) -> None:
    _only(block, {"type", "block_id", "label", "element", "hint", "optional", "dispatch_action"}, where)
    _plain(block.get("label"), f"{where}.label", 2000)
    if "hint" in block:
        _plain(block["hint"], f"{where}.hint", 2000)
    _element(block.get("element", {}), f"{where}.element", INPUTS)


_BLOCKS: dict[object, Callable[[Block, str], None]] = {
    "section": _section,
    "header": _header,
    "divider": _divider,
    "image": _image,
    "context": _context,
    "rich_text": _rich,
    "actions": _actions,
    "input": _input,
}

_FIELDS = {
    "button": {"text", "value", "url", "style", "confirm", "accessibility_label"},
    "plain_text_input": {
        "initial_value",
        "multiline",
        "min_length",
        "max_length",
        "dispatch_action_config",
        "focus_on_load",
        "placeholder",
    },
    "number_input": {"is_decimal_allowed", "initial_value", "min_value", "max_value", "placeholder", "focus_on_load"},
    "datepicker": {"initial_date", "confirm", "focus_on_load", "placeholder"},
    "timepicker": {"initial_time", "confirm", "focus_on_load", "placeholder", "timezone"},
    "file_input": {"filetypes", "max_files"},
    "image": {"image_url", "slack_file", "alt_text"},
    "overflow": {"options", "confirm"},
}
_CHOICE = {"options", "initial_option", "initial_options", "confirm", "focus_on_load", "placeholder"}


def _element(element: Block, where: str, allowed: set[str]) -> None:
    kind = element.get("type")
    if kind not in allowed:
        raise Breach(f"{where}: element {kind!r} may not stand here")
    _only(element, {"type", "action_id"} | _FIELDS.get(str(kind), _CHOICE), where)
    if kind != "image":
        _shortest(element.get("action_id"), 255, f"{where}.action_id")
    if "placeholder" in element:
        _plain(element["placeholder"], f"{where}.placeholder", 150)
    if "confirm" in element:
        _confirm(element["confirm"], f"{where}.confirm")
    if kind == "button":
        _button(element, where)
    elif kind in MOST_OPTIONS:
        _options(element, where)
    elif kind == "plain_text_input":
        _text_input(element, where)


def _text_input(element: Block, where: str) -> None:
    most = element.get("max_length", 3000)
    if not 1 <= most <= 3000 or not 0 <= element.get("min_length", 0) <= 3000:
        raise Breach(f"{where}: lengths from 0 to 3000")
    _longest(element.get("initial_value", ""), most, f"{where}.initial_value")


def _button(element: Block, where: str) -> None:
    _plain(element.get("text"), f"{where}.text", 75)
    _longest(element.get("value", ""), 2000, f"{where}.value")
    _longest(element.get("accessibility_label", ""), 75, f"{where}.accessibility_label")
    if element.get("style") not in {None, "primary", "danger"}:
        raise Breach(f"{where}: style {element['style']!r}")


def _options(element: Block, where: str) -> None:
    options = element.get("options")
    _count(options, MOST_OPTIONS[element["type"]], f"{where}.options")
    for option in options or ():
        _only(option, {"text", "value", "description"}, f"{where}.options")
        plain = element["type"] not in {"radio_buttons", "checkboxes"}
        (_plain if plain else _text)(option.get("text"), f"{where}.options.text", 75)
        _shortest(option.get("value"), 150, f"{where}.options.value")
    initial = [element["initial_option"]] if "initial_option" in element else element.get("initial_options", ())
    if any(each not in (options or ()) for each in initial):
        raise Breach(f"{where}: what is chosen at first is no option")
    values = [option["value"] for option in options or ()]
    if len(set(values)) != len(values):
        raise Breach(f"{where}: a value twice")


def _confirm(confirm: Block, where: str) -> None:
    _only(confirm, {"title", "text", "confirm", "deny", "style"}, where)
    _plain(confirm.get("title"), f"{where}.title", 100)
    _text(confirm.get("text"), f"{where}.text", 300)
    _plain(confirm.get("confirm"), f"{where}.confirm", 30)
    _plain(confirm.get("deny"), f"{where}.deny", 30)


def _text(text: Any, where: str, longest: int) -> None:
    if not isinstance(text, Mapping) or text.get("type") not in {"plain_text", "mrkdwn"}:
        raise Breach(f"{where}: no text object")
    _only(text, {"type", "text", "emoji", "verbatim"}, where)
    _shortest(text.get("text"), longest, where)


def _plain(text: Any, where: str, longest: int) -> None:
    _text(text, where, longest)
    if text["type"] != "plain_text":
        raise Breach(f"{where}: plain text only")


def _only(given: Mapping[str, Any], allowed: set[str], where: str) -> None:
    if more := given.keys() - allowed:
        raise Breach(f"{where}: unknown {sorted(more)}")


def _count(given: Any, most: int, where: str) -> None:
    if not isinstance(given, Sequence) or not 1 <= len(given) <= most:
        raise Breach(f"{where}: from 1 to {most}")


def _longest(text: Any, most: int, where: str) -> None:
    if not isinstance(text, str) or len(text) > most:
        raise Breach(f"{where}: text of at most {most} characters")


def _shortest(text: Any, most: int, where: str) -> None:
    _longest(text, most, where)
    if not text:
        raise Breach(f"{where}: may not be empty")
