"""Every build of a project, with what each sends."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Unpack

from ctxscan.api.asked import elsewhere, is_local, project_of
from ctxscan.api.figures import BuildRow
from ctxscan.api.figures import rows as figures
from ctxscan.errors import UsageError
from ctxscan.tuples import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from ctxscan.api.arguments import BuildArguments
    from ctxscan.finding import Finding
    from ctxscan.project.model import Declarations


class SharedContext(NamedTuple):
    """A context with one ignore file, and the builds that read both."""

    path: str
    ignore_file: str | None
    builds: tuple[str, ...]

    transfers: int
    """How often one bake run of all these builds sends it: once for each different request."""


class Builds(NamedTuple):
    path: str | None
    """What was looked into; ``None`` for a command line."""

    rows: tuple[BuildRow, ...]
    inactive: tuple[str, ...]
    """Services whose profiles are not active."""

    groups: Mapping[str, tuple[str, ...]]
    contexts: tuple[SharedContext, ...]
    notices: tuple[Finding, ...]


def builds(
    path: str = ".",
    command: Sequence[str] = (),
    *,
    only: Sequence[str] = (),
    environment: Mapping[str, str] = MappingProxyType({}),
    progress: Callable[[int], None] | None = None,
    **build: Unpack[BuildArguments],
) -> Builds:
    """All builds of a directory, of a compose or bake file, or of a *command* of docker's.

    A context is walked once, whatever the number of builds that look at it. Raises
    CtxscanError; ProjectError, with its kind, for what compose or bake would refuse.
    """
    project = project_of(path, command, environment, build)
    declared = project.declared
    chosen = [each for each in declared.builds if not only or each.name in only]
    _check_known(only, declared)
    rows = figures(chosen, project, build, progress)
    return Builds(
        None if command else path,
        rows,
        declared.inactive,
        declared.groups,
        _contexts(rows),
        (*project.all_notices, *(elsewhere(each) for each in chosen if not is_local(each))),
    )


def _check_known(only: Sequence[str], declared: Declarations) -> None:
    names = [each.name for each in declared.builds]
    for name in only:
        if name not in names:
            listed = ", ".join(names) or "none"
            raise UsageError(f"--only {name}: no such build", hint=f"there are: {listed}")


def _contexts(rows: Sequence[BuildRow]) -> tuple[SharedContext, ...]:
    found: dict[tuple[str, str | None], list[BuildRow]] = {}
    for row in rows:
        if is_local(row.declared):
            found.setdefault((row.declared.context, row.ignore_file), []).append(row)
    return tuple(
        SharedContext(
            *key,
            tuple(row.declared.name for row in group),
            len({key for row in group for key in row.sends}),
        )
        for key, group in found.items()
    )
