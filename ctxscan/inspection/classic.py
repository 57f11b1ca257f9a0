"""A build by the classic builder."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ctxscan.builders.classic import TRAITS
from ctxscan.builders.classic.meter import classic_builder
from ctxscan.context.locate.docker import IGNORE_FILE, Location, locate_classic
from ctxscan.context.locate.unread import inactive_ignore_files
from ctxscan.errors import CtxscanError, UsageError
from ctxscan.finding import Finding
from ctxscan.ignore.file import NO_IGNORE_FILE, parse_ignore_file
from ctxscan.ignore.matcher import Matcher
from ctxscan.inspection.model import REFUSED, BuildOptions, Inspection, Transfer
from ctxscan.inspection.planning import plan_for, read_dockerfile

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from ctxscan.builders.stages.arrived import ArrivingTree
    from ctxscan.builders.stages.image import Outcome
    from ctxscan.builders.stages.outcome import StepFailure
    from ctxscan.dockerfile.model import Instruction
    from ctxscan.dockerfile.plan import BuildPlan
    from ctxscan.inspection.arrivals import Arrivals


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


def outcome(inspection: Inspection, arrived: Arrivals | None, named: Sequence[Arrivals]) -> Outcome:
    """See ``steps.outcome_of``."""
    # list, suggest and builds that never get this far start without the model of the steps.
    from ctxscan.builders.classic.copying.build import build  # noqa: PLC0415 - see above
    from ctxscan.builders.stages.image import Outcome  # noqa: PLC0415 - see above
    from ctxscan.inspection.arrivals import arrivals_of  # noqa: PLC0415 - see above
    from ctxscan.inspection.trees import Trees  # noqa: PLC0415 - see above

    if inspection.plan is None:
        return Outcome((_refused(inspection),))
    return build(inspection.plan, Trees(inspection, arrivals_of, arrived, named, _kept).contexts())


def _refused(inspection: Inspection) -> StepFailure:
    """What the daemon says of a Dockerfile before its first step: no step is done."""
    from ctxscan.builders.stages.outcome import StepFailure  # noqa: PLC0415 - few are refused

    said = inspection.refusal
    line = said.place.line if said is not None and said.place is not None else None
    return StepFailure(line, REFUSED, "bad-option", "", said.message if said is not None else "")


def _kept(inspection: Inspection, tree: ArrivingTree) -> None:
    """The daemon throws out the Dockerfile and .dockerignore where they are ignored.

    Source: moby, builder/remotecontext/detect.go, removeDockerfile. docs/semantics, C.2.
    """
    ignored = Matcher(inspection.ignore_file.rules)
    if IGNORE_FILE in tree.root.children:
        for path in (IGNORE_FILE, inspection.location.dockerfile.in_context):
            if path is not None and ignored.judge_or_parents(path).ignored:
                tree.remove(path)
