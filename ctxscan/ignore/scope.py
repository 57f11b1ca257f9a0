"""What the rules say in one directory on the way down.

Source: moby/patternmatcher, MatchesUsingParentResults; see ctxscan.ignore.matcher.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from ctxscan.ignore.names import NameTable
    from ctxscan.ignore.verdict import Verdict


class CompiledRules(Protocol):
    """What a directory asks of the rules; ``RuleMatcher`` says what each of these means."""

    has_whole_path_rules: bool

    @property
    def has_malformed(self) -> bool: ...

    def table(self, directory: str) -> NameTable: ...

    def whole_path_rules(self, path: str) -> int: ...

    def rules_for(self, path: str) -> int: ...

    def remembered(self, above: int, matching: int) -> int: ...

    def verdict(self, hits: int, *, lenient: bool = False) -> Verdict: ...


class RuleState:
    """What the rules remember in a directory, and what they ask of its names.

    One object for all directories below each other where the rules stand alike: in most contexts,
    for nearly all of them.
    """

    __slots__ = ("_odd", "_table", "_whole", "above", "matcher", "remembered", "same_for_all_names")

    def __init__(
        self, matcher: CompiledRules, directory: str, *, remembered: int, above: int
    ) -> None:
        self.matcher = matcher
        self.remembered = remembered
        self.above = above
        """The rules that match this directory or one above it, tried or not."""
        self._odd = not is_utf8(directory)
        self._table = matcher.table(directory)
        self._whole = matcher.has_whole_path_rules
        by_path = self._whole or self._odd
        self.same_for_all_names = None if by_path else self._table.same_for_all_names
        """What ``matching`` says of every name alike; ``None`` where it depends on the name."""

    @property
    def by_name(self) -> Callable[[str], int] | None:
        """``matching`` of an ASCII name, where nothing but the name counts."""
        return None if self._whole or self._odd else self._table.rules_for

    def matching(self, directory: str, name: str) -> int:
        """The rules whose pattern matches the path of *name* in *directory*."""
        if self.same_for_all_names is not None and name.isascii():
            return self.same_for_all_names
        if self._odd or not (name.isascii() or is_utf8(name)):
            return self.matcher.rules_for(directory + name)
        found = self._table.rules_for(name)
        if self._whole:
            found |= self.matcher.whole_path_rules(directory + name)
        return found

    def hitting(self, directory: str, names: Sequence[str]) -> Sequence[tuple[int, int]]:
        """The places of those of *names* that some rule matches, and which: of most, none does."""
        if not (self._whole or self._odd):
            if self._table.knows_idle(names):
                return ()
            if self.same_for_all_names == 0 and "".join(names).isascii():
                return ()
        matching = self.matching
        found = ((at, matching(directory, name)) for at, name in enumerate(names))
        return [each for each in found if each[1]]

    def below(self, directory: str, matching: int) -> RuleState:
        """The same for *directory*, one below, which the rules in *matching* match themselves."""
        alike = self.matcher.table(directory) is self._table and not matching & ~self.remembered
        if alike and not self._odd and is_utf8(directory):
            return self
        return RuleState(
            self.matcher,
            directory,
            remembered=self.matcher.remembered(self.remembered, matching),
            above=self.above | matching,
        )


class Scope:
    """One directory on the walk, and how the rules stand there."""

    __slots__ = ("directory", "standing")

    def __init__(self, directory: str, standing: RuleState) -> None:
        self.directory = directory
        """With a slash at its end; empty at the context root."""
        self.standing = standing

    @property
    def remembered(self) -> int:
        return self.standing.remembered

    @property
    def above(self) -> int:
        return self.standing.above

    @property
    def same_for_all_names(self) -> int | None:
        return self.standing.same_for_all_names

    def matching(self, name: str) -> int:
        """The rules whose pattern matches the path of *name* itself."""
        return self.standing.matching(self.directory, name)

    def hitting(self, names: Sequence[str]) -> Sequence[tuple[int, int]]:
        """The places of those of *names* that some rule matches, and which: of most, none does."""
        return self.standing.hitting(self.directory, names)

    def judge(self, name: str) -> Verdict:
        """The verdict on *name* in this directory. Raises IgnoreFileError as Docker would."""
        return self.standing.matcher.verdict(self.matching(name) | self.remembered)

    def judge_or_parents(self, name: str) -> Verdict:
        """Like Matcher.judge_or_parents, for *name* in this directory."""
        return self.standing.matcher.verdict(self.matching(name) | self.above)

    def enter(self, name: str, matching: int | None = None) -> Scope:
        """The scope of the directory *name*; *matching* is what is known of it, if it is."""
        if matching is None:
            matching = self.matching(name)
        directory = f"{self.directory}{name}/"
        return Scope(directory, self.standing.below(directory, matching))


def is_utf8(text: str) -> bool:
    """Whether *text*, read with ``surrogateescape``, was valid UTF-8 on disk."""
    return text.isascii() or not any("\udc80" <= char <= "\udcff" for char in text)
