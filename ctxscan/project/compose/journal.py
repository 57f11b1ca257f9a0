"""What one reading of a project collects beside its values."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ctxscan.errors import Place
from ctxscan.project.compose.nodes import Alias, Mapping, Sequence
from ctxscan.project.compose.yaml_nodes import parse
from ctxscan.project.errors import ProjectError
from ctxscan.project.model import UnknownValue

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ctxscan.project.compose.nodes import Node
    from ctxscan.project.compose.values import Path
    from ctxscan.project.reader import Reader

MOST_FILES = 1000
"""Readings of files: an include of an include, doubled at each step, has no other end."""

MOST_VALUES = 2_000_000
"""In all readings together: some seconds."""


class Journal:
    """Warnings, the documents that were read, and where each path of the project is written."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader
        self._documents: dict[str, tuple[list[Node], ProjectError | None]] = {}
        self._sources: list[tuple[str, Node, Path, Path]] = []
        self._read = 0
        self._values = 0
        self.warnings: set[str] = set()
        self.remote_includes: list[str] = []

    def warn_unset(self, name: str) -> None:
        self.warnings.add(f'The "{name}" variable is not set. Defaulting to a blank string.')

    def warn_odd_boolean(self, text: str) -> None:
        meant = "`true`" if text.lower() in ("y", "yes", "on") else "`false`"
        self.warnings.add(f'"{text}" for boolean is not supported by YAML 1.2, please use {meant}')

    def unknown(self) -> list[UnknownValue]:
        reason = "it is fetched from the network, so its builds are not known"
        return [UnknownValue(f"include {path}", reason) for path in self.remote_includes]

    def documents(self, file: str) -> Iterator[Node]:
        """Of a file (absolute), or of stdin (``-``). Raises ProjectError, also if it is missing.

        As upstream reads on only when a document is done with, so does this.
        """
        self._read += 1
        if self._read > MOST_FILES:
            raise ProjectError(
                f"more than {MOST_FILES} files are read for one project",
                kind="unsupported",
                place=Place(file),
            )
        if file not in self._documents:
            data = self._reader.read_stdin() if file == "-" else self._reader.read(file)
            if data is None:
                raise ProjectError("no such file", kind="missing_file", place=Place(file))
            self._documents[file] = _parsed(data, file)
        roots, error = self._documents[file]
        yield from roots
        if error is not None:
            raise error

    def spend(self, values: int, file: str) -> None:
        self._values += values
        if self._values > MOST_VALUES:
            raise ProjectError(
                f"more than {MOST_VALUES} values are read for one project",
                kind="unsupported",
                place=Place(file),
            )

    def add_source(self, file: str, root: Node, *, mount: Path = (), at: Path = ()) -> None:
        """What *root* has at *at* is at *mount* in the project."""
        self._sources.append((file, root, mount, at))

    def place(self, path: Path, *, last: bool = False) -> Place | None:
        """Where *path*, or what is above it, is written: the deepest, then the first or last."""
        best: Place | None = None
        deepest = 0 if path else -1
        for file, root, mount, at in reversed(self._sources) if last else self._sources:
            if path[: len(mount)] != mount:
                continue
            line, depth = _descend(root, (*at, *path[len(mount) :]))
            if depth + len(mount) - len(at) > deepest and line is not None:
                best, deepest = Place(file, line), depth + len(mount) - len(at)
        return best


def _parsed(data: bytes, file: str) -> tuple[list[Node], ProjectError | None]:
    """The documents before the first that is no YAML, and what is wrong with that."""
    roots: list[Node] = []
    try:
        roots.extend(parse(data, file))
    except ProjectError as error:
        return roots, error
    return roots, None


def line_of(root: Node, path: Path) -> int | None:
    """Where a document says *path*, or what is above it."""
    return _descend(root, path)[0]


def _descend(node: Node, path: Path) -> tuple[int | None, int]:
    """The line of the deepest key on *path*, and how deep it is."""
    line: int | None = None
    for depth, part in enumerate(path):
        found = _child(node, part)
        if found is None:
            return line, depth
        line, node = found
    return line, len(path)


def _child(node: Node, part: str, depth: int = 0) -> tuple[int, Node] | None:
    anchored = node.target if isinstance(node, Alias) else node
    if isinstance(anchored, Sequence):
        digits = part.strip("[]")
        if digits.isdecimal() and int(digits) < len(anchored.items):
            item = anchored.items[int(digits)]
            return item.line, item
    if not isinstance(anchored, Mapping):
        return None
    merged: list[Node] = []
    for key, value in anchored.pairs:
        text = getattr(key, "text", None)
        if text == part:
            return key.line, value
        if text == "<<":
            merged = [*merged, *_merged(value)]
    if depth < 10:  # anchors may merge each other in a circle
        for each in merged:
            if found := _child(each, part, depth + 1):
                return found
    return None


def _merged(node: Node) -> list[Node]:
    anchored = node.target if isinstance(node, Alias) else node
    return list(anchored.items) if isinstance(anchored, Sequence) else [anchored]
