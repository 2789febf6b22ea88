"""The house as failing checks: what import-linter and ruff cannot see."""

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from store.diagram import mermaid

ROOT = Path(__file__).parents[1]
PACKAGES = ("bot", "handlers", "scheduler", "store")
LONGEST = 400
"""Lines of a module; a longer one hides something."""

PLATFORMS = re.compile("telegram|slack", re.IGNORECASE)
PLATFORM_WIRING = {"bot/settings.py", "bot/platforms.py", "bot/logs.py"}
"""Besides the channels themselves, the only modules that may name a platform: they read its settings, load it, and keep
its library quiet."""


def modules() -> dict[str, Path]:
    return {
        str(path.relative_to(ROOT)): path for package in PACKAGES for path in sorted((ROOT / package).rglob("*.py"))
    }


MODULES = modules()


def tracked() -> list[str]:
    done = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=False)  # noqa: S607 - git of the machine
    if done.returncode:
        pytest.skip("this is no git checkout, so there is no list of what would be committed")
    return done.stdout.splitlines()


def imports(tree: ast.AST) -> Iterator[tuple[str, ast.stmt]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((alias.name, node) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield node.module or "", node


def importers(*names: str) -> set[str]:
    """The modules that import a library."""
    return {
        module
        for module, path in MODULES.items()
        for name, _ in imports(ast.parse(path.read_text("utf-8")))
        if name.split(".")[0] in names
    }


def test_the_contracts_of_the_house_are_kept() -> None:
    done = subprocess.run(
        [Path(sys.executable).parent / "lint-imports"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout


def test_there_is_no_fifth_package() -> None:
    packages = {path.parent.name for path in ROOT.glob("*/__init__.py") if not path.parent.name.startswith(".")}
    assert packages == set(PACKAGES)


@pytest.mark.parametrize("module", [name for name in MODULES if name.endswith("__init__.py")])
def test_a_package_says_what_it_is_and_nothing_else(module: str) -> None:
    assert [type(node) for node in ast.parse(MODULES[module].read_text("utf-8")).body] == [ast.Expr]


def test_no_module_hides_several() -> None:
    files = [*MODULES.values(), *(ROOT / "bot/web/static").rglob("*.js"), *(ROOT / "bot/web/static").rglob("*.css")]
    lengths = {str(path.relative_to(ROOT)): len(path.read_text("utf-8").splitlines()) for path in files}
    assert {name: length for name, length in lengths.items() if length > LONGEST} == {}


def test_nothing_is_imported_inside_a_function() -> None:
    inside = [
        f"{module}:{node.lineno}"
        for module, path in MODULES.items()
        if module != "bot/platforms.py"  # loads only what is configured
        for outer in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(outer, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda)
        for _, node in imports(outer)
    ]
    assert inside == []


def test_only_the_clockwork_knows_the_ticker() -> None:
    assert importers("apscheduler") == {"scheduler/clockwork.py"}


def test_only_settings_read_the_environment() -> None:
    reading = {module for module, path in MODULES.items() if re.search(r"\benviron\b|getenv", path.read_text("utf-8"))}
    assert reading == {"bot/settings.py"}


CLOCKS = {("time", "time"), ("time", "time_ns"), ("datetime", "now"), ("datetime", "today"), ("date", "today")}


def test_the_rules_are_given_the_time() -> None:
    """The time of day is read by the clock; besides it ids, the note of a migration and Slack's signatures carry it."""
    reading = {
        module
        for module, path in MODULES.items()
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Attribute)
        if isinstance(node.value, ast.Name) and (node.value.id, node.attr) in CLOCKS
    }
    assert reading == {"bot/clock.py", "bot/slack/http.py", "store/db/ids.py", "store/db/migrate.py"}


@pytest.mark.parametrize("package", ["handlers", "store"])
def test_rules_are_synchronous(package: str) -> None:
    waiting = [
        module
        for module, path in MODULES.items()
        if module.startswith(f"{package}/")
        and not module.startswith("store/db/")
        and any(
            isinstance(node, ast.AsyncFunctionDef | ast.Await) for node in ast.walk(ast.parse(path.read_text("utf-8")))
        )
    ]
    assert waiting == []


def test_no_platform_is_named_outside_its_channel() -> None:
    naming = {
        module
        for module, path in MODULES.items()
        if PLATFORMS.search(path.read_text("utf-8")) and not re.match(r"bot/(telegram|slack)/", module)
    }
    assert naming <= PLATFORM_WIRING


def test_every_channel_is_alike_inside() -> None:
    channels = [path.parent for path in (ROOT / "bot").glob("*/channel.py")]
    assert channels
    for channel in channels:
        assert {"channel.py", "inbound.py", "render.py"} <= {path.name for path in channel.iterdir()}, channel


def test_tests_mirror_the_packages() -> None:
    """A folder of tests is named after a room, or stands for the whole."""
    allowed = {*PACKAGES, "bench", "fakes", "whole", "__pycache__"}
    assert {path.name for path in (ROOT / "tests").iterdir() if path.is_dir()} <= allowed


def test_every_dependency_says_what_it_is_for() -> None:
    lines = (ROOT / "pyproject.toml").read_text("utf-8").splitlines()
    pins = [line for line in lines if re.match(r'\s+"[\w.\[\]-]+==', line)]
    assert pins
    assert [line for line in pins if not re.search(r"# \S+", line)] == []


def test_pins_carry_hashes_and_no_address() -> None:
    for name in ("requirements.txt", "requirements-dev.txt"):
        text = (ROOT / name).read_text("utf-8")
        assert "--hash=sha256:" in text
        assert not re.search(r"://|--index|--find-links|--trusted-host", text), name


def test_nothing_generated_or_private_is_committed() -> None:
    clutter = re.compile(r"(^|/)(\.venv|__pycache__|node_modules|\.env|data)(/|$)|\.(pyc|db|log|sqlite3?)$|egg-info")
    assert [name for name in tracked() if clutter.search(name)] == []


def test_the_readme_draws_the_lifecycle_as_the_table_has_it() -> None:
    """Mended with what this says: the text between the two marks is `store.diagram.mermaid()` as a mermaid block."""
    readme = (ROOT / "README.md").read_text("utf-8")
    drawn = readme.partition("<!-- lifecycle -->")[2].partition("<!-- /lifecycle -->")[0]
    assert drawn.strip() == f"```mermaid\n{mermaid().strip()}\n```"


@pytest.mark.parametrize("page", ["README.md", "CONTRIBUTING.md", "CHANGELOG.md"])
def test_what_a_page_links_to_is_there(page: str) -> None:
    links = re.findall(r"\]\(([^)#:]+)\)", (ROOT / page).read_text("utf-8"))
    assert [link for link in links if not (ROOT / link).exists()] == []


def test_what_contributing_names_is_there() -> None:
    """A map that shows rooms which have moved leads newcomers astray."""
    named = re.findall(
        r"`((?:bot|handlers|store|scheduler|tests)/[\w./-]+)`", (ROOT / "CONTRIBUTING.md").read_text("utf-8")
    )
    assert named
    assert [name for name in named if not (ROOT / name).exists()] == []
