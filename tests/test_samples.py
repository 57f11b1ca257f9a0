from __future__ import annotations

import shutil
import subprocess
from typing import TYPE_CHECKING

import pytest

from tests.support import model
from tests.support.recorder import find_docker, record, why_no_docker
from tests.support.samples import BUILDS, JUNK, PROJECTS, Build, fill
from tests.support.trees import WHY_NOT_HERE, tree_of

if TYPE_CHECKING:
    from pathlib import Path

on_linux = pytest.mark.skipif(WHY_NOT_HERE is not None, reason=str(WHY_NOT_HERE))

SAMPLES = sorted(path.name for path in PROJECTS.iterdir())


def files_below(root: Path) -> set[str]:
    return {path.relative_to(root).as_posix() for path in root.rglob("*") if path.is_file()}


def test_every_sample_has_its_junk_and_a_build() -> None:
    assert set(JUNK) == {build.sample for build in BUILDS} == set(SAMPLES)


@pytest.mark.parametrize("sample", SAMPLES)
def test_a_readme_says_in_a_line_what_the_sample_shows(sample: str) -> None:
    page = (PROJECTS / sample / "README.md").read_text(encoding="utf-8")
    title, *lines = page.partition("\n## ")[0].strip().splitlines()
    assert title == f"# {sample}"
    assert 1 <= len(lines) <= 2


@pytest.mark.parametrize("build", BUILDS, ids=str)
def test_a_build_has_its_dockerfile(build: Build) -> None:
    assert (PROJECTS / build.sample / build.context / build.dockerfile).is_file()


def test_git_takes_every_file_of_the_samples(tmp_path: Path) -> None:
    shutil.copytree(PROJECTS, tmp_path / "sample_projects")
    shutil.copy(PROJECTS.parent / ".gitignore", tmp_path)
    git = ["git", "-C", str(tmp_path), "-c", "core.excludesFile="]
    subprocess.run([*git, "init", "--quiet"], check=True)
    listed = subprocess.run(
        [*git, "ls-files", "-z", "--others", "--exclude-standard", "sample_projects"],
        check=True,
        capture_output=True,
    )
    taken = {name for name in listed.stdout.decode().split("\0") if name}
    assert taken == {f"sample_projects/{name}" for name in files_below(PROJECTS)}


def facts_below(root: Path) -> list[tuple[str, int, int, int]]:
    found = [(path.relative_to(root).as_posix(), path.lstat()) for path in root.rglob("*")]
    return sorted((name, stat.st_mode, stat.st_mtime_ns, stat.st_nlink) for name, stat in found)


@on_linux
@pytest.mark.parametrize("sample", SAMPLES)
def test_junk_grows_beside_the_sample_and_always_alike(sample: str, tmp_path: Path) -> None:
    first = fill(sample, tmp_path / "first")
    assert files_below(first) > files_below(PROJECTS / sample)
    assert facts_below(first) == facts_below(fill(sample, tmp_path / "second"))


@on_linux
@pytest.mark.skipif(why_no_docker() is not None, reason=str(why_no_docker()))
@pytest.mark.parametrize("build", BUILDS, ids=str)
def test_the_model_agrees_with_the_client_on_the_samples(build: Build, tmp_path: Path) -> None:
    root = fill(build.sample, tmp_path / "sample") / build.context
    docker = find_docker()
    assert docker is not None
    recording = record(docker, root, "-f", str(root / build.dockerfile))
    ignore = root / ".dockerignore"
    lines = model.read_lines(ignore.read_bytes() if ignore.exists() else b"")
    sent, complete = model.classic(tree_of(root), lines, build.dockerfile)
    assert complete
    assert [entry.name for entry in recording.members()] == sent
