"""What is made from settings before anything runs: the office of a playbook."""

from __future__ import annotations

from importlib import resources
from pathlib import Path

from store.calendars.country import special_days
from store.office import Office
from store.playbook import PlaybookError
from store.proofread import parse


def shipped_playbooks() -> list[str]:
    """Return the names of the playbooks that ship."""
    folder = resources.files("store").joinpath("playbooks")
    return sorted(file.name.removesuffix(".toml") for file in folder.iterdir() if file.name.endswith(".toml"))


def open_office(playbook: str) -> Office:
    """Read a playbook by its name or path and make it ready.

    Raises PlaybookError, saying how to mend it.
    """
    if playbook in shipped_playbooks():
        source = resources.files("store").joinpath("playbooks", f"{playbook}.toml").read_bytes()
        origin = playbook
    else:
        try:
            path = Path(playbook).expanduser()
            source, origin = path.read_bytes(), str(path)
        except (OSError, RuntimeError) as fault:  # the latter for the home of somebody unknown
            raise PlaybookError(
                f"AFTERCARE_PLAYBOOK is {playbook!r}, which is neither a shipped playbook "
                f"({', '.join(shipped_playbooks())}) nor a file that can be read ({fault})"
            ) from fault
    found = parse(source, origin=origin)
    try:
        return Office(found, special_days(found.country))
    except (ValueError, KeyError) as fault:
        raise PlaybookError(f"playbook {origin}: {fault}") from fault
