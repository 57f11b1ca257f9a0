"""Which of the declared builds read one directory, and so perhaps one ignore file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ctxscan.tuples import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from ctxscan.project.model import DeclaredBuild


class Readers(NamedTuple):
    """Of one directory."""

    as_context: tuple[DeclaredBuild, ...]
    by_name: tuple[tuple[DeclaredBuild, str], ...]
    """Builds of other contexts, each with a named context that is the directory."""

    unknown: tuple[DeclaredBuild, ...]
    """Whether these read it cannot be known offline."""


def readers_of(
    root: str, builds: Iterable[DeclaredBuild], resolve: Callable[[str], str]
) -> Readers:
    """*root* is without symlinks, and *resolve* follows those of a path."""
    found = Readers((), (), ())
    for build in builds:
        if any(each.attribute == "context" for each in build.unknown):
            found = found._replace(unknown=(*found.unknown, build))
        elif build.context.startswith("/") and resolve(build.context) == root:
            found = found._replace(as_context=(*found.as_context, build))
        named = tuple(
            (build, name)
            for name, value in build.contexts.items()
            if value.startswith("/") and resolve(value) == root
        )
        found = found._replace(by_name=(*found.by_name, *named))
    return found


def without_repetitions(builds: Iterable[DeclaredBuild]) -> tuple[DeclaredBuild, ...]:
    """One of those that differ in nothing but the name or where they are declared."""
    first: dict[object, DeclaredBuild] = {}
    for each in builds:
        first.setdefault(_what_is_built(each), each)
    return tuple(first.values())


def _what_is_built(build: DeclaredBuild) -> object:
    return (
        build.context,
        build.dockerfile,
        build.dockerfile_inline,
        build.target,
        tuple(sorted(build.args.items())),
        tuple(sorted(build.contexts.items())),
        build.platforms,
    )
