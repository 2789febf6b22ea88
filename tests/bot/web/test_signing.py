"""Signing in with an invitation."""

import asyncio
from pathlib import Path

import pytest

from bot.clock import MovableClock
from bot.web.window import Limits
from store.moment import DAY, HOUR
from store.people import Role
from tests.bot.post import NINE
from tests.web_client import Browser
from tests.web_server import House, serving

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def wrong(browser: Browser, times: int = 1) -> None:
    for _ in range(times):
        answer = await browser.http.post("session/invite", json={"code": "wrong"})
        assert (answer.status_code, answer.json()["error"][:24]) == (403, "That invitation is not v")


async def test_an_invitation_makes_a_browser_a_members(house: House, browser: Browser) -> None:
    await browser.sign_in(await house.invite("Chen Jing", Role.SUPERVISOR))
    assert browser.me["me"] == {"name": "Chen Jing", "role": "supervisor", "language": "en", "team": True}
    async with browser.chat() as chat:
        await chat.talk(("hello", "Hello Chen Jing. Here is your desk."))


async def test_it_works_once(house: House, browser: Browser) -> None:
    code = await house.invite("Li Ming")
    async with Browser(house.url) as first:
        await first.sign_in(code)
    answer = await browser.http.post("session/invite", json={"code": code})
    assert answer.status_code == 403
    assert (await browser.http.get("session")).json()["me"]["team"] is False


async def test_of_two_who_enter_it_at_the_same_time_one_gets_in(house: House) -> None:
    code = await house.invite("Zhao Min")
    async with Browser(house.url) as one, Browser(house.url) as two:
        answers = await asyncio.gather(*(each.http.post("session/invite", json={"code": code}) for each in (one, two)))
    assert sorted(answer.status_code for answer in answers) == [200, 403]


async def test_who_was_removed_meanwhile_is_not_let_in(house: House, browser: Browser) -> None:
    code = await house.invite("Gone Soon")
    await house.dismiss("Gone Soon")
    assert (await browser.http.post("session/invite", json={"code": code})).status_code == 403


async def test_a_token_known_before_is_worth_nothing_afterwards(house: House, browser: Browser) -> None:
    planted = browser.cookie
    async with Browser(house.url) as attacker:
        attacker.http.cookies.clear()
        name, _, value = planted.partition("=")
        attacker.http.cookies.set(name, value)
        async with attacker.chat() as chat:
            await chat.say("hello")
            await browser.sign_in(await house.invite("Victim"))
            assert browser.cookie != planted
            await chat.until(lambda: chat.socket.close_code is not None)
            assert chat.socket.close_code == 4401
        about = await attacker.http.get("session")
        assert about.json()["me"]["team"] is False
        assert "set-cookie" in about.headers
        async with attacker.chat() as chat:
            assert chat.said() == []


async def test_all_browsers_of_a_member_show_one_chat(house: House, browser: Browser) -> None:
    await browser.sign_in(await house.invite("Two Screens"))
    async with Browser(house.url) as second:
        await second.sign_in(await house.invite_again("Two Screens"))
        async with browser.chat() as one, second.chat() as two:
            await one.talk(("hello", "Here is your desk"))
            await two.hears("Here is your desk")
            assert one.transcript() == two.transcript()


async def test_an_invitation_expires(tmp_path: Path) -> None:
    clock = MovableClock(NINE)
    async with serving(tmp_path, clock) as house, Browser(house.url) as browser:
        code = await house.invite("Too Late")
        clock.advance(7 * DAY)
        await wrong(browser)
        assert (await browser.http.post("session/invite", json={"code": code})).status_code == 403


async def test_codes_are_not_guessed_at_will_and_nobody_else_is_kept_out(tmp_path: Path) -> None:
    clock = MovableClock(NINE)
    async with serving(tmp_path, clock) as house, Browser(house.url) as guesser, Browser(house.url) as member:
        code, another = await house.invite("Li Ming"), await house.invite("Wang Fang")
        await wrong(guesser, 10)
        assert (await guesser.http.post("session/invite", json={"code": code})).status_code == 403
        await member.sign_in(code)  # the same address of the net, as behind a proxy
        clock.advance(HOUR)
        await guesser.sign_in(another)


async def test_without_a_session_codes_are_counted_for_the_address_of_the_net(tmp_path: Path) -> None:
    async with serving(tmp_path) as house:
        stranger = Browser(house.url)
        code = await house.invite("Li Ming")
        await wrong(stranger, 10)
        assert (await stranger.http.post("session/invite", json={"code": code})).status_code == 403
        async with Browser(house.url) as member:
            await member.sign_in(code)
        await stranger.http.aclose()


@pytest.mark.parametrize("body", [b"", b"{}", b"[]", b'{"code":null}', b'{"code":["x"]}', b"\xff" * 10, b"[" * 60_000])
async def test_what_is_no_code_lets_nobody_in(browser: Browser, body: bytes) -> None:
    assert (await browser.http.post("session/invite", content=body)).status_code == 403


async def test_wrong_codes_do_not_pile_up() -> None:
    codes = Limits().codes
    for who in range(20_000):
        codes.note(who, NINE + who)
    assert len(codes) == 10_000


@pytest.mark.parametrize("words", ["/join abc", " /JOIN abc", "/join", "/start join_abc"])
async def test_an_invitation_is_not_taken_in_the_chat(house: House, browser: Browser, words: str) -> None:
    code = await house.invite(f"Chatty {words}")
    async with browser.chat() as chat:
        refused = await chat.send(op="say", text=words.replace("abc", code))
        assert refused["text"] == "To sign in on this page, choose “I work here” in its menu."
        assert (await chat.send(op="open", payload=f"join_{code}"))["op"] == "refused"
        assert chat.said() == []
    await browser.sign_in(code)
