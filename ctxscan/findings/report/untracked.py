"""What is sent and not in git, by the uppermost paths in which nothing is tracked."""

from __future__ import annotations

from itertools import compress
from typing import TYPE_CHECKING, Protocol

from ctxscan.builders.protocol import SentType
from ctxscan.context.entry import PlainFiles
from ctxscan.finding import Finding
from ctxscan.findings.accounting import Contributor, Sum, Totals, contributors, ranked
from ctxscan.findings.accounting.sums import merge_all, sum_for, whole
from ctxscan.findings.named_paths import NamedPaths
from ctxscan.findings.report.junk import is_junk
from ctxscan.ignore.literal import escape_literal
from ctxscan.sizes import human_size, plural
from ctxscan.tuples import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from ctxscan.builders.protocol import Sent
    from ctxscan.context.entry import Batch
    from ctxscan.inspection import Inspection

_LEAST_BYTES = 1_000_000
_LEAST_PART = 10
"""What is not in git is worth a word from so many bytes on, and one in so many of what is sent."""

_MOST_NAMED = 3


class TrackedNames(Protocol):
    """What git tracks, by directories with a slash at their ends."""

    @property
    def directories(self) -> Collection[str]:
        """Those that hold a file themselves."""

    def names(self, directory: str) -> Collection[str]:
        """Of the files in one of them; none for what is none."""


class Untracked(NamedTuple):
    """Sent, but not in git; git's own directory aside."""

    total: Totals

    largest: tuple[Contributor, ...]
    """The uppermost paths, directories with a slash at their ends."""


class UntrackedTally:
    """Adds up what is not among *tracked*; nothing where there is no repository."""

    def __init__(self, tracked: TrackedNames | None) -> None:
        self._tracked = tracked
        self._above: Collection[str] = ("",)
        if tracked is not None:
            from ctxscan.context.git.tracked_files import holding  # noqa: PLC0415 - many contexts lie in no repository

            self._above = holding(tracked.directories)
        self._sums: dict[str, Sum] = {}

    def add(self, batch: Batch | None, sent: Sequence[Sent] | None) -> None:
        if self._tracked is None:
            return
        if isinstance(batch, PlainFiles) and batch.judgement.sent:
            self._add_files(batch, self._tracked)
        for each in sent or ():
            if each.type is not SentType.DIRECTORY and not each.injected:
                directory, slash, name = each.path.rpartition("/")
                if name not in self._tracked.names(directory + slash):
                    self._count(directory + slash, name, each.size)

    def _add_files(self, batch: PlainFiles, tracked: TrackedNames) -> None:
        start = 0
        for directory, count in batch.parts:
            names = batch.names[start : start + count]
            sizes = batch.sizes[start : start + count]
            start += count
            known = frozenset(tracked.names(directory))
            if not known:
                if directory in self._above:
                    for name, size in zip(names, sizes, strict=True):
                        self._count(directory, name, size)
                else:
                    self._count(directory, "", sum(sizes), len(names))
            elif not known.issuperset(names):
                strange = [name not in known for name in names]
                for name, size in compress(zip(names, sizes, strict=True), strange):
                    self._count(directory, name, size)

    def _count(self, directory: str, name: str, size: int, files: int = 1) -> None:
        """*directory* ends with a slash; without a *name*, all of *files* lie in it."""
        if _is_gits_own(directory) or (name == ".git" and not directory):
            return
        added = sum_for(self._sums, _uppermost(directory, self._above) or directory + name)
        added.files += files
        added.content_bytes += size

    def fresh(self) -> UntrackedTally:
        other = UntrackedTally.__new__(UntrackedTally)
        other.__dict__.update(self.__dict__, _sums={})
        return other

    def merge(self, part: UntrackedTally) -> None:
        merge_all(self._sums, part._sums)

    def __getstate__(self) -> dict[str, object]:
        """From another process, only what was counted comes back."""
        return {"_sums": self._sums}

    def found(self) -> Untracked | None:
        if self._tracked is None:
            return None
        rows = contributors(self._sums)
        return Untracked(whole(self._sums).totals(), ranked(rows, len(rows)))


def _uppermost(directory: str, above: Collection[str]) -> str | None:
    """The first directory on the way down in which nothing is tracked."""
    if directory in above:
        return None
    end = directory.find("/")
    while directory[: end + 1] in above:
        end = directory.find("/", end + 1)
    return directory[: end + 1]


def _is_gits_own(directory: str) -> bool:
    return directory.startswith(".git/") or "/.git/" in directory


def untracked_notices(
    inspection: Inspection, untracked: Untracked | None, sent: Totals
) -> Iterator[Finding]:
    """One for all of it, unless a line names it: what is built before the build is meant."""
    if untracked is None or untracked.total.content_bytes < _LEAST_BYTES:
        return
    named = NamedPaths(inspection)
    rows = [row for row in untracked.largest if not _is_settled(row.name.rstrip("/"), named)]
    size = sum(row.content_bytes for row in rows)
    if size < _LEAST_BYTES or size * _LEAST_PART < sent.content_bytes:
        return
    worth = [row for row in rows if row.content_bytes * _LEAST_PART >= size][:_MOST_NAMED]
    names = [row.name.rstrip("/") for row in worth]
    rules = tuple(escape_literal(name) for name in names)
    ignore_file = inspection.ignore_file.path
    yield Finding(
        "untracked-sent",
        f"{human_size(size)} ({100 * size // sent.content_bytes}%) is not in git: "
        f"{_listed(rows, worth, size)}",
        hint=(
            f"if no build needs it, append to {ignore_file or _file_of(inspection)}: "
            f"{' and '.join(rules)}"
            if rules
            else None
        ),
        path=names[0] if names else None,
        measured=size,
        rules=rules,
    )


def _is_settled(path: str, named: NamedPaths) -> bool:
    """What a line names is meant; what is junk by its name is another finding."""
    return is_junk(path) or named.named_by(path) is not None


def _listed(rows: Sequence[Contributor], worth: Sequence[Contributor], size: int) -> str:
    if len(worth) == 1:
        shown = [worth[0].name]
    else:
        shown = [f"{row.name} ({human_size(row.content_bytes)})" for row in worth]
    rest = size - sum(row.content_bytes for row in worth)
    if not worth or rest * _LEAST_PART >= size:
        shown.append(plural(len(rows) - len(worth), "smaller path"))
    return ", ".join(shown)


def _file_of(inspection: Inspection) -> str:
    context = inspection.location.shown.rstrip("/")
    return ".dockerignore" if context in ("", ".") else f"{context}/.dockerignore"
