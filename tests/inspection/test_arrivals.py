"""What a transfer brings: by name, or added up and looked for again once a step asks."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from ctxscan.api.build import inspect as ctxscan_inspect
from ctxscan.builders.stages.landing import landed
from ctxscan.builders.stages.plain_directories import NO_MODE
from ctxscan.errors import CtxscanError, DockerfileError
from ctxscan.inspection import BuildFiles, BuildOptions, inspect
from ctxscan.inspection.arrivals import Arrivals, whole_context
from ctxscan.inspection.steps import outcome_of
from tests.support.copies import CopyCase, Engine, copy_cases, inspection
from tests.support.program import ROOT, environment
from tests.support.seeds import seed_of_the_commit
from tests.support.trees import WHY_NOT_HERE, grow
from tests.support.wild_builds import grow_build

if TYPE_CHECKING:
    from pathlib import Path

    from ctxscan.builders.stages.image import Outcome
    from ctxscan.inspection import Inspection

on_linux = pytest.mark.skipif(WHY_NOT_HERE is not None, reason=str(WHY_NOT_HERE))

LOOKED_UP = int(os.environ.get("CTXSCAN_RANDOM_TRUTHS", "60"))
"""So many random builds."""

TRANSFERRING: tuple[Engine, ...] = ("buildkit", "classic")

CASES = [
    pytest.param(case, engine, id=f"{engine}: {case.id} {case.fact}".strip())
    for case in copy_cases()
    for engine in TRANSFERRING
    if case.answer(engine) is not None
]


def run(inspection: Inspection, *, names: bool) -> Outcome:
    arrived = Arrivals(names=names)
    if not inspection.syncs:
        return outcome_of(inspection)
    inspection.syncs[0].stream().add_up(arrived)
    return outcome_of(inspection, arrived)


@on_linux
@pytest.mark.parametrize(("case", "engine"), CASES)
def test_sums_alone_lead_to_the_same_image_and_failures_as_names(
    case: CopyCase, engine: Engine, tmp_path: Path
) -> None:
    try:
        here = inspection(case, engine, tmp_path)
        named = run(here, names=True)
    except DockerfileError:
        pytest.skip("refused before a step runs")
    added_up = run(here, names=False)
    assert landed(added_up.root) == landed(named.root)
    assert added_up.failures == named.failures
    assert added_up.overwritten == named.overwritten
    assert added_up.in_image() == named.in_image()


def test_whole_directories_are_taken_without_a_further_look_at_the_disk(tmp_path: Path) -> None:
    grow(tmp_path, "src/deep/a 3", "src/b 2", "c 1")
    (tmp_path / "Dockerfile").write_text("FROM scratch\nCOPY . /app\n")
    here = inspect(BuildOptions(BuildFiles(str(tmp_path))))
    arrived = Arrivals.for_steps(here.plan)
    here.syncs[0].stream().add_up(arrived)
    (tmp_path / "src" / "deep" / "a").write_text("changed since")
    (tmp_path / "c").unlink()
    root = outcome_of(here, arrived).root
    found = landed(root)
    size = len("FROM scratch\nCOPY . /app\n")
    assert (found.files, found.content_bytes) == (4, 3 + 2 + 1 + size)


@pytest.mark.skipif(os.name == "nt", reason="no such modes")
def test_a_directory_keeps_its_mode_whatever_part_its_files_come_in(tmp_path: Path) -> None:
    grow(tmp_path, *(f"d/{number:04} 1" for number in range(1500)))
    (tmp_path / "d").chmod(0o700)
    (tmp_path / "Dockerfile").write_text("FROM scratch\nCOPY . /app\n")
    here = inspect(BuildOptions(BuildFiles(str(tmp_path))))
    arrived = Arrivals.for_steps(here.plan)
    here.syncs[0].stream().add_up(arrived)
    assert arrived.has_directory("d")
    assert arrived.tree(here.syncs[0]).directory("d").mode & 0o777 == 0o700
    late = Arrivals(names=False)
    # What comes apart is one, in either order: the files know nothing of the mode.
    late._add_plain("d/", NO_MODE, 3, 3)
    for one, other in ((late, arrived), (arrived, late)):
        both = Arrivals(names=False)
        both.merge(one)
        both.merge(other)
        assert both.has_directory("d")
        assert both.tree(here.syncs[0]).directory("d").mode & 0o777 == 0o700


@pytest.mark.parametrize("option", ["--exclude=*.md", "--parents"])
def test_names_are_kept_where_a_step_tries_a_pattern_on_all_of_them(
    option: str, tmp_path: Path
) -> None:
    grow(tmp_path, "src/a 3")
    (tmp_path / "Dockerfile").write_text(f"FROM scratch\nCOPY {option} src /app/\n")
    here = inspect(BuildOptions(BuildFiles(str(tmp_path))))
    arrived = Arrivals.for_steps(here.plan)
    here.syncs[0].stream().add_up(arrived)
    (tmp_path / "src" / "a").unlink()
    assert landed(outcome_of(here, arrived).root).files == 1


def test_podman_finds_the_same_in_what_it_looks_up_as_in_all_that_was_walked(
    tmp_path: Path,
) -> None:
    first, seen = seed_of_the_commit(), 0
    for number in range(LOOKED_UP):
        built = grow_build(tmp_path / str(number), first + number)
        try:
            here = ctxscan_inspect(str(built.context), builder="podman", target=built.target)
            outcome_of(here)
        except CtxscanError:
            continue
        assert_found_alike(here)
        seen += 1
    assert seen > LOOKED_UP / 3


@on_linux
@pytest.mark.parametrize("case", [each for each in copy_cases() if each.answer("buildah")])
def test_of_what_was_recorded_podman_finds_the_same_either_way(
    case: CopyCase, tmp_path: Path
) -> None:
    try:
        here = inspection(case, "buildah", tmp_path)
        outcome_of(here)
    except DockerfileError:
        pytest.skip("refused before a step runs")
    assert_found_alike(here)


def assert_found_alike(here: Inspection) -> None:
    looked_up, walked = outcome_of(here), outcome_of(here, whole_context(here.context))
    assert looked_up.failures == walked.failures
    assert looked_up.overwritten == walked.overwritten
    assert landed(looked_up.root) == landed(walked.root)
    assert looked_up.in_image() == walked.in_image()


def test_a_directory_that_podman_ignores_is_not_listed(tmp_path: Path) -> None:
    files = {"Dockerfile": "FROM scratch\nCOPY . /x\n", ".dockerignore": "node_modules\n"}
    grow(tmp_path, "src/a", "node_modules/deep/b", files=files)
    arguments = ["report", str(tmp_path), "--builder", "podman"]
    listed = {os.path.relpath(each, tmp_path) for each in listed_by(arguments, tmp_path)}
    assert {each for each in listed if not each.startswith("..")} == {".", "src"}


def listed_by(arguments: list[str], folder: Path) -> list[str]:
    counts = folder.with_name("counts.json")
    program = [sys.executable, "-m", "tests.benchmarks.watched", str(counts), *arguments]
    subprocess.run(program, cwd=ROOT, env=environment(), check=True, capture_output=True)
    found: list[str] = json.loads(counts.read_text())["os.scandir"]
    return found
