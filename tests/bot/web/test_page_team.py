"""The chat page of the team: signing in, ringing, and what was not seen."""

import asyncio

import pytest
from playwright.async_api import Browser

from bot.web import sessions
from store.people import Role
from store.transaction import Transaction
from tests.bot.web.browser import PATIENCE, Screen, looking
from tests.bot.web.case import BY_STEP, report
from tests.web_client import Browser as Client
from tests.web_server import House

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def test_an_invitation_signs_in_and_a_new_report_rings(chromium: Browser, house: House) -> None:
    code = await house.invite("Li Ming")
    async with looking(chromium, f"{house.url}/#invite={code}") as screen, Client(house.url) as customer:
        await screen.sees("Signed in as Li Ming")
        assert screen.page.url == f"{house.url}/"
        await screen.sees("Hello Li Ming")
        sound = screen.page.get_by_role("button", name="Sound when it rings")
        assert await sound.get_attribute("aria-pressed") == "false"
        await sound.click()
        assert await sound.get_attribute("aria-pressed") == "true"
        await screen.page.evaluate(
            "Object.defineProperty(document, 'hasFocus', { value: () => false, configurable: true })"
        )
        await report(customer)
        card = screen.page.locator(".line.ringing .card")
        await card.get_by_text("Who takes it?").wait_for()
        await card.get_by_text("Ringing").wait_for()
        await screen.until("document.title === '(1) After-sales service'")
        assert await screen.page.locator("#new-line").count() == 1
        await screen.page.evaluate("delete document.hasFocus; dispatchEvent(new Event('focus'))")
        await screen.until("document.title === 'After-sales service'")
        await screen.talk(("[I’ll take it]", "is yours"))
        await screen.page.locator(".line.former").wait_for()
        assert await screen.page.locator(".line.former .facts").filter(visible=True).count() == 0
        await screen.page.reload()
        await screen.connected()
        assert await screen.page.locator(".line.ringing, #new-line").count() == 0


async def test_a_code_can_be_entered_and_a_wrong_one_is_answered(screen: Screen, house: House) -> None:
    code = await house.invite("Zhao Min", Role.SUPERVISOR)
    await screen.talk(*BY_STEP[:1])
    await screen.page.locator("#more").click()
    await screen.page.get_by_role("button", name="I work here").click()
    screen.forgiven = r"403 \(Forbidden\)"
    await screen.page.locator("#code").fill("nonsense")
    await screen.page.locator("#code").press("Enter")
    await screen.sees("That invitation is not valid")
    await screen.page.locator("#code").fill(code)
    await screen.page.locator("#code").press("Enter")
    await screen.sees("Hello Zhao Min")
    assert await screen.said().count() == 0


async def seen_all(screen: Screen, house: House) -> None:
    """Wait until the server knows that everything was seen."""
    (cookie,) = await screen.page.context.cookies()

    def all_seen(tx: Transaction) -> bool:
        seat = sessions.find(tx, cookie["value"])
        return seat is not None and tx.feed.shown(seat.address.id) == tx.feed.last(seat.address.id)

    async with asyncio.timeout(PATIENCE / 1000):
        while not await house.app.store.read(all_seen):
            await asyncio.sleep(0.02)


async def test_what_was_not_seen_stands_under_a_line(chromium: Browser, house: House) -> None:
    code = await house.invite("Sun Li")
    async with looking(chromium, f"{house.url}/#invite={code}") as screen, Client(house.url) as customer:
        await screen.sees("Hello Sun Li")
        await screen.talk(("[What you can do]", "New reports ring here"))
        await seen_all(screen, house)
        await screen.page.goto("about:blank")
        await report(customer)
        await screen.open(house.url)
        await screen.page.locator("#new-line + .line").get_by_text("Who takes it?").wait_for()
