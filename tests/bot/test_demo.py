"""A whole case, played by hand on the demo page in a real browser."""

import os
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from playwright.async_api import Frame, Locator, Page, expect

from store.people import Language
from tests.bot.web.browser import PATIENCE, Screen, browsing, looking
from tests.demo_house import DemoHouse, showing
from tests.world import at, in_, texts

expect.set_options(timeout=PATIENCE)

WIDE, NARROW, LARGE = (1440, 900), (390, 844), (1920, 1080)
PICTURE = (1600, 1000)
"""The size of the picture in the README."""

TUESDAY = at("2026-09-29 09:30")
"""Two days before the National Day: promises that are counted in working time step over it."""


class Phone(Screen):
    """One phone of the demo page. What is pressed and what is seen is named by its entry of the catalogue."""

    def __init__(self, frame: Frame, language: Language) -> None:
        self.page = frame  # type: ignore[assignment] # a frame looks, writes and presses like a page
        self.language = language

    def words(self, key: str) -> str:
        """The longest words of an entry that no value interrupts."""
        entry = texts().strings(self.language, key)[key]
        return max(re.split(r"\{\$\w+\}|\n", entry), key=len).strip()

    async def does(self, *pairs: tuple[str, str]) -> None:
        """Press what is named in brackets, or write; see an entry's words after each."""
        for said, expected in pairs:
            key = said[1:-1]
            pressed = f"[{self.words(key)}]" if said.startswith("[") else in_(self.language, said)
            await self.talk((pressed, self.words(expected)))

    async def hears(self, key: str) -> None:
        await expect(self.said().filter(has_text=self.words(key)).last).to_be_visible()

    async def rate(self, stars: int) -> None:
        await self.page.get_by_role("radio").nth(stars - 1).click()


class Table:
    """The demo page, with the phones on it."""

    def __init__(self, page: Page, language: Language, house: DemoHouse, folder: Path) -> None:
        self.page, self.language, self.house, self.folder = page, language, house, folder

    async def phone(self, name: str) -> Phone:
        await expect(self.page.frame_locator(f"#{name} iframe").locator("[data-presence=up]")).to_be_attached()
        (frame,) = (frame for frame in self.page.frames if f"/phone/{name}/" in frame.url)
        return Phone(frame, self.language)

    async def done(self, steps: int) -> None:
        """So many steps of the script are ticked off."""
        await expect(self.page.locator('.step[data-state="done"]')).to_have_count(steps)

    def promise(self, key: str) -> Locator:
        """One promise beside the phones."""
        name = texts().strings(self.language, key)[key]
        return self.page.locator(".promise").filter(has=self.page.get_by_text(name, exact=True))

    async def rings(self, name: str) -> None:
        await expect(self.page.locator(f"#{name}.rings .badge")).to_be_visible()

    async def passes(self, button: str) -> None:
        """Push the clock with the keyboard, and wait until it has walked."""
        await self.page.locator(button).press("Enter")
        await expect(self.page.locator("html.walking")).to_have_count(0)

    async def in_pockets(self) -> None:
        """On a narrow screen one thing is shown at a time, and what is new on the others shows on their tabs."""
        await self.shot(f"demo-{self.language}-narrow-first", NARROW)
        await expect(self.page.locator("#tabs .rings")).to_have_attribute("data-shows", "supervisor")
        for name in ("customer", "agent", "supervisor", "ticket"):
            await self.page.locator(f'#tabs [data-shows="{name}"]').click()
            assert await self.page.locator(".stage > *").filter(visible=True).count() == 1
            await expect(self.page.locator(f"#{name}")).to_be_visible()
            assert await self.page.evaluate("document.documentElement.scrollWidth <= innerWidth")
            await self.shot(f"demo-{self.language}-narrow-{name}")
        await expect(self.page.locator("#tabs .news")).to_have_count(0)
        await self.page.emulate_media(color_scheme="dark")
        await self.shot(f"demo-{self.language}-narrow-dark")
        await self.shot(f"demo-{self.language}-dark", LARGE)

    async def shot(self, name: str, size: tuple[int, int] | None = None) -> None:
        if size is not None:
            await self.page.set_viewport_size({"width": size[0], "height": size[1]})
        await self.page.evaluate("document.activeElement.blur()")
        await self.page.wait_for_load_state("networkidle")
        await self.page.screenshot(path=shots(self.folder) / f"{name}.png", animations="disabled")


def shots(folder: Path) -> Path:
    """Where screenshots go: a folder that outlives the test when AFTERCARE_SHOTS names one."""
    chosen = Path(os.environ.get("AFTERCARE_SHOTS") or folder)
    chosen.mkdir(parents=True, exist_ok=True)
    return chosen


@asynccontextmanager
async def table(language: Language, folder: Path, *, wide: bool = True, dark: bool = False) -> AsyncIterator[Table]:
    locale = "zh-CN" if language is Language.ZH else "en-GB"
    scheme = "dark" if dark else "light"
    size = WIDE if wide else NARROW
    async with (
        showing(folder, TUESDAY) as house,
        browsing() as chromium,
        looking(chromium, house.url, language=locale, size=size, color_scheme=scheme) as screen,
    ):
        await screen.is_named()
        yield Table(screen.page, language, house, folder)
        await screen.is_named()


async def reports(customer: Phone, page: Page) -> None:
    await customer.does(
        ("[menu-report]", "ask-category"),
        ("功能故障 | Fault", "ask-kind"),
        ("1", "ask-model"),
        ("LJ-2400", "ask-serial-number"),
        ("[button-skip]", "ask-purchase-date"),
        ("[button-skip]", "ask-happened-on"),
        ("[button-skip]", "ask-happened-at"),
        ("[button-skip]", "ask-description"),
        ("一开机就显示错误 0x61，什么都打印不出来。 | It shows error 0x61 as soon as it is switched on.", "ask-hoped"),
        ("[button-skip]", "ask-evidence"),
    )
    await page.locator("#photo").click()
    await expect(customer.page.locator('.upload[data-state="done"]')).to_be_visible()
    await customer.page.locator("#send").click()
    await customer.does(
        ("[button-done]", "ask-urgency"),
        ("2", "ask-impact"),
        ("2", "ask-name"),
        ("王芳 | Grace Miller", "ask-phone"),
        ("138 0013 8000", "ask-tier"),
        ("1", "review-text"),
        ("[button-send]", "told-reported"),
    )


@pytest.mark.timeout(300)
@pytest.mark.parametrize("language", Language)
async def test_a_whole_case_is_played_by_hand(language: Language, tmp_path: Path) -> None:
    async with table(language, tmp_path) as demo:
        customer, agent, supervisor = [await demo.phone(name) for name in ("customer", "agent", "supervisor")]
        await demo.shot(f"demo-{language}-1-begin")

        await reports(customer, demo.page)
        await demo.rings("agent")
        await demo.done(1)
        await demo.shot(f"demo-{language}-2-rings")

        await agent.does(("[button-claim]", "claimed-by-you"))
        await expect(demo.page.locator("#agent.rings")).to_have_count(0)
        await customer.hears("told-assigned")
        await demo.done(2)

        await agent.does(("[button-ask]", "ask-ask-words"), ("风扇还转吗？ | Does the fan still turn?", "did-it-ask"))
        await customer.hears("told-asked")
        await demo.passes("#push-hour")
        await expect(demo.promise("promise-resolution")).to_have_attribute("data-state", "paused")
        await customer.does(("还转，但是声音很大。 | It does, but it is very loud.", "added-answer"))
        await expect(demo.promise("promise-resolution").locator(".piece.paused")).to_be_attached()

        await agent.does(
            ("[button-expect]", "ask-expect-date"),
            ("2026-10-09", "ask-expect-time"),
            ("16:00", "ask-expect-words"),
            (
                "需要更换定影组件，配件节后到货。 | The fuser has to be replaced; the part arrives after the holidays.",
                "did-it-expect",
            ),
        )
        await customer.hears("told-expected")
        await demo.done(3)

        await demo.passes("#push-day")
        await agent.hears("ping-news-wanted")
        await customer.hears("told-progress")
        await supervisor.hears("ping-silent")
        await demo.done(5)
        await demo.promise("promise-resolution").locator(".ask").click()
        await expect(demo.promise("promise-resolution").locator(".span")).not_to_have_count(0)
        await demo.shot(f"demo-{language}-3-news")
        await demo.shot(f"demo-{language}", PICTURE)

        await agent.does(
            ("[button-resolve]", "ask-resolve-words"),
            ("已更换定影组件，打印测试正常。 | Fuser replaced, fifty test pages printed.", "did-it-resolve"),
        )
        await customer.does(("[button-solved]", "survey-ask"))
        await demo.done(6)
        await customer.rate(2)
        await customer.hears("ask-survey-reason")
        await demo.done(8)
        await demo.rings("supervisor")
        await supervisor.hears("ping-low-rating")
        await demo.shot(f"demo-{language}-4-called-in")

        await demo.in_pockets()


@pytest.mark.timeout(300)
async def test_the_page_and_each_phone_speak_their_own_language(tmp_path: Path) -> None:
    async with table(Language.EN, tmp_path) as demo:
        page, customer = demo.page, await demo.phone("customer")
        await page.locator('#speak [data-language="zh"]').click()
        await expect(page.locator("html")).to_have_attribute("lang", "zh-CN")
        await expect(page.get_by_text("三部手机")).to_be_visible()
        await customer.sees("您好")  # nothing has happened yet, so the phones follow

        await page.locator('#customer [data-language="en"]').click()
        await customer.sees("How can we help?")
        await expect(page.locator('#customer [data-language="en"]')).to_have_attribute("aria-pressed", "true")
        customer.language = Language.EN
        await customer.does(("[menu-report]", "ask-category"))
        await expect(page.locator('#agent [data-language="zh"]')).to_have_attribute("aria-pressed", "true")

        await page.reload()
        await expect(page.locator("html[data-presence=up]")).to_be_attached()
        await expect(page.get_by_text("三部手机")).to_be_visible()
        await (await demo.phone("customer")).sees("What is it about?")
