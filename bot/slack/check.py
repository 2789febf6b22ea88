"""What `aftercare check` says of Slack: whether the tokens are good, which scopes are missing, and who is in the channel."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from pathlib import Path

import aiohttp
from msgspec import Struct
from slack_sdk.errors import SlackApiError, SlackClientError
from slack_sdk.web.async_client import AsyncWebClient

from bot.channel import Misfit
from bot.settings import SlackSettings
from bot.slack import oauth
from bot.slack.api import OFFICIAL, ROOM_SCOPES, SCOPES, client, error_of
from bot.slack.oauth import Installed
from bot.slack.service import lost, number, trouble
from store.db.door import Store

HEADER = "x-oauth-scopes"


class SlackFault(Misfit):
    """Something that keeps the app from working; the message says how to mend it."""


class Workspace(Struct, frozen=True):
    """One workspace, as it answers: its id, what it calls itself and us, what we may, and the way to it."""

    place: str
    said: str
    scopes: frozenset[str]
    api: AsyncWebClient


async def look(settings: SlackSettings, database: Path, public_url: str) -> str:
    """Return how the app stands. Raises SlackFault with everything that is wrong."""
    installed = await _installed(database) if settings.client_id else []
    faults: list[str] = []
    try:
        found = await _workspaces(settings, installed, faults)
        faults += [fault async for fault in _faults(settings, found)]
    except (SlackClientError, aiohttp.ClientError, TimeoutError) as fault:
        raise SlackFault(trouble(fault).removesuffix("; trying again")) from fault
    said = ", ".join(_said(settings, found))
    if not found:
        said += f"; the first installs it at {public_url.rstrip('/')}{oauth.INSTALL}"
    if faults:
        raise SlackFault(f"{said}; " + "; ".join(faults))
    return said


async def _installed(database: Path) -> list[Installed]:
    store = await Store.open(database)
    try:
        return await store.read(oauth.everything)
    finally:
        await store.close()


async def _workspaces(settings: SlackSettings, installed: Sequence[Installed], faults: list[str]) -> list[Workspace]:
    """Ask every workspace who we are there; one that has taken its rights back is a fault, and none of the rest."""
    found = []
    if settings.bot_token:
        found.append(await _asked(client(settings.bot_token, settings.api or OFFICIAL)))
    for each in installed:
        try:
            found.append(await _asked(client(each.token, settings.api or OFFICIAL)))
        except SlackApiError as fault:
            faults.append(f"{each.name or each.place} has to install the app again ({error_of(fault)})")
    return found


async def _asked(api: AsyncWebClient) -> Workspace:
    me = await api.auth_test()
    place = me["enterprise_id"] if me.get("is_enterprise_install") else me["team_id"]
    return Workspace(str(place), f"@{me['user']} in {me['team']}", _granted(me.headers), api)


def _how(settings: SlackSettings) -> str:
    return "Socket Mode" if settings.app_token else "HTTP at /slack/events"


def _said(settings: SlackSettings, found: Sequence[Workspace]) -> Iterator[str]:
    if settings.bot_token:
        yield found[0].said
    yield _how(settings)
    if settings.client_id:
        yield number(len({each.place for each in found}))


def _granted(headers: Mapping[str, str]) -> frozenset[str]:
    found = next((value for name, value in headers.items() if name.lower() == HEADER), "")
    return frozenset(scope.strip() for scope in found.split(",") if scope.strip())


async def _faults(settings: SlackSettings, found: Sequence[Workspace]) -> AsyncIterator[str]:
    needed = (*SCOPES, *(ROOM_SCOPES if settings.team_channel else ()))
    for each in found:
        if missing := [scope for scope in needed if scope not in each.scopes]:
            where = f" in {each.place}" if len(found) > 1 else ""
            yield f"the app lacks {', '.join(missing)}{where}; add it under OAuth & Permissions and install the app again"
    if settings.app_token:
        try:
            await client("", settings.api or OFFICIAL).apps_connections_open(app_token=settings.app_token)
        except SlackApiError as fault:
            yield (
                f"Socket Mode is refused ({error_of(fault)}); switch it on, make an app-level token with "
                "connections:write, and set AFTERCARE_SLACK_APP_TOKEN"
            )
    if settings.team_channel and found and (refused := await _unread(settings, found)):
        yield refused


async def _unread(settings: SlackSettings, found: Sequence[Workspace]) -> str:
    """Return what is wrong with the team's channel; nothing when it can be read in a workspace that it may be in."""
    channel, error = settings.team_channel, ""
    for each in found:
        if settings.team_workspace in {"", each.place}:
            try:
                await each.api.conversations_history(channel=channel, limit=1)
            except SlackApiError as fault:
                error = error or error_of(fault)
            else:
                return ""
    if settings.client_id or not error:
        return lost(channel)
    return f"the team's channel {channel} cannot be read ({error}); invite the app to it"
