"""Ignore files that lie there, and that this build will not read."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from ctxscan.context.locate.docker import IGNORE_FILE
from ctxscan.context.real_path import real_path
from ctxscan.errors import Place
from ctxscan.finding import Finding

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ctxscan.context.locate.docker import Location

_LOOKALIKES = {".dockerignore", "dockerignore", ".dockerignore.txt", "dockerignore.txt"}


def inactive_ignore_files(location: Location, *, reads_specific: bool) -> tuple[Finding, ...]:
    """A notice for each ignore file that its writer may take for active.

    *reads_specific*: whether the builder reads ``<Dockerfile>.dockerignore``.
    """
    active = location.ignore_file.path if location.ignore_file else None
    found: list[Finding] = []
    for directory in _directories(location):
        for name in _names(directory):
            path = os.path.join(directory, name)
            why = _why_inactive(location, directory, name, reads_specific=reads_specific)
            if why is not None and path != active and os.path.isfile(path):
                shown = os.path.relpath(path)
                hint = _hint(location, directory, name, reads_specific=reads_specific)
                found.append(Finding("ignore-file-unread", why, Place(shown), hint))
    return tuple(found)


def _directories(location: Location) -> Iterator[str]:
    yield location.root
    if location.dockerfile.path is not None:
        directory = real_path(os.path.dirname(location.dockerfile.path))
        if directory != location.root:
            yield directory


def _names(directory: str) -> list[str]:
    try:
        return sorted(name for name in os.listdir(directory) if "ignore" in name.lower())
    except OSError:
        return []


def _why_inactive(
    location: Location, directory: str, name: str, *, reads_specific: bool
) -> str | None:
    lower = name.lower()
    if lower == ".containerignore":
        return "Docker does not read this file; podman and buildah do"
    if lower in _LOOKALIKES:
        if name != IGNORE_FILE:
            return f"no builder reads an ignore file of this name; it is {IGNORE_FILE}"
        if directory != location.root:
            return (
                f"a build of context {location.shown} reads the ignore file at its root, not this"
            )
        return None
    if lower.endswith(".dockerignore"):
        return _why_specific(location, directory, name, reads_specific=reads_specific)
    return None


def _why_specific(
    location: Location, directory: str, name: str, *, reads_specific: bool
) -> str | None:
    dockerfile = location.dockerfile.path
    if dockerfile is None or name.lower() != f"{os.path.basename(dockerfile)}.dockerignore".lower():
        return None  # it is another Dockerfile's
    if directory != real_path(os.path.dirname(dockerfile)):
        return "an ignore file for one Dockerfile must lie beside that Dockerfile"
    if not reads_specific:
        return "the classic builder does not read ignore files for one Dockerfile; BuildKit does"
    if name != f"{os.path.basename(dockerfile)}.dockerignore":
        return "its name must be that of the Dockerfile, letter by letter"
    return None


def _hint(location: Location, directory: str, name: str, *, reads_specific: bool) -> str:
    if (
        name.lower().endswith(".dockerignore")
        and name.lower() not in _LOOKALIKES
        and reads_specific
    ):
        return f"move it to {location.dockerfile.shown}.dockerignore"
    chosen = os.path.normpath(os.path.join(location.shown, IGNORE_FILE))
    inside = os.path.relpath(directory, location.root).replace(os.sep, "/")
    if inside == os.curdir:
        return f"its rules work in {chosen}"
    if inside.startswith(os.pardir):
        return f"its rules are about another directory; write those for this one into {chosen}"
    return f"write its rules into {chosen}, as seen from there: NAME is {inside}/NAME"
