"""More workspaces than one: Slack's own way of installing, with what it yields kept in our database."""

from __future__ import annotations

import hashlib
import logging
import secrets
import warnings
from collections.abc import Callable, Sequence

import aiohttp
import msgspec
from msgspec import Struct
from slack_bolt.error import BoltError
from slack_bolt.oauth.async_callback_options import AsyncCallbackOptions, AsyncFailureArgs, AsyncSuccessArgs
from slack_bolt.oauth.async_oauth_flow import AsyncOAuthFlow
from slack_bolt.oauth.async_oauth_settings import AsyncOAuthSettings
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_bolt.response import BoltResponse
from slack_sdk.errors import SlackClientError
from slack_sdk.oauth.installation_store import Bot, Installation
from slack_sdk.oauth.installation_store.async_installation_store import AsyncInstallationStore
from slack_sdk.oauth.state_store.async_state_store import AsyncOAuthStateStore
from slack_sdk.web.async_client import AsyncWebClient
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from bot.clock import Clock
from bot.settings import Settings
from bot.slack.api import ROOM_SCOPES, SCOPES
from bot.slack.notes import NAME
from store.db.door import Store
from store.moment import MINUTE, Ms
from store.transaction import Transaction

logger = logging.getLogger(__name__)

INSTALL, REDIRECT = "/slack/install", "/slack/oauth_redirect"

FRESH = 10 * MINUTE
"""Time in which an installation that was begun can be finished."""

MOST = 100_000
"""Installations that are read at the start; Slack lets no app have so many."""

ROTATED = "Slack hands out tokens that expire; switch token rotation off in the app's settings, and install it again"
NO_BOT = "Slack handed out no bot token; let the app ask for bot scopes, and install it again"


class Installed(Struct, frozen=True):
    """What a workspace, or a whole organisation, gave the app when it was installed.

    `place` is the workspace's id, or that of the organisation when it was installed for the `whole` of it.
    """

    place: str
    token: str
    bot_id: str
    bot_user: str
    scopes: str = ""
    by: str = ""
    name: str = ""
    organisation: str = ""
    whole: bool = False
    app: str = ""
    at: float = 0.0

    def installation(self) -> Installation:
        """Return it as Slack's library has it."""
        return Installation(
            app_id=self.app,
            enterprise_id=self.organisation or None,
            enterprise_name=self.name if self.whole else None,
            team_id=None if self.whole else self.place,
            team_name=None if self.whole else self.name,
            bot_token=self.token,
            bot_id=self.bot_id,
            bot_user_id=self.bot_user,
            bot_scopes=self.scopes,
            user_id=self.by,
            is_enterprise_install=self.whole,
            token_type="bot",  # noqa: S106 - a kind of token
            installed_at=self.at,
        )


class Removal(Struct, frozen=True):
    """What Slack tells of an app that was removed: the event that says so, where it was, and when, in seconds."""

    event: str
    organisation: str
    team: str
    at: float


_encode = msgspec.json.Encoder().encode
_decode = msgspec.json.Decoder(Installed).decode


class Installations(AsyncInstallationStore):
    """Who has installed the app, as Slack's library keeps it: in the database, and at hand for who sends."""

    def __init__(self, store: Store, make: Callable[[str], AsyncWebClient]) -> None:
        """Keep in a store; `make` makes the client of a token."""
        self._store, self._make = store, make
        self._known: dict[str, tuple[Installed, AsyncWebClient]] = {}
        self.changed: Callable[[], None] = lambda: None
        """Called when somebody has installed or removed the app."""

    async def load(self) -> None:
        """Read what is installed already."""
        for installed in await self._store.read(everything):
            self._known[installed.place] = (installed, self._make(installed.token))

    def places(self) -> tuple[str, ...]:
        """Return the workspaces and organisations that have installed the app."""
        return tuple(self._known)

    def client(self, place: str) -> AsyncWebClient | None:
        """Return the client of a workspace or an organisation."""
        found = self._known.get(place)
        return found[1] if found is not None else None

    async def async_save(self, installation: Installation) -> None:
        """Keep an installation; a later one of the same workspace takes its place. Raises BoltError with the mend."""
        installed = _taken(installation)
        await self._store.write(_keep, installed)
        self._known[installed.place] = (installed, self._make(installed.token))
        self.changed()

    async def async_find_bot(
        self, *, enterprise_id: str | None, team_id: str | None, is_enterprise_install: bool | None = False
    ) -> Bot | None:
        """Return what the app acts with in a workspace, or in a whole organisation."""
        found = self._found(enterprise_id, None if is_enterprise_install else team_id)
        return found.installation().to_bot() if found is not None else None

    async def async_find_installation(
        self,
        *,
        enterprise_id: str | None,
        team_id: str | None,
        user_id: str | None = None,
        is_enterprise_install: bool | None = False,
    ) -> Installation | None:
        """Return an installation, when it was this user who made it, if one is named."""
        found = self._found(enterprise_id, None if is_enterprise_install else team_id)
        return found.installation() if found is not None and user_id in {None, found.by} else None

    async def async_delete_bot(self, *, enterprise_id: str | None, team_id: str | None) -> None:
        """Forget a workspace; with one that has no installation of its own, its organisation."""
        if (found := self._found(enterprise_id, team_id)) is not None:
            await self._store.write(_drop, found.place)
            self._forget(found)

    async def taken_back(self, removal: Removal, now: Ms) -> None:
        """Forget who has removed the app, as `async_delete_bot` does, when that is news.

        Slack may tell of it again, or late: the app may have been installed once more by then.
        """
        found = self._found(removal.organisation, removal.team)
        if found is not None and removal.at + 1 < found.at:  # Slack tells whole seconds
            found = None
        if await self._store.write(_take_back, removal, found.place if found else "", now) and found is not None:
            self._forget(found)

    def _forget(self, found: Installed) -> None:
        if self._known.get(found.place, (None,))[0] is found:
            del self._known[found.place]
        self.changed()

    async def async_delete_installation(
        self, *, enterprise_id: str | None, team_id: str | None, user_id: str | None = None
    ) -> None:
        """Forget what a user gave: nothing is kept of users."""

    def _found(self, organisation: str | None, team: str | None) -> Installed | None:
        """Return what a workspace gave, else what the organisation gave for all of its workspaces."""
        own, whole = self._known.get(team or ""), self._known.get(organisation or "")
        found = own if own is not None else whole
        return found[0] if found is not None else None


def _taken(given: Installation) -> Installed:
    if not given.bot_token or not given.bot_id:
        raise BoltError(NO_BOT)
    if given.bot_token_expires_at is not None:
        raise BoltError(ROTATED)
    place = given.enterprise_id if given.is_enterprise_install else given.team_id
    return Installed(
        place or "",
        given.bot_token,
        given.bot_id,
        given.bot_user_id or "",
        ",".join(given.bot_scopes or ()),
        given.user_id or "",
        (given.enterprise_name if given.is_enterprise_install else given.team_name) or "",
        given.enterprise_id or "",
        given.is_enterprise_install,
        given.app_id or "",
        given.installed_at,
    )


class States(AsyncOAuthStateStore):
    """What an installation that was begun is known by: good once, and not for long."""

    def __init__(self, store: Store, clock: Clock) -> None:
        """Keep in a store."""
        self._store, self._clock = store, clock

    async def async_issue(self, *_args: object, **_named: object) -> str:
        """Begin an installation. Its state begins with its end, so that what has ended stands in front."""
        state = f"{self._clock.now() + FRESH:015}.{secrets.token_urlsafe(32)}"
        await self._store.write(_begin, _hashed(state), self._clock.now())
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
            callback_options=AsyncCallbackOptions(success=_done, failure=_failed),
        ),
    )

    async def install(request: Request) -> Response:
        return _answer(await flow.handle_installation(_asked(request)))

    async def back(request: Request) -> Response:
        try:
            return _answer(await flow.handle_callback(_asked(request)))
        except (SlackClientError, aiohttp.ClientError, TimeoutError) as fault:
            logger.warning("slack: an installation was not finished: %s", fault)
            return PlainTextResponse(f"Slack cannot be reached; begin anew at {INSTALL}\n", 503)

    return [Route(INSTALL, install, methods=["GET"]), Route(REDIRECT, back, methods=["GET"])]


async def _done(args: AsyncSuccessArgs) -> BoltResponse:
    return await args.default.success(args)


async def _failed(args: AsyncFailureArgs) -> BoltResponse:
    """Say what is wrong: with what Slack handed out we say it ourselves, with the mend."""
    logger.warning("slack: an installation was not finished: %s", args.error or args.reason)
    if not isinstance(args.error, BoltError):
        return await args.default.failure(args)
    headers: dict[str, str | Sequence[str]] = {"Content-Type": "text/plain; charset=utf-8"}
    return BoltResponse(status=args.suggested_status_code, body=f"{args.error}\n", headers=headers)


def _asked(request: Request) -> AsyncBoltRequest:
    headers = {name: value for name, value in request.headers.items() if name in {"cookie", "user-agent"}}
    return AsyncBoltRequest(body="", query=request.url.query, headers=headers)  # type: ignore[arg-type] # plain texts


def _answer(given: BoltResponse) -> Response:
    answer = Response(given.body, given.status, given.first_headers_without_set_cookie())
    for cookie in given.headers.get("set-cookie", ()):
        answer.headers.append("set-cookie", cookie)
    return answer


def _hashed(state: str) -> str:
    """Return the name of a state: its end, and a proof of the rest."""
    end = state.partition(".")[0]
    return f"state:{end if end.isascii() and end.isdigit() else ''}:{hashlib.sha256(state.encode()).hexdigest()}"


def everything(tx: Transaction) -> list[Installed]:
    """Return everything that is installed."""
    return [_decode(body) for body in tx.notes.under(NAME, "installed:", limit=MOST).values()]


def _keep(tx: Transaction, installed: Installed) -> None:
    tx.notes.put(NAME, f"installed:{installed.place}", _encode(installed).decode())


def _drop(tx: Transaction, place: str) -> None:
    tx.notes.drop(NAME, f"installed:{place}")


def _take_back(tx: Transaction, removal: Removal, place: str, now: Ms) -> bool:
    news = tx.inbox.first(NAME, removal.event, now)
    if news and place:
        _drop(tx, place)
    return news


def _begin(tx: Transaction, state: str, now: Ms) -> None:
    _sweep(tx, now)
    tx.notes.put(NAME, state, "")


def _sweep(tx: Transaction, now: Ms) -> None:
    """Forget every installation that was begun and for which nobody comes back any more."""
    while over := [name for name in tx.notes.under(NAME, "state:") if _end(name) < now]:
        for name in over:
            tx.notes.drop(NAME, name)


def _finish(tx: Transaction, state: str, now: Ms) -> bool:
    return tx.notes.drop(NAME, state) and now <= _end(state)


def _end(state: str) -> Ms:
    return int(state.split(":")[1] or 0)
