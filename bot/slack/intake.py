"""What comes from Slack, each committed before it is acknowledged: in order for each person, people side by side."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Coroutine, Mapping
from functools import partial
from typing import Any, Concatenate, ParamSpec, TypeVar

import aiohttp
from slack_sdk.errors import SlackClientError
from slack_sdk.web.async_client import AsyncWebClient

from bot.clock import Clock
from bot.lanes import Lanes
from bot.memory import Memory
from bot.slack import inbound, modals, payload
from bot.slack.inbound import Desk, Taken
from bot.slack.modals import Filling
from bot.slack.payload import Body, Source
from bot.texts import Reader, Texts
from handlers.events import Chose, Event, Opened, Said
from handlers.home import VERB
from store.db.door import Store
from store.message import Text
from store.press import encode
from store.transaction import Transaction

logger = logging.getLogger(__name__)

P = ParamSpec("P")
T = TypeVar("T")

ClientOf = Callable[[str], AsyncWebClient | None]
"""Gives the client of a workspace, None when it has let us go."""

QUICK = 0.3
"""Seconds for something that would be nice to have before the acknowledgement, and can be missing."""

SOON = 1.0
"""Seconds after which a form that is still being made is announced by an empty one: a trigger lives for three."""

FILTER = encode(VERB)
"""How the buttons begin that narrow a Home."""

REPORT = "report_message"
"""The shortcut that reports a message."""


class Intake:
    """Takes in what Slack sends, whichever way it came."""

    def __init__(
        self, store: Store, clock: Clock, texts: Texts, client_of: ClientOf, memory: Memory[str, str], desk: Desk
    ) -> None:
        """Take in for a desk, into a store."""
        self.desk = desk
        self._store, self._clock, self._texts, self._client_of, self._memory = store, clock, texts, client_of, memory
        self._lanes = Lanes()
        self._after: set[asyncio.Task[None]] = set()
        self.wake: Callable[[], None] = lambda: None
        self.fetch: Callable[[], None] = lambda: None
        self.home: Callable[[str], None] = lambda _chat: None
        self.look: Callable[[str, str | None], None] = lambda _chat, _filter: None
        self.invited: Callable[[], None] = lambda: None

    async def stop(self) -> None:
        """End what is still being done afterwards."""
        for task in self._after:
            task.cancel()
        await asyncio.gather(*self._after, return_exceptions=True)

    async def message(self, body: Body, event: Body) -> None:
        """Take a message that somebody wrote to the app alone, or in a ticket's thread in the team's channel."""
        told = payload.told(event)
        who = payload.author(body, told)
        if who is None:
            return
        if self.desk.is_room(event.get("channel")):
            now, event_id = self._clock.now(), str(body["event_id"])
            taken = await self._write(who, inbound.in_room, who, event_id, event, now)
            self._done_in_room(who, told, taken)
        elif event.get("channel_type") == "im":
            self._memory.message(who.external, str(event.get("ts")))
            self._follow(await self._write(who, inbound.said, who, str(body["event_id"]), event, self._clock.now()))

    async def mention(self, body: Body, event: Body) -> None:
        """Answer where others read along."""
        who = payload.author(body, event)
        if who is None or (self.desk.is_room(event.get("channel")) and event.get("thread_ts")):
            return  # in a ticket's thread of the team it comes as a message as well
        origin = inbound.public(who, str(body["event_id"]), event)
        await self._happen(who, Said(origin, self._clock.now(), payload.words(event.get("text"))))

    async def joined(self, body: Body, event: Body) -> None:
        """Tell who comes into the team's channel, and is not of the team, how to join it."""
        who = payload.author(body, event)
        if who is None or not self.desk.is_room(event.get("channel")):
            return
        if payload.is_ours(body, who.user):
            self.invited()
            return
        taken = await self._write(who, inbound.joined, who, str(body["event_id"]), self._clock.now())
        self._done_in_room(who, event, taken)

    async def home_opened(self, body: Body, event: Body) -> None:
        """Draw the Home of who looks at it; greet who opens the messages for the first time."""
        who = payload.author(body, event)
        if who is None:
            return
        if event.get("tab") == "messages":
            if not await self._store.read(inbound.is_known, who.external):
                origin = inbound.origin(who, str(body["event_id"]))
                await self._happen(who, Opened(origin, self._clock.now()))
        else:
            self.look(who.external, None)

    async def command(self, body: Body) -> str:
        """Do what a slash command asks for, and return what is said at once, in the reader's words."""
        who = payload.source(body)
        if who is None:
            return ""
        asked = str(body.get("text") or "").strip()
        text = f"/{asked}" if asked else "/menu"
        event = Said(inbound.origin(who, _trigger(body)), self._clock.now(), text)
        taken = await self._happen(who, event, str(body.get("trigger_id") or ""))
        direct = str(body.get("channel_id") or "").startswith("D")
        return "" if direct or taken.form is not None else self._reader(taken).text(Text("slack-answered"))

    async def shortcut(self, body: Body) -> None:
        """Begin a report; that of a message begins with its words and the way back to it."""
        who = payload.source(body)
        if who is None:
            return
        words = ""
        if body.get("callback_id") == REPORT:
            words = await self._quoted(who, body)
        event = Opened(inbound.origin(who, _trigger(body)), self._clock.now(), "report", words)
        await self._happen(who, event, str(body.get("trigger_id") or ""))

    async def press(self, body: Body, action: Body) -> None:
        """Take the press of a button, or a field that opens others."""
        who, view = payload.source(body), body.get("view")
        if who is None:
            return
        if str(action.get("value", "")).startswith(FILTER):
            self.look(who.external, str(action["value"]).removeprefix(FILTER))
        elif "value" in action and action.get("type") == "button":
            self._at_hand(who, body)
            event = Chose(inbound.origin(who, _trigger(body)), self._clock.now(), str(action["value"]))
            await self._press(who, event, body)
        elif isinstance(view, Mapping) and (filling := modals.filling(view)) is not None:
            self._later(self._redraw(who, filling, view))

    async def _press(self, who: Source, event: Chose, body: Body) -> None:
        channel = (body.get("channel") or {}).get("id", "")
        view = body.get("view") or {}
        filling = modals.filling(view)
        work = self._write(who, inbound.pressed, who, event, channel, filling)
        trigger, instead = str(body.get("trigger_id") or ""), str(view["id"]) if filling is not None else ""
        taken = await self._begun(who.team, work, trigger, early=True, instead=instead)
        if taken.stranger:
            self._later(self._invite(who, channel, body.get("message") or {}, taken))

    def _done_in_room(self, who: Source, event: Body, taken: Taken) -> None:
        if taken.stranger:
            self._later(self._invite(who, self.desk.team_channel, event, taken))
        else:
            self._follow(taken)

    async def _invite(self, who: Source, channel: str, message: Body, taken: Taken) -> None:
        """Tell a stranger to the team, and nobody else, how to join it."""
        text = self._reader(taken).text(Text("slack-join"))
        thread = {"thread_ts": message["thread_ts"]} if isinstance(message.get("thread_ts"), str) else {}
        try:
            await self._client(who.team).chat_postEphemeral(channel=channel, user=who.user, text=text, **thread)
        except (SlackClientError, aiohttp.ClientError, TimeoutError) as fault:
            logger.info("slack: a stranger was not told how to join: %s", fault)

    def _at_hand(self, who: Source, body: Body) -> None:
        message = body.get("message")
        if isinstance(message, Mapping) and isinstance(message.get("ts"), str):
            self._memory.press(who.external, message["ts"])

    async def submission(self, body: Body) -> dict[str, Any]:
        """Take a form, and return what its acknowledgement says: what is wrong with it, or what is asked next.

        One that was sent before the fields were in it that an answer opened is drawn anew with them.
        """
        who, view = payload.source(body), body.get("view") or {}
        filling = modals.filling(view)
        if who is None or filling is None:
            return {}
        event_id = f"{view.get('id')}:{view.get('hash')}"
        now = self._clock.now()
        taken = await self._write(who, inbound.submitted, who, event_id, filling, now)
        reader = self._reader(taken)
        if taken.wrong and taken.form is not None:
            wrong = modals.errors(taken.form, {step: reader.text(text) for step, text in taken.wrong.items()})
            if wrong.keys() <= modals.blocks_of(view):
                return {"response_action": "errors", "errors": wrong}
        else:
            self._follow(taken)
            if taken.drawn is not None and taken.drawn.started < now:
                return {}  # what was taken up again is asked in the messages
        if taken.form is None or taken.drawn is None:
            return {}
        return {"response_action": "update", "view": modals.modal(taken.form, taken.drawn, reader)}

    async def closed(self, body: Body) -> None:
        """Keep what a form held that is closed without being sent."""
        who, view = payload.source(body), body.get("view") or {}
        filling = modals.filling(view)
        if who is not None and filling is not None:
            event_id = f"{view.get('id')}:closed"
            await self._write(who, inbound.closed, who, event_id, filling, self._clock.now())

    async def _happen(self, who: Source, event: Event, trigger: str = "") -> Taken:
        """Commit an event. A form that it begins opens at once, or is announced when the database takes its time."""
        work = self._write(who, inbound.happen, event)
        return await self._begun(who.team, work, trigger, early=isinstance(event, Opened))

    async def _begun(
        self, team: str, writing: Coroutine[Any, Any, Taken], trigger: str, *, early: bool, instead: str = ""
    ) -> Taken:
        work = asyncio.ensure_future(writing)
        if trigger:
            self._later(self._show(team, work, trigger, early=early, instead=instead))
        taken = await work
        self._follow(taken)
        return taken

    async def _show(
        self, team: str, work: asyncio.Future[Taken], trigger: str, *, early: bool, instead: str = ""
    ) -> None:
        """Show the form that something begins, `instead` of a view that is open already.

        What Slack answers to that keeps no acknowledgement waiting.
        """
        await asyncio.wait({work}, timeout=SOON if early and not instead else None)
        light = instead
        if not light and not work.done():
            light = await self._open(team, trigger, modals.light("Aftercare Desk", "×"))
        await asyncio.wait({work})
        if not work.cancelled() and work.exception() is None:
            await self._form(team, work.result(), trigger, light)

    async def _form(self, team: str, taken: Taken, trigger: str, early: str) -> None:
        if taken.form is None or taken.drawn is None:
            if early:
                light = modals.light("Aftercare Desk", "×", self._reader(taken).text(Text("slack-answered")))
                await self._update(team, early, light)
            return
        view = modals.modal(taken.form, taken.drawn, self._reader(taken))
        if early:
            await self._update(team, early, view)
        else:
            await self._open(team, trigger, view)

    async def _redraw(self, who: Source, filling: Filling, view: Body) -> None:
        """Show the fields that the answers so far open; of two changes in a row the later one is shown last."""
        async with self._lanes.turn(str(view.get("id"))):
            shown = await self._store.read(inbound.drawn, self.desk, who, filling, self._clock.now())
            if shown.form is not None and shown.drawn is not None:
                body = modals.modal(shown.form, shown.drawn, self._reader(shown))
                await self._update(who.team, str(view.get("id")), body)

    async def _open(self, team: str, trigger: str, view: dict[str, Any]) -> str:
        """Open a view and return its id; empty when that failed: the conversation stands in the messages as well."""
        try:
            opened = await self._client(team).views_open(trigger_id=trigger, view=view)
        except (SlackClientError, aiohttp.ClientError, TimeoutError) as fault:
            logger.info("slack: a form was not opened: %s", fault)
            return ""
        return str(opened["view"]["id"])

    async def _update(self, team: str, view: str, body: dict[str, Any]) -> None:
        try:
            await self._client(team).views_update(view_id=view, view=body)
        except (SlackClientError, aiohttp.ClientError, TimeoutError) as fault:
            logger.info("slack: a form was not redrawn: %s", fault)

    async def _quoted(self, who: Source, body: Body) -> str:
        """Return the words of a message that is reported, and the way back to it."""
        message, channel = body.get("message") or {}, (body.get("channel") or {}).get("id", "")
        words = payload.words(message.get("text"))
        try:
            async with asyncio.timeout(QUICK):
                found = await self._client(who.team).chat_getPermalink(
                    channel=channel, message_ts=str(message.get("ts"))
                )
        except (SlackClientError, aiohttp.ClientError, TimeoutError) as fault:
            logger.info("slack: a message has no permalink: %s", fault)
            return words
        return f"{words}\n{found['permalink']}".strip()

    def _client(self, team: str) -> AsyncWebClient:
        """Return the client of a workspace. Raises SlackClientError when it has let us go."""
        found = self._client_of(team)
        if found is None:
            raise SlackClientError(f"{team} is not connected")
        return found

    async def _write(
        self, who: Source, fn: Callable[Concatenate[Transaction, Desk, P], T], *args: P.args, **kwargs: P.kwargs
    ) -> T:
        async with self._lanes.turn(who.external):
            return await self._store.write(partial(fn, **kwargs), self.desk, *args)

    def _follow(self, taken: Taken) -> None:
        if taken.files:
            self.fetch()
        if taken.home:
            self.home(taken.home)
        self.wake()

    def _reader(self, taken: Taken) -> Reader:
        return self._texts.reader(taken.language, self._clock.now())

    def _later(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(work)
        self._after.add(task)
        task.add_done_callback(self._after.discard)


def _trigger(body: Body) -> str:
    """Return what is unique to an interaction, however often it comes."""
    return str(body.get("trigger_id") or body.get("envelope_id") or body.get("action_ts") or "")
