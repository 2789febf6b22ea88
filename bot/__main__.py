"""The program `aftercare`."""

from __future__ import annotations

import asyncio
import errno
import logging
import sys
from collections.abc import Callable, Coroutine, Iterator
from datetime import datetime
from typing import Any, TypeVar

import click

from bot import checks, commands, demo, logs, story
from bot.app import PortTaken
from bot.settings import SETTINGS, Settings, SettingsError, load
from bot.wiring import shipped_playbooks
from handlers.team import TeamFault
from store.db.errors import DatabaseError
from store.files import FolderUnwritable
from store.people import Language, Role
from store.playbook import PlaybookError

T = TypeVar("T")

logger = logging.getLogger(__name__)

TO_MEND = (SettingsError, PlaybookError, DatabaseError, FolderUnwritable, PortTaken, TeamFault)
"""Faults whose message says how to mend them: no trace is shown."""

TEAM_ROLES = [role.value for role in Role if role is not Role.CUSTOMER]

SETTINGS_HELP = "\b\nSettings (environment, .env, or aftercare.toml without the prefix):\n" + "\n".join(
    f"  {setting.name}" + (f" [{setting.default}]" if setting.default else "") + f"\n      {setting.about}"
    for setting in SETTINGS
)


def _run(work: Callable[[], Coroutine[Any, Any, T]]) -> T:
    """Run a command; what can be mended is said in one sentence, what cannot ends the program with its trace."""
    try:
        return asyncio.run(work())
    except Exception as fault:
        faults = list(_leaves(fault))
        if any(isinstance(each, BrokenPipeError) for each in faults):  # whoever read along has heard enough
            raise BrokenPipeError(errno.EPIPE, "") from fault
        if not all(isinstance(each, TO_MEND) for each in faults):
            logger.critical("aftercare ends: %s", ", ".join(map(repr, faults)), exc_info=fault)
            sys.exit(1)
        for each in faults:
            click.echo(f"aftercare: {each}", err=True)
        sys.exit(2)


def _leaves(fault: BaseException) -> Iterator[BaseException]:
    if isinstance(fault, BaseExceptionGroup):
        for each in fault.exceptions:
            yield from _leaves(each)
    else:
        yield fault


def _settings() -> Settings:
    try:
        settings = load()
    except SettingsError as fault:
        click.echo(f"aftercare: these settings cannot be used:\n{fault}", err=True)
        sys.exit(2)
    logs.start(settings.log_level)
    return settings


@click.group(epilog=SETTINGS_HELP)
def main() -> None:
    """Chat-bot intake and notification for after-sales teams."""


@main.command()
def run() -> None:
    """Serve customers and the team until stopped."""
    settings = _settings()
    _run(lambda: commands.run(settings))


@main.command("demo")
@click.option("--port", default=8080, show_default=True, help="The port on 127.0.0.1; 0 takes a free one.")
@click.option(
    "--at", type=click.DateTime(), help="Where its clock begins. By default early on the working day at hand."
)
def demo_(port: int, at: datetime | None) -> None:
    """Serve three phones and a clock on 127.0.0.1: play a whole case with your own hands."""
    logs.start("warning")
    _run(lambda: demo.run(port, at))


@main.command("story")
@click.option("--playbook", default="after-sales", show_default=True, help="A shipped playbook, or a file.")
@click.option("--lang", type=click.Choice([each.value for each in Language]), default="zh", show_default=True)
def story_(playbook: str, lang: str) -> None:
    """Play one ticket from first word to archive on a moved clock; fails when a promise is not kept."""
    logs.start("error")
    kept = _run(lambda: story.tell(playbook, Language(lang), click.echo))
    sys.exit(0 if kept else 1)


@main.command()
def check() -> None:
    """Say what is wrong with settings, playbook, database and folder, and how to mend it."""
    try:
        settings = load()
    except SettingsError as fault:
        click.echo(f"settings: wrong\n{fault}", err=True)
        sys.exit(1)
    results = _run(lambda: checks.everything(settings))
    for result in results:
        click.echo(f"{result.name}: {'ok' if result.ok else 'wrong'}{' - ' + result.said if result.said else ''}")
    sys.exit(0 if all(result.ok for result in results) else 1)


@main.command()
def migrate() -> None:
    """Bring the database up to this version."""
    settings = _settings()
    click.echo(_run(lambda: commands.migrate(settings)))


@main.group()
def team() -> None:
    """Who works the tickets."""


@team.command()
@click.argument("name")
@click.option("--role", type=click.Choice(TEAM_ROLES), default=TEAM_ROLES[0], show_default=True)
@click.option("--group", "groups", multiple=True, help="A group of the playbook; may be given several times.")
@click.option("--lang", type=click.Choice([each.value for each in Language]), default="zh", show_default=True)
def add(name: str, role: str, groups: tuple[str, ...], lang: str) -> None:
    """Add a member and print their invitation."""
    settings = _settings()
    click.echo(_run(lambda: commands.add(settings, name, Role(role), groups, Language(lang))))


@team.command("list")
def list_() -> None:
    """List the members."""
    settings = _settings()
    for line in _run(lambda: commands.members(settings)):
        click.echo(line)


@team.command()
@click.argument("name")
def invite(name: str) -> None:
    """Print a new invitation for a member."""
    settings = _settings()
    click.echo(_run(lambda: commands.invite(settings, name)))


@team.command()
@click.argument("name")
def remove(name: str) -> None:
    """Take a member out of the team."""
    settings = _settings()
    click.echo(_run(lambda: commands.remove(settings, name)))


main.help = f"{main.help}\n\nShipped playbooks: {', '.join(shipped_playbooks())}."

if __name__ == "__main__":
    main(prog_name="aftercare")
