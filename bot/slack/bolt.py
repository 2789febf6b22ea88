"""Bolt between Slack and the intake: what is verified and authorized goes to its place, and is acknowledged after that."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable
from typing import Any

from slack_bolt.app.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult
from slack_bolt.middleware.async_middleware import AsyncMiddleware
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_bolt.response import BoltResponse

from bot.slack.intake import REPORT, Intake
from bot.slack.modals import FORM
from bot.slack.payload import Body

Authorize = Callable[..., Awaitable[AuthorizeResult | None]]

Answer = dict[str, Any]
"""What an acknowledgement says, as Bolt's `ack` takes it; nothing is the plain one."""

EVENTS: dict[str, Callable[[Intake, Body, Body], Awaitable[None]]] = {
    "message": Intake.message,
    "app_mention": Intake.mention,
    "app_home_opened": Intake.home_opened,
    "member_joined_channel": Intake.joined,
}
"""Who takes which event."""

GONE = frozenset({"tokens_revoked", "app_uninstalled"})
"""Events by which a workspace takes the app's rights away."""

COMMAND = "/aftercare"
SHORTCUTS = frozenset({"report", REPORT})


def application(
    intake: Intake, authorize: Authorize, gone: Callable[[Body], Awaitable[None]], refusal: str = ""
) -> AsyncApp:
    """Return Bolt's app around an intake. `gone` hears that a workspace has taken the app's rights away.

    Who comes from a workspace that `authorize` does not know is told the `refusal`.

    Requests are verified in front of it (`bot.slack.http`). What the intake does with one ends before it is
    acknowledged; one that fails is answered with 500, and Slack tries again.
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
    app.use(Reception(intake, gone))
    return app


class Reception(AsyncMiddleware):
    """Takes each request to its place in the intake: the last thing that Bolt asks.

    Listeners would do the same for a fifth of what a whole event costs: each is matched in turn, and is handed thirty
    arguments that are made anew.
    """

    def __init__(self, intake: Intake, gone: Callable[[Body], Awaitable[None]]) -> None:
        """Take them to an intake, and that a workspace has let us go to whom it concerns."""
        self._intake, self._gone = intake, gone
        self._kinds: dict[str, Callable[[Body], Awaitable[Answer]]] = {
            "event_callback": self._event,
            "shortcut": self._shortcut,
            "message_action": self._shortcut,
            "block_actions": self._pressed,
            "view_submission": self._submitted,
            "view_closed": self._closed,
        }

    async def async_process(
        self,
        *,
        req: AsyncBoltRequest,
        resp: BoltResponse,  # noqa: ARG002 - Bolt gives them by these names
        next: Callable[[], Awaitable[BoltResponse]],  # noqa: A002, ARG002
    ) -> BoltResponse:
        """Take a request in, and return its acknowledgement; what nobody needs gets one as well."""
        body: dict[str, Any] = req.body
        take = self._command if "command" in body else self._kinds.get(str(body.get("type")))
        answer = await take(body) if take is not None else {}
        return await req.context.ack(**answer)

    async def _event(self, body: Body) -> Answer:
        event = body["event"]
        if event["type"] in GONE:
            await self._gone(body)
        elif take := EVENTS.get(event["type"]):
            await take(self._intake, body, event)
        return {}

    async def _command(self, body: Body) -> Answer:
        said = await self._intake.command(body) if body["command"] == COMMAND else ""
        return {"text": said} if said else {}

    async def _shortcut(self, body: Body) -> Answer:
        if body["callback_id"] in SHORTCUTS:
            await self._intake.shortcut(body)
        return {}

    async def _pressed(self, body: Body) -> Answer:
        for action in body["actions"]:
            await self._intake.press(body, action)
        return {}

    async def _submitted(self, body: Body) -> Answer:
        return await self._intake.submission(body) if body["view"].get("callback_id") == FORM else {}

    async def _closed(self, body: Body) -> Answer:
        if body["view"].get("callback_id") == FORM:
            await self._intake.closed(body)
        return {}
