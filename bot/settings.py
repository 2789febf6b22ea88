"""Settings: the only reader of the environment. Each is documented here, in one place, and nowhere else."""

from __future__ import annotations

import difflib
import io
import os
import re
import tomllib
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from urllib.parse import urlsplit

from dotenv import dotenv_values
from dotenv.parser import parse_stream
from msgspec import Struct, structs

from store.db.place import database_path

FILE = "aftercare.toml"
ENV_FILE = ".env"
PREFIX = "AFTERCARE_"


class SettingsError(ValueError):
    """Settings that cannot be used; the message names each and how to mend it."""


class Setting(Struct, frozen=True):
    """One setting: its name, its default, and what it is for."""

    name: str
    default: str
    about: str


SETTINGS: tuple[Setting, ...] = (
    Setting(
        "AFTERCARE_DATABASE",
        "",
        "The database: sqlite:///folder/aftercare.db or a path. By default aftercare.db in the data folder.",
    ),
    Setting("AFTERCARE_DATA_DIR", "data", "The folder for files that customers and agents send."),
    Setting("AFTERCARE_HOST", "127.0.0.1", "The address to listen on; 0.0.0.0 behind a proxy of your own."),
    Setting("AFTERCARE_PORT", "8080", "The port to listen on; 0 takes a free one."),
    Setting(
        "AFTERCARE_PUBLIC_URL",
        "",
        "The address at which customers reach the page, such as "
        "https://help.example.com. By default that of host and port.",
    ),
    Setting(
        "AFTERCARE_PLAYBOOK", "after-sales", "The playbook: the name of a shipped one, or the path of a .toml file."
    ),
    Setting("AFTERCARE_EMBED_ORIGINS", "", "Sites that may show the chat as a widget, separated by blanks."),
    Setting("AFTERCARE_MAX_FILE_MB", "20", "The largest file that is taken, in megabytes."),
    Setting("AFTERCARE_TELEGRAM_TOKEN", "", "The token of the Telegram bot, from @BotFather. Without it, no Telegram."),
    Setting(
        "AFTERCARE_TELEGRAM_API",
        "",
        "A Bot API server of your own, without /bot, such as http://127.0.0.1:8081. By default Telegram's.",
    ),
    Setting(
        "AFTERCARE_TELEGRAM_WEBHOOK_URL",
        "",
        "The address at which Telegram reaches this server, such as https://help.example.com/telegram. "
        "Without it, updates are polled for.",
    ),
    Setting(
        "AFTERCARE_TELEGRAM_WEBHOOK_SECRET", "", "What Telegram proves itself with: 16 or more of A-Z a-z 0-9 _ and -."
    ),
    Setting("AFTERCARE_TELEGRAM_TEAM_CHAT", "", "The number of the team's group, in which each ticket is a topic."),
    Setting(
        "AFTERCARE_SLACK_BOT_TOKEN",
        "",
        "The Slack app's bot token, xoxb-…; without it, and without a client id, there is no Slack.",
    ),
    Setting(
        "AFTERCARE_SLACK_APP_TOKEN", "", "The app-level token, xapp-…, for Socket Mode: no public address is needed."
    ),
    Setting(
        "AFTERCARE_SLACK_SIGNING_SECRET",
        "",
        "What Slack proves itself with over HTTP; it posts to /slack/events of the public address.",
    ),
    Setting(
        "AFTERCARE_SLACK_API",
        "",
        "Another address of the Web API, such as http://127.0.0.1:8082/api. By default Slack's.",
    ),
    Setting(
        "AFTERCARE_SLACK_CLIENT_ID",
        "",
        "The app's client id, so that workspaces install it at /slack/install; no bot token is needed then.",
    ),
    Setting("AFTERCARE_SLACK_CLIENT_SECRET", "", "The app's client secret; it belongs to the client id."),
    Setting(
        "AFTERCARE_SLACK_TEAM_CHANNEL",
        "",
        "The team's channel, C…, in which each ticket is a thread; T…/C… also names its workspace.",
    ),
    Setting("AFTERCARE_LOG_LEVEL", "info", "How much is logged: debug, info, warning or error."),
)

_LEVELS = ("debug", "info", "warning", "error")

_HOST = re.compile(r"[A-Za-z0-9.:-]+")
_ADDRESS = re.compile(r"\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9.-]+")
_BOT_TOKEN = re.compile(r"\d{3,20}:[A-Za-z0-9_-]{20,100}")
_CHANNEL = re.compile(r"(?:([TE][A-Z0-9]{2,20})/)?([CG][A-Z0-9]{2,20})")
_CHAT = re.compile(r"-\d{1,18}")
_SECRET = re.compile(r"[A-Za-z0-9_-]{16,256}")
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")
_USUAL_PORTS = {"http": 80, "https": 443}


class TelegramSettings(Struct, frozen=True):
    """The Telegram bot. Without a token there is none; without a webhook it polls; `team_chat` 0 is no group."""

    token: str = ""
    api: str = ""
    webhook_url: str = ""
    webhook_secret: str = ""
    team_chat: int = 0


class SlackSettings(Struct, frozen=True):
    """The Slack app, by its bot token, or by the client id with which workspaces install it.

    With an app token it uses Socket Mode, else signed HTTP. `team_workspace` is empty where the channel tells it.
    """

    bot_token: str = ""
    app_token: str = ""
    signing_secret: str = ""
    api: str = ""
    team_channel: str = ""
    client_id: str = ""
    client_secret: str = ""
    team_workspace: str = ""

    @property
    def wanted(self) -> bool:
        """Whether there is to be an app at all."""
        return bool(self.bot_token or self.client_id)


class Settings(Struct, frozen=True):
    """Settings as the program uses them. `port` 0 means any free one; `max_file` is in bytes."""

    database: Path
    data_dir: Path
    host: str
    port: int
    public_url: str
    playbook: str
    embed_origins: tuple[str, ...]
    max_file: int
    log_level: str
    telegram: TelegramSettings = TelegramSettings()
    slack: SlackSettings = SlackSettings()

    @property
    def secure(self) -> bool:
        """Whether customers come over HTTPS."""
        return self.public_url.startswith("https://")

    @property
    def open_port(self) -> bool:
        """Whether the port shows only once the program listens, and the address with it."""
        return self.public_url == _own_address(self.host, 0)

    def listening_on(self, port: int) -> Settings:
        """Return these settings with the port that was taken, also in an address that was made of it."""
        url = _own_address(self.host, port) if self.open_port else self.public_url
        return structs.replace(self, port=port, public_url=url)


def load(folder: Path | None = None, environment: Mapping[str, str] | None = None) -> Settings:
    """Read the environment, then `.env`, then `aftercare.toml` of a folder; the first that names a setting wins.

    A setting that is left empty is as if it were not named. Raises SettingsError with every wrong setting at once.
    """
    folder = folder or Path.cwd()
    faults: list[str] = []
    values = {setting.name: setting.default for setting in SETTINGS}
    for place, given in (
        (f" in {FILE}", _from_toml(folder / FILE, faults)),
        (f" in {ENV_FILE}", _from_env_file(folder / ENV_FILE, faults)),
        ("", os.environ if environment is None else environment),
    ):
        _take(values, place, given, faults)
    settings = _read(values, faults)
    if faults or settings is None:
        raise SettingsError("\n".join(f"- {fault}" for fault in faults))
    return settings


def _take(values: dict[str, str], place: str, given: Mapping[str, str], faults: list[str]) -> None:
    """Let what one place gives override what weaker places gave."""
    for name, value in given.items():
        if name not in values:
            if name.startswith(PREFIX):
                faults.append(f"{name}{place}: there is no such setting; {_meant(name)}")
        elif _CONTROL.search(value):
            faults.append(f"{name}{place} holds a line break or another control character; write it in one line")
        elif value.strip():
            values[name] = value.strip()


def _meant(name: str) -> str:
    names = [setting.name for setting in SETTINGS]
    close = difflib.get_close_matches(name, names, n=1, cutoff=0.8)
    return f"did you mean {close[0]}?" if close else f"there are {', '.join(names)}"


def _from_toml(path: Path, faults: list[str]) -> dict[str, str]:
    try:
        found = tomllib.loads(_text(path))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, OSError) as fault:
        faults.append(f"{path} cannot be read ({fault}); write lines such as port = 8080")
        return {}
    return {
        f"{PREFIX}{name.upper()}": " ".join(map(str, value)) if isinstance(value, list) else str(value)
        for name, value in found.items()
    }


def _from_env_file(path: Path, faults: list[str]) -> dict[str, str]:
    try:
        source = _text(path)
    except (UnicodeDecodeError, OSError) as fault:
        faults.append(f"{path} cannot be read ({fault}); write lines such as AFTERCARE_PORT=8080")
        return {}
    faults.extend(
        f"{path}, line {binding.original.line}: write NAME=value, and quote a value that has spaces"
        for binding in parse_stream(io.StringIO(source))
        if binding.error
    )
    return {name: value for name, value in dotenv_values(stream=io.StringIO(source)).items() if value is not None}


def _text(path: Path) -> str:
    """Return what stands in a file, nothing when there is none."""
    return path.read_text("utf-8-sig") if path.exists() else ""


def _read(values: Mapping[str, str], faults: list[str]) -> Settings | None:
    data_dir = _path(values, "AFTERCARE_DATA_DIR", Path, faults)
    database = data_dir / "aftercare.db"
    if values["AFTERCARE_DATABASE"]:
        database = _path(values, "AFTERCARE_DATABASE", database_path, faults)
    host = values["AFTERCARE_HOST"]
    if not _HOST.fullmatch(host):
        faults.append(f"AFTERCARE_HOST is {host!r}; write 127.0.0.1, 0.0.0.0 or the name of this machine")
    port = _whole(values, "AFTERCARE_PORT", 0, 65535, faults)
    megabytes = _whole(values, "AFTERCARE_MAX_FILE_MB", 1, 1024, faults)
    url = _address(values["AFTERCARE_PUBLIC_URL"], "AFTERCARE_PUBLIC_URL", faults)
    level = values["AFTERCARE_LOG_LEVEL"].lower()
    if level not in _LEVELS:
        faults.append(f"AFTERCARE_LOG_LEVEL is {level!r}; use one of {', '.join(_LEVELS)}")
    telegram, slack = _telegram(values, faults), _slack(values, faults)
    origins = tuple(_origins(values["AFTERCARE_EMBED_ORIGINS"], faults))
    if faults:
        return None
    return Settings(
        database,
        data_dir,
        host,
        port,
        url or _own_address(host, port),
        values["AFTERCARE_PLAYBOOK"],
        origins,
        megabytes * 1024 * 1024,
        level,
        telegram,
        slack,
    )


def _slack(values: Mapping[str, str], faults: list[str]) -> SlackSettings:
    bot, app = values["AFTERCARE_SLACK_BOT_TOKEN"], values["AFTERCARE_SLACK_APP_TOKEN"]
    secret, channel = values["AFTERCARE_SLACK_SIGNING_SECRET"], values["AFTERCARE_SLACK_TEAM_CHANNEL"]
    client, proof = values["AFTERCARE_SLACK_CLIENT_ID"], values["AFTERCARE_SLACK_CLIENT_SECRET"]
    if bot and not bot.startswith("xoxb-"):
        faults.append("AFTERCARE_SLACK_BOT_TOKEN is no bot token; copy the one that begins with xoxb-")
    if app and not app.startswith("xapp-"):
        faults.append("AFTERCARE_SLACK_APP_TOKEN is no app-level token; copy the one that begins with xapp-")
    if (bot or client) and not (app or secret):
        name = "AFTERCARE_SLACK_BOT_TOKEN" if bot else "AFTERCARE_SLACK_CLIENT_ID"
        faults.append(f"{name} needs a way in: set AFTERCARE_SLACK_APP_TOKEN or _SIGNING_SECRET")
    room = _CHANNEL.fullmatch(channel)
    if channel and room is None:
        faults.append(f"AFTERCARE_SLACK_TEAM_CHANNEL is {channel!r}; write the channel's id, such as C0123456789")
    api = _address(values["AFTERCARE_SLACK_API"], "AFTERCARE_SLACK_API", faults)
    if bool(client) != bool(proof):
        faults.append("AFTERCARE_SLACK_CLIENT_ID and _CLIENT_SECRET belong together: set both, or neither")
    workspace, channel = (room[1] or "", room[2]) if room is not None else ("", "")
    return SlackSettings(bot, app, secret, api, channel, client, proof, workspace)


def _telegram(values: Mapping[str, str], faults: list[str]) -> TelegramSettings:
    token, chat = values["AFTERCARE_TELEGRAM_TOKEN"], values["AFTERCARE_TELEGRAM_TEAM_CHAT"]
    if token and not _BOT_TOKEN.fullmatch(token):
        faults.append("AFTERCARE_TELEGRAM_TOKEN is no token; copy it from @BotFather, such as 123456:AbC-dEf…")
    if chat and not _CHAT.fullmatch(chat):
        faults.append(f"AFTERCARE_TELEGRAM_TEAM_CHAT is {chat!r}; write the group's number, such as -1001234567890")
        chat = ""
    url, secret = values["AFTERCARE_TELEGRAM_WEBHOOK_URL"], values["AFTERCARE_TELEGRAM_WEBHOOK_SECRET"]
    if url and not _SECRET.fullmatch(secret):
        faults.append("AFTERCARE_TELEGRAM_WEBHOOK_SECRET is needed with a webhook: 16 to 256 of A-Z a-z 0-9 _ and -")
    return TelegramSettings(
        token,
        _address(values["AFTERCARE_TELEGRAM_API"], "AFTERCARE_TELEGRAM_API", faults),
        _address(url, "AFTERCARE_TELEGRAM_WEBHOOK_URL", faults),
        secret,
        int(chat or 0),
    )


def _path(values: Mapping[str, str], name: str, read: Callable[[str], Path], faults: list[str]) -> Path:
    """Return the path that a setting names."""
    try:
        return read(values[name]).expanduser()
    except ValueError as fault:
        faults.append(str(fault))
    except RuntimeError:
        faults.append(f"{name} is {values[name]!r}, which lies in the home of somebody unknown; write a whole path")
    return Path()


def _whole(values: Mapping[str, str], name: str, least: int, most: int, faults: list[str]) -> int:
    text = values[name]
    if not (text.isascii() and text.isdigit() and len(text) <= len(str(most)) and least <= int(text) <= most):
        faults.append(f"{name} is {text!r}; write a whole number from {least} to {most}")
        return least
    return int(text)


def _origins(text: str, faults: list[str]) -> Iterator[str]:
    for each in text.split():
        origin = _address(each, "AFTERCARE_EMBED_ORIGINS", faults)
        if origin.count("/") > len("//"):
            faults.append(f"AFTERCARE_EMBED_ORIGINS names {each!r}; leave out what follows the host")
        yield origin


def _address(text: str, name: str, faults: list[str]) -> str:
    """Return a web address in the form in which browsers send it."""
    if not text:
        return ""
    try:
        parts = urlsplit(text.rstrip("/"))
        host, port = parts.netloc.rpartition("@")[2].removesuffix(f":{parts.port}").lower(), parts.port
    except ValueError:
        parts, host, port = urlsplit(""), "", None
    usual = _USUAL_PORTS.get(parts.scheme)
    if usual is None or not _ADDRESS.fullmatch(host) or parts.username or parts.query or parts.fragment:
        faults.append(f"{name} is {text!r}; write an address such as https://help.example.com")
        return ""
    return f"{parts.scheme}://{host}" + ("" if port in {None, usual} else f":{port}") + parts.path


def _own_address(host: str, port: int) -> str:
    """Return the address of host and port, as somebody at this machine would open it."""
    known = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104 - nothing listens here
    return f"http://[{known}]:{port}" if ":" in known else f"http://{known}:{port}"
