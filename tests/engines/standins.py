"""Dockerfiles that need no registry: the same stages, and the same sources, from scratch."""

from __future__ import annotations

import posixpath
from typing import TYPE_CHECKING

from ctxscan.context.links.podman import copied_by
from tests.engines.expected import look_into

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from ctxscan.dockerfile.plan import BuildPlan, StagePlan


COPY_ALL = "FROM scratch\nCOPY . /\n"
"""An image of all that is sent."""


def stand_in(context: Path, dockerfile: str) -> str:
    """The Dockerfile with ``scratch`` for its base images, and without what runs or is metadata.

    Each source goes to where it lies in the context, and a copy from a stage takes all of it, so
    that the image of a stage is all that was asked for on its way.
    """
    inspection = look_into(context, "buildkit", dockerfile)
    assert inspection.plan is not None
    return "".join(line + "\n" for line in _lines(context, inspection.plan))


def _lines(context: Path, plan: BuildPlan) -> Iterator[str]:
    for stage in plan.stages:
        base = _name(plan.stages[stage.base_stage]) if stage.base_stage is not None else "scratch"
        yield f"FROM {base} AS {_name(stage)}"
        for source in stage.sources:
            for path in _destinations(context, source.path):
                yield f'COPY ["{source.path or "."}", "/{path}"]'
        for copy in stage.copies:
            if copy.stage is not None:
                yield f"COPY --from={_name(plan.stages[copy.stage])} / /"


def _name(stage: StagePlan) -> str:
    return stage.name or f"stage-number-{stage.number}"


def _destinations(context: Path, source: str) -> set[str]:
    """Where the matches of *source* have to go, with a slash at the end, to stay in their place."""
    found = copied_by(str(context), source)
    return {
        f"{each.path}/" if (context / each.path).is_dir() else _parent(each.path) for each in found
    }


def _parent(path: str) -> str:
    return f"{parent}/" if (parent := posixpath.dirname(path)) else ""


def stages_of(context: Path, dockerfile: str) -> list[str]:
    inspection = look_into(context, "buildkit", dockerfile)
    assert inspection.plan is not None
    return [_name(stage) for stage in inspection.plan.stages]
