"""Where code asks which builder it has to do with, instead of asking for a trait."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from ctxscan.builders import BUILDER_NAMES

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator
    from pathlib import Path

_ASKING_METHODS = ("startswith", "endswith", "__eq__", "index", "count")
_ASKING_FUNCTIONS = ("isinstance", "issubclass")


def classes_of_builders(builders: Path) -> frozenset[str]:
    """The builders themselves, their filters and their meters."""
    return frozenset(
        node.name
        for name in BUILDER_NAMES
        for part in ("meter.py", "filter.py")
        for node in ast.parse((builders / name / part).read_text(encoding="utf-8")).body
        if isinstance(node, ast.ClassDef)
    )


def questions(tree: ast.Module, classes: Collection[str]) -> Iterator[tuple[int, str]]:
    """The line of each, and what it asks with."""
    for node in ast.walk(tree):
        for part in _asked_with(node):
            for each in ast.walk(part):
                if isinstance(each, ast.Constant) and each.value in BUILDER_NAMES:
                    yield each.lineno, f"asks for the builder {each.value}"
                elif isinstance(each, ast.Name | ast.Attribute) and _name(each) in classes:
                    yield each.lineno, f"asks for the class {_name(each)}"


def _asked_with(node: ast.AST) -> list[ast.expr]:
    """What *node* compares with, whichever way."""
    found: list[ast.expr | None] = []
    match node:
        case ast.Compare():
            found = [node.left, *node.comparators]
        case ast.MatchValue():
            found = [node.value]
        case ast.MatchClass():
            found = [node.cls]
        case ast.Dict():
            found = [*node.keys]
        case ast.Call(func=ast.Name(id=name)) if name in _ASKING_FUNCTIONS:
            found = [*node.args[1:]]
        case ast.Call(func=ast.Attribute(attr=name)) if name in _ASKING_METHODS:
            found = [*node.args]
    return [each for each in found if each is not None]


def _name(node: ast.Name | ast.Attribute) -> str:
    return node.id if isinstance(node, ast.Name) else node.attr
