"""Everything that somebody can send: photos, albums, files, contacts, places, edits, replies, and what is not understood."""

from pathlib import Path
from typing import Any

import pytest

from store.ticket import Ticket
from store.transaction import Transaction
from tests.bot.telegram.house import Desk, desk, held, label
from tests.fakes.telegram.faults import Fault
from tests.fakes.telegram.phone import PIXEL, Phone
from tests.fakes.telegram.server import FakeTelegram

LARGE = 30 * 1024 * 1024


async def at_evidence(house: Desk) -> Phone:
    """Somebody who is asked for photos."""
    wang = house.server.user("Wang", "en")
    await wang.says("My printer shows error 0x61 and does not print")
    for said in ("Fault", "1", "/skip", "/skip", "/skip", "/skip", "/skip", "/skip"):
        await wang.says(said)
    await wang.hears(label(wang, "ask-evidence"))
    return wang


async def reported(house: Desk, wang: Phone) -> Ticket:
    for said in ("/done", "Normal", "2", "Wang"):
        await wang.says(said)
    await wang.hears(label(wang, "ask-phone"))
    await wang.says("138 0013 8000")
    await wang.presses("New customer")
    await wang.presses(label(wang, "button-send"))
    await wang.hears("FB20261125001")
    return await house.ticket()


@pytest.mark.parametrize("webhook", [False, True], ids=["polling", "webhook"])
async def test_an_album_is_one_answer(server: FakeTelegram, tmp_path: Path, webhook: bool) -> None:
    async with desk(server, tmp_path, webhook=webhook) as house:
        wang = await at_evidence(house)
        await wang.sends_album(4, "The display and the label")
        await wang.hears("Got 4 files")
        assert sum("Got" in each.get("text", "") for each in wang.news()) == 1
        await house.fetched()
        ticket = await reported(house, wang)
        assert len(ticket.files("evidence")) == 4
        assert "The display and the label" in ticket.words("description")
        assert await house.app.store.read(lambda tx: tx.notes.under("telegram", "part:")) == {}


async def test_what_is_said_after_an_album_comes_after_it(server: FakeTelegram, tmp_path: Path) -> None:
    async with desk(server, tmp_path) as house:
        wang = await at_evidence(house)
        await wang.sends_album(3)
        ticket = await reported(house, wang)
        assert len(ticket.files("evidence")) == 3


async def test_an_album_outlives_a_restart(server: FakeTelegram, tmp_path: Path) -> None:
    async with desk(server, tmp_path) as house:
        wang = await at_evidence(house)
        await wang.sends_album(2)
        await server.idle()
        assert len(await house.app.store.read(lambda tx: tx.notes.under("telegram", "part:"))) == 2
    async with desk(server, tmp_path) as house:
        await wang.hears("Got 2 files")


async def test_an_album_waits_for_the_database(
    server: FakeTelegram, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    async with desk(server, tmp_path, patience=0.1) as house:
        wang = await at_evidence(house)
        await wang.sends_album(2)
        await server.idle()
        with held(house):
            await server.until(lambda: "an album cannot be taken" in caplog.text)
        await wang.hears("Got 2 files")


async def test_kinds_of_files(server: FakeTelegram, tmp_path: Path) -> None:
    async with desk(server, tmp_path) as house:
        wang = await at_evidence(house)
        mp4 = b"\0\0\0\x18ftypmp42" + b"\0" * 40
        for kind, content in (("video", mp4), ("video_note", mp4), ("animation", mp4), ("document", b"%PDF-1.4 x")):
            await wang.sends_document("a thing", content, kind=kind)
            await wang.hears("Got")
        for kind in ("voice", "audio"):
            await wang.sends_document("v.oga", b"OggS" + b"\0" * 40, kind=kind)
        await wang.hears("Got 6 files")
        await house.fetched()
        ticket = await reported(house, wang)
        files = await house.app.store.read(lambda tx: [tx.files.get(each) for each in ticket.files("evidence")])
        assert [file.mime for file in files if file] == [
            *["video/mp4"] * 3,
            "application/pdf",
            "audio/ogg",
            "audio/ogg",
        ]


async def test_a_file_too_large_is_explained(server: FakeTelegram, tmp_path: Path) -> None:
    async with desk(server, tmp_path) as house:
        wang = await at_evidence(house)
        await wang.sends_document("film.mp4", b"x", size=LARGE, kind="video")
        await wang.hears("up to 20 MB", house.url)
        await wang.sends_photo()
        await wang.hears("Got")


@pytest.mark.parametrize(
    ("content", "said"),
    [(b"MZ\x90\0", "cannot take files of that kind"), (b"x" * (1024 * 1024 + 1), "larger than 1 MB")],
    ids=["program", "large"],
)
async def test_a_file_that_is_not_taken_is_explained(
    server: FakeTelegram, tmp_path: Path, content: bytes, said: str
) -> None:
    async with desk(server, tmp_path) as house:
        wang = await at_evidence(house)
        await wang.sends_document("tool.exe", content)
        await wang.hears(said)
        await house.fetched()


async def test_a_file_that_cannot_be_fetched_now_is_fetched_later(
    server: FakeTelegram, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.fetching.AGAIN", 0.05)
    server.faults.add("getFile", Fault(500), Fault(reset=True))
    server.faults.add("file", Fault(503))
    async with desk(server, tmp_path) as house:
        wang = await at_evidence(house)
        await wang.sends_photo()
        await wang.hears("Got")
        await house.fetched()
        ticket = await reported(house, wang)
        file = await house.app.store.read(lambda tx: tx.files.get(ticket.files("evidence")[0]))
        assert file is not None
        assert file.size == len(PIXEL)


async def test_a_database_that_takes_nothing_ends_no_fetching(
    server: FakeTelegram, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr("bot.fetching.AGAIN", 0.05)
    server.faults.always["getFile"] = Fault(400, "Bad Request: file is too big", slow=0.5)
    async with desk(server, tmp_path, patience=0.1) as house:
        wang = await at_evidence(house)
        await wang.sends_document("film.mp4", b"x", kind="video")
        await wang.hears("Got")
        with held(house):
            await server.until(lambda: "a file cannot be fetched" in caplog.text)
        await wang.hears("up to 20 MB")
        await house.fetched()


async def test_contacts_and_places(server: FakeTelegram, tmp_path: Path) -> None:
    async with desk(server, tmp_path):
        wang = server.user("Wang", "en")
        await wang.says("/report")
        for said in ("Something else", "It shows error 0x61 and stops", "/skip"):
            await wang.says(said)
        await wang.hears(label(wang, "ask-evidence"))
        await wang.sends(location={"latitude": 31.23, "longitude": 121.47})
        await wang.says("/skip")
        for said in ("Low", "Wang"):
            await wang.says(said)
        await wang.hears(label(wang, "ask-phone"))
        await wang.shares_contact("44 20 7946 0018")
        await wang.hears(label(wang, "telegram-thanks"), label(wang, "ask-tier"))
        assert wang.chat.keyboard is None
        await wang.presses("New customer")
        await wang.hears("+442079460018")


async def test_the_keyboard_of_the_phone_skips_and_goes_back(server: FakeTelegram, tmp_path: Path) -> None:
    async with desk(server, tmp_path) as house:
        wang = server.user("Wang", "en")
        await wang.says("/report")
        for said in ("Something else", "It shows error 0x61 and stops", "/skip", "/skip", "Low", "Wang"):
            await wang.says(said)
        await wang.hears(label(wang, "ask-phone"))
        await wang.presses(label(wang, "button-back"))
        await wang.hears(label(wang, "ask-name"))
        await server.idle()
        await house.pace.settle()
        assert wang.chat.keyboard is None
        await wang.says("Wang Fang")
        await wang.hears(label(wang, "ask-phone"))
        await wang.presses(label(wang, "button-cancel"))
        await wang.hears("Cancelled")


async def test_a_calendar_turns_its_pages(server: FakeTelegram, tmp_path: Path) -> None:
    async with desk(server, tmp_path) as house:
        wang = server.user("Wang", "en")
        await wang.says("My printer shows error 0x61 and does not print")
        for said in ("Fault", "1", "/skip", "/skip"):
            await wang.says(said)
        await wang.hears(label(wang, "ask-purchase-date"), "[Nov 2026]")
        await wang.presses("‹")
        await wang.hears("[Oct 2026]", label(wang, "button-skip"))
        await wang.presses("Oct 2026")
        await wang.presses("15")
        await wang.hears(label(wang, "ask-happened-on"))
        draft = await house.app.store.read(draft_of, wang.id)
        assert draft["purchase_date"] == "2026-10-15"


def draft_of(tx: Transaction, phone: int) -> dict[str, object]:
    address = tx.people.at("telegram", str(phone))
    assert address is not None
    draft = tx.drafts.get(address.id)
    assert draft is not None
    return dict(draft.answers)


async def test_a_reply_to_a_card_goes_to_its_customer(server: FakeTelegram, tmp_path: Path) -> None:
    async with desk(server, tmp_path) as house:
        agent = await house.member("Tom", lang="en")
        wang = await at_evidence(house)
        await reported(house, wang)
        await agent.presses(label(agent, "button-claim"))
        await agent.hears("is yours")
        card = next(each for each in agent.chat.messages.values() if label(agent, "button-note") in str(each))
        await agent.says("Please switch it off", reply_to_message=card)
        await wang.hears("Please switch it off")
        await agent.says("// smells like the fuser", reply_to_message=card)
        await agent.hears("noted")
        ticket = await house.ticket()
        last = (await house.app.store.read(lambda tx: tx.tickets.history(ticket.id)))[-1]
        assert (last.action, last.data["words"]) == ("note", "smells like the fuser")
        assert "fuser" not in wang.screen()


@pytest.mark.parametrize(
    "body", [{"sticker": {"file_id": "s"}}, {"dice": {"value": 1}}, {"poll": {"id": "1"}}, {"game": {}}]
)
async def test_what_is_not_understood_gets_a_friendly_answer(
    server: FakeTelegram, tmp_path: Path, body: dict[str, Any]
) -> None:
    async with desk(server, tmp_path):
        wang = server.user("Wang", "en")
        await wang.says("/report")
        await wang.hears(label(wang, "ask-category"))
        await wang.sends(**body)
        await wang.hears("I can read words, photos", label(wang, "ask-category"))


async def test_what_a_chat_notes_of_itself_is_not_answered(server: FakeTelegram, tmp_path: Path) -> None:
    async with desk(server, tmp_path) as house:
        wang = server.user("Wang", "en")
        await wang.starts()
        await wang.hears(label(wang, "menu-report"))
        await wang.sends(pinned_message={"message_id": 1, "date": 0, "chat": wang.chat.shown()})
        await wang.sends(forward_origin={"type": "user"}, text="/help")  # a forwarded message is read like any other
        await wang.hears("Report")
        await house.pace.settle()
        assert len(wang.news()) == 1
