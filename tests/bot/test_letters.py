"""What a ticket's whole life makes the desk say, put into words in both languages."""

import re
from collections.abc import Iterator

import pytest
from msgspec import structs

from bot.texts import Reader, Texts
from store.db.door import Store
from store.delivery import Delivery
from store.desk import Desk
from store.history import Detail
from store.lifecycle import CLOCK, Action, Author, AuthorKind
from store.message import Message
from store.moment import DAY, HOUR, MINUTE
from store.notices import NOTICES
from store.people import Language, Person
from store.ticket import Ticket
from store.transaction import Transaction
from tests.bot.post import AGENT, CUSTOMER, LEAD, NINE, OFFICE, ZONE, report, settle_in

BY_CUSTOMER = Author(AuthorKind.CUSTOMER, CUSTOMER)
BY_AGENT = Author(AuthorKind.AGENT, AGENT)
BY_LEAD = Author(AuthorKind.SUPERVISOR, LEAD)

Step = tuple[Action, Author, dict[str, Detail]]
OWNER: dict[str, Detail] = {"owner": AGENT}
WORDS: dict[str, Detail] = {"words": "The main board is broken."}
RESPONSE: dict[str, Detail] = {"promise": "response", "level": 1, "late": 20 * MINUTE}

LIVES: dict[str, list[Step]] = {
    "solved": [
        (Action.REVIEW, BY_LEAD, {"priority": 2}),
        (Action.ACCEPT, BY_AGENT, {}),
        (Action.CLAIM, BY_AGENT, OWNER),
        (Action.WARN, CLOCK, {"promise": "response"}),
        (Action.ESCALATE, CLOCK, RESPONSE),
        (Action.MESSAGE, BY_AGENT, WORDS),
        (Action.ASK, BY_AGENT, WORDS),
        (Action.REMIND, CLOCK, WORDS),
        (Action.ADD, BY_CUSTOMER, WORDS),
        (Action.PROPOSE, BY_AGENT, WORDS),
        (Action.REMIND, CLOCK, WORDS),
        (Action.OBJECT, BY_CUSTOMER, WORDS),
        (Action.PROPOSE, BY_AGENT, WORDS),
        (Action.CONSENT, BY_CUSTOMER, {}),
        (Action.NUDGE, CLOCK, {}),
        (Action.PROGRESS, CLOCK, {"told": NINE}),
        (Action.EXPECT, BY_AGENT, {**WORDS, "expected": NINE + 30 * DAY}),
        (Action.PROGRESS, CLOCK, {"told": NINE}),
        (Action.URGE, BY_CUSTOMER, {}),
        (Action.ESCALATE, CLOCK, {"promise": "resolution", "level": 1}),
        (Action.UNREACHABLE, CLOCK, {"person": CUSTOMER}),
        (Action.RESOLVE, BY_AGENT, WORDS),
        (Action.SURVEY_REMIND, CLOCK, {}),
        (Action.CONFIRM, BY_CUSTOMER, {}),
        (Action.SURVEY_REMIND, CLOCK, {}),
        (Action.RATE, BY_CUSTOMER, {"stars": 1}),
        (Action.DISPUTE, BY_CUSTOMER, {"cause": "low_rating", "stars": 1, "lead": LEAD}),
        (Action.REMARK, BY_CUSTOMER, WORDS),
        (Action.CLAIM, BY_LEAD, {"owner": LEAD}),
        (Action.RESOLVE, BY_LEAD, WORDS),
        (Action.DISPUTE, BY_CUSTOMER, {**WORDS, "lead": LEAD}),
    ],
    "lost": [
        (Action.PROGRESS, CLOCK, {"told": NINE, "late": 2 * HOUR}),
        (Action.ASSIGN, BY_LEAD, OWNER),
        (Action.RELEASE, CLOCK, {"promise": "contact", "owner": AGENT}),
        (Action.CLAIM, BY_AGENT, OWNER),
        (Action.EXPECT, BY_AGENT, {**WORDS, "expected": NINE + 1}),
        (Action.PROGRESS, CLOCK, {"told": NINE}),
        (Action.UNREACHABLE, CLOCK, {"person": AGENT, "missed": "Li"}),
        (Action.ASK, BY_AGENT, WORDS),
        (Action.CLOSE, CLOCK, {"cause": "no_answer"}),
    ],
    "withdrawn": [(Action.CLAIM, BY_AGENT, OWNER), (Action.WITHDRAW, BY_CUSTOMER, WORDS)],
}


def live(tx: Transaction, steps: list[Step], customer: str) -> Ticket:
    settle_in(tx)
    person = tx.people.get(CUSTOMER)
    assert person is not None
    tx.people.put(structs.replace(person, name=customer))
    ticket = report(tx, NINE)
    for hours, (action, author, data) in enumerate(steps, start=1):
        ticket = Desk(tx, OFFICE, NINE + hours * HOUR).act(ticket.id, action, author, data)
    return ticket


def words(message: Message, reader: Reader) -> Iterator[str]:
    if message.title is not None:
        yield reader.text(message.title)
    for text in message.texts:
        yield reader.text(text)
    for fact in message.facts:
        yield f"{reader.text(fact.label)}: {reader.value(fact.value)}"
    for button in (button for row in message.buttons for button in row):
        yield reader.text(button.text)


async def said(store: Store, life: str, customer: str = "Wang") -> list[Delivery]:
    ticket = await store.write(live, LIVES[life], customer)
    return await store.read(lambda tx: tx.outbox.of_ticket(ticket.id))


@pytest.mark.parametrize("customer", ["Wang", ""])
@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("life", LIVES)
async def test_every_message_of_a_life_can_be_said(
    store: Store, life: str, language: Language, customer: str, caplog: pytest.LogCaptureFixture
) -> None:
    reader = Texts.load(ZONE).reader(language, NINE)
    for delivery in await said(store, life, customer):
        for line in words(delivery.message, reader):
            assert line.strip(), delivery.message
            assert not re.search(r"[{}$]|None|Term", line)
            assert not (language is Language.EN and re.match(r"[a-z]", line)), "a sentence begins with a capital"
    assert caplog.records == []


async def test_the_lives_show_every_notice(store: Store) -> None:
    shown = set()
    for life in LIVES:
        shown |= {text.key for delivery in await said(store, life) for text in delivery.message.texts}
    assert {notice.key for notices in NOTICES.values() for notice in notices} - shown == set()


@pytest.mark.parametrize(
    ("language", "lines"),
    [
        (
            Language.EN,
            [
                "Thank you. We have your report FB20261124001 and will see it through.",
                (
                    "What happens next:\n• A supervisor reads it by 09:15 today and gives it to the right colleague.\n"
                    "• You get a first answer by 11:00 today.\n"
                    "• It is to be solved by 18:00 on Thu 26 Nov.\n"
                    "• You hear from us by 09:00 tomorrow at the latest, even if it is not solved by then."
                ),
            ],
        ),
        (
            Language.ZH,
            [
                "感谢您的反馈。反馈单 FB20261124001 已收到，我们会负责到底。",
                (
                    "接下来：\n• 主管在今天 09:15 前审阅，并交给合适的同事。\n• 您在今天 11:00 前会收到首次答复。\n"
                    "• 我们承诺在11月26日（周四）18:00 前解决。\n"
                    "• 即使届时还没有解决，最迟明天 09:00 您也会收到我们的消息。"
                ),
            ],
        ),
    ],
)
async def test_the_customer_hears_what_happens_next_and_by_when(
    store: Store, language: Language, lines: list[str]
) -> None:
    first = (await said(store, "withdrawn"))[0]
    reader = Texts.load(ZONE).reader(language, NINE)
    assert [reader.text(text) for text in first.message.texts] == lines


async def test_a_customer_without_news_hears_the_truth(store: Store) -> None:
    reader = Texts.load(ZONE).reader(Language.EN, NINE + 16 * HOUR)
    told = [
        [reader.text(text) for text in delivery.message.texts]
        for delivery in await said(store, "solved")
        if delivery.message.texts[0].key == "told-progress"
    ]
    assert told[0] == [
        "You are owed news about FB20261124001 today. There is none yet, so here is what we know for certain.",
        (
            "Since our last word to you (09:00 yesterday), Li has reported nothing new. We have just called in a "
            "supervisor to see to it."
        ),
        "Nobody has named a day for the solution yet.",
        "You hear from us again by 21:59 today at the latest.",
    ]


def test_a_nameless_team_member_is_a_colleague() -> None:
    assert Person(9).name == ""
    assert Texts.load(ZONE).strings(Language.EN, "somebody") == {"somebody": "a colleague"}
