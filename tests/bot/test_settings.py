from __future__ import annotations

from pathlib import Path

import pytest

from bot.settings import SETTINGS, Settings, SettingsError, load

PROMISED = (
    "AFTERCARE_DATABASE",
    "AFTERCARE_HOST",
    "AFTERCARE_PORT",
    "AFTERCARE_PUBLIC_URL",
    "AFTERCARE_PLAYBOOK",
    "AFTERCARE_DATA_DIR",
)
"""Names that deployments and outside tests rely on."""


def faults(folder: Path, **environment: str) -> str:
    """Return what is said of settings that cannot be used."""
    with pytest.raises(SettingsError) as raised:
        load(folder, environment)
    return str(raised.value)


def test_the_promised_names_are_settings() -> None:
    assert {setting.name for setting in SETTINGS} >= set(PROMISED)


def test_every_setting_says_what_it_is_for() -> None:
    assert all(setting.about.endswith(".") for setting in SETTINGS)


def test_without_any_setting_it_serves_this_machine(tmp_path: Path) -> None:
    settings = load(tmp_path, {})
    assert (settings.host, settings.port, settings.public_url) == ("127.0.0.1", 8080, "http://127.0.0.1:8080")
    assert (settings.database, settings.data_dir) == (Path("data/aftercare.db"), Path("data"))
    assert (settings.playbook, settings.max_file, settings.log_level) == ("after-sales", 20 * 1024 * 1024, "info")
    assert not settings.secure


def test_the_environment_goes_before_the_env_file_and_that_before_the_toml_file(tmp_path: Path) -> None:
    (tmp_path / "aftercare.toml").write_text('port = 1001\nhost = "a.test"\nplaybook = "from-toml"\n')
    (tmp_path / ".env").write_text("AFTERCARE_PORT=1002\nAFTERCARE_HOST=b.test\nOTHER=1\n")
    settings = load(tmp_path, {"AFTERCARE_PORT": "1003", "PATH": "/bin"})
    assert (settings.port, settings.host, settings.playbook) == (1003, "b.test", "from-toml")


def test_a_setting_left_empty_is_as_if_it_were_not_named(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("AFTERCARE_PORT=1002\nAFTERCARE_HOST=\n")
    settings = load(tmp_path, {"AFTERCARE_PORT": " ", "AFTERCARE_DATABASE": ""})
    assert (settings.port, settings.host, settings.database) == (1002, "127.0.0.1", Path("data/aftercare.db"))


def test_a_toml_file_may_hold_numbers_and_lists(tmp_path: Path) -> None:
    (tmp_path / "aftercare.toml").write_text('port = 9000\nembed_origins = ["https://a.test", "https://b.test"]\n')
    settings = load(tmp_path, {})
    assert (settings.port, settings.embed_origins) == (9000, ("https://a.test", "https://b.test"))


def test_files_that_begin_with_a_byte_order_mark_are_read(tmp_path: Path) -> None:
    (tmp_path / "aftercare.toml").write_text("port = 9000\n", "utf-8-sig")
    (tmp_path / ".env").write_text("AFTERCARE_HOST=b.test\n", "utf-8-sig")
    settings = load(tmp_path, {})
    assert (settings.port, settings.host) == (9000, "b.test")


@pytest.mark.parametrize(
    ("setting", "path"),
    [
        ("sqlite:///folder/desk.db", "folder/desk.db"),
        ("sqlite:////srv/desk.db", "/srv/desk.db"),
        ("folder/desk.db", "folder/desk.db"),
        ("/srv/desk.db", "/srv/desk.db"),
    ],
)
def test_the_database_is_a_path_or_an_address_of_one(tmp_path: Path, setting: str, path: str) -> None:
    assert load(tmp_path, {"AFTERCARE_DATABASE": setting}).database == Path(path)


def test_the_database_lies_in_the_data_folder_unless_told_otherwise(tmp_path: Path) -> None:
    assert load(tmp_path, {"AFTERCARE_DATA_DIR": "/srv/desk"}).database == Path("/srv/desk/aftercare.db")


def test_a_home_is_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", "/home/li")
    settings = load(tmp_path, {"AFTERCARE_DATA_DIR": "~/desk", "AFTERCARE_DATABASE": "~/desk.db"})
    assert (settings.data_dir, settings.database) == (Path("/home/li/desk"), Path("/home/li/desk.db"))


@pytest.mark.parametrize(
    ("name", "value", "mend"),
    [
        ("AFTERCARE_PORT", "eighty", "write a whole number from 0 to 65535"),
        ("AFTERCARE_PORT", "65536", "write a whole number from 0 to 65535"),
        ("AFTERCARE_PORT", "-1", "write a whole number from 0 to 65535"),
        ("AFTERCARE_PORT", "８０８０", "write a whole number from 0 to 65535"),
        ("AFTERCARE_PORT", "9" * 5000, "write a whole number from 0 to 65535"),
        ("AFTERCARE_HOST", "two words", "write 127.0.0.1, 0.0.0.0 or the name of this machine"),
        ("AFTERCARE_DATABASE", "postgres://desk", "write sqlite:///folder/aftercare.db or a plain path"),
        ("AFTERCARE_DATABASE", "sqlite://", "write sqlite:///folder/aftercare.db or a plain path"),
        ("AFTERCARE_DATABASE", ":memory:", "write sqlite:///folder/aftercare.db or a plain path"),
        ("AFTERCARE_PUBLIC_URL", "help.example.com", "write an address such as https://help.example.com"),
        ("AFTERCARE_PUBLIC_URL", "ftp://help.example.com", "write an address such as https://help.example.com"),
        ("AFTERCARE_PUBLIC_URL", "https://", "write an address such as https://help.example.com"),
        ("AFTERCARE_PUBLIC_URL", "https://[::1", "write an address such as https://help.example.com"),
        ("AFTERCARE_PUBLIC_URL", "https://a.test:99999", "write an address such as https://help.example.com"),
        ("AFTERCARE_PUBLIC_URL", "https://li:secret@a.test", "write an address such as https://help.example.com"),
        ("AFTERCARE_PUBLIC_URL", "https://a.test/?x=1", "write an address such as https://help.example.com"),
        ("AFTERCARE_EMBED_ORIGINS", "https://a.test b.test", "write an address such as https://help.example.com"),
        ("AFTERCARE_EMBED_ORIGINS", "https://a.test;x", "write an address such as https://help.example.com"),
        ("AFTERCARE_EMBED_ORIGINS", "https://a.test/shop", "leave out what follows the host"),
        ("AFTERCARE_MAX_FILE_MB", "0", "write a whole number from 1 to 1024"),
        ("AFTERCARE_MAX_FILE_MB", "1.5", "write a whole number from 1 to 1024"),
        ("AFTERCARE_LOG_LEVEL", "loud", "use one of debug, info, warning, error"),
        ("AFTERCARE_DATA_DIR", "a\0b", "write it in one line"),
        ("AFTERCARE_DATA_DIR", "~nobody-known/desk", "write a whole path"),
        ("AFTERCARE_DATABASE", "~nobody-known/desk.db", "write a whole path"),
        ("AFTERCARE_PLAYBOOK", "a\nb", "write it in one line"),
        ("AFTERCARE_PROT", "80", "did you mean AFTERCARE_PORT?"),
        ("AFTERCARE_TELEPATHY", "on", "there are AFTERCARE_DATABASE, AFTERCARE_DATA_DIR"),
    ],
)
def test_a_wrong_setting_is_named_with_the_mend(tmp_path: Path, name: str, value: str, mend: str) -> None:
    said = faults(tmp_path, **{name: value})
    assert said.startswith(f"- {name}")
    assert mend in said
    assert said.count("\n") == 0


def test_all_wrong_settings_are_named_at_once_with_the_file_that_holds_them(tmp_path: Path) -> None:
    (tmp_path / "aftercare.toml").write_text('colour = "red"\nport = "eighty"\n')
    (tmp_path / ".env").write_text("AFTERCARE_LOG_LEVEL=loud\nAFTERCARE_HOTS=a\n")
    said = faults(tmp_path, AFTERCARE_PUBLIC_URL="nowhere", AFTERCARE_DATABASE="postgres://desk").splitlines()
    assert [line.split()[1].rstrip(":") for line in said] == [
        "AFTERCARE_COLOUR",
        "AFTERCARE_HOTS",
        "AFTERCARE_DATABASE",
        "AFTERCARE_PORT",
        "AFTERCARE_PUBLIC_URL",
        "AFTERCARE_LOG_LEVEL",
    ]
    assert "in aftercare.toml" in said[0]
    assert "in .env" in said[1]


@pytest.mark.parametrize("source", [b"port = ", b"port: 8080", b"\xff\xfe"])
def test_a_broken_toml_file_is_named_with_the_mend(tmp_path: Path, source: bytes) -> None:
    (tmp_path / "aftercare.toml").write_bytes(source)
    said = faults(tmp_path, AFTERCARE_LOG_LEVEL="loud")
    assert f"{tmp_path / 'aftercare.toml'} cannot be read" in said
    assert "write lines such as port = 8080" in said
    assert "AFTERCARE_LOG_LEVEL" in said


def test_a_folder_in_the_place_of_a_file_is_said(tmp_path: Path) -> None:
    (tmp_path / "aftercare.toml").mkdir()
    (tmp_path / ".env").mkdir()
    said = faults(tmp_path).splitlines()
    assert [str(tmp_path / name) in line for name, line in zip(("aftercare.toml", ".env"), said, strict=True)] == [
        True,
        True,
    ]


def test_a_broken_line_of_an_env_file_is_named(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("AFTERCARE_PORT=8080\nAFTERCARE_HOST='a.test\n")
    said = faults(tmp_path)
    assert said == f"- {tmp_path / '.env'}, line 2: write NAME=value, and quote a value that has spaces"


def test_an_env_file_that_is_no_text_is_named(tmp_path: Path) -> None:
    (tmp_path / ".env").write_bytes(b"AFTERCARE_HOST=\xff\n")
    assert faults(tmp_path).startswith(f"- {tmp_path / '.env'} cannot be read")


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("https://help.example.com/", "https://help.example.com"),
        ("HTTPS://Help.Example.com", "https://help.example.com"),
        ("https://help.example.com:443", "https://help.example.com"),
        ("http://help.example.com:8080", "http://help.example.com:8080"),
        ("http://[::1]:8080", "http://[::1]:8080"),
    ],
)
def test_the_public_address_is_kept_as_browsers_send_it(tmp_path: Path, written: str, read: str) -> None:
    settings = load(tmp_path, {"AFTERCARE_PUBLIC_URL": written})
    assert settings.public_url == read
    assert settings.secure == read.startswith("https")


@pytest.mark.parametrize(
    ("host", "url"),
    [
        ("127.0.0.1", "http://127.0.0.1:8080"),
        ("0.0.0.0", "http://127.0.0.1:8080"),  # noqa: S104 - nothing listens
        ("::1", "http://[::1]:8080"),
        ("::", "http://[::1]:8080"),
        ("desk.test", "http://desk.test:8080"),
    ],
)
def test_the_default_address_can_be_opened(tmp_path: Path, host: str, url: str) -> None:
    assert load(tmp_path, {"AFTERCARE_HOST": host}).public_url == url


def test_an_address_made_of_a_free_port_shows_it_once_it_is_taken(tmp_path: Path) -> None:
    settings = load(tmp_path, {"AFTERCARE_PORT": "0"})
    assert settings.open_port
    listening = settings.listening_on(50123)
    assert (listening.port, listening.public_url, listening.open_port) == (50123, "http://127.0.0.1:50123", False)


def test_a_given_address_stays_whatever_the_port(tmp_path: Path) -> None:
    settings = load(tmp_path, {"AFTERCARE_PORT": "0", "AFTERCARE_PUBLIC_URL": "https://help.example.com"})
    assert not settings.open_port
    assert settings.listening_on(50123).public_url == "https://help.example.com"


def test_settings_are_read_from_the_folder_and_the_environment_the_program_runs_in(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / ".env").write_text("AFTERCARE_HOST=b.test\n")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("AFTERCARE_PORT", "1234")
    settings: Settings = load()
    assert (settings.host, settings.port) == ("b.test", 1234)
