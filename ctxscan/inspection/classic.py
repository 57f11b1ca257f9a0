"""A build by the classic builder."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ctxscan.builders.classic import TRAITS
from ctxscan.builders.classic.meter import classic_builder
from ctxscan.context.locate.docker import Location, locate_classic
from ctxscan.context.locate.unread import inactive_ignore_files
from ctxscan.errors import CtxscanError, UsageError
from ctxscan.finding import Finding
from ctxscan.ignore.file import NO_IGNORE_FILE, parse_ignore_file
from ctxscan.inspection.model import BuildOptions, Inspection, Transfer
from ctxscan.inspection.planning import plan_for, read_dockerfile

if TYPE_CHECKING:
    from collections.abc import Callable

    from ctxscan.dockerfile.model import Instruction
    from ctxscan.dockerfile.plan import BuildPlan


locate = locate_classic


def inspect(options: BuildOptions, stdin: Callable[[], bytes]) -> Inspection:
    """Raises CtxscanError where the docker client refuses the build."""
    _check_contexts(options)
    return inspect_at(options, locate(options.files, stdin))


def _check_contexts(options: BuildOptions) -> None:
    if options.build_contexts:
        raise UsageError(
            "the classic builder has no named contexts", hint="leave out --build-context"
        )


def inspect_at(options: BuildOptions, location: Location) -> Inspection:
    """The same with its files read already."""
    _check_contexts(options)
    found = location.ignore_file
    ignore_file = parse_ignore_file(found.data, found.shown) if found else NO_IGNORE_FILE
    builder = classic_builder(
        ignore_file.rules,
        dockerfile=location.dockerfile.in_context,
        injected_dockerfile=_injected(location),
    )
    instructions, plan, doubts = _plan(options, location)
    sync = Transfer("build context", location.root, builder)
    return Inspection(
        options=options,
        location=location,
        ignore_file=ignore_file,
        plan=plan,
        instructions=instructions,
        context=sync,
        syncs=(sync,),
        notices=(
            *location.notices,
            *inactive_ignore_files(location, reads_specific=TRAITS.reads_specific_ignore_file),
            *doubts,
        ),
    )


def _injected(location: Location) -> int | None:
    elsewhere = location.dockerfile.in_context is None
    return len(location.dockerfile.data) if elsewhere else None


def _plan(
    options: BuildOptions, location: Location
) -> tuple[tuple[Instruction, ...], BuildPlan | None, tuple[Finding, ...]]:
    """The client sends the context without a look at the Dockerfile; the daemon may refuse it."""
    try:
        dockerfile = read_dockerfile(location)
        plan = plan_for(options, dockerfile, options.machine, in_order=True)
    except CtxscanError as error:
        notice = Finding("dockerfile-error", error.message, error.place, error.hint, "error")
        return (), None, (notice,)
    return dockerfile.instructions, plan, ()
