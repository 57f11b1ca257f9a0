"""Where a COPY writes to, for Buildah (containers/buildah, add.go: Builder.Add)."""

from __future__ import annotations

import posixpath
from typing import TYPE_CHECKING

from ctxscan.builders.stages.leaf import FileType, Leaf
from ctxscan.builders.stages.outcome import StepError
from ctxscan.builders.stages.resolve import LinkLoopError, Resolved, resolve
from ctxscan.builders.stages.workspace import below_file
from ctxscan.tuples import NamedTuple

if TYPE_CHECKING:
    from ctxscan.builders.stages.node import Directory
    from ctxscan.builders.stages.workspace import Workspace
    from ctxscan.dockerfile.steps import CopyStep


class Kept(NamedTuple):
    """What the sources ask of the destination."""

    must_be_directory: bool
    can_be_file: bool


class Destination(NamedTuple):
    parts: tuple[str, ...]
    """Of the directory that is written into."""

    directory: Directory

    rename: str | None = None
    """The name that whatever is copied gets."""

    doubt: bool = False
    """A base image may have a directory of that name."""


def find_destination(space: Workspace, step: CopyStep, kind: Kept) -> Destination:
    """Makes the directory. Raises StepError."""
    path, has_slash = _path(step)
    is_workdir = step.workdir is not None and path == step.workdir
    must_be_directory = kind.must_be_directory or has_slash or is_workdir
    there = _resolve(space.root, path, follow_last=False)
    end = _resolve(space.root, path)
    if isinstance(end.node, Leaf) and end.node.type is FileType.FILE and end.node.stamp.certain:
        if must_be_directory:
            raise below_file(path, end.node)
        return _in_parent(space, path, doubt=False)
    may_be_file = not must_be_directory and kind.can_be_file
    if there.node is None and may_be_file:
        return _in_parent(space, path, doubt=there.doubt)
    if isinstance(there.node, Leaf) and not there.node.stamp.certain and may_be_file:
        return _in_parent(space, path, doubt=True)
    parts = _resolve(space.root, path, lexical=True).parts
    return Destination(parts, space.directory(parts))


def _path(step: CopyStep) -> tuple[str, bool]:
    word = step.destination
    has_slash = word.endswith("/") or word in ("", ".")
    path = word if word.startswith("/") else f"{step.workdir or '/'}/{word}"
    return posixpath.normpath(f"/{path.lstrip('/')}"), has_slash


def _in_parent(space: Workspace, path: str, *, doubt: bool) -> Destination:
    above, name = posixpath.split(path)
    parts = _resolve(space.root, above, lexical=True).parts
    return Destination(parts, space.directory(parts), name, doubt)


def _resolve(
    root: Directory, path: str, *, follow_last: bool = True, lexical: bool = False
) -> Resolved:
    try:
        return resolve(root, path, follow_last=follow_last, lexical=lexical)
    except LinkLoopError:
        raise StepError("link-loop", path, f"the links at {path} lead in a circle") from None
