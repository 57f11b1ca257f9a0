"""Builds that no compose or bake file declares: of the settings, and Dockerfiles in the tree."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from ctxscan.api.build import inspect
from ctxscan.context.dockerfiles import dockerfiles_below
from ctxscan.context.links.inside import lies_inside
from ctxscan.context.locate.docker import DOCKERFILE
from ctxscan.context.real_path import real_path
from ctxscan.context.settings import read_settings
from ctxscan.errors import CtxscanError, Place
from ctxscan.finding import Finding
from ctxscan.golang.glob import has_wildcard
from ctxscan.project.model import Declarations, DeclaredBuild
from ctxscan.project.paths import absolute
from ctxscan.project.paths import directory as directory_of

if TYPE_CHECKING:
    from collections.abc import Container, Iterator

    from ctxscan.dockerfile.sources import Source


def settings_builds(root: str) -> Declarations:
    """What ``[[contexts]]`` of the settings in *root* names. Raises UsageError."""
    found = read_settings(root)
    if found is None:
        return Declarations(())
    from ctxscan.findings.check.settings import parse_settings  # noqa: PLC0415 - most projects have no settings

    place = Place(absolute(found.shown, root))
    return Declarations(
        tuple(
            DeclaredBuild(
                name=each.path,
                tool="settings",
                place=place,
                context=absolute(each.path, root),
                dockerfile=absolute(each.file, root) if each.file is not None else None,
                target=each.target,
            )
            for each in parse_settings(found).contexts
        )
    )


def lying_builds(root: str, named: Container[str]) -> tuple[Declarations, tuple[Finding, ...]]:
    """Dockerfiles below *root* but for the *named* (real paths); a notice for each guess."""
    builds: list[DeclaredBuild] = []
    guesses: list[Finding] = []
    for path in dockerfiles_below(root):
        if real_path(path) in named:
            continue
        context, fits = _guessed_context(path, root)
        name = os.path.relpath(path, root)
        builds.append(DeclaredBuild(name, "dockerfile", Place(path), context, path, fits=fits))
        shown = os.path.relpath(context, root)
        if name == DOCKERFILE:
            continue  # what "docker build ." takes is no guess
        guesses.append(
            Finding(
                "context-guessed",
                f"nothing says what its context is; {shown} is a guess",
                Place(path),
                "name it: [[contexts]] in the settings",
            )
        )
    return Declarations(tuple(builds)), tuple(guesses)


def _guessed_context(dockerfile: str, root: str) -> tuple[str, bool]:
    """The nearest directory that holds most of what it copies, and whether that is all of it."""
    own = directory_of(dockerfile)
    sources = _sources(own, dockerfile)
    there = {
        directory: sum(lies_inside(directory, each) for each in sources)
        for directory in _upwards(own, root)
    }
    best = max(there, key=lambda directory: there[directory])  # the first one: the nearest
    return best, there[best] == len(sources)


def may_have_context(dockerfile: str, root: str) -> bool:
    """Whether a build of *root* may be meant, for all that its sources say.

    A source that is nowhere is made by a step before the build: then *root* may be meant unless
    more of the sources lie in a nearer directory.
    """
    own = directory_of(dockerfile)
    sources = _sources(own, dockerfile)
    found = [
        sum(lies_inside(directory, each) for each in sources) for directory in _upwards(own, root)
    ]
    if not sources or len(sources) in found:
        return _guessed_context(dockerfile, root)[0] == root
    return found[-1] == max(found)


def _sources(context: str, dockerfile: str) -> list[str]:
    """What has to lie in the context, also before the first wildcard."""
    try:
        plan = inspect(context, file=dockerfile).plan
    except CtxscanError:
        return []
    asked = plan.all_sources if plan is not None else ()
    fixed = (_fixed(each) for each in asked if each.context is None)
    return [each for each in fixed if each]


def _fixed(source: Source) -> str:
    if not source.wildcard:
        return source.path
    parts = source.path.split("/")
    count = next((at for at, part in enumerate(parts) if has_wildcard(part)), len(parts))
    return "/".join(parts[:count])


def _upwards(directory: str, root: str) -> Iterator[str]:
    yield directory
    while directory != root and len(directory) > len(root):
        directory = directory_of(directory)
        yield directory
