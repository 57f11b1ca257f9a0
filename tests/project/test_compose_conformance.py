"""Every recorded case of ``docker compose build`` (builds.json) against our reading of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from ctxscan.context.project_files import ProjectFiles
from ctxscan.project.commandline.compose import parse_compose
from ctxscan.project.compose.load import load
from ctxscan.project.errors import ProjectError
from tests.support.project_cases import Case, cases, lay_out

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


@pytest.mark.parametrize("case", cases("compose"), ids=lambda case: case.id)
def test_builds_are_those_of_docker_compose(case: Case, tmp_path: Path) -> None:
    laid_out = lay_out(case, tmp_path)
    want = laid_out.want
    try:
        options = parse_compose(laid_out.args, laid_out.cwd)
        found = load(options, laid_out.environment, ProjectFiles())
    except ProjectError as error:
        assert "error" in want, error
        kinds = CLOSE if want["kind"] in CLOSE else (want["kind"],)
        assert error.kind in kinds, error
        assert "\n" not in str(error)
        return
    assert answer(found) == want, case.fact
