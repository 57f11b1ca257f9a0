"""What every matcher does, whatever language its rules are written in."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import TYPE_CHECKING, Self

from ctxscan.ignore.bits import bits_of
from ctxscan.ignore.scope import RuleState, Scope

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from ctxscan.ignore.file import Rule
    from ctxscan.ignore.names import NameTable
    from ctxscan.ignore.verdict import Verdict

_MOST_VERDICTS = 10_000
"""Sets of rules whose verdict is kept; each is as long as the file."""


class RuleMatcher(ABC):
    """Rules, compiled together. Immutable; the scopes of one walk share its tables."""

    has_whole_path_rules: bool
    """Whether a rule is there that can only be tried on a whole path."""

    def __init__(self, rules: Sequence[Rule], malformed: Iterable[bool]) -> None:
        """*malformed*: of each rule, whether the builder refuses it once it tries it."""
        self.rules = tuple(rules)
        self.has_exceptions = any(rule.exception for rule in self.rules)
        self._malformed = bits_of(index for index, refused in enumerate(malformed) if refused)
        self._verdicts: dict[int, Verdict] = {}
        self._lenient_verdicts: dict[int, Verdict] = {}
        self._root: Scope | None = None
        self._way: tuple[list[str], list[Scope]] = [], []
        """The directories on the way to the last path that was asked about, and their scopes: the
        root's, and one for each."""

    @property
    def texts(self) -> tuple[tuple[str, bool], ...]:
        """Each pattern, and whether it is an exception, wherever they are written."""
        return tuple((rule.pattern, rule.exception) for rule in self.rules)

    @property
    def has_malformed(self) -> bool:
        """Whether a pattern is there that the builder refuses once it tries it."""
        return bool(self._malformed)

    @property
    def treats_directories_alike(self) -> bool:
        """Whether no rule asks for a directory, but for those with a line feed in their names."""
        return False

    @abstractmethod
    def of(self, rules: Sequence[Rule]) -> Self:
        """Other rules in the same language."""

    @abstractmethod
    def table(self, directory: str) -> NameTable:
        """What the rules ask of the names in *directory* (with a slash at its end, or empty)."""

    @abstractmethod
    def whole_path_rules(self, path: str) -> int:
        """The rules that can only be tried on a whole path, of those that match *path*."""

    @abstractmethod
    def rules_for(self, path: str) -> int:
        """The rules whose pattern matches *path* itself, tried one by one."""

    @abstractmethod
    def remembered(self, above: int, matching: int) -> int:
        """The rules that a directory hands on to what is below it.

        *above* are those that its own parent handed on, *matching* those that match
        the directory itself.
        """

    @abstractmethod
    def _decide(self, hits: int, malformed_rules: int) -> Verdict:
        """Like ``verdict``. Raises IgnoreFileError for one of *malformed_rules* that is tried."""

    def root(self) -> Scope:
        if self._root is None:
            self._root = Scope("", RuleState(self, "", remembered=0, above=0))
        return self._root

    def verdict(self, hits: int, *, lenient: bool = False) -> Verdict:
        """The verdict when the rules in *hits* match, in order.

        Raises IgnoreFileError when a malformed pattern would be tried, unless *lenient*.
        """
        cache = self._lenient_verdicts if lenient else self._verdicts
        known = cache.get(hits)
        if known is None:
            known = self._decide(hits, 0 if lenient else self._malformed)
            if len(cache) < _MOST_VERDICTS:
                cache[hits] = known
        return known

    def on_the_way(self, path: str) -> int:
        """The rules whose pattern matches *path* or a directory above it, tried there or not."""
        above, _, name = path.rpartition("/")
        scope = self._scope(above)
        return scope.above | scope.matching(name)

    def judge(self, path: str) -> Verdict:
        """The verdict on *path* by way of its directories, whether it exists or not."""
        above, _, name = path.rpartition("/")
        return self._scope(above).judge(name)

    def _scope(self, directory: str) -> Scope:
        """Of one directory: most paths lie where the one before did, or close to it."""
        known, scopes = self._way
        scopes[:1] = [self.root()]
        names = directory.split("/") if directory else []
        alike = 0
        for old, new in zip(known, names, strict=False):
            if old != new:
                break
            alike += 1
        del known[alike:], scopes[alike + 1 :]
        for name in names[alike:]:
            scopes.append(scopes[-1].enter(name))
            known.append(name)
        return scopes[-1]
