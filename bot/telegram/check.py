"""What `aftercare check` says of Telegram: whether the token is good, how updates come, and what the team's group lacks."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

from telegram import ChatMemberAdministrator, ChatMemberOwner, WebhookInfo
from telegram.error import ChatMigrated, TelegramError

from bot.channel import Misfit
from bot.settings import TelegramSettings
from bot.telegram import notes
from bot.telegram.api import OFFICIAL, Client
from bot.telegram.polling import put_aside, trouble
from store.db.door import Store


class TelegramFault(Misfit):
    """Something that keeps the bot from working; the message says how to mend it."""


async def look(settings: TelegramSettings, database: Path | None = None) -> str:
    """Return how the bot stands, and what was put aside. Raises TelegramFault with everything that is wrong."""
    client = Client(settings.token, settings.api or OFFICIAL)
    try:
        me = await client.bot.get_me()
        faults = [fault async for fault in _faults(client, settings, reads_all=bool(me.can_read_all_group_messages))]
        info = await client.bot.get_webhook_info()
    except TelegramError as fault:
        raise TelegramFault(trouble(fault).removesuffix("; trying again")) from fault
    finally:
        await client.close()
    said = f"@{me.username}, {_how(settings, info)}, {info.pending_update_count} updates waiting"
    if database is not None and (aside := put_aside(await _quarantined(database))):
        said += f", {aside}"
    if faults:
        raise TelegramFault(f"{said}; " + "; ".join(faults))
    return said


async def _quarantined(database: Path) -> list[str]:
    store = await Store.open(database)
    try:
        return await store.read(notes.quarantined)
    finally:
        await store.close()


def _how(settings: TelegramSettings, info: WebhookInfo) -> str:
    if settings.webhook_url:
        state = "set" if info.url == settings.webhook_url else "to be set on start"
        return f"webhook {settings.webhook_url} ({state})"
    return "polling" + (f" (the webhook {info.url} is removed on start)" if info.url else "")


async def _faults(client: Client, settings: TelegramSettings, *, reads_all: bool) -> AsyncIterator[str]:
    info = await client.bot.get_webhook_info()
    if settings.webhook_url and info.last_error_message:
        yield f"Telegram could not post to the webhook: {info.last_error_message}; check its address and certificate"
    if not settings.team_chat:
        return
    try:
        chat = await client.bot.get_chat(settings.team_chat)
        member = await client.bot.get_chat_member(settings.team_chat, int(client.id))
    except ChatMigrated as moved:
        yield f"the team's group is another one now; set AFTERCARE_TELEGRAM_TEAM_CHAT={moved.new_chat_id}"
        return
    except TelegramError as fault:
        yield f"the team's group {settings.team_chat} cannot be seen ({fault.message}); add the bot to it"
        return
    admin = isinstance(member, ChatMemberOwner | ChatMemberAdministrator)
    if not chat.is_forum:
        yield "the team's group has no topics; switch them on in its settings, or all tickets share one chat"
    elif not (isinstance(member, ChatMemberOwner) or (admin and getattr(member, "can_manage_topics", False))):
        yield "in the team's group the bot may not manage topics; make it an administrator with that right"
    if not reads_all and not admin:
        yield "privacy mode keeps the team's words from the bot; make it an administrator, or use /setprivacy at @BotFather"
