"""The chat page is for everybody: by keyboard, on any screen, with a name on everything, and safe from what people write."""

import re
from pathlib import Path

import pytest
from playwright.async_api import Browser, FilePayload

from tests.bot.web.browser import Screen, looking
from tests.bot.web.case import AS_FORM, PHOTO, fill, newest, open_form, png
from tests.web_client import Browser as Client
from tests.web_server import House

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def test_a_report_begins_with_the_keyboard_alone(screen: Screen) -> None:
    keyboard = screen.page.keyboard
    await keyboard.press("Tab")
    assert await screen.focused() == "Skip to what you write"
    await screen.tab_to("Report a problem")
    await keyboard.press("Enter")
    await screen.until("document.activeElement.textContent === 'Fault'")
    assert await screen.page.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"
    await keyboard.press("Enter")
    await screen.sees("Which of these fits best?")
    await screen.until("document.activeElement.textContent.startsWith('Does not work')")
    await keyboard.press("Space")
    await screen.sees("Which product is it?")
    await screen.until("document.activeElement.id === 'words'")
    await keyboard.type("LJ-2400")
    await keyboard.press("Shift+Enter")
    await keyboard.type("the second")
    await keyboard.press("Enter")
    await screen.sees("What is its serial number?")
    assert await screen.own().last.inner_text() == "LJ-2400\nthe second"
    await screen.page.keyboard.press("Shift+Tab")
    await keyboard.press("Escape")


@pytest.mark.parametrize("size", [(360, 720), (1280, 800)])
@pytest.mark.parametrize("language", ["en-GB", "zh-CN"])
async def test_everything_fits_and_has_a_name(
    chromium: Browser, house: House, size: tuple[int, int], language: str
) -> None:
    async with looking(chromium, house.url, language=language, size=size) as screen:
        await screen.fits()
        await screen.is_named()
        await screen.write("x" * 300 + " https://example.com/" + "y" * 200)
        await screen.page.locator(".choices").wait_for()
        await screen.fits()
        await screen.page.locator(".choices .button").first.click()
        await screen.page.locator(".line.live .row").wait_for()
        await screen.is_named()
        await screen.page.locator("#to-form").click()
        await screen.page.locator("[data-field=evidence]").wait_for()
        await screen.page.locator("[data-field=evidence] [type=file]").set_input_files([PHOTO])
        await screen.page.locator(".upload[data-state=done]").wait_for()
        await screen.page.locator("#form-submit").click()
        await screen.page.locator(".field-error").filter(visible=True).first.wait_for()
        await screen.fits()
        await screen.is_named()
        await screen.page.keyboard.press("Escape")
        await screen.page.locator("#more").click()
        await screen.page.locator(".menu-entry").last.click()
        await screen.page.locator("#code").wait_for()
        await screen.fits()
        await screen.is_named()


async def test_stars_are_a_radio_group_and_are_given_once(chromium: Browser, house: House) -> None:
    code = await house.invite("Zhang Wei")
    async with Client(house.url) as agent, looking(chromium, house.url) as screen:
        await agent.sign_in(code)
        await open_form(screen)
        await fill(screen, AS_FORM)
        await screen.page.locator("#form-submit").click()
        await screen.sees("We have your report")
        async with agent.chat() as chat:
            await chat.talk(("[I’ll take it]", "is yours"), ("[Solved]", "What was done?"))
            await chat.say("Main board replaced")
            await chat.hears("marked as solved")
        await screen.sees("Main board replaced")
        await screen.talk(("[Yes, solved]", "How was our service"))
        group = screen.page.get_by_role("group", name="Rating from one to five stars")
        await group.get_by_role("radio", name="1 star").focus()
        await screen.page.keyboard.press("ArrowRight")
        await screen.page.keyboard.press("ArrowRight")
        await screen.sees("3 stars")
        assert await screen.own().last.inner_text() == "Yes, solved"
        await screen.page.keyboard.press("ArrowRight")
        await screen.page.keyboard.press("Enter")
        await screen.sees("Thank you for your 4 stars.")
        assert await group.get_by_role("radio", name="4 stars").is_checked()
        assert await screen.page.locator(".stars").evaluate("stars => stars.disabled")
        assert (await newest(house)).survey is not None


async def test_what_people_write_is_never_markup(chromium: Browser, house: House) -> None:
    code = await house.invite("<b>Ma</b>")
    evil = "<img src=x onerror=alert(1)> <script>alert(2)</script> & \u202ereversed &lt;i&gt;"
    async with Client(house.url) as agent, looking(chromium, house.url) as screen:
        await agent.sign_in(code)
        await open_form(screen)
        await fill(
            screen, [(name, evil if name in {"description", "name", "model"} else value) for name, value in AS_FORM]
        )
        await screen.page.locator("[data-field=evidence] [type=file]").set_input_files(
            [FilePayload(name="<img src=x onerror=alert(3)>.png", mimeType="image/png", buffer=png())]
        )
        await screen.page.locator(".upload[data-state=done]").wait_for()
        await screen.page.locator("#form-submit").click()
        await screen.sees("We have your report")
        async with agent.chat() as chat:
            await chat.talk(("[I’ll take it]", "is yours"), ("[Write to the customer]", "to tell the customer?"))
            await chat.say(evil)
            await chat.hears("sent to the customer")
        await screen.sees("<b>Ma</b>")
        await screen.page.locator(".quote").get_by_text("<img src=x onerror=alert(1)>").wait_for()
        assert await screen.page.locator("#log img:not(.picture img)").count() == 0
        assert await screen.page.locator("#log :is(script, b, i)").count() == 0
        assert await screen.page.locator(".quote blockquote").get_attribute("dir") == "auto"


# Colours


STATIC = Path(__file__).parents[3] / "bot/web/static"
READ_ON = [
    ("ink", ("ground", "surface", "surface-raised", "surface-sunken")),
    ("ink-soft", ("ground", "surface", "surface-raised", "surface-sunken")),
    ("ink-faint", ("ground", "surface")),
    ("accent", ("ground", "surface")),
    ("accent-ink", ("accent", "accent-strong")),
    ("accent-soft-ink", ("accent-soft",)),
    ("mine-ink", ("mine",)),
    ("good", ("good-soft", "surface")),
    ("warn", ("warn-soft",)),
    ("bad", ("bad-soft", "surface", "ground")),
]


@pytest.mark.parametrize("side", ["light", "dark"])
async def test_words_can_be_read_on_their_ground(side: str) -> None:
    tokens = {
        name: (light if side == "light" else dark)
        for name, light, dark in re.findall(
            r"--([a-z-]+): light-dark\((#[0-9a-f]{6}), (#[0-9a-f]{6})\)", (STATIC / "tokens.css").read_text()
        )
    }
    weak = [
        (ink, ground, round(contrast(tokens[ink], tokens[ground]), 2))
        for ink, grounds in READ_ON
        for ground in grounds
        if contrast(tokens[ink], tokens[ground]) < 4.5
    ]
    assert weak == []


def contrast(one: str, other: str) -> float:
    """The contrast of two colours, as WCAG 2 reckons it."""
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
