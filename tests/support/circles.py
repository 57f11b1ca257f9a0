"""Circles of imports, at every depth: between the modules and folders that lie side by side."""

from __future__ import annotations

import ast
from itertools import pairwise
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    Imports = Mapping[str, Iterable[str]]
    """By dotted name of a module: the names it imports."""


def imported(module: str, tree: ast.Module) -> Iterator[tuple[int, str]]:
    """Every import, also those inside functions and ``if TYPE_CHECKING``; absolute names."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = absolute(module, node)
            yield from ((node.lineno, f"{base}.{alias.name}") for alias in node.names)


def absolute(module: str, node: ast.ImportFrom) -> str:
    """Where ``from ... import`` looks; ``module`` names a package by its ``__init__``."""
    above = module.split(".")[: -node.level] if node.level else []
    return ".".join([*above, *([node.module] if node.module else [])])


def circles(sources: Mapping[str, str]) -> list[str]:
    """*sources*: by dotted names of modules; a package's own is ``__init__``.

    One for each folder and pair of neighbours: ``ctxscan.ignore: matcher -> scope -> matcher``.

    Neighbours that lie in folders stand for all that is in them.
    """
    imports = {
        module: [name for _, name in imported(module, ast.parse(source))]
        for module, source in sources.items()
    }
    packages = sorted({above for module in imports for above in _packages_above(module)})
    return [
        f"{package}: {' -> '.join(way)}"
        for package in packages
        for way in _circles_of(_neighbours(package, imports))
    ]


def _packages_above(module: str) -> list[str]:
    parts = module.split(".")
    return [".".join(parts[:count]) for count in range(1, len(parts))]


def _neighbours(package: str, imports: Imports) -> dict[str, set[str]]:
    """Who imports whom, of what lies in *package* itself."""
    inside = f"{package}."
    found: dict[str, set[str]] = {}
    for module, names in imports.items():
        if not module.startswith(inside):
            continue
        here = module.removeprefix(inside).partition(".")[0]
        for name in names:
            other = _module_of(name, imports) or ""
            there = other.removeprefix(inside).partition(".")[0]
            if other.startswith(inside) and there != here:
                found.setdefault(here, set()).add(there)
    return found


def _module_of(name: str, imports: Imports) -> str | None:
    """The module that an imported name lies in, or is."""
    while name:
        for module in (name, f"{name}.__init__"):
            if module in imports:
                return module
        name = name.rpartition(".")[0]
    return None


def _circles_of(neighbours: Mapping[str, set[str]]) -> Iterator[list[str]]:
    """The shortest circle through each pair; every pair once."""
    known: set[tuple[str, str]] = set()
    for start in sorted(neighbours):
        for after in sorted(neighbours[start]):
            back = _shortest(neighbours, after, start)
            if back is None:
                continue
            way = [start, *back]
            if not known.intersection(pairwise(way)):
                yield way
            known.update(pairwise(way))


def _shortest(neighbours: Mapping[str, set[str]], start: str, end: str) -> list[str] | None:
    ways, seen = [[start]], {start}
    for way in ways:
        if way[-1] == end:
            return way
        new = sorted(neighbours.get(way[-1], set()) - seen)
        seen.update(new)
        ways += [[*way, each] for each in new]
    return None
