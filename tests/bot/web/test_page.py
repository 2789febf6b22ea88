"""A report on the chat page in a real browser: by step and as a form, in both languages."""

import pytest
from playwright.async_api import Browser

from tests.bot.web.browser import Screen, looking
from tests.bot.web.case import AS_FORM, BY_STEP, fill, newest, open_form
from tests.web_server import House

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def test_a_report_by_clicks_and_typing_and_the_same_as_a_form(chromium: Browser, house: House) -> None:
    async with looking(chromium, house.url) as screen:
        await screen.talk(*BY_STEP[:9])
        await screen.sees("Question 9 of 14")
        await screen.talk(*BY_STEP[9:])
        assert await screen.page.locator(".line.live .pencil").count() == 0
        first = await newest(house)
        await screen.sees(first.number)
    async with looking(chromium, house.url) as screen:
        await open_form(screen)
        await fill(screen, AS_FORM)
        await screen.page.locator("#form-submit").click()
        await screen.sees("We have your report")
        assert not await screen.page.locator("#form-panel").is_visible()
        second = await newest(house)
    assert second.number != first.number
    differing = {"purchase_date"}
    assert {name: answer for name, answer in first.answers.items() if name not in differing} == dict(second.answers)


async def test_what_is_wrong_in_a_form_stands_at_its_field(screen: Screen) -> None:
    await open_form(screen)
    await fill(screen, [("category", "Complaint"), ("phone", "12"), ("description", "They were late twice")])
    await screen.page.locator("#form-submit").click()
    phone = screen.page.locator("[data-field=phone]")
    await phone.get_by_text("does not look like a phone number").wait_for()
    wrong = screen.page.locator(".form-field:has(.field-error:not([hidden]))")
    assert await wrong.evaluate_all("fields => fields.map((field) => field.dataset.field)") == [
        "kind",
        "urgency",
        "name",
        "phone",
        "tier",
    ]
    assert await phone.locator("input").get_attribute("aria-invalid") == "true"
    assert await screen.page.evaluate("document.activeElement.closest('.form-field').dataset.field") == "kind"


async def test_a_form_that_was_closed_keeps_what_was_filled_in(screen: Screen) -> None:
    await open_form(screen)
    await fill(screen, [("category", "Question"), ("description", "How do I change the paper size?")])
    await screen.page.keyboard.press("Escape")
    await screen.page.reload()
    await screen.connected()
    await screen.page.locator("#to-form").click()
    field = screen.page.locator("[data-field=description] .field")
    await field.wait_for()
    assert await field.input_value() == "How do I change the paper size?"
    assert await screen.page.locator("[data-field=category] :checked").get_attribute("value") == "question"


async def test_what_was_filled_in_for_one_report_is_not_in_the_next(screen: Screen) -> None:
    await open_form(screen)
    await fill(screen, [("category", "Question"), ("description", "How do I change the paper size?")])
    await screen.page.keyboard.press("Escape")
    await screen.talk(("[Cancel]", "Cancelled"))
    await open_form(screen)
    field = screen.page.locator("[data-field=category]")
    await field.wait_for()
    assert await field.locator(":checked").count() == 0
    await fill(screen, [("category", "Question")])
    description = screen.page.locator("[data-field=description] .field")
    await description.wait_for()
    assert await description.input_value() == ""


async def test_a_form_in_another_tab_makes_no_second_report(chromium: Browser, house: House) -> None:
    async with looking(chromium, house.url) as screen:
        await open_form(screen)
        await fill(screen, AS_FORM)
        other = Screen(await screen.page.context.new_page())
        await other.open(house.url)
        await other.page.locator("#to-form").click()
        await fill(other, AS_FORM)
        await other.page.locator("#form-submit").click()
        await other.sees("We have your report")
        sent = await newest(house)
        await screen.page.locator("#form-submit").click()
        await screen.sees(f"You have sent this report already: it is {sent.number}")
        assert not await screen.page.locator("#form-panel").is_visible()
        assert (await newest(house)).number == sent.number
        assert other.faults() == []


async def test_the_chats_newer_answer_wins_over_the_closed_form(screen: Screen) -> None:
    await open_form(screen)
    await fill(screen, [("category", "Question")])
    await screen.page.locator("[data-field=model]").wait_for()
    await screen.page.keyboard.press("Escape")
    await screen.talk(("[Complaint]", "Which of these fits best?"))
    await screen.page.locator("#to-form").click()
    await screen.page.locator("[data-field=category] :checked").wait_for()
    assert await screen.page.locator("[data-field=category] :checked").get_attribute("value") == "complaint"


async def test_a_review_has_a_pencil_for_every_answer(screen: Screen) -> None:
    await screen.talk(*BY_STEP[:-1])
    await screen.page.get_by_role("button", name="Change: Name").click()
    await screen.sees("What is your name?")
    await screen.talk(("Li Xiaohong", "Please check once more"))
    assert await screen.page.locator(".line.live .fact").filter(has_text="Name").inner_text() == "Name\nLi Xiaohong"


async def test_only_the_question_that_stands_can_be_answered(screen: Screen) -> None:
    await screen.talk(*BY_STEP[:3])
    assert await screen.page.locator(".line.live .choices").count() == 0
    await screen.talk(("[Back]", "Which of these fits best?"))
    assert await screen.page.locator(".choices").count() == 1
    await screen.page.reload()
    await screen.connected()
    await screen.page.locator(".choices .button").first.wait_for()
    assert await screen.page.locator(".choices").count() == 1
    await screen.talk(("[Cancel]", "Cancelled"))
    assert await screen.page.locator(".choices").count() == 0


async def test_a_link_on_a_device_begins_its_report(chromium: Browser, house: House) -> None:
    async with looking(chromium, f"{house.url}/?start=report_LJ-2400_SN77") as screen:
        await screen.sees("What is it about?")
        assert screen.page.url == f"{house.url}/"
        await screen.talk(("[Fault]", "Which of these fits best?"), ("[Below its", "When did you buy it?"))


# Languages


async def test_the_language_switch_asks_again_and_keeps_the_place(screen: Screen) -> None:
    await screen.talk(*BY_STEP[:3])
    await screen.page.get_by_role("button", name="中文").click()
    await screen.page.locator("html[lang=zh-CN]").wait_for()
    await screen.sees("是哪款产品")
    await screen.sees("第 3 题，共 14 题")
    await screen.talk(("LJ-2400", "序列号是多少"))
    await screen.page.reload()
    await screen.connected()
    await screen.sees("第 4 题")
    await screen.page.get_by_role("button", name="English").click()
    await screen.sees("What is its serial number?")
    assert await screen.page.locator("#words").get_attribute("aria-label") == "Your message"


async def test_the_page_greets_in_the_language_of_the_browser(chromium: Browser, house: House) -> None:
    async with looking(chromium, house.url, language="zh-CN") as screen:
        await screen.sees("您好！有什么可以帮您？")
        await screen.talk(("[报告问题]", "请问是哪方面的问题？"))
    async with looking(chromium, house.url) as screen:
        await screen.page.get_by_role("button", name="中文").click()
        await screen.sees("您好！有什么可以帮您？")
        assert await screen.page.locator("#lines .line").count() == 0
