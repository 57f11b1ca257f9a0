"""The rules of a build, in order, and what they say about a path.

Docker judges a path with what each rule did at its directory (moby/patternmatcher,
MatchesUsingParentResults): a rule that hit the directory hits everything below it
without another try; a rule that was skipped there, because it could not have
changed the verdict, is tried on the child alone. So the verdict on a path hangs on
the way to it, and the question is asked one directory at a time, of a Scope.
"""

from __future__ import annotations

from functools import cache, cached_property, lru_cache
from typing import TYPE_CHECKING, Self

from ctxscan.ignore.bits import bits_of, indices
from ctxscan.ignore.directory_tests import DirectoryTests
from ctxscan.ignore.file import malformed
from ctxscan.ignore.names import JointTable, Live, NameTable, WholePath
from ctxscan.ignore.pattern import DockerPattern
from ctxscan.ignore.rule_matcher import RuleMatcher
from ctxscan.ignore.split import ANY_DIRECTORY, ON_ONE_LINE, branches
from ctxscan.ignore.verdict import Verdict
from ctxscan.tuples import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from ctxscan.golang.expression import Expression
    from ctxscan.ignore.file import Rule
    from ctxscan.ignore.split import Branch


_Question = tuple[str | None, bool, tuple[int, ...]]
"""The directory, if a rule names it; whether it is on several lines; which expressions it fits."""

_FEW = 50
"""Rules for any directory that each table may have a copy of: one look is quicker than two."""

_MOST_TABLES = 100
"""Tables that are kept for the next directory that asks for the same."""


_MOST_PATTERNS = 120_000
"""Patterns that are kept cut up: who tries rules on a tree asks for the same again and again, and
of fewer than are asked for in turn, none would be there when its turn comes."""


class _Cut(NamedTuple):
    branch: Branch
    fits_directory: Callable[[str], object] | None
    """Where that takes a test."""

    fits_name: Callable[[], Expression]
    """Makes the test of a name once, for all tables that ask."""


class _CutUp(NamedTuple):
    pattern: DockerPattern
    branches: tuple[_Cut, ...] | None
    """``None``: see ``split.branches``."""


@lru_cache(maxsize=_MOST_PATTERNS)
def _cut_up(text: str) -> _CutUp:
    pattern = DockerPattern(text)
    cut = branches(pattern)
    if cut is None:
        return _CutUp(pattern, None)
    plain = (ANY_DIRECTORY, ON_ONE_LINE)
    return _CutUp(
        pattern,
        tuple(
            _Cut(
                each,
                None if each.is_text or each.directory in plain else each.fits_directory(),
                cache(each.fits_name),
            )
            for each in cut
        ),
    )


class Matcher(RuleMatcher):
    """Docker's own: its patterns are cut up by directory, so that few are tried on a name."""

    def __init__(self, rules: Sequence[Rule]) -> None:
        read = [_cut_up(rule.pattern) for rule in rules]
        self.patterns = tuple(pattern for pattern, _ in read)
        super().__init__(rules, (pattern.malformed for pattern in self.patterns))
        self._whole: list[WholePath] = []
        self._anywhere: list[Live] = []
        self._on_one_line: list[Live] = []
        self._in: dict[str, list[Live]] = {}
        self._tables: dict[_Question, NameTable] = {}
        self._where_like: list[tuple[Callable[[str], object], Live]] = []
        for index, each in enumerate(read):
            self._file(each, index)
        self.has_whole_path_rules = bool(self._whole)
        self._tests = DirectoryTests([(fits, branch) for fits, (branch, *_) in self._where_like])

    def _file(self, read: _CutUp, index: int) -> None:
        """Put the branches of one pattern where a directory will look for them."""
        if read.branches is None:
            self._whole.append((read.pattern, index))
            return
        for branch, fits, fits_name in read.branches:
            live = (branch, index, fits_name)
            if branch.is_text:
                self._in.setdefault(branch.directory, []).append(live)
            elif branch.directory == ANY_DIRECTORY:
                self._anywhere.append(live)
            elif branch.directory == ON_ONE_LINE:
                self._on_one_line.append(live)
            elif fits is not None:
                self._where_like.append((fits, live))

    @property
    def treats_directories_alike(self) -> bool:
        """Whether no rule asks for a directory, but for those with a line feed in their names."""
        return not self._in and not self._where_like

    def of(self, rules: Sequence[Rule]) -> Self:
        return type(self)(rules)

    @cached_property
    def _floating(self) -> NameTable:
        return NameTable([*self._anywhere, *self._on_one_line])

    def table(self, directory: str) -> NameTable:
        """What the rules ask of the names in *directory* (with a slash at its end, or empty)."""
        if self.treats_directories_alike and "\n" not in directory:
            return self._floating
        named = directory if directory in self._in else None
        alike = self._tests.passed(directory)
        if "\n" not in directory and named is None and not alike:
            return self._floating
        key = named, "\n" in directory, alike
        return self._tables.get(key) or self._new_table(key)

    def _new_table(self, key: _Question) -> NameTable:
        named, is_broken, alike = key
        here = self._in.get(named, []) if named is not None else []
        like = [self._where_like[at][1] for at in alike]
        on_one_line = [] if is_broken else self._on_one_line
        if is_broken or len(self._anywhere) + len(on_one_line) <= _FEW:
            table = NameTable([*self._anywhere, *on_one_line, *here, *like])
        else:
            table = JointTable(self._floating, NameTable([*here, *like]))
        if len(self._tables) < _MOST_TABLES:
            self._tables[key] = table
        return table

    def whole_path_rules(self, path: str) -> int:
        """The rules that can only be tried on a whole path, of those that match *path*."""
        return bits_of(index for pattern, index in self._whole if pattern.matches(path))

    def rules_for(self, path: str) -> int:
        """The rules whose pattern matches *path* itself, tried one by one."""
        return bits_of(
            index for index, pattern in enumerate(self.patterns) if pattern.matches(path)
        )

    def _decide(self, hits: int, malformed_rules: int) -> Verdict:
        verdict = Verdict(ignored=False, rule=None)
        refused = frozenset(indices(malformed_rules))
        for index in indices(hits | malformed_rules):
            rule = self.rules[index]
            # A rule that could not change the verdict is not tried.
            if rule.exception is not verdict.ignored:
                continue
            if index in refused:
                raise malformed(rule.text, rule.place)
            verdict = Verdict(ignored=not rule.exception, rule=rule)
        return verdict

    def remembered(self, above: int, matching: int) -> int:
        """The rules that a directory hands on to what is below it.

        *above* are those that its own parent handed on, *matching* those that match
        the directory itself: they count only where they were tried.
        """
        if not above | matching:
            return 0
        handed_on = frozenset(indices(above))
        kept: list[int] = []
        ignored = False
        for index in indices(above | matching):
            rule = self.rules[index]
            if index in handed_on or rule.exception is ignored:
                kept.append(index)
                ignored = not rule.exception
        return bits_of(kept)

    def judge_or_parents(self, path: str) -> Verdict:
        """The verdict when each rule is tried on *path* and on every directory above it.

        moby/patternmatcher, MatchesOrParentMatches.
        """
        return self.verdict(self.on_the_way(path))

    def judge_at_depth(self, path: str) -> Verdict:
        """The verdict when each rule is tried on *path* and on one directory above it.

        That one has as many components as the rule. moby/patternmatcher, Matches: deprecated,
        but still what decides whether the docker client rescues the Dockerfile.
        """
        hits: list[int] = []
        parents = _and_parents(path)[:-1]
        for index, pattern in enumerate(self.patterns):
            depth = self.rules[index].pattern.count("/")
            if depth < len(parents) and pattern.matches(parents[depth]):
                hits.append(index)
        return self.verdict(self.rules_for(path) | bits_of(hits))


def _and_parents(path: str) -> list[str]:
    parts = path.split("/")
    return ["/".join(parts[: count + 1]) for count in range(len(parts))]
