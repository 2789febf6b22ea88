"""The outbox's rows: messages on their way, claimed by lane and in order."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec
from msgspec import Struct

from store.db.queries import Row, Sql
from store.delivery import Delivery, Kind, Lane, State
from store.message import Message
from store.moment import MINUTE, Ms

LANES = tuple(Lane)

LOOKED_AT = 500
"""Rows of a lane beyond the limit that one claim looks at: expired ones to end, held ones to put off."""

PUT_OFF = MINUTE
"""A message that waits behind another is looked at again after this at the latest."""

FAILED = frozenset({State.EXPIRED, State.UNDELIVERABLE, State.DEAD})
"""The ends in which a message was not sent."""

UNREADABLE = Message(slot="unreadable")
"""Stands for a message that cannot be read, as one of a damaged row: that one ends, and the others are carried on."""

_encode = msgspec.json.Encoder().encode
_message = msgspec.json.Decoder(Message).decode

_KINDS = {kind.value: kind for kind in Kind}
_STATES = {state.value: state for state in State}
_FLAGS = (False, True)


class _Looked(Struct):
    """What a claim makes of the rows of one lane."""

    claimed: list[Delivery] = []
    ended: list[Delivery] = []
    put_off: list[dict[str, object]] = []


class OutboxRows:
    """Messages on their way."""

    def __init__(self, sql: Sql) -> None:
        self._sql = sql

    def add(self, delivery: Delivery) -> bool:
        """Write a message to be sent."""
        added = self._sql.run(
            "outbox_add",
            {
                "person": delivery.person,
                "lane": delivery.lane.value,
                "kind": delivery.kind.value,
                "ticket": delivery.ticket,
                "dedupe": delivery.dedupe,
                "created": delivery.created,
                "late": int(delivery.late),
                "message": _encode(delivery.message).decode(),
                **_standing(delivery),
            },
        )
        return added == 1

    def get(self, delivery: int) -> Delivery | None:
        """Return a delivery."""
        row = self._sql.one("outbox_get", {"id": delivery})
        return _delivery(row) if row else None

    def claim(self, now: Ms, lease: Ms, limit: int, lanes: Sequence[Lane] = LANES) -> list[Delivery]:
        """Lease what is to be sent now, the most pressing lane first."""
        claimed: list[Delivery] = []
        for lane in sorted(lanes):
            if len(claimed) < limit:
                claimed += self._claim(lane, now, lease, limit - len(claimed))
        return claimed

    def _claim(self, lane: Lane, now: Ms, lease: Ms, room: int) -> list[Delivery]:
        looked = self._look(lane, now, lease, room)
        claimed = sorted(looked.claimed, key=lambda each: each.id)
        self._sql.many("outbox_lease", [{"id": each.id, "lease": lease} for each in claimed])
        self._sql.many("outbox_put", [_standing(each) for each in looked.ended])
        self._sql.many("outbox_defer", looked.put_off)
        return claimed

    def _look(self, lane: Lane, now: Ms, lease: Ms, room: int) -> _Looked:
        """Walk along what is due in a lane until there is enough to send."""
        looked = _Looked()
        place, seen = (-1, 0), 0
        while len(looked.claimed) < room and seen < room + LOOKED_AT:
            asked = room - len(looked.claimed)
            rows = self._sql.all(
                "outbox_ready",
                {"lane": lane.value, "now": now, "after_due": place[0], "after_id": place[1], "limit": asked},
            )
            for row in rows:
                _judge(row, looked, now, lease)
            if len(rows) < asked:
                break
            place, seen = (rows[-1][-2], rows[-1][0]), seen + asked
        return looked

    def put(self, delivery: Delivery) -> None:
        """Record where a delivery stands now."""
        self._sql.run("outbox_put", _standing(delivery))

    def next_due(self, now: Ms, lanes: Sequence[Lane] = LANES) -> Ms | None:
        """Return when the next delivery may be sent, or a lease runs out."""
        rows = [self._sql.one("outbox_next", {"lane": lane.value, "now": now}) for lane in lanes]
        return min((row[0] for row in rows if row), default=None)

    def expire(self, ticket: int, kinds: Sequence[Kind], now: Ms) -> int:
        """End a ticket's waiting messages of these kinds."""
        return sum(self._sql.run("outbox_expire", {"ticket": ticket, "kind": kind.value, "now": now}) for kind in kinds)

    def of_ticket(self, ticket: int) -> list[Delivery]:
        """Return everything that was said about a ticket."""
        return [_delivery(row) for row in self._sql.all("outbox_of_ticket", {"ticket": ticket})]

    def in_state(self, state: State, *, limit: int = 100) -> list[Delivery]:
        """Return deliveries that are under way or were not sent, the oldest first."""
        if state is State.SENT:
            raise ValueError("what was sent is found by its ticket")
        if state in FAILED:
            return [_delivery(row) for row in self._sql.all("outbox_failed", {"state": state.value, "limit": limit})]
        rows = [
            row
            for lane in LANES
            for row in self._sql.all("outbox_under_way", {"lane": lane.value, "state": state.value, "limit": limit})
        ]
        return sorted(map(_delivery, rows), key=lambda each: each.id)[:limit]

    def counts(self) -> dict[str, int]:
        """Return how many wait, are being sent, or were not sent, by state."""
        under_way = sum(self._count("under_way", lane=lane.value) for lane in LANES)
        leased = self._count("leased")
        failed = {state.value: self._count("failed", state=state.value) for state in sorted(FAILED)}
        return {"waiting": under_way - leased, "leased": leased, **failed}

    def _count(self, what: str, **values: object) -> int:
        row = self._sql.one(f"outbox_count_{what}", values)
        return int(row[0]) if row else 0


def _judge(row: Row, looked: _Looked, now: Ms, lease: Ms) -> None:
    """Decide what becomes of a row that is due."""
    due, behind = row[-2:]
    if behind is not None:
        # Its turn comes with the row before it. Once the two stand beside each other there is nothing left to put off.
        later = min(behind, now + PUT_OFF)
        if later > due:
            looked.put_off.append({"id": row[0], "due": later})
        return
    delivery = _delivery(row[:-2])
    if delivery.message is UNREADABLE:
        dead = msgspec.structs.replace(delivery, state=State.DEAD, error="its message cannot be read", ended=now)
        looked.ended.append(dead)
        return
    if delivery.expires is not None and delivery.expires <= now:
        looked.ended.append(msgspec.structs.replace(delivery, state=State.EXPIRED, ended=now))
        return
    leased = msgspec.structs.replace(delivery, state=State.LEASED, lease=lease, attempts=delivery.attempts + 1)
    looked.claimed.append(leased)


def _standing(delivery: Delivery) -> dict[str, object]:
    """Return the columns that change on the way."""
    return {
        "id": delivery.id,
        "address": delivery.address,
        "not_before": delivery.not_before,
        "expires": delivery.expires,
        "state": delivery.state.value,
        "attempts": delivery.attempts,
        "lease": delivery.lease,
        "due": _due(delivery),
        "held": int(_holds_back(delivery)),
        "uncertain": int(delivery.uncertain),
        "error": delivery.error,
        "ref": delivery.ref,
        "ended": delivery.ended,
    }


def _due(delivery: Delivery) -> Ms | None:
    """Return when somebody has to look at the row; None once it ended, or when it has nowhere to go."""
    if delivery.address == 0:
        return None
    if delivery.state is State.LEASED:
        return delivery.lease
    if delivery.state is not State.WAITING:
        return None
    ready = max(delivery.created, delivery.not_before)
    return ready if delivery.expires is None else min(ready, delivery.expires)


def _holds_back(delivery: Delivery) -> bool:
    """Whether later messages to the same chat have to wait for this one."""
    return delivery.state is State.LEASED or (delivery.state is State.WAITING and delivery.attempts > 0)


def _read(body: str) -> Message:
    try:
        return _message(body)
    except msgspec.MsgspecError:
        return UNREADABLE


def _delivery(row: Row) -> Delivery:
    (
        number,
        person,
        address,
        lane,
        kind,
        message,
        dedupe,
        created,
        ticket,
        not_before,
        expires,
        state,
        attempts,
        lease,
        uncertain,
        late,
        error,
        ref,
        ended,
    ) = row
    return Delivery(
        number,
        person,
        address,
        LANES[lane],
        _KINDS[kind],
        _read(message),
        dedupe,
        created,
        ticket,
        not_before,
        expires,
        _STATES[state],
        attempts,
        lease,
        _FLAGS[uncertain],
        _FLAGS[late],
        error,
        ref,
        ended,
    )
