"""What later steps of a build name of the context: a copy from a stage, a command that reads it.

``COPY . /pk`` asks for nothing in particular, and ``COPY --from=0 /pk/dist/app /`` for
``dist/app``. Where a RUN stands between the two it may have written that file, and then nothing is
asked of the context: a clean checkout builds, too.
"""

from __future__ import annotations

import posixpath
from functools import partial
from typing import TYPE_CHECKING

from ctxscan.dockerfile.sources import Source
from ctxscan.dockerfile.steps import CopyStep, FromStage, RunStep
from ctxscan.findings.history.places import Places, Stages
from ctxscan.findings.suggest.needed.commands import read_first, started
from ctxscan.findings.suggest.needed.in_images import started_in
from ctxscan.inspection import Request

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from ctxscan.dockerfile.model import Instruction
    from ctxscan.dockerfile.plan import StagePlan
    from ctxscan.dockerfile.steps import BuildStep
    from ctxscan.findings.history.files import Files
    from ctxscan.inspection.named import NamedBuild


def carried(build: NamedBuild, files: Files) -> Iterator[Request]:
    """What the steps of every stage name of what COPY or ADD took, and nothing else can bring."""
    plan = build.inspection.plan
    if plan is None:
        return
    stages = Stages(plan, files, build.by_name)
    for stage in plan.stages:
        for step, places in stages.steps(stage) if not stage.replaced else ():
            for path in dict.fromkeys(_brought(_looked_for(step, places, stages, files))):
                yield _request(step.instruction, stage, path)
    for each in started_in(build.inspection.instructions, plan.stages):
        end = stages.at_end(each.stage.number)
        text = partial(_text, end, files)
        looked_for = ((path, end) for path in started(each.text, each.workdir, text))
        for path in dict.fromkeys(_brought(looked_for)):
            yield _request(each.instruction, each.stage, path)


def _brought(looked_for: Iterable[tuple[str, Places]]) -> Iterator[str]:
    for inside, where in looked_for:
        for each in where.all_of(inside):
            if not each.before_run:
                yield posixpath.normpath(each.path)


def _looked_for(
    step: BuildStep, places: Places, stages: Stages, files: Files
) -> Iterator[tuple[str, Places]]:
    """Paths of a stage that a step names, each with what lies there."""
    if isinstance(step, CopyStep) and isinstance(step.origin, FromStage):
        for word in step.words:
            if word.certain:
                yield _absolute(word.text), stages.at_end(step.origin.number)
    elif isinstance(step, RunStep):
        for mount in step.mounts:
            if isinstance(mount.origin, FromStage) and mount.source.certain:
                yield _absolute(mount.source.text), stages.at_end(mount.origin.number)
        for path in read_first(step, partial(_text, places, files)):
            yield path, places


def _text(places: Places, files: Files, inside: str) -> str | None:
    path = places.of(inside)
    return files.text(posixpath.normpath(path)) if path else None


def _absolute(path: str) -> str:
    return "/" + posixpath.normpath(f"/{path}").strip("/")


def _request(instruction: Instruction, stage: StagePlan, path: str) -> Request:
    source = Source(path, path, "copy", instruction, stage.number, stage.label)
    return Request(source, path, final=True, exists=True)
