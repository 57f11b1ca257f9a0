"""Which services are active, and which of them are built.

Sources: compose-go, types/project.go (WithProfiles, WithServicesEnabled, ForEachService);
docker/compose, pkg/compose/build.go:build.
"""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING

from ctxscan.golang.glob import BadGlobError, glob_match
from ctxscan.project.errors import ProjectError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from ctxscan.project.compose.options import ComposeOptions
    from ctxscan.project.compose.services import Service

_SERVICE = "service:"
_MOST_LISTED = 10


def active_profiles(options: ComposeOptions, variables: Mapping[str, str]) -> tuple[str, ...]:
    """The variable counts only where no flag is given."""
    listed = variables.get("COMPOSE_PROFILES", "").split(",")
    return options.profiles or tuple(each.strip() for each in listed)


def enabled(services: Mapping[str, Service], active: tuple[str, ...]) -> dict[str, Service]:
    return {name: each for name, each in services.items() if each.has_profile(active)}


def to_build(
    services: Mapping[str, Service],
    active: tuple[str, ...],
    options: ComposeOptions,
    *,
    complete: bool = True,
) -> list[Service]:
    """In the order of names. Raises ProjectError of kind ``unknown_service``.

    Not *complete*: what is missing may be declared where it cannot be read.
    """
    names = _with_used(options.services or tuple(enabled(services, active)), services)
    if not complete:
        names = [name for name in names if _matching(name, services)]
    for name in names:
        # To name a service activates its profiles, for other services too.
        if name in services and not services[name].has_profile(active):
            active = (*active, *services[name].profiles)
    chosen = enabled(services, active)
    found = _reached(names, chosen, follow=True, complete=complete)
    if not options.with_dependencies:
        found = _reached(
            names, {name: chosen[name] for name in found}, follow=False, complete=complete
        )
    return [chosen[name] for name in sorted(found) if chosen[name].build is not None]


def _with_used(names: Iterable[str], services: Mapping[str, Service]) -> list[str]:
    """Also those whose result a build of *names* uses, and what these use."""
    found = list(dict.fromkeys(names))
    for name in found:  # grows while it is walked
        build = services[name].build if name in services else None
        for context in build.contexts.values() if build else ():
            used = context.removeprefix(_SERVICE)
            if used != context and used not in found:
                found.append(used)
    return found


def _reached(
    names: Iterable[str], services: Mapping[str, Service], *, follow: bool, complete: bool
) -> set[str]:
    """Those that *names* match as globs and, to *follow*, all that they depend on."""
    found: set[str] = set()
    pending = [(name, True) for name in names]
    while pending:
        asked, required = pending.pop()
        matching = _matching(asked, services)
        if not matching and required and complete:
            raise ProjectError(
                f"no such service: {asked}",
                kind="unknown_service",
                hint=_listed(services),
            )
        for name in matching - found:
            found.add(name)
            if follow:
                pending += services[name].dependencies.items()
    return found


def _listed(names: Iterable[str]) -> str | None:
    first = list(islice(names, _MOST_LISTED + 1))
    more = [*first[:_MOST_LISTED], "..."] if len(first) > _MOST_LISTED else first
    return f"there are {', '.join(more)}" if more else None


def _matching(asked: str, services: Mapping[str, Service]) -> set[str]:
    if asked in services:
        return {asked}
    try:
        return {name for name in services if glob_match(asked, name)}
    except BadGlobError:
        return set()
