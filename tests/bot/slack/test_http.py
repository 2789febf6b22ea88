"""The door over HTTP: who may post, what is refused and how, and that nothing is done twice or lost."""

import json
import time
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.bot.slack.asking import FORM, JSON, Asking, Request
from tests.bot.slack.house import House, house
from tests.fakes.slack.server import SECRET
from tests.fakes.slack.wire import signed

EVENT: dict[str, Any] = {
    "type": "event_callback",
    "team_id": "T0TEAM",
    "event_id": "Ev1",
    "event": {
        "type": "message",
        "channel_type": "im",
        "channel": "D1",
        "user": "U7",
        "team": "T0TEAM",
        "text": "/help",
        "ts": "1.1",
    },
}

HELLO = Request(json.dumps(EVENT))


async def known(desk: House) -> bool:
    """Whether the person of `EVENT` was ever taken in."""
    return await desk.app.store.read(lambda tx: tx.people.at("slack", "T0TEAM/U7")) is not None


async def test_only_who_signs_may_post(tmp_path: Path) -> None:
    async with house(tmp_path) as desk:
        asking, now = Asking(desk), int(time.time())
        good = signed(SECRET, HELLO.text)["X-Slack-Signature"]
        assert await asking.send(HELLO, secret=SECRET[:-1]) == 401
        assert await asking.send(HELLO, at=now - 301) == 401
        assert await asking.send(HELLO, at=now + 310) == 401
        for stamp in ("", "soon", "-5", "1e9", "1" * 400, " 12", f"{now}.0"):
            assert await asking.send(HELLO, more={"X-Slack-Request-Timestamp": stamp}) == 401, stamp
        for signature in ("", "v0=", good[:-1], good.upper(), good.removeprefix("v0=")):
            assert await asking.send(HELLO, more={"X-Slack-Signature": signature}) == 401, signature
        assert not await known(desk)
        assert await asking.send(HELLO) == 200
        assert await known(desk)


@pytest.mark.parametrize(
    "name", [b"x-slack-signature", b"x-slack-request-timestamp", b"content-type", b"x-slack-retry-num"]
)
async def test_a_header_that_is_no_ascii(tmp_path: Path, name: bytes) -> None:
    async with house(tmp_path) as desk:
        given = {key.lower().encode(): value.encode() for key, value in signed(SECRET, HELLO.text).items()}
        headers = [*(given | {b"content-type": JSON.encode()} | {name: "v0=é١".encode()}).items()]
        async with httpx.AsyncClient() as client:
            answer = await client.post(f"{desk.url}/slack/events", content=HELLO.text, headers=headers)
        assert answer.status_code == (401 if name in given else 200)


@pytest.mark.parametrize(
    ("text", "kind", "status"),
    [
        ("", JSON, 400),
        ("{", JSON, 400),
        ("[]", JSON, 400),
        ("7", JSON, 400),
        ("[" * 100_000, JSON, 400),
        ('{"a":' * 50_000, JSON, 400),
        ('{"type":"event_callback"}', JSON, 400),
        ('{"type":"event_callback","event":[],"event_id":"E"}', JSON, 400),
        ('{"type":"event_callback","event":{"type":["a"]},"event_id":"E"}', JSON, 400),
        ('{"type":"shortcut","event":null,"callback_id":"report","user":{"id":"U1"}}', JSON, 400),
        ("payload=", FORM, 200),
        ("payload={", FORM, 400),
        ("payload=[]", FORM, 400),
        ("payload=%FF", FORM, 400),
        ("&".join(f"a{each}=1" for each in range(200)), FORM, 400),
        ("x" * (2 * 1024 * 1024 + 1), JSON, 413),
    ],
)
async def test_what_slack_would_not_send(tmp_path: Path, text: str, kind: str, status: int) -> None:
    async with house(tmp_path) as desk:
        assert await Asking(desk).send(Request(text, kind)) == status


async def test_only_posts_are_taken_and_a_challenge_is_answered(tmp_path: Path) -> None:
    async with house(tmp_path) as desk, httpx.AsyncClient(base_url=desk.url) as client:
        for method in ("GET", "PUT", "DELETE", "PATCH"):
            assert (await client.request(method, "/slack/events")).status_code == 405
        text = json.dumps({"type": "url_verification", "challenge": "abc", "token": "t"})
        headers = signed(SECRET, text) | {"Content-Type": JSON}
        answer = await client.post("/slack/events", content=text, headers=headers)
        assert answer.json() == {"challenge": "abc"}
