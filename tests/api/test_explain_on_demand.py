"""Where a path lands is asked without a walk, and comes out as if all had been walked."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from ctxscan.api.explain import explain
from ctxscan.api.in_image import in_image
from ctxscan.errors import CtxscanError
from tests.support.program import ROOT, environment
from tests.support.seeds import seed_of_the_commit
from tests.support.trees import WHY_NOT_HERE, grow
from tests.support.wild_builds import grow_build

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from ctxscan.api.arguments import BuildArguments
    from ctxscan.api.explain import Explanations

pytestmark = pytest.mark.skipif(WHY_NOT_HERE is not None, reason=str(WHY_NOT_HERE))

EVERYTHING = "FROM scratch\nCOPY . /\n"
BUILDS = 12
FIRST = seed_of_the_commit()


def what_lies_in(context: Path) -> tuple[list[str], list[str]]:
    """Everything but directories, and directories."""
    files: list[str] = []
    directories: list[str] = []
    for top, below, names in os.walk(context):
        at = os.path.relpath(top, context)
        if at == ".git":
            below.clear()
            continue
        for name in (*names, *below):
            path = os.path.normpath(f"{at}/{name}")
            is_directory = name in below and not (context / path).is_symlink()
            (directories if is_directory else files).append(path)
    return files, directories


def landings(found: Explanations) -> dict[str, object]:
    return {
        each.path: (each, landing)
        for each, landing in zip(found.paths, found.landings, strict=True)
    }


def one_by_one(
    context: Path, files: list[str], build: BuildArguments
) -> Iterator[tuple[str, object]]:
    for path in files:
        yield from landings(explain(path, str(context), **build)).items()


@pytest.mark.parametrize("number", range(BUILDS))
def test_it_is_what_a_walk_of_everything_says(tmp_path: Path, number: int) -> None:
    built = grow_build(tmp_path, FIRST + number)
    build: BuildArguments = {} if built.target is None else {"target": built.target}
    files, directories = what_lies_in(built.context)
    try:
        # With a directory among them, what is below it has to be added up: all is walked.
        walked = landings(explain([*files, *directories], str(built.context), **build))
    except CtxscanError as error:
        with pytest.raises(CtxscanError, match=f"^{re.escape(str(error))}$"):
            explain(files[0], str(built.context), **build)
        return
    asked = dict(one_by_one(built.context, files, build))
    assert asked == {path: walked[path] for path in asked}


@pytest.mark.parametrize("number", range(BUILDS))
def test_it_is_what_the_listing_of_the_image_says(tmp_path: Path, number: int) -> None:
    built = grow_build(tmp_path, FIRST + number)
    build: BuildArguments = {} if built.target is None else {"target": built.target}
    files = what_lies_in(built.context)[0]
    try:
        found = in_image(str(built.context), **build)
    except CtxscanError:
        return
    image = found.outcome
    if found.inspection is None:
        # An instruction is refused before anything is sent: no path lands anywhere.
        (failure,) = image.failures
        with pytest.raises(CtxscanError, match=re.escape(failure.message)):
            explain(files[0], str(built.context), **build)
        return
    rows = image.in_image() if image.builds else ()
    for path in files:
        (landing,) = explain(path, str(built.context), **build).landings
        if os.lstat(built.context / path).st_nlink == 1:
            listed = {row.path for row in rows if row.origin == path}
            assert {each.path for each in landing.lands} == listed, path


def test_a_file_with_several_names_is_looked_for_under_all_of_them(tmp_path: Path) -> None:
    grow(tmp_path, "a/first 3", "b/second => a/first", files={"Dockerfile": EVERYTHING})
    (landing,) = explain("b/second", str(tmp_path)).landings
    assert [each.path for each in landing.lands] == ["/a/first", "/b/second"]


def test_a_directory_is_there_for_the_sake_of_what_an_exception_lets_in(tmp_path: Path) -> None:
    files = {"Dockerfile": "FROM scratch\nCOPY d* /\n", ".dockerignore": "d1\nd2\n!d2/a/b\n"}
    grow(tmp_path, "d1/x", "d2/a/b", files=files)
    (landing,) = explain("d2/a/b", str(tmp_path)).landings
    assert [each.path for each in landing.lands] == ["/a/b"]


def test_nothing_is_listed_that_no_step_looks_into(tmp_path: Path) -> None:
    files = {"Dockerfile": EVERYTHING}
    root = grow(tmp_path / "context", "src/a.py", "src/deep/c.py", "other/deep/b.py", files=files)
    counts = tmp_path / "counts.json"
    program = [sys.executable, "-m", "tests.benchmarks.watched", str(counts)]
    arguments = ["explain", "src/a.py", "--context", str(root)]
    subprocess.run([*program, *arguments], cwd=ROOT, env=environment(), check=True)
    listed = {os.path.relpath(each, root) for each in json.loads(counts.read_text())["os.scandir"]}
    assert {each for each in listed if not each.startswith("..")} == {".", "src"}
