"""Slack as the program runs it: the app with its channel, its requests or sockets, its files and its Homes."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Mapping
from typing import Any

import aiohttp
from slack_bolt.authorization import AuthorizeResult
from slack_sdk.errors import SlackApiError, SlackClientError
from slack_sdk.web.async_client import AsyncWebClient
from starlette.routing import BaseRoute

from bot.clock import Clock
from bot.fetching import Fetcher
from bot.memory import Memory
from bot.settings import Settings
from bot.slack import bolt, http, oauth
from bot.slack.api import OFFICIAL, client, connections, error_of
from bot.slack.cards import Cards
from bot.slack.channel import SlackChannel
from bot.slack.files import SlackFiles
from bot.slack.home import Homes
from bot.slack.inbound import Desk
from bot.slack.intake import Intake
from bot.slack.notes import NAME
from bot.slack.sockets import Sockets
from bot.standing import Standing
from bot.texts import Texts
from handlers import rooms
from store.db.door import Store
from store.files import Vault
from store.office import Office

logger = logging.getLogger(__name__)

FIRST, LONGEST = 0.5, 30.0
"""Seconds to wait after the first fault, and after many."""


class Slack:
    """Everything of the app. `run` it as a task."""

    def __init__(
        self, settings: Settings, store: Store, office: Office, texts: Texts, clock: Clock, vault: Vault
    ) -> None:
        """Wire an app into the house."""
        self._settings, self._app = settings, settings.slack
        self._store, self._office, self._clock = store, office, clock
        self._client = client(self._app.bot_token, self._app.api or OFFICIAL)
        self.installations = oauth.Installations(store, self._of_token)
        self._states = oauth.States(store, clock)
        self.standing = Standing(NAME)
        self.memory: Memory[str, str] = Memory()
        self._identity: Mapping[str, Any] = {}
        desk = Desk(office, settings.public_url, vault.largest, self._app.team_channel)
        self.homes = Homes(self.client_of, store, office, texts, clock)
        self.cards = Cards(self.client_of, store, office, texts, clock)
        self.channel = SlackChannel(self.client_of, store, vault, self.memory, self.homes.look, clock.now, self.cards)
        self.intake = Intake(store, clock, texts, self.client_of, self.memory, desk)
        self.fetcher = Fetcher(SlackFiles(self.client_of, desk), store, office, clock, vault)
        self.bolt = bolt.application(self.intake, _authorizing(self), self._gone)
        self.intake.fetch = self.fetcher.wake
        self.intake.home, self.intake.look = self._acted, self.homes.open

    def client_of(self, team: str) -> AsyncWebClient | None:
        """Return the client of a workspace."""
        if (there := self.installations.client(team)) is not None:
            return there
        return self._client if team == self._identity.get("team_id", team) else None

    def _of_token(self, token: str) -> AsyncWebClient:
        """Return another workspace's client, over the same connections."""
        made = client(token, self._app.api or OFFICIAL)
        made.session = self._client.session
        return made

    def _acted(self, external: str) -> None:
        """Have drawn anew what may look different now that somebody has done something."""
        self.homes.look(external)
        self.cards.look(external)

    def tell(self, wake: Callable[[], None]) -> None:
        """Call this after a commit that may have written messages."""
        self.intake.wake = self.fetcher.said = wake

    def routes(self) -> list[BaseRoute]:
        """Return the route that Slack posts to, when that is how it is connected, and those of an installation."""
        events = [http.route(self.bolt, self._app.signing_secret)] if self._app.signing_secret else []
        if not self._app.client_id:
            return list(events)
        return [*events, *oauth.routes(self._settings, self.installations, self._states, self._client)]

    async def run(self) -> None:
        """Serve until cancelled."""
        self._client.session = connections()
        try:
            await self.installations.load()
            await self._connect()
            async with asyncio.TaskGroup() as group:
                group.create_task(self.fetcher.run())
                group.create_task(self.homes.run())
                group.create_task(self.cards.run())
                if self._app.app_token:
                    sockets = Sockets(self.bolt, self._app.app_token, self._client, self.standing)
                    group.create_task(sockets.run())
        finally:
            await self.intake.stop()

    async def close(self) -> None:
        """Close the connections."""
        if self._client.session is not None:
            await self._client.session.close()

    async def _connect(self) -> None:
        """Learn who we are; until then, say what is wrong and try again."""
        faults = 0
        while not self._identity:
            try:
                answer = await self._client.auth_test()
                self._identity = dict(answer.data) if isinstance(answer.data, dict) else {}
            except (SlackClientError, aiohttp.ClientError, TimeoutError) as fault:
                self.standing.ill(trouble(fault))
                faults += 1
                await asyncio.sleep(min(FIRST * 2**faults, LONGEST))
        await self._seat()
        if not self._app.app_token:
            self.standing.well()

    async def _seat(self) -> None:
        """Give the team's channel its seat."""
        team, channel = self._identity.get("team_id", ""), self._app.team_channel
        external = f"{team}/{channel}" if channel else ""
        await self._store.write(rooms.seat, self._office, NAME, external, self._clock.now())

    def authorized(self, team: str) -> AuthorizeResult:
        """Return as whom the app acts in a workspace."""
        if (there := self.installations.of(team)) is not None:
            return AuthorizeResult(
                enterprise_id=None,
                team_id=team,
                bot_token=there.token,
                bot_id=there.bot_id,
                bot_user_id=there.bot_user,
            )
        return AuthorizeResult(
            enterprise_id=None,
            team_id=str(self._identity.get("team_id", "")),
            bot_token=self._app.bot_token,
            bot_id=str(self._identity.get("bot_id", "")),
            bot_user_id=str(self._identity.get("user_id", "")),
        )

    async def _gone(self, body: Mapping[str, Any]) -> None:
        """A workspace has taken the app's rights away; only an administrator can give them back."""
        if await self.installations.drop(str(body.get("team_id") or "")):
            return
        self.standing.ill("the workspace has removed the app; install it again and set AFTERCARE_SLACK_BOT_TOKEN")


def _authorizing(slack: Slack) -> bolt.Authorize:
    """Return what Bolt asks; it looks at the names of a plain function's parameters."""

    async def authorize(team_id: str | None) -> AuthorizeResult:
        return slack.authorized(team_id or "")

    return authorize


def trouble(fault: Exception) -> str:
    """Return what is wrong in words for whoever runs the program, with the mend."""
    if isinstance(fault, SlackApiError):
        error = error_of(fault)
        if error in {"invalid_auth", "account_inactive", "token_revoked", "token_expired", "not_authed"}:
            return f"the bot token was rejected ({error}); install the app again and set AFTERCARE_SLACK_BOT_TOKEN"
        return f"Slack answers: {error or fault.response.status_code}; trying again"
    return "Slack cannot be reached; check the network, a proxy, or AFTERCARE_SLACK_API; trying again"
