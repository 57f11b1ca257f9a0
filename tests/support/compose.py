"""Compose projects that are written for one test."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ctxscan.context.project_files import ProjectFiles
from ctxscan.project.commandline.compose import parse_compose
from ctxscan.project.compose.load import load
from tests.support.trees import grow

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from ctxscan.project.model import Declarations, DeclaredBuild


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
