"""``--parents`` and ``--exclude``: what of a source directory is taken.

Source: tonistiigi/fsutil, copy.go (copier.include, copier.exclude): each source root is judged
anew, by the walk that hands a directory's results on to what is below it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ctxscan.builders.stages.outcome import StepError
from ctxscan.errors import IgnoreFileError, Place
from ctxscan.ignore.file import rule_of
from ctxscan.ignore.matcher import Matcher
from ctxscan.tuples import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ctxscan.ignore.scope import Scope


class Judged(NamedTuple):
    """What becomes of one path below a source root."""

    included: bool
    excluded: bool
    """By ``--exclude``; what ``--parents`` does not hit is merely not included."""


class Filters(NamedTuple):
    """How the patterns stand in one directory; ``None`` where there are none."""

    include: Scope | None = None
    exclude: Scope | None = None

    has_exceptions: bool = False
    """Whether an exception may bring something back from below an excluded directory."""

    def judge(self, name: str) -> Judged:
        """Raises StepError for a pattern that turns out to be malformed."""
        try:
            hit = self.include is None or self.include.judge(name).ignored
            excluded = self.exclude is not None and self.exclude.judge(name).ignored
        except IgnoreFileError as error:
            raise bad_pattern(error) from None
        return Judged(hit and not excluded, excluded)

    def enter(self, name: str, judged: Judged) -> Filters:
        if self.exclude is None and judged.included:
            # Whatever lies below a path that --parents hits is taken.
            return ALL
        return Filters(
            self.include.enter(name) if self.include else None,
            self.exclude.enter(name) if self.exclude else None,
            self.has_exceptions,
        )


ALL = Filters()


def filters_of(include: str | None, excludes: Sequence[str]) -> Filters:
    """Raises StepError for a pattern that BuildKit cannot compile."""
    if include is None and not excludes:
        return ALL
    including = _matcher([include]) if include is not None else None
    excluding = _matcher(excludes) if excludes else None
    return Filters(
        including.root() if including else None,
        excluding.root() if excluding else None,
        excluding is not None and excluding.has_exceptions,
    )


def _matcher(patterns: Sequence[str]) -> Matcher:
    try:
        rules = [rule_of(pattern, pattern, Place("")) for pattern in patterns]
    except IgnoreFileError as error:
        raise bad_pattern(error) from None
    return Matcher([rule for rule in rules if rule is not None])


def bad_pattern(error: IgnoreFileError) -> StepError:
    return StepError("bad-pattern", "", error.message)
