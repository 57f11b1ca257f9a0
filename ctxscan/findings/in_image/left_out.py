"""Why a path that is sent lands nowhere: each cause tried on the model of the builder."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from ctxscan.dockerfile.steps import CopyStep
from ctxscan.errors import Place
from ctxscan.findings.in_image.lands import lands_in, stages_with
from ctxscan.inspection.steps import outcome_of
from ctxscan.tuples import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from ctxscan.builders.stages.image import Outcome
    from ctxscan.builders.stages.outcome import StepFailure
    from ctxscan.dockerfile.plan import BuildPlan
    from ctxscan.findings.explain import Explanation
    from ctxscan.inspection import Inspection
    from ctxscan.inspection.arrivals import Arrivals

Why = Literal[
    "build-fails", "excluded", "overwritten", "not-carried-on", "mounted", "not-followed", "unknown"
]


class LeftOut(NamedTuple):
    why: Why

    line: int | None
    """Of the instruction that leaves it out."""

    message: str

    code: str | None = None
    """Of a step that fails: that of its finding."""


class Seeking(NamedTuple):
    """A build that was run on the model, and can be run again with one thing changed."""

    inspection: Inspection
    plan: BuildPlan
    outcome: Outcome
    arrived: Arrivals | None

    def without_excludes(self, step: CopyStep, left: tuple[str, ...]) -> Outcome:
        """What the steps come to where *step* keeps no more than *left* of its ``--exclude``."""
        changed = step._replace(excludes=left)
        stages = tuple(
            stage._replace(steps=tuple(changed if each is step else each for each in stage.steps))
            for stage in self.plan.stages
        )
        inspection = self.inspection._replace(plan=self.plan._replace(stages=stages))
        return outcome_of(inspection, self.arrived)


def left_out(seeking: Seeking, found: Explanation) -> Iterator[LeftOut]:
    """Every cause; *found* is sent, and nothing of it is in the target's image."""
    outcome = seeking.outcome
    if not outcome.builds:
        yield from _failing(seeking.inspection, outcome.failures)
        return
    causes = [
        *_excluded(seeking, found.path),
        *_overwritten(outcome, found.path),
        *_not_carried_on(seeking, found.path),
        *_mounted(found),
    ]
    yield from causes or [LeftOut("unknown", None, "no step of the target writes it")]


def _failing(inspection: Inspection, failures: Sequence[StepFailure]) -> Iterator[LeftOut]:
    for each in failures:
        place = Place(inspection.location.dockerfile.shown, each.line)
        message = f"no image comes of it: {place}: {each.message}"
        yield LeftOut("build-fails", each.line, message, each.code)


def missed(seeking: Seeking, found: Explanation) -> Iterator[LeftOut]:
    """The steps that fail for want of *found*, which is not sent."""
    lines = {source.line for source in found.requested_by}
    for each in seeking.outcome.failures:
        path = each.path.strip("/")
        if each.line in lines and (path == found.path or path.startswith(f"{found.path}/")):
            yield from _failing(seeking.inspection, [each])


def not_followed(inspection: Inspection, found: Explanation) -> Iterator[LeftOut]:
    """Why nothing is sent of a file that a source asks for through a symlink."""
    is_asked_for = found.exists and found.eligible and not found.is_directory
    if found.sent or found.link_above or not is_asked_for:
        return
    for source in found.requested_by if inspection.traits.follows_links_first else ():
        yield LeftOut(
            "not-followed",
            source.line,
            f"line {source.line} asks for it through a symlink, which is not followed for this "
            "source: another one is below it, too, or a wildcard stands before it",
        )


def _excluded(seeking: Seeking, path: str) -> Iterator[LeftOut]:
    for stage in seeking.plan.stages:
        for step in stage.steps if stage.reached else ():
            if not isinstance(step, CopyStep) or not step.excludes:
                continue
            if _is_there(seeking.without_excludes(step, ()), stage.number, path):
                yield _excluded_by(seeking, step, stage.number, path)


def _is_there(outcome: Outcome, stage: int, path: str) -> bool:
    return any(number == stage and lands_in(root, path) for number, root in outcome.stages)


def _excluded_by(seeking: Seeking, step: CopyStep, stage: int, path: str) -> LeftOut:
    """The first pattern that does it alone, else all of them."""
    patterns = step.excludes
    for pattern in step.excludes:
        left = tuple(each for each in step.excludes if each != pattern)
        if _is_there(seeking.without_excludes(step, left), stage, path):
            patterns = (pattern,)
            break
    flags = " ".join(f"--exclude={each}" for each in patterns)
    return LeftOut("excluded", step.own_line, f"line {step.own_line} leaves it out: {flags}")


def _overwritten(outcome: Outcome, path: str) -> Iterator[LeftOut]:
    for each in outcome.overwritten:
        if each.before == path:
            yield LeftOut(
                "overwritten",
                each.line,
                f"line {each.before_line} puts it at {each.path}, and line {each.line} puts "
                f"{each.origin} in its place",
            )


def _not_carried_on(seeking: Seeking, path: str) -> Iterator[LeftOut]:
    plan = seeking.plan
    for number, place in stages_with(seeking.outcome, path, plan.target):
        label = plan.stages[number].label
        used = "" if place.certain else ": only a RUN may make something of it"
        yield LeftOut(
            "not-carried-on",
            place.line,
            f"line {place.line} puts it at {place.path} of the {label} stage, and no COPY --from "
            f"takes it from there{used}",
        )


def _mounted(found: Explanation) -> Iterator[LeftOut]:
    for source in found.requested_by:
        if source.kind == "bind":
            yield LeftOut(
                "mounted",
                source.line,
                f"line {source.line} only mounts it while it runs: nothing of a mount is in the "
                "image",
            )
