"""What `aftercare check` says of Slack: whether the tokens are good, which scopes are missing, and who is in the channel."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping

import aiohttp
from slack_sdk.errors import SlackApiError, SlackClientError
from slack_sdk.web.async_client import AsyncWebClient

from bot.channel import Misfit
from bot.settings import SlackSettings
from bot.slack.api import OFFICIAL, ROOM_SCOPES, SCOPES, client, error_of
from bot.slack.service import trouble

HEADER = "x-oauth-scopes"


class SlackFault(Misfit):
    """Something that keeps the app from working; the message says how to mend it."""


async def look(settings: SlackSettings) -> str:
    """Return how the app stands. Raises SlackFault with everything that is wrong."""
    api = client(settings.bot_token, settings.api or OFFICIAL)
    try:
        me = await api.auth_test()
        faults = [fault async for fault in _faults(api, settings, _granted(me.headers))]
    except (SlackClientError, aiohttp.ClientError, TimeoutError) as fault:
        raise SlackFault(trouble(fault).removesuffix("; trying again")) from fault
    said = f"@{me['user']} in {me['team']}, {_how(settings)}"
    if faults:
        raise SlackFault(f"{said}; " + "; ".join(faults))
    return said


def _how(settings: SlackSettings) -> str:
    return "Socket Mode" if settings.app_token else "HTTP at /slack/events"


def _granted(headers: Mapping[str, str]) -> set[str]:
    found = next((value for name, value in headers.items() if name.lower() == HEADER), "")
    return {scope.strip() for scope in found.split(",") if scope.strip()}


async def _faults(api: AsyncWebClient, settings: SlackSettings, granted: set[str]) -> AsyncIterator[str]:
    needed = (*SCOPES, *(ROOM_SCOPES if settings.team_channel else ()))
    if missing := [scope for scope in needed if scope not in granted]:
        yield f"the app lacks {', '.join(missing)}; add it under OAuth & Permissions and install the app again"
    if settings.app_token:
        try:
            await api.apps_connections_open(app_token=settings.app_token)
        except SlackApiError as fault:
            yield (
                f"Socket Mode is refused ({error_of(fault)}); switch it on, make an app-level token with "
                "connections:write, and set AFTERCARE_SLACK_APP_TOKEN"
            )
    if settings.team_channel:
        try:
            await api.conversations_history(channel=settings.team_channel, limit=1)
        except SlackApiError as fault:
            yield f"the team's channel {settings.team_channel} cannot be read ({error_of(fault)}); invite the app to it"
