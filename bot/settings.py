"""Settings: the only reader of the environment. Each is documented here, in one place, and nowhere else."""

from __future__ import annotations

import os
import tomllib
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import urlsplit

from dotenv import dotenv_values
from msgspec import Struct

from store.db.place import database_path

FILE = "aftercare.toml"


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
    Setting("AFTERCARE_LOG_LEVEL", "info", "How much is logged: debug, info, warning or error."),
)

_LEVELS = ("debug", "info", "warning", "error")


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

    @property
    def secure(self) -> bool:
        """Whether customers come over HTTPS."""
        return self.public_url.startswith("https://")


def load(folder: Path | None = None, environment: Mapping[str, str] | None = None) -> Settings:
    """Read the environment, then `.env`, then `aftercare.toml` of a folder; the first that names a setting wins.

    Raises SettingsError with every wrong setting at once.
    """
    folder = folder or Path.cwd()
    given = os.environ if environment is None else environment
    faults: list[str] = []
    values = {setting.name: setting.default for setting in SETTINGS}
    for name, value in {**_from_toml(folder / FILE, faults), **_from_env_file(folder / ".env"), **given}.items():
        if name in values:
            values[name] = value
        elif name.startswith("AFTERCARE_"):
            faults.append(f"{name}: there is no such setting; there are {', '.join(values)}")
    settings = _read(values, faults)
    if faults or settings is None:
        raise SettingsError("\n".join(f"- {fault}" for fault in faults))
    return settings


def _from_toml(path: Path, faults: list[str]) -> dict[str, str]:
    if not path.exists():
        return {}
    try:
        found = tomllib.loads(path.read_text("utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, OSError) as fault:
        faults.append(f"{path}: {fault}; write lines such as port = 8080")
        return {}
    return {
        f"AFTERCARE_{name.upper()}": " ".join(map(str, value)) if isinstance(value, list) else str(value)
        for name, value in found.items()
    }


def _from_env_file(path: Path) -> dict[str, str]:
    return {name: value for name, value in dotenv_values(path).items() if value is not None} if path.exists() else {}


def _read(values: Mapping[str, str], faults: list[str]) -> Settings | None:
    data_dir = Path(values["AFTERCARE_DATA_DIR"]).expanduser()
    database = data_dir / "aftercare.db"
    try:
        if values["AFTERCARE_DATABASE"]:
            database = database_path(values["AFTERCARE_DATABASE"])
    except ValueError as fault:
        faults.append(str(fault))
    host = values["AFTERCARE_HOST"].strip()
    port = _whole(values, "AFTERCARE_PORT", 0, 65535, faults)
    megabytes = _whole(values, "AFTERCARE_MAX_FILE_MB", 1, 1024, faults)
    url = _address(values["AFTERCARE_PUBLIC_URL"], "AFTERCARE_PUBLIC_URL", faults) or f"http://{host}:{port}"
    origins = tuple(
        _address(each, "AFTERCARE_EMBED_ORIGINS", faults) for each in values["AFTERCARE_EMBED_ORIGINS"].split()
    )
    level = values["AFTERCARE_LOG_LEVEL"].strip().lower()
    if level not in _LEVELS:
        faults.append(f"AFTERCARE_LOG_LEVEL is {level!r}; use one of {', '.join(_LEVELS)}")
    return (
        None
        if faults
        else Settings(
            database,
            data_dir,
            host,
            port,
            url,
            values["AFTERCARE_PLAYBOOK"].strip(),
            origins,
            megabytes * 1024 * 1024,
            level,
        )
    )


def _whole(values: Mapping[str, str], name: str, least: int, most: int, faults: list[str]) -> int:
    text = values[name].strip()
    if not (text.isascii() and text.isdigit() and least <= int(text) <= most):
        faults.append(f"{name} is {text!r}; write a whole number from {least} to {most}")
        return least
    return int(text)


def _address(text: str, name: str, faults: list[str]) -> str:
    text = text.strip().rstrip("/")
    if not text:
        return ""
    parts = urlsplit(text)
    if parts.scheme not in {"http", "https"} or not parts.hostname or parts.query or parts.fragment:
        faults.append(f"{name} is {text!r}; write an address such as https://help.example.com")
    return text
