"""Who sits at a browser, and for how long."""

from http.cookies import SimpleCookie
from pathlib import Path

import httpx
import pytest

from bot.clock import MovableClock
from bot.web import sessions
from store.moment import DAY, HOUR
from tests.bot.post import NINE
from tests.demo_house import showing
from tests.web_client import Browser
from tests.web_server import House, serving

pytestmark = pytest.mark.asyncio(loop_scope="module")


def flags(answer: httpx.Response) -> dict[str, str]:
    """What a browser is told of its one cookie."""
    (header,) = answer.headers.get_list("set-cookie")
    (cookie,) = SimpleCookie(header).values()
    return {"name": cookie.key, "value": cookie.value, **{name: str(value) for name, value in cookie.items() if value}}


async def test_the_cookie_is_for_this_page_only_and_no_script_reads_it(house: House) -> None:
    async with httpx.AsyncClient(trust_env=False) as client:
        given = flags(await client.get(f"{house.url}/session"))
    assert len(given.pop("value")) == 43
    assert given == {
        "name": "aftercare",
        "path": "/",
        "max-age": str(400 * 24 * 3600),
        "httponly": "True",
        "samesite": "Strict",
    }


async def test_over_https_no_other_host_can_plant_the_cookie(tmp_path: Path) -> None:
    async with (
        serving(tmp_path, public_url="https://help.example.com") as house,
        httpx.AsyncClient(base_url=house.url, trust_env=False) as client,
    ):
        given = flags(await client.get("/session"))
        assert (given["name"], given["secure"], given["samesite"]) == ("__Host-aftercare", "True", "Strict")
        about = (await client.get("/session", headers={"cookie": f"__Host-aftercare={given['value']}"})).headers
        planted = (await client.get("/session", headers={"cookie": f"aftercare={given['value']}"})).headers
        assert "set-cookie" not in about
        assert "set-cookie" in planted


async def test_inside_the_frame_of_another_site_the_cookie_is_kept_apart(tmp_path: Path) -> None:
    ours, theirs = "https://help.example.com", ("https://shop.example.com",)
    async with (
        serving(tmp_path, public_url=ours, embed_origins=theirs) as house,
        httpx.AsyncClient(trust_env=False) as client,
    ):
        (cookie,) = (await client.get(f"{house.url}/session")).headers.get_list("set-cookie")
    assert cookie.endswith("HttpOnly; SameSite=None; Partitioned; Secure")


async def test_without_https_a_frame_changes_nothing(tmp_path: Path) -> None:
    async with (
        serving(tmp_path, embed_origins=("http://localhost:3000",)) as house,
        httpx.AsyncClient(trust_env=False) as client,
    ):
        assert flags(await client.get(f"{house.url}/session"))["samesite"] == "Strict"


async def test_only_the_hash_of_a_token_is_kept(house: House, browser: Browser) -> None:
    (cookie,) = browser.http.cookies.jar
    kept = house.app.store.path.read_bytes() + house.app.store.path.with_name("aftercare.db-wal").read_bytes()
    assert sessions.hash_of(str(cookie.value)).encode() in kept
    assert str(cookie.value).encode() not in kept


async def test_a_browser_that_comes_back_is_who_it_was(browser: Browser) -> None:
    async with browser.chat() as chat:
        await chat.say("hello")
        await chat.hears("What can I do for you?")
    answer = await browser.http.get("session")
    assert "set-cookie" not in answer.headers
    async with browser.chat() as chat:
        assert chat.said("mine") == ["hello"]


@pytest.mark.parametrize("token", ["", "x", "%00", "a" * 3000, "ÿ"])
async def test_a_token_of_nobody_gets_a_seat_of_its_own(house: House, token: str) -> None:
    async with httpx.AsyncClient(trust_env=False) as client:
        headers = {b"cookie": f"aftercare={token}".encode("latin-1")}
        assert flags(await client.get(f"{house.url}/session", headers=headers))["value"] != token


@pytest.mark.parametrize("site", ["cross-site", "same-site"])
async def test_a_link_from_elsewhere_takes_no_session_away(house: House, site: str) -> None:
    async with httpx.AsyncClient(trust_env=False) as client:
        answer = await client.get(f"{house.url}/session", headers={"sec-fetch-site": site})
        assert (answer.status_code, answer.headers.get("set-cookie")) == (403, None)
        for ours in ("same-origin", "none"):
            assert "set-cookie" in (await client.get(f"{house.url}/session", headers={"sec-fetch-site": ours})).headers
            client.cookies.clear()


async def test_without_a_session_nothing_is_served(house: House) -> None:
    browser = Browser(house.url)
    for method, path in (("POST", "session/language"), ("POST", "files"), ("GET", "files/anything")):
        assert (await browser.http.request(method, path)).status_code == 401
    async with browser.socket() as socket:
        await socket.wait_closed()
        assert socket.close_code == 4401
    await browser.http.aclose()


async def test_a_session_lasts_from_visit_to_visit_and_ends_after_a_year_without(tmp_path: Path) -> None:
    clock = MovableClock(NINE)
    async with serving(tmp_path, clock) as house, Browser(house.url) as browser:
        (first,) = browser.http.cookies.jar
        for days in (300, 300, 400):
            clock.advance(days * DAY - HOUR)
            answer = await browser.http.get("session")
            assert flags(answer)["value"] == first.value
        async with browser.chat() as chat:
            clock.advance(401 * DAY)
            for path in ("files/x", "files/y"):
                assert (await browser.http.get(path)).status_code == 401
            await chat.socket.send('{"op":"ping"}')
            await chat.socket.wait_closed()
            assert chat.socket.close_code == 4401
        assert flags(await browser.http.get("session"))["value"] != first.value


async def test_who_was_taken_out_of_the_team_loses_the_desk_at_once(house: House, browser: Browser) -> None:
    await browser.sign_in(await house.invite("Sun Li"))
    frames = ('{"op":"ping"}', '{"op":"say","id":"1","text":"queue"}', '{"op":"form","id":"2","name":"report"}')
    async with browser.socket() as one, browser.socket() as two, browser.socket() as three:
        await house.dismiss("Sun Li")
        for socket, frame in zip((one, two, three), frames, strict=True):
            await socket.send(frame)
            await socket.wait_closed()
            assert socket.close_code == 4401
    assert (await browser.http.get("files/x")).status_code == 401
    assert (await browser.http.post("session/language", json={"language": "zh"})).status_code == 401
    async with browser.socket() as socket:
        await socket.wait_closed()
        assert socket.close_code == 4401
    about = (await browser.http.get("session")).json()
    assert about["me"]["team"] is False
    async with browser.chat() as chat:
        assert chat.said() == []


async def test_a_phone_of_the_demo_outlives_all_the_years_that_its_clock_is_moved(tmp_path: Path) -> None:
    async with showing(tmp_path, NINE) as house, Browser(house.phone("agent")) as browser:
        async with browser.chat() as chat:
            house.clock.advance(500 * DAY)
            await chat.socket.send('{"op":"ping"}')
            await chat.socket.wait_closed()
            assert chat.socket.close_code == 4401
        await browser.open()
        async with browser.chat(after=chat) as chat:
            assert (await chat.send(op="say", text="menu"))["op"] == "done"
