"""The workspaces that the app acts in: that of the bot token, and those that have installed it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import aiohttp
from slack_bolt.authorization import AuthorizeResult
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.settings import SlackSettings
from bot.slack.api import OFFICIAL, client
from bot.slack.oauth import Installations
from store.db.door import Store


class Workspaces:
    """Gives the client of each workspace. An organisation that has the app in all of its workspaces counts as one."""

    def __init__(self, app: SlackSettings, store: Store) -> None:
        """Begin with what the settings name."""
        self._app = app
        self.own = client(app.bot_token, app.api or OFFICIAL)
        self.installed = Installations(store, self._of_token)
        self._identity: Mapping[str, Any] = {}
        self._loaded = not app.client_id
        self._gone = False

    @property
    def settled(self) -> bool:
        """Whether it is known which workspaces there are."""
        return self._loaded and bool(self._identity or self._gone or not self._app.bot_token)

    @property
    def home(self) -> str:
        """The workspace of the bot token; empty while it is unknown, or when there is none."""
        whole = self._identity.get("is_enterprise_install")
        return str(self._identity.get("enterprise_id" if whole else "team_id") or "")

    def places(self) -> tuple[str, ...]:
        """Return every workspace, that of the bot token first."""
        return tuple(dict.fromkeys([*([self.home] if self.home else []), *self.installed.places()]))

    def client(self, place: str) -> AsyncWebClient | None:
        """Return the client of a workspace; None when it has not installed the app, or has let us go."""
        if (there := self.installed.client(place)) is not None:
            return there
        return self.own if self._is_own(place) else None

    def _is_own(self, place: str) -> bool:
        if not self._app.bot_token:
            return False
        return place == self.home if self.home else not self._app.client_id  # then it can only be this one

    def _of_token(self, token: str) -> AsyncWebClient:
        """Return another workspace's client, over the same connections."""
        made = client(token, self._app.api or OFFICIAL)
        made.session = self.own.session
        return made

    async def load(self, session: aiohttp.ClientSession) -> None:
        """Read who has installed the app; from now on all share these connections."""
        self.own.session = session
        await self.installed.load()
        self._loaded = True

    async def identify(self) -> None:
        """Learn whose the bot token is. Raises what Slack's library raises."""
        if self._app.bot_token:
            answer = await self.own.auth_test()
            self._identity = dict(answer.data) if isinstance(answer.data, dict) else {}

    def let_go(self) -> None:
        """Take it that the bot token is nobody's any more."""
        self._gone = True

    async def authorized(self, organisation: str, team: str, *, whole: bool) -> AuthorizeResult | None:
        """Return as whom the app acts in a workspace; None when it has not installed it.

        Before it is known who has, nobody is sent away: what comes is kept, and answered later.
        """
        bot = await self.installed.async_find_bot(enterprise_id=organisation, team_id=team, is_enterprise_install=whole)
        if bot is not None:
            return AuthorizeResult(
                enterprise_id=bot.enterprise_id,
                team_id=bot.team_id,
                bot_token=bot.bot_token,
                bot_id=bot.bot_id,
                bot_user_id=bot.bot_user_id,
            )
        if self.settled and self._app.client_id and not self._is_own(organisation if whole else team):
            return None
        return AuthorizeResult(
            enterprise_id=organisation or None,
            team_id=str(self._identity.get("team_id", "")),
            bot_token=self._app.bot_token,
            bot_id=str(self._identity.get("bot_id", "")),
            bot_user_id=str(self._identity.get("user_id", "")),
        )

    async def room(self, seats: list[str]) -> str:
        """Return the team's channel with its workspace: the one it names, sat in before, or that can be read from.

        Empty when it is in no workspace. Raises what Slack's library raises when Slack cannot be asked.
        """
        channel, named = self._app.team_channel, self._app.team_workspace
        if named:
            return f"{named}/{channel}"
        if not self._app.client_id:
            return f"{self.home}/{channel}"
        found = next((each for each in seats if self.client(each.partition("/")[0]) is not None), "")
        for place in self.places():
            found = found or (f"{place}/{channel}" if await self._reads(place, channel) else "")
        return found

    async def _reads(self, place: str, channel: str) -> bool:
        client = self.client(place)
        try:
            return client is not None and bool(await client.conversations_history(channel=channel, limit=1))
        except SlackApiError:
            return False
