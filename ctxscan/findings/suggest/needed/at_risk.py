"""What the rules on trial would take although it is somebody's work: asked for by name alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ctxscan.findings.suggest.protected import and_above
from ctxscan.golang.glob import has_wildcard
from ctxscan.ignore.pattern import DockerPattern
from ctxscan.tuples import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from collections.abc import Set as AbstractSet


_ENTRIES = ("__init__", "__main__", "index", "mod", "main", "package")
"""A file of this name stands for its directory."""


class Taken(NamedTuple):
    """A file that a rule would take."""

    rules: tuple[int, ...]
    """The positions of the candidates, each of which would take it alone."""

    top: str
    """The uppermost path that the rule takes: the file itself, or a directory above."""


class AtRisk:
    """Those files, to be found by the words of whoever names them."""

    def __init__(self, taken: Mapping[str, Taken]) -> None:
        self.taken = taken
        self._below: dict[str, list[str]] = {}
        self._by_end: dict[str, list[str]] | None = None
        for path, (_, top) in taken.items():
            for each in and_above(path):
                if each != path and len(each) >= len(top):
                    self._below.setdefault(each, []).append(path)

    def __bool__(self) -> bool:
        return bool(self.taken)

    def at(self, path: str) -> list[str]:
        """What *path* names: the file, or all that lies in a directory that is taken as a whole."""
        return [path] if path in self.taken else self._below.get(path, [])

    def matching(self, pattern: str, *, whole: bool) -> list[str]:
        """What a pattern names: what is at risk where its fixed part leads.

        *whole*: also what it matches by its wildcards alone, and all that is below that.
        """
        parts = pattern.split("/")
        count = next((at for at, part in enumerate(parts) if _is_open(part)), len(parts))
        fixed = "/".join(parts[:count])
        if not whole:
            return self.at(fixed) if fixed else []
        found = DockerPattern(pattern)
        if found.malformed:
            return []
        return [path for path in self.taken if any(map(found.matches, and_above(path)))]

    def ending(self, words: str) -> list[str]:
        """The files that are named from some directory above them, or without their ending."""
        if self._by_end is None:
            self._by_end = {}
            for path in self.taken:
                for each in _ends(path):
                    self._by_end.setdefault(each, []).append(path)
        return self._by_end.get(words, [])

    def inside(self, path: str) -> AbstractSet[str]:
        """Everything at risk below *path*, whatever is taken as a whole."""
        return {each for each in self.taken if each.startswith(f"{path}/")}


def _is_open(part: str) -> bool:
    return has_wildcard(part) or "{" in part


def _ends(path: str) -> Iterator[str]:
    """What ends a path at a slash, with at least one directory in it."""
    directory, _, name = path.rpartition("/")
    stem = name.partition(".")[0]
    whole = [f"{directory}/{name}", f"{directory}/{stem}"]
    whole += [directory] if stem in _ENTRIES else []
    for each in dict.fromkeys(whole):
        parts = each.split("/")
        yield from ("/".join(parts[at:]) for at in range(len(parts) - 1))
