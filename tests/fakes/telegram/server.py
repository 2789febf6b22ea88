"""The server: Telegram's Bot API over real HTTP on 127.0.0.1, strict about its rules, with faults on demand."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

from tests.fakes.telegram import rules
from tests.fakes.telegram.calls import Call, Methods
from tests.fakes.telegram.faults import Fault, Faults, Refusal
from tests.fakes.telegram.methods import METHODS
from tests.fakes.telegram.phone import Group, Phone
from tests.fakes.telegram.state import TOKEN, Chat, Json, State
from tests.fakes.telegram.updates import Updates
from tests.fakes.telegram.wire import Answer, Request, Wire, as_json

PATIENCE = 15.0
"""Seconds that a test waits for the bot; far more than it ever takes."""

GLANCE = 0.02
"""Seconds after which a test that waits looks again."""


class FakeTelegram:
    """One Telegram with one bot. `broken` lists every call that the real one would not have understood."""

    def __init__(self) -> None:
        self.state, self.updates, self.faults, self.flood = State(), Updates(), Faults(), rules.Flood()
        self.methods = Methods(self.state, self.flood, METHODS)
        self.wire = Wire(self._serve)
        self.calls: list[tuple[str, dict[str, str]]] = []
        self.broken: list[str] = []
        self.revoked = False
        self._changed = asyncio.Event()

    @property
    def token(self) -> str:
        return TOKEN

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.wire.port}"

    # What tests do

    def user(self, name: str, lang: str = "zh") -> Phone:
        """Give somebody a phone."""
        number = 1000 + self.state.next_id()
        person: Json = {"id": number, "is_bot": False, "first_name": name, "language_code": lang}
        chat = self.state.chats[number] = Chat(number, "private", person=person)
        return Phone(self, chat, person)

    def group(self, title: str, *, forum: bool = False) -> Group:
        """Make a group with the bot in it."""
        number = -1_000_000_000_000 - self.state.next_id()
        chat = self.state.chats[number] = Chat(number, "supergroup", title, forum=forum, started=True)
        return Group(self, chat)

    def called(self, method: str) -> list[dict[str, str]]:
        """Return the parameters of every call of a method."""
        return [given for name, given in self.calls if name == method]

    async def until(self, fits: Callable[[], bool], what: Callable[[], str] = lambda: "") -> None:
        """Wait until something is so."""
        try:
            async with asyncio.timeout(PATIENCE):
                while not fits():
                    self._changed.clear()
                    with contextlib.suppress(TimeoutError):  # what the bot itself thinks changes without a call
                        async with asyncio.timeout(GLANCE):
                            await self._changed.wait()
        except TimeoutError:
            raise AssertionError(what() or "it never came to that") from None

    async def idle(self) -> None:
        """Wait until the bot has confirmed every update and answered every pressed button."""
        await self.until(
            lambda: not self._left() and all(self.state.queries.values()),
            lambda: f"not confirmed: {self._left()}; not answered: {self.state.queries}",
        )

    def _left(self) -> list[Json]:
        return [] if self.updates.polls == 0 and not self.updates.webhook else self.updates.waiting

    def check(self) -> None:
        """Fail for every rule that was broken, and every pressed button that was never answered."""
        unanswered = [query for query, answered in self.state.queries.items() if not answered]
        assert self.broken == [], "\n".join(self.broken)
        assert unanswered == [], f"pressed buttons that were never answered: {unanswered}"

    # What the bot does

    async def _serve(self, request: Request) -> Answer:
        _, head, *rest = request.path.split("/")
        try:
            if head == "file":
                return self._file(rest)
            return await self._call(head.removeprefix("bot"), "/".join(rest), request)
        finally:
            self._changed.set()

    def _file(self, rest: list[str]) -> Answer:
        blob = self.state.files.get(rest[-1])
        if rest[0] != f"bot{TOKEN}" or blob is None or len(rest) != 3:
            return as_json(404, {"ok": False, "error_code": 404, "description": "Not Found"})
        fault = self.faults.take("file")
        return Answer(fault.status, b"{}") if fault is not None else Answer(200, blob.content)

    async def _call(self, token: str, method: str, request: Request) -> Answer:
        if token != TOKEN or self.revoked:
            return _refused(Refusal("Unauthorized", 401))
        fault = self.faults.take(method) or Fault()
        if fault.slow:
            await asyncio.sleep(fault.slow)
        if fault.reset:
            return Answer(lost=True)
        if fault.body is not None:
            return Answer(fault.status or 200, fault.body)
        if fault.status:
            return _refused(Refusal(fault.description, fault.status, parameters=fault.parameters))
        self.calls.append((method, request.given))
        try:
            result = await self._do(method, Call(request.given, request.files))
        except Refusal as refusal:
            if refusal.ours:
                self.broken.append(f"{method}: {refusal.description}: {request.given}")
            return _refused(refusal)
        return Answer(lost=True) if fault.lost else as_json(200, {"ok": True, "result": result})

    async def _do(self, method: str, call: Call) -> object:
        given = call.given
        match method:
            case "getUpdates":
                rules.check_names(method, dict(given))
                self.updates.allow(rules.decoded(given, "allowed_updates"))
                return await self.updates.poll(
                    rules.whole(given, "offset", 0), rules.whole(given, "limit", 100), rules.whole(given, "timeout", 0)
                )
            case "setWebhook" | "deleteWebhook":
                rules.check_names(method, dict(given))
                self.updates.allow(rules.decoded(given, "allowed_updates"))
                self.updates.set_webhook(dict(given))
                return True
            case "getWebhookInfo":
                return self._webhook()
        return self.methods.call(method, call)

    def _webhook(self) -> Json:
        hook = self.updates.webhook
        info: Json = {
            "url": hook.get("url", ""),
            "has_custom_certificate": False,
            "pending_update_count": len(self.updates.waiting),
        }
        if hook:
            info["max_connections"] = int(hook.get("max_connections", 40))
            info["allowed_updates"] = rules.decoded(hook, "allowed_updates") or []
        if self.updates.errors:
            info |= {"last_error_date": 1, "last_error_message": self.updates.errors[-1]}
        return info


def _refused(refusal: Refusal) -> Answer:
    body: Json = {"ok": False, "error_code": refusal.status, "description": refusal.description}
    if refusal.parameters:
        body["parameters"] = refusal.parameters
    return as_json(refusal.status, body)


@asynccontextmanager
async def telegram() -> AsyncIterator[FakeTelegram]:
    """Run a Telegram, and hold the bot to its rules at the end."""
    server = FakeTelegram()
    await server.wire.start()
    try:
        yield server
    finally:
        server.updates.stop()
        await server.wire.stop()
    server.check()
