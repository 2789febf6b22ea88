from __future__ import annotations

import io
import json
import logging
import sys
import time
import warnings
from typing import Any

import phonenumbers
import pytest
from hypothesis import given
from hypothesis import strategies as st
from phonenumbers import PhoneNumberFormat

from bot import logs
from bot.logs import redact
from store.delivery import Delivery, Kind, Lane
from store.message import Message, Text
from store.people import Address, Person
from store.ticket import Priority, Status, Ticket

AROUND = st.text(st.characters(exclude_categories=["Cs", "Nd"], exclude_characters="_"), max_size=12).filter(
    lambda text: not (text[-1:].isascii() and text[-1:].isalnum()) and not (text[:1].isascii() and text[:1].isalnum())
)
"""What may stand before and after: anything that is no part of the word itself."""

TELEGRAM = "123456789:AAH-abcdefghijklmnopqrstuvwxyz12345"
SLACK = "xoxb-123456789012-abcDEFghiJKL"


def telling(*, level: str = "info") -> io.StringIO:
    """Log into what is returned from now on."""
    told = io.StringIO()
    logs.start(level)
    handler = logging.getLogger().handlers[0]
    assert isinstance(handler, logging.StreamHandler)
    handler.setStream(told)
    return told


def lines(told: io.StringIO) -> list[dict[str, Any]]:
    return [json.loads(line) for line in told.getvalue().splitlines()]


pytestmark = pytest.mark.usefixtures("logs_as_before")


@given(AROUND, st.sampled_from([TELEGRAM, SLACK, "xapp-1-A0B1-22-abc", "xoxe.xoxp-1-Abc"]), AROUND)
def test_no_token_is_logged(before: str, token: str, after: str) -> None:
    assert token not in redact(f"{before}{token}{after}")


REGIONS = st.sampled_from(["CN", "GB", "DE", "US", "FR", "JP", "HK", "AU"])
FORMS = st.sampled_from([PhoneNumberFormat.E164, PhoneNumberFormat.INTERNATIONAL, PhoneNumberFormat.NATIONAL])


@given(AROUND, REGIONS, st.sampled_from([0, 1]), FORMS, AROUND)
def test_no_phone_number_is_logged(before: str, region: str, kind: int, form: int, after: str) -> None:
    number = phonenumbers.example_number_for_type(region, kind)
    assert number is not None
    written = phonenumbers.format_number(number, form)
    assert written not in redact(f"{before}{written}{after}")


@pytest.mark.parametrize(
    "said",
    [
        "电话13800138000打不通",
        "tel:13800138000",
        "tel.138-0013-8000",
        "2026-11-25 13800138000",
        "138 0013 8000 139 0013 8001",
        "（010）6552 9988",
        "１３８００１３８０００",
    ],
)
def test_phone_numbers_are_found_wherever_they_stand(said: str) -> None:
    told = redact(said)
    assert "[phone]" in told
    assert not any(part in told for part in ("0013", "6552", "１３８"))


@given(AROUND, st.emails(domains=st.sampled_from(["example.com", "mail.例子.公司"])), AROUND)
def test_no_e_mail_address_is_logged(before: str, address: str, after: str) -> None:
    assert address not in redact(f"{before} <{address}> {after}")


SECRET = "kqXw-7_zR" + "pLm4"


@pytest.mark.parametrize(
    "said",
    [
        f"GET https://api.telegram.org/bot123456789:{SECRET}{SECRET}/getMe",
        f"GET /?invite={SECRET}&lang=en",
        f"/join {SECRET}",
        f"/加入 {SECRET}",
        f"https://t.me/desk_bot?start=join_{SECRET}",
        f"Authorization: Bearer {SECRET}",
        f"authorization: Basic {SECRET}==",
        f"Cookie: aftercare={SECRET}; theme=dark",
        f"cookie: theme=dark; aftercare={SECRET}",
        f"Set-Cookie: aftercare={SECRET}; HttpOnly",
        f"{{'cookie': 'theme=dark; aftercare={SECRET}', 'host': 'a.test'}}",
        f"[(b'host', b'a.test'), (b'cookie', b'theme=dark; aftercare={SECRET}')]",
        f"signing_secret={SECRET}",
        f'{{"client-secret": "{SECRET}"}}',
        f"AFTERCARE_TELEGRAM_TOKEN={SECRET}",
        f"password = {SECRET}",
        f"api_key: {SECRET}",
        f"Session(token_hash='{SECRET}', address=1)",
        f"Invitation(code_hash='x', token='it\\'s {SECRET}')",
    ],
)
def test_no_secret_is_logged(said: str) -> None:
    assert SECRET not in redact(said)


WORDS = "王芳 says “the printer smells”"


@pytest.mark.parametrize(
    "record",
    [
        Person(1, WORDS, phone="+8613800138000"),
        Address(1, 2, "web", WORDS),
        Ticket(1, "FB1", 2, Status.NEW, Priority.P1, "fault", 3, title=WORDS, answers={"description": WORDS}),
        Delivery(
            1,
            2,
            3,
            Lane.REPLY,
            Kind.REPLY,
            Message((Text("x", {"customer": WORDS}),), quote=WORDS),
            dedupe="1",
            created=2,
        ),
        {"words": WORDS, "name": "it's " + WORDS},
    ],
)
def test_no_record_shows_what_somebody_said(record: object) -> None:
    told = redact(f"cannot keep {record!r}: disk full")
    assert "王芳" not in told
    assert "smells" not in told
    assert told.startswith("cannot keep ")
    assert told.endswith(": disk full")


@pytest.mark.parametrize(
    "said",
    [
        "serving on http://127.0.0.1:50123",
        "listening at 192.168.100.200",
        "timer due:response of ticket 1234567890123456789 failed; tried again later",
        "message 1234567890123456789 cannot be recorded",
        "due at 1764036000000",
        "held 0.012345678 s",
        "archived on 2026-11-25",
        "FB20261125001 is archived",
        'File "/srv/desk/scheduler/clockwork.py", line 77, in _put_off',
        "migration 0001_ground",
    ],
)
def test_what_helps_to_mend_a_fault_stays(said: str) -> None:
    assert redact(said) == said


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_a_redacted_text_has_nothing_left_to_redact(text: str) -> None:
    once = redact(text)
    assert redact(once) == once


@pytest.mark.parametrize(
    "text", ["王" * 200_000, "1" * 200_000, "a@" * 100_000, "token" * 40_000, "'name': '" * 20_000]
)
def test_a_long_text_is_redacted_at_once(text: str) -> None:
    began = time.process_time()
    redact(text)
    assert time.process_time() - began < 5


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=30))
def test_a_record_is_one_line_of_json(said: str) -> None:
    told = telling()
    logging.getLogger("desk").warning("%s", f"[{said}]")
    (line,) = told.getvalue().splitlines()
    found = json.loads(line)
    assert (found["level"], found["from"], found["said"]) == ("warning", "desk", redact(f"[{said}]"))
    assert found["at"][:2] == "20"


def test_a_fault_is_told_with_its_trace_and_without_what_was_said() -> None:
    told = telling()
    try:
        raise ValueError(f"cannot reach 138 0013 8000 with {TELEGRAM}")
    except ValueError:
        logging.getLogger("desk").exception("failed with %r", Person(1, WORDS))
    (line,) = lines(told)
    assert "test_logs.py" in line["fault"]
    assert "ValueError: cannot reach [phone] with [token]" in line["fault"]
    assert not any(hidden in told.getvalue() for hidden in ("王芳", "8000", TELEGRAM))


def test_a_group_of_faults_is_redacted_as_well() -> None:
    told = telling()
    inner = ExceptionGroup("several", [ValueError(f"bearer {SECRET}"), OSError("13800138000")])
    logging.getLogger("desk").error("failed", exc_info=inner)
    assert "ExceptionGroup" in lines(told)[0]["fault"]
    assert SECRET not in told.getvalue()
    assert "13800138000" not in told.getvalue()


def test_a_record_that_does_not_fit_its_values_is_told_without_them(capsys: pytest.CaptureFixture[str]) -> None:
    told = telling()
    logging.getLogger("desk").warning("%d messages", "13800138000")
    assert lines(told)[0]["said"] == "%d messages"
    assert capsys.readouterr().err == ""


def test_a_place_in_the_code_is_told() -> None:
    told = telling()
    logging.getLogger("desk").warning("here", stack_info=True)
    assert "test_a_place_in_the_code_is_told" in lines(told)[0]["stack"]


def test_a_warning_of_python_is_a_record_as_well() -> None:
    told = telling()
    with warnings.catch_warnings():
        warnings.simplefilter("always")
        warnings.warn("13800138000 is old", DeprecationWarning, stacklevel=1)
    assert "[phone] is old" in lines(told)[0]["said"]


@pytest.mark.parametrize(
    "name",
    [
        "httpx",
        "httpcore.http11",
        "uvicorn.error",
        "websockets.server",
        "telegram.ext.ExtBot",
        "slack_sdk.web.base_client",
    ],
)
def test_libraries_that_say_too_much_are_quiet_even_when_all_is_wanted(name: str) -> None:
    told = telling(level="debug")
    library, own = logging.getLogger(name), logging.getLogger("bot.courier")
    library.debug("a word of a chat")
    library.info("GET https://a.test/")
    own.debug("here")
    library.warning("this is wrong")
    assert [line["said"] for line in lines(told)] == ["here", "this is wrong"]


def test_a_catching_up_clockwork_is_quiet_and_a_fault_of_it_is_not() -> None:
    told = telling()
    logging.getLogger("apscheduler.scheduler").warning("skipped: maximum number of running instances reached")
    logging.getLogger("apscheduler.executors.default").error("raised an exception")
    assert [line["said"] for line in lines(told)] == ["raised an exception"]


def test_less_is_logged_when_less_is_wanted() -> None:
    told = telling(level="error")
    for name in ("bot.courier", "uvicorn.error", "httpx"):
        logging.getLogger(name).warning("a warning")
    logging.getLogger("bot.courier").error("a fault")
    assert [line["said"] for line in lines(told)] == ["a fault"]


def test_logs_go_to_standard_error(capsys: pytest.CaptureFixture[str]) -> None:
    logs.start("info")
    logging.getLogger("desk").info("here")
    told = capsys.readouterr()
    assert told.out == ""
    assert json.loads(told.err)["said"] == "here"
    assert sys.stderr is not sys.__stderr__
