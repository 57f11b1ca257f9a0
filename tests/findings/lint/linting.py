"""Lint of a small tree, in this process."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ctxscan.builders import traits_of
from ctxscan.findings.codes import codes_of
from ctxscan.findings.lint import Lint, lint
from ctxscan.findings.lint.rules.refused import refusals
from ctxscan.inspection import BuildFiles, BuildOptions, inspect
from tests.support.trees import grow

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from ctxscan.builders import BuilderName
    from ctxscan.finding import Finding

COPY_ALL = "FROM scratch\nCOPY . /\n"


def lint_tree(
    root: Path,
    rules: str | bytes,
    tree: Iterable[str] = (),
    dockerfile: str = COPY_ALL,
    *,
    file: str = "Dockerfile",
    builder: BuilderName = "buildkit",
) -> Lint:
    grow(root, *tree, files={file: dockerfile, ".dockerignore": rules})
    options = BuildOptions(BuildFiles(str(root), str(root / file)), builder=builder)
    return lint(inspect(options))


def by_code(findings: Iterable[Finding]) -> dict[str, Finding]:
    return dict(zip(codes(findings := tuple(findings)), findings, strict=True))


def codes(findings: Iterable[Finding]) -> list[str]:
    found = [finding.code for finding in findings]
    assert set(found) <= set(codes_of("lint"))
    return found


def refused(rules: bytes, builder: BuilderName = "buildkit") -> tuple[Finding, ...]:
    return refusals(rules, ".dockerignore", traits_of(builder))
