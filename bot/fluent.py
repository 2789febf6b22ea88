"""Project Fluent entries made into functions.

The parser is the Fluent project's own; its Python runtime is not used, because it cuts off values of more than 2,500
characters, groups the digits of numbers, and takes ten times as long. What a catalogue here may contain: text,
`{ $name }`, `{ "literal" }`, `{ entry }`, `{ -term }`, and a choice on a value.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Protocol

from fluent.syntax import FluentParser, ast


class CatalogueError(ValueError):
    """A catalogue that cannot be used; the message names the entry and what is wrong with it."""


class Scope(Protocol):
    """The values that an entry is rendered with."""

    def shown(self, name: str) -> str:
        """Return a value in the reader's words."""
        ...

    def chosen(self, name: str) -> str | int:
        """Return what a choice on a value compares: a number, or the key of the entry that the value is."""
        ...

    def plural(self, number: int) -> str:
        """Return the reader's plural category of a number."""
        ...


Render = Callable[[Scope], str]


def parse(source: str, where: str) -> list[ast.Message | ast.Term]:
    """Read the entries of one file. Raises CatalogueError for what is not Fluent."""
    entries: list[ast.Message | ast.Term] = []
    for entry in FluentParser(with_spans=False).parse(source).body:
        if isinstance(entry, ast.Junk):
            reason = entry.annotations[0].message if entry.annotations else "not Fluent"
            raise CatalogueError(f"{where}: {reason}: {(entry.content or '').strip()[:80]!r}")
        if isinstance(entry, ast.Message | ast.Term):
            entries.append(entry)
    return entries


def compile_entries(entries: Iterable[ast.Message | ast.Term]) -> dict[str, Render]:
    """Return the functions of one language's entries, by key; terms keep their leading dash."""
    return _Compiler({_key(entry): entry for entry in entries}).all()


def _key(entry: ast.Message | ast.Term) -> str:
    return f"-{entry.id.name}" if isinstance(entry, ast.Term) else entry.id.name


class _Compiler:
    def __init__(self, entries: dict[str, ast.Message | ast.Term]) -> None:
        self._entries = entries
        self._done: dict[str, Render] = {}
        self._doing: list[str] = []

    def all(self) -> dict[str, Render]:
        for key in self._entries:
            self._entry(key)
        return self._done

    def _entry(self, key: str) -> Render:
        if key in self._done:
            return self._done[key]
        entry = self._entries.get(key)
        if entry is None:
            raise CatalogueError(f"{self._doing[-1]}: there is no entry {key!r}")
        if key in self._doing:
            raise CatalogueError(f"{key}: it refers to itself")
        if entry.value is None or entry.attributes:
            raise CatalogueError(f"{key}: an entry has a value and no attributes")
        self._doing.append(key)
        self._done[key] = self._pattern(entry.value)
        self._doing.pop()
        return self._done[key]

    def _pattern(self, pattern: ast.Pattern) -> Render:
        parts = _spaced([self._element(element) for element in pattern.elements])
        if len(parts) == 1:
            return _constant(parts[0]) if isinstance(parts[0], str) else parts[0]
        return _joined(parts)

    def _element(self, element: ast.TextElement | ast.Placeable) -> str | Render:
        return element.value if isinstance(element, ast.TextElement) else self._expression(element.expression)

    def _expression(self, expression: object) -> str | Render:
        match expression:
            case ast.Placeable():
                return self._expression(expression.expression)
            case ast.VariableReference():
                return _variable(expression.id.name)
            case ast.StringLiteral():
                return str(expression.parse()["value"])
            case ast.NumberLiteral():
                return expression.value
            case ast.MessageReference(attribute=None):
                return self._entry(expression.id.name)
            case ast.TermReference(attribute=None, arguments=None):
                return self._entry(f"-{expression.id.name}")
            case ast.SelectExpression(selector=ast.VariableReference() as selector):
                return self._choice(selector.id.name, expression.variants)
            case _:
                raise CatalogueError(f"{self._doing[-1]}: {type(expression).__name__} is not used here")

    def _choice(self, name: str, variants: Sequence[ast.Variant]) -> Render:
        renders = {_variant_key(variant): self._pattern(variant.value) for variant in variants}
        default = next(renders[_variant_key(variant)] for variant in variants if variant.default)

        def render(scope: Scope) -> str:
            chosen = scope.chosen(name)
            found = renders.get(chosen)
            if found is None and isinstance(chosen, int):
                found = renders.get(scope.plural(chosen))
            return (found or default)(scope)

        return render


def _variant_key(variant: ast.Variant) -> str | int:
    return int(variant.key.value) if isinstance(variant.key, ast.NumberLiteral) else variant.key.name


def _constant(text: str) -> Render:
    return lambda _scope: text


def _variable(name: str) -> Render:
    return lambda scope: scope.shown(name)


def _spaced(parts: Sequence[str | Render]) -> list[str | Render]:
    """Keep a name in Latin letters apart from the Chinese around it; what people wrote themselves stays as it is."""
    spaced = list(parts)
    for place, part in enumerate(parts):
        if not isinstance(part, str):
            before = place > 0 and _is_chinese(parts[place - 1], -1)
            after = place + 1 < len(parts) and _is_chinese(parts[place + 1], 0)
            spaced[place] = _apart(part, " " * before, " " * after) if before or after else part
    return spaced


def _is_chinese(part: str | Render, edge: int) -> bool:
    return isinstance(part, str) and "\u4e00" <= part[edge] <= "\u9fff"


def _apart(render: Render, before: str, after: str) -> Render:
    def apart(scope: Scope) -> str:
        words = render(scope)
        return f"{before * _is_latin(words[:1])}{words}{after * _is_latin(words[-1:])}"

    return apart


def _is_latin(letter: str) -> bool:
    return letter.isascii() and letter.isalpha()


def _joined(parts: Sequence[str | Render]) -> Render:
    return lambda scope: "".join([part if isinstance(part, str) else part(scope) for part in parts])
