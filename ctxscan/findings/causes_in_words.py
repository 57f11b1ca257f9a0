"""Why a source is missing, in words, and what is to be known about it."""

from __future__ import annotations

import posixpath
from typing import TYPE_CHECKING

from ctxscan.findings.next_step import next_step
from ctxscan.tuples import NamedTuple

if TYPE_CHECKING:
    from ctxscan.context.causes import Cause, CauseKind
    from ctxscan.inspection import Inspection

FAILS = "so the build fails here"


class _Words(NamedTuple):
    """Templates: ``path`` is the source, ``there`` what lies there; both quoted, ``bare`` not."""

    message: str

    known: str = ""
    """What is to be known where no change of the build helps."""


_WORDS: dict[CauseKind, _Words] = {
    "link": _Words(
        "{path} is a symlink to {there}, which leads to nothing in the context",
        "a symlink is followed inside the context alone",
    ),
    "link-inside": _Words(
        "{path} is a symlink to {there}, and behind a wildcard no symlink is followed: that is not "
        "sent",
    ),
    "below-link": _Words(
        "{path} is {there}, through a symlink, and nothing of it is sent",
    ),
    "below-file": _Words(
        "{path} is not there: {there} is a file",
    ),
    "above": _Words(
        "{there} leads out of the context, and stops at its root, where there is no {path}",
        "nothing outside of the context can be copied, unless it is a build context as well",
    ),
    "case": _Words(
        "{path} does not exist in the context, which has {there}",
        "builders tell upper case from lower case",
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
        "{explain} says why",
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


def in_words(cause: Cause, path: str) -> str:
    """What is wrong."""
    names = {"path": repr(path), "there": repr(cause.path)}
    return _words(cause).message.format(**names)


def as_it_is(cause: Cause, path: str, inspection: Inspection) -> str | None:
    """What is to be known."""
    return _words(cause).known.format(explain=next_step(inspection, "explain", path)) or None


def _words(cause: Cause) -> _Words:
    if cause.kind == "below-file" and posixpath.basename(cause.path) == ".git":
        return _GIT_FILE
    return _WORDS[cause.kind]
