"""What a transfer brings: by name, or added up and looked for again once a step asks."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from ctxscan.builders.stages.landing import landed
from ctxscan.errors import DockerfileError
from ctxscan.inspection import BuildFiles, BuildOptions, inspect
from ctxscan.inspection.arrivals import Arrivals
from ctxscan.inspection.steps import outcome_of
from tests.support.copies import CopyCase, Engine, copy_cases, inspection
from tests.support.trees import WHY_NOT_HERE, grow

if TYPE_CHECKING:
    from pathlib import Path

    from ctxscan.builders.stages.image import Outcome
    from ctxscan.inspection import Inspection

on_linux = pytest.mark.skipif(WHY_NOT_HERE is not None, reason=str(WHY_NOT_HERE))

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
