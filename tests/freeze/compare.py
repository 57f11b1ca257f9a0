"""Two records side by side."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from tests.freeze.kept import Kept, projects, read

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


class Difference(NamedTuple):
    project: str
    line: str
    """The command line."""

    old: Kept | None
    """``None``: it was run in the other record alone."""

    new: Kept | None

    @property
    def command(self) -> str:
        kept = self.old or self.new
        return "" if kept is None else kept.command

    @property
    def kind(self) -> str:
        """``stdout``, ``exit, stderr``, ``only in NEW``, ...; empty where nothing can be said."""
        if self.old is None or self.new is None:
            return "only in NEW" if self.old is None else "only in OLD"
        if self.old.exit is None or self.new.exit is None:
            # Only a busy machine may have been in the way of the old one.
            return "too late" if self.old.exit is not None else ""
        parts = {
            "exit": self.old.exit != self.new.exit,
            "stdout": self.old.stdout.sha256 != self.new.stdout.sha256,
            "stderr": self.old.stderr.sha256 != self.new.stderr.sha256,
        }
        return ", ".join(name for name, differs in parts.items() if differs)


class Comparison(NamedTuple):
    runs: int
    """In both."""

    too_late: int
    """Of them, those that did not end in time in the old record: nothing is said of them."""

    projects: int
    """Looked at."""

    differences: tuple[Difference, ...]
    only_old: tuple[str, ...]
    """Projects that are in one record alone; with *common* they do not count."""

    only_new: tuple[str, ...]
    common: bool

    @property
    def differs(self) -> bool:
        missing = bool(self.only_old or self.only_new) and not self.common
        return bool(self.differences) or missing


def compare(old: Path, new: Path, *, common: bool = False, only: str = "") -> Comparison:
    """*only*: what is part of the command lines to look at; *common*: only what both have."""
    before, after = projects(old), projects(new)
    both = sorted(before & after)
    pairs = [pair for project in both for pair in _pairs(old, new, project) if only in pair.line]
    in_both = [pair for pair in pairs if pair.old is not None and pair.new is not None]
    return Comparison(
        len(in_both),
        sum(pair.old.exit is None for pair in in_both if pair.old),
        len(both),
        tuple(pair for pair in (in_both if common else pairs) if pair.kind),
        tuple(sorted(before - after)),
        tuple(sorted(after - before)),
        common,
    )


def _pairs(old: Path, new: Path, project: str) -> Iterator[Difference]:
    before, after = read(old, project), read(new, project)
    for line in dict.fromkeys((*before, *after)):
        yield Difference(project, line, before.get(line), after.get(line))
