"""What every answer over HTTP promises, asked with a real client."""

from pathlib import Path

import httpx
import pytest

from bot.web.guard import HEADERS
from tests.web_client import Browser
from tests.web_server import House, serving

pytestmark = pytest.mark.asyncio(loop_scope="module")

ANYTHING = [
    ("GET", "/"),
    ("HEAD", "/"),
    ("OPTIONS", "/"),
    ("BREW", "/"),
    ("GET", "/session"),
    ("PUT", "/session"),
    ("POST", "/session/language"),
    ("POST", "/session/move"),
    ("GET", "/session/invite"),
    ("POST", "/session/invite"),
    ("POST", "/files"),
    ("GET", "/files/nothing"),
    ("GET", "/ws"),
    ("GET", "/static/tokens.css"),
    ("GET", "/static/nothing"),
    ("GET", "/nothing"),
    ("GET", "/favicon.ico"),
    ("GET", "/healthz"),
    ("GET", "/metrics"),
]


@pytest.mark.parametrize(("method", "path"), ANYTHING)
async def test_every_answer_is_guarded(house: House, method: str, path: str) -> None:
    async with httpx.AsyncClient(trust_env=False) as client:
        answer = await client.request(method, house.url + path)
    assert answer.status_code < 500
    assert {name for name in HEADERS if name not in answer.headers} == set()
    policy = answer.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert "server" not in answer.headers


async def test_a_fault_of_ours_is_guarded_and_says_nothing(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.web.routes.STATIC", None)
    async with httpx.AsyncClient(trust_env=False) as client:
        answer = await client.get(f"{house.url}/static/tokens.css")
    assert (answer.status_code, answer.text) == (500, "Internal Server Error")
    assert {name for name in HEADERS if name not in answer.headers} == set()
    assert "sandbox" in answer.headers["content-security-policy"]


async def test_methods_that_an_address_does_not_have_are_refused(browser: Browser) -> None:
    answers = {
        (method, path): (await browser.http.request(method, path)).status_code
        for method, path in (("DELETE", "session"), ("PUT", "files"), ("GET", "session/invite"), ("POST", ""))
    }
    assert set(answers.values()) == {405}
    assert (await browser.http.head("session")).content == b""


async def test_only_this_site_may_frame_the_page(house: House) -> None:
    async with httpx.AsyncClient(trust_env=False) as client:
        policy = (await client.get(house.url)).headers["content-security-policy"]
    assert "frame-ancestors 'self'" in policy.split("; ")


async def test_sites_that_embed_the_chat_are_named(tmp_path: Path) -> None:
    sites = ("https://shop.example.com", "https://www.example.com")
    async with serving(tmp_path, embed_origins=sites) as house, httpx.AsyncClient(trust_env=False) as client:
        policy = (await client.get(house.url)).headers["content-security-policy"]
        script = await client.get(f"{house.url}/widget.js")
    assert f"frame-ancestors 'self' {' '.join(sites)}" in policy.split("; ")
    assert script.headers["cross-origin-resource-policy"] == "cross-origin"


@pytest.mark.parametrize(
    "path",
    [
        "../routes.py",
        "..%2froutes.py",
        "%2e%2e/routes.py",
        "..%5croutes.py",
        "page/../../routes.py",
        "/etc/passwd",
        "%2fetc%2fpasswd",
        "%00",
        "tokens.css%00.png",
        "%ff",
        "a" * 5000,
        "",
        "page",
        "page.html",
        "demo.html",
    ],
)
async def test_only_the_files_of_the_page_are_served(house: House, path: str) -> None:
    async with httpx.AsyncClient(trust_env=False) as client:
        url = httpx.URL(house.url, raw_path=f"/static/{path}".encode())
        assert (await client.get(url)).status_code == 404


async def test_a_file_of_the_page_is_fetched_again_only_when_it_changed(house: House) -> None:
    async with httpx.AsyncClient(trust_env=False) as client:
        first = await client.get(f"{house.url}/static/tokens.css")
        again = await client.get(f"{house.url}/static/tokens.css", headers={"if-none-match": first.headers["etag"]})
    assert first.headers["content-type"].startswith("text/css")
    assert (again.status_code, again.content) == (304, b"")


FOREIGN = [
    {"origin": ""},
    {"origin": "null"},
    {"origin": "http://evil.example"},
    {"origin": "http://127.0.0.1"},
    {"origin": "http://127.0.0.1:1"},
    {"origin": "http://localhost"},
    {"x-aftercare": ""},
    {"x-aftercare": "2"},
]


@pytest.mark.parametrize("headers", FOREIGN, ids=str)
@pytest.mark.parametrize("path", ["session/language", "session/move", "session/invite", "files"])
async def test_nothing_is_changed_for_another_site(browser: Browser, path: str, headers: dict[str, str]) -> None:
    if headers.get("origin") == "":
        del browser.http.headers["origin"]
        headers = {}
    answer = await browser.http.post(path, headers=headers, json={"language": "zh", "code": "x"})
    assert answer.status_code == 403
    assert (await browser.http.get("session")).json()["me"]["language"] == "en"


async def test_without_a_messenger_there_is_no_other_chat_to_go_to(browser: Browser) -> None:
    assert browser.me["elsewhere"] == []
    bodies: tuple[object, ...] = ({"to": "web"}, {"to": ["web"]}, {"to": None}, {}, [])
    for body in bodies:
        assert (await browser.http.post("session/move", json=body)).status_code == 404


PROXIED = {
    "https://help.example.com": [
        ("127.0.0.1:8080", "https://help.example.com", True),  # the proxy hides the host
        ("help.example.com", "https://help.example.com", True),
        ("help.example.com:443", "https://help.example.com", True),
        ("help.example.com", "http://help.example.com", False),  # not what we serve
        ("help.example.com", "https://help.example.com:8443", False),
        ("help.example.com", "https://evil.help.example.com", False),
    ],
    "https://Help.Example.com:443": [("x", "https://help.example.com", True)],
    "http://127.0.0.1:0": [
        ("127.0.0.1:80", "http://127.0.0.1", True),
        ("desk.local", "https://desk.local", True),  # a proxy that nobody told us of
        ("desk.local:8080", "https://desk.local", False),
        ("", "http://", False),
    ],
}


@pytest.mark.parametrize("public", PROXIED)
async def test_our_own_page_is_known_behind_a_proxy_too(tmp_path: Path, public: str) -> None:
    async with serving(tmp_path, public_url=public) as house, httpx.AsyncClient(trust_env=False) as client:
        for host, origin, allowed in PROXIED[public]:
            headers = {"host": host, "origin": origin, "x-aftercare": "1", "accept-language": "en"}
            answer = await client.post(f"{house.url}/session/invite", headers=headers, json={"code": "none"})
            assert ("not valid" in answer.text) == allowed, (host, origin)
            assert answer.status_code == 403


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b"\xff", b"[" * 60_000, b'{"language":1}', b'{"language":"xx"}'])
async def test_what_is_no_language_changes_none(browser: Browser, body: bytes) -> None:
    assert (await browser.http.post("session/language", content=body)).status_code == 400


async def test_a_body_without_end_is_not_read_to_its_end(browser: Browser) -> None:
    answer = await browser.http.post("session/language", content=b'{"language":"zh"' + b" " * 1_000_000 + b"}")
    assert answer.status_code == 400


async def test_the_language_is_switched_for_every_open_page(browser: Browser) -> None:
    async with browser.chat() as one, browser.chat() as other:
        session = (await browser.http.post("session/language", json={"language": "zh"})).json()
        assert session["me"]["language"] == "zh"
        for chat in (one, other):
            await chat.until(lambda chat=chat: chat.state["language"] == "zh")  # type: ignore[misc]
        await one.talk(("您好", "有什么可以帮您"))
        refused = await one.send(op="say", text="很" * 8001)
        assert refused["text"].startswith("一条消息最多 8000 个字符")
        await one.talk(("[English]", "We now go on in English"))
        await other.until(lambda: other.state["language"] == "en")


@pytest.mark.parametrize(
    ("asked", "spoken"),
    [("zh-CN,zh;q=0.9,en;q=0.8", "zh"), ("en-GB,en", "en"), ("fr-FR", "en"), ("", "en"), ("ZH", "zh")],
)
async def test_somebody_new_is_spoken_to_in_the_browsers_language(house: House, asked: str, spoken: str) -> None:
    async with Browser(house.url, language=asked) as browser:
        assert browser.me["me"]["language"] == spoken


async def test_a_page_learns_only_of_who_sits_there(house: House, browser: Browser) -> None:
    async with Browser(house.url) as other, other.chat() as chat:
        await chat.submit("report", {"name": "Wang Fang", "phone": "138 0013 8000"})
        assert "Wang" not in (await browser.http.get("session")).text
        answer = await browser.http.get("session")
    assert answer.headers["cache-control"] == "no-store"
    assert answer.json()["me"] == {"name": "", "role": "customer", "language": "en", "team": False}
