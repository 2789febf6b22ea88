from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from typing import Any

import httpx
import pytest
from prometheus_client import CONTENT_TYPE_LATEST
from prometheus_client.parser import text_string_to_metric_families
from starlette.applications import Starlette

from bot.clock import MovableClock
from bot.health import STALE, Figures, routes
from store.db.door import Store
from store.delivery import State
from store.moment import HOUR, SECOND, Ms
from tests.bot.post import AGENT, NINE, Post, ended, report, settle_in, write

Ask = Callable[[str], Any]


class Ticked:
    """When the clockwork last looked."""

    at: Ms = NINE


@pytest.fixture
def ticked() -> Ticked:
    return Ticked()


@pytest.fixture
def figures() -> Figures:
    return Figures(lambda: 3)


@pytest.fixture
async def ask(store: Store, clock: MovableClock, figures: Figures, ticked: Ticked) -> AsyncIterator[httpx.AsyncClient]:
    app = Starlette(routes=routes(store, clock, figures, lambda: ticked.at))
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://desk.test") as client:
        yield client


def samples(page: httpx.Response) -> dict[str, float]:
    """Return the figures of a page as Prometheus reads them, by name and labels."""
    return {
        sample.name + "".join(f" {name}={value}" for name, value in sorted(sample.labels.items())): sample.value
        for family in text_string_to_metric_families(page.text)
        for sample in family.samples
    }


async def test_it_lives(ask: httpx.AsyncClient) -> None:
    answer = await ask.get("/healthz")
    assert (answer.status_code, answer.text) == (200, "ok\n")


async def test_it_lives_without_its_database(ask: httpx.AsyncClient, store: Store) -> None:
    await store.close()
    assert (await ask.get("/healthz")).status_code == 200


async def test_it_is_ready(ask: httpx.AsyncClient) -> None:
    answer = await ask.get("/readyz")
    assert (answer.status_code, answer.json()) == (200, {"database": "ok", "clockwork": "ok"})


async def test_it_is_not_ready_when_the_clockwork_stands_still(
    ask: httpx.AsyncClient, clock: MovableClock, ticked: Ticked
) -> None:
    clock.advance(STALE + 5 * SECOND)
    answer = await ask.get("/readyz")
    assert answer.status_code == 503
    assert answer.json() == {"database": "ok", "clockwork": "has not ticked for 65 s"}
    ticked.at = clock.now()
    assert (await ask.get("/readyz")).status_code == 200


async def test_it_is_not_ready_when_the_database_was_closed(ask: httpx.AsyncClient, store: Store) -> None:
    await store.close()
    answer = await ask.get("/readyz")
    assert answer.status_code == 503
    assert answer.json()["database"].startswith("StoreClosed: ")
    assert answer.json()["clockwork"] == "ok"


async def test_it_is_not_ready_when_the_database_is_gone(ask: httpx.AsyncClient, store: Store) -> None:
    store.path.rename(store.path.with_name("elsewhere.db"))
    answer = await ask.get("/readyz")
    assert answer.status_code == 503
    assert "was moved or deleted; put it back and restart" in answer.json()["database"]


async def test_the_figures_are_read_by_prometheus(
    ask: httpx.AsyncClient, store: Store, clock: MovableClock, figures: Figures
) -> None:
    await store.write(settle_in)
    await store.write(report, NINE)
    clock.advance(HOUR)
    for row in await store.read(lambda tx: tx.outbox.in_state(State.WAITING)):
        figures.ended(row)
    answer = await ask.get("/metrics")
    assert answer.status_code == 200
    assert answer.headers["content-type"] == CONTENT_TYPE_LATEST
    found = samples(answer)
    assert found["aftercare_web_pages"] == 3
    assert found["aftercare_outbox state=waiting"] == 3
    assert found["aftercare_deliveries_total kind=ping state=waiting"] == 2
    assert found["aftercare_timer_lag_seconds"] == pytest.approx(45 * 60, abs=5)  # the review, due in 15 minutes


async def test_what_was_delivered_leaves_the_outbox(ask: httpx.AsyncClient, store: Store, clock: MovableClock) -> None:
    await store.write(settle_in)
    await store.write(write, AGENT * 10, "one")
    assert samples(await ask.get("/metrics"))["aftercare_outbox state=waiting"] == 1
    await ended(store, clock, Post())
    assert samples(await ask.get("/metrics"))["aftercare_outbox state=waiting"] == 0


async def test_nothing_is_late_before_it_is_due(ask: httpx.AsyncClient, store: Store) -> None:
    await store.write(settle_in)
    assert samples(await ask.get("/metrics"))["aftercare_timer_lag_seconds"] == 0
    await store.write(report, NINE)
    assert samples(await ask.get("/metrics"))["aftercare_timer_lag_seconds"] == 0


async def test_figures_that_cannot_be_had_fail_the_scrape(ask: httpx.AsyncClient, store: Store) -> None:
    await store.close()
    answer = await ask.get("/metrics")
    assert answer.status_code == 503
    assert answer.text.startswith("StoreClosed: ")
