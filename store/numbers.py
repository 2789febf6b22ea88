"""Ticket numbers by template: a date, a serial, and whatever the team writes around them."""

from __future__ import annotations

import re
import unicodedata
from zoneinfo import ZoneInfo

from store.moment import Ms, local

_FIELD = re.compile(r"\{(date|serial)(?::([^}]*))?\}")
_DATE = re.compile(r"(?:%[Ymdy]|[-/.]?)+")
_SERIAL = re.compile(r"0?([1-9])(?:@(\d{1,9}))?", re.ASCII)
_LONGEST = 12
"""Digits of a serial; nobody gets that far."""

_WIDTHS = {"%Y": 4, "%y": 2, "%m": 2, "%d": 2}


class NumberTemplate:
    """A template such as `FB{date:%Y%m%d}{serial:03}`; `{serial:04@1001}` begins at 1001.

    The serial begins anew with every day, month or year that the date shows, and grows past its width when it must.
    """

    def __init__(self, template: str) -> None:
        """Read a template. Raises ValueError, saying how to mend it."""
        fields = _FIELD.findall(template)
        names = [name for name, _ in fields]
        rest = _FIELD.sub("", template)
        if names.count("serial") != 1 or names.count("date") > 1 or "{" in rest or "}" in rest:
            raise ValueError(f"number {template!r}: write one {{serial:03}} and at most one {{date:%Y%m%d}}")
        if not template.endswith("}") or names[-1] != "serial":
            raise ValueError(f"number {template!r}: let the serial come last, so that it can grow without confusion")
        self.template = template
        self._prefix, self._between = _around(template)
        self.date_format = next((form or "%Y%m%d" for name, form in fields if name == "date"), "")
        _check_date(template, self.date_format)
        found = _SERIAL.fullmatch(next(form for name, form in fields if name == "serial") or "1")
        if found is None:
            raise ValueError(f"number {template!r}: write the serial as {{serial:03}} or {{serial:04@1001}}")
        self.width, self.start = int(found[1]), int(found[2] or 1)

    def period(self, moment: Ms, zone: ZoneInfo) -> str:
        """Return the period in which a serial is counted: the date as the number shows it."""
        return local(moment, zone).strftime(self.date_format) if self.date_format else ""

    def render(self, moment: Ms, serial: int, zone: ZoneInfo) -> str:
        """Return the number of a serial."""
        return f"{self._prefix}{self.period(moment, zone)}{self._between}{serial:0{self.width}}"

    def normalise(self, typed: str) -> str | None:
        """Return what a person typed as a number of this form; None when it cannot be one.

        Case, spaces and full-width characters do not matter.
        """
        head, between = re.escape(_plain(self._prefix)), re.escape(_plain(self._between))
        date = re.escape(self.date_format)
        for code, width in _WIDTHS.items():
            date = date.replace(re.escape(code), rf"\d{{{width}}}")
        form = rf"{head}({date}){between}(\d{{{self.width},{_LONGEST}}})"
        found = re.fullmatch(form, _plain(typed), re.ASCII)
        return f"{self._prefix}{found[1]}{self._between}{found[2]}" if found else None


def _plain(text: str) -> str:
    """Return a text without what does not matter in a number."""
    return "".join(unicodedata.normalize("NFKC", text).split()).upper().lstrip("#")


def _around(template: str) -> tuple[str, str]:
    """Return what stands before the date (or the serial) and between the two."""
    parts = _FIELD.split(template)
    return (parts[0], parts[3]) if _FIELD.match(template, len(parts[0])) and parts[1] == "date" else (parts[0], "")


def _check_date(template: str, form: str) -> None:
    if form and not _DATE.fullmatch(form):
        raise ValueError(f"number {template!r}: a date is written with %Y, %y, %m, %d and - / . between them")
    has_year = "%Y" in form or "%y" in form
    if ("%d" in form and "%m" not in form) or ("%m" in form and not has_year) or (form and not has_year):
        raise ValueError(f"number {template!r}: a date needs its year, and a day its month, or numbers would repeat")
