"""Where the builds of a project may be declared: one walk over the names of a tree."""

from __future__ import annotations

import os
import re
from typing import TYPE_CHECKING

from ctxscan.context.dockerfiles import enters, is_dockerfile
from ctxscan.context.links.checkout import is_below
from ctxscan.context.settings import OWN, PYPROJECT
from ctxscan.regex import regex
from ctxscan.tuples import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

_COMPOSE = regex(r"(?:docker-)?compose(?:[._-].+)?\.ya?ml|.+[._-]compose\.ya?ml", re.DOTALL)
_BAKE = regex(r"(?:docker-)?bake(?:[._-].+)?\.(?:hcl|json)|.+[._-]bake\.hcl", re.DOTALL)
_BESIDE = 3
"""How deep directories beside the context are looked into: deployments lie near the top."""


class ProjectFilesFound(NamedTuple):
    """Absolute paths, sorted by directory."""

    top: str
    """The directory of the whole project: the context itself, or one above it."""

    dockerfiles: tuple[str, ...]
    """Those in the context."""

    compose: tuple[str, ...]
    bake: tuple[str, ...]
    settings: tuple[str, ...]
    """Directories with settings."""


def search_project(root: str) -> ProjectFilesFound:
    """All that may declare a build of the context *root*: in it, above it, and near it.

    The project ends at the top of the repository; without one, the context is all of it.
    """
    top = _top(root)
    found: tuple[list[str], list[str], list[str], list[str]] = ([], [], [], [])
    dockerfiles, compose, bake, settings = found
    for directory, names in _directories(root, top):
        inside = is_below(directory, root)
        for name in names:
            path = os.path.join(directory, name)
            if _COMPOSE.fullmatch(name):
                compose.append(path)
            elif _BAKE.fullmatch(name):
                bake.append(path)
            elif name in (OWN, PYPROJECT) and directory not in settings:
                settings.append(directory)
            if inside and is_dockerfile(directory, name):
                dockerfiles.append(path)
    return ProjectFilesFound(top, *(tuple(each) for each in found))


def _top(root: str) -> str:
    directory = root
    while not os.path.lexists(os.path.join(directory, ".git")):
        above = os.path.dirname(directory)
        if above == directory:
            return root
        directory = above
    return directory


def _directories(root: str, top: str) -> Iterator[tuple[str, list[str]]]:
    """The context in full, and what is beside it not far down."""
    yield from _walked(root, root, None)
    if top != root:
        yield from _walked(top, root, _BESIDE)


def _walked(start: str, context: str, deepest: int | None) -> Iterator[tuple[str, list[str]]]:
    on_the_way = os.path.join(start, "").count(os.sep)
    for directory, below, names in os.walk(start):
        depth = os.path.join(directory, "").count(os.sep) - on_the_way
        leads_to_it = context.startswith(os.path.join(directory, ""))
        below[:] = sorted(
            each
            for each in below
            if enters(directory, each)
            and (deepest is None or os.path.join(directory, each) != context)
            and (
                deepest is None
                or depth < deepest
                or (leads_to_it and context.startswith(os.path.join(directory, each, "")))
            )
        )
        yield directory, sorted(names)
