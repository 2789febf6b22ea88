"""A real browser on the chat page, and what a person sees and does there.

    await screen.talk(("[Report a problem]", "What is it about?"), ("[Fault]", "Which of these fits best?"))

`"[Fault]"` presses the newest button of that label; anything else is typed and sent with Enter.
"""

from __future__ import annotations

import asyncio
import os
import re
import shutil
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any

import pytest
from playwright.async_api import Browser, Locator, Page, async_playwright

NAMES = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome")
ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
PATIENCE = 30_000.0
"""Milliseconds after which something will not be seen any more, however busy the machine is."""

NO_CONNECTION = r"net::ERR_|WebSocket connection to|Failed to load resource"
"""What a browser complains of while there is no connection."""

WATCH = "addEventListener('securitypolicyviolation', (event) => console.error('policy', event.violatedDirective))"

NEWS = """([before, words]) => [...document.querySelectorAll(".entry")].some((entry) =>
    Number(entry.dataset.seq) > before && entry.querySelector(".line.bot")?.textContent.includes(words))"""

LAST = 'Math.max(0, ...[...document.querySelectorAll(".entry")].map((entry) => Number(entry.dataset.seq)))'

NAMELESS = """() => [...document.querySelectorAll("button, a[href], input, textarea, select, dialog, [role], progress, img")]
    .filter((element) => element.checkVisibility({ visibilityProperty: true, opacityProperty: false }))
    .filter((element) => !element.closest("[aria-hidden=true]"))
    .filter((element) => {
        const named = (element.getAttribute("aria-labelledby") ?? "").split(" ")
            .map((id) => document.getElementById(id)?.textContent ?? "").join("");
        const labelled = [...(element.labels ?? [])].map((label) => label.textContent).join("");
        const role = element.getAttribute("role");
        if (element.matches("img[alt]") || ["status", "list", "alert"].includes(role)) return false;
        const inside = element.matches("button, a") ? element.textContent : "";
        return !(element.getAttribute("aria-label") || named || labelled || inside).trim();
    })
    .map((element) => element.outerHTML.slice(0, 120))"""

TOO_WIDE = """() => [...document.querySelectorAll("body *")]
    .filter((element) => element.checkVisibility() && !element.closest(".quick, .unseen, .skip, [aria-hidden=true]"))
    .filter((element) => element.getBoundingClientRect().right > innerWidth + 1
        || element.getBoundingClientRect().left < -1)
    .map((element) => element.outerHTML.slice(0, 120))"""


def chromium() -> str:
    """Where Chromium is. Without one these tests are left out with this reason; in CI they fail."""
    found = next(filter(None, map(shutil.which, NAMES)), None)
    if found is None:
        end = pytest.fail if os.environ.get("CI") else pytest.skip
        end("the tests of the pages need a Chromium: on Debian, apt-get install chromium fonts-noto-cjk")
    return found


@asynccontextmanager
async def browsing() -> AsyncIterator[Browser]:
    """Start Chromium, and end it."""
    where = chromium()
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=where, args=list(ARGUMENTS))
        try:
            yield browser
        finally:
            await browser.close()


@asynccontextmanager
async def looking(
    browser: Browser,
    address: str,
    *,
    language: str = "en-GB",
    size: tuple[int, int] = (420, 800),
    before: Callable[[Page], Awaitable[object]] | None = None,
    **options: Any,
) -> AsyncIterator[Screen]:
    """Open a page in a browser of its own, and find fault with whatever it complained of meanwhile."""
    width, height = size
    context = await browser.new_context(locale=language, viewport={"width": width, "height": height}, **options)
    context.set_default_timeout(PATIENCE)
    await context.add_init_script(WATCH)
    try:
        screen = Screen(await context.new_page())
        if before is not None:
            await before(screen.page)
        await screen.open(address)
        yield screen
        assert screen.faults() == []
    finally:
        await context.close()


class Screen:
    """One page, as a person sees it."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.forgiven = ""
        self._faults: list[str] = []
        page.on("console", lambda said: self._faults.append(said.text) if said.type in {"error", "warning"} else None)
        page.on("pageerror", lambda error: self._faults.append(str(error)))
        page.on("dialog", lambda dialog: self._faults.append(dialog.message))

    def faults(self) -> list[str]:
        """What the browser complained of, beyond what a test forgives."""
        return [each for each in self._faults if not (self.forgiven and re.search(self.forgiven, each))]

    async def open(self, address: str) -> None:
        """Go to an address, and wait until the page is connected."""
        await self.page.goto(address)
        await self.connected()

    async def connected(self) -> None:
        """Wait until the page is connected."""
        await self.page.locator("[data-presence=up]").wait_for()

    async def talk(self, *pairs: tuple[str, str]) -> None:
        """Do one thing after the other, and see what is expected after each."""
        for said, expected in pairs:
            before = await self.page.evaluate(LAST)
            await (self.press(said[1:-1]) if said.startswith("[") else self.write(said))
            await self.until(NEWS, [before, expected])

    async def write(self, words: str) -> None:
        """Type something and send it."""
        await self.page.locator("#words").fill(words)
        await self.page.locator("#words").press("Enter")

    async def press(self, label: str) -> None:
        """Press the newest button of a label."""
        buttons = self.page.locator(".line.live .button, .start, .quick-start").filter(visible=True)
        await buttons.filter(has_text=re.compile(rf"^{re.escape(label)}")).last.click()

    async def sees(self, words: str) -> None:
        """Wait for words anywhere on the page."""
        await self.page.get_by_text(words).last.wait_for()

    async def until(self, script: str, given: object = None) -> None:
        """Wait for a script to be true; Playwright's own way of waiting needs an `eval` that our policy forbids."""
        try:
            async with asyncio.timeout(PATIENCE / 1000):
                while not await self.page.evaluate(script, given):
                    await asyncio.sleep(0.02)
        except TimeoutError:
            shown = await self.page.locator("#log").inner_text()
            raise AssertionError(f"never came true: {script} of {given}; the page shows:\n{shown}") from None

    def said(self) -> Locator:
        """The lines of the transcript."""
        return self.page.locator("#lines .line")

    def own(self) -> Locator:
        """What the person at the page said."""
        return self.page.locator("#lines .line.mine .said")

    async def fits(self) -> None:
        """Nothing reaches over the edge of the screen."""
        assert await self.page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        assert await self.page.evaluate(TOO_WIDE) == []

    async def is_named(self) -> None:
        """Everything that can be used has a name for those who cannot see it."""
        assert await self.page.evaluate(NAMELESS) == []

    async def tab_to(self, label: str) -> None:
        """Go on with the keyboard until what has a label is in focus."""
        seen = []
        for _ in range(60):
            await self.page.keyboard.press("Tab")
            seen.append(await self.focused())
            if seen[-1].startswith(label):
                return
        raise AssertionError(f"the keyboard does not reach {label!r}: {seen}")

    async def focused(self) -> str:
        """The name of what is in focus."""
        return str(
            await self.page.evaluate(
                "document.activeElement.getAttribute('aria-label') || document.activeElement.textContent.trim()"
            )
        )
