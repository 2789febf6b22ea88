"""The whole story in Slack, over HTTP and over Socket Mode."""

from pathlib import Path

import pytest

from store.people import Role
from store.ticket import Status
from tests.bot.slack.house import house


@pytest.mark.parametrize("sockets", [False, True], ids=["http", "sockets"])
async def test_a_report_by_form_is_claimed_and_resolved(tmp_path: Path, sockets: bool) -> None:
    async with house(tmp_path, sockets=sockets) as desk:
        lead, agent = await desk.member("Anna", Role.SUPERVISOR), await desk.member("Tom")
        grace = desk.customer("Grace")
        await grace.commands("report")
        await grace.fills({"Category": "Fault", "Urgency": "Normal"})
        await grace.fills(
            {
                "Kind": "Does not work as it should",
                "Description": "The printer shows error 0x61 and prints nothing.",
                "Impact": "Part of it is affected",
                "Name": "Grace Miller",
                "Phone": "+44 20 7946 0018",
                "Customer type": "Returning customer",
            }
        )
        assert await grace.submits() == {}
        await grace.sees("FB20261125001")
        await lead.sees("FB20261125001")
        await agent.presses("I’ll take it")
        await grace.sees("Tom")
        ticket = await desk.ticket()
        assert ticket.status is Status.ASSIGNED
