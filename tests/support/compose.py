"""Compose projects that are written for one test."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ctxscan.context.project_files import ProjectFiles
from ctxscan.project.commandline.compose import parse_compose
from ctxscan.project.compose.load import load
from tests.support.trees import grow

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from ctxscan.project.model import Declarations, DeclaredBuild, Watch


def declared(
    root: Path,
    files: Mapping[str, str | bytes],
    *words: str,
    environment: Mapping[str, str] | None = None,
) -> Declarations:
    """What ``docker compose WORDS build``, or with ``build`` in *words*, builds in *root*."""
    grow(root, files=files)
    command = words if "build" in words else (*words, "build")
    return load(
        parse_compose(command, str(root)),
        {"HOME": "/home/u", **(environment or {})},
        ProjectFiles(),
    )


def build_of(root: Path, text: str, name: str = "web", **environment: str) -> DeclaredBuild:
    """One service of a single file."""
    found = declared(root, {"compose.yaml": text}, environment=environment)
    return {build.name: build for build in found.builds}[name]


def answer(declarations: Declarations) -> dict[str, Any]:
    """In the form of the recorded answers."""
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


def watch_rule(rule: Watch) -> dict[str, Any]:
    fields = {
        "action": rule.action,
        "path": rule.path,
        "ignore": list(rule.ignore),
        "include": list(rule.include),
    }
    return {key: value for key, value in fields.items() if value}
