"""Whatever people write: within Slack's limits, and dead."""

import itertools
import random
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from slack_sdk.models.blocks import Block

from bot.slack import blocks, modals
from bot.slack.blocks import MOST
from bot.slack.files import is_slacks
from bot.slack.modals import Drawn
from bot.slack.render import written
from handlers.forms import Field, Form
from store.label import Label
from store.message import AskKind, At, Button, Fact, FileRef, Message, Text
from store.people import Language, Role
from store.playbook import Choice, Step
from tests.bot.slack.house import house
from tests.bot.slack.test_team_channel import REPORT
from tests.fakes.slack.blocks import check_message, check_view
from tests.fakes.slack.workspace import BOT
from tests.world import WEDNESDAY, texts

STRINGS = 10_000

REPORTS = 25
"""People whose names and words are hostile, over real HTTP."""

TOGETHER = 2
"""Strings that share a message or a form, each in other places of it."""

PIECES = (
    "<!channel>", "<!here|here>", "<@U0BOT>", "<#C0001>", "<https://evil.example|your bank>", "<!subteam^S1>", "&lt;!channel&gt;", "&amp;", "&", "<", ">",
    "*bold*", "_i_", "~s~", "`code`", "```", ":smile:", "> quote", "\n", "\n\n", "\u202e", "\u2066", "\u200d", "\0", "\x1b[31m", "👩\u200d👩\u200d👧\u200d👦", "🏳️\u200d🌈",
    "e" + "\u0301" * 40, "שלום", "مرحبا", "打印机", "١٢٣", "{date}", "^", "|", "$var", "<!date^1^{date}|x>", "mailto:a@b.c", " ", "\t", "word", "x" * 90,
)  # fmt: skip

ALIVE = re.compile(r"<(?!!date\^\d+\^(\{[a-z_]+\} ?)+\|[^<>|]*>)")
"""Markup that Slack would act on, but for our own dates."""


def hostile(chance: random.Random) -> str:
    """Return something that somebody might write to break what is shown."""
    text = "".join(chance.choice(PIECES) for _ in range(chance.choice((1, 2, 5, 20, 60))))
    return text * (40 if chance.random() < 0.02 else 1) + chance.choice(
        ("", "&" * chance.randint(1, 4000)) if chance.random() < 0.1 else ("",)
    )


def strings() -> Iterator[str]:
    """Return them all."""
    chance = random.Random(20261125)
    yield from ("", " ", "\n", "&" * 20_000, "<" * 20_000, "x" * 40_000, "😀" * 10_000, "\n" * 5_000)
    for _ in range(STRINGS):
        yield hostile(chance)


def said(words: str) -> Text:
    return Text("said-by-playbook", {"words": words})


def promised(words: str) -> Text:
    """Return a sentence with a moment in it."""
    return Text("told-expected", {"number": words, "actor": words, "expected": At(WEDNESDAY)})


def groups() -> Iterator[tuple[int, list[str]]]:
    """Return the strings in groups, numbered; in each group another one comes first."""
    them = strings()
    for number in itertools.count():
        group = list(itertools.islice(them, TOGETHER))
        if not group:
            return
        first = number % len(group)
        yield number, group[first:] + group[:first]


def message(group: Sequence[str]) -> Message:
    """Return a message with these words wherever words of people's can be."""
    words = itertools.cycle(group)
    button = Button(said(next(words)), "show:1:")
    return Message(
        texts=(said(next(words)), promised(next(words))),
        title=said(next(words)),
        facts=tuple(Fact(said(next(words)), each) for each in (*group, *group))
        + (Fact(said("When"), At(WEDNESDAY)),) * 4,
        quote=next(words),
        speaker=next(words),
        buttons=((button, Button(said(next(words)), "show:1:"), Button(said(next(words)), "show:1:")),),
        files=(FileRef("f", next(words), "image/png", 1),),
    )


def dead(shown: Any) -> None:
    """See that nothing in blocks comes to life."""
    if isinstance(shown, Mapping):
        if shown.get("type") == "mrkdwn":
            assert not ALIVE.search(shown["text"]), shown["text"]
            assert re.fullmatch(r"(?s)(?:[^&]|&(?:amp|lt|gt);)*", shown["text"]), "an escape is cut in two"
            assert shown["verbatim"] is True
        for each in shown.values():
            dead(each)
    elif isinstance(shown, list):
        for each in shown:
            dead(each)


def test_messages_of_ten_thousand_hostile_strings() -> None:
    readers = [texts().reader(language, WEDNESDAY) for language in Language]
    for number, group in groups():
        for page in written(message(group), readers[number % 2]):
            assert 0 < len(page.text) <= MOST.fallback
            assert not ALIVE.search(page.text)
            check_message(page.blocks)
            dead(page.blocks)
            if number % 50 == 0:
                for block in Block.parse_all(page.blocks):
                    block.validate_json()


def fields(group: Sequence[str]) -> Iterator[Field]:
    """Return a field of every kind, filled with these words and offering them."""
    offered = [words[:200] or "x" for words in group]
    choices = tuple(Choice(f"c{each}", Label(words, words)) for each, words in enumerate(offered * 3))
    words = itertools.cycle(group)
    for number, kind in enumerate(AskKind):
        if kind in modals._ELEMENTS:
            step = Step(f"s{number}", kind)
            yield Field(
                step, said(next(words)), said(next(words)), choices, next(words), said(next(words)), number % 2 == 0
            )


def test_forms_of_ten_thousand_hostile_strings() -> None:
    readers = [texts().reader(language, WEDNESDAY) for language in Language]
    for number, group in groups():
        first, *_, last = group
        form = Form(said(first), tuple(fields(group)))
        view = modals.modal(form, Drawn("report", 7), readers[number % 2])
        check_view(view)
        dead(view)
        check_view(modals.light(first, last, last[:9_000]))


async def test_people_with_hostile_names_and_descriptions(tmp_path: Path) -> None:
    chance = random.Random(20261125)
    async with house(tmp_path, room="desk") as desk:
        agent, lead = await desk.member("Tom"), await desk.member("Zoe", Role.SUPERVISOR)
        desk.room.members.add(agent.user.id)
        for hands in (agent, lead):
            await hands.opens_home()
        for _ in range(REPORTS):
            customer = desk.customer(f"N{hostile(chance)}"[:200])
            await customer.opens_home()
            await customer.commands("report")
            await customer.fills({"Category": "Fault", "Urgency": "Normal"})
            written = {"Description": 2_500, "Name": 60}
            answers = {name: f"It is {hostile(chance)} broken"[:most] for name, most in written.items()}
            await customer.fills(REPORT | answers)
            assert await customer.submits() == {}
            card = await customer.until(lambda dm=customer.dm: next(iter(dm.messages), None), "a card")
            await customer.says(f"Also {hostile(chance)}"[:2_500], thread=card.ts)
        await desk.pace.settle()
        assert len(await desk.tickets()) == REPORTS
        counts = await desk.app.store.read(lambda tx: tx.outbox.counts())
        assert (counts["undeliverable"], counts["dead"], counts["waiting"]) == (0, 0, 0)
        for message in (each for channel in desk.slack.workspace.channels.values() for each in channel.messages):
            if message.user == BOT:
                assert not ALIVE.search(message.text)
                dead(message.blocks)
        for user in desk.slack.workspace.users.values():
            dead(user.home.body if user.home is not None else {})


def test_what_is_split_is_whole_again() -> None:
    for words in strings():
        parts = list(blocks.split(words, MOST.section))
        assert re.sub(r"\s", "", "".join(parts)) == re.sub(r"\s", "", words)


def test_what_is_marked_is_cut_beside_its_marks() -> None:
    live = "<!date^1764036000^{date_short_pretty} {time}|10:00 today (UTC+8)>"
    for words in itertools.islice(strings(), 500):
        text = blocks.escaped(words[:500]) + live + blocks.escaped(words)
        for most in (60, 150, 300):
            parts = list(blocks.split(text, most + len(live), marked=True))
            assert re.sub(r"\s", "", "".join(parts)) == re.sub(r"\s", "", text)
            for part in (*parts, blocks.cut_marked(text, most)):
                assert len(part) <= most + len(live)
                dead(blocks.marked(part))
        assert sum(part.count(live) for part in parts) == 1


def test_whose_addresses_are_shown_the_token() -> None:
    base = "https://slack.com/api/"
    for url in ("https://files.slack.com/a", "https://slack.com/a", "https://x.enterprise.slack.com/files"):
        assert is_slacks(url, base), url
    for url in ("http://files.slack.com/a", "https://slack.com.evil.example/a", "https://evil.example/slack.com", "https://evilslack.com/", "file:///etc/passwd", ""):  # fmt: skip
        assert not is_slacks(url, base), url
