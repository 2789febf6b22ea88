"""The web as a channel: what is sent goes into the chat's transcript, and to the pages that show it."""

from __future__ import annotations

import json

from bot.channel import Capabilities, Outcome, Sent
from bot.texts import Reader
from bot.web.hub import STIR, Hub
from bot.web.render import item
from store.db.door import Store
from store.delivery import Delivery
from store.people import Address
from store.transaction import Transaction

NAME = "web"
CAPABILITIES = Capabilities(edits=True, forms=True, file_bytes=20 * 1024 * 1024, once=True, parallel=64)


class WebChannel:
    """Sends by writing the transcript; the same delivery written twice is one line."""

    def __init__(self, store: Store, hub: Hub) -> None:
        """Write into a store and tell the pages of a hub."""
        self._store = store
        self._hub = hub

    @property
    def name(self) -> str:
        """The channel's name."""
        return NAME

    @property
    def capabilities(self) -> Capabilities:
        """What the page can draw."""
        return CAPABILITIES

    async def send(self, address: Address, delivery: Delivery, reader: Reader) -> Outcome:
        """Add a message to the transcript and show it on every open page."""
        line = item(delivery, reader)
        body = json.dumps(line, ensure_ascii=False).encode()
        seq = await self._store.write(_append, address.id, f"out:{delivery.id}", delivery.created, body)
        # Written before, but perhaps not shown: whoever wrote it may have been cut short.
        self._hub.push(address.id, STIR if seq is None else {"op": "item", "seq": seq, **line})
        return Sent(ref=str(seq or ""))


def _append(tx: Transaction, address: int, source: str, at: int, body: bytes) -> int | None:
    return tx.feed.append(address, source, at, body)
