"""Whether a message has arrived is looked up in Slack before it is sent again: one message, and nothing in doubt."""

from pathlib import Path

import pytest

from bot.slack import notes
from store.delivery import Delivery, Kind, State
from store.message import Button, Message, Text
from store.moment import MINUTE, SECOND
from store.ticket import Ticket
from tests.bot.slack.house import House, house
from tests.bot.slack.sending import NEWS, REPAIRED, begun, ended, fallen, files, found, references, sent, tried, write
from tests.bot.slack.test_team_channel import reported
from tests.bot.slack.test_threads import lines, tops
from tests.fakes.slack.people import Hands
from tests.fakes.slack.server import Fault

LOST = Fault(silent=True)
"""The effect, and no answer."""

LONG = Message(texts=tuple(Text("said-by-playbook", {"words": f"{REPAIRED} {number}"}) for number in range(120)))
"""Three messages of Slack's."""


def settled(row: Delivery) -> bool:
    """Whether a message was sent, and nothing of it is in doubt."""
    return row.state is State.SENT and not row.uncertain and bool(row.ref) and not row.error


async def lost(
    desk: House,
    hands: Hands,
    message: Message = NEWS,
    ticket: int = 0,
    *,
    method: str = "chat.postMessage",
    after: int = 0,
) -> Delivery:
    """Send a message of which an answer is lost, after so many that came."""
    desk.slack.fail(method, *[Fault()] * after, LOST)
    return await sent(desk, hands, Kind.NEWS, message, ticket)


async def found_again(desk: House, row: Delivery) -> bool:
    """Whether a message that was sent is found after a fall."""
    again = await fallen(desk, row.id)
    return settled(again) and again.ref == row.ref


def parts(desk: House, row: Delivery) -> list[str]:
    """Return the parts that there are of a message."""
    return [
        message.metadata["event_payload"]["part"]
        for channel in desk.slack.workspace.channels.values()
        for message in channel.messages
        if message.key == row.dedupe
    ]


async def test_a_message_whose_answer_was_lost_is_found_again(tmp_path: Path) -> None:
    async with house(tmp_path) as desk:
        grace = await begun(desk)
        for number, kind in enumerate(Kind):
            desk.slack.fail("chat.postMessage", LOST)
            row = await sent(desk, grace, kind)
            assert settled(row)
            assert row.ref == found(desk)[-1].ts
            assert len(found(desk)) == number + 1


async def test_a_message_that_was_interrupted_before_it_left_is_sent_after_all(tmp_path: Path) -> None:
    async with house(tmp_path) as desk:
        grace = await begun(desk)
        for number, kind in enumerate(Kind):
            assert settled(await sent(desk, grace, kind, uncertain=True))
            assert len(found(desk)) == number + 1


async def test_a_fall_after_a_message_had_left(tmp_path: Path) -> None:
    async with house(tmp_path) as desk:
        grace = await begun(desk)
        row = await sent(desk, grace)
        await grace.says("Thank you")
        assert await found_again(desk, row)
        assert references(desk) == [row.dedupe]


async def test_of_several_pages_each_arrives_once(tmp_path: Path) -> None:
    async with house(tmp_path) as desk:
        grace = await begun(desk)
        for after in range(3):
            row = await lost(desk, grace, LONG, after=after)
            assert settled(row)
            assert await found_again(desk, row)
            assert parts(desk, row) == ["0", "1", "2"]


async def test_pages_of_which_the_rest_has_to_wait_while_the_program_falls(tmp_path: Path) -> None:
    async with house(tmp_path) as desk:
        grace = await begun(desk)
        desk.slack.fail("chat.postMessage", Fault(), Fault(error="service_unavailable"))
        number = await desk.app.store.write(write, grace, Kind.NEWS, LONG)
        desk.app.courier.wake()
        row = await tried(desk, number)
        assert (row.state, row.uncertain) == (State.WAITING, True)
        desk.service.channel._poster._done.clear()  # as a fall does
        assert settled(await ended(desk, number))
        assert parts(desk, row) == ["0", "1", "2"]


async def ticket(desk: House) -> tuple[Hands, Ticket]:
    """Somebody who has reported something, and the ticket."""
    grace = await reported(desk)
    await desk.pace.settle()
    return grace, await desk.ticket()


async def test_what_is_said_in_a_thread(tmp_path: Path) -> None:
    async with house(tmp_path) as desk:
        grace, told = await ticket(desk)
        row = await lost(desk, grace, ticket=told.id)
        (line,), (top,) = found(desk), tops(grace)
        assert settled(row)
        assert (line.ts, line.thread) == (row.ref, top.ts)
        assert await found_again(desk, row)
        assert len(found(desk)) == 1


PRESSED = Message(texts=NEWS.texts, buttons=((Button(Text("button-yes"), "call:1"),),))


@pytest.mark.parametrize("after", [0, 1])
async def test_the_top_of_a_thread_and_what_is_said_below_it(tmp_path: Path, after: int) -> None:
    async with house(tmp_path) as desk:
        grace, told = await ticket(desk)
        grace.dm.messages.remove(tops(grace)[0])
        row = await lost(desk, grace, PRESSED, told.id, after=after)
        (top,) = tops(grace)
        assert settled(row)
        assert parts(desk, row) == ["card0", "0"]
        assert [message.thread for message in found(desk)] == [top.ts]


async def test_a_line_of_a_thread_whose_top_somebody_deleted_is_no_top(tmp_path: Path) -> None:
    async with house(tmp_path) as desk:
        grace, told = await ticket(desk)
        row = await sent(desk, grace, message=PRESSED, ticket=told.id)
        grace.dm.messages.remove(tops(grace)[0])
        assert settled(await fallen(desk, row.id))
        (top,) = tops(grace)
        assert found(desk)[-1].thread == top.ts


async def test_the_top_of_a_thread_that_says_everything(tmp_path: Path) -> None:
    async with house(tmp_path) as desk:
        grace, told = await ticket(desk)
        grace.dm.messages.remove(tops(grace)[0])
        row = await lost(desk, grace, ticket=told.id)
        (top,) = tops(grace)
        assert settled(row)
        assert row.ref == top.ts
        await desk.app.store.write(notes.forget_root, f"T0TEAM/{grace.user.id}", told.id)  # it is noted with the row
        assert await found_again(desk, row)
        assert parts(desk, row) == ["0"]
        assert settled(await sent(desk, grace, ticket=told.id))
        assert [message.thread for message in found(desk)] == [top.ts]


@pytest.mark.parametrize("in_thread", [False, True])
async def test_files_arrive_once(tmp_path: Path, *, in_thread: bool) -> None:
    async with house(tmp_path) as desk:
        grace, told = await ticket(desk)
        names = ["a.png", "b.png", "b.png"]
        message = Message(texts=NEWS.texts, files=await files(desk, tmp_path, *names))
        for after in range(3):
            before = len(shared(desk))
            number = told.id if in_thread else 0
            row = await lost(desk, grace, message, number, method="files.completeUploadExternal", after=after)
            assert settled(row)
            assert await found_again(desk, row)
            assert shared(desk)[before:] == names


def shared(desk: House) -> list[str]:
    """Return the names of the files that the app has shared."""
    workspace = desk.slack.workspace
    return [
        workspace.files[file].name
        for channel in workspace.channels.values()
        for message in channel.messages
        for file in message.files
    ]


async def test_a_question_that_took_the_place_of_another(tmp_path: Path) -> None:
    async with house(tmp_path) as desk:
        grace = await begun(desk)
        await grace.presses("Report")
        await grace.sees("What is it about?")
        await desk.wait(30 * MINUTE)
        desk.slack.fail("chat.update", LOST)
        await grace.presses("Fault", within="What is it about?")
        await grace.sees("Which of these fits best?")
        await desk.wait(5 * SECOND)
        assert len(lines(grace, "Which of these fits best?")) == 1
        assert not await desk.app.store.read(lambda tx: tx.outbox.in_state(State.WAITING))
        assert len(desk.slack.called("chat.update")) == 1


@pytest.mark.parametrize("fault", [Fault(status=429, retry_after=3), Fault(status=503, body="down"), LOST])
async def test_slack_does_not_say_whether_it_has_arrived(tmp_path: Path, fault: Fault) -> None:
    async with house(tmp_path) as desk:
        grace = await begun(desk)
        desk.slack.fail("chat.postMessage", LOST)
        desk.slack.fail("conversations.history", fault)
        number = await desk.app.store.write(write, grace, Kind.SURVEY)
        desk.app.courier.wake()
        for _ in range(2):
            row = await tried(desk, number)
            assert (row.state, row.uncertain) == (State.WAITING, True)
            desk.clock.advance_to(row.not_before)
            desk.app.courier.wake()
        assert settled(await ended(desk, number))
        assert len(found(desk)) == 1


@pytest.mark.parametrize(
    ("scope", "kind", "faults", "times"),
    [
        ("im:history", Kind.RESULT, [LOST], 2),
        ("im:write", Kind.RESULT, [LOST, LOST], 2),
        ("im:history", Kind.RESULT, [LOST, Fault(error="service_unavailable")], 2),
        ("im:history", Kind.SURVEY, [LOST], 1),
    ],
)
async def test_a_past_that_may_not_be_read(
    tmp_path: Path, scope: str, kind: Kind, faults: list[Fault], times: int
) -> None:
    async with house(tmp_path) as desk:
        grace = await begun(desk)
        desk.slack.scopes -= {scope}
        desk.slack.fail("chat.postMessage", *faults)
        row = await sent(desk, grace, kind)
        assert (row.state, row.uncertain) == (State.SENT, True)
        assert references(desk) == [row.dedupe] * times


async def test_what_another_app_says_of_its_messages_counts_for_nothing(tmp_path: Path) -> None:
    async with house(tmp_path) as desk:
        grace = await begun(desk)
        number = await desk.app.store.write(lambda tx: write(tx, grace, Kind.NEWS, uncertain=True))
        forged = {"event_type": "aftercare_message", "event_payload": {"reference": f"test:{number}", "part": "0"}}
        desk.slack.workspace.post(grace.dm, "U0OTHER", "Not ours", metadata=forged, app="A0OTHER")
        assert settled(await ended(desk, number))
        assert len(found(desk)) == 1


async def test_a_look_that_is_interrupted_goes_on_where_it_was(tmp_path: Path) -> None:
    async with house(tmp_path) as desk:
        desk.slack.api.most = 2
        grace = await begun(desk)
        row = await sent(desk, grace)
        for number in range(5):
            desk.slack.workspace.post(grace.dm, grace.user.id, f"and {number}")
        desk.slack.fail("conversations.history", Fault(), Fault(status=429, retry_after=1))
        assert await found_again(desk, row)
        cursors = [given.get("cursor", "") for given in desk.slack.called("conversations.history")]
        assert cursors[1] == cursors[2]
        assert len(set(cursors)) == len(cursors) - 1 > 3
        assert len(found(desk)) == 1
