"""Exact paths behind a list of rules, so that Docker says of each what it should."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from ctxscan.ignore.literal import escape_literal
from ctxscan.tuples import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator
    from collections.abc import Set as AbstractSet

    from ctxscan.context.tree import Tree

_MOST_EXCEPTIONS = 1000
"""Beyond that, whole directories are let in: BuildKit carries about a megabyte of patterns."""


class DirectoryForm(NamedTuple):
    """How a directory of which nothing is needed stands for the paths in it."""

    least: int
    """For so many of them."""

    ending: str


BY_CONTENT = DirectoryForm(2, "/**")
"""Not by its own name: where a rule has hit that already, Docker does not try ours, and does not
remember it further down."""

BY_NAME = DirectoryForm(1, "")


class ExactPaths:
    """What must be sent and what must not, grown until a check finds nothing more.

    While they are few, exceptions name single files: that of a directory would let in whatever
    appears in it later.
    """

    def __init__(self, tree: Tree, needed: AbstractSet[str], form: DirectoryForm) -> None:
        self._tree = tree
        self._needed = needed
        self._form = form
        self._send: set[str] = set()
        self._send_alone: set[str] = set()
        self._open: set[str] = set()
        self._ignore: set[str] = set()
        self._ignore_alone: set[str] = set()

    def add(
        self,
        missing: AbstractSet[str],
        extra: AbstractSet[str],
        closed: AbstractSet[str] | None = None,
    ) -> bool:
        """Take note of what is wrong now; whether that leads to other rules.

        *closed* are the directories that a builder does not look into; ``None``: any may be. The
        classic builder opens one for an exception that starts with its name as it stands. Where
        the name has to be escaped, the directory must be let in itself, and what is in it
        ignored path by path.
        """
        before = self._size()
        for path in missing & self._send:
            above = set(_parents(path))
            self._open |= above if closed is None else above & closed
        self._send_alone |= missing & self._send
        self._send |= missing
        self._ignore_alone |= extra & self._ignore
        self._ignore |= extra
        return self._size() > before

    def _size(self) -> int:
        sending = (self._send, self._send_alone, self._open)
        return sum(map(len, (*sending, self._ignore, self._ignore_alone)))

    def lines(self) -> tuple[str, ...]:
        """The exceptions come first: no other line hits what they name, so both kinds hold."""
        return (*sorted({*self._sending()}), *sorted({*self._ignoring()}))

    def _sending(self) -> Iterator[str]:
        left: AbstractSet[str] = self._send
        if len(left) > _MOST_EXCEPTIONS:
            files = {*self._tree.files()}
            unwanted = _holding_none(self._tree, files - self._needed)
            directories, left = _by_directory(left, unwanted, least=2)
            for directory in directories:
                yield escape_literal(directory, exception=True)
                yield escape_literal(directory, exception=True) + "/**"
        for path in left | self._send_alone | self._open:
            yield escape_literal(path, exception=True)

    def _ignoring(self) -> Iterator[str]:
        unwanted = _holding_none(self._tree, self._needed) if self._ignore else set()
        directories, left = _by_directory(self._ignore, unwanted, self._form.least)
        yield from (escape_literal(directory) + self._form.ending for directory in directories)
        yield from map(escape_literal, left | self._ignore_alone)


def _by_directory(
    paths: AbstractSet[str], allowed: AbstractSet[str], least: int
) -> tuple[list[str], set[str]]:
    """The directories of those *allowed* that stand for *least* paths or more; the other paths."""
    above = {path: next((p for p in _parents(path) if p in allowed), None) for path in paths}
    counts = Counter(directory for directory in above.values() if directory is not None)
    worth = [directory for directory, count in counts.items() if count >= least]
    counted = set(worth)
    return worth, {path for path, directory in above.items() if directory not in counted}


def _holding_none(tree: Tree, paths: AbstractSet[str]) -> set[str]:
    """The uppermost directories that are none of *paths*, and hold none."""
    holding = {parent for path in paths for parent in _parents(path)}
    found: set[str] = set()
    walk = tree.descend()
    for path, _, inside, _ in walk:
        if inside is not None and path not in holding and path not in paths:
            found.add(path)
            walk.skip()
    return found


def _parents(path: str) -> Iterator[str]:
    """The directories above it, the uppermost first."""
    parts = path.split("/")
    return ("/".join(parts[:count]) for count in range(1, len(parts)))
