"""Nothing that is written on the chat page is lost, and nothing comes twice, whatever the connection does."""

import asyncio
import json
from pathlib import Path

import pytest
from playwright.async_api import Browser, Route, WebSocketRoute

from bot.clock import MovableClock
from bot.web import sessions
from store.moment import MINUTE
from store.transaction import Transaction
from tests.bot.post import NINE
from tests.bot.web.browser import NO_CONNECTION, Screen, looking
from tests.bot.web.case import BY_STEP, PHOTO
from tests.web_server import House, serving

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def test_what_is_written_without_a_connection_arrives_once(chromium: Browser, tmp_path: Path) -> None:
    async with serving(tmp_path) as house:
        port = int(house.url.rsplit(":", 1)[1])
        opened = looking(chromium, house.url)
        screen = await opened.__aenter__()
        screen.forgiven = NO_CONNECTION
        await screen.talk(*BY_STEP[:8])
    await screen.sees("No connection at the moment")
    await screen.write("No picture after power-on")
    await screen.page.locator(".line.pending").get_by_text("No picture after power-on").wait_for()
    async with serving(tmp_path, port=port):
        await screen.sees("What outcome are you hoping for?")
        await screen.connected()
        assert await screen.page.locator(".line.pending").count() == 0
        assert (await screen.own().all_inner_texts()).count("No picture after power-on") == 1
        await screen.talk(*BY_STEP[9:])
        await opened.__aexit__(None, None, None)


async def test_what_was_not_sent_outlives_a_reload(screen: Screen) -> None:
    screen.forgiven = NO_CONNECTION
    await screen.page.context.set_offline(True)
    await screen.sees("No connection at the moment")
    await screen.write("my printer blinks three times")
    await screen.page.locator(".line.pending").wait_for()
    await screen.page.context.set_offline(False)
    await screen.page.evaluate("location.reload()")
    await screen.sees("What is it about?")
    assert await screen.own().all_inner_texts() == ["my printer blinks three times"]


async def test_a_button_pressed_twice_before_there_is_an_answer_counts_once(screen: Screen) -> None:
    await screen.talk(*BY_STEP[:1])
    screen.forgiven = NO_CONNECTION
    await screen.page.context.set_offline(True)
    await screen.sees("No connection at the moment")
    await screen.press("Fault")
    await screen.press("Fault")
    await screen.page.context.set_offline(False)
    await screen.sees("Which of these fits best?")
    await screen.talk(*BY_STEP[2:3])
    assert await screen.own().all_inner_texts() == ["Report a problem", "Fault", "Does not work as it should"]


async def test_a_page_that_was_away_is_shown_what_it_missed_once(chromium: Browser, house: House) -> None:
    async with looking(chromium, house.url) as screen:
        screen.forgiven = NO_CONNECTION
        await screen.talk(*BY_STEP[:1])
        async with looking(chromium, house.url) as other:
            await other.page.context.clear_cookies()
            await other.page.context.add_cookies(await screen.page.context.cookies())  # type: ignore[arg-type]
            await other.page.reload()
            await other.sees("What is it about?")
            await screen.page.context.set_offline(True)
            await other.talk(("[Fault]", "Which of these fits best?"))
        await screen.page.context.set_offline(False)
        await screen.sees("Which of these fits best?")
        assert await screen.own().all_inner_texts() == ["Report a problem", "Fault"]
        assert await screen.page.locator(".choices").count() == 1


async def test_a_connection_that_says_nothing_is_given_up_for_another(chromium: Browser, house: House) -> None:
    tried: list[WebSocketRoute] = []
    opened = asyncio.Event()

    def first_is_deaf(route: WebSocketRoute) -> None:
        if tried:
            route.connect_to_server()
        tried.append(route)
        opened.set()

    async with await chromium.new_context(locale="en-GB") as context:
        screen = Screen(await context.new_page())
        await screen.page.clock.install()
        await screen.page.route_web_socket("**/ws?*", first_is_deaf)
        await screen.page.goto(house.url)
        await opened.wait()
        await screen.sees("Connecting")
        await screen.page.clock.fast_forward(25_000)
        await screen.connected()
        await screen.talk(*BY_STEP[:2])
        assert screen.faults() == []


async def test_words_too_long_to_send_stay_where_they_are(screen: Screen) -> None:
    words = "a" * 9000
    await screen.write(words)
    await screen.sees("That is 9000 characters; at most 8000 fit into one message.")
    await screen.sees("9000 of 8000 characters")
    assert await screen.page.locator("#words").input_value() == words


async def test_words_that_the_server_refuses_come_back_with_the_reason(chromium: Browser, house: House) -> None:
    async def generous(route: Route) -> None:
        answer = await route.fetch()
        session = await answer.json()
        session["limits"]["text"] = 20_000
        await route.fulfill(response=answer, json=session)

    async with looking(chromium, house.url, before=lambda page: page.route("**/session", generous)) as screen:
        await screen.write("a" * 9000)
        await screen.page.locator(".notice.bad").get_by_text("At most 8000 characters").wait_for()
        assert await screen.page.locator(".line.pending").count() == 0
        assert await screen.page.locator("#words").input_value() == "a" * 9000


async def test_what_the_server_cannot_take_just_now_is_sent_again_by_itself(screen: Screen, house: House) -> None:
    limits = house.app.window.limits
    (cookie,) = await screen.page.context.cookies()
    seat = await house.app.store.read(sessions.find, cookie["value"], NINE)
    assert seat is not None
    now = house.app.clock.now()
    while not limits.frames.full(seat.address.id, now):
        limits.frames.note(seat.address.id, now)
    await screen.write("hello")
    await screen.page.locator(".line.pending").wait_for()
    assert isinstance(house.app.clock, MovableClock)
    house.app.clock.advance(MINUTE)
    await screen.sees("What can I do for you?")
    assert await screen.own().all_inner_texts() == ["hello"]


async def test_a_session_that_is_gone_begins_anew_and_says_so(screen: Screen) -> None:
    await screen.talk(*BY_STEP[:2])
    await screen.page.context.clear_cookies()
    screen.forgiven = NO_CONNECTION
    await screen.page.context.set_offline(True)
    await screen.page.context.set_offline(False)
    await screen.sees("Your former session has ended")
    await screen.sees("Hello! How can we help?")
    await screen.talk(*BY_STEP[:2])


async def test_words_that_went_with_a_file_outlive_the_session(screen: Screen) -> None:
    await screen.talk(*BY_STEP[:1])
    await screen.page.locator("#picker").set_input_files([PHOTO])
    await screen.page.locator(".upload[data-state=done]").wait_for()
    screen.forgiven = NO_CONNECTION
    await screen.page.context.set_offline(True)
    await screen.sees("No connection at the moment")
    await screen.write("No picture after power-on")
    await screen.page.locator(".line.pending").wait_for()
    await screen.page.context.clear_cookies()
    await screen.page.context.set_offline(False)
    await screen.sees("Your former session has ended")
    await screen.sees("What is it about?")
    assert await screen.own().all_inner_texts() == ["No picture after power-on"]


async def test_three_hundred_lines_stay_few_elements_and_all_can_be_read(screen: Screen, house: House) -> None:
    (cookie,) = await screen.page.context.cookies()

    def chatter(tx: Transaction) -> None:
        seat = sessions.find(tx, cookie["value"], NINE)
        assert seat is not None
        for number in range(300):
            line = {"kind": "mine", "at": NINE + number * MINUTE, "id": f"line-{number}", "text": f"Line {number}"}
            tx.feed.append(seat.address.id, f"in:line-{number}", NINE, json.dumps(line).encode())

    await house.app.store.write(chatter)
    await screen.page.reload()
    await screen.connected()
    await screen.sees("Line 299")
    assert await screen.said().count() == 60
    assert await screen.page.evaluate("log.scrollTop + log.clientHeight > log.scrollHeight - 5")
    for shown in (120, 180, 240, 300):
        await screen.page.evaluate("log.scrollTop = 0")
        await screen.until(f"document.querySelectorAll('#lines .line').length === {shown}")
    assert await screen.own().first.inner_text() == "Line 0"
