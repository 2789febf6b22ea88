"""The catalogues and the sources that use them, read for the tests."""

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from fluent.syntax import ast as ftl
from fluent.syntax.visitor import Visitor

from bot.fluent import parse

ROOT = Path(__file__).parents[2]
PACKAGES = ("bot", "handlers", "scheduler", "store")
KEY = re.compile(r"[a-z]+(-[a-z0-9]+)+")


class Parts(Visitor):
    """The variables and the words of one entry."""

    def __init__(self) -> None:
        self.variables: set[str] = set()
        self.words: list[str] = []

    def visit_VariableReference(self, node: ftl.VariableReference) -> None:  # noqa: N802
        self.variables.add(node.id.name)

    def visit_TextElement(self, node: ftl.TextElement) -> None:  # noqa: N802
        self.words.append(node.value)

    @property
    def text(self) -> str:
        return "\N{OBJECT REPLACEMENT CHARACTER}".join(self.words)


@cache
def entries(language: str) -> dict[str, Parts]:
    """Every entry of a language."""
    found: dict[str, Parts] = {}
    for file in sorted((ROOT / "bot/locales" / language).glob("*.ftl")):
        for entry in parse(file.read_text("utf-8"), file.name):
            found[entry.id.name] = Parts()
            found[entry.id.name].visit(entry)
    return found


@cache
def modules() -> dict[Path, ast.Module]:
    """Every module of the program."""
    files = (file for package in PACKAGES for file in (ROOT / package).rglob("*.py"))
    return {file.relative_to(ROOT): ast.parse(file.read_text("utf-8")) for file in files}


def strings(module: ast.Module) -> Iterator[str]:
    """Every string in a module."""
    return (node.value for node in ast.walk(module) if isinstance(node, ast.Constant) and isinstance(node.value, str))


def literals(module: ast.Module) -> Iterator[str]:
    """Every string in a module that has the form of a key."""
    return (text for text in strings(module) if KEY.fullmatch(text))


def template(node: ast.expr) -> str | None:
    """What a key is written as: itself, or with `{}` for what is put in; None for a name."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    if isinstance(node, ast.JoinedStr):
        return "".join(str(part.value) if isinstance(part, ast.Constant) else "{}" for part in node.values)
    return None


def spoken(module: ast.Module) -> Iterator[tuple[str, ast.Call]]:
    """Every call that names an entry in the place of a key, with how the key is written."""
    for node in ast.walk(module):
        if isinstance(node, ast.Call):
            name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            place = {"Text": 0, "Term": 0, "tell": 0, "Refused": 0, "Notice": 1}.get(name)
            if place is not None and len(node.args) > place:
                key = template(node.args[place])
                if key is not None:
                    yield key, node


def values_given(call: ast.Call) -> set[str] | None:
    """The names of the values in such a call; None when they cannot be read off it."""
    names = {keyword.arg for keyword in call.keywords}
    if None in names:
        return None
    given = {name for name in names if name is not None}
    for argument in call.args[1:]:
        if not isinstance(argument, ast.Dict) or not all(isinstance(key, ast.Constant) for key in argument.keys):
            return None
        given |= {str(key.value) for key in argument.keys if isinstance(key, ast.Constant)}
    return given


def page_sources() -> str:
    """Everything that the pages are made of."""
    static = ROOT / "bot/web/static"
    files = [file for kind in ("*.js", "*.html") for file in sorted(static.rglob(kind))]
    return "\n".join(file.read_text("utf-8") for file in files)
