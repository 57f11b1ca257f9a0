"""Values of the right form that still mean nothing.

Source: compose-go, loader/mapstructure.go:cast and types/hostList.go.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from ctxscan.project.compose.casts import to_boolean
from ctxscan.project.compose.faults import ComposeError, shown
from ctxscan.project.compose.values import Timestamp
from ctxscan.regex import regex

if TYPE_CHECKING:
    from ctxscan.project.compose.values import Path, Tree, Value


def check_hosts(value: Value, path: Path) -> None:
    for entry in value if isinstance(value, list) else ():
        if isinstance(entry, str) and not re.search("[=:]", entry):
            raise ComposeError(f"{shown(path)}: {entry!r} names no address", "type", path)


_SIZE = regex(r"\d+(\.\d+)* ?([kKmMgGtTpP])?[iI]?[bB]?", re.ASCII)
"""docker/go-units, size.go:parseSize, which takes an integer as it is."""


def check_sizes(tree: Tree, keys: tuple[str, ...], path: Path) -> None:
    for key in keys:
        value = tree.get(key)
        if isinstance(value, str) and not _SIZE.fullmatch(value) and value != "-1":
            problem = f"{shown((*path, key))}: {value!r} is no size"
            raise ComposeError(problem, "type", (*path, key))


def check_texts(tree: Tree, path: Path) -> None:
    """A date passes the format for a text, and then is none."""
    for key, value in tree.items():
        if isinstance(value, Timestamp):
            raise ComposeError(f"{shown((*path, key))} must be a string", "type", (*path, key))


def check_booleans(tree: Tree, keys: tuple[str, ...], path: Path) -> None:
    for key in keys:
        value = tree.get(key)
        if isinstance(value, str):
            try:
                to_boolean(value)
            except ValueError as error:
                problem = f"{shown((*path, key))}: {value!r} is {error}"
                raise ComposeError(problem, "type", (*path, key)) from error
