"""Serves what Slack posts on a free port, for a benchmark: `python -m tests.bench.slack_server ours|alone FOLDER`.

Both are served by the same server, set up in the same way. Prints where, and stops when its input ends.
"""

from __future__ import annotations

import asyncio
import logging
import socket
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from slack_bolt.adapter.starlette.async_handler import AsyncSlackRequestHandler
from slack_bolt.app.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bot.app import server_of
from bot.clock import SystemClock
from bot.commands import keep_for_good
from bot.memory import Memory
from bot.slack import bolt, http
from bot.slack.api import client
from bot.slack.inbound import Desk
from bot.slack.intake import Intake
from bot.texts import Texts
from bot.wiring import open_office
from store.db.door import Store
from tests.fakes.slack.server import BOT_TOKEN, SECRET

AS_BOT = AuthorizeResult(enterprise_id=None, team_id="T0TEAM", bot_token=BOT_TOKEN, bot_id="B0BOT", bot_user_id="U0BOT")


async def authorize() -> AuthorizeResult:
    """Authorize everybody as the only workspace."""
    return AS_BOT


@asynccontextmanager
async def taking(folder: Path, api: str) -> AsyncIterator[AsyncApp]:
    """Give the app on a store on disk."""
    store, office = await Store.open(folder / "ours.db"), open_office("after-sales")
    web = client(BOT_TOKEN, api)
    intake = Intake(
        store, SystemClock(), Texts.load(office.zone), lambda _team: web, Memory(), Desk(office, "https://x.example", 1)
    )

    async def gone(_body: object) -> None:
        """Nobody removes the app here."""

    try:
        yield bolt.application(intake, authorize, gone)
    finally:
        await intake.stop()
        await store.close()


def alone() -> AsyncApp:
    """Return Bolt with an empty listener."""

    async def nothing() -> None:
        """Do nothing."""

    app = AsyncApp(signing_secret=SECRET, authorize=authorize, process_before_response=True)
    app.event("message")(nothing)
    return app


def route(app: AsyncApp) -> Route:
    """Return the route that Bolt's own adapter serves."""
    handler = AsyncSlackRequestHandler(app)

    async def receive(request: Request) -> Response:
        return await handler.handle(request)

    return Route(http.PATH, receive, methods=["POST"])


async def _serve(served: Route) -> None:
    listener = socket.create_server(("127.0.0.1", 0), backlog=512)
    listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    server = server_of([served])
    serving = asyncio.create_task(server.serve(sockets=[listener]))
    print(f"http://127.0.0.1:{listener.getsockname()[1]}", flush=True)
    await asyncio.to_thread(sys.stdin.read)
    server.should_exit = True
    await serving


async def main(which: str, folder: Path) -> None:
    """Serve one of the two until the input ends."""
    if which == "alone":
        await _serve(route(alone()))
        return
    async with taking(folder, "http://127.0.0.1:9/api") as app:
        await _serve(http.route(app, SECRET))


if __name__ == "__main__":
    keep_for_good()  # as the program does
    logging.disable(logging.CRITICAL)
    asyncio.run(main(sys.argv[1], Path(sys.argv[2])))
