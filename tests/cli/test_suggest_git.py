"""``ctxscan suggest --source gitignore`` against git, and against the docker client.

``CTXSCAN_FUZZ_REPOS=2000`` makes it the long run; ``CTXSCAN_FUZZ_SEED`` moves on to others.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from tests.support.program import Run, ctxscan
from tests.support.recorder import find_docker, record, why_no_docker
from tests.support.repositories import ENVIRONMENT
from tests.support.trees import WHY_NOT_HERE
from tests.support.wild import OWN, grow_wild, kept_of

if TYPE_CHECKING:
    from pathlib import Path

FIRST = int(os.environ.get("CTXSCAN_FUZZ_SEED", "0"))
NUMBERS = range(FIRST, FIRST + int(os.environ.get("CTXSCAN_FUZZ_REPOS", "40")))
CHUNKS = [
    pytest.param(chunk, id=f"repositories {chunk.start} to {chunk.stop - 1}")
    for at in range(0, len(NUMBERS), 10)
    if (chunk := NUMBERS[at : at + 10])
]

pytestmark = pytest.mark.skipif(WHY_NOT_HERE is not None, reason=str(WHY_NOT_HERE))


def suggest(context: Path, *options: str) -> Run:
    run = ctxscan("suggest", context, "--source", "gitignore", *options, env=ENVIRONMENT)
    assert run.exit_code == 0, run.errors
    return run


def suggested(context: Path) -> Path:
    """The context with the suggestion in force, as the shell would put it there."""
    text = suggest(context).stdout
    (context / ".dockerignore").write_bytes(text)
    return context


def without_git(paths: set[str]) -> set[str]:
    """Whether ``.git`` goes is for another source to say: git never lists it."""
    return {path for path in paths if ".git" not in path.split("/")}


@pytest.mark.parametrize("numbers", CHUNKS)
def test_either_builder_sends_what_git_keeps(numbers: range, tmp_path: Path) -> None:
    for number in numbers:
        context = suggested(grow_wild(tmp_path / str(number), number))
        for builder in ("buildkit", "classic"):
            run = ctxscan("list", context, "--files", "-0", "--builder", builder)
            sent = without_git(set(run.text.split("\0")[:-1]))
            assert sent - OWN == kept_of(context), (number, builder)


def test_a_rule_whose_absence_lets_a_file_arrive_empty_is_not_superfluous(tmp_path: Path) -> None:
    context = suggested(grow_wild(tmp_path / "r", 21519))
    for builder in ("buildkit", "classic"):
        run = ctxscan("list", context, "--files", "-0", "--builder", builder)
        assert without_git(set(run.text.split("\0")[:-1])) - OWN == kept_of(context), builder


@pytest.mark.parametrize("numbers", CHUNKS)
def test_a_second_run_has_nothing_to_add(numbers: range, tmp_path: Path) -> None:
    for number in numbers:
        context = suggested(grow_wild(tmp_path / str(number), number))
        assert suggest(context, "--check").stdout == b"", number


@pytest.mark.parametrize("number", [10238, 10764, 10858, 11040, 11149, 20781, 20934, 21086])
def test_what_once_was_proposed_again_is_not(number: int, tmp_path: Path) -> None:
    """Paths that corrected patterns, ``.dockerignore`` itself, and what lies in ``.git``."""
    context = suggested(grow_wild(tmp_path / "r", number))
    assert suggest(context, "--check").stdout == b""


@pytest.mark.skipif(why_no_docker() is not None, reason=str(why_no_docker()))
@pytest.mark.parametrize("numbers", CHUNKS)
def test_the_docker_client_sends_what_git_keeps(numbers: range, tmp_path: Path) -> None:
    docker = find_docker()
    assert docker is not None
    for number in numbers:
        context = suggested(grow_wild(tmp_path / str(number), number))
        recording = record(docker, context)
        assert recording.exit_code == 0, (number, recording.stderr)
        sent = {member.name for member in recording.members() if not member.isdir()}
        assert without_git(sent) - OWN == kept_of(context), number
