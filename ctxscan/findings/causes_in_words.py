"""Why a source is missing, in words, and what to do about it."""

from __future__ import annotations

import posixpath
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from ctxscan.context.causes import Cause, CauseKind


class _Words(NamedTuple):
    """Templates: ``path`` is the source, ``there`` what lies there; both quoted, ``bare`` not."""

    message: str
    hint: str


_WORDS: dict[CauseKind, _Words] = {
    "link": _Words(
        "{path} is a symlink to {there}, which leads to nothing in the context",
        "copy what it leads to into the context, or make it a named context",
    ),
    "link-inside": _Words(
        "{path} is a symlink to {there}, and behind a wildcard no symlink is followed: that is not "
        "sent",
        "name {bare}, too",
    ),
    "below-link": _Words(
        "{path} is {there}, through a symlink, and nothing of it is sent",
        "name what it leads to: {bare}",
    ),
    "below-file": _Words(
        "{path} is not there: {there} is a file",
        "name {bare}, or a path that exists",
    ),
    "above": _Words(
        "{there} leads out of the context, and stops at its root, where there is no {path}",
        "give a directory above as the build context, and name it from there",
    ),
    "case": _Words(
        "{path} does not exist in the context, which has {there}",
        "write it in the same letters: builders tell upper case from lower case",
    ),
    "elsewhere": _Words(
        "{path} does not exist in the context, which has {there}",
        "paths begin at the context root",
    ),
    "submodule": _Words(
        "{path} is in a git submodule that is not checked out",
        "git submodule update --init",
    ),
    "present": _Words(
        "{path} lies in the context, but nothing of it is sent",
        "ctxscan explain {path} says why",
    ),
    "absent": _Words(
        "{path} does not exist in the context",
        "paths begin at the context root; what an earlier step makes, git ignores",
    ),
}


_GIT_FILE = _Words(
    "{path} is not there: {there} is a file, as in a worktree or a submodule, and the repository "
    "lies elsewhere",
    "build from a clone, where .git is a directory, or do without it",
)


def in_words(cause: Cause, path: str) -> tuple[str, str]:
    """What is wrong, and what to do."""
    words = _WORDS[cause.kind]
    if cause.kind == "below-file" and posixpath.basename(cause.path) == ".git":
        words = _GIT_FILE
    names = {"path": repr(path), "there": repr(cause.path), "bare": cause.path}
    return words.message.format(**names), words.hint.format(**names)
