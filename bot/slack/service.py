"""Slack as the program runs it: the app with its channel, its requests or sockets, its files and its Homes."""

from __future__ import annotations

import asyncio
import logging
import math
from collections.abc import Callable, Mapping
from typing import Any

import aiohttp
from msgspec import structs
from slack_bolt.authorization import AuthorizeResult
from slack_sdk.errors import SlackApiError, SlackClientError
from starlette.routing import BaseRoute

from bot import backoff
from bot.clock import Clock
from bot.fetching import Fetcher
from bot.memory import Memory
from bot.settings import Settings
from bot.slack import bolt, http, oauth, payload
from bot.slack.api import connections, error_of, status_of
from bot.slack.cards import Cards
from bot.slack.channel import SlackChannel
from bot.slack.files import SlackFiles
from bot.slack.home import Homes
from bot.slack.inbound import Desk
from bot.slack.intake import Intake
from bot.slack.notes import NAME
from bot.slack.sockets import Sockets
from bot.slack.workspaces import Workspaces
from bot.standing import REFUSED, Standing
from bot.texts import Texts
from handlers import rooms
from store.db.door import Store
from store.db.errors import DatabaseError
from store.delivery import Delivery
from store.files import Vault
from store.message import Text
from store.office import Office
from store.transaction import Transaction

logger = logging.getLogger(__name__)

FIRST, LONGEST = 0.5, 30.0
"""Seconds to wait after the first fault, and after many."""

AGAIN = 60.0
"""Seconds after which the team's channel is looked for again: somebody may have invited the app to it."""

REJECTED = frozenset({"invalid_auth", "account_inactive", "token_revoked", "token_expired", "not_authed"})
"""What Slack says of a token that is good for nothing, and will not be again."""

REMOVED = "the workspace has removed the app; install it again and set AFTERCARE_SLACK_BOT_TOKEN"


class Slack:
    """Everything of the app. `run` it as a task."""

    def __init__(
        self, settings: Settings, store: Store, office: Office, texts: Texts, clock: Clock, vault: Vault
    ) -> None:
        """Wire an app into the house."""
        self._settings, self._app = settings, settings.slack
        self._store, self._office, self._clock = store, office, clock
        self.workspaces = Workspaces(self._app, store)
        self._states = oauth.States(store, clock)
        self.connection = Standing(NAME)
        self._lost = self._removed = ""
        self._moved = asyncio.Event()
        self.memory: Memory[str, str] = Memory()
        client_of = self.workspaces.client
        desk = Desk(office, settings.public_url, vault.largest, self._app.team_channel)
        self.homes = Homes(client_of, store, office, texts, clock)
        self.cards = Cards(client_of, store, office, texts, clock)
        self.channel = SlackChannel(client_of, store, vault, self.memory, self.homes.look, clock.now, self.cards)
        self.intake = Intake(store, clock, texts, client_of, self.memory, desk)
        self.fetcher = Fetcher(SlackFiles(client_of, desk), store, office, clock, vault)
        refusal = Text("slack-not-installed", {"link": f"{settings.public_url.rstrip('/')}{oauth.INSTALL}"})
        said = texts.reader(rooms.language(office), clock.now()).text(refusal)
        self.bolt = bolt.application(self.intake, _authorizing(self.workspaces), self._gone, said)
        self.intake.fetch = self.fetcher.wake
        self.intake.home, self.intake.look = self.homes.look, self.homes.open
        self.intake.invited = self._moved.set
        self.channel.settled = lambda: self.workspaces.settled
        self.workspaces.installed.changed = self._moved.set

    def tell(self, wake: Callable[[], None]) -> None:
        """Call this after a commit that may have written messages."""
        self.intake.wake = self.fetcher.said = wake

    def heard(self, delivery: Delivery) -> None:
        """Have the customer's card drawn anew, whoever was told of a change, and wherever."""
        if delivery.ticket:
            self.cards.look(delivery.ticket)

    def standing(self) -> str:
        """Return "ok" and, where workspaces install the app, how many have it; or what is wrong."""
        if trouble := self._removed or self.connection.trouble or self._lost:
            return trouble
        return f"ok, {number(len(self.workspaces.places()))}" if self._app.client_id else "ok"

    def routes(self) -> list[BaseRoute]:
        """Return the route that Slack posts to, when that is how it is connected, and those of an installation."""
        events = [http.route(self.bolt, self._app.signing_secret)] if self._app.signing_secret else []
        if not self._app.client_id:
            return list(events)
        return [*events, *oauth.routes(self._settings, self.workspaces.installed, self._states, self.workspaces.own)]

    async def run(self) -> None:
        """Serve until cancelled."""
        try:
            await self.workspaces.load(connections())
            await self._connect()
            async with asyncio.TaskGroup() as group:
                group.create_task(self.fetcher.run())
                group.create_task(self.homes.run())
                group.create_task(self.cards.run())
                if self._app.team_channel and (self._app.client_id or self._lost):
                    group.create_task(self._follow())
                if self._app.app_token:
                    sockets = Sockets(self.bolt, self._app.app_token, self.workspaces.own, self.connection)
                    group.create_task(sockets.run())
        finally:
            await self.intake.stop()

    async def close(self) -> None:
        """Close the connections."""
        if self.workspaces.own.session is not None:
            await self.workspaces.own.session.close()

    async def _connect(self) -> None:
        """Learn who we are, and where the team reads; until then, say what is wrong and try again."""
        faults = 0
        while not self.workspaces.settled:
            try:
                await self.workspaces.identify()
            except Exception as fault:  # noqa: BLE001 - whatever a proxy makes of an answer, it is tried again
                self.connection.ill(trouble(fault))
                if self._app.client_id and error_of(fault) in REJECTED:
                    self._removed = trouble(fault)  # the other workspaces do not wait for ours
                    self.workspaces.let_go()
                    break
                faults += 1
                await asyncio.sleep(backoff.pause(faults, FIRST, LONGEST))
        await self._seat()
        if not self._app.app_token:
            self.connection.well()

    async def _follow(self) -> None:
        """Look for the team's channel whenever a workspace comes or goes, and while it is in none."""
        while True:
            try:
                async with asyncio.timeout(AGAIN if self._lost else None):
                    await self._moved.wait()
            except TimeoutError:
                pass
            self._moved.clear()
            await self._seat()

    async def _seat(self) -> None:
        """Give the team's channel its seat; one that cannot be found now keeps the seat that it has."""
        channel = self._app.team_channel
        try:
            room = await self.workspaces.room(await self._store.read(_seats, channel)) if channel else ""
        except (SlackClientError, aiohttp.ClientError, TimeoutError) as fault:
            logger.warning("slack: the team's channel cannot be looked for: %s", fault)
            room = ""
        self._lost = lost(channel) if channel and not room else ""
        if not self._lost:
            self.intake.desk = structs.replace(self.intake.desk, room=room)
            try:
                await self._store.write(rooms.seat, self._office, NAME, room, self._clock.now())
            except DatabaseError:
                logger.exception("slack: the team's channel is given its seat later")
                self._lost = REFUSED

    async def _gone(self, body: Mapping[str, Any]) -> None:
        """A workspace has taken the app's rights away; only an administrator can give them back."""
        tokens = (body.get("event") or {}).get("tokens")
        if isinstance(tokens, Mapping) and not tokens.get("bot"):
            return  # those of people, which the app has none of
        organisation, team = payload.organisation(body), str(body.get("team_id") or "")
        told = body.get("event_time")
        at = float(told) if isinstance(told, int) else math.inf
        removal = oauth.Removal(str(body.get("event_id")), organisation, team, at)
        await self.workspaces.installed.taken_back(removal, self._clock.now())
        if self._app.bot_token and self.workspaces.home in {organisation, team}:
            self._removed = REMOVED  # not a trouble of the connection: a socket goes on, and would call it well again
            logger.warning("slack: %s", REMOVED)


def _authorizing(workspaces: Workspaces) -> bolt.Authorize:
    """Return what Bolt asks; it looks at the names of a plain function's parameters."""

    async def authorize(
        enterprise_id: str | None,
        team_id: str | None,
        is_enterprise_install: bool | None,  # noqa: FBT001 - the name and kind that the library gives
    ) -> AuthorizeResult | None:
        return await workspaces.authorized(enterprise_id or "", team_id or "", whole=bool(is_enterprise_install))

    return authorize


def _seats(tx: Transaction, channel: str) -> list[str]:
    """Return where the team's channel has been before."""
    addresses = (each for room in tx.people.rooms() for each in tx.people.addresses(room.id))
    return [each.external for each in addresses if each.channel == NAME and each.external.endswith(f"/{channel}")]


def number(workspaces: int) -> str:
    """Return how many workspaces there are, in words for whoever runs the program."""
    return f"{workspaces} workspace{'' if workspaces == 1 else 's'} installed"


def lost(channel: str) -> str:
    """Return that the team's channel is nowhere, with the mend."""
    return (
        f"the team's channel {channel} cannot be read in any workspace; invite the app to it, or name its workspace: "
        f"AFTERCARE_SLACK_TEAM_CHANNEL=T…/{channel}"
    )


def trouble(fault: Exception) -> str:
    """Return what is wrong in words for whoever runs the program, with the mend."""
    if isinstance(fault, SlackApiError):
        error = error_of(fault)
        if error in REJECTED:
            return f"the bot token was rejected ({error}); install the app again and set AFTERCARE_SLACK_BOT_TOKEN"
        return f"Slack answers: {error or f'HTTP {status_of(fault)}'}; trying again"
    if not isinstance(fault, SlackClientError | aiohttp.ClientError | TimeoutError):
        logger.error("slack: an answer could not be read", exc_info=fault)
        return f"Slack's answer could not be read ({type(fault).__name__}); check what stands in between; trying again"
    return "Slack cannot be reached; check the network, a proxy, or AFTERCARE_SLACK_API; trying again"
