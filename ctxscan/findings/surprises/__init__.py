"""What a build does without a word, and hardly as meant: read off its plan and its model.

A family a module, imported where a build has what it is about: most builds have little of it.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from ctxscan.findings.reached import copies, runs
from ctxscan.golang.glob import has_wildcard
from ctxscan.tuples import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from ctxscan.builders.stages.image import Outcome
    from ctxscan.finding import Finding
    from ctxscan.inspection import Inspection


def surprises(inspection: Inspection, outcome: Outcome) -> Iterator[Finding]:
    """All of them, for a report. Runs another builder's model where that may fail."""
    yield from _found(FAMILIES, inspection, outcome)


def source_surprises(inspection: Inspection, outcome: Outcome) -> Iterator[Finding]:
    """Sources and flags that do not do what they look like."""
    yield from _found(ABOUT_SOURCES, inspection, outcome)


class Family(NamedTuple):
    module: str
    """Its ``findings`` takes an inspection and an outcome."""

    may_have: Callable[[Inspection, Outcome], bool]


def _found(
    families: tuple[Family, ...], inspection: Inspection, outcome: Outcome
) -> Iterator[Finding]:
    if inspection.plan is None:
        return
    for family in families:
        if family.may_have(inspection, outcome):
            yield from import_module(f"{__name__}.{family.module}").findings(inspection, outcome)


def _climbs(inspection: Inspection, _: Outcome) -> bool:
    mounts = (mount.source for step in runs(inspection) for mount in step.mounts)
    words = (word for step in copies(inspection) for word in step.words)
    return any(".." in word.text for word in (*words, *mounts))


def _has_wildcard(_: Inspection, outcome: Outcome) -> bool:
    return any(has_wildcard(each.word) for each in outcome.taken)


def _is_strict(inspection: Inspection, outcome: Outcome) -> bool:
    if inspection.traits.older is None or not outcome.builds:
        return False
    words = [step.words for step in copies(inspection)]
    return _climbs(inspection, outcome) or any(
        len(each) > 1 or any(has_wildcard(word.text) for word in each) for each in words
    )


def _is_windows(inspection: Inspection, _: Outcome) -> bool:
    stages = inspection.plan.stages if inspection.plan is not None else ()
    images = [(stage.base_image or "").lower() for stage in stages]
    return any("windows" in image or "nanoserver" in image for image in images)


ABOUT_SOURCES = (
    Family("climbing", _climbs),
    Family("flattening", _has_wildcard),
    Family("excludes", lambda build, _: any(step.excludes for step in copies(build))),
    Family("links", lambda build, _: any(step.link and step.chmod for step in copies(build))),
)
FAMILIES = (
    *ABOUT_SOURCES,
    Family("overwriting", lambda _, outcome: bool(outcome.overwritten)),
    Family("rewritten", lambda build, _: build.traits.rescues_own_files),
    Family("older_builder", _is_strict),
    Family("unused_contexts", lambda build, _: bool(build.options.build_contexts)),
    Family("windows", _is_windows),
    Family("submodules", lambda build, _: build.requested),
)
