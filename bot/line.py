"""One channel's way out: what was claimed for it, in order for each chat, pressing lanes first, under its limits."""

from __future__ import annotations

import heapq
from collections.abc import Iterator

from bot.channel import Channel
from bot.gate import Gate
from bot.limits import Limits
from bot.outcomes import Parcel
from store.delivery import SEND_AGAIN, Delivery, Lane

SOON = 10.0
"""Seconds: a message that its chat's limits, or a delay that the platform asked for, keep longer than this goes back to
the outbox, so that it blocks nobody."""

_Place = tuple[Lane, int, int]
"""Lane, delivery id, chat: what is picked first is the smallest."""


class Line:
    """What waits here to be sent, and which chats are being sent to."""

    def __init__(self, channel: Channel) -> None:
        """Begin empty."""
        self.channel = channel
        self.limits = Limits(channel.capabilities.limits)
        self._chats: dict[int, list[tuple[Lane, int, Parcel]]] = {}
        self._heads: list[_Place] = []
        self._resting: list[tuple[float, int]] = []
        self._busy: set[int] = set()
        self._gate = Gate()
        self._gated: list[_Place] = []
        """The heads that have to pass the gate."""

    def put(self, parcel: Parcel, now: float) -> float:
        """Take a parcel in and return 0, or refuse it and return the seconds after which its turn may come."""
        chat = parcel.address.id
        queue = self._chats.setdefault(chat, [])
        ahead = sum(lane <= parcel.delivery.lane for lane, _, _ in queue)
        external = parcel.address.external
        wait = max(self.limits.seconds_for(ahead, external), self.limits.paused_for(external, now))
        if wait > SOON:
            return wait
        heapq.heappush(queue, (parcel.delivery.lane, parcel.delivery.id, parcel))
        self._show(chat)
        return 0.0

    def pick(self, now: float) -> Parcel | float | None:
        """Return the next parcel to send, the seconds until there may be one, or None when it takes another event."""
        while self._resting and self._resting[0][0] <= now:
            self._show(heapq.heappop(self._resting)[1])
        if len(self._busy) >= self.channel.capabilities.parallel:
            return None
        while (heads := self._foremost(now)) is not None:
            lane, number, chat = heads[0]
            queue = self._chats.get(chat)
            if chat in self._busy or not queue or queue[0][:2] != (lane, number):
                heapq.heappop(heads)
            elif (wait := self.limits.wait(lane, now)) > 0:
                return min(wait, self._soonest(now) or wait)
            elif (wait := self.limits.wait_chat(queue[0][2].address.external, lane, now)) > 0:
                heapq.heappop(heads)
                heapq.heappush(self._resting, (now + wait, chat))
            else:
                heapq.heappop(heads)
                return self._start(chat, now)
        return self._soonest(now)

    def may_double(self, delivery: Delivery) -> bool:
        """Whether a message is sent again when we fall while it is on its way, and may then have arrived twice."""
        can = self.channel.capabilities
        return delivery.kind in SEND_AGAIN and not can.once and not can.traces

    def known(self, delivery: int) -> None:
        """Note that it is known how a message ended: another one may be in doubt."""
        self._gate.leave(delivery)

    def finished(self, chat: int) -> None:
        """Note that a chat's message is on its way no more; its next one may follow."""
        self._busy.discard(chat)
        if self._chats.get(chat):
            self._show(chat)
        else:
            self._chats.pop(chat, None)

    def withdraw(self, chat: int) -> list[Parcel]:
        """Take back everything that waits for a chat, in order."""
        return [parcel for _, _, parcel in sorted(self._chats.pop(chat, []), key=lambda each: each[:2])]

    def empty(self) -> Iterator[Parcel]:
        """Take back everything that waits."""
        for chat in list(self._chats):
            yield from self.withdraw(chat)

    def _start(self, chat: int, now: float) -> Parcel:
        _, _, parcel = heapq.heappop(self._chats[chat])
        self._busy.add(chat)
        if self.may_double(parcel.delivery):
            self._gate.enter(parcel.delivery.id, now)
        self.limits.note(parcel.address.external, now)
        return parcel

    def _foremost(self, now: float) -> list[_Place] | None:
        """Return the heads of which the first one is next; those at the gate take part while it is open."""
        if self._gated and (not self._heads or self._gated[0] < self._heads[0]) and not self._gate.wait(now):
            return self._gated
        return self._heads or None

    def _soonest(self, now: float) -> float | None:
        """Return the seconds until one of those that rest may go, or the gate opens."""
        waits = [self._resting[0][0] - now] if self._resting else []
        if self._gated and (wait := self._gate.wait(now)) > 0:
            waits.append(wait)
        return min(waits, default=None)

    def _show(self, chat: int) -> None:
        """Offer a chat's first message, unless one is on its way."""
        queue = self._chats.get(chat)
        if queue and chat not in self._busy:
            lane, number, parcel = queue[0]
            heads = self._gated if self.may_double(parcel.delivery) else self._heads
            heapq.heappush(heads, (lane, number, chat))
