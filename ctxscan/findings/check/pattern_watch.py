"""Patterns that nothing sent should match, tried on everything that is sent."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from ctxscan.builders.protocol import SentType
from ctxscan.context.entry import PlainFiles
from ctxscan.errors import IgnoreFileError, Place, UsageError
from ctxscan.ignore.bits import indices
from ctxscan.ignore.file import Rule, parse_rule
from ctxscan.ignore.matcher import Matcher

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from ctxscan.builders.protocol import Sent
    from ctxscan.context.entry import Batch
    from ctxscan.ignore.scope import Scope

_FILES = (SentType.FILE, SentType.HARDLINK)


class Hit:
    """The uppermost path that a pattern matches, with what is sent at and below it."""

    __slots__ = ("content_bytes", "files", "index", "is_directory", "path", "transfer")

    def __init__(self, index: int, path: str, *, is_directory: bool, transfer: int) -> None:
        """*index*: of the pattern. *transfer*: of the first; platforms may send a path twice."""
        self.index = index
        self.path = path
        self.is_directory = is_directory
        self.transfer = transfer
        self.files = 0
        self.content_bytes = 0


class PatternWatch:
    """Patterns with what each of them spares."""

    def __init__(
        self,
        patterns: Sequence[str],
        spared: Sequence[Iterable[str]] = (),
        of_files: Sequence[bool] = (),
    ) -> None:
        """*spared*: for each pattern, patterns of what it must not take.

        *of_files*: whether it is about files of that name alone, and no directories or links.
        Raises UsageError for what is no pattern.
        """
        rules = [pattern_rule(pattern) for pattern in patterns]
        self._patterns = (1 << len(rules)) - 1
        self._spared: list[int] = []
        for extra in spared:
            start = len(rules)
            rules += [pattern_rule(pattern) for pattern in extra]
            self._spared.append((1 << len(rules)) - (1 << start))
        self._of_files = sum(1 << index for index, alone in enumerate(of_files) if alone)
        self._matcher = Matcher(rules)
        if self._matcher.has_malformed:
            refused = next(
                rule
                for rule, pattern in zip(rules, self._matcher.patterns, strict=True)
                if pattern.malformed
            )
            raise UsageError(f"no pattern that Docker can read: {refused.text!r}")
        self._key = (PatternWatch, tuple(patterns))
        """Watches for the same patterns match the same."""

        self._scopes: dict[str, Scope] = {"": self._matcher.root()}
        self.hits: dict[tuple[int, str], Hit] = {}
        """By pattern and path."""

        self.transfer = 0
        """Which one is walked."""

    def add(self, batch: Batch | None, sent: Sequence[Sent] | None) -> None:
        if not self._patterns:
            return
        if isinstance(batch, PlainFiles) and batch.judgement.sent:
            self._add_files(batch)
        for each in sent or ():
            if not each.injected:
                self._add(
                    each.path,
                    is_directory=each.type is SentType.DIRECTORY,
                    size=each.size,
                    is_file=each.type in _FILES,
                )

    def _add_files(self, batch: PlainFiles) -> None:
        matching: list[tuple[str, int, bool]] | None = batch.facts.get(self._key)
        if matching is None:
            matching = batch.facts[self._key] = list(self._matching(batch))
        for path, size, is_directory in matching:
            self._add(path, is_directory=is_directory, size=size)

    def _matching(self, batch: PlainFiles) -> Iterator[tuple[str, int, bool]]:
        """What a pattern matches, spared or not: path, size, whether it is a directory."""
        yield from self._matching_files(batch)
        for _, path, _, _ in batch.directories:
            above, _, name = path.rpartition("/")
            scope = self._scope(above)
            if (scope.matching(name) | scope.above) & self._patterns:
                yield path, 0, True

    def _matching_files(self, batch: PlainFiles) -> Iterator[tuple[str, int, bool]]:
        start = 0
        for directory, count in batch.parts:
            end, scope = start + count, self._scope(directory[:-1])
            columns = zip(batch.names[start:end], batch.sizes[start:end], strict=True)
            matching, above, patterns = scope.matching, scope.above, self._patterns
            for name, size in columns:
                if (matching(name) | above) & patterns:
                    yield directory + name, size, False
            start = end

    def _add(self, path: str, *, is_directory: bool, size: int, is_file: bool = True) -> None:
        directory, _, name = path.rpartition("/")
        scope = self._scope(directory)
        own = scope.matching(name)
        bits = scope.above | own
        # Of a pattern about files, a directory of that name is no hit, nor is what lies in it.
        counting = bits & ~self._of_files | (own if is_file and not is_directory else 0)
        for index in indices(counting & self._patterns):
            if index < len(self._spared) and bits & self._spared[index]:
                continue
            alone = self._of_files >> index & 1
            top = path if alone else self._uppermost(index, path)
            is_above = is_directory or top != path
            hit = self.hits.setdefault(
                (index, top), Hit(index, top, is_directory=is_above, transfer=self.transfer)
            )
            if hit.transfer == self.transfer:
                hit.files += not is_directory
                hit.content_bytes += size

    def of_files(self, paths: Iterable[str]) -> Iterator[tuple[int, tuple[int, ...]]]:
        """Which of *paths*, by their places, match a pattern that does not spare them, and which.

        As ``of_file`` has it, for many that lie side by side.
        """
        last = scope = None
        for place, path in enumerate(paths):
            directory, _, name = path.rpartition("/")
            if scope is None or directory != last:
                last, scope = directory, self._scope(directory)
                matching, above, by_name = scope.matching, scope.above, scope.standing.by_name
            own = by_name(name) if by_name is not None and name.isascii() else matching(name)
            if (own or above) and (found := self._counting(own, above)):
                yield place, found

    def of_file(self, path: str) -> tuple[int, ...]:
        """The patterns that the file at *path* matches, and that do not spare it."""
        directory, _, name = path.rpartition("/")
        scope = self._scope(directory)
        return self._counting(scope.matching(name), scope.above)

    def _counting(self, own: int, above: int) -> tuple[int, ...]:
        """Of what matches a file itself, and a directory above it."""
        bits = above | own
        counting = (bits & ~self._of_files | own) & self._patterns
        if not counting:
            return ()
        return tuple(
            index
            for index in indices(counting)
            if not (index < len(self._spared) and bits & self._spared[index])
        )

    def fresh(self) -> PatternWatch:
        """The same, with nothing seen yet; what is known of directories is shared."""
        other = PatternWatch.__new__(PatternWatch)
        other.__dict__.update(self.__dict__, hits={})
        return other

    def anew(self) -> PatternWatch:
        """The same patterns, which are not read again, with nothing known of any directory."""
        other = PatternWatch.__new__(PatternWatch)
        other.__dict__.update(self.__dict__, hits={}, _scopes={"": self._matcher.root()})
        return other

    def of_transfer(self, number: int) -> PatternWatch:
        """The same for the transfer *number*: to be merged once that is walked."""
        other = self.fresh()
        other.transfer = number
        return other

    def merge(self, part: PatternWatch) -> None:
        for key, more in part.hits.items():
            hit = self.hits.setdefault(key, more)
            if hit is not more and hit.transfer == more.transfer:
                hit.files += more.files
                hit.content_bytes += more.content_bytes

    def __getstate__(self) -> dict[str, object]:
        """From another process, only what was hit comes back."""
        return {"hits": self.hits}

    def _scope(self, directory: str) -> Scope:
        missing = []
        while (known := self._scopes.get(directory)) is None:
            missing.append(directory)
            directory = directory.rpartition("/")[0]
        # Not by a call within a call: they may lie deeper than Python's calls do.
        for each in reversed(missing):
            known = self._scopes[each] = known.enter(each.rpartition("/")[2])
        return known

    def _uppermost(self, index: int, path: str) -> str:
        end = path.find("/")
        while end > 0:
            if self._scope(path[:end]).above >> index & 1:
                return path[:end]
            end = path.find("/", end + 1)
        return path


def pattern_rule(pattern: str) -> Rule:
    """A pattern of the ignore language. Raises UsageError for an exception, or for none."""
    try:
        rule = parse_rule(pattern, Place("a pattern"))
    except IgnoreFileError as error:
        raise UsageError(f"{pattern!r}: {error.message}", hint=error.hint) from None
    if rule is None or rule.exception:
        raise UsageError(
            f"not a pattern: {pattern!r}", hint="write it as in an ignore file, without !"
        )
    return rule


@lru_cache(maxsize=8)
def matcher_of(patterns: tuple[str, ...]) -> Matcher:
    """One for all who hold names against the same *patterns*, a rule each. Raises UsageError."""
    return Matcher([pattern_rule(pattern) for pattern in patterns])
