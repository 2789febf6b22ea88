"""An update made into events, inside one transaction: what it brings is kept with it, or not at all."""

from __future__ import annotations

from msgspec import Struct, structs

from bot.telegram import content, notes, topics
from bot.telegram.content import LARGEST, Remote
from bot.telegram.payload import Membership, Message, Query, Update
from bot.telegram.words import sound
from handlers.dispatch import handle, meet
from handlers.events import Chose, Corrected, Event, Opened, Origin, Said, Unreadable
from store.files import TYPES
from store.message import Value
from store.moment import Ms
from store.office import Office
from store.people import Address
from store.transaction import StoredFile, Transaction

NAME = "telegram"

OUT = frozenset({"kicked", "left"})
"""What the bot is in a chat that it cannot write to."""

PUBLIC = frozenset({"/status", "/report", "/tickets", "/help", "/start"})
"""Commands that a group may give to any bot; others have to name this one."""

MEGABYTE = 1024 * 1024


class Desk(Struct, frozen=True):
    """What reading an update may depend on."""

    office: Office
    bot: str
    username: str
    public_url: str
    team_chat: int = 0


class Taken(Struct):
    """What is to be done once an update is committed."""

    files: bool = False
    album: int = 0
    """The chat in which more parts of an album may follow."""
    menu: str = ""
    """The chat whose commands may have changed."""
    moved: bool = False
    """Whether a group has become another."""


def take(tx: Transaction, desk: Desk, update: Update, now: Ms, *, album: bool = False) -> Taken:
    """Do what an update asks for. `album`: parts of one may be waiting."""
    if update.message is not None:
        return _message(tx, desk, update, update.message, now, album=album)
    if update.edited_message is not None:
        _edited(tx, desk, update, update.edited_message, now)
    elif update.callback_query is not None:
        return _pressed(tx, desk, update, update.callback_query, now)
    elif update.my_chat_member is not None:
        _member(tx, update.my_chat_member)
    return Taken()


def _message(tx: Transaction, desk: Desk, update: Update, message: Message, now: Ms, *, album: bool) -> Taken:
    if message.migrate_to_chat_id:
        migrate(tx, message.chat.id, message.migrate_to_chat_id)
        return Taken(moved=True)
    if message.sender is None or message.sender.is_bot:
        return Taken()
    if not message.chat.is_private:
        _in_group(tx, desk, update, message, now)
        return Taken(files=content.file_of(message) is not None)
    notes.note_words(tx, message, content.typed(message))
    file = content.file_of(message)
    if message.media_group_id and file is not None and file.size <= LARGEST:
        notes.park(tx, message.chat.id, message.media_group_id, update.update_id, message)
        return Taken(album=message.chat.id)
    taken = Taken()
    if album:
        taken.files = flush(tx, desk, message.chat.id, now)
    event = _event(tx, desk, update.update_id, [message], now)
    _happen(tx, desk, event, taken)
    if file is not None and file.size > LARGEST:
        origin = structs.replace(event.origin, event=f"{event.origin.event}:large")
        values: dict[str, Value] = {"megabytes": LARGEST // MEGABYTE, "link": desk.public_url}
        handle(tx, desk.office, Unreadable(origin, now, "telegram-file-large", values))
    taken.files = taken.files or file is not None
    return taken


def flush(tx: Transaction, desk: Desk, chat: int, now: Ms) -> bool:
    """Take the parts of albums that have waited in a chat, each album as one answer; whether there were any."""
    albums = notes.parked(tx, chat)
    for parts in albums:
        numbers, messages = zip(*parts, strict=True)
        handle(tx, desk.office, _event(tx, desk, numbers[0], list(messages), now))
    return bool(albums)


def _happen(tx: Transaction, desk: Desk, event: Event, taken: Taken) -> None:
    handle(tx, desk.office, event)
    if isinstance(event, Opened) or (isinstance(event, Said) and event.text.startswith("/")):
        taken.menu = event.origin.external


def _origin(desk: Desk, number: int, message: Message) -> Origin:
    """Return where a message comes from: one from the team's group is answered in its sender's own chat."""
    sender = message.sender
    ours = message.chat.id == desk.team_chat and sender is not None
    return Origin(
        NAME,
        str(sender.id if ours and sender is not None else message.chat.id),
        f"{desk.bot}:{number}",
        name=sound(sender.name) if sender is not None else "",
        language=sender.language_code if sender is not None else "",
    )


def _event(tx: Transaction, desk: Desk, number: int, messages: list[Message], now: Ms) -> Event:
    """Return the event that a message is, or several of one album."""
    first = messages[0]
    origin = _origin(desk, number, first)
    words, _, _ = content.addressed("\n".join(filter(None, map(content.words_of, messages))), desk.username)
    files = [file for each in messages if (file := content.file_of(each)) is not None]
    kept = tuple(
        _keep(tx, origin, f"tg{number}-{place}", file, now) for place, file in enumerate(files) if file.size <= LARGEST
    )
    if not files and (payload := content.start_of(words)) is not None:
        return Opened(origin, now, payload)
    if not words and not kept:
        return Unreadable(origin, now, "telegram-file-alone" if files else "telegram-kind")
    if first.text and (press := notes.pressed(tx, origin.external, words)):
        return Chose(origin, now, press)
    return Said(origin, now, words, kept, about=content.subject_of(first.reply_to_message))


def _keep(tx: Transaction, origin: Origin, name: str, remote: Remote, now: Ms) -> str:
    """Keep what is known of a file; its bytes are fetched afterwards."""
    if tx.files.get(name) is None:
        person, _ = meet(tx, Opened(origin, now))
        mime = remote.mime if remote.mime in TYPES else "application/octet-stream"
        tx.files.put(StoredFile(name, "", remote.name, mime, remote.size, person.id, now))
        notes.await_file(tx, name, remote, origin.external)
    return name


def _in_group(tx: Transaction, desk: Desk, update: Update, message: Message, now: Ms) -> None:
    """Answer commands where others read along; whatever else is said there is not for the bot.

    What one of the team says in a ticket's topic of the team's own group is about that ticket; answers go to their chat.
    """
    if message.chat.id == desk.team_chat and _of_team(tx, message):
        _in_room(tx, desk, update, message, now)
        return
    words, command, mine = content.addressed(content.words_of(message), desk.username)
    if not command or not (mine or words.split()[0].lower() in PUBLIC):
        return
    place = f"{message.chat.id}/{message.message_thread_id}" if message.is_topic_message else str(message.chat.id)
    origin = _origin(desk, update.update_id, message)
    name = sound(message.chat.title)
    origin = structs.replace(origin, external=place, name=name, public=True)
    handle(tx, desk.office, Said(origin, now, words))


def _of_team(tx: Transaction, message: Message) -> bool:
    address = tx.people.at(NAME, str(message.sender.id)) if message.sender is not None else None
    person = tx.people.get(address.person) if address is not None else None
    return person is not None and person.is_team


def _in_room(tx: Transaction, desk: Desk, update: Update, message: Message, now: Ms) -> None:
    ticket = _topic(tx, message)
    event = _event(tx, desk, update.update_id, [message], now)
    if isinstance(event, Said) and (ticket or event.text.startswith("/")):
        notes.note_words(tx, message, content.typed(message))
        origin = _from_room(tx, event.origin, message)
        handle(tx, desk.office, structs.replace(event, origin=origin, about=event.about or ticket))


def _topic(tx: Transaction, message: Message) -> int:
    """Return the ticket in whose topic a message stands; 0 for none."""
    return topics.ticket_in(tx, message.chat.id, message.message_thread_id) if message.is_topic_message else 0


def _from_room(tx: Transaction, origin: Origin, message: Message) -> Origin:
    group = tx.people.at(NAME, str(message.chat.id))
    return structs.replace(origin, room=group.person if group is not None else 0)


def _edited(tx: Transaction, desk: Desk, update: Update, message: Message, now: Ms) -> None:
    """Take words that were changed: alone with somebody, and what one of the team said in a ticket's topic."""
    words = content.typed(message)
    if message.sender is None or message.sender.is_bot or not words:
        return
    origin, about = _origin(desk, update.update_id, message), content.subject_of(message.reply_to_message)
    if not message.chat.is_private:
        if message.chat.id != desk.team_chat or not _of_team(tx, message) or not (ticket := _topic(tx, message)):
            return
        origin, about = _from_room(tx, origin, message), about or ticket
    before = notes.changed_words(tx, message, words)
    handle(tx, desk.office, Corrected(origin, now, words, before, about))


def _pressed(tx: Transaction, desk: Desk, update: Update, query: Query, now: Ms) -> Taken:
    """Take a pressed button as the press of who pressed it, wherever the button was shown."""
    sender = query.sender
    origin = Origin(
        NAME,
        str(sender.id),
        f"{desk.bot}:{update.update_id}",
        name=sound(sender.name),
        language=sender.language_code,
    )
    if query.data:
        handle(tx, desk.office, Chose(origin, now, sound(query.data)))
    return Taken(menu=origin.external if query.data.startswith("language") else "")


def _member(tx: Transaction, membership: Membership) -> None:
    """Note that the bot was let into a chat, or shut out of it."""
    address = tx.people.at(NAME, str(membership.chat.id))
    blocked = membership.new_chat_member.status in OUT
    if address is not None and address.blocked is not blocked:
        tx.people.put_address(structs.replace(address, blocked=blocked))


def migrate(tx: Transaction, old: int, new: int) -> Address | None:
    """Follow a group that has become another; return its address as it is now."""
    address = tx.people.at(NAME, str(old))
    notes.moved(tx, old, new)
    if address is None or tx.people.at(NAME, str(new)) is not None:
        return address
    address = structs.replace(address, external=str(new))
    tx.people.put_address(address)
    return address
