"""Why a source is not there: what lies on the disk in its place. Looks at the context."""

from __future__ import annotations

import os
import posixpath
from typing import Literal

from ctxscan.context.reading import MIB, read_regular
from ctxscan.context.real_path import real_path
from ctxscan.golang.glob import BadGlobError, glob_match
from ctxscan.tuples import NamedTuple

CauseKind = Literal[
    "absent",
    "present",
    "link",
    "link-inside",
    "below-link",
    "below-file",
    "above",
    "case",
    "elsewhere",
    "submodule",
]


class Cause(NamedTuple):
    kind: CauseKind
    """``absent``: nothing explains it. ``present``: it lies there. ``link``: it is a symlink that
    leads to nothing in the context. ``link-inside``: it is one that leads to something there.
    ``below-link``: it lies there, through a symlink on the way. ``below-file``: a file is in the
    way. ``above``: it lies outside, where the source as written leads. ``case``: it lies there in
    other letters. ``elsewhere``: it lies one directory up or down. ``submodule``: it belongs to one
    that is not checked out."""

    path: str = ""
    """What there is, relative to the context root; for a link, where it leads as it says; for one
    that leads to something in the context, that."""


def cause_of(root: str, dockerfile: str | None, path: str, written: str = "") -> Cause:
    """Why nothing arrived for *path*; it and *dockerfile* are relative to the context root.

    *written*: the source as it stands in the Dockerfile, where it is known.
    """
    path = path.strip("/")
    full = os.path.join(root, path)
    leads_to = _link(full)
    if leads_to is not None and not _leads_inside(root, full):
        return Cause("link", leads_to)
    if os.path.lexists(full):
        return _lying_there(root, path)
    return (
        _above(root, written)
        or _in_other_letters(root, path)
        or _below_submodule(root, path)
        or _below_file(root, path)
        or _elsewhere(root, dockerfile or "", path)
    )


def _link(full: str) -> str | None:
    """Where it leads as it says; ``None``: it is no link, or is none any more."""
    try:
        return os.readlink(full)
    except (OSError, ValueError):  # ValueError: it holds a NUL
        return None


def _names(directory: str) -> list[str] | None:
    """What is in it; ``None``: nobody can list it, or it is gone."""
    try:
        return os.listdir(directory)
    except (OSError, ValueError):
        return None


def _above(root: str, written: str) -> Cause | None:
    climbed = os.path.normpath(os.path.join(root, written.lstrip("/")))
    is_outside = bool(written) and os.path.commonpath([root, climbed]) != root
    return Cause("above", written) if is_outside and os.path.lexists(climbed) else None


def matching_names(root: str, directory: str, pattern: str) -> list[str]:
    """Paths in *directory* that *pattern*, which begins with it, matches; of one level alone."""
    rest = pattern.removeprefix(f"{directory}/")
    if "/" in rest:
        return []
    names = sorted(_names(os.path.join(root, directory)) or ())
    try:
        return [f"{directory}/{name}" for name in names if glob_match(rest, name)]
    except BadGlobError:
        return []


def _below_file(root: str, path: str) -> Cause | None:
    """What should be a directory on the way to *path*, and is a file."""
    above = posixpath.dirname(path)
    while above:
        if os.path.isfile(os.path.join(root, above)):
            return Cause("below-file", above)
        above = posixpath.dirname(above)
    return None


def _lying_there(root: str, path: str) -> Cause:
    full = os.path.join(root, path)
    if _is_empty_submodule(root, path):
        return Cause("submodule", path)
    real = os.path.relpath(real_path(full), root).replace(os.sep, "/")
    if os.path.islink(full):
        return Cause("link-inside", real)
    if real == path or real.startswith("../"):
        return Cause("present", path)
    return Cause("below-link", real)


def _leads_inside(root: str, full: str) -> bool:
    real = real_path(full)
    return os.path.exists(real) and os.path.commonpath([root, real]) == root


def _in_other_letters(root: str, path: str) -> Cause | None:
    """The path as the disk spells it, if it only differs in case."""
    found = ""
    for name in path.split("/"):
        names = _names(os.path.join(root, found))
        if names is None:
            return None
        if name not in names:
            alike = sorted(each for each in names if each.casefold() == name.casefold())
            if not alike:
                return None
            name = alike[0]  # noqa: PLW2901 - the way goes on under the name that is there
        found = posixpath.join(found, name)
    return Cause("case", found) if found != path else None


def _elsewhere(root: str, dockerfile: str, path: str) -> Cause:
    """One directory off: below the Dockerfile's own, or without the name of the context's."""
    beside = posixpath.join(posixpath.dirname(dockerfile), path)
    shorter = path.partition("/")[2]
    for other in (beside, shorter):
        if other and other != path and os.path.lexists(os.path.join(root, other)):
            return Cause("elsewhere", other)
    return Cause("absent")


def _is_empty_submodule(root: str, path: str) -> bool:
    return path in submodules(root) and _names(os.path.join(root, path)) == []


def _below_submodule(root: str, path: str) -> Cause | None:
    bare = (each for each in submodules(root) if is_bare(root, each))
    return Cause("submodule", path) if any(path.startswith(f"{each}/") for each in bare) else None


def is_bare(root: str, path: str) -> bool:
    full = os.path.join(root, path)
    return _names(full) == [] or not os.path.isdir(full)


def submodules(root: str) -> list[str]:
    """The paths that .gitmodules names; its syntax is git's, and a line says one each."""
    name = os.path.join(root, ".gitmodules")
    try:
        text = read_regular(name, MIB).decode("utf-8", "surrogateescape")
    except OSError:
        return []
    rows = (line.partition("=") for line in text.splitlines())
    return [value.strip() for key, _, value in rows if key.strip() == "path"]
