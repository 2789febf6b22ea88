"""The chat on other sites: a button, a frame, and a clear word where it may not be shown."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser

from tests.web_server import House, serving

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest_asyncio.fixture(loop_scope="module")
async def site() -> AsyncIterator[tuple[str, dict[str, str]]]:
    """Another site: its address, and the page that it shows."""
    shown = {"page": ""}

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        body = shown["page"].encode()
        head = f"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: {len(body)}\r\nConnection: close\r\n\r\n"
        writer.write(head.encode() + body)
        await writer.drain()
        writer.close()

    server = await asyncio.start_server(answer, "127.0.0.1", 0)
    async with server:
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}", shown


def with_widget(house: House, attributes: str = "") -> str:
    return (
        "<!doctype html><html lang=en><link rel=icon href='data:,'><style>button { display: none !important }</style>"
        f"<h1>Another site</h1><script src='{house.url}/widget.js' {attributes}></script>"
    )


async def test_the_widget_opens_closes_and_gives_the_focus_back(
    chromium: Browser, tmp_path: Path, site: tuple[str, dict[str, str]]
) -> None:
    address, shown = site
    async with serving(tmp_path, embed_origins=(address,)) as house:
        shown["page"] = with_widget(house, "data-language=en data-position=left data-colour='rgb(120, 20, 90)'")
        context = await chromium.new_context(viewport={"width": 1280, "height": 800})
        page = await context.new_page()
        faults: list[str] = []
        page.on("console", lambda said: faults.append(said.text) if said.type in {"error", "warning"} else None)
        await page.goto(address)
        button = page.get_by_role("button", name="Open the chat")
        assert await button.evaluate("button => getComputedStyle(button).backgroundColor") == "rgb(120, 20, 90)"
        box = await button.bounding_box()
        assert box is not None
        assert box["x"] < 100
        assert await page.locator("iframe").count() == 0
        await button.focus()
        await page.keyboard.press("Enter")
        frame = page.frame_locator("iframe")
        await frame.get_by_role("button", name="Report a problem").click()
        await frame.get_by_text("What is it about?").wait_for()
        await frame.locator("#words").press("Escape")
        await page.locator("iframe").wait_for(state="hidden")
        assert await page.evaluate("document.activeElement.shadowRoot.activeElement.ariaLabel") == "Open the chat"
        await page.keyboard.press("Enter")
        await frame.get_by_text("What is it about?").wait_for()
        await page.get_by_role("button", name="Close the chat").first.click()
        await page.locator("iframe").wait_for(state="hidden")
        assert faults == []
        await context.close()


async def test_a_site_that_may_not_show_the_chat_is_told_how(
    chromium: Browser, house: House, site: tuple[str, dict[str, str]]
) -> None:
    address, shown = site
    shown["page"] = with_widget(house)
    context = await chromium.new_context()
    page = await context.new_page()
    await page.clock.install()
    await page.goto(address)
    await page.get_by_role("button", name="Open the chat").click()
    async with page.expect_console_message(lambda said: "AFTERCARE_EMBED_ORIGINS" in said.text) as told:
        while not told.is_done():  # the pause begins when the frame has been refused, which is a moment after the click
            await page.clock.run_for(1_000)
    assert (await told.value).text.endswith(f"Set AFTERCARE_EMBED_ORIGINS={address} on its server.")
    assert await page.get_by_role("link", name="Open the chat in a new window").get_attribute("href") == f"{house.url}/"
    await context.close()
