"""The builds that read one ignore file: a rule is safe only if it is safe for all of them."""

from __future__ import annotations

import os
from types import MappingProxyType
from typing import TYPE_CHECKING

from ctxscan.api.asked import arguments_of, for_each
from ctxscan.api.assumed import with_dockerfile
from ctxscan.api.build import inspect
from ctxscan.api.declarations import declarations_near
from ctxscan.api.lying import may_have_context
from ctxscan.api.projects import Project
from ctxscan.context.locate.docker import DOCKERFILE, IGNORE_FILE
from ctxscan.context.project_search import search_project
from ctxscan.context.real_path import real_path
from ctxscan.errors import CtxscanError, Place
from ctxscan.finding import Finding
from ctxscan.inspection.named import NamedBuild
from ctxscan.project.model import Declarations, DeclaredBuild
from ctxscan.project.paths import join
from ctxscan.project.sharing import readers_of, without_repetitions
from ctxscan.tuples import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from collections.abc import Set as AbstractSet

    from ctxscan.api.asked import Answer, Answers, Asked
    from ctxscan.context.locate.docker import Location
    from ctxscan.inspection import Inspection

_NO_VARIABLES: Mapping[str, str] = MappingProxyType({})


class Sharing(NamedTuple):
    builds: tuple[NamedBuild, ...]
    """The one that was asked about first."""

    unread: tuple[Finding, ...]
    """What may read the ignore file, too, and cannot be looked into: one line each."""


def builds_sharing(asked: Inspection, environment: Mapping[str, str] = _NO_VARIABLES) -> Sharing:
    """All builds of the project that read the ignore file of the build *asked* about.

    Those of compose and bake files and of the settings, whatever the profile, and Dockerfiles
    lying in the context that nothing declares. Nothing that cannot be read ends the search.
    """
    search = _Search(asked)
    where = search_project(asked.location.root)
    near = declarations_near(where, environment)
    readers = readers_of(asked.location.root, near.builds, real_path)
    declared = without_repetitions(readers.as_context)
    search.add(declared)
    search.add_by_name(readers.by_name)
    search.mark_used_elsewhere(_used_elsewhere(near.builds, asked.location.root))
    named = {_real_dockerfile(each) for each in near.builds}
    if asked.location.dockerfile.path is not None:
        named.add(real_path(asked.location.dockerfile.path))
    lying = [path for path in where.dockerfiles if real_path(path) not in named]
    search.add(_lying(lying, asked.location.root), guessed=True)
    unread = [*near.unread, *map(_unknown, readers.unknown), *search.unread]
    return Sharing(search.builds(), tuple(unread))


def one_for_each_file(asked: Asked) -> Answers[Inspection]:
    """Of the builds *asked* about, the first one that reads each ignore file."""
    found = for_each(asked, lambda path, build: inspect(path, **with_dockerfile(path, build)))
    first: dict[str, Answer[Inspection]] = {}
    for each in found.found:
        first.setdefault(ignore_file_path(each.value.location), each)
    return found._replace(found=tuple(first.values()))


class _Search:
    def __init__(self, asked: Inspection) -> None:
        self._asked = NamedBuild.of(asked)
        self._file = ignore_file_path(asked.location)
        self._others: list[NamedBuild] = []
        self.unread: list[Finding] = []

    def builds(self) -> tuple[NamedBuild, ...]:
        return (self._asked, *self._others)

    def add(self, found: Iterable[DeclaredBuild], *, guessed: bool = False) -> None:
        """Those of *found* that read the file."""
        for build in found:
            try:
                self._add(build, guessed=guessed)
            except CtxscanError as error:
                self.unread.append(_refused(build, error))

    def add_by_name(self, found: Iterable[tuple[DeclaredBuild, str]]) -> None:
        """Builds of other contexts, with the name that they give to this one.

        Of a named context, ``.dockerignore`` at its top is read, whatever the Dockerfile is called.
        """
        asked = self._asked.inspection
        if self._file != real_path(join(asked.location.root, IGNORE_FILE)):
            return
        for build, name in found:
            arguments = arguments_of(build, Project(Declarations(()), asked.options.builder), {})
            try:
                other = inspect(build.context, **arguments)
            except CtxscanError as error:
                self.unread.append(_refused(build, error))
                continue
            named = NamedBuild(other, build.name, _short(build.place), only_here=False)
            self._others.append(named._replace(by_name=name))

    def mark_used_elsewhere(self, dockerfiles: AbstractSet[str]) -> None:
        """Of the builds found so far; *dockerfiles* are those that other contexts use, too."""
        self._asked = _marked(self._asked, dockerfiles)
        self._others = [_marked(each, dockerfiles) for each in self._others]

    def _add(self, build: DeclaredBuild, *, guessed: bool) -> None:
        platforms: list[tuple[str, ...]] = [(each,) for each in build.platforms] or [()]
        for each in platforms:
            self._add_one(build._replace(platforms=each), guessed=guessed)

    def _add_one(self, build: DeclaredBuild, *, guessed: bool) -> None:
        asked = self._asked.inspection
        arguments = arguments_of(build, Project(Declarations(()), asked.options.builder), {})
        other = inspect(asked.options.files.context, **arguments)
        if ignore_file_path(other.location) != self._file:
            return
        if other.ignore_file.data != asked.ignore_file.data:
            # What a shell cleared was recovered for the build that is asked about.
            shown_file = asked.ignore_file.path or IGNORE_FILE
            other = other.with_ignore_file(asked.ignore_file.data, shown_file)
        place = None if build.tool == "dockerfile" else _short(build.place)
        named = NamedBuild(other, build.name, place, guessed=guessed)
        if not is_same(other, asked):
            self._others.append(named)
        elif place is not None:
            self._asked = self._asked._replace(name=build.name, declared=place)


def _marked(build: NamedBuild, dockerfiles: AbstractSet[str]) -> NamedBuild:
    if build.by_name is not None:
        return build
    path = build.inspection.location.dockerfile.path
    elsewhere = path is not None and real_path(path) in dockerfiles
    return build._replace(only_here=not elsewhere)


def _used_elsewhere(builds: Iterable[DeclaredBuild], root: str) -> frozenset[str]:
    """The Dockerfiles of builds that have another context."""
    others = (each for each in builds if real_path(each.context) != root)
    return frozenset(map(_real_dockerfile, others))


def ignore_file_path(location: Location) -> str:
    """Of the ignore file that a build reads, or would read; without symlinks."""
    found = location.ignore_file
    return real_path(found.path if found else join(location.root, IGNORE_FILE))


def is_same(one: Inspection, other: Inspection) -> bool:
    """Whether two builds of one context by one builder are asked to do the same."""
    return _key(one) == _key(other)


def _key(inspection: Inspection) -> object:
    options, found = inspection.options, inspection.location.dockerfile
    return (
        found.path or found.data,
        options.target,
        sorted(options.build_args),
        sorted(options.build_contexts),
        tuple(options.platforms),
    )


def _lying(paths: Sequence[str], root: str) -> Iterator[DeclaredBuild]:
    for path in paths:
        if may_have_context(path, root):
            name = os.path.relpath(path, root)
            yield DeclaredBuild(name, "dockerfile", Place(path), root, path)


def _real_dockerfile(build: DeclaredBuild) -> str:
    return real_path(build.dockerfile or join(build.context, DOCKERFILE))


def _short(place: Place) -> Place:
    """Relative to the current directory, where that is shorter."""
    return place._replace(file=min(place.file, os.path.relpath(place.file), key=len))


def _refused(build: DeclaredBuild, error: CtxscanError) -> Finding:
    place = error.place or build.place
    return Finding(
        "build-unread",
        f"the build {build.name} reads this ignore file, and was left out: {error.message}",
        place,
        error.hint,
    )


def _unknown(build: DeclaredBuild) -> Finding:
    reason = next(each.reason for each in build.unknown if each.attribute == "context")
    return Finding(
        "build-unread",
        f"whether the build {build.name} reads this ignore file is not known: {reason}",
        build.place,
    )
