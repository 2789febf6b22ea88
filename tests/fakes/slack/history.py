"""What Slack shows of a conversation's past: which messages, in which order, page by page, with what metadata."""

from __future__ import annotations

import base64
from collections.abc import Mapping, Sequence
from decimal import Decimal, InvalidOperation
from typing import Any

from tests.fakes.slack.workspace import Channel, Message

MOST = 999
"""Messages that may be asked for in one go."""

TIMES = {"oldest", "latest", "inclusive"}
PAGES = {"channel", "limit", "cursor", "include_all_metadata", *TIMES}
"""What both methods take."""


class Refused(Exception):
    """An argument that Slack refuses; the message is its error string."""


def past(channel: Channel, given: Mapping[str, Any], most: int) -> dict[str, Any]:
    """Return what stands in a conversation itself, the newest first: threads only by what was also sent to the channel."""
    seen = [each for each in channel.messages if not each.thread or each.broadcast]
    return _page(list(reversed(_within(seen, given))), given, most)


def thread(channel: Channel, given: Mapping[str, Any], most: int) -> dict[str, Any]:
    """Return a thread, what it answers at its head and then the oldest first; of an answer's ts only that answer."""
    head = channel.find(given["ts"])
    if head is None:
        raise Refused("thread_not_found")
    answers = [each for each in channel.messages if each.thread == head.ts]
    return _page([head, *_within(answers, given)], given, most)


def _within(messages: Sequence[Message], given: Mapping[str, Any]) -> list[Message]:
    oldest, latest = _moment(given, "oldest", "0"), _moment(given, "latest", "Infinity")
    inclusive = is_true(given.get("inclusive"))
    found = [each for each in messages if oldest <= Decimal(each.ts) <= latest]
    return [each for each in found if inclusive or Decimal(each.ts) not in {oldest, latest}]


def _moment(given: Mapping[str, Any], name: str, default: str) -> Decimal:
    try:
        return Decimal(str(given.get(name) or default))
    except InvalidOperation as fault:
        raise Refused(f"invalid_ts_{name}") from fault


def _page(messages: Sequence[Message], given: Mapping[str, Any], most: int) -> dict[str, Any]:
    limit = int(given.get("limit") or 100)
    if not 0 < limit <= MOST:
        raise Refused("invalid_limit")
    begin = _begin(messages, str(given.get("cursor") or ""))
    end = begin + min(limit, most)
    whole = is_true(given.get("include_all_metadata"))
    more = end < len(messages)
    return {
        "messages": [_shown(each, whole=whole) for each in messages[begin:end]],
        "has_more": more,
        **({"response_metadata": {"next_cursor": _cursor(messages[end])}} if more else {}),
    }


def _begin(messages: Sequence[Message], cursor: str) -> int:
    if not cursor:
        return 0
    for place, message in enumerate(messages):
        if _cursor(message) == cursor:
            return place
    raise Refused("invalid_cursor")


def _cursor(message: Message) -> str:
    return base64.b64encode(f"next_ts:{message.ts.replace('.', '')}".encode()).decode()


def _shown(message: Message, *, whole: bool) -> dict[str, Any]:
    """Return a message; unless `whole`, its metadata only says what it is of. It is shown to every app that may read."""
    body = message.shown()
    if message.broadcast:
        body["subtype"] = "thread_broadcast"
    if message.files:
        body["files"] = [{"id": each} for each in message.files]
    if message.metadata:
        body["metadata"] = message.metadata if whole else {"event_type": message.metadata["event_type"]}
    return body


def is_true(given: Any) -> bool:
    """Whether an argument says yes, as JSON or as a form carries it."""
    return given in {True, "true", "1"}
