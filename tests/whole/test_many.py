"""Fifty customers at once, each a whole capture over real sockets to the real process."""

import asyncio
import itertools
import re
import signal
from pathlib import Path

import pytest

from tests.web_client import Browser
from tests.whole.desk import Desk, faults
from tests.whole.stories import CAPTURE

CUSTOMERS = 50


async def report(url: str, number: int) -> str:
    """Report a fault of one's own, and return the number that one is told."""
    description = "It shows error 0x61 as soon as it is switched on."
    async with Browser(url) as browser, browser.chat() as chat:
        for said, expected in CAPTURE:
            await chat.say(f"Device {number}: {said}" if said == description else said)
            line = await chat.hears(expected)
        assert chat.said("mine").count(f"Device {number}: {description}") == 1
        assert len(chat.said("message")) == len(CAPTURE)
    (told,) = re.findall(r"FB\d+", line["texts"][0])
    return str(told)


@pytest.mark.timeout(240)
async def test_fifty_customers_report_at_once(tmp_path: Path) -> None:
    desk = Desk(tmp_path / "desk")
    token = await desk.hire("Li Ming")
    async with desk.running() as program:
        agent = Browser(program.url)
        agent.http.cookies.set("aftercare", token, "127.0.0.1")
        async with agent, agent.chat() as work:
            told = await asyncio.gather(*(report(program.url, number) for number in range(CUSTOMERS)))
            await desk.settled()
            await work.until(lambda: len(work.lines) >= CUSTOMERS)
            cards = [str(line["title"]) for line in work.lines.values()]
        assert await program.end(signal.SIGTERM) == 0
        assert faults(program) == []
    kept = desk.rows("SELECT number, customer, body FROM tickets ORDER BY number")
    assert sorted(told) == [number for number, _, _ in kept]
    assert len({customer for _, customer, _ in kept}) == CUSTOMERS
    assert {int(found[1]) for *_, body in kept if (found := re.search(r"Device (\d+):", body))} == set(range(CUSTOMERS))
    for _, numbers in itertools.groupby(sorted(told), key=lambda number: number[:10]):  # midnight begins anew
        serials = [int(number[10:]) for number in numbers]
        assert serials == list(range(1, len(serials) + 1))
    assert sorted(card.partition(" ")[0] for card in cards) == sorted(told)
    assert desk.rows("SELECT COUNT(*) FROM drafts") == [(0,)]
    assert desk.rows("SELECT state FROM outbox WHERE state IN ('dead', 'undeliverable', 'leased')") == []
