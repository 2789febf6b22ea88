"""The buttons of a message: inline, the calendar of a date, and the one that shares a phone number."""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterator, Sequence
from datetime import date

from telegram import InlineKeyboardButton, InlineKeyboardMarkup, KeyboardButton, ReplyKeyboardMarkup

from bot.telegram.payload import Button as Shown
from bot.telegram.words import NOTHING, is_seen, sound
from bot.texts import Reader
from store.message import Button, Message, Term, Text

MOST = 100
"""Buttons below one message."""

LONGEST = 60
"""Characters of a label; more would not be seen on a phone."""

TURN = re.compile(r"month=(\d{4})-(\d{2})=([A-Za-z0-9:_.-]{0,40})")
"""What turns the calendar's page: the month, and what the buttons of its days begin with."""

STAY = "month="
"""What a button of the calendar carries that is only to be read."""

NARROW = {"button-star": "telegram-star"}
"""Labels that have to be short here."""

OLDEST, NEWEST = date(1970, 1, 1), date(2999, 12, 1)

Rows = list[list[InlineKeyboardButton]]


def inline(message: Message, reader: Reader, today: date) -> InlineKeyboardMarkup | None:
    """Return the buttons below a message; a question for a date brings a calendar."""
    rows: Rows = []
    if message.ask is not None and message.ask.kind == "date" and message.ask.press:
        rows += month(reader, today.replace(day=1), message.ask.press)
    rows += [[_button(button, reader) for button in row] for row in message.buttons]
    kept = list(_at_most(rows, MOST))
    return InlineKeyboardMarkup(kept) if kept else None


def _at_most(rows: Rows, count: int) -> Iterator[list[InlineKeyboardButton]]:
    for row in rows:
        count -= len(row)
        if count < 0:
            return
        yield row


def _button(button: Button, reader: Reader) -> InlineKeyboardButton:
    return InlineKeyboardButton(label(button, reader), callback_data=button.press)


def label(button: Button, reader: Reader) -> str:
    """Return what a button says."""
    text = button.text
    words = sound(reader.text(Text(NARROW.get(text.key, text.key), text.values))).replace("\n", " ").strip()
    words = words if len(words) <= LONGEST else words[: LONGEST - 1] + "…"
    return words if is_seen(words) else NOTHING


def contact(message: Message, reader: Reader) -> tuple[ReplyKeyboardMarkup, dict[str, str]]:
    """Return the keyboard that shares a phone number, and what its other labels press."""
    presses = {label(button, reader): button.press for row in message.buttons for button in row}
    rows = [[KeyboardButton(reader.text(Text("telegram-share-phone")), request_contact=True)]]
    rows += [[KeyboardButton(label(button, reader)) for button in row] for row in message.buttons]
    return ReplyKeyboardMarkup(rows, resize_keyboard=True, one_time_keyboard=True), presses


def month(reader: Reader, first: date, press: str) -> Rows:
    """Return one page of the calendar; a pressed day answers what `press` begins."""
    title = reader.text(Text("telegram-month", {"month": Term(f"month-{first.month}"), "year": first.year}))
    before, after = _turn(first, -1), _turn(first, 1)
    rows = [
        [
            InlineKeyboardButton("‹", callback_data=f"month={before:%Y-%m}={press}" if before else STAY),
            InlineKeyboardButton(title, callback_data=STAY),
            InlineKeyboardButton("›", callback_data=f"month={after:%Y-%m}={press}" if after else STAY),
        ]
    ]
    rows.append([InlineKeyboardButton(reader.text(Text(f"weekday-{day}")), callback_data=STAY) for day in range(1, 8)])
    weeks = calendar.Calendar().monthdayscalendar(first.year, first.month)
    return rows + [[_day(first, day, press) for day in week] for week in weeks]


def _day(first: date, day: int, press: str) -> InlineKeyboardButton:
    if not day:
        return InlineKeyboardButton("·", callback_data=STAY)
    return InlineKeyboardButton(str(day), callback_data=f"{press}{first.replace(day=day).isoformat()}")


def _turn(first: date, months: int) -> date | None:
    place = first.year * 12 + first.month - 1 + months
    found = date(place // 12, place % 12 + 1, 1)
    return found if OLDEST <= found <= NEWEST else None


def turned(data: str, shown: Sequence[Sequence[Shown]], reader: Reader) -> InlineKeyboardMarkup | None:
    """Return the keyboard with another page of its calendar; None when the button turns none."""
    found = TURN.fullmatch(data)
    if found is None:
        return None
    try:
        first = date(int(found[1]), int(found[2]), 1)
    except ValueError:
        return None
    if not OLDEST <= first <= NEWEST:
        return None
    rows = month(reader, first, found[3])
    rows += [
        [InlineKeyboardButton(each.text or NOTHING, callback_data=each.callback_data) for each in row]
        for row in shown
        if row and not any(_of_calendar(each, found[3]) for each in row)
    ]
    return InlineKeyboardMarkup(rows)


def _of_calendar(button: Shown, press: str) -> bool:
    return (
        button.callback_data.startswith("month=") or button.callback_data.startswith(press) or not button.callback_data
    )
