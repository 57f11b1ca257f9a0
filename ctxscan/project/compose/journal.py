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
    from ctxscan.project.compose.template import Lookup
    from ctxscan.project.compose.values import Path, Tree
    from ctxscan.project.reader import Reader

MOST_FILES = 1000
"""Readings of files: an include of an include, doubled at each step, has no other end."""

MOST_VALUES = 400_000
"""In all readings together: some seconds."""

LONGEST = 64 * 1024 * 1024
"""Characters that variables may expand to, all together: each can double the one before."""


_MOST_DIGITS = 10
_DEEPEST_MERGE = 5
"""Anchors may merge each other in a circle, and each twice."""


class Journal:
    """Warnings, the documents that were read, and where each path of the project is written."""

    def __init__(self, reader: Reader) -> None:
        self.reader = reader
        self._documents: dict[str, tuple[list[Node], ProjectError | None]] = {}
        self._sources: list[tuple[str, Node, Path, Path]] = []
        self._read = 0
        self._values = 0
        self._expanded = 0
        self._keys: dict[int, _Keys] = {}
        self.bases: dict[tuple[str, str, int], tuple[Tree, tuple[Path, ...]]] = {}
        """Files that are extended, with the environment by its id: one lives as long as this."""

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
            data = self.reader.read_stdin() if file == "-" else self.reader.read(file)
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

    def meter(self, lookup: Lookup) -> Lookup:
        """*lookup*, which raises ProjectError when it has given too much."""

        def metered(name: str) -> str | None:
            value = lookup(name)
            self._expanded += len(value or "")
            if self._expanded > LONGEST:
                raise ProjectError(
                    f"the variables expand to more than {LONGEST // 1024**2} MiB",
                    kind="unsupported",
                )
            return value

        return metered

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
            line, depth = _descend(root, (*at, *path[len(mount) :]), self._keys)
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
    return _descend(root, path, {})[0]


class _Keys:
    """The keys of a mapping, found at once: a project can have thousands of services."""

    def __init__(self, node: Mapping) -> None:
        self.node = node
        """Kept, so that its id stays its own."""

        self.found: dict[str, tuple[int, Node]] = {}
        self.merged: list[Node] = []
        for key, value in node.pairs:
            text = getattr(key, "text", "")
            if text == "<<":
                target = value.target if isinstance(value, Alias) else value
                self.merged += target.items if isinstance(target, Sequence) else [target]
            else:
                self.found.setdefault(text, (key.line, value))


def _descend(node: Node, path: Path, known: dict[int, _Keys]) -> tuple[int | None, int]:
    """The line of the deepest key on *path*, and how deep it is."""
    line: int | None = None
    for depth, part in enumerate(path):
        found = _child(node, part, known)
        if found is None:
            return line, depth
        line, node = found
    return line, len(path)


def _child(
    node: Node, part: str, known: dict[int, _Keys], depth: int = 0
) -> tuple[int, Node] | None:
    anchored = node.target if isinstance(node, Alias) else node
    if isinstance(anchored, Sequence):
        at = int(part) if part.isdecimal() and len(part) < _MOST_DIGITS else len(anchored.items)
        return (anchored.items[at].line, anchored.items[at]) if at < len(anchored.items) else None
    if not isinstance(anchored, Mapping):
        return None
    if id(anchored) not in known:
        known[id(anchored)] = _Keys(anchored)
    keys = known[id(anchored)]
    if part in keys.found or depth >= _DEEPEST_MERGE:
        return keys.found.get(part)
    return next(
        (found for each in keys.merged if (found := _child(each, part, known, depth + 1))), None
    )
