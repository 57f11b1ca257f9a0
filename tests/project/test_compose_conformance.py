"""Every recorded case of ``docker compose build`` (builds.json) against our reading of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from ctxscan.context.project_files import ProjectFiles
from ctxscan.project.commandline.compose import parse_compose
from ctxscan.project.compose.load import load
from ctxscan.project.errors import ProjectError
from tests.support.project_cases import Case, LaidOut, cases, lay_out

if TYPE_CHECKING:
    from pathlib import Path

    from ctxscan.project.model import Declarations, DeclaredBuild

CLOSE = ("schema", "type")
"""The record says of these two kinds: accept either for the other."""


def answer(declarations: Declarations) -> dict[str, Any]:
    found: dict[str, Any] = {
        "builds": {build.name: written(build) for build in declarations.builds},
        "inactive": sorted(declarations.inactive),
        "files": list(declarations.files),
        "project_directory": declarations.project_directory,
        "name": declarations.name,
    }
    if declarations.warnings:
        found["warnings"] = sorted(declarations.warnings)
    return found


def written(build: DeclaredBuild) -> dict[str, Any]:
    fields = {
        "context": build.context,
        "dockerfile": build.dockerfile,
        "dockerfile_inline": build.dockerfile_inline,
        "target": build.target,
        "args": dict(build.args) or None,
        "additional_contexts": dict(build.contexts) or None,
        "platforms": list(build.platforms) or None,
        "watch": [watch_rule(rule) for rule in build.watch] or None,
    }
    return {key: value for key, value in fields.items() if value is not None}


def watch_rule(rule: Any) -> dict[str, Any]:
    fields = {
        "action": rule.action,
        "path": rule.path,
        "ignore": list(rule.ignore),
        "include": list(rule.include),
    }
    return {key: value for key, value in fields.items() if value}


SUCCEEDING = [case for case in cases("compose") if "error" not in case.record["want"]]
FAILING = [case for case in cases("compose") if "error" in case.record["want"]]


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
