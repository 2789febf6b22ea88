"""Files on their way to a chat: by the name they have at Telegram already, or from the store; photos together."""

from __future__ import annotations

from collections.abc import Callable, Coroutine, Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import Any, Protocol

from msgspec import Struct
from telegram import Bot, InputFile, InputMediaDocument, InputMediaPhoto, InputMediaVideo, Message

from bot.telegram import notes
from bot.telegram.content import Remote
from store.files import Vault
from store.message import FileRef
from store.transaction import StoredFile, Transaction

TOGETHER = 10
"""Files of one album."""

LARGEST_PHOTO = 10 * 1024 * 1024
"""Bytes of a picture that is sent as one; a larger one goes as a file."""

AS_PHOTO = frozenset({"image/jpeg", "image/png", "image/webp"})


class Send(Protocol):
    """One call that sends files."""

    def __call__(self, chat: int, thread: int | None, *, silent: bool) -> Coroutine[Any, Any, Sequence[Message]]:
        """Send them."""
        ...


class Attachment(Struct, frozen=True):
    """One file: what is known of it, and what it is called at Telegram."""

    file: StoredFile
    remote: Remote | None

    @property
    def kind(self) -> str:
        """What it is sent as."""
        if self.remote is not None:
            return self.remote.kind if self.remote.kind in {"photo", "video"} else "document"
        if self.file.mime in AS_PHOTO and self.file.size <= LARGEST_PHOTO:
            return "photo"
        return "video" if self.file.mime == "video/mp4" else "document"


class Attachments(Struct, frozen=True):
    """The files of a message."""

    files: tuple[Attachment, ...]

    def calls(self, bot: Bot, vault: Vault) -> Iterator[Send]:
        """Return the calls that send them: what is seen goes together, what is opened too."""
        for kinds in ({"photo", "video"}, {"document"}):
            chosen = [each for each in self.files if each.kind in kinds]
            for at in range(0, len(chosen), TOGETHER):
                part = chosen[at : at + TOGETHER]
                yield partial(_one, bot, vault, part[0]) if len(part) == 1 else partial(_group, bot, vault, part)


def attachments(tx: Transaction, files: Sequence[FileRef]) -> Attachments:
    """Return what is to be sent of a message's files; one that was never fetched stays away."""
    found: list[Attachment] = []
    for ref in files:
        row, remote = tx.files.get(ref.id), notes.remote(tx, ref.id)
        if row is not None and (row.sha256 or remote is not None):
            found.append(Attachment(row, remote))
    return Attachments(tuple(found))


def _content(vault: Vault, attachment: Attachment, *, attach: bool) -> str | InputFile:
    if attachment.remote is not None:
        return attachment.remote.file_id
    path: Path = vault.path(attachment.file.sha256)
    return InputFile(path.read_bytes(), filename=attachment.file.name, attach=attach)


async def _one(
    bot: Bot, vault: Vault, attachment: Attachment, chat: int, thread: int | None, *, silent: bool
) -> Sequence[Message]:
    content = _content(vault, attachment, attach=False)
    send: dict[str, Callable[..., Coroutine[Any, Any, Message]]] = {
        "photo": bot.send_photo,
        "video": bot.send_video,
        "document": bot.send_document,
    }
    return [await send[attachment.kind](chat, content, message_thread_id=thread, disable_notification=silent)]


_MEDIA = {"photo": InputMediaPhoto, "video": InputMediaVideo, "document": InputMediaDocument}


async def _group(
    bot: Bot, vault: Vault, chosen: Sequence[Attachment], chat: int, thread: int | None, *, silent: bool
) -> Sequence[Message]:
    media = [_MEDIA[each.kind](_content(vault, each, attach=True)) for each in chosen]
    return await bot.send_media_group(chat, media, message_thread_id=thread, disable_notification=silent)
