"""Files on the chat page: chosen, pasted, dropped, refused, cancelled, tried again."""

import asyncio

import pytest
from playwright.async_api import Browser, FilePayload, Route

from tests.bot.web.browser import NO_CONNECTION, Screen, looking
from tests.bot.web.case import ARCHIVE, BY_STEP, PHOTO, newest, png
from tests.web_server import House

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def test_a_photo_is_uploaded_shown_and_kept_with_the_report(screen: Screen, house: House) -> None:
    await screen.talk(*BY_STEP[:10])
    await screen.page.locator("#picker").set_input_files([PHOTO])
    await screen.page.locator(".upload[data-state=done]").wait_for()
    await screen.talk(("see here", "Got it."), ("[That is all]", "How urgent"))
    picture = screen.page.locator("#lines .mine .picture img")
    await screen.until("document.querySelector('.mine .picture img').naturalWidth === 40")
    assert await picture.get_attribute("alt") == "Picture light.png"
    await screen.talk(*BY_STEP[11:])
    assert len((await newest(house)).files("evidence")) == 1


async def test_an_upload_shows_its_progress_and_can_be_cancelled_and_tried_again(screen: Screen) -> None:
    halted = asyncio.Event()

    async def hold(route: object) -> None:
        halted.set()

    await screen.page.route("**/files", hold)
    await screen.page.locator("#picker").set_input_files([PHOTO])
    await halted.wait()
    await screen.page.get_by_role("progressbar", name="Uploading light.png").wait_for()
    await screen.page.get_by_role("button", name="Remove light.png").click()
    assert await screen.page.locator(".upload").count() == 0
    screen.forgiven = NO_CONNECTION
    await screen.page.unroute("**/files")
    await screen.page.route("**/files", lambda route: route.abort())
    await screen.page.locator("#picker").set_input_files([PHOTO])
    await screen.sees("“light.png” did not get through.")
    await screen.page.unroute("**/files")
    await screen.page.get_by_role("button", name="Upload light.png again").click()
    await screen.page.locator(".upload[data-state=done]").wait_for()
    await screen.write("with the photo")
    await screen.page.locator("#lines .mine .picture").wait_for()


async def test_an_upload_that_stands_still_is_given_up_and_can_be_tried_again(chromium: Browser, house: House) -> None:
    async with looking(chromium, house.url, before=lambda page: page.clock.install()) as screen:
        held: asyncio.Queue[Route] = asyncio.Queue()
        await screen.page.route("**/files", held.put)
        await screen.page.locator("#picker").set_input_files([PHOTO])
        await held.get()
        await screen.write("look at the light")
        await screen.page.clock.fast_forward(30_000)
        await screen.page.locator(".upload[data-state=sending]").wait_for()
        await screen.page.clock.fast_forward(31_000)
        await screen.sees("“light.png” did not get through.")
        await screen.page.unroute("**/files")
        await screen.page.get_by_role("button", name="Upload light.png again").click()
        await screen.page.locator("#lines .mine .picture").wait_for()
        assert await screen.own().all_inner_texts() == ["look at the light"]


async def test_words_sent_during_an_upload_go_with_the_file(screen: Screen) -> None:
    held: asyncio.Queue[Route] = asyncio.Queue()
    await screen.page.route("**/files", held.put)
    await screen.page.locator("#picker").set_input_files([PHOTO])
    await screen.write("look at the light")
    await screen.sees("It is sent as soon as the files are uploaded.")
    assert await screen.own().count() == 0
    await (await held.get()).continue_()
    await screen.page.locator("#lines .mine .picture").wait_for()
    assert await screen.own().all_inner_texts() == ["look at the light"]


@pytest.mark.parametrize(
    ("file", "why"),
    [
        (ARCHIVE, "is of a kind that we cannot take"),
        (FilePayload(name="empty.png", mimeType="image/png", buffer=b""), "That file is empty."),
        (
            FilePayload(name="film.mp4", mimeType="video/mp4", buffer=b"\0" * 1_200_000),
            "“film.mp4” has 1.1 MB; at most 1 MB",
        ),
        (
            FilePayload(name="trick.png", mimeType="image/png", buffer=ARCHIVE["buffer"]),
            "We cannot take files of that kind",
        ),
    ],
)
async def test_a_file_that_is_not_taken_says_why_and_stops_nothing(screen: Screen, file: FilePayload, why: str) -> None:
    screen.forgiven = r"415 \(Unsupported Media Type\)"
    await screen.page.locator("#picker").set_input_files([file, PHOTO])
    await screen.page.locator(".upload[data-state=refused]").get_by_text(why).wait_for()
    await screen.page.locator(".upload[data-state=done]").wait_for()
    await screen.write("my printer blinks")
    await screen.page.locator("#lines .mine .picture").wait_for()
    assert await screen.page.locator("#lines .mine .files li").count() == 1


async def test_pasted_and_dropped_files_are_taken(screen: Screen) -> None:
    await screen.page.evaluate(
        """(bytes) => {
            const carrying = () => {
                const data = new DataTransfer();
                data.items.add(new File([new Uint8Array(bytes)], "shot.png", { type: "image/png" }));
                return data;
            };
            const words = document.getElementById("words");
            words.dispatchEvent(new ClipboardEvent("paste", { clipboardData: carrying(), bubbles: true, cancelable: true }));
            dispatchEvent(new DragEvent("drop", { dataTransfer: carrying(), bubbles: true, cancelable: true }));
        }""",
        list(png()),
    )
    await screen.page.locator(".upload[data-state=done]").nth(1).wait_for()
