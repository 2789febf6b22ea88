"""The end of the program while pages are open."""

import asyncio
import json
import signal
import sqlite3
import time
from pathlib import Path

import pytest

from tests.web_client import Browser
from tests.whole.desk import Desk, faults

TOLD_IN_TIME = 15.0
"""Seconds that a supervisor of processes waits before it kills."""


@pytest.mark.timeout(120)
async def test_pages_are_told_and_come_back_to_what_they_showed(tmp_path: Path) -> None:
    desk = Desk(tmp_path / "desk")
    async with desk.running() as program:
        browser = Browser(program.url)
        await browser.open()
        chats = [await browser.connect() for _ in range(5)]
        await chats[0].talk(("hello", "What can I do for you?"))
        began = time.monotonic()
        assert await program.end(signal.SIGTERM) == 0
        assert time.monotonic() - began < TOLD_IN_TIME
        for chat in chats:
            await chat.leave()
        assert {chat.closed for chat in chats} == {1012}
        assert faults(program) == []
    async with desk.running() as program:
        browser.move(program.url)
        async with browser.chat(after=chats[0]) as chat:
            await chat.talk(("menu", "What can I do for you?"))
            assert chat.said("mine") == ["hello", "menu"]
    await browser.http.aclose()


@pytest.mark.timeout(120)
async def test_a_page_that_reads_nothing_does_not_hold_up_the_end(tmp_path: Path) -> None:
    desk = Desk(tmp_path / "desk")
    async with desk.running() as program:
        browser = Browser(program.url)
        async with browser, browser.chat() as chat:
            await chat.talk(("hello", "What can I do for you?"))
            fill(desk, lines=900, characters=30_000)
            stuck = await browser.socket(max_queue=1, compression=None)
            await stuck.recv()
            await chat.talk(("menu", "What can I do for you?"))
        began = time.monotonic()
        assert await program.end(signal.SIGTERM) == 0
        assert time.monotonic() - began < TOLD_IN_TIME
        stuck.transport.abort()
        await asyncio.wait_for(stuck.wait_closed(), 10)


def fill(desk: Desk, *, lines: int, characters: int) -> None:
    """Make the transcript of the only chat so long that no socket takes it whole."""
    ((address, last),) = desk.rows("SELECT address, MAX(seq) FROM feed GROUP BY address")
    body = json.dumps({"kind": "mine", "at": 0, "id": "x", "text": "x" * characters, "files": []})
    with sqlite3.connect(desk.folder / "aftercare.db", timeout=30) as connection:
        connection.executemany(
            "INSERT INTO feed (address, seq, source, at, body) VALUES (?, ?, ?, 0, ?)",
            [(address, last + number, f"in:{number}", body) for number in range(1, lines + 1)],
        )
    connection.close()
