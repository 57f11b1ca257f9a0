"""Every recorded case of ``docker buildx bake`` (builds.json) against our reading of it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest

from ctxscan.context.project_files import ProjectFiles
from ctxscan.project.bake.load import load
from ctxscan.project.commandline.bake import parse_bake
from ctxscan.project.errors import ProjectError
from tests.support.project_cases import Case, LaidOut, cases, lay_out

if TYPE_CHECKING:
    from pathlib import Path

    from ctxscan.project.model import Declarations, DeclaredBuild

CLOSE = ("schema", "type")
"""The record says of these two kinds: accept either for the other."""

HCL_PLACE = re.compile(r"([^\s:]+):(\d+),\d+-(?:\d+,)?\d+: ")

ALL = cases("bake")
SUCCEEDING = [case for case in ALL if "error" not in case.record["want"]]
FAILING = [case for case in ALL if "error" in case.record["want"]]


def builds_of(laid_out: LaidOut) -> Declarations:
    options = parse_bake(laid_out.args, laid_out.cwd)
    return load(options, laid_out.environment, ProjectFiles())


def written(build: DeclaredBuild) -> dict[str, Any]:
    fields = {
        "context": build.context,
        "dockerfile": build.dockerfile,
        "dockerfile_inline": build.dockerfile_inline,
        "target": build.target,
        "args": dict(build.args) or None,
        "contexts": dict(build.contexts) or None,
        "platforms": list(build.platforms) or None,
        "linked": build.linked or None,
    }
    return {key: value for key, value in fields.items() if value is not None}


@pytest.mark.parametrize("case", SUCCEEDING, ids=lambda case: case.id)
def test_builds_and_groups_are_those_of_bake(case: Case, tmp_path: Path) -> None:
    laid_out = lay_out(case, tmp_path)
    found = builds_of(laid_out)
    assert {build.name: written(build) for build in found.builds} == laid_out.want["builds"]
    assert {name: list(each) for name, each in found.groups.items()} == laid_out.want["groups"]
    assert all(build.place.line for build in found.builds)


@pytest.mark.parametrize("case", FAILING, ids=lambda case: case.id)
def test_what_bake_refuses_is_refused_for_the_same_reason_at_the_same_line(
    case: Case, tmp_path: Path
) -> None:
    laid_out = lay_out(case, tmp_path)
    with pytest.raises(ProjectError) as refused:
        builds_of(laid_out)
    kind = laid_out.want["kind"]
    assert refused.value.kind in (CLOSE if kind in CLOSE else (kind,)), refused.value
    assert "\n" not in str(refused.value)
    place = HCL_PLACE.match(laid_out.want["error"])
    if place is not None and not laid_out.want.get("unstable_text"):
        assert refused.value.place is not None
        assert (refused.value.place.file, str(refused.value.place.line)) == place.groups()
