"""The wiring, and nothing else: one TaskGroup with the courier, the clockwork and the server."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import signal
import socket
from collections.abc import Callable, Iterable, Iterator, Sequence

import uvicorn
from starlette.applications import Starlette
from starlette.routing import BaseRoute

from bot import health, outcomes, platforms
from bot.channel import Channel
from bot.clock import Clock
from bot.courier import Courier
from bot.health import Figures
from bot.settings import Settings
from bot.texts import Texts
from bot.web import routes as web
from bot.web.channel import WebChannel
from bot.web.guard import Guard
from bot.web.hub import Hub
from bot.web.inbound import LONGEST_FRAME
from bot.web.window import Window
from bot.wiring import open_office
from scheduler.clockwork import Clockwork
from store.db.door import Store
from store.delivery import Delivery
from store.files import Vault

logger = logging.getLogger(__name__)

GRACE = 8
"""Seconds in which requests in hand are finished on shutdown."""

LONGEST_STOP = 12
"""Seconds after which what is still being sent is left to its lease; the store has the rest of fifteen."""


class PortTaken(Exception):
    """The address to listen on is in use or not ours; the message says how to mend it."""


class PartEnded(Exception):
    """A part of the program ended although nobody stopped it: the program ends with it, never half alive."""


class App:
    """Everything of one running program, wired."""

    def __init__(self, settings: Settings, clock: Clock, store: Store) -> None:
        """Wire the house around an open store."""
        self.settings, self.clock, self.store = settings, clock, store
        self.office = open_office(settings.playbook)
        self.texts = Texts.load(self.office.zone)
        self.hub = Hub()
        self.figures = Figures(lambda: len(self.hub))
        vault = Vault(settings.data_dir / "files", largest=settings.max_file)
        self.services = [
            make(settings, store, self.office, self.texts, clock, vault) for make in platforms.services(settings)
        ]
        channels: list[Channel] = [WebChannel(store, self.hub), *(each.channel for each in self.services)]
        self.courier = Courier(
            store, {each.name: each for each in channels}, self.texts, clock, self.office, ended=self._ended
        )
        for service in self.services:
            service.tell(self.courier.wake)
        self.clockwork = Clockwork(store, self.office, clock.now, self.courier.wake)
        self.window = Window(
            store,
            self.office,
            self.texts,
            clock,
            self.hub,
            vault,
            settings,
            self.courier.wake,
            {each.name: door for each in channels if (door := each.capabilities.door) is not None},
        )

    def _ended(self, delivery: Delivery) -> None:
        self.figures.ended(delivery)
        for service in self.services:
            service.heard(delivery)

    def routes(self) -> list[BaseRoute]:
        """Return the routes that production serves."""
        standing = {each.channel.name: each.standing for each in self.services}
        return [
            *health.routes(self.store, self.clock, self.figures, lambda: self.clockwork.ticked, standing),
            *(route for service in self.services for route in service.routes()),
            *web.routes(self.window),
        ]


class _Server(uvicorn.Server):
    """A server that leaves signals to the program."""

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Capture none."""
        yield


def listen(settings: Settings) -> socket.socket:
    """Listen at the configured address. Raises PortTaken."""
    try:
        family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
        listener = socket.create_server((settings.host, settings.port), family=family, backlog=512)
    except OSError as fault:
        raise PortTaken(
            f"{settings.host}:{settings.port} cannot be listened on ({fault.strerror}); stop what uses it, "
            "or set AFTERCARE_PORT (0 takes a free one) and AFTERCARE_HOST"
        ) from fault
    # Connections inherit it: asyncio sets it only where a socket names its protocol, and a reply would wait 40 ms.
    listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return listener


def server_of(routes: Iterable[BaseRoute]) -> uvicorn.Server:
    """Return the server of these routes, set up as production has it."""
    return _Server(
        uvicorn.Config(
            Guard(Starlette(routes=list(routes))),
            log_config=None,
            access_log=False,
            lifespan="off",
            timeout_graceful_shutdown=GRACE,
            ws_max_size=LONGEST_FRAME,
            ws="websockets-sansio",
            server_header=False,
        )
    )


async def serve(
    app: App,
    listener: socket.socket,
    *,
    routes: Sequence[BaseRoute] | None = None,
    ready: Callable[[], None] = lambda: None,
    stop: asyncio.Event | None = None,
) -> None:
    """Run until a signal or `stop` says so; then finish what is in hand and close. The store is this program's alone.

    Raises what ended a part of the program, or PartEnded.
    """
    server = server_of(app.routes() if routes is None else routes)
    stop = stop or asyncio.Event()
    for name in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(name, stop.set)
    await app.store.write(outcomes.take_over, app.clock.now())
    async with asyncio.TaskGroup() as group:
        courier = group.create_task(app.courier.run())
        serving = group.create_task(server.serve(sockets=[listener]))
        app.clockwork.ticked = app.clock.now()
        app.clockwork.start()
        ready()
        waiting = group.create_task(stop.wait())
        listening = [group.create_task(service.run()) for service in app.services]
        try:
            parts = {courier: "the courier", serving: "the server"} | dict.fromkeys(listening, "a messenger")
            await asyncio.wait({waiting, *parts}, return_when=asyncio.FIRST_COMPLETED)
            if not stop.is_set():
                raise PartEnded(", ".join(name for part, name in parts.items() if part.done()))
        finally:
            await app.clockwork.stop()
            for each in listening:
                each.cancel()
        logger.info("stopping: what is in hand is finished")
        server.should_exit = True
        app.courier.stop()
        await asyncio.wait({courier, serving}, timeout=LONGEST_STOP)
        courier.cancel()
        serving.cancel()
    for service in app.services:
        await service.close()
