"""What `aftercare check` says of the bot."""

import pytest

from bot.settings import SettingsError, TelegramSettings, load
from bot.telegram.check import TelegramFault, look
from tests.fakes.telegram.faults import Fault
from tests.fakes.telegram.server import FakeTelegram

URL, SECRET = "https://help.example.com/telegram", "what-telegram-proves-itself-with"


async def test_a_good_bot(server: FakeTelegram) -> None:
    assert await look(TelegramSettings(server.token, server.url)) == "@aftercare_bot, polling, 0 updates waiting"
    said = await look(TelegramSettings(server.token, server.url, URL, SECRET))
    assert said == f"@aftercare_bot, webhook {URL} (to be set on start), 0 updates waiting"
    team = server.group("Desk", forum=True)
    assert "@aftercare_bot" in await look(TelegramSettings(server.token, server.url, team_chat=team.id))


async def test_a_webhook_left_behind_is_named(server: FakeTelegram) -> None:
    server.updates.webhook = {"url": "https://old.example.com/"}
    assert "https://old.example.com/ is removed on start" in await look(TelegramSettings(server.token, server.url))


async def test_a_token_that_is_wrong(server: FakeTelegram) -> None:
    server.revoked = True
    with pytest.raises(TelegramFault, match="the token was rejected; get the present one from @BotFather"):
        await look(TelegramSettings(server.token, server.url))


async def test_a_server_that_cannot_be_reached(server: FakeTelegram) -> None:
    server.faults.add("getMe", Fault(reset=True))
    with pytest.raises(
        TelegramFault, match=r"cannot be reached; check the network, a proxy, or AFTERCARE_TELEGRAM_API$"
    ):
        await look(TelegramSettings(server.token, server.url))


async def test_what_the_teams_group_lacks(server: FakeTelegram) -> None:
    group, forum = server.group("Desk"), server.group("Desk", forum=True)
    server.state.me["can_read_all_group_messages"] = False
    group.chat.rights = forum.chat.rights = False
    with pytest.raises(TelegramFault, match=r"no topics.*privacy mode"):
        await look(TelegramSettings(server.token, server.url, team_chat=group.id))
    with pytest.raises(TelegramFault, match=r"may not manage topics.*privacy mode"):
        await look(TelegramSettings(server.token, server.url, team_chat=forum.id))
    with pytest.raises(TelegramFault, match=r"cannot be seen.*add the bot to it"):
        await look(TelegramSettings(server.token, server.url, team_chat=-5))


async def test_a_teams_group_that_became_another(server: FakeTelegram) -> None:
    old, new = server.group("Desk"), server.group("Desk", forum=True)
    old.chat.migrated = new.id
    with pytest.raises(TelegramFault, match=f"set AFTERCARE_TELEGRAM_TEAM_CHAT={new.id}$"):
        await look(TelegramSettings(server.token, server.url, team_chat=old.id))


async def test_a_webhook_that_does_not_answer(server: FakeTelegram) -> None:
    server.updates.errors.append("Wrong response from the webhook: 502 Bad Gateway")
    with pytest.raises(TelegramFault, match="could not post to the webhook: Wrong response"):
        await look(TelegramSettings(server.token, server.url, URL, SECRET))


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("TOKEN", "hello", "copy it from @BotFather"),
        ("WEBHOOK_URL", URL, "AFTERCARE_TELEGRAM_WEBHOOK_SECRET is needed"),
        ("TEAM_CHAT", "my group", "such as -1001234567890"),
        ("API", "ftp://x", "write an address"),
    ],
)
def test_a_wrong_setting_is_named_with_its_mend(name: str, value: str, said: str, tmp_path: object) -> None:
    with pytest.raises(SettingsError, match=said):
        load(environment={f"AFTERCARE_TELEGRAM_{name}": value})


def test_settings_of_a_bot() -> None:
    given = {
        "AFTERCARE_TELEGRAM_TOKEN": "123456:" + "x" * 35,
        "AFTERCARE_TELEGRAM_WEBHOOK_URL": URL,
        "AFTERCARE_TELEGRAM_WEBHOOK_SECRET": SECRET,
        "AFTERCARE_TELEGRAM_TEAM_CHAT": "-1001234567890",
    }
    assert load(environment=given).telegram == TelegramSettings("123456:" + "x" * 35, "", URL, SECRET, -1001234567890)
