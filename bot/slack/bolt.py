"""Bolt between Slack and the intake: each listener commits before Bolt acknowledges."""

from __future__ import annotations

import logging
import re
from collections.abc import Awaitable, Callable
from typing import Any

from slack_bolt.app.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult
from slack_bolt.context.ack.async_ack import AsyncAck

from bot.slack.intake import REPORT, Intake
from bot.slack.modals import FORM
from bot.slack.payload import Body

Authorize = Callable[..., Awaitable[AuthorizeResult | None]]

COMMAND = "/aftercare"
ANYTHING = re.compile(".*")


def application(
    intake: Intake, authorize: Authorize, gone: Callable[[Body], Awaitable[None]], refusal: str = ""
) -> AsyncApp:
    """Return Bolt's app around an intake. `gone` hears that a workspace has taken the app's rights away.

    Who comes from a workspace that `authorize` does not know is told the `refusal`.

    Requests are verified in front of it (`bot.slack.http`), and `process_before_response` has every listener end before
    the acknowledgement; one that fails is answered with 500, and Slack tries again.
    """
    app = AsyncApp(
        authorize=authorize,  # type: ignore[arg-type] # None is an answer too, as the library documents it
        process_before_response=True,
        request_verification_enabled=False,
        ssl_check_enabled=False,
        attaching_function_token_enabled=False,
        attaching_conversation_kwargs_enabled=False,
        logger=logging.getLogger("slack_bolt"),
        user_facing_authorize_error_message=refusal or None,
    )
    _events(app, intake, gone)
    _interactions(app, intake)
    return app


def _events(app: AsyncApp, intake: Intake, gone: Callable[[Body], Awaitable[None]]) -> None:
    async def message(body: dict[str, Any], event: dict[str, Any]) -> None:
        await intake.message(body, event)

    async def mention(body: dict[str, Any], event: dict[str, Any]) -> None:
        await intake.mention(body, event)

    async def home(body: dict[str, Any], event: dict[str, Any]) -> None:
        await intake.home_opened(body, event)

    async def joined(body: dict[str, Any], event: dict[str, Any]) -> None:
        await intake.joined(body, event)

    async def revoked(body: dict[str, Any]) -> None:
        await gone(body)

    async def other() -> None:
        """Acknowledge what we do not need."""

    app.event("message")(message)
    app.event("app_mention")(mention)
    app.event("app_home_opened")(home)
    app.event("member_joined_channel")(joined)
    app.event("tokens_revoked")(revoked)
    app.event("app_uninstalled")(revoked)
    app.event(ANYTHING)(other)


def _interactions(app: AsyncApp, intake: Intake) -> None:
    async def command(ack: AsyncAck, body: dict[str, Any]) -> None:
        said = await intake.command(body)
        await (ack(said) if said else ack())

    async def shortcut(ack: AsyncAck, body: dict[str, Any]) -> None:
        await intake.shortcut(body)
        await ack()

    async def pressed(ack: AsyncAck, body: dict[str, Any]) -> None:
        for action in body.get("actions") or ():
            await intake.press(body, action)
        await ack()

    async def submitted(ack: AsyncAck, body: dict[str, Any]) -> None:
        await ack(**await intake.submission(body))

    async def closed(ack: AsyncAck, body: dict[str, Any]) -> None:
        await intake.closed(body)
        await ack()

    app.command(COMMAND)(command)
    app.shortcut("report")(shortcut)
    app.shortcut(REPORT)(shortcut)
    app.action(ANYTHING)(pressed)
    app.view(FORM)(submitted)
    app.view_closed(FORM)(closed)
