"""Relative paths of a document, joined to the directory that they hang on.

Source: compose-go, paths/resolve.go and paths/context.go. An included document is
joined twice: to its own base, and then to that of the document that includes it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ctxscan.project.compose.faults import ComposeError, shown
from ctxscan.project.compose.patterns import Rules
from ctxscan.project.compose.remote import CONTEXT_PREFIXES, is_remote_file
from ctxscan.project.paths import expand_home, join

if TYPE_CHECKING:
    from collections.abc import Callable

    from ctxscan.project.compose.values import Path, Tree, Value
    from ctxscan.project.reader import Reader

    Joiner = Callable[["Base", Value, Path], Value]


class Base:
    """A directory (relative to the includer's, in an included document) and the user's home."""

    def __init__(self, directory: str, home: str | None, reader: Reader) -> None:
        self._directory = directory
        self._home = home
        self._reader = reader

    def resolve(self, tree: Tree) -> None:
        """In place. Raises ComposeError for a path that is no text."""
        self._inside(tree, ())

    def _inside(self, value: Value, path: Path) -> Value:
        if joiner := _JOINERS.find(path):
            return joiner(self, value, path)
        if isinstance(value, dict):
            for key, inner in value.items():
                value[key] = self._inside(inner, (*path, key))
        elif isinstance(value, list):
            for index, inner in enumerate(value):
                value[index] = self._inside(inner, (*path, str(index)))
        return value

    def join(self, value: Value, path: Path) -> str:
        text = expand_home(_text(value, path), self._home)
        if text.startswith("/") or not text:
            return text
        return join(self._directory, text)

    def join_context(self, value: Value, path: Path) -> str:
        text = _text(value, path)
        if "://" in text or text.startswith(("service:", *CONTEXT_PREFIXES)):
            return text
        return self.join(text, path)

    def join_file(self, value: Value, path: Path) -> str:
        text = _text(value, path)
        return text if is_remote_file(text) else self.join(text, path)

    def join_watched(self, value: Value, path: Path) -> str:
        joined = self.join(value, path)
        return _without_first_link(joined, self._reader) if joined.startswith("/") else joined


def _text(value: Value, path: Path) -> str:
    if not isinstance(value, str):
        raise ComposeError(f"{shown(path)} must be a path", "type", path, "quote it")
    return value


def _without_first_link(path: str, reader: Reader) -> str:
    """compose-go, utils/pathutils.go:ResolveSymbolicLink: the path itself need not exist."""
    parts = path.split("/")
    for end in range(2, len(parts) + 1):
        above = "/".join(parts[:end])
        resolved = reader.resolve(above)
        if resolved != above:
            return "/".join((resolved, *parts[end:]))
    return path


_JOINERS: Rules[Joiner] = Rules(
    {
        "services.*.build.context": Base.join_context,
        "services.*.build.additional_contexts.*": Base.join_context,
        "services.*.develop.watch.*.path": Base.join_watched,
        "services.*.env_file.*.path": Base.join,
        "services.*.extends.file": Base.join_file,
    }
)
