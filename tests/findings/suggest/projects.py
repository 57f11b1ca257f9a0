"""Repositories to suggest an ignore file for, and what came of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.support.program import Run, ctxscan
from tests.support.repositories import ENVIRONMENT, commit, git, init
from tests.support.trees import grow

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

ALL = "FROM scratch\nCOPY . /app\n"
BUILDERS = ("buildkit", "classic")


def project(
    root: Path,
    *entries: str,
    dockerfile: str = ALL,
    ignored: str = "",
    gitignore: str = "",
    track: Sequence[str] = (),
    files: dict[str, str] | None = None,
) -> Path:
    """A repository in which everything is tracked that git does not ignore, and *track*."""
    texts = {"Dockerfile": dockerfile, **(files or {})}
    if ignored:
        texts[".dockerignore"] = ignored
    if gitignore:
        texts[".gitignore"] = gitignore
    init(grow(root, *entries, files=texts))
    git(root, "add", "-A")
    if track:
        git(root, "add", "-f", *track)
    commit(root)
    return root


def suggest(root: Path, *options: str) -> Run:
    run = ctxscan("suggest", root, *options, "--format", "json", env=ENVIRONMENT)
    assert run.exit_code == 0, run.errors
    return run


def lines(root: Path, *options: str) -> list[str]:
    return [rule["pattern"] for rule in suggest(root, *options).document["rules"]]


def notes(root: Path, *options: str) -> str:
    return "\n".join(note["message"] for note in suggest(root, *options).document["notes"])


def sent(root: Path, builder: str, *options: str) -> set[str]:
    run = ctxscan("list", root, "--files", "-0", "--builder", builder, *options)
    assert run.exit_code == 0, run.errors
    return set(run.text.split("\0")[:-1])


def apply(root: Path, *options: str) -> None:
    run = ctxscan("suggest", root, "--write", *options, env=ENVIRONMENT)
    assert run.exit_code == 0, run.errors
