"""What .gitattributes says of the way from a blob to a file, and back (gitattributes(5))."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ctxscan.ignore.git.pattern import GitPattern, parse_git_line
from ctxscan.ignore.pattern import DockerPattern
from ctxscan.tuples import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

Value = str | bool | None
"""Set, unset, a word; ``None``: as if it had never been said."""

ATTRIBUTES = ".gitattributes"
_MACRO = "[attr]"
_BINARY = {"binary": {"binary": True, "diff": False, "merge": False, "text": False}}


class _Line(NamedTuple):
    directory: str
    """With a slash at its end; empty at the top."""

    pattern: DockerPattern
    values: dict[str, Value]


class Attributes:
    """The files of one tree, the ones further down stronger."""

    def __init__(self, files: Iterable[tuple[str, bytes]]) -> None:
        """Directory and content of each ``.gitattributes``."""
        self._macros: dict[str, dict[str, Value]] = {
            name: {**each} for name, each in _BINARY.items()
        }
        ordered = sorted(files, key=lambda each: each[0].count("/") if each[0] else -1)
        self._lines = [line for directory, data in ordered for line in self._read(directory, data)]

    def of(self, path: str) -> dict[str, Value]:
        found: dict[str, Value] = {}
        for directory, pattern, values in self._lines:
            if path.startswith(directory) and pattern.matches(path[len(directory) :]):
                found.update(values)
        return {name: value for name, value in found.items() if value is not None}

    def _read(self, directory: str, data: bytes) -> Iterator[_Line]:
        prefix = f"{directory}/" if directory else ""
        for line in data.decode("utf-8", "surrogateescape").splitlines():
            words = line.split()
            if not words or words[0].startswith("#"):
                continue
            values = self._values(words[1:])
            if words[0].startswith(_MACRO):
                self._macros[words[0].removeprefix(_MACRO)] = values
                continue
            pattern = parse_git_line(words[0])
            if isinstance(pattern, GitPattern) and not (pattern.negated or pattern.directory_only):
                yield _Line(prefix, DockerPattern("/".join(pattern.components)), values)

    def _values(self, words: Iterable[str]) -> dict[str, Value]:
        found: dict[str, Value] = {}
        for word in words:
            name, equals, value = word.lstrip("-!").partition("=")
            if word.startswith("!"):
                found[name] = None
            elif word.startswith("-"):
                found[name] = False
            else:
                found.update(self._macros.get(name, {}))
                found[name] = value if equals else True
        return found
