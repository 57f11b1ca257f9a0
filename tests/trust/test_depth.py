"""A context as deep as Linux lets one be: every command answers, whatever calls itself for it."""

from __future__ import annotations

import os
import subprocess
from typing import TYPE_CHECKING

import pytest

from tests.support.program import ctxscan
from tests.support.trees import grow

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

DEEP = 1_500
"""More than the calls inside one another that Python allows by itself; its path is 3,000 long."""

DOCKERFILE = (
    "FROM scratch AS a\nCOPY a /a\nCOPY . /\nCOPY . /\nRUN make\nCOPY . /\n"
    "FROM scratch\nCOPY --from=a / /x\nCOPY --from=a / /x/\n"
)
FOR_BUILDKIT = DOCKERFILE + "COPY --link . /z/\nCOPY --exclude=z . /y\n"


@pytest.fixture(scope="module")
def deep(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    root = grow(tmp_path_factory.mktemp("deep"), files={"Dockerfile": FOR_BUILDKIT})
    grow(root, files={"older.Dockerfile": DOCKERFILE})
    here = os.open(".", os.O_RDONLY)
    os.chdir(root)
    try:
        for _ in range(DEEP):
            os.mkdir("a")  # noqa: PTH102 - step by step, whatever the length of the whole path is
            os.chdir("a")
        os.close(os.open("f", os.O_CREAT | os.O_WRONLY))
    finally:
        os.fchdir(here)
        os.close(here)
    yield root
    # Python's own way calls itself for each directory, and pytest would not get rid of it.
    subprocess.run(["rm", "-rf", str(root)], check=True)


@pytest.mark.parametrize(
    "words",
    [
        *("report -d 100000 -n 10", "report --format json -d 100000", "list", "list --in-image"),
        *("check", "key", "lint", "builds", "diff ."),
        *(
            f"list --in-image -f older.Dockerfile --builder {builder}"
            for builder in ("classic", "podman")
        ),
    ],
)
def test_a_tree_that_is_deeper_than_python_goes_is_answered(deep: Path, words: str) -> None:
    run = ctxscan(*words.split(), cwd=deep)
    assert run.exit_code in (0, 1), run.errors
    assert not [line for line in run.errors if " error: " in line]
    assert words != "list" or f"{'a/' * DEEP}f" in run.lines


@pytest.mark.parametrize("builder", ["buildkit", "classic", "podman"])
@pytest.mark.parametrize(
    "lines",
    [
        pytest.param("WORKDIR a23456789\n" * 500, id="working directories inside one another"),
        pytest.param(f"WORKDIR /{'a23456789/' * 500}\n", id="one working directory"),
        pytest.param(f"COPY b /{'a23456789/' * 500}\n", id="a destination"),
    ],
)
def test_a_path_that_linux_does_not_take_fails_the_step(
    tmp_path: Path, builder: str, lines: str
) -> None:
    root = grow(tmp_path, files={"Dockerfile": f"FROM scratch\nCOPY . /\n{lines}", "b": "x"})
    run = ctxscan("list", "--in-image", "--format", "json", "--builder", builder, cwd=root)
    assert run.exit_code in (0, 1)
    first = run.document["failures"][0]
    assert first["kind"] == "other"
    assert " bytes (at most 4,095): file name too long" in first["message"]
    assert len(first["message"]) < 150
