"""What comes from a page, told as the chat shows it."""

import json

import pytest

from bot.web.inbound import RECENT
from store.message import Text
from store.people import Language
from store.transaction import Transaction
from tests.bot.post import NINE
from tests.bot.web.pictures import png
from tests.web_client import FAULT, Browser
from tests.web_server import House

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ("it rattles", "it rattles"),
        ("  two\r\nlines \t", "two\nlines"),
        ("打印机坏了 👩‍🔧🖨️", "打印机坏了 👩‍🔧🖨️"),
        ("nul\x00 escape\x1b[31m red", "nul escape[31m red"),
        ("\u202egpj.exe\u202c \u2066x\u2069 \ufeff", "gpj.exe x"),
        ("<b>bold</b> & <script>alert(1)</script>", "<b>bold</b> & <script>alert(1)</script>"),
        ("مرحبا", "مرحبا"),
        ('"); DROP TABLE tickets; --', '"); DROP TABLE tickets; --'),
        ("{$name} { $count }", "{$name} { $count }"),
        ("x" * 8000, "x" * 8000),
        ("𝒳" * 8000, "𝒳" * 8000),
    ],
)
async def test_ones_own_words_stand_in_the_transcript_without_what_harms(
    browser: Browser, said: str, shown: str
) -> None:
    async with browser.chat() as chat:
        assert (await chat.send(op="say", text=said))["op"] == "done"
        await chat.until(lambda: len(chat.lines) >= 2)
        assert chat.said("mine") == [shown]


@pytest.mark.parametrize("said", ["", "   ", "\x00\u202e", "\n\n"])
async def test_nothing_said_is_no_line_and_still_answered(browser: Browser, said: str) -> None:
    async with browser.chat() as chat:
        assert (await chat.send(op="say", text=said))["op"] == "done"
        await chat.hears("That was empty.")
        assert chat.said("mine") == []


@pytest.mark.parametrize("text", ["x" * 8001, "x" * 100_000, "很" * 80_000])
async def test_a_text_that_is_too_long_stays_with_its_author(browser: Browser, text: str) -> None:
    async with browser.chat() as chat:
        refused = await chat.send(op="say", text=text)
        assert (refused["op"], refused["again"]) == ("refused", False)
        assert refused["text"] == "At most 8000 characters fit into one message. Please send it in parts."
        assert chat.lines == {}


async def test_a_pressed_button_is_shown_with_its_words(browser: Browser) -> None:
    async with browser.chat() as chat:
        await chat.talk(
            ("hello", "What can I do for you?"),
            ("[Report a problem]", "What is it about?"),
            ("[Fault]", "Which of these fits best?"),
            ("[Cancel]", "Cancelled."),
        )
        assert chat.said("mine") == ["hello", "Report a problem", "Fault", "Cancel"]


async def test_a_button_of_the_pages_own_menu_is_shown_too(browser: Browser) -> None:
    rows = browser.me["menu"]
    async with browser.chat() as chat:
        (button,) = (button for row in rows for button in row if button["text"] == "My reports")
        await chat.send(op="press", press=button["press"])
        await chat.hears("You have not reported anything yet.")
        assert chat.said("mine") == ["My reports"]


async def test_a_button_is_known_days_later(house: House, browser: Browser) -> None:
    async with browser.chat() as chat:
        await chat.talk(("report", "What is it about?"))
        press, address = chat.button("Fault"), house.newest_chat()

    def fill(tx: Transaction) -> None:
        for number in range(RECENT - 10):
            line = {"kind": "mine", "at": NINE, "id": f"x{number}", "text": str(number), "files": []}
            tx.feed.append(address, f"in:x{number}", NINE, json.dumps(line).encode())

    await house.app.store.write(fill)
    async with browser.chat() as chat:
        await chat.send(op="press", press=press)
        await chat.hears("Which of these fits best?")
        assert chat.said("mine")[-1] == "Fault"


FORGED = [
    "claim:1:",
    "review:1:1",
    "show:zzz:",
    "rate:1:5",
    "answer:0:1.fault",
    "send:0:9",
    "hold:1:1",
    "nothing::",
    "",
    ":",
]


@pytest.mark.parametrize("press", [*FORGED, "menu::report\n", "é", "💥" * 16, "'; DROP TABLE tickets; --", "\x00"])
async def test_a_forged_button_does_nothing_and_is_no_line(house: House, browser: Browser, press: str) -> None:
    async with browser.chat() as chat:
        assert (await chat.send(op="press", press=press))["op"] == "done"
        await chat.until(lambda: len(chat.said("message")) == 1)
        assert chat.said("mine") == []
        reader = house.app.texts.reader(Language.EN, NINE)
        refusals = ("press-old", "press-unknown", "refused-unknown", "team-only")
        assert chat.said()[0] in {reader.text(Text(key)) for key in refusals}


async def test_what_somebody_else_sent_cannot_be_said_or_submitted(house: House, browser: Browser) -> None:
    mine = await browser.upload(png(1), "mine.png")
    async with Browser(house.url) as other, other.chat() as theirs:
        secret = await other.upload(png(2), "secret.png")
        await theirs.say("hello", secret)
        async with browser.chat() as chat:
            await chat.say("look", mine, secret, mine, "nothing")
            assert chat.said("mine") == ["look 📎 mine.png"]
            await chat.say("only yours", secret)
            assert chat.said("mine")[-1] == "only yours"
            await chat.submit("report", {**FAULT, "evidence": [secret, mine]})
            await chat.hears("We have your report")
        assert (await browser.http.get(f"files/{secret}")).status_code == 404
        assert (await other.http.get(f"files/{mine}")).status_code == 404
        assert "📎" not in "".join(chat.said("message"))


async def test_more_files_than_fit_are_refused(browser: Browser) -> None:
    async with browser.chat() as chat:
        refused = await chat.send(op="say", text="many", files=["x"] * 11)
        assert refused["text"] == "At most 10 files fit into one message."


async def test_a_link_opens_a_report_with_its_device(browser: Browser) -> None:
    async with browser.chat() as chat:
        assert (await chat.send(op="open", id="link", payload="report_LJ-2400_SN1"))["op"] == "done"
        await chat.talk(("[Fault]", "Which of these fits best?"), ("1", "When did you buy it?"))
        assert (await chat.send(op="open", id="link", payload="report_LJ-2400_SN1"))["op"] == "done"
        assert chat.said("mine") == ["Fault", "1"]
        assert (await chat.send(op="open", payload="x" * 5000))["op"] == "done"


@pytest.mark.parametrize(
    "name", ["resolve", "message", "note", "ask", "expect", "withdraw", "dispute", "add", "survey_low"]
)
async def test_a_form_about_a_ticket_that_one_does_not_have_changes_nothing(
    house: House, browser: Browser, name: str
) -> None:
    async with browser.chat() as chat:
        answers = {f"{name}_words": "Broken by a stranger", "withdraw_sure": "yes", "expect_date": "2026-11-30"}
        await chat.submit(name, {**answers, "expect_time": "18:00", "survey_words": "x", "survey_reason": "slow"})
        await chat.until(lambda: len(chat.said("message")) > 0)
        assert await house.app.store.read(
            lambda tx: [len(tx.tickets.history(each.id)) for each in tx.tickets.newest()]
        ) in ([], [1])
