"""Structured logs: one JSON object a line, without tokens and personal data."""

from __future__ import annotations

import json
import logging
import re
import sys

_HUSHED = r"(?<![\w-])[\w-]{0,30}?(?:authorization|cookie|invite|token|secret|password|passwd|api[_-]?key)[\w-]{0,30}"
_PERSONAL = "name|phone|title|words|quote|speaker|text|description|result|external|email|answers|customer|owner|actor|lead|missed"
_MAILBOX = r"[\w.!#$%&'*+/=?^`{|}~-]"

_HIDDEN: tuple[tuple[re.Pattern[str], str], ...] = (
    # Tokens by their shape, wherever they stand: Telegram's in the path of an address, Slack's, and anybody's bearer.
    (re.compile(r"(?<!\d)\d{6,}:[A-Za-z0-9_-]{20,}"), "[token]"),
    (re.compile(r"(?<![A-Za-z0-9])(?:xox[a-z](?:\.xox[a-z])?|xapp)-[A-Za-z0-9-]+"), "[token]"),
    (re.compile(r"(?i)\b(bearer|basic)\s+[\w.~+/=-]+"), r"\1 [hidden]"),
    # Invitations as they are sent to the bot.
    (re.compile(r"(?i)(/(?:join|加入)\s+|\bjoin_)[\w-]+"), r"\1[hidden]"),
    # Whatever is named for a secret: a header to the end of its line, a quoted value to its quote, else one word.
    (re.compile(r"(?i)\b((?:set-)?cookie|authorization)(:\s*)[^\r\n\"']+"), r"\1\2[hidden]"),
    (re.compile(rf"(?i)({_HUSHED}[\"']?\s*[:=,]\s*b?([\"'])).*?(?<!\\)\2"), r"\1[hidden]\2"),
    (re.compile(rf"(?i)({_HUSHED}[\"']?\s*[:=]\s*)[^\s,;&)\]}}\"']+"), r"\1[hidden]"),
    # What a record of ours says of somebody, as it shows itself in a fault.
    (re.compile(rf"(?i)(\b(?:{_PERSONAL})[\"']?\s*[:=]\s*([\"'])).*?(?<!\\)\2"), r"\1[hidden]\2"),
    (re.compile(r"(\banswers[\"']?\s*[:=]\s*)\{[^{}]*\}"), r"\1{[hidden]}"),
    (re.compile(rf"(?<!{_MAILBOX}){_MAILBOX}++@[\w-]+(?:\.[\w-]+)+"), "[e-mail]"),
)
"""What no log line may carry, and what stands in its place; in this order."""

_NUMBER = re.compile(r"(?<![A-Za-z0-9_])\+?[(（]?\d[\d ().\-\u2010-\u2015（）]{5,40}\d(?![A-Za-z0-9_])")
"""What may hold a phone number: digits with the marks that people put between them."""

_NO_PHONE = re.compile(
    r"\d{4}-\d{2}-\d{2}"  # a date
    r"|\d{1,3}(\.\d{1,3}){3}"  # the address of a machine
    r"|\d+\.\d+"  # a length of time in seconds
    r"|1\d{12}|\d{17,19}"  # a moment in milliseconds, an id
)
_PHONE_DIGITS = 7

QUIET = {
    "httpx": logging.WARNING,  # it logs addresses, and Telegram's carry the token
    "httpcore": logging.WARNING,
    "apscheduler": logging.ERROR,  # it warns of every second in which there is more to do than a second's work
    "aiosqlite": logging.WARNING,
    "asyncio": logging.INFO,
    "fluent": logging.WARNING,
    "slack_bolt": logging.WARNING,  # like the next two, it logs whole payloads at the lowest level
    "slack_sdk": logging.WARNING,
    "telegram": logging.WARNING,
    "uvicorn": logging.WARNING,  # it logs who connects, and at the lowest level every word of a chat
    "websockets": logging.WARNING,
}
"""Libraries that say too much, and the least that is kept of them, whatever the level."""


def redact(text: str) -> str:
    """Return a text without tokens, addresses, phone numbers and what people said."""
    for pattern, instead in _HIDDEN:
        text = pattern.sub(instead, text)
    return _NUMBER.sub(_without_phones, text)


def _without_phones(found: re.Match[str]) -> str:
    words = found[0].split(" ")
    unknown = "".join(word for word in words if not _NO_PHONE.fullmatch(word))
    if sum(each.isdigit() for each in unknown) < _PHONE_DIGITS:
        return found[0]
    return " ".join([*filter(_NO_PHONE.fullmatch, words), "[phone]"])


class JsonLines(logging.Formatter):
    """Writes a record as one line of JSON, redacted."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line."""
        line = {
            "at": self.formatTime(record, "%Y-%m-%dT%H:%M:%S%z"),
            "level": record.levelname.lower(),
            "from": record.name,
            "said": redact(_said(record)),
        }
        if record.exc_info:
            line["fault"] = redact(self.formatException(record.exc_info))
        if record.stack_info:
            line["stack"] = redact(record.stack_info)
        return _one_line(json.dumps(line, ensure_ascii=False))


def _said(record: logging.LogRecord) -> str:
    try:
        return record.getMessage()
    except Exception:  # noqa: BLE001 - logging itself would print the values as they are
        return str(record.msg)


def _one_line(text: str) -> str:
    """Escape what JSON leaves as it is although readers of lines break there."""
    for mark in ("\x85", "\u2028", "\u2029"):
        text = text.replace(mark, f"\\u{ord(mark):04x}")
    return text


def start(level: str) -> None:
    """Log to standard error from now on."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonLines())
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level.upper())
    logging.captureWarnings(capture=True)
    for name, least in QUIET.items():
        logging.getLogger(name).setLevel(max(least, root.level))
