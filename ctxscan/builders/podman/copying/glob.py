"""The paths of a tree that a word names, as Buildah finds them (Go, path/filepath.Glob).

Unlike Docker, it looks through links in directory parts, and tries each match as a pattern again
(containers/buildah, add.go and copier.go: copierHandlerStat, then copierHandlerGet).
"""

from __future__ import annotations

import posixpath

from ctxscan.builders.stages.node import Directory
from ctxscan.builders.stages.outcome import StepError
from ctxscan.builders.stages.resolve import LinkLoopError, Resolved, resolve
from ctxscan.golang.glob import BadGlobError, glob_match
from ctxscan.regex import regex

_META = regex(r"[*?\[\\]")
_WILD = regex(r"[*?\[]")


def has_meta(path: str) -> bool:
    return _META.search(path) is not None


def is_wild(path: str) -> bool:
    return _WILD.search(path) is not None


def glob(tree: Directory, pattern: str) -> list[str]:
    """Absolute paths, as they are spelled by the pattern. Raises StepError for a malformed one."""
    if not has_meta(pattern):
        return [pattern] if lstat(tree, pattern).node is not None else []
    try:
        glob_match(pattern, "")
        above, name = posixpath.split(pattern)
        directories = glob(tree, above) if has_meta(above) else [above]
        return [path for directory in directories for path in _names(tree, directory, name)]
    except BadGlobError:
        raise StepError("bad-pattern", pattern, f"syntax error in the wildcard {pattern}") from None


def _names(tree: Directory, above: str, pattern: str) -> list[str]:
    try:
        found = resolve(tree, above).node
    except LinkLoopError:
        return []
    if not isinstance(found, Directory):
        return []
    return [posixpath.join(above, name) for name, _ in found.ordered() if glob_match(pattern, name)]


def lstat(tree: Directory, path: str) -> Resolved:
    """What lies at *path*; links on the way are followed, a link at its end is not."""
    try:
        return resolve(tree, path, follow_last=False)
    except LinkLoopError:
        return Resolved((), None)
