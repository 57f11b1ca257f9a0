"""Every recorded answer of compose's own loader against ours: builds.json, and data/compose."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from ctxscan.context.project_files import ProjectFiles
from ctxscan.project.commandline.compose import parse_compose
from ctxscan.project.compose.load import load
from ctxscan.project.errors import ProjectError
from tests.support.compose import answer
from tests.support.project_cases import DATA, Case, LaidOut, cases, lay_out

if TYPE_CHECKING:
    from pathlib import Path

    from ctxscan.project.model import Declarations

MORE = DATA.parents[1] / "compose" / "cases.json"

CLOSE = ("schema", "type")
"""The record says of these two kinds: accept either for the other."""


CASES = [*cases("compose"), *cases("compose", MORE)]
SUCCEEDING = [case for case in CASES if "error" not in case.record["want"]]
FAILING = [case for case in CASES if "error" in case.record["want"]]


def builds_of(laid_out: LaidOut) -> Declarations:
    options = parse_compose(laid_out.args, laid_out.cwd)
    return load(options, laid_out.environment, ProjectFiles())


@pytest.mark.parametrize("case", SUCCEEDING, ids=lambda case: case.id)
def test_builds_are_those_of_docker_compose(case: Case, tmp_path: Path) -> None:
    laid_out = lay_out(case, tmp_path)
    found = builds_of(laid_out)
    assert answer(found) == laid_out.want, case.fact
    assert all(build.place.line for build in found.builds)


@pytest.mark.parametrize("case", FAILING, ids=lambda case: case.id)
def test_what_docker_compose_refuses_is_refused_for_the_same_reason(
    case: Case, tmp_path: Path
) -> None:
    laid_out = lay_out(case, tmp_path)
    with pytest.raises(ProjectError) as refused:
        builds_of(laid_out)
    kind = laid_out.want["kind"]
    assert refused.value.kind in (CLOSE if kind in CLOSE else (kind,)), refused.value
    assert "\n" not in str(refused.value)
