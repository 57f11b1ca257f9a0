"""What later steps of a build name of the context: a copy from a stage, a command that reads it.

``COPY . /pk`` asks for nothing in particular, and ``COPY --from=0 /pk/dist/app /`` for
``dist/app``. Where a RUN stands between the two it may have written that file, and then nothing is
asked of the context: a clean checkout builds, too.
"""

from __future__ import annotations

import posixpath
from typing import TYPE_CHECKING

from ctxscan.dockerfile.sources import Source
from ctxscan.dockerfile.steps import CopyStep, FromStage, RunStep
from ctxscan.findings.history.places import Places, Stages
from ctxscan.findings.suggest.needed.commands import read_first
from ctxscan.inspection import Request

if TYPE_CHECKING:
    from collections.abc import Iterator

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
            for path in dict.fromkeys(_named(step, places, stages)):
                yield _request(step, stage, path)


def _named(step: BuildStep, places: Places, stages: Stages) -> Iterator[str]:
    for inside, where in _looked_for(step, places, stages):
        for each in where.all_of(inside):
            if not each.before_run:
                yield posixpath.normpath(each.path)


def _looked_for(step: BuildStep, places: Places, stages: Stages) -> Iterator[tuple[str, Places]]:
    """Paths of a stage that a step names, each with what lies there."""
    if isinstance(step, CopyStep) and isinstance(step.origin, FromStage):
        for word in step.words:
            if word.certain:
                yield _absolute(word.text), stages.at_end(step.origin.number)
    elif isinstance(step, RunStep):
        for mount in step.mounts:
            if isinstance(mount.origin, FromStage) and mount.source.certain:
                yield _absolute(mount.source.text), stages.at_end(mount.origin.number)
        for path in read_first(step):
            yield path, places


def _absolute(path: str) -> str:
    return "/" + posixpath.normpath(f"/{path}").strip("/")


def _request(step: BuildStep, stage: StagePlan, path: str) -> Request:
    instruction = step.instruction
    source = Source(path, path, "copy", instruction, stage.number, stage.label)
    return Request(source, path, final=True, exists=True)
