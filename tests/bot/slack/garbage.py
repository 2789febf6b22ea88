"""Requests that Slack would never send: badly signed, broken, of other types, or with something wrong at one spot."""

from __future__ import annotations

import asyncio
import copy
import hashlib
import hmac
import json
import random
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import islice
from typing import Any

import msgspec
from msgspec import Struct

from bot.slack.http import FRESH, LARGEST
from tests.bot.slack.asking import FORM, JSON, Asking, Request
from tests.bot.slack.telling import kind_of
from tests.fakes.slack.server import SECRET

JUNK: list[Any] = [
    None, True, -1, 0, 10**30, 1.5, float("nan"), float("inf"), "", "\0", "\ud800", "x" * 9000, "١٢٣", [], [[[[]]]], {}, {"a": {"b": []}},
    "im", [{"id": 1}], {"id": 7}, {"id": "U1"}, "answer::1.", "show:zzzzzzzzzzzzz:", "/aftercare", {"values": {"a": {"b": []}}}, '["x", 1]',
    "event_callback", "block_actions", "view_submission", "message_changed", "[[]]", [None], -(2**63), "9" * 400, {"type": None}, [[], {}],
]  # fmt: skip

GONE = object()
"""Put where something is to be missing."""

Spot = tuple[str | int, ...]

OUTSIDE, BROKEN, TAKEN = frozenset({401}), frozenset({400}), frozenset({200, 400})
"""What may be answered to who has not signed, to what cannot be read, and to what may be passed over."""


class Garbage(Struct, frozen=True):
    """A request, whole, and what may be answered."""

    body: bytes
    headers: Mapping[str, bytes]
    answers: frozenset[int]
    method: str = "POST"


def headers(body: bytes, kind: str = JSON, *, secret: str = SECRET, at: int | None = None) -> dict[str, bytes]:
    """Return the headers with which Slack signs these bytes."""
    stamp = str(int(time.time()) if at is None else at)
    proof = hmac.new(secret.encode(), f"v0:{stamp}:".encode() + body, hashlib.sha256).hexdigest()
    return {
        "X-Slack-Request-Timestamp": stamp.encode(),
        "X-Slack-Signature": f"v0={proof}".encode(),
        "Content-Type": kind.encode(),
    }


def spots(body: Any, above: Spot = ()) -> Iterator[Spot]:
    """Return every path in a body."""
    inside = body.items() if isinstance(body, dict) else enumerate(body) if isinstance(body, list) else ()
    for key, below in inside:
        yield (*above, key)
        yield from spots(below, (*above, key))


def _put(body: Any, spot: Spot, junk: Any) -> None:
    for key in spot[:-1]:
        body = body[key]
    if junk is GONE:
        del body[spot[-1]]
    else:
        body[spot[-1]] = copy.deepcopy(junk)


def bent(body: Any, kind: str, name: str = "") -> Garbage:
    """Return a request with this body, under a `name` of its own so that it is not known already."""
    for known in ("event_id", "trigger_id"):
        if name and isinstance(body.get(known), str):
            body[known] = name
    changed = Request("payload=" * (kind == FORM and "type" in body), kind).with_body(body)
    text = changed.text.encode(errors="surrogatepass")
    return Garbage(text, headers(text, changed.kind), TAKEN)


def _any(chance: random.Random) -> Any:
    return GONE if chance.random() < 0.2 else chance.choice(JUNK)


class Known(Struct, frozen=True):
    """A recorded request: its body as JSON, what it is, and the type in which it came."""

    text: bytes
    what: str
    kind: str

    @property
    def body(self) -> Any:
        """A body of its own to be spoilt."""
        return msgspec.json.decode(self.text)


def known(sent: list[Request]) -> list[Known]:
    """Return recorded requests, each read once."""
    bodies = [(request.body, request.kind) for request in sent]
    return [Known(msgspec.json.encode(body), kind_of(body), kind) for body, kind in bodies]


def every_spot(sent: list[Request]) -> list[tuple[Known, Spot]]:
    """Return every path of every request."""
    return [(each, spot) for each in known(sent) for spot in spots(each.body)]


def each_spot(sent: list[Request]) -> list[tuple[Known, Spot]]:
    """Return every path of every kind of request, once."""
    return list({(each.what, _shape(spot)): (each, spot) for each, spot in every_spot(sent)}.values())


def _shape(spot: Spot) -> Spot:
    return tuple(0 if isinstance(key, int) else key for key in spot)


def twisted(there: list[tuple[Known, Spot]], times: int, chance: random.Random) -> Iterator[Garbage]:
    """Return requests that are wrong at one spot, each several times; what a form would carry comes as it is."""
    for number, (each, spot) in enumerate(there * times):
        body = each.body
        _put(body, spot, _any(chance))
        yield bent(body, JSON if "type" in body else each.kind, f"twisted{number}" if chance.random() < 0.4 else "")


def shaken(sent: list[Request], count: int, chance: random.Random) -> Iterator[Garbage]:
    """Return so many requests with several things wrong about each."""
    there = known(sent)
    for number in range(count):
        each = chance.choice(there)
        body = each.body
        for _ in range(chance.randint(2, 4)):
            if places := list(spots(body)):
                _put(body, chance.choice(places), _any(chance))
        yield bent(body, each.kind, f"shaken{number}")


def _outside(good: bytes, kind: str, chance: random.Random) -> Garbage:
    now = int(time.time())
    stamps = (
        "",
        "soon",
        "-5",
        "1e9",
        "9" * chance.randint(11, 5000),
        f" {now}",
        f"{now}.0",
        f"+{now}",
        "١٧٩٥",
        "0x1F",
        "NaN",
        "é",
    )
    proof = headers(good, kind)["X-Slack-Signature"]
    proofs = (b"", b"v0=", proof[:-1], proof + b"0", proof.upper(), proof[3:], b"v1" + proof[2:], b"\xff\xfe", "é١".encode(), b"v0=" + b"0" * 64)  # fmt: skip
    sent = headers(good, kind, at=now + chance.choice((-1, 1)) * chance.randint(FRESH + 60, 10**8))
    match chance.randrange(5):
        case 0:
            sent = headers(good, kind, secret=f"{SECRET}{chance.random()}")
        case 1:
            sent = headers(good, kind) | {"X-Slack-Request-Timestamp": chance.choice(stamps).encode()}
        case 2:
            sent = headers(good, kind) | {"X-Slack-Signature": chance.choice(proofs)}
        case 3:
            sent = headers(good, kind)
            del sent[chance.choice(("X-Slack-Signature", "X-Slack-Request-Timestamp"))]
        case _:
            pass
    return Garbage(good, sent, OUTSIDE)


def _otherwise(good: bytes, kind: str, chance: random.Random) -> Garbage:
    """Return a request that another method carries, with strange headers, or of a type that it is not."""
    method = chance.choice(("GET", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "BREW"))
    if chance.random() < 0.4:
        return Garbage(good, headers(good, kind), frozenset({405}), method)
    other = chance.choice(
        (
            FORM,
            JSON,
            "",
            "text/plain",
            "multipart/form-data; boundary=x",
            "application/json; charset=utf-7",
            "é",
            "x" * 9000,
        )
    )
    strange = {chance.choice(("X-Slack-Retry-Num", "X-Slack-Retry-Reason", "Cookie")): chance.choice((b"\xff", b"-1", b"9" * 4000, "é".encode()))}  # fmt: skip
    return Garbage(good, headers(good, other) | strange, TAKEN)


def _broken(good: bytes, kind: str, chance: random.Random) -> Garbage:
    """Return bytes that are no JSON, no form, or no text at all, well signed."""
    at = chance.randrange(len(good))
    made: Callable[[], bytes] = chance.choice(
        (
            lambda: good[:at],
            lambda: good[:at] + bytes([chance.randrange(256)]) + good[at + 1 :],
            lambda: good[:at] + b"\xc3\x28" + good[at:],
            lambda: good[:at] + b"%" + chance.choice((b"", b"F", b"FF", b"ZZ", b"00", b"u1234")) + good[at:],
            lambda: chance.randbytes(chance.randint(0, 400)),
            lambda: chance.choice((b"[", b'{"a":')) * chance.randint(1, 20_000),
            lambda: b'{"type":' + b"9" * chance.randint(1, 6_000) + b"}",
            lambda: (
                b"payload="
                + chance.choice((b"", b"%", b"%FF", b"[]", b"null", b"{", b"7", b"%7B%22type%22%3A%5B%5D%7D"))
            ),
            lambda: b"&".join(b"a%d=1" % each for each in range(chance.randint(1, 300))),
            lambda: json.dumps(chance.choice(JUNK)).encode(errors="surrogatepass"),
            lambda: good + good,
        )
    )
    return Garbage((body := made()), headers(body, kind), TAKEN)


def _huge(good: bytes, kind: str, chance: random.Random) -> Garbage:
    body = good + b" " * (LARGEST + chance.randint(0, 1000) - len(good) + 1)
    return Garbage(body, headers(body, kind), frozenset({413}))


def door(sent: list[Request], count: int, chance: random.Random) -> Iterator[Garbage]:
    """Return so many requests that are wrong as a whole."""
    for number in range(count):
        request = chance.choice(sent)
        good = request.text.encode()
        kinds = (_outside, _outside, _otherwise, _broken, _broken) if number % 200 else (_huge,)
        yield chance.choice(kinds)(good, request.kind, chance)


async def thrown(asking: Asking, garbage: Iterable[Garbage]) -> Counter[int]:
    """Send garbage, fifty at the same moment, and return how often each status was answered."""
    waiting, answered = iter(garbage), Counter[int]()
    while together := list(islice(waiting, 50)):
        statuses = await asyncio.gather(*(asking.post(each.body, each.headers, each.method) for each in together))
        for each, status in zip(together, statuses, strict=True):
            assert status in each.answers, f"{status}: {each.method} {each.headers} {each.body[:2000]!r}"
            answered[status] += 1
    return answered
