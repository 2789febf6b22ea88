"""More workspaces than one: Slack's own way of installing, with what it yields kept in our database."""

from __future__ import annotations

import hashlib
import secrets
import warnings
from collections.abc import Callable

import msgspec
from msgspec import Struct
from slack_bolt.oauth.async_oauth_flow import AsyncOAuthFlow
from slack_bolt.oauth.async_oauth_settings import AsyncOAuthSettings
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_bolt.response import BoltResponse
from slack_sdk.oauth.installation_store import Bot, Installation
from slack_sdk.oauth.installation_store.async_installation_store import AsyncInstallationStore
from slack_sdk.oauth.state_store.async_state_store import AsyncOAuthStateStore
from slack_sdk.web.async_client import AsyncWebClient
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bot.clock import Clock
from bot.settings import Settings
from bot.slack.api import ROOM_SCOPES, SCOPES
from bot.slack.notes import NAME
from store.db.door import Store
from store.moment import MINUTE, Ms
from store.transaction import Transaction

INSTALL, REDIRECT = "/slack/install", "/slack/oauth_redirect"

FRESH = 10 * MINUTE
"""Time in which an installation that was begun can be finished."""

MOST = 1_000
"""Workspaces that are read at the start."""


class Installed(Struct, frozen=True):
    """What a workspace gave the app when it was installed."""

    team: str
    token: str
    bot_id: str
    bot_user: str
    scopes: str = ""
    by: str = ""


_encode = msgspec.json.Encoder().encode
_decode = msgspec.json.Decoder(Installed).decode


class Installations(AsyncInstallationStore):
    """The workspaces that have installed the app: in the database, and at hand for who sends."""

    def __init__(self, store: Store, make: Callable[[str], AsyncWebClient]) -> None:
        """Keep in a store; `make` makes the client of a token."""
        self._store, self._make = store, make
        self._known: dict[str, tuple[Installed, AsyncWebClient]] = {}

    async def load(self) -> None:
        """Read what is installed already."""
        for installed in await self._store.read(_all):
            self._known[installed.team] = (installed, self._make(installed.token))

    def of(self, team: str) -> Installed | None:
        """Return what a workspace gave."""
        found = self._known.get(team)
        return found[0] if found is not None else None

    def client(self, team: str) -> AsyncWebClient | None:
        """Return the client of a workspace."""
        found = self._known.get(team)
        return found[1] if found is not None else None

    async def async_save(self, installation: Installation) -> None:
        """Keep an installation; a later one of the same workspace takes its place."""
        await self.async_save_bot(installation.to_bot())

    async def async_save_bot(self, bot: Bot) -> None:
        """Keep what the app acts with."""
        installed = Installed(
            bot.team_id or "", bot.bot_token, bot.bot_id, bot.bot_user_id or "", ",".join(bot.bot_scopes or ())
        )
        await self._store.write(_keep, installed)
        self._known[installed.team] = (installed, self._make(installed.token))

    async def drop(self, team: str) -> bool:
        """Forget a workspace; whether it was installed."""
        self._known.pop(team, None)
        return await self._store.write(_drop, team)


class States(AsyncOAuthStateStore):
    """What an installation that was begun is known by: good once, and not for long."""

    def __init__(self, store: Store, clock: Clock) -> None:
        """Keep in a store."""
        self._store, self._clock = store, clock

    async def async_issue(self, *_args: object, **_named: object) -> str:
        """Begin an installation."""
        state = secrets.token_urlsafe(32)
        await self._store.write(_begin, _hashed(state), self._clock.now() + FRESH)
        return state

    async def async_consume(self, state: str) -> bool:
        """Finish one; whether it was begun, not long ago, and is not finished yet."""
        return await self._store.write(_finish, _hashed(state), self._clock.now())


def routes(settings: Settings, installations: Installations, states: States, client: AsyncWebClient) -> list[Route]:
    """Return the page that begins an installation, and the one that Slack sends people back to."""
    # How the library itself proves who it is; aiohttp will have it done in another way one day.
    warnings.filterwarnings("ignore", "BasicAuth is deprecated", DeprecationWarning)
    flow = AsyncOAuthFlow(
        client=client,
        settings=AsyncOAuthSettings(
            client_id=settings.slack.client_id,
            client_secret=settings.slack.client_secret,
            scopes=[*SCOPES, *ROOM_SCOPES],
            redirect_uri=f"{settings.public_url.rstrip('/')}{REDIRECT}",
            install_path=INSTALL,
            redirect_uri_path=REDIRECT,
            installation_store=installations,
            state_store=states,
        ),
    )

    async def install(request: Request) -> Response:
        return _answer(await flow.handle_installation(_asked(request)))

    async def back(request: Request) -> Response:
        return _answer(await flow.handle_callback(_asked(request)))

    return [Route(INSTALL, install, methods=["GET"]), Route(REDIRECT, back, methods=["GET"])]


def _asked(request: Request) -> AsyncBoltRequest:
    headers = {name: value for name, value in request.headers.items() if name in {"cookie", "user-agent"}}
    return AsyncBoltRequest(body="", query=request.url.query, headers=headers)  # type: ignore[arg-type] # plain texts


def _answer(given: BoltResponse) -> Response:
    answer = Response(given.body, given.status, given.first_headers_without_set_cookie())
    for cookie in given.headers.get("set-cookie", ()):
        answer.headers.append("set-cookie", cookie)
    return answer


def _hashed(state: str) -> str:
    return hashlib.sha256(state.encode()).hexdigest()


def _all(tx: Transaction) -> list[Installed]:
    return [_decode(body) for body in tx.notes.under(NAME, "installed:", limit=MOST).values()]


def _keep(tx: Transaction, installed: Installed) -> None:
    tx.notes.put(NAME, f"installed:{installed.team}", _encode(installed).decode())


def _drop(tx: Transaction, team: str) -> bool:
    return tx.notes.drop(NAME, f"installed:{team}")


def _begin(tx: Transaction, state: str, until: Ms) -> None:
    for name, body in tx.notes.under(NAME, "state:").items():
        if int(body) + FRESH < until - FRESH:  # nobody comes back for these any more
            tx.notes.drop(NAME, name)
    tx.notes.put(NAME, f"state:{state}", str(until))


def _finish(tx: Transaction, state: str, now: Ms) -> bool:
    until = tx.notes.get(NAME, f"state:{state}")
    tx.notes.drop(NAME, f"state:{state}")
    return until is not None and now <= int(until)
