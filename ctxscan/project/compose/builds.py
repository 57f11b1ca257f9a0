"""A service with a build -> the build that the builder is asked for.

Source: docker/compose, pkg/compose/build.go:resolveAndMergeBuildArgs, build_bake.go:dockerFilePath
and cmd/compose/options.go:applyPlatforms. The proxies of the client's own settings are left out.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ctxscan.errors import Place
from ctxscan.project.compose.faults import ComposeError
from ctxscan.project.compose.remote import is_remote_context
from ctxscan.project.compose.services import watches_of
from ctxscan.project.model import DeclaredBuild, UnknownValue
from ctxscan.project.paths import absolute, base_name, directory, join
from ctxscan.tuples import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ctxscan.project.compose.journal import Journal
    from ctxscan.project.compose.options import ComposeOptions
    from ctxscan.project.compose.services import Build, Service
    from ctxscan.project.reader import Reader


class Surroundings(NamedTuple):
    """What the builds of one project have in common."""

    options: ComposeOptions
    variables: Mapping[str, str]
    journal: Journal
    reader: Reader


def declared_build(service: Service, build: Build, around: Surroundings) -> DeclaredBuild:
    inline = build.dockerfile_inline
    return DeclaredBuild(
        service.name,
        "compose",
        around.journal.place(("services", service.name)) or Place(""),
        build.context,
        None if inline else dockerfile_path(build, around.options.cwd, around.reader),
        inline,
        build.target,
        _args(build, around.options, around.variables),
        build.contexts,
        build.platforms,
        unknown=tuple(_unknown(build)),
        watch=watches_of(service),
        uncached=build.running.uncached(everything=around.options.no_cache),
        run_options=build.running.options(),
    )


def _args(build: Build, options: ComposeOptions, variables: Mapping[str, str]) -> dict[str, str]:
    merged = dict(build.args)
    for written in options.build_args:
        name, equals, value = written.partition("=")
        merged[name] = value if equals else None
    filled = {
        name: variables.get(name) if value is None else value for name, value in merged.items()
    }
    return {name: value for name, value in filled.items() if value is not None}


def dockerfile_path(build: Build, cwd: str, reader: Reader) -> str:
    """Links are resolved in its directory, but not in its own name."""
    dockerfile = build.dockerfile or "Dockerfile"
    context = build.context
    if "://" in context:
        return dockerfile
    if is_remote_context(context) and not reader.is_dir(absolute(context, cwd)):
        return dockerfile
    path = dockerfile if dockerfile.startswith("/") else join(context, dockerfile)
    above = directory(path)
    return join(reader.resolve(above), base_name(path)) if above.startswith("/") else path


def _unknown(build: Build) -> list[UnknownValue]:
    values = {"context": build.context}
    values |= {f"contexts.{name}": value for name, value in build.contexts.items()}
    return [
        UnknownValue(attribute, "it is fetched from the network")
        for attribute, value in values.items()
        if is_remote_context(value)
    ]


def with_platforms(service: Service, variables: Mapping[str, str]) -> Service:
    """Its own platform, else DOCKER_DEFAULT_PLATFORM, where the build says none.

    Only of services that are active before any is named. Raises ComposeError if the default is not
    among the build's.
    """
    platform = service.platform or variables.get("DOCKER_DEFAULT_PLATFORM")
    build = service.build
    if not platform or build is None:
        return service
    if build.platforms and platform not in build.platforms:
        raise ComposeError(
            f"service {service.name!r} is not built for DOCKER_DEFAULT_PLATFORM, {platform}",
            "conflict",
            ("services", service.name, "build", "platforms"),
        )
    return service._replace(build=build._replace(platforms=build.platforms or (platform,)))
