"""Whether the program lives, is ready, and how it fares: /healthz, /readyz, /metrics."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType

from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Counter, Gauge, generate_latest
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import BaseRoute, Route

from bot.clock import Clock
from store.db.door import Store
from store.delivery import Delivery
from store.moment import MINUTE, SECOND, Ms
from store.transaction import Transaction

STALE = MINUTE
"""A clockwork that has not ticked for so long is not ready."""


class Figures:
    """What is counted while the program runs."""

    def __init__(self, connected: Callable[[], int]) -> None:
        """Count into a registry of its own."""
        self.registry = CollectorRegistry()
        self._delivered = Counter(
            "aftercare_deliveries", "Deliveries by how they stand", ["state", "kind"], registry=self.registry
        )
        self._outbox = Gauge("aftercare_outbox", "Messages in the outbox", ["state"], registry=self.registry)
        self._lag = Gauge("aftercare_timer_lag_seconds", "How late the next promise is", registry=self.registry)
        pages = Gauge("aftercare_web_pages", "Pages connected", registry=self.registry)
        pages.set_function(connected)

    def ended(self, delivery: Delivery) -> None:
        """Count a delivery that changed its state."""
        self._delivered.labels(delivery.state.value, delivery.kind.value).inc()

    def page(self, counts: dict[str, int], lag: Ms) -> bytes:
        """Return the figures as Prometheus reads them."""
        for state, count in counts.items():
            self._outbox.labels(state).set(count)
        self._lag.set(lag / SECOND)
        return generate_latest(self.registry)


def routes(
    store: Store,
    clock: Clock,
    figures: Figures,
    ticked: Callable[[], Ms],
    platforms: Mapping[str, Callable[[], str]] = MappingProxyType({}),
) -> list[BaseRoute]:
    """Return the routes that a supervisor of processes asks.

    How the platforms stand is told and decides nothing: without a messenger, the page can still be served.
    """

    async def healthz(_request: Request) -> Response:
        return PlainTextResponse("ok\n")

    async def readyz(_request: Request) -> Response:
        database = "ok"
        try:
            await _look(store, clock.now())
        except Exception as fault:  # noqa: BLE001 - whatever it is, the answer says it
            database = f"{type(fault).__name__}: {fault}"
        late = clock.now() - ticked()
        clockwork = "ok" if late < STALE else f"has not ticked for {late // SECOND} s"
        ready = database == clockwork == "ok"
        standing = {name: tell() for name, tell in platforms.items()}
        return JSONResponse({"database": database, "clockwork": clockwork, **standing}, 200 if ready else 503)

    async def metrics(_request: Request) -> Response:
        try:
            counts, lag = await _look(store, clock.now())
        except Exception as fault:  # noqa: BLE001 - a figure that cannot be had is a scrape that failed
            return PlainTextResponse(f"{type(fault).__name__}: {fault}\n", 503)
        return Response(figures.page(counts, lag), media_type=CONTENT_TYPE_LATEST)

    return [Route("/healthz", healthz), Route("/readyz", readyz), Route("/metrics", metrics)]


async def _look(store: Store, now: Ms) -> tuple[dict[str, int], Ms]:
    """Return how the outbox and the timers stand. Raises when the database cannot be used."""
    if not store.path.exists():  # an open file that was deleted can still be read
        raise FileNotFoundError(f"{store.path} was moved or deleted; put it back and restart")
    return await store.read(_standing, now)


def _standing(tx: Transaction, now: Ms) -> tuple[dict[str, int], Ms]:
    following = tx.timers.next()
    return tx.outbox.counts(), max(0, now - following.due) if following is not None else 0
