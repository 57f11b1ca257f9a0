"""What a rule could remove: the largest parts first, and nothing that an instruction names."""

from __future__ import annotations

import heapq
from functools import cache, cached_property
from typing import TYPE_CHECKING

from ctxscan.finding import Remedy
from ctxscan.findings.catalog import catalog_up_to
from ctxscan.findings.check.pattern_watch import pattern_rule
from ctxscan.findings.named_paths import NamedPaths
from ctxscan.findings.report.junk import GIT
from ctxscan.ignore.bits import indices
from ctxscan.ignore.literal import escape_literal
from ctxscan.ignore.matcher import Matcher

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from ctxscan.context.git.tracked_files import Tracked
    from ctxscan.dockerfile.sources import Source
    from ctxscan.findings.accounting import Contributor
    from ctxscan.findings.catalog import CatalogRow
    from ctxscan.inspection import Inspection

MOST = 5
"""So many parts are named."""

_WORTH_IT = 100
"""A part is named when it is more than one in so many of the whole."""

_RULES_IT = (4, 5)
"""A directory is opened when one thing in it makes up more than this part of it."""


class Advisor:
    """What can be said about removing parts of one context."""

    def __init__(
        self,
        inspection: Inspection,
        tracked: Callable[[], Tracked | None] = lambda: None,
        needs_history: Callable[[], bool] = lambda: False,
    ) -> None:
        """*tracked*: what git has of the context; no rule is proposed that takes any of it.

        *needs_history*: whether a build reads ``.git``. Both are asked once something is too much.
        """
        self._ignored = Matcher(inspection.ignore_file.rules)
        self._paths = NamedPaths(inspection)
        self._ask_tracked = tracked
        self._needs_history = cache(needs_history)

    @cached_property
    def _tracked(self) -> Tracked | None:
        return self._ask_tracked()

    @cached_property
    def _holding(self) -> frozenset[str]:
        """The directories in which something is tracked, each with a slash at its end."""
        if self._tracked is None:
            return frozenset()
        from ctxscan.context.git.tracked_files import holding  # noqa: PLC0415 - many contexts lie in no repository

        return holding(self._tracked.directories)

    def _is_tracked(self, path: str) -> bool:
        """Or something in it."""
        return f"{path}/" in self._holding or path in (self._tracked or ())

    def keeps(self, path: str) -> bool:
        """Whether no rule may take *path*: git tracks it, or a build reads git's history."""
        if path == GIT or path.startswith(f"{GIT}/"):
            return self._needs_history()
        return self._is_tracked(path)

    def named_by(self, path: str) -> Source | None:
        """The source that names *path*, or something below it."""
        return self._paths.named_by(path)

    def rule(self, path: str, *, is_directory: bool, preferred: str | None = None) -> str:
        """The line that keeps *path* out when it is appended to the ignore file.

        *preferred* is taken where it hits nothing that an instruction names.
        """
        line = escape_literal(path)
        # A rule is not tried on a directory that is ignored already, and then is not remembered
        # below it, where exceptions let things in (docs/semantics, B.6).
        if is_directory and self._ignored.judge(path).ignored:
            return f"{line}/**"
        return line if preferred is None or self.names(preferred) else preferred

    def names(self, pattern: str) -> bool:
        """Whether an instruction names something that *pattern* would take away."""
        matcher = Matcher([pattern_rule(pattern)])
        return any(matcher.judge_or_parents(path).ignored for path in self._paths.literal())

    def remedies(
        self,
        directories: Mapping[str, Contributor],
        files: Iterable[Contributor],
        *,
        by_files: bool = False,
    ) -> tuple[Remedy, ...]:
        """The largest parts that a rule could remove, largest first.

        *directories* are recursive, the root has the empty name; *files* are the largest ones.
        """
        parts = _Parts(directories, files, by_files=by_files)
        found: list[Remedy] = []
        for part, is_directory in parts.opened(self._must_open):
            if not self._is_meant(part.name):
                found.append(self._remedy(part, is_directory=is_directory))
            if len(found) == MOST:
                break
        return tuple(found)

    def _is_meant(self, path: str) -> bool:
        """Whether a line or git says that it is to be there; what lies beside sources is not."""
        if self.named_by(path) is not None or self.keeps(path):
            return True
        above = [each for each in and_above(path) if each != path]
        named = [each for each in above if self._paths.names_exactly(each)]
        # Where git tracks none of what is named, a step before the build makes it: all is meant.
        return any(not self._is_tracked(each) for each in named) and not any(
            map(junk_row, and_above(path))
        )

    def _must_open(self, path: str) -> bool | None:
        """Whether a directory must be opened; ``None`` leaves it to its sizes."""
        if path == GIT or path.startswith(f"{GIT}/"):
            return False
        if self._is_tracked(path) or self.named_by(path) is not None:
            return True
        return False if junk_row(path) is not None else None

    def _remedy(self, part: Contributor, *, is_directory: bool) -> Remedy:
        row = junk_row(part.name)
        preferred = row.pattern if row and not row.keep else None
        rule = self.rule(part.name, is_directory=is_directory, preferred=preferred)
        reason = row.reason if row else None
        return Remedy(part.name, is_directory, part.files, part.content_bytes, rule, reason)


def and_above(path: str) -> Iterator[str]:
    """The path, then the directories above it."""
    yield path
    while "/" in path:
        path = path.rpartition("/")[0]
        yield path


class _Parts:
    def __init__(
        self,
        directories: Mapping[str, Contributor],
        files: Iterable[Contributor],
        *,
        by_files: bool,
    ) -> None:
        self._by_files = by_files
        self._whole = self._size(directories[""]) if directories else 0
        self._inside: dict[str, list[tuple[Contributor, bool]]] = {}
        for path, row in directories.items():
            above = directories[path.rpartition("/")[0]]
            if path and self._is_worth_it(self._size(above)):  # no other is ever opened
                self._inside.setdefault(above.name, []).append((row, True))
        for row in files:
            self._inside.setdefault(row.name.rpartition("/")[0], []).append((row, False))

    def _is_worth_it(self, size: int) -> bool:
        return size * _WORTH_IT > self._whole

    def _size(self, row: Contributor) -> int:
        return row.files if self._by_files else row.content_bytes

    def opened(self, must_open: _MustOpen) -> Iterator[tuple[Contributor, bool]]:
        """Parts by size; a directory in which one thing prevails gives way to what is in it."""
        heap = [*self._ranked("")]
        heapq.heapify(heap)
        while heap and self._is_worth_it(-heap[0][0]):
            _, path, is_directory, row = heapq.heappop(heap)
            inside = self._ranked(path) if is_directory else []
            opens = must_open(path)
            if inside and (self._prevails(inside, row) if opens is None else opens):
                for each in inside:
                    heapq.heappush(heap, each)
            else:
                yield row, is_directory

    def _ranked(self, path: str) -> list[tuple[int, str, bool, Contributor]]:
        return [
            (-self._size(row), row.name, is_directory, row)
            for row, is_directory in self._inside.get(path, ())
        ]

    def _prevails(self, inside: list[tuple[int, str, bool, Contributor]], row: Contributor) -> bool:
        part, whole = _RULES_IT
        return -min(inside)[0] * whole > self._size(row) * part


if TYPE_CHECKING:
    from collections.abc import Callable

    _MustOpen = Callable[[str], bool | None]


@cache
def _junk() -> tuple[tuple[CatalogRow, ...], Matcher]:
    rows = tuple(row for row in catalog_up_to("default") if row.kind == "junk" and not row.bound)
    return rows, Matcher([pattern_rule(row.pattern) for row in rows])


def junk_row(path: str) -> CatalogRow | None:
    """The row of the catalog that knows *path* itself for junk."""
    rows, matcher = _junk()
    return next((rows[index] for index in indices(matcher.rules_for(path))), None)
