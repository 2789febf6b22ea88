"""Paper: the story's own channel. Every phone is a heading, every message some lines of text."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct, structs

from bot.channel import Capabilities, Outcome, Sent
from bot.texts import Reader
from store.delivery import Delivery, Kind
from store.message import Message, Term, Text
from store.moment import Ms, local
from store.people import Address

PAPER = "paper"
"""The channel's name."""

INDENT = "    "


class Phone(Struct):
    """Somebody's phone on paper: who holds it, and the messages it shows."""

    name: str
    address: Address
    shown: list[Message]


class Paper:
    """A channel that writes down what it is given; `taken` hands it over, in order."""

    def __init__(self) -> None:
        """Begin with an empty sheet."""
        self.phones: dict[int, Phone] = {}
        self._lines: list[str] = []

    @property
    def name(self) -> str:
        """The channel's name."""
        return PAPER

    @property
    def capabilities(self) -> Capabilities:
        """Paper takes everything, and nothing twice."""
        return Capabilities(edits=False, forms=False, file_bytes=1 << 30, once=True)

    async def send(self, address: Address, delivery: Delivery, reader: Reader) -> Outcome:
        """Write a message down on its phone."""
        phone = self.phones[address.id]
        phone.shown.append(delivery.message)
        self._lines += ["", f"{moment(reader)}  {reader.text(Text('story-bot'))} → {phone.name}"]
        self._lines += written(_news(delivery), reader)
        return Sent(ref=str(delivery.id))

    def say(self, phone: Phone, reader: Reader, words: str, *files: str) -> None:
        """Write down what somebody says."""
        self._lines += ["", f"{moment(reader)}  {phone.name}"]
        self._lines += [f"{INDENT}» {line}" for line in words.splitlines()]
        self._lines += [f"{INDENT}» 📎 {file}" for file in files]

    def taken(self) -> list[str]:
        """Return the lines since last time."""
        lines, self._lines = self._lines, []
        return lines


def _news(delivery: Delivery) -> Message:
    """Return what is worth writing down: of a card that changed in silence, what is new about it."""
    message = delivery.message
    return structs.replace(message, facts=()) if delivery.kind is Kind.CARD else message


def moment(reader: Reader) -> str:
    """Return the reader's present moment, as a heading has it."""
    return reader.text(moment_at(reader, reader.now))


def moment_at(reader: Reader, at: Ms) -> Term:
    """Return a moment in full: on paper, no day is "today"."""
    here = local(at, reader.texts.zone)
    return Term(
        "story-moment",
        {
            "weekday": Term(f"weekday-{here.isoweekday()}"),
            "month": Term(f"month-{here.month}"),
            "day": here.day,
            "time": f"{here:%H:%M}",
        },
    )


def written(message: Message, reader: Reader) -> Iterator[str]:
    """Return a message as lines of text."""
    if message.title is not None:
        yield f"{INDENT}┌ {reader.text(message.title)}"
    for text in message.texts:
        yield from (INDENT + line for line in reader.text(text).splitlines())
    for fact in message.facts:
        line = Text("story-fact", {"label": reader.text(fact.label), "value": reader.value(fact.value)})
        yield f"{INDENT}  {reader.text(line)}"
    if message.quote:
        key = "story-spoken" if message.speaker else "story-quote"
        quote = reader.text(Text(key, {"words": message.quote, "speaker": message.speaker}))
        yield from (INDENT + line for line in quote.splitlines())
    yield from (f"{INDENT}📎 {file.name}" for file in message.files)
    yield from (INDENT + "  ".join(f"[{reader.text(button.text)}]" for button in row) for row in message.buttons)
