"""Structured logs: one JSON object a line, without tokens and personal data."""

from __future__ import annotations

import json
import logging
import re
import sys

_HIDDEN = (
    (re.compile(r"\b\d{6,}:[A-Za-z0-9_-]{20,}"), "[token]"),
    (re.compile(r"\bxox[a-z]-[A-Za-z0-9-]+|\bxapp-[A-Za-z0-9-]+"), "[token]"),
    (
        re.compile(r"(?i)\b(authorization|cookie|set-cookie|invite|token|secret)([\"']?\s*[:=]\s*)[^\s,;&\"']+"),
        r"\1\2[hidden]",
    ),
    (re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+"), "[e-mail]"),
    (re.compile(r"(?<![\w.:/-])\+?\d[\d \-]{8,15}\d(?![\w.:/-])"), "[phone]"),
)
"""What no log line may carry, and what stands in its place."""


def redact(text: str) -> str:
    """Return a text without tokens, addresses and phone numbers."""
    for pattern, instead in _HIDDEN:
        text = pattern.sub(instead, text)
    return text


class JsonLines(logging.Formatter):
    """Writes a record as one line of JSON, redacted."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line."""
        line = {
            "at": self.formatTime(record, "%Y-%m-%dT%H:%M:%S%z"),
            "level": record.levelname.lower(),
            "from": record.name,
            "said": redact(record.getMessage()),
        }
        if record.exc_info:
            line["fault"] = redact(self.formatException(record.exc_info))
        return json.dumps(line, ensure_ascii=False)


def start(level: str) -> None:
    """Log to standard error from now on."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonLines())
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level.upper())
    for name in ("httpx", "httpcore", "apscheduler", "aiosqlite", "uvicorn.access", "fluent"):
        logging.getLogger(name).setLevel(logging.WARNING)  # the first two would log addresses that carry tokens
