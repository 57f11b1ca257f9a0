"""Patterns that nothing sent should match, tried on everything that is sent."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ctxscan.builders.protocol import SentType
from ctxscan.errors import IgnoreFileError, Place, UsageError
from ctxscan.ignore.file import Rule, parse_rule
from ctxscan.ignore.matcher import Matcher, indices

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from ctxscan.builders.protocol import Sent
    from ctxscan.ignore.scope import Scope


@dataclass(slots=True)
class Hit:
    """The uppermost path that a pattern matches, with what is sent at and below it."""

    index: int
    """Of the pattern."""

    path: str
    is_directory: bool
    transfer: int
    """Which transfer met it first: platforms may send the same path twice."""

    files: int = 0
    content_bytes: int = 0


class PatternWatch:
    """Patterns with what each of them spares."""

    def __init__(self, patterns: Sequence[str], spared: Sequence[Iterable[str]] = ()) -> None:
        """*spared*: for each pattern, patterns of what it must not take.

        Raises UsageError for what is no pattern.
        """
        rules = [pattern_rule(pattern) for pattern in patterns]
        self._patterns = (1 << len(rules)) - 1
        self._spared: list[int] = []
        for extra in spared:
            start = len(rules)
            rules += [pattern_rule(pattern) for pattern in extra]
            self._spared.append((1 << len(rules)) - (1 << start))
        self._matcher = Matcher(rules)
        if self._matcher.has_malformed:
            refused = next(
                rule
                for rule, pattern in zip(rules, self._matcher.patterns, strict=True)
                if pattern.malformed
            )
            raise UsageError(f"no pattern that Docker can read: {refused.text!r}")
        self._scopes: dict[str, Scope] = {"": self._matcher.root()}
        self.hits: dict[tuple[int, str], Hit] = {}
        """By pattern and path."""

    def see(self, sent: Sent, transfer: int) -> None:
        directory, _, name = sent.path.rpartition("/")
        scope = self._scope(directory)
        bits = scope.above | scope.matching(name)
        if not bits & self._patterns or sent.injected:
            return
        is_directory = sent.type is SentType.DIRECTORY
        for index in indices(bits & self._patterns):
            if index < len(self._spared) and bits & self._spared[index]:
                continue
            path = self._uppermost(index, sent.path)
            hit = self.hits.setdefault(
                (index, path), Hit(index, path, is_directory or path != sent.path, transfer)
            )
            if hit.transfer == transfer:
                hit.files += not is_directory
                hit.content_bytes += sent.size

    def _scope(self, directory: str) -> Scope:
        known = self._scopes.get(directory)
        if known is None:
            above, _, name = directory.rpartition("/")
            known = self._scopes[directory] = self._scope(above).enter(name)
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
