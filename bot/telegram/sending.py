"""Files on their way to a chat: by the name they have at Telegram already, or from the store; photos together."""

from __future__ import annotations

import logging
from collections.abc import Callable, Coroutine, Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import Any, Protocol

from msgspec import Struct
from telegram import Bot, InputFile, InputMediaDocument, InputMediaPhoto, InputMediaVideo, Message
from telegram.error import BadRequest

from bot.telegram import notes
from bot.telegram.api import says
from bot.telegram.content import Remote
from store.files import Vault
from store.message import FileRef
from store.transaction import StoredFile, Transaction

logger = logging.getLogger(__name__)

TOGETHER = 10
"""Files of one album."""

LARGEST_PHOTO = 10 * 1024 * 1024
"""Bytes of a picture that is sent as one; a larger one goes as a file."""

NOT_TAKEN = (
    "wrong file identifier",
    "wrong remote file identifier",
    "wrong file_id",
    "photo_invalid_dimensions",
    "image_process_failed",
    "photo_save_file_invalid",
    "type of file mismatch",
    "can't use file of type",
)
"""What a refused call says of a file: what it was called belongs to another bot, or it is no picture that can be shown.

An album's fault names its message first, so that these stand anywhere in it.
"""

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
                yield partial(_send, bot, vault, chosen[at : at + TOGETHER])


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


async def _send(
    bot: Bot, vault: Vault, part: Sequence[Attachment], chat: int, thread: int | None, *, silent: bool
) -> Sequence[Message]:
    """Send files; where one of them is not taken as it is, each goes as a document with its bytes from the store."""
    try:
        if len(part) > 1:
            return await _group(bot, vault, part, chat, thread, silent=silent)
        return await _one(bot, vault, part[0], chat, thread, silent=silent)
    except BadRequest as fault:
        if not says(fault, *NOT_TAKEN):
            raise
        logger.info("telegram: files go as documents, from the store: %s", fault.message)
    sent: list[Message] = []
    for each in part:
        if each.file.sha256:
            content = _content(vault, Attachment(each.file, None), attach=False)
            sent.append(await bot.send_document(chat, content, message_thread_id=thread, disable_notification=silent))
    return sent


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
