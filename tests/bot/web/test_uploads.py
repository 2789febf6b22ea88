"""Files in and out over real HTTP."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from store.people import Role
from tests.bot.web.pictures import png
from tests.web_client import FAULT, Browser
from tests.web_server import MEGABYTE, House, serving

pytestmark = pytest.mark.asyncio(loop_scope="module")


def kept(house: House) -> list[Path]:
    """The files on disk."""
    return [path for path in house.app.window.vault.folder.rglob("*") if path.is_file()]


async def chunks(data: bytes, size: int = 100_000) -> AsyncIterator[bytes]:
    for at in range(0, len(data), size):
        yield data[at : at + size]


async def test_a_photo_is_taken_and_given_back(browser: Browser) -> None:
    answer = await browser.http.post("files", headers={"x-file-name": "Front%20door.PNG"}, content=png())
    taken = answer.json()
    assert {name: taken[name] for name in ("name", "mime", "size")} == {
        "name": "Front door.png",
        "mime": "image/png",
        "size": len(png()),
    }
    given = await browser.http.get(f"files/{taken['id']}")
    assert given.content == png()
    assert given.headers["content-type"] == "image/png"
    assert given.headers["content-disposition"] == "attachment; filename*=UTF-8''Front%20door.png"
    assert given.headers["x-content-type-options"] == "nosniff"
    assert given.headers["content-security-policy"] == "default-src 'none'; sandbox"
    assert given.headers["cross-origin-resource-policy"] == "same-origin"
    assert "private" in given.headers["cache-control"]
    assert (await browser.http.head(f"files/{taken['id']}")).content == b""
    part = await browser.http.get(f"files/{taken['id']}", headers={"range": "bytes=1-3"})
    assert (part.status_code, part.content) == (206, b"PNG")


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("", "file.png"),
        ("photo", "photo.png"),
        ("invoice.exe", "invoice.png"),
        ("page.html", "page.png"),
        ("../../etc/passwd", "passwd.png"),
        ("..\\..\\boot.ini", "boot.png"),
        ("/", "file.png"),
        ("...", "file.png"),
        ("a\r\nSet-Cookie: x=y.png", "aSet-Cookie x=y.png"),
        ("a\x00b.png", "ab.png"),
        ("\u202egnp.exe", "gnp.png"),
        ("a\u2066b\u200f.png", "ab.png"),
        ("打印机 故障.jpg", "打印机 故障.png"),
        ("صورة.png", "صورة.png"),
        ("👍🏽.png", "👍🏽.png"),
        ('"quoted".png', "quoted.png"),
        ("x" * 5000 + ".png", "x" * 116 + ".png"),
    ],
)
async def test_a_name_is_only_a_name(house: House, browser: Browser, name: str, shown: str) -> None:
    before = len(kept(house))
    file = await browser.upload(png(), name)
    answer = await browser.http.get(f"files/{file}")
    async with browser.chat() as chat:
        await chat.say("here", file)
        assert chat.said("mine") == [f"here 📎 {shown}"]
    assert answer.headers["content-disposition"].isascii()
    assert answer.headers.get_list("set-cookie") == []
    assert len(kept(house)) - before <= 1


async def test_a_name_that_is_no_text_is_no_harm(browser: Browser) -> None:
    for name in ("%FF%FE", "%", "%00", "%ED%A0%80"):
        answer = await browser.http.post("files", headers={"x-file-name": name}, content=png())
        assert answer.status_code == 200
        assert answer.json()["name"].endswith(".png")


REFUSED = {
    "a web page": b"<!doctype html><script>alert(1)</script>",
    "a drawing with a script": b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>',
    "a program": b"MZ\x90\x00" + b"\x00" * 60 + b"PE\x00\x00",
    "another program": b"\x7fELF" + b"\x00" * 100,
    "an archive": b"PK\x03\x04" + b"\x00" * 100,
    "bytes": bytes(range(256)),
}


@pytest.mark.parametrize("data", REFUSED.values(), ids=list(REFUSED))
async def test_a_forbidden_type_is_refused_whatever_it_is_called(house: House, browser: Browser, data: bytes) -> None:
    before = kept(house)
    answer = await browser.http.post(
        "files", headers={"x-file-name": "photo.png", "content-type": "image/png"}, content=data
    )
    assert answer.status_code == 415
    assert answer.json()["error"].startswith("We cannot take files of that kind.")
    assert kept(house) == before


async def test_an_empty_file_is_refused(house: House, browser: Browser) -> None:
    answer = await browser.http.post("files", content=b"")
    assert (answer.status_code, answer.json()) == (400, {"error": "That file is empty."})


async def test_a_file_may_be_as_large_as_is_said_and_no_larger(house: House, browser: Browser) -> None:
    most = house.app.settings.max_file
    exactly = png() + b"\0" * (most - len(png()))
    assert (await browser.http.post("files", content=exactly)).status_code == 200
    before = kept(house)
    for content in (exactly + b"\0", chunks(exactly + b"\0"), exactly * 3, chunks(exactly * 3)):
        answer = await browser.http.post("files", content=content)
        assert answer.status_code == 413
        assert answer.json()["error"].startswith("That file is larger than 1 MB.")
    assert kept(house) == before


async def test_a_file_beyond_all_measure_is_not_read(house: House, browser: Browser) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", int(house.url.rpartition(":")[2]))
    writer.write(head(browser, 100 * MEGABYTE))
    assert b" 413 " in await reader.readline()
    writer.close()
    await writer.wait_closed()


def head(browser: Browser, length: int) -> bytes:
    lines = (
        "POST /files HTTP/1.1",
        f"Host: {browser.origin.rpartition('/')[2]}",
        f"Origin: {browser.origin}",
        "X-Aftercare: 1",
        f"Cookie: {browser.cookie}",
        f"Content-Length: {length}",
    )
    return "\r\n".join((*lines, "", "")).encode()


async def test_of_a_file_cut_short_nothing_stays(house: House, browser: Browser) -> None:
    before = kept(house)
    _, writer = await asyncio.open_connection("127.0.0.1", int(house.url.rpartition(":")[2]))
    writer.write(head(browser, 500_000) + png() + b"\0" * 100_000)
    await writer.drain()
    async with asyncio.timeout(20):
        while len(kept(house)) == len(before):  # it is being taken
            await asyncio.sleep(0.01)
        writer.transport.abort()
        while kept(house) != before:
            await asyncio.sleep(0.01)


async def test_the_same_bytes_twice_are_two_files_and_kept_once(house: House, browser: Browser) -> None:
    before = len(kept(house))
    one, two = await browser.upload(png(200), "one.png"), await browser.upload(png(200), "two.png")
    assert one != two
    assert len(kept(house)) == before + 1
    async with browser.chat() as chat:
        await chat.say("both", one, two)
        assert chat.said("mine") == ["both 📎 one.png 📎 two.png"]


async def test_uploads_at_the_same_time_are_all_taken(browser: Browser) -> None:
    files = await asyncio.gather(*(browser.upload(png(number), f"{number}.png") for number in range(12)))
    assert len(set(files)) == 12
    answers = await asyncio.gather(*(browser.http.get(f"files/{file}") for file in files))
    assert [answer.content for answer in answers] == [png(number) for number in range(12)]


async def test_nobody_sends_files_without_end(tmp_path: Path) -> None:
    async with serving(tmp_path) as house, Browser(house.url) as browser, Browser(house.url) as other:
        answers = [await browser.http.post("files", content=b"") for _ in range(61)]
        assert [answer.status_code for answer in answers] == [400] * 60 + [429]
        assert answers[-1].json()["error"] == "That was a lot at once. Please wait a few seconds."
        assert await other.upload(png())


async def test_a_file_of_somebody_else_is_like_one_that_does_not_exist(house: House, browser: Browser) -> None:
    file = await browser.upload(png())
    async with Browser(house.url) as other:
        theirs, none = await other.http.get(f"files/{file}"), await other.http.get("files/AAAAAAAAAAAAAAAA")
    assert theirs.status_code == none.status_code == 404
    assert theirs.content == none.content
    changing = ("date",)
    assert [h for h in theirs.headers.items() if h[0] not in changing] == [
        h for h in none.headers.items() if h[0] not in changing
    ]


async def test_the_team_and_the_customer_of_a_ticket_see_its_files(house: House, browser: Browser) -> None:
    async with Browser(house.url) as agent, Browser(house.url) as colleague, Browser(house.url) as stranger:
        await agent.sign_in(await house.invite("Li Ming"))
        await colleague.sign_in(await house.invite("Wang Wei", Role.AGENT, "product"))
        photo = await browser.upload(png(10), "broken.png")
        async with browser.chat() as customer, agent.chat() as desk:
            await customer.submit("report", {**FAULT, "evidence": [photo]})
            await customer.hears("We have your report")
            await desk.hears("Who takes it?")
            await desk.talk(("[I’ll take it]", "is yours."), ("[Write to the customer]", "add files"))
            manual = await agent.upload(png(11), "manual.png")
            assert (await browser.http.get(f"files/{manual}")).status_code == 404
            await desk.say("Please look at the picture", manual)
            line = await customer.hears("Please look at the picture")
            assert [file["name"] for file in line["files"]] == ["manual.png"]
        for file in (photo, manual):
            seen = [
                (await each.http.get(f"files/{file}")).status_code for each in (browser, agent, colleague, stranger)
            ]
            assert seen == [200, 200, 200, 404]


async def test_a_full_disk_is_said_and_nothing_stays(
    house: House, browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = kept(house)

    def full(_descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    answer = await browser.http.post("files", content=png(77))
    monkeypatch.undo()
    assert (answer.status_code, answer.json()) == (507, {"error": ""})
    assert kept(house) == before
