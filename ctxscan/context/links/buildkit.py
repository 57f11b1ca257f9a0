"""The paths that a build asks for -> patterns, its symlinks followed.

Source: tonistiigi/fsutil, followlinks.go. It runs on the unfiltered context, before
the walk, and what it records are patterns for the matcher, wildcards and all.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Protocol

from ctxscan.golang.glob import BadGlobError, glob_match, has_wildcard
from ctxscan.golang.path import clean

if TYPE_CHECKING:
    from collections.abc import Iterable


class Names(Protocol):
    """What a context holds, as far as links are concerned; paths are relative to its root."""

    def link(self, path: str) -> str | None:
        """Where the symlink at *path* points to; ``None``: none is there."""

    def inside(self, directory: str) -> list[str] | None:
        """The names in a directory, in order; ``None``: none is there."""


class NamesOnDisk:
    def __init__(self, root: str) -> None:
        self._root = root

    def link(self, path: str) -> str | None:
        try:
            return os.readlink(os.path.join(self._root, path))
        except (OSError, ValueError):  # ValueError: no disk has a name with a NUL in it
            return None

    def inside(self, directory: str) -> list[str] | None:
        try:
            return sorted(os.listdir(os.path.join(self._root, directory)), key=os.fsencode)
        except (OSError, ValueError):
            return None


def follow_links(root: str, paths: Iterable[str]) -> frozenset[str]:
    """Every path to ask for, so that *paths* arrive with all that their symlinks need.

    ``.`` among them stands for the whole context.
    """
    return follow_links_among(NamesOnDisk(root), paths)


def follow_links_among(names: Names, paths: Iterable[str]) -> frozenset[str]:
    """The same for a context that lies somewhere else."""
    resolver = _Resolver(names)
    for path in paths:
        resolver.follow(path)
    return frozenset(resolver.resolved)


def without_nested(paths: Iterable[str]) -> tuple[str, ...] | None:
    """*paths* sorted, without those below another; ``None`` when the whole context is asked for.

    Like fsutil's dedupePaths, which compares with the path kept last.
    """
    kept: list[str] = []
    for path in sorted(paths, key=lambda text: text.encode("utf-8", "surrogateescape")):
        if path == ".":
            return None
        if not (kept and path.startswith(kept[-1] + "/")):
            kept.append(path)
    return tuple(kept)


class _Resolver:
    def __init__(self, names: Names) -> None:
        self._names = names
        self.resolved: set[str] = set()

    def follow(self, path: str) -> None:
        pending = [path]
        while pending:
            pending.extend(reversed(self._follow_once(pending.pop())))

    def _follow_once(self, path: str) -> list[str]:
        """Walk down one path; where symlinks turn up, what they make of the rest of it."""
        rest = clean("/" + path)[1:] or "."
        current = "."
        while True:
            part, _, rest = rest.partition("/")
            current = part if current == "." else f"{current}/{part}"  # of what is clean
            targets = self._targets(current)
            if targets is None and rest:
                continue
            if current in self.resolved:
                return []
            self.resolved.add(current)
            return [f"{target}/{rest}" for target in targets or ()]

    def _targets(self, path: str) -> list[str] | None:
        """Where *path*, or any symlink that its last component may mean, points to."""
        directory, _, name = path.rpartition("/")
        if not has_wildcard(name):
            return self._target(path)
        names = self._names.inside(directory)
        if names is None:
            return None
        found = [self._target(f"{directory}/{each}") for each in names if _matches(name, each)]
        targets = [target for each in found for target in each or ()]
        return targets or None

    def _target(self, path: str) -> list[str] | None:
        link = self._names.link(path.lstrip("/"))
        if link is None:
            return None
        if link.startswith("/"):
            return [clean(link)]
        # A target is taken from the link's directory; ".." stops at the context root.
        return [clean(f"/{path.rpartition('/')[0]}/{clean(link)}")]


def _matches(pattern: str, name: str) -> bool:
    try:
        return glob_match(pattern, name)
    except BadGlobError:
        return False
