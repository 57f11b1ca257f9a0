"""What is declared near a context, file by file: one that is broken does not hide the others."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from ctxscan.api.loading import load_bake, load_compose, without_compose
from ctxscan.api.lying import settings_builds
from ctxscan.context.machine import linux_platform
from ctxscan.context.project_files import ProjectFiles
from ctxscan.errors import CtxscanError, Place
from ctxscan.finding import Finding
from ctxscan.project.bake.discovery import DEFAULT_NAMES as BAKE_NAMES
from ctxscan.project.bake.options import BakeOptions
from ctxscan.project.compose.discovery import DEFAULT_NAMES as COMPOSE_NAMES
from ctxscan.project.compose.options import ComposeOptions
from ctxscan.project.paths import base_name, join
from ctxscan.project.paths import directory as directory_of
from ctxscan.tuples import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from ctxscan.context.project_search import ProjectFilesFound
    from ctxscan.project.model import Declarations, DeclaredBuild

_DISK = ProjectFiles()
_ALL_PROFILES = ("*",)
_BUILDS = b"build"
"""A compose file without this word declares none."""


class Declared(NamedTuple):
    builds: tuple[DeclaredBuild, ...]
    unread: tuple[Finding, ...]
    """Files that cannot be read, each with why."""


def declarations_near(where: ProjectFilesFound, environment: Mapping[str, str]) -> Declared:
    """All builds of all files, active or not."""
    builds: list[DeclaredBuild] = []
    unread: list[Finding] = []
    for file, ways in _ways(where, environment):
        troubles: list[CtxscanError] = []
        found: list[DeclaredBuild] = []
        for way in ways:
            try:
                found += way().builds
            except CtxscanError as error:
                troubles.append(error)
        builds += found
        if troubles and len(troubles) == len(ways) and _matters(file, where.top):
            unread.append(_unread(file, troubles[0]))
    return Declared(tuple(builds), tuple(unread))


def _ways(
    where: ProjectFilesFound, environment: Mapping[str, str]
) -> Iterator[tuple[str, list[Callable[[], Declarations]]]]:
    """Each file that may declare builds, with the ways in which it may be meant to be read."""
    for path in where.compose:
        if _declares_builds(path):
            yield path, [_compose(path, files, environment) for files in _compose_files(path)]
    for path in where.bake:
        # Paths in it hang on the directory that bake is run in (docs/semantics, M-B.1).
        started = dict.fromkeys((directory_of(path), where.top))
        yield path, [_bake(path, each, environment) for each in started]
    for directory in where.settings:
        yield directory, [partial(settings_builds, directory)]


def _compose(
    path: str, files: tuple[str, ...], environment: Mapping[str, str]
) -> Callable[[], Declarations]:
    options = ComposeOptions(directory_of(path), files, profiles=_ALL_PROFILES)
    return partial(load_compose, options, environment, _DISK)


def _compose_files(path: str) -> list[tuple[str, ...]]:
    """Alone, or behind the main file that it adds to; none stands for compose's own choice."""
    beside = [join(directory_of(path), each) for each in COMPOSE_NAMES]
    main = next((each for each in beside if _DISK.is_file(each)), None)
    if path == main:
        return [()]
    return [(path,)] if main is None or path in beside else [(main, path), (path,)]


def _bake(path: str, cwd: str, environment: Mapping[str, str]) -> Callable[[], Declarations]:
    by_itself = base_name(path) in BAKE_NAMES and directory_of(path) == cwd
    files = () if by_itself else (path,)
    options = BakeOptions(cwd, files, targets=("*",), local_platform=linux_platform())
    return lambda: without_compose(load_bake(options, environment, _DISK))


def _declares_builds(path: str) -> bool:
    try:
        return _BUILDS in (_DISK.read(path) or b"")
    except CtxscanError:
        return True  # what is wrong with it is said where it is read


def _matters(file: str, top: str) -> bool:
    """What lies deeper, under a name of its own, is some test's more often than a build's."""
    return directory_of(file) == top or base_name(file) in (*COMPOSE_NAMES, *BAKE_NAMES)


def _unread(file: str, error: CtxscanError) -> Finding:
    return Finding(
        "build-unread",
        f"builds of this file may read the ignore file, and were left out: {error.message}",
        error.place or Place(file),
        error.hint,
    )
