"""Proofs about patterns: which one matches all that another one matches, on every tree.

Both answers are safe: "no" also means that nobody could prove it.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from ctxscan.golang.path import LONGEST_PATH
from ctxscan.ignore.pattern import DockerPattern, Match
from ctxscan.ignore.split import ANY_DIRECTORY, Branch, Name, branches

if TYPE_CHECKING:
    from collections.abc import Iterator

_WILDCARD = frozenset("*?[]\\")
_OPERATOR = frozenset("|{}^")
"""Text, unless something else makes the pattern a regular expression."""

_MOST_COMPILED = 4_000
"""Characters in all parents of a rule: as in fifteen directories with names of fifteen letters."""


def covers(wide: DockerPattern, narrow: DockerPattern) -> bool:
    """Whether *wide* itself matches every path that *narrow* itself matches."""
    if wide.pattern == narrow.pattern:
        return True
    if narrow.match is Match.EXACT:
        return wide.matches(narrow.text)
    around, inner = _branches_of(wide.pattern), _branches_of(narrow.pattern)
    if not around or not inner:
        return False
    return all(any(_branch_covers(each, other) for each in around) for other in inner)


@lru_cache(maxsize=4096)
def _branches_of(pattern: str) -> tuple[Branch, ...] | None:
    """Each rule is held against each: cut up for each pair, it takes most of lint's time."""
    return branches(DockerPattern(pattern))


def _branch_covers(wide: Branch, narrow: Branch) -> bool:
    return _directory_covers(wide, narrow) and _name_covers(wide, narrow)


def _directory_covers(wide: Branch, narrow: Branch) -> bool:
    if (wide.directory, wide.is_text) == (narrow.directory, narrow.is_text):
        return True
    if wide.is_text:
        return False
    if wide.directory == ANY_DIRECTORY:
        return True
    return narrow.is_text and bool(wide.fits_directory()(narrow.directory))


def _name_covers(wide: Branch, narrow: Branch) -> bool:
    if wide.name is Name.ANY or (wide.name is not Name.IS and not wide.text):
        return True
    if wide.name is narrow.name and wide.text == narrow.text:
        return True
    if wide.name is Name.LIKE:
        return narrow.name is Name.IS and wide.fits_name().matches(narrow.text)
    if wide.name is Name.ENDS:
        return narrow.name in {Name.IS, Name.ENDS} and narrow.text.endswith(wide.text)
    if wide.name is Name.STARTS:
        return narrow.name in {Name.IS, Name.STARTS} and narrow.text.startswith(wide.text)
    return False


def parents(pattern: DockerPattern) -> tuple[str, ...]:
    """Patterns for directories: all that *pattern* matches lies below a match of each of them."""
    return _parents_of(pattern.pattern) if "/" in pattern.pattern else ()


@lru_cache(maxsize=64)
def _parents_of(text: str) -> tuple[str, ...]:
    return tuple(_parents(DockerPattern(text)))


def _parents(pattern: DockerPattern) -> Iterator[str]:
    parts = pattern.pattern.split("/")
    glued = any("**" in part and part != "**" for part in parts)
    long = len(pattern.pattern) > LONGEST_PATH  # as many patterns, and each as long as a page
    odd = pattern.match is Match.REGEXP and _OPERATOR.intersection(pattern.pattern)
    if long or glued or odd or "\\/" in pattern.pattern or not branches(pattern):
        return
    for count in range(1, len(parts)):
        if parts[count - 1] != "**":
            yield "/".join(parts[:count])


def covers_a_parent(wide: DockerPattern, narrow: DockerPattern) -> bool:
    """Whether *wide* itself matches each directory of a kind that all of *narrow* lies below."""
    above = parents(narrow)
    if wide.pattern in above:
        return True
    if len(above) * len(narrow.pattern) > _MOST_COMPILED:
        return False
    return any(covers(wide, parent) for parent in _compiled_parents(narrow.pattern))


@lru_cache(maxsize=1024)
def _compiled_parents(text: str) -> tuple[DockerPattern, ...]:
    """Each is read from its beginning on, so that all take the square of the length of *text*."""
    return tuple(map(DockerPattern, _parents_of(text)))


def hits(pattern: DockerPattern, path: str) -> bool:
    """Whether *pattern* matches *path* or a directory above it."""
    parts = path.split("/")
    return any(pattern.matches("/".join(parts[: count + 1])) for count in range(len(parts)))


def is_literal(pattern: DockerPattern) -> bool:
    return pattern.match is Match.EXACT


def literal_head(pattern: DockerPattern) -> list[str]:
    """The components that every match of *pattern* begins with."""
    if not is_literal(pattern) and not branches(pattern):
        return []
    special = _WILDCARD | _OPERATOR if pattern.match is Match.REGEXP else _WILDCARD
    head: list[str] = []
    for part in pattern.pattern.split("/"):
        if not is_literal(pattern) and special.intersection(part):
            break
        head.append(part)
    return head


def apart(ignoring: DockerPattern, other: DockerPattern) -> bool:
    """Whether nothing that *other* matches can be, or lie below, a match of *ignoring*."""
    if is_literal(other):
        return not hits(ignoring, other.text)
    ours, theirs = literal_head(ignoring), literal_head(other)
    if any(mine != yours for mine, yours in zip(ours, theirs, strict=False)):
        return True
    depth = ignoring.pattern.count("/") + 1
    fixed = "**" not in ignoring.pattern and branches(ignoring) is not None
    return fixed and depth <= len(theirs) and not ignoring.matches("/".join(theirs[:depth]))
