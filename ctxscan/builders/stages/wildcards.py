"""The paths of a tree that a wildcard matches, by Go's ``filepath.Match`` on a walk."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ctxscan.builders.stages.node import Directory
from ctxscan.golang.glob import BadGlobError, glob_match, has_wildcard

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ctxscan.builders.stages.node import Node


def matches(base: Directory, pattern: str, *, into_matches: bool = False) -> Iterator[str]:
    """Paths below *base*, parents first, names in the order of their bytes; no link is followed.

    *into_matches*: whether a directory that matches is looked into as well. A pattern that Go
    calls malformed matches nothing, as nobody looks at the error.
    """
    parts = pattern.split("/")
    # Only a class may match a slash, and only there Go reads on behind one.
    if "[" in pattern or "\\" in pattern or "" in parts:
        yield from _walk(base, "", pattern, into_matches=into_matches)
    else:
        yield from _descend(base, "", parts)


def split_wildcard(path: str) -> tuple[str, str]:
    """What stands before the first component with a wildcard, and the rest (fsutil, copy.go)."""
    parts = [part for part in path.split("/") if part]
    first = next((i for i, part in enumerate(parts) if has_wildcard(part)), len(parts))
    return "/" + "/".join(parts[:first]), "/".join(parts[first:])


def _descend(directory: Directory, above: str, parts: list[str]) -> Iterator[str]:
    head, rest = parts[0], parts[1:]
    for name, child in _named(directory, head):
        if not rest:
            yield above + name
        elif isinstance(child, Directory):
            yield from _descend(child, f"{above}{name}/", rest)


def _named(directory: Directory, pattern: str) -> Iterator[tuple[str, Node]]:
    if pattern == "*":
        yield from directory.ordered()
    elif has_wildcard(pattern):
        yield from (each for each in directory.ordered() if glob_match(pattern, each[0]))
    elif (child := directory.get(pattern)) is not None:
        yield pattern, child


def _walk(directory: Directory, above: str, pattern: str, *, into_matches: bool) -> Iterator[str]:
    for name, child in directory.ordered():
        path = above + name
        hit = is_match(pattern, path)
        if hit:
            yield path
        if isinstance(child, Directory) and (into_matches or not hit):
            yield from _walk(child, f"{path}/", pattern, into_matches=into_matches)


def is_match(pattern: str, path: str) -> bool:
    try:
        return glob_match(pattern, path)
    except BadGlobError:
        return False


def is_malformed_for(pattern: str, tree: Directory, above: str = "/") -> bool:
    """Whether Go finds *pattern* malformed while it walks the paths of *tree*."""
    if "[" not in pattern and "\\" not in pattern:
        return False
    try:
        for name, child in tree.ordered():
            hit = glob_match(pattern, above + name)
            if hit or not isinstance(child, Directory):
                continue
            if is_malformed_for(pattern, child, f"{above}{name}/"):
                return True
    except BadGlobError:
        return True
    return False
