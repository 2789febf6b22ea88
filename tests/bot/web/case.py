"""The case that the pages are tried with: a printer without a picture, by step, as a form and over the wire."""

import struct
import zlib
from collections.abc import Sequence

from playwright.async_api import FilePayload

from store.ticket import Ticket
from store.transaction import Transaction
from tests.bot.web.browser import Screen
from tests.web_client import Browser as Client
from tests.web_server import House


def png(width: int = 40, height: int = 30) -> bytes:
    """A real picture, small."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    rows = b"".join(b"\0" + bytes((11, 107, 99)) * width for _ in range(height))
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")


PHOTO = FilePayload(name="light.png", mimeType="image/png", buffer=png())
ARCHIVE = FilePayload(name="logs.zip", mimeType="application/zip", buffer=b"PK\x03\x04" + b"\0" * 60)

BY_STEP = (
    ("[Report a problem]", "What is it about?"),
    ("[Fault]", "Which of these fits best?"),
    ("[Does not work as it should]", "Which product is it?"),
    ("LJ-2400", "What is its serial number?"),
    ("[Skip]", "When did you buy it?"),
    ("[Yesterday]", "On which day did it happen?"),
    ("[Skip]", "At about what time?"),
    ("[Skip]", "in your own words"),
    ("No picture after power-on, the light blinks three times", "What outcome are you hoping for?"),
    ("[Skip]", "Do you have photos"),
    ("[Skip]", "How urgent is it"),
    ("[Urgent]", "How much does it affect you?"),
    ("[A core function", "What is your name?"),
    ("Wang Xiaoming", "best phone number"),
    ("not a number", "does not look like a phone number"),
    ("138 0013 8000", "Which of these are you?"),
    ("[New customer]", "Please check once more"),
    ("[Send]", "We have your report"),
)
AS_FORM = (
    ("category", "Fault"),
    ("kind", "Does not work as it should"),
    ("model", "LJ-2400"),
    ("description", "No picture after power-on, the light blinks three times"),
    ("urgency", "Urgent"),
    ("impact", "A core function"),
    ("name", "Wang Xiaoming"),
    ("phone", "138 0013 8000"),
    ("tier", "New customer"),
)


async def newest(house: House) -> Ticket:
    def found(tx: Transaction) -> Ticket:
        return tx.tickets.newest(limit=1)[0]

    return await house.app.store.read(found)


async def open_form(screen: Screen) -> None:
    await screen.talk(("[Report a problem]", "What is it about?"))
    await screen.page.locator("#to-form").click()
    await screen.page.locator("[data-field=category]").wait_for()


async def report(customer: Client, description: str = "No picture after power-on, three blinks") -> None:
    """Report a fault over the wire, as a customer elsewhere."""
    answers = {
        "category": "fault",
        "kind": "abnormal",
        "description": description,
        "urgency": "urgent",
        "impact": "core",
        "name": "Wang Xiaoming",
        "phone": "13800138000",
        "tier": "new",
    }
    async with customer.chat() as chat:
        await chat.submit("report", answers)
        await chat.hears("We have your report")


async def fill(screen: Screen, answers: Sequence[tuple[str, str]]) -> None:
    """Fill in fields of the form by their ids, in order; a choice is named by its label."""
    for name, answer in answers:
        field = screen.page.locator(f"[data-field={name}]")
        option = field.locator(".option").filter(has_text=answer)
        typed = field.locator(".field")
        await field.wait_for()
        if await typed.count():
            await typed.fill(answer)
        else:
            await option.first.click()
