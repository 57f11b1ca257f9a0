"""The paths that one COPY source leads to in a context, as Buildah finds them.

Source: containers/buildah, copier/copier.go (copierHandlerGet): ``filepath.Glob`` with the
context for its root, then the links of each match are followed.
"""

from __future__ import annotations

import os

from ctxscan.context.links.inside import resolve_inside
from ctxscan.golang.glob import BadGlobError, glob_match
from ctxscan.tuples import NamedTuple

_META = frozenset("*?[\\")


class Copied(NamedTuple):
    name: str
    """The path that matches the source; empty for the context root."""

    path: str
    """What is read for it: the same, or where its links lead to."""


def copied_by(root: str, source: str) -> list[Copied]:
    """*source* is relative to *root*, with wildcards. Nothing is found for a malformed one."""
    found = [""]
    for component in source.split("/") if source else ():
        found = [path for directory in found for path in _below(root, directory, component)]
    led = [Copied(path, resolved) for path in found if (resolved := _led(root, path)) is not None]
    return [each for each in led if os.path.lexists(os.path.join(root, each.path))]


def _below(root: str, directory: str, component: str) -> list[str]:
    inside = resolve_inside(root, directory)
    if inside is None:
        return []
    full = os.path.join(root, inside)
    prefix = f"{inside}/" if inside else ""
    if not _META.intersection(component):
        return [prefix + component] if os.path.lexists(os.path.join(full, component)) else []
    try:
        names = sorted(os.listdir(full), key=os.fsencode)
        return [prefix + name for name in names if glob_match(component, name)]
    except (OSError, BadGlobError):
        return []


def _led(root: str, path: str) -> str | None:
    return resolve_inside(root, path)
