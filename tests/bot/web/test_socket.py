import pytest

from tests.web_client import Browser

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def test_a_customer_reports_a_fault(browser: Browser) -> None:
    async with browser.chat() as chat:
        await chat.talk(
            ("hello", "What can I do for you?"),
            ("[Report a problem]", "What is it about?"),
            ("[Fault]", "And more exactly?"),
            ("1", "Which product is it?"),
        )
