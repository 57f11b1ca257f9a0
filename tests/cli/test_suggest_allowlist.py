"""``ctxscan suggest --allowlist`` on random builds, with both builders as judges.

``CTXSCAN_FUZZ_BUILDS=500`` makes it a long run; ``CTXSCAN_FUZZ_SEED`` moves on to others.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

import pytest

from tests.support.program import Run, ctxscan
from tests.support.repositories import ENVIRONMENT
from tests.support.trees import WHY_NOT_HERE
from tests.support.wild import OWN
from tests.support.wild_builds import WildBuild, grow_build

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

FIRST = int(os.environ.get("CTXSCAN_FUZZ_SEED", "0"))
NUMBERS = range(FIRST, FIRST + int(os.environ.get("CTXSCAN_FUZZ_BUILDS", "20")))
CHUNKS = [
    pytest.param(chunk, id=f"builds {chunk.start} to {chunk.stop - 1}")
    for at in range(0, len(NUMBERS), 10)
    if (chunk := NUMBERS[at : at + 10])
]
Entries = dict[str, dict[str, Any]]
DOCKERFILE_ALONE = ("--source", "dockerfile")
EVERY_SOURCE = ("--allowlist",)

pytestmark = pytest.mark.skipif(WHY_NOT_HERE is not None, reason=str(WHY_NOT_HERE))


def suggest(build: WildBuild, *options: str) -> Run:
    target = () if build.target is None else ("--target", build.target)
    return ctxscan("suggest", build.context, *target, *options, env=ENVIRONMENT)


def entries(build: WildBuild, *options: str) -> Entries:
    """By path, without the ignore file, which is what changes."""
    run = ctxscan("list", build.context, "--format", "json", *options)
    assert run.exit_code == 0, run.errors
    found = {entry.pop("path"): entry for entry in run.document["entries"]}
    found.pop(".dockerignore", None)
    return found


def by_buildkit(build: WildBuild) -> dict[str, Entries]:
    return {target: entries(build, "--target", target) for target in build.targets}


def is_refused(build: WildBuild) -> bool:
    """Whether no builder takes it: a rule or a source is malformed."""
    runs = [
        *(ctxscan("list", build.context, "--target", target) for target in build.targets),
        ctxscan("list", build.context, "--builder", "classic"),
    ]
    return any(run.exit_code for run in runs)


def all_of(had: dict[str, Entries]) -> Entries:
    return {path: entry for each in had.values() for path, entry in each.items()}


def ends(found: Entries) -> set[str]:
    """The paths below which nothing else is sent."""
    parents = {path.rpartition("/")[0] for path in found}
    return found.keys() - parents - OWN


def check_classic(build: WildBuild, wanted: Entries) -> None:
    """It sends what BuildKit would, and no directory but on the way."""
    classic = entries(build, "--builder", "classic")
    assert ends(classic) == ends(wanted), build
    assert classic.keys() - OWN <= wanted.keys(), build


def grown(tmp_path: Path, numbers: range) -> Iterator[WildBuild]:
    for number in numbers:
        build = grow_build(tmp_path / str(number), number)
        if not is_refused(build):
            yield build


def has_none(run: Run) -> bool:
    """Whether it says why an allowlist makes no sense here."""
    reasons = ("asks for the whole context", "asks for anything", "and no exception can")
    return any(reason in line for line in run.errors for reason in reasons)


def is_quiet(again: Run) -> bool:
    """Whether a second run finds nothing more to add; that a rule of old breaks a build is said."""
    broken = any("so the build fails here" in line for line in again.errors)
    added = [line for line in again.lines if "so the build fails here" not in line]
    return added == [] and again.exit_code == (1 if broken else 0)


def check_exact(build: WildBuild) -> bool:
    """Whether there is an allowlist, and it changes nothing for BuildKit."""
    had = by_buildkit(build)
    run = suggest(build, "--write", *DOCKERFILE_ALONE)
    assert run.exit_code == 0, run.errors
    assert by_buildkit(build) == had, build
    again = suggest(build, "--check", *DOCKERFILE_ALONE)
    assert is_quiet(again), build
    if has_none(run):
        return False
    check_classic(build, all_of(had))
    return True


def check_among_others(build: WildBuild) -> None:
    """With rules from everywhere: less may arrive, nothing more, and nothing empty."""
    had = by_buildkit(build)
    run = suggest(build, "--write", *EVERY_SOURCE)
    assert run.exit_code == 0, run.errors
    has = by_buildkit(build)
    for target, found in has.items():
        assert found.items() <= had[target].items(), build
    again = suggest(build, "--check", *EVERY_SOURCE)
    assert is_quiet(again), build
    if not has_none(run):
        check_classic(build, all_of(has))


@pytest.mark.parametrize("numbers", CHUNKS)
def test_either_builder_sends_what_buildkit_did(numbers: range, tmp_path: Path) -> None:
    for build in grown(tmp_path, numbers):
        check_exact(build)


@pytest.mark.parametrize("number", [1191, 3157, 3641])
def test_what_once_went_wrong_does_not(number: int, tmp_path: Path) -> None:
    """Regular expressions below a source, and a source that trimming makes absolute."""
    check_exact(grow_build(tmp_path / "r", number))


@pytest.mark.parametrize("numbers", CHUNKS)
def test_beside_other_rules_nothing_is_added_and_a_second_run_is_quiet(
    numbers: range, tmp_path: Path
) -> None:
    for build in grown(tmp_path, numbers):
        check_among_others(build)
