"""What three real engines did with 341 builds of copy steps, and what our models say of them."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

import pytest

from ctxscan.inspection.archives import READS_ZSTD
from tests.support.copies import (
    ENGINES,
    CopyCase,
    Engine,
    Row,
    copy_cases,
    our_answer,
    recorded_rows,
    same_file,
)
from tests.support.trees import WHY_NOT_HERE

if TYPE_CHECKING:
    from pathlib import Path

on_linux = pytest.mark.skipif(WHY_NOT_HERE is not None, reason=str(WHY_NOT_HERE))

ZSTD = "add-zstd"
"""Python before 3.14 looks into the archive with ctxscan[zstd] alone: see the test of its own."""

RECORDED = [
    pytest.param(case, engine, id=f"{engine}: {case.id} {case.fact}".strip())
    for case in copy_cases()
    for engine in ENGINES
    if case.answer(engine) is not None and (READS_ZSTD or engine == "classic" or case.id != ZSTD)
]


def test_341_cases_are_there_with_successes_and_failures_of_many_kinds() -> None:
    assert len(copy_cases()) == 341
    answers = {
        engine: [each for case in copy_cases() if (each := case.answer(engine))]
        for engine in ENGINES
    }
    assert {engine: len(found) for engine, found in answers.items()} == {
        "buildkit": 341,
        "classic": 194,
        "buildah": 207,
    }
    kinds = Counter(each["error_kind"] for each in answers["buildkit"] if not each["ok"])
    assert len(kinds) >= 8
    assert sum(each["ok"] for each in answers["buildkit"]) > 200


@on_linux
@pytest.mark.parametrize(("case", "engine"), RECORDED)
def test_the_steps_do_what_the_engine_did(case: CopyCase, engine: Engine, tmp_path: Path) -> None:
    recorded = case.answer(engine)
    assert recorded is not None
    ours = our_answer(case, engine, tmp_path)
    if recorded["ok"]:
        assert ours["ok"], ours
        compare_images(case, recorded, ours)
    else:
        compare_failures(engine, recorded, ours)


def compare_failures(engine: Engine, recorded: dict[str, Any], ours: dict[str, Any]) -> None:
    assert not ours["ok"]
    line = recorded["failed_line"]
    failures = ours["failures"]
    if engine != "buildkit":
        # One instruction after the other: the first failure is the one that is met.
        failures = failures[:1]
    if line is None:
        failures, line = [(None, kind) for _, kind in failures], None
    assert (line, recorded["error_kind"]) in failures


def compare_images(case: CopyCase, recorded: dict[str, Any], ours: dict[str, Any]) -> None:
    theirs = recorded_rows(recorded["image"])
    names = same_file(case)
    certain = {
        path: as_recorded(row, theirs.get(path), names)
        for path, row in ours["image"].items()
        if path not in ours["uncertain"]
    }
    if "\nRUN " in case.record["dockerfile"]:
        # A command did what it did; what it cannot have touched is as we say.
        assert certain.items() <= theirs.items()
        return
    assert certain == theirs


def as_recorded(row: Row, theirs: Row | None, names: dict[str, str]) -> Row:
    """Our row with what the data could not tell left out."""
    if row[1] not in ("file", "hardlink") or theirs is None:
        return row
    path, kind, size, origin = row
    size = size if theirs[2] is not None else None
    unknown = theirs[1] in ("file", "hardlink") and theirs[3] is None
    return path, kind, size, None if unknown else names.get(origin, origin)


@on_linux
@pytest.mark.parametrize("engine", [each for each in ENGINES if each != "classic"])
def test_an_archive_that_nobody_can_look_into_is_a_file_perhaps(
    engine: Engine, tmp_path: Path
) -> None:
    if READS_ZSTD:
        pytest.skip("zstd is read here")
    (case,) = (each for each in copy_cases() if each.id == ZSTD)
    ours = our_answer(case, engine, tmp_path)
    assert ours["ok"]
    assert ours["image"]["x/a.tar.zst"] == ("x/a.tar.zst", "file", 160, "a.tar.zst")
    assert ours["uncertain"] == {"x/a.tar.zst"}
